"""Copy a database that others may be writing to, and check the copy."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from pipelines.errors import VigieError

FREE_SPACE_FACTOR = 1.1  # times the size of the database: its copy, and what is written meanwhile


class CopyFailed(VigieError):
    """The copy could not be made or is damaged; an earlier file at its place stays."""


def copy_database(source: sqlite3.Connection, target: Path, *, check: bool = True) -> None:
    """Copy an open database to ``target``; an earlier file is replaced after the check.

    ``check``  False: the caller checks it later, which takes ten times as long as the copy.

    The copy gets a new ``generation`` in ``meta``, so that alerts recognise a restore however the
    file gets back.

    Raises  CopyFailed: not enough space, or the copy fails SQLite's check.
    """
    size = _size(source)
    free = shutil.disk_usage(target.parent).free
    needed = size * FREE_SPACE_FACTOR
    if free < needed:
        raise CopyFailed(
            f"{target.parent}: {free // 2**20:,} MB are free, the copy needs"
            f" {int(needed) // 2**20 + 1:,} MB.  Free space or name another folder."
        )
    part = target.with_name(target.name + ".part")
    _remove(part)
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as made:
            source.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal beside it
            _new_generation(made)
            if check:
                check_integrity(made, part)
        os.chmod(part, 0o600)
        os.replace(part, target)
    finally:
        _remove(part)


def check_integrity(connection: sqlite3.Connection, name: Path) -> None:
    """Check pages and foreign keys of a database.  Raises  CopyFailed."""
    try:
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
    except sqlite3.DatabaseError as error:
        raise CopyFailed(f"{name}: it cannot be read ({error})") from None
    if faults != ["ok"]:
        raise CopyFailed(f"{name}: SQLite's check says {'; '.join(faults)}")
    if broken:
        raise CopyFailed(f"{name}: rows that point nowhere, e.g. {broken[0][0]} row {broken[0][1]}")


def _new_generation(connection: sqlite3.Connection) -> None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "meta" in tables:
        connection.execute(
            "UPDATE meta SET value = ? WHERE key = 'generation'", (uuid.uuid4().hex,)
        )


def _size(connection: sqlite3.Connection) -> int:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (bytes_,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(bytes_)


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
