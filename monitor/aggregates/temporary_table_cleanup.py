"""Run statements that make temporary tables, and leave none of them behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


def run_all(connection: sqlite3.Connection, statements: Iterable[str]) -> None:
    """Run statements one after the other."""
    for sql in statements:
        connection.execute(sql)


@contextmanager
def temporary_tables(connection: sqlite3.Connection, on_disk: bool = False) -> Iterator[None]:
    """Undo what is unfinished, drop all temporary tables that were made.

    ``on_disk``  keep them in a file: in memory they would grow with the database.
    """
    (before,) = connection.execute("PRAGMA temp_store").fetchone()
    if on_disk:
        connection.execute("PRAGMA temp_store = FILE")
    there = _temporary(connection)
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        drop(connection, _temporary(connection) - there)
        if on_disk:
            connection.execute(f"PRAGMA temp_store = {before}")


def _temporary(connection: sqlite3.Connection) -> set[str]:
    cursor = connection.execute("SELECT name FROM sqlite_temp_master WHERE type = 'table'")
    return {name for (name,) in cursor}


def drop(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Drop temporary tables that are there."""
    for name in names:
        connection.execute(f"DROP TABLE IF EXISTS temp.[{name}]")
