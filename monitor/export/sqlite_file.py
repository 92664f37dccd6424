"""All public tables in one SQLite file: rows, keys, indexes and full text; nothing that is ours
alone (snapshots, keys of families, figures)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from pipelines.store.migrations import TOKENIZER, create_sql
from pipelines.store.schema import TABLES, VERSION


def write_database(connection: sqlite3.Connection, echo: Callable[[str], None]) -> int:
    """Fills the database attached as ``made``, within the transaction that is open; its rows."""
    rows = 0
    public = {name: table for name, table in TABLES.items() if table.public}
    for name, table in public.items():
        connection.execute(create_sql(name, "made"))
        columns = ", ".join(f"[{column}]" for column in table.names)
        rows += connection.execute(
            f"INSERT INTO made.[{name}] ({columns}) SELECT {columns} FROM main.[{name}]"
        ).rowcount
    echo("  vigie.db: indexes")
    for name, table in public.items():
        for columns_of in table.indexes:
            listed = ", ".join(f"[{column}]" for column in columns_of)
            connection.execute(
                f"CREATE INDEX made.[idx_{name}_{'_'.join(columns_of)}] ON [{name}] ({listed})"
            )
        if table.full_text:
            listed = ", ".join(table.full_text)
            connection.execute(
                f"CREATE VIRTUAL TABLE made.[{name}_fts] USING fts5({listed}, content=[{name}],"
                f" tokenize='{TOKENIZER}')"
            )
            connection.execute(f"INSERT INTO made.[{name}_fts] ([{name}_fts]) VALUES ('rebuild')")
    connection.execute(f"PRAGMA made.user_version = {VERSION}")
    return rows
