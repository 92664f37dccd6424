"""Write rows of a table as one typed Parquet file, a few thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from pipelines.errors import VigieError

ROW_GROUP_ROWS = 50_000
TYPES = {
    "string": DataType.utf8(),
    "integer": DataType.int64(),
    "number": DataType.float64(),
    "decimal": DataType.decimal128(28, 4),
    "date": DataType.date32(),
    "datetime": DataType.timestamp("ms", tz="UTC"),
}
# As what the database holds values of other types, which are cast.
STORED_AS = {
    "decimal": DataType.float64(),
    "date": DataType.utf8(),
    "datetime": DataType.utf8(),
}
Batch = Sequence[tuple[Any, ...]]


class WrongType(VigieError):
    """A value is not of the type that the schema promises.  Raised while Parquet is written."""


def write_parquet_file(
    target: Path, table: str, columns: Sequence[tuple[str, str]], batches: Iterable[Batch]
) -> None:
    """Write batches of rows to a file; ``columns``: name and type, a key of ``TYPES``, of each."""
    schema = Schema([Field(name, TYPES[kind], nullable=True) for name, kind in columns])
    failed: list[VigieError] = []

    def record_batches() -> Iterator[RecordBatch]:
        try:
            for batch in batches:
                yield _record_batch(table, schema, columns, batch)
        except VigieError as error:
            failed.append(error)
            raise

    try:
        write_parquet(
            RecordBatchReader.from_batches(schema, record_batches()),
            target,
            compression="zstd(3)",
            max_row_group_size=ROW_GROUP_ROWS,
            created_by="Vigie",
            key_value_metadata={"table": table},
        )
    except Exception as error:  # the library raises no other, whatever went wrong
        raise (failed[0] if failed else OSError(f"{target}: not written ({error})")) from None


def _record_batch(
    table: str, schema: Schema, columns: Sequence[tuple[str, str]], batch: Batch
) -> RecordBatch:
    arrays = [
        _array(f"{table}.{name}", kind, values)
        for (name, kind), values in zip(columns, zip(*batch, strict=True), strict=True)
    ]
    return RecordBatch.from_arrays(arrays, schema=schema)


def _array(column: str, kind: str, values: tuple[Any, ...]) -> Array:
    try:
        if kind not in STORED_AS:
            return Array(values, TYPES[kind])
        array = Array(values, STORED_AS[kind]).cast(TYPES[kind])
        if array.null_count > values.count(None):  # the library makes a null of what cannot be cast
            raise ValueError(f"{_lost_value(values, array)!r} is no {kind}")
        return array
    except (TypeError, ValueError, OverflowError) as error:
        raise WrongType(
            f"{column}: it holds a value that is not {kind} ({error}).\n"
            "  vigie integrity says whether the database is whole; vigie replay makes it anew."
        ) from None


def _lost_value(values: tuple[Any, ...], array: Array) -> Any:
    pairs = zip(values, array.to_pylist(), strict=True)
    return next(value for value, cast in pairs if value is not None and cast is None)
