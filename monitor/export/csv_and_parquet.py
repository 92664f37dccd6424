"""Write a public table as zipped CSV and as Parquet, in one pass over its rows.

CSV      UTF-8, comma, column names first; a null is an empty cell.  A cell that a spreadsheet
         would run as a formula begins with an apostrophe, and the parts of a list or of an object
         ("name: value") are separated by " | ", as in the CSV files of the site.
Parquet  types as in the schema, days as DATE and instants as TIMESTAMP in UTC; values are exactly
         those of the database.
Memory   a few thousand rows at a time, whatever the table.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from monitor.export.datapackage import field_type
from monitor.export.exported_files import ExportedFile, describe_file
from monitor.export.parquet_file import Batch, write_parquet_file
from monitor.i18n.untrusted_text import BETWEEN, escape_formula, json_texts
from pipelines.interface_languages import LANGUAGES
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.store.schema import TABLES, Table

BATCH_ROWS = 4_000  # rows
ZIP_TIMESTAMP = (1980, 1, 1, 0, 0, 0)  # fixed, so that the same rows make the same ZIP


def write_table(
    connection: sqlite3.Connection,
    name: str,
    folder: Path,
    formats: tuple[str, ...],
    progress: Callable[[int], None] = lambda _: None,
) -> list[ExportedFile]:
    """Write a table in those of the formats that hold one table per file.

    ``progress`` is told of each batch how many rows it has.
    """
    table_formats = [format_ for format_ in ("csv", "parquet") if format_ in formats]
    if not table_formats:
        return []
    columns = TABLES[name].columns
    columns_sql = ", ".join(f"[{column}]" for column, _kind, _says in columns)
    cursor = connection.execute(f"SELECT {columns_sql} FROM main.[{name}]")
    count = _RowCount()
    with ExitStack() as stack:
        rows = _batches(cursor, count, progress)
        if "csv" in table_formats:
            target = stack.enter_context(_open_csv(folder, name))
            rows = _write_csv_rows(rows, target, TABLES[name])
        if "parquet" in table_formats:
            _write_parquet(name, rows, folder)
        else:
            for _ in rows:
                pass
    paths = {"csv": f"csv/{name}.csv.zip", "parquet": f"parquet/{name}.parquet"}
    return [
        describe_file(folder, paths[format_], format_, name, count.rows)
        for format_ in table_formats
    ]


class _RowCount:
    rows = 0


def _batches(
    cursor: sqlite3.Cursor, count: _RowCount, progress: Callable[[int], None]
) -> Iterator[Batch]:
    while rows := cursor.fetchmany(BATCH_ROWS):
        count.rows += len(rows)
        yield rows
        progress(len(rows))


class _ZippedCsv:
    """A CSV file inside its own ZIP, as a context manager."""

    def __init__(self, folder: Path, name: str) -> None:
        (folder / "csv").mkdir(exist_ok=True)
        self.zip = zipfile.ZipFile(
            folder / "csv" / f"{name}.csv.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=6
        )
        entry = zipfile.ZipInfo(f"{name}.csv", ZIP_TIMESTAMP)
        entry.compress_type = zipfile.ZIP_DEFLATED
        raw = self.zip.open(entry, "w", force_zip64=True)
        self.text = io.TextIOWrapper(raw, "utf-8-sig", newline="")
        self.rows = csv.writer(self.text)

    def __enter__(self) -> _ZippedCsv:
        return self

    def __exit__(self, *_: object) -> None:
        self.text.close()
        self.zip.close()


def _open_csv(folder: Path, name: str) -> _ZippedCsv:
    return _ZippedCsv(folder, name)


def _write_csv_rows(rows: Iterator[Batch], sheet: _ZippedCsv, table: Table) -> Iterator[Batch]:
    sheet.rows.writerow(table.names)
    lists = {table.names.index(name) for name in table.array_columns}
    objects = {table.names.index(name) for name in table.object_columns}
    for batch in rows:
        for row in batch:
            values = list(row)
            for index in lists:
                values[index] = BETWEEN.join(json_texts(row[index])) or None
            for index in objects:
                values[index] = BETWEEN.join(_named_values(row[index])) or None
            sheet.rows.writerow(map(escape_formula, values))
        yield batch


def _named_values(text: str | None) -> Iterator[str]:
    """Yield "name: value" of each value in a JSON object, inner names after a dot."""
    for name, value in (json.loads(text) if text else {}).items():
        inner = value if isinstance(value, dict) else {None: value}
        for key, inner_value in inner.items():
            said = (
                ", ".join(map(str, inner_value)) if isinstance(inner_value, list) else inner_value
            )
            yield f"{name}.{key}: {said}" if key is not None else f"{name}: {said}"


def _write_parquet(name: str, rows: Iterator[Batch], folder: Path) -> None:
    (folder / "parquet").mkdir(exist_ok=True)
    columns = [
        (column, field_type(name, column, kind)) for column, kind, _says in TABLES[name].columns
    ]
    write_parquet_file(folder / "parquet" / f"{name}.parquet", name, columns, rows)


def write_cpv_labels(folder: Path, formats: tuple[str, ...]) -> list[ExportedFile]:
    """Write the labels of the CPV codes in every language of the interface."""
    if "csv" not in formats:
        return []
    cpv = load_normalisation_tables().cpv
    with _open_csv(folder, "cpv") as sheet:
        sheet.rows.writerow(("code", *(f"label_{lang}" for lang in LANGUAGES)))
        for code, cpv_code in sorted(cpv.items()):
            labels = [escape_formula(cpv_code.labels.get(lang) or "") for lang in LANGUAGES]
            sheet.rows.writerow((f"CPV {code}", *labels))
    return [describe_file(folder, "csv/cpv.csv.zip", "csv", "cpv", len(cpv))]
