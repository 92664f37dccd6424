"""Open ``vigie.db``: configure, migrate and synchronise reference rows; build upsert statements."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.errors import Misconfigured
from pipelines.interface_languages import language_columns
from pipelines.store.database_version_check import is_current
from pipelines.store.full_disk import full_disk_problem
from pipelines.store.schema import TABLES

BUSY_MS = 30_000


def connect(path: Path) -> sqlite3.Connection:
    """Open and migrate a database; the folder is created when missing.

    Raises  Misconfigured: no permission, no database, or one of a newer version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
        try:
            _configure(connection, path.parent)
        except BaseException:
            connection.close()
            raise
    except (sqlite3.OperationalError, OSError) as error:
        if any(words in str(error) for words in ("disk", "locked", "No space", "too large")):
            raise  # not a matter of configuration: the command reports it
        if (problem := full_disk_problem(path.parent)) is not None:
            raise sqlite3.OperationalError(f"{path}: {problem}") from None
        raise Misconfigured(
            f"{path}: the database cannot be opened for writing ({error}).\n"
            "  Check that the folder is there and that you may write to it, or name another: --db."
        ) from None
    except sqlite3.DatabaseError as error:
        raise Misconfigured(
            f"{path}: this file is not a database, or it is damaged ({error}).\n"
            "  Move it aside and run vigie replay: it is rebuilt from the archive."
        ) from None
    return connection


def _configure(connection: sqlite3.Connection, folder: Path) -> None:
    with _folder_lock(folder):
        if not is_current(connection):
            # sqlite-utils, with numpy behind it, is a tenth of what a command imports
            from pipelines.store.migrations import migrate

            migrate(connection)
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    # pages wait in the log until 32 MB are due: most are written by several batches, and each
    # checkpoint waits for the disk (at every 4 MB, half of the time to store)
    connection.execute("PRAGMA wal_autocheckpoint = 8192")
    # 8 MB: with 64 MB memory grows with the database, and a batch is stored no faster
    connection.execute("PRAGMA cache_size = -8192")


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Lock the folder so that only one process creates or migrates a database in it.

    SQLite waits for locks nearly everywhere, but not while the journal mode changes.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@cache
def upsert_sql(table: str, source: str | None = None) -> str:
    """Return SQL that inserts a row or updates the one with the same key.

    ``source``  a SELECT with the table's columns, for many rows at once; None for placeholders.
    """
    spec = TABLES[table]
    columns = ", ".join(f"[{name}]" for name in spec.names)
    keys = ", ".join(f"[{name}]" for name in spec.pk)
    rest = [name for name in spec.names if name not in spec.pk]
    action = (
        "UPDATE SET " + ", ".join(f"[{name}] = excluded.[{name}]" for name in rest)
        if rest
        else "NOTHING"
    )
    return (
        f"INSERT INTO [{table}] ({columns}) {source or values_sql(table)}"
        f" ON CONFLICT ({keys}) DO {action}"
    )


@cache
def insert_sql(table: str, source: str | None = None) -> str:
    """Return SQL that inserts a row unless its key exists; ``source`` as in ``upsert_sql``."""
    columns = ", ".join(f"[{name}]" for name in TABLES[table].names)
    return f"INSERT OR IGNORE INTO [{table}] ({columns}) {source or values_sql(table)}"


@cache
def values_sql(table: str) -> str:
    """Return a VALUES clause with a placeholder for each column."""
    return f"VALUES ({', '.join('?' * len(TABLES[table].names))})"


UPSERT = {name: upsert_sql(name) for name in TABLES}
INSERT = {name: insert_sql(name) for name in TABLES}


def as_dicts(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    """Yield the rows of a cursor by name of column."""
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def set_meta(connection: sqlite3.Connection, key: str, value: str | None) -> None:
    """Write one entry of ``meta``."""
    connection.execute(UPSERT["meta"], (key, value))


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """Read one entry of ``meta``; None when there is none."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def sync_portals(connection: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Update ``portals`` from the reference table; columns written by crawls are kept."""
    titles = language_columns("title").values()
    declared = (*titles, "country", "language", "access", "licence", "url", "rank")
    for row in rows:
        values = [row["name"], *(row.get(name) for name in declared)]
        updates = ", ".join(f"[{name}] = excluded.[{name}]" for name in declared)
        connection.execute(
            f"INSERT INTO portals (name, {', '.join(declared)}, state, notices_received,"
            f" notices_published, failures)"
            f" VALUES ({', '.join('?' * len(values))}, 'never', 0, 0, 0)"
            f" ON CONFLICT (name) DO UPDATE SET {updates}",
            values,
        )


# name, acronym, id of the parent, basis of the parent
KnownBuyerRow = tuple[str, str | None, str | None, str | None]


def sync_known_buyers(
    connection: sqlite3.Connection, known_buyers: Mapping[str, KnownBuyerRow]
) -> None:
    """Update names, acronyms and parents of known buyers in ``organizations``."""
    connection.executemany(
        "UPDATE organizations SET name = ?1, acronym = ?2, parent_id = ?3, parent_basis = ?4"
        " WHERE id = ?5 AND (name IS NOT ?1 OR acronym IS NOT ?2 OR parent_id IS NOT ?3"
        " OR parent_basis IS NOT ?4)",
        [(*row, id_) for id_, row in known_buyers.items()],
    )


def sync_vendor_groups(connection: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Update ``vendor_groups`` from the reference table."""
    names = TABLES["vendor_groups"].names
    connection.executemany(
        UPSERT["vendor_groups"], [tuple(row.get(name) for name in names) for row in rows]
    )
