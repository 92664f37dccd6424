"""Read the CSV files of a folder of reference tables, and collect what is wrong in them.

People correct these files, so every complaint names file, row, column and value and says what to
do.  All complaints are reported at once.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pipelines.errors import Misconfigured

# a formula, the error of one, or NUL, where a cell should hold text
_NO_TEXT = re.compile(
    r'(?:(?<=^)|(?<=[,"]))(?:=[A-Z]+\(|#(?:REF!|NAME\?|N/A|VALUE!|DIV/0!|NUM!|NULL!))|\0'
)
CONFIDENCES = ("high", "medium", "low")  # of a row of a table
MAX_COMPLAINTS_SHOWN = 30
# until a person writes one; in others no row means that the file was cut short
WITHOUT_ROWS = ("corrections.csv", "confirmed_alternatives.csv")
Value = TypeVar("Value")


@dataclass(frozen=True)
class TableRow:
    """One row of a table: its number in a spreadsheet, its cells, and complaints about them."""

    table: str
    number: int
    cells: Mapping[str, str]
    complaints: list[str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def complain(self, column: str, advice: str, value: str | None = None) -> None:
        """Complain about a cell, or about another ``value`` than that of the cell."""
        value = self.cells.get(column, "") if value is None else value
        self.complaints.append(f"{self.table}, row {self.number}, {column}: {value!r}: {advice}.")

    def check(self, column: str, allowed: tuple[str, ...]) -> None:
        """Complain when the cell holds none of the allowed values."""
        if self[column] not in allowed:
            self.complain(column, f"expected {', '.join(allowed)}")

    def day(self, column: str) -> date | None:
        """Return the day in a cell; None when it is empty, or no day, which is complained about."""
        try:
            return date.fromisoformat(self[column]) if self[column] else None
        except ValueError:
            self.complain(column, "expected a date like 2023-11-22")
            return None

    def check_period(self) -> None:
        """Complain when ``until`` is before ``since``."""
        since, until = self["since"], self["until"]
        if since and until and since > until:
            self.complain("until", f"ends before it begins on {since}: correct one of the two")


class Cells(dict[str, str]):
    """The cells of a row of a table of ours; one without a column says so."""

    def __init__(self, name: str, header: list[str], cells: list[str]) -> None:
        super().__init__(zip(header, cells, strict=True))
        self.name = name

    def __missing__(self, column: str) -> str:
        raise Misconfigured(
            f"{self.name}, row 1, {column}: the column is missing: restore the first line"
        )


@dataclass
class TableFolder:
    """A folder of tables, and the complaints about them, which ``checked`` raises."""

    folder: Path
    complaints: list[str] = field(default_factory=list)

    def checked(self, value: Value) -> Value:
        """Return what was read.  Raises  Misconfigured with all complaints."""
        if self.complaints:
            raise Misconfigured(_complaint_message(self.folder, self.complaints))
        return value

    def rows(self, name: str, columns: str) -> Iterator[TableRow]:
        """Yield the rows of a CSV file, with the numbers that a spreadsheet gives them.

        Yields nothing when a column is missing.
        """
        for header, number, cells in self._lines(name, columns):
            yield TableRow(name, number, dict(zip(header, cells, strict=True)), self.complaints)

    def dicts(self, name: str, *, may_be_empty: bool = False) -> Iterator[dict[str, str]]:
        """Yield the cells of each row by column: quicker than ``rows``, which can complain."""
        for header, _, cells in self._lines(name, "", may_be_empty=may_be_empty):
            yield Cells(name, header, cells)

    def cells(self, name: str, columns: str) -> Iterator[list[str]]:
        """Yield the cells of these columns alone: quicker, for tables of many thousand rows."""
        places: list[int] = []
        for header, _, cells in self._lines(name, columns):
            places = places or [header.index(column) for column in columns.split()]
            yield [cells[index] for index in places]

    def _lines(
        self, name: str, columns: str, *, may_be_empty: bool = False
    ) -> Iterator[tuple[list[str], int, list[str]]]:
        """Yield header, row number and stripped cells of each row of a CSV file."""
        path, last, is_empty = self.folder / name, 0, True
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(self._checked_lines(name, file), strict=True)
                header = next(reader, [])
                missing = [c for c in columns.split() if c not in header]
                if missing:
                    self.complain(name, 1, missing[0], "the column is missing: add it")
                    return
                last = reader.line_num
                for cells in reader:
                    last, is_empty = reader.line_num, False
                    if cells and len(cells) != len(header):
                        advice = "it has more or fewer cells than the header: mend it"
                        self.complain(name, last, "(row)", advice)
                    elif cells:
                        yield header, last, [cell.strip() for cell in cells]
                if is_empty and not may_be_empty and name not in WITHOUT_ROWS:
                    self.complain(name, 2, "(row)", "there is none: restore the file")
        except csv.Error as error:
            advice = f"cannot be read ({error}): look for a quotation mark that stands alone"
            self.complain(name, last + 1, "(row)", advice)
        except UnicodeDecodeError as error:
            self.complain(
                name, line_of_bad_byte(path), "(row)", f"is no UTF-8 ({error.reason}): restore it"
            )
        except OSError as error:
            self.complain(name, 0, "(file)", f"cannot be read ({error}): restore it")

    def _checked_lines(self, name: str, lines: Iterable[str]) -> Iterator[str]:
        """Yield the lines of a file; complain about what spreadsheets leave in place of a cell."""
        for number, line in enumerate(lines, start=1):
            if ("=" in line or "#" in line or "\0" in line) and (found := _NO_TEXT.search(line)):
                advice = "is no text: write what it stands for"
                TableRow(name, number, {}, self.complaints).complain("(row)", advice, found[0])
            yield line

    def complain(self, name: str, row: int, column: str, advice: str) -> None:
        """Complain about a file as a whole, or about a row that cannot be read."""
        TableRow(name, row, {}, self.complaints).complain(column, advice)


def line_of_bad_byte(path: Path) -> int:
    """Return the line of the first byte that is no UTF-8."""
    content = path.read_bytes()
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 0


def split_cell(cell: str, by: str = "|") -> tuple[str, ...]:
    """Return the parts of a cell that holds several values."""
    return tuple(part.strip() for part in cell.split(by) if part.strip())


def _complaint_message(folder: Path, complaints: list[str]) -> str:
    faults = "1 fault" if len(complaints) == 1 else f"{len(complaints)} faults"
    lines = [f"{folder.name}/: {faults} in its tables."]
    lines += complaints[:MAX_COMPLAINTS_SHOWN]
    if len(complaints) > MAX_COMPLAINTS_SHOWN:
        lines.append(f"… and {len(complaints) - MAX_COMPLAINTS_SHOWN} more.")
    return "\n  ".join(lines)
