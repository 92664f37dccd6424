"""Write a public table as zipped CSV and as Parquet, in one pass over its rows.

CSV      UTF-8, comma, column names first; a null is an empty cell.  A cell that a spreadsheet
         would run as a formula begins with an apostrophe, as in the CSV files of the site.
Parquet  types as in the schema, days as DATE and instants as TIMESTAMP in UTC; values are exactly
         those of the database.
Memory   a few thousand rows at a time, whatever the table.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from monitor.export.datapackage import field_type
from monitor.export.exported_files import ExportedFile, describe_file
from monitor.i18n.safe_text import inert
from pipelines.errors import VigieError
from pipelines.languages import LANGUAGES
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.store.schema import TABLES

BATCH_ROWS = 4_000  # rows
ROW_GROUP_ROWS = 50_000
ZIP_TIMESTAMP = (1980, 1, 1, 0, 0, 0)  # fixed, so that the same rows make the same ZIP
TYPES = {
    "string": DataType.utf8(),
    "integer": DataType.int64(),
    "number": DataType.float64(),
    "date": DataType.date32(),
    "datetime": DataType.timestamp("ms", tz="UTC"),
}
TIMES = ("date", "datetime")  # text in the database
Rows = list[tuple[Any, ...]]


class WrongType(VigieError):
    """A value is not of the type that the schema promises.  Raised while Parquet is written."""


def write_table(
    connection: sqlite3.Connection, name: str, folder: Path, formats: tuple[str, ...]
) -> list[ExportedFile]:
    """Write a table in those of the formats that hold one table per file."""
    table_formats = [one for one in ("csv", "parquet") if one in formats]
    if not table_formats:
        return []
    columns = TABLES[name].columns
    columns_sql = ", ".join(f"[{column}]" for column, _kind, _says in columns)
    cursor = connection.execute(f"SELECT {columns_sql} FROM main.[{name}]")
    count = _RowCount()
    with ExitStack() as stack:
        rows = _batches(cursor, count)
        if "csv" in table_formats:
            target = stack.enter_context(_open_csv(folder, name))
            rows = _write_csv_rows(rows, target, [column for column, _kind, _says in columns])
        if "parquet" in table_formats:
            _write_parquet(name, rows, folder)
        else:
            for _ in rows:
                pass
    paths = {"csv": f"csv/{name}.csv.zip", "parquet": f"parquet/{name}.parquet"}
    return [describe_file(folder, paths[one], one, name, count.rows) for one in table_formats]


class _RowCount:
    rows = 0


def _batches(cursor: sqlite3.Cursor, count: _RowCount) -> Iterator[Rows]:
    while rows := cursor.fetchmany(BATCH_ROWS):
        count.rows += len(rows)
        yield rows


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


def _write_csv_rows(rows: Iterator[Rows], sheet: _ZippedCsv, names: list[str]) -> Iterator[Rows]:
    sheet.rows.writerow(names)
    for batch in rows:
        sheet.rows.writerows([inert(value) for value in row] for row in batch)
        yield batch


def _write_parquet(name: str, rows: Iterator[Rows], folder: Path) -> None:
    (folder / "parquet").mkdir(exist_ok=True)
    kinds = [field_type(name, column, kind) for column, kind, _says in TABLES[name].columns]
    named = zip(TABLES[name].names, kinds, strict=True)
    schema = Schema([Field(column, TYPES[kind], nullable=True) for column, kind in named])
    failed: list[VigieError] = []

    def record_batches() -> Iterator[RecordBatch]:
        try:
            for batch in rows:
                yield _record_batch(name, schema, kinds, batch)
        except VigieError as error:
            failed.append(error)
            raise

    target = folder / "parquet" / f"{name}.parquet"
    try:
        write_parquet(
            RecordBatchReader.from_batches(schema, record_batches()),
            target,
            compression="zstd(3)",
            max_row_group_size=ROW_GROUP_ROWS,
            created_by="Vigie",
            key_value_metadata={"table": name},
        )
    except Exception as error:  # the library raises no other, whatever went wrong
        raise (failed[0] if failed else OSError(f"{target}: not written ({error})")) from None


def _record_batch(name: str, schema: Schema, kinds: list[str], batch: Rows) -> RecordBatch:
    columns = zip(TABLES[name].names, kinds, zip(*batch, strict=True), strict=True)
    arrays = [_array(f"{name}.{column}", kind, values) for column, kind, values in columns]
    return RecordBatch.from_arrays(arrays, schema=schema)


def _array(column: str, kind: str, values: tuple[Any, ...]) -> Array:
    try:
        if kind not in TIMES:
            return Array(values, TYPES[kind])
        array = Array(values, TYPES["string"]).cast(TYPES[kind])
        if array.null_count > values.count(None):  # the library makes a null of what is no day
            raise ValueError(f"{_no_time(values, array)!r} is no {kind}")
        return array
    except (TypeError, ValueError, OverflowError) as error:
        raise WrongType(
            f"{column}: it holds a value that is not {kind} ({error}).\n"
            "  vigie integrity says whether the database is whole; vigie replay makes it anew."
        ) from None


def _no_time(values: tuple[Any, ...], array: Array) -> Any:
    read = zip(values, array.to_pylist(), strict=True)
    return next(value for value, time in read if value is not None and time is None)


def write_cpv_labels(folder: Path, formats: tuple[str, ...]) -> list[ExportedFile]:
    """Write the labels of the CPV codes in French and English."""
    if "csv" not in formats:
        return []
    cpv = load_normalisation_tables().cpv
    with _open_csv(folder, "cpv") as sheet:
        sheet.rows.writerow(("code", *(f"label_{lang}" for lang in LANGUAGES)))
        for code, one in sorted(cpv.items()):
            labels = [inert(one.labels.get(lang) or "") for lang in LANGUAGES]
            sheet.rows.writerow((f"CPV {code}", *labels))
    return [describe_file(folder, "csv/cpv.csv.zip", "csv", "cpv", len(cpv))]
