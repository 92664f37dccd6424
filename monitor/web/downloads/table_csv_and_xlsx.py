"""Write the rows of a filtered table for readers: CSV of their language, and XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.i18n.table_labels import table_title
from monitor.i18n.untrusted_text import escape_formula
from monitor.i18n.value_formatting import use_language
from monitor.web.downloads.sheet_columns import columns_of, flatten_row
from monitor.web.downloads.sheet_writers import About, Book, csv_lines, csv_rows
from monitor.web.read_only_pool import Row
from pipelines.store.schema import TABLES

SheetRows = Sequence[Sequence[Any]]
# keys to other rows and hashes, which say nothing to a reader; CSV in English and JSON have them
_KEYS = frozenset(
    {"procedure_id", "buyer_id", "lot_ids", "notice_id", "same_as", "document_sha256"}
    | {"content_sha256", "run_id", "rowid"}
)


def _flattened(names: Sequence[str], rows: SheetRows) -> list[Row]:
    columns = [(index, name) for index, name in enumerate(names) if name not in _KEYS]
    return [flatten_row({name: row[index] for index, name in columns}) for row in rows]


class SheetLines:
    """CSV of a table in the form of a language: the title line before the first rows."""

    def __init__(self, table: str, first: dict[str, Any], lang: str) -> None:
        self._names, self._lang = first["columns"], lang
        with use_language(lang):
            rows = _flattened(self._names, first["rows"])
            self._columns = columns_of(rows, table if table in TABLES else None)
        self._begun = False

    def lines(self, rows: SheetRows) -> str:
        with use_language(self._lang):
            written = csv_rows(_flattened(self._names, rows), self._columns)
        head = (
            ""
            if self._begun
            else csv_lines([[escape_formula(column.title) for column in self._columns]])
        )
        self._begun = True
        return head + written


class TableBook:
    """Workbook of a table, in the language of the answer."""

    def __init__(self, table: str, first: dict[str, Any]) -> None:
        self._names = first["columns"]
        title = table_title(table) if table in TABLES else table
        columns = columns_of(_flattened(self._names, first["rows"]), table)
        self._book = Book(title)
        self._sheet = self._book.add_sheet(title, columns)

    def add(self, rows: SheetRows) -> None:
        self._book.add_rows(self._sheet, _flattened(self._names, rows))

    def finish(self, about: About) -> bytes:
        return self._book.finish(about)
