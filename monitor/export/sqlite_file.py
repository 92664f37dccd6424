"""Write all public tables to one SQLite file, with keys, indexes and full text.

Internal tables (snapshots, keys of procedures, aggregates) are left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from pipelines.store.migrations import create_sql
from pipelines.store.schema import TABLES, TOKENIZER, VERSION


def write_database(
    connection: sqlite3.Connection, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Fill the database attached as ``made``, within the open transaction; return its row count."""
    rows = 0
    public = {name: table for name, table in TABLES.items() if table.public}
    for name, table in public.items():
        connection.execute(create_sql(name, "made"))
        columns = ", ".join(f"[{column}]" for column in table.names)
        copied = connection.execute(
            f"INSERT INTO made.[{name}] ({columns}) SELECT {columns} FROM main.[{name}]"
        ).rowcount
        rows += copied
        progress(copied)
    for name, table in public.items():
        for columns_of in table.indexes:
            columns_sql = ", ".join(f"[{column}]" for column in columns_of)
            connection.execute(
                f"CREATE INDEX made.[idx_{name}_{'_'.join(columns_of)}] ON [{name}] ({columns_sql})"
            )
        if table.full_text:
            columns_sql = ", ".join(table.full_text)
            connection.execute(
                f"CREATE VIRTUAL TABLE made.[{name}_fts] USING fts5({columns_sql},"
                f" content=[{name}], tokenize='{TOKENIZER}')"
            )
            connection.execute(f"INSERT INTO made.[{name}_fts] ([{name}_fts]) VALUES ('rebuild')")
    connection.execute(f"PRAGMA made.user_version = {VERSION}")
    return rows
