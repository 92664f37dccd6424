"""Schema of a file -> schema of this program, one step at a time, each in its own transaction.

A file written by a newer Vigie is refused: its columns may mean something else.
"""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime

from sqlite_utils import Database, Migrations

from pipelines.errors import Misconfigured
from pipelines.store.schema import TABLES, VERSION

migrations = Migrations("vigie")
TOKENIZER = "unicode61 remove_diacritics 2"
_FTS_AUTOMERGE = 8


@migrations()
def m001_first_tables(db: Database) -> None:
    """All tables of version 1."""
    for name, table in TABLES.items():
        _create(db, name)
        for columns in table.indexes:
            db.table(name).create_index(list(columns), f"idx_{name}_{'_'.join(columns)}")
        if table.full_text:
            db.table(name).enable_fts(
                list(table.full_text), create_triggers=True, tokenize=TOKENIZER
            )
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    db.table("meta").insert_all(
        [
            {"key": "generation", "value": uuid.uuid4().hex},
            {"key": "created", "value": now},
        ]
    )


def _create(db: Database, name: str) -> None:
    table = TABLES[name]
    columns = ",\n  ".join(f"[{column}] {kind}" for column, kind, _ in table.columns)
    keys = ", ".join(f"[{column}]" for column in table.pk)
    references = "".join(
        f",\n  FOREIGN KEY ([{column}]) REFERENCES [{other}]([{target}])"
        for column, other, target in table.foreign_keys
    )
    single = len(table.pk) == 1 and {c: k for c, k, _ in table.columns}[table.pk[0]]
    if single == "INTEGER":
        columns = columns.replace(
            f"[{table.pk[0]}] INTEGER", f"[{table.pk[0]}] INTEGER PRIMARY KEY AUTOINCREMENT", 1
        )
        db.execute(f"CREATE TABLE [{name}] (\n  {columns}{references}\n)")
    else:
        db.execute(f"CREATE TABLE [{name}] (\n  {columns},\n  PRIMARY KEY ({keys}){references}\n)")


def _file(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file up to ``schema.VERSION``.

    Raises  Misconfigured when the file was written by a newer version or by another program.
    """
    (seen,) = connection.execute("PRAGMA user_version").fetchone()
    if seen > VERSION:
        raise Misconfigured(
            f"{_file(connection)}: it has schema {seen}, this program knows up to {VERSION}.\n"
            "  It was written by a newer Vigie: update this one, or name another file with --db."
        )
    if seen == VERSION:
        return
    db = Database(connection)
    tables = set(db.table_names())
    if tables and "_sqlite_migrations" not in tables:
        raise Misconfigured(
            f"{_file(connection)}: it is a database of another program, with the tables "
            f"{', '.join(sorted(tables)[:5])}.\n  It was not touched; name another with --db."
        )
    migrations.apply(db)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('schema_version', ?)", (str(VERSION),)
    )
    connection.commit()
