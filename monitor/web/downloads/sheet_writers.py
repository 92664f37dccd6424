"""Write spreadsheets: styled XLSX, and CSV in the form of the reader's language.

Where a language writes a decimal comma, its spreadsheets separate cells by semicolons; its CSV has
both, and titles in that language.  In English CSV keeps the names and values of the data, for
programs.
No cell is a formula: in XLSX each text is declared one, in CSV it begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from starlette.responses import Response
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from monitor.i18n.untrusted_text import escape_formula
from monitor.i18n.value_formatting import _, language
from monitor.web.downloads.sheet_columns import Column, cell_of, columns_of, flatten_row
from monitor.web.read_only_pool import Row

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_CELL_LENGTH = 32_000  # characters of a cell
WIDTHS = {"text": 24, "integer": 12, "number": 12, "money": 18, "percent": 10, "date": 12}
WIDE = {"title": 60, "buyer": 40, "suppliers": 40, "name": 40, "vendor_groups": 28, "text": 60}
_FORMATS = {
    "integer": "#,##0",
    "number": "#,##0.##",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
}
SHEET_NAME_LENGTH = 28  # spreadsheets take 31 characters, of which a number has three
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))  # in the name of a sheet


@dataclass(frozen=True)
class Sheet:
    """``rows`` as the page has them; ``table`` names the table whose columns they are."""

    title: str
    rows: Sequence[Row]
    table: str | None = None


@dataclass(frozen=True)
class About:
    """Contents of the last sheet: (name, value) lines, then sentences."""

    lines: Sequence[tuple[str, str]]
    sentences: Sequence[str] = field(default_factory=tuple)


@cache
def has_decimal_comma(lang: str) -> bool:
    return str(Locale(lang).number_symbols["latn"]["decimal"]) == ","


def csv_text(rows: Iterable[Row]) -> str:
    """Return rows as CSV in the form of the reader's language."""
    return localized_csv(rows) if has_decimal_comma(language()) else program_csv(rows)


def localized_csv(rows: Iterable[Row]) -> str:
    """Return rows as CSV with semicolons, decimal commas and titles of the reader's language."""
    flattened = [flatten_row(row) for row in rows]
    columns = columns_of(flattened)
    return csv_lines([[escape_formula(column.title) for column in columns]]) + csv_rows(
        flattened, columns
    )


def program_csv(rows: Iterable[Row]) -> str:
    """Return rows as CSV with commas, names and values of the data."""
    flattened = [flatten_row(row, in_words=False) for row in rows]
    names = list(dict.fromkeys(name for row in flattened for name in row))
    lines = [[escape_formula(row.get(name)) for name in names] for row in flattened]
    return csv_lines([names, *lines] if names else [], ",")


def csv_rows(flattened: Iterable[Row], columns: Sequence[Column]) -> str:
    """Return lines of flattened rows, without a head."""
    return csv_lines(
        [_csv_cell(cell_of(column, row.get(column.name))) for column in columns]
        for row in flattened
    )


def csv_lines(rows: Iterable[Sequence[Any]], delimiter: str = ";") -> str:
    """Return lines of CSV; ``rows`` are inert already, or titles of ours."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}".removesuffix(".0").replace(".", ",")
    return escape_formula(value)


def xlsx(sheets: Iterable[Sheet], about: About) -> bytes:
    """Return a workbook: a sheet for each table that has rows, and one that says what it is."""
    book = Book(about.lines[0][1] if about.lines else "Vigie")
    for sheet in sheets:
        if sheet.rows:
            flattened = [flatten_row(row) for row in sheet.rows]
            book.add_rows(
                book.add_sheet(sheet.title, columns_of(flattened, sheet.table)), flattened
            )
    return book.finish(about)


def xlsx_response(body: bytes, name: str) -> Response:
    head = {"content-disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(body, 200, head, XLSX_TYPE)


@dataclass
class OpenSheet:
    """A sheet that is being written; ``next_row`` counts its title line."""

    sheet: Worksheet
    columns: Sequence[Column]
    next_row: int = 1


class Book:
    """A workbook that is written row by row: a temporary file holds what is finished."""

    def __init__(self, title: str) -> None:
        self._out = io.BytesIO()
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        }
        self._book = Workbook(self._out, options)
        self._book.set_properties({"title": title, "author": "Vigie"})
        self._names: set[str] = set()
        self._head = self._format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True}
        )
        self._cells = {
            kind: self._format({"num_format": form}) for kind, form in _FORMATS.items()
        } | {"text": self._format({})}

    def _format(self, properties: Mapping[str, Any]) -> Format:
        return self._book.add_format({"valign": "top", "font_size": 10, **properties})

    def add_sheet(self, title: str, columns: Sequence[Column]) -> OpenSheet:
        """Begin a sheet: styled titles that stay in view, widths, and a filter on each column."""
        sheet = self._book.add_worksheet(self._name(title))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_row(0, 32)
        for index, column in enumerate(columns):
            width = WIDE.get(column.name, WIDTHS.get(column.kind, 16))
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, column.title, self._head)
        return OpenSheet(sheet, columns)

    def _name(self, title: str) -> str:
        """A name that no other sheet of the workbook has, of at most 31 characters."""
        bare = title.translate(_FORBIDDEN).strip("' ")[:SHEET_NAME_LENGTH] or "Vigie"
        result, count = bare, 1
        while result.lower() in self._names:
            count += 1
            result = f"{bare} {count}"
        self._names.add(result.lower())
        return result

    def add_rows(self, opened: OpenSheet, flattened: Iterable[Row]) -> None:
        """Add flattened rows below those that are there."""
        for row in flattened:
            for index, column in enumerate(opened.columns):
                self._write(opened, index, column, cell_of(column, row.get(column.name)))
            opened.next_row += 1

    def _write(self, opened: OpenSheet, index: int, column: Column, value: Any) -> None:
        sheet, at = opened.sheet, opened.next_row
        if value is None or value == "":
            return
        if isinstance(value, int | float):
            sheet.write_number(at, index, value, self._cells[column.kind])
            return
        time = _TIMES[column.kind](value) if column.kind in _TIMES else None
        if time is not None:
            sheet.write_datetime(at, index, time, self._cells[column.kind])
        else:
            sheet.write_string(at, index, str(value)[:MAX_CELL_LENGTH], self._cells["text"])

    def finish(self, about: About) -> bytes:
        """Add the sheet that says what the others are, and return the file."""
        for sheet in self._book.worksheets():
            if sheet.dim_colmax:
                sheet.autofilter(0, 0, sheet.dim_rowmax or 0, sheet.dim_colmax)
        sheet = self._book.add_worksheet(self._name(_("About this file")))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        wrapped = self._format({"text_wrap": True})
        bold = self._format({"bold": True})
        for at, (name, value) in enumerate(about.lines):
            sheet.write_string(at, 0, name, bold)
            sheet.write_string(at, 1, value, wrapped)
        for at, sentence in enumerate(about.sentences, len(about.lines) + 1):
            sheet.write_string(at, 1, sentence, wrapped)
        self._book.close()
        return self._out.getvalue()


def _time(read: Callable[[str], date]) -> Callable[[Any], date | None]:
    def read_or_none(value: Any) -> date | None:
        try:
            day = read(str(value))
        except ValueError:
            return None
        return day if day.year >= 1900 else None  # spreadsheets know no earlier day

    return read_or_none


_TIMES = {
    "date": _time(date.fromisoformat),
    "instant": _time(lambda text: datetime.fromisoformat(text).replace(tzinfo=None)),
}
