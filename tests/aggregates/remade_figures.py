"""Compare the stored figures with figures made of everything."""

from __future__ import annotations

import sqlite3

from monitor.aggregates.refresh import TABLES, rebuild_statements
from monitor.aggregates.temporary_table_cleanup import run_all, temporary_tables


def differences(connection: sqlite3.Connection) -> list[str]:
    """Return the tables in which the stored figures differ from figures made of everything."""
    with temporary_tables(connection, on_disk=True):
        connection.execute("BEGIN")
        run_all(connection, rebuild_statements())
        return [name for name in TABLES if _differs(connection, name)]


def _differs(connection: sqlite3.Connection, name: str) -> bool:
    only = " WHERE kind <> 'table'" if name == "aggregates" else ""
    sides = (f"SELECT * FROM main.{name}{only}", f"SELECT * FROM temp.fresh_{name}")
    return any(
        connection.execute(f"SELECT EXISTS (SELECT * FROM ({a} EXCEPT {b}))").fetchone()[0]
        for a, b in (sides, sides[::-1])
    )
