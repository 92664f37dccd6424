"""Export the big tables as a lake: Parquet files by portal and year, written when they changed.

    LAKE/contracts/portal=ted/year=2024/rows.parquet    likewise notices, tags, suppliers, register
    LAKE/datapackage.json                               columns, sources, licences, digests of files

Portal and year of publication are in the names of the folders, not in the files, as Hive lays out
partitions: DuckDB, Polars, Spark and pandas make columns of them.  A tag has those of its notice, a
supplier those of its contract.  Days are DATE, amounts DECIMAL(28, 4).

All rows are read in one transaction.  A partition is written when the digest of its rows is another
than that in datapackage.json, which is written last: after a kill the next export goes on.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from monitor.export.csv_and_parquet import BATCH_ROWS
from monitor.export.datapackage import (
    MEDIA_TYPES,
    build_package,
    field_type,
    read_sources,
    table_schema,
)
from monitor.export.parquet_file import Batch, write_parquet_file
from pipelines.store.database import get_meta
from pipelines.store.read_only import connect_read_only
from pipelines.store.schema import TABLES
from spiders.archive.storage import Storage

MANIFEST = "datapackage.json"
FILE = "rows.parquet"
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"  # in the name of a folder: null
LAYOUT = 1  # another number has all partitions written anew
NO_AMOUNTS = frozenset(("months", "probability"))
# table -> the table with its portal and day of publication, and the column that leads there
PARTITIONED = {
    "contracts": None,
    "notices": None,
    "tags": ("notices", "notice_id"),
    "suppliers": ("contracts", "contract_id"),
    "register": None,
}
_encode = msgspec.msgpack.Encoder().encode


class Partition(NamedTuple):
    """Rows of a table with one portal and year, as a range of the temporary table ``lake_rows``."""

    table: str
    path: str
    first: int
    last: int


@dataclass
class LakeResult:
    """Counts of the files that an export wrote, left as they were, or deleted."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    bytes: int = 0  # of those written


def export_lake(
    database: Path,
    storage: Storage,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> LakeResult:
    """Bring the lake up to date; ``progress`` is told how many of how many partitions are done."""
    result = LakeResult()
    old_partitions = _known_partitions(storage)
    now: dict[str, dict[str, Any]] = {}
    with closing(connect_read_only(database, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        partitions = _partitions(connection)
        for count, partition in enumerate(partitions, 1):
            digest, rows = _digest(connection, partition)
            before = old_partitions.get(partition.path, {})
            if before.get("digest") == digest:
                now[partition.path] = before
                result.unchanged.append(partition.path)
            else:
                size = _write(connection, partition, storage)
                now[partition.path] = {"rows": rows, "bytes": size, "digest": digest}
                result.written.append(partition.path)
                result.bytes += size
            progress(count, len(partitions))
        package = _manifest(connection, now)
        connection.execute("COMMIT")
    result.deleted += _delete_others(storage, now.keys())
    with storage.writing(MANIFEST) as path:
        path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return result


def _known_partitions(storage: Storage) -> dict[str, dict[str, Any]]:
    """Return what the last export wrote and is still there in its whole length, by path."""
    there = storage.sizes()
    try:
        partitions = json.loads(storage.read(MANIFEST) or b"{}")["x-partitions"].items()
        return {
            path: partition
            for path, partition in partitions
            if there.get(path) == partition["bytes"]
        }
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}  # it was damaged, or another's: all is written anew


def _partitions(connection: sqlite3.Connection) -> list[Partition]:
    """Put the rows of all tables in order, partition by partition."""
    connection.execute(
        "CREATE TEMP TABLE lake_rows"
        " (place INTEGER PRIMARY KEY, row INTEGER, of_table TEXT, portal TEXT, year TEXT)"
    )
    for table in PARTITIONED:
        connection.execute(_rows_in_order(table), {"table": table})
    return [
        Partition(table, f"{table}/portal={_folder(portal)}/year={_folder(year)}/{FILE}", *places)
        for table, portal, year, *places in connection.execute(
            "SELECT of_table, portal, year, min(place), max(place) FROM lake_rows"
            " GROUP BY of_table, portal, year ORDER BY min(place)"
        )
    ]


def _rows_in_order(table: str) -> str:
    """Return SQL that puts the rows of a table behind those that are there; ``place`` counts."""
    of, source = PARTITIONED[table], "rows"
    join = ""
    if of is not None:
        source = "origin"
        join = f" LEFT JOIN {of[0]} AS origin ON origin.id = rows.{of[1]}"
    order = ", ".join(f"rows.[{name}]" for name in TABLES[table].pk)
    return (
        "INSERT INTO lake_rows (row, of_table, portal, year)"
        f" SELECT rows.rowid, :table, {source}.portal, substr({source}.published, 1, 4) AS year"
        f" FROM {table} AS rows{join} ORDER BY {source}.portal, year, {order}"
    )


def _folder(value: str | None) -> str:
    """Return a value as it stands in the name of a folder."""
    return NO_VALUE if value is None else quote(value, safe="")


def _columns(table: str) -> list[tuple[str, str]]:
    """Return name and type of the columns of a table's files."""
    columns = []
    for name, kind, _guarantee in TABLES[table].columns:
        is_amount = kind == "REAL" and name not in NO_AMOUNTS
        columns.append((name, "decimal" if is_amount else field_type(table, name, kind)))
    return [column for column in columns if column[0] != "portal"]


def _batches(connection: sqlite3.Connection, partition: Partition) -> Iterator[Batch]:
    names = ", ".join(f"rows.[{name}]" for name, _ in _columns(partition.table))
    cursor = connection.execute(
        f"SELECT {names} FROM lake_rows CROSS JOIN {partition.table} AS rows"
        " ON rows.rowid = lake_rows.row WHERE place BETWEEN ? AND ? ORDER BY place",
        (partition.first, partition.last),
    )
    while batch := cursor.fetchmany(BATCH_ROWS):
        yield batch


def _digest(connection: sqlite3.Connection, partition: Partition) -> tuple[str, int]:
    """Return a digest of the rows of a partition and of their types, and the number of rows."""
    digest = blake2b(_encode((LAYOUT, _columns(partition.table))), digest_size=16)
    count = 0
    for batch in _batches(connection, partition):
        digest.update(_encode(batch))
        count += len(batch)
    return digest.hexdigest(), count


def _write(connection: sqlite3.Connection, partition: Partition, storage: Storage) -> int:
    """Write a partition's file; return its size."""
    with storage.writing(partition.path) as path:
        columns = _columns(partition.table)
        write_parquet_file(path, partition.table, columns, _batches(connection, partition))
        size: int = path.stat().st_size
    return size


def _delete_others(storage: Storage, paths: Any) -> list[str]:
    """Delete the files of partitions that have no row any more; other files are not ours."""
    gone = [
        name
        for name in sorted(storage.names() - set(paths))
        if name.partition("/")[0] in PARTITIONED and name.partition("/portal=")[1]
    ]
    for name in gone:
        storage.delete(name)
    return gone


def _manifest(
    connection: sqlite3.Connection, partitions: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    package = build_package(
        [], read_sources(connection), datetime.now(UTC), get_meta(connection, "objections")
    )
    package["resources"] = [
        {
            "name": table,
            "path": paths,
            "format": "parquet",
            "mediatype": MEDIA_TYPES["parquet"],
            "x-rows": sum(partitions[path]["rows"] for path in paths),
            "schema": table_schema(table, TABLES[table], is_csv=False),
        }
        for table in PARTITIONED
        if (paths := [path for path in partitions if path.startswith(f"{table}/")])
    ]
    return package | {"x-partitions": partitions}
