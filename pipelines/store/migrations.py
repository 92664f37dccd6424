"""Bring a database file up to the schema, then apply the steps that change rows of older versions.

A new table, column or index needs no step: ``schema.VERSION`` is raised.  Each step has its own
transaction, and keeps its name, under which files remember that it was applied.

A file written by a newer Vigie is refused: its columns may mean something else.
"""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database, Migrations

from pipelines.errors import Misconfigured
from pipelines.store import count_triggers, pending_aggregate_triggers
from pipelines.store.database_copy import copy_database
from pipelines.store.database_version_check import lacks_languages
from pipelines.store.schema import (
    COUNT_TABLES,
    RENAMED_COLUMNS,
    RENAMED_TABLES,
    ROWS_VERSION,
    TABLES,
    TOKENIZER,
    TRANSLATED_TABLES,
    VERSION,
)

migrations = Migrations("vigie")
ROUND_PAGE = 50  # portals that cap their pages in silence do it at a multiple of it


@migrations()
def m001_first_tables(db: Database) -> None:
    """Write the generation, creation time and rows version of a new file."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    db.table("meta").insert_all(
        [
            {"key": "generation", "value": uuid.uuid4().hex},
            {"key": "created", "value": now},
            {"key": "rows_version", "value": ROWS_VERSION},  # by which all rows were made
        ]
    )


@migrations()
def m011_suppliers_out_of_scope(db: Database) -> None:
    """Suppliers of notices out of scope leave the public register for a table of their own."""
    db.execute(
        "INSERT OR REPLACE INTO register_suppliers (notice_id, suppliers)"
        " SELECT notice_id, suppliers FROM register"
        " WHERE scope = 'no' AND suppliers IS NOT NULL"
    )
    db.execute("UPDATE register SET suppliers = NULL WHERE scope = 'no'")


@migrations()
def m019_windows_closed_too_soon(db: Database) -> None:
    """Windows that older versions took for read are asked again: those of dated files without a
    record (the file was not there yet), and those that a full page may have ended."""
    db.execute(
        "UPDATE windows SET state = 'open', problem = ? WHERE state = 'closed' AND received = 0"
        " AND announced IS NULL AND (portal IN ('anac', 'base_pt', 'seao') OR"
        " (portal LIKE 'ocds:%' AND julianday([end]) - julianday(start) >= 28))",
        ("closed without a record, when not yet published was taken for empty",),
    )
    db.execute(
        "UPDATE windows SET state = 'open', problem = ? WHERE state = 'closed' AND received > 0"
        f" AND announced IS NULL AND received % {ROUND_PAGE} = 0",
        ("its last page was full and led to no other, which was taken for its end",),
    )


def _rename(db: Database) -> None:
    """Give tables and columns of older files the names that they have today."""
    for old, name in RENAMED_TABLES.items():
        if db.table(old).exists():
            db.execute(f"ALTER TABLE [{old}] RENAME TO [{name}]")
    for (table, old), name in RENAMED_COLUMNS.items():
        if db.table(table).exists() and old in _columns(db, table):
            db.execute(f"ALTER TABLE [{table}] RENAME COLUMN [{old}] TO [{name}]")


def _make_as_declared(db: Database) -> None:
    """Tables, columns, indexes, full text and triggers of the schema; rows of the file stay.

    Count tables whose columns are others are made and filled again.
    """
    there = set(db.table_names())
    for name, table in TABLES.items():
        if name in COUNT_TABLES and name in there and _columns(db, name) != table.names:
            db.table(name).drop()
            there.remove(name)
        if name in there:
            _add_columns(db, name, table.names)
        else:
            db.execute(create_sql(name))
    for name, table in TABLES.items():
        _index_as_declared(db, name)
        if table.full_text:  # made again only where it has other columns
            db.table(name).enable_fts(
                list(table.full_text), create_triggers=True, tokenize=TOKENIZER, replace=True
            )
    for name in COUNT_TABLES.keys() - there:
        count_triggers.create_count_triggers(db.conn, name)
    pending_aggregate_triggers.create_aggregate_triggers(db.conn)


def _index_as_declared(db: Database, name: str) -> None:
    """Indexes of the schema and no others, but for those that SQLite made itself."""
    table = TABLES[name]
    declared = {
        f"idx_{name}_{'_'.join(columns)}": ", ".join(f"[{column}]" for column in columns) + ")"
        for columns in table.indexes
    } | {
        f"idx_{name}_{column}_set": f"[{column}]) WHERE [{column}] IS NOT NULL"
        for column in table.sparse
    }
    there = {index.name for index in db.table(name).indexes if index.origin == "c"}
    for index in there - set(declared):
        db.execute(f"DROP INDEX [{index}]")
    for index, columns in declared.items():
        db.execute(f"CREATE INDEX IF NOT EXISTS [{index}] ON [{name}] ({columns}")


def _columns(db: Database, name: str) -> tuple[str, ...]:
    return tuple(db.table(name).columns_dict)


def _add_columns(db: Database, name: str, columns: tuple[str, ...]) -> None:
    there = _columns(db, name)
    kinds = {column: kind for column, kind, _ in TABLES[name].columns}
    for column in columns:
        if column not in there:
            db.execute(f"ALTER TABLE [{name}] ADD COLUMN [{column}] {kinds[column]}")


def _add_language_columns(db: Database) -> None:
    """Columns of languages that came after the file; the reference tables fill them."""
    if lacks_languages(db.conn):
        for name in TRANSLATED_TABLES:
            _add_columns(db, name, TABLES[name].names)


def create_sql(name: str, database: str = "main") -> str:
    """SQL that makes a table of the schema."""
    table = TABLES[name]
    columns = ",\n  ".join(f"[{column}] {kind}" for column, kind, _ in table.columns)
    keys = ", ".join(f"[{column}]" for column in table.pk)
    references = "".join(
        f",\n  FOREIGN KEY ([{column}]) REFERENCES [{other}]([{target}])"
        for column, other, target in table.foreign_keys
    )
    where = name if database == "main" else f"{database}].[{name}"
    single = len(table.pk) == 1 and {c: k for c, k, _ in table.columns}[table.pk[0]]
    if single == "INTEGER":
        columns = columns.replace(
            f"[{table.pk[0]}] INTEGER", f"[{table.pk[0]}] INTEGER PRIMARY KEY AUTOINCREMENT", 1
        )
        return f"CREATE TABLE [{where}] (\n  {columns}{references}\n)"
    return f"CREATE TABLE [{where}] (\n  {columns},\n  PRIMARY KEY ({keys}){references}\n)"


def _file(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def _has_rows(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM [{table}] LIMIT 1").fetchone() is not None


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file up to ``schema.VERSION``; one with rows in it is copied beside itself before.

    Raises  Misconfigured when the file was written by a newer version or by another program;
            NotCopied when there is no room for the copy.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise Misconfigured(
            f"{_file(connection)}: it has schema {version}, this program knows up to {VERSION}.\n"
            "  It was written by a newer Vigie: update this one, or name another file with --db."
        )
    db = Database(connection)
    if version == VERSION:
        _add_language_columns(db)
        return
    tables = set(db.table_names())
    if tables and "_sqlite_migrations" not in tables:
        raise Misconfigured(
            f"{_file(connection)}: it is a database of another program, with the tables "
            f"{', '.join(sorted(tables)[:5])}.\n  It was not touched; name another with --db."
        )
    if any(_has_rows(connection, table) for table in tables - {"_sqlite_migrations"}):
        file = Path(_file(connection))
        copy_database(connection, file.with_name(f"{file.name}.before-schema-{VERSION}"))
    migrations.ensure_migrations_table(db)  # by which a file that was left half made is known
    with db.atomic():
        _rename(db)
        _make_as_declared(db)
    migrations.apply(db)
    _add_language_columns(db)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('schema_version', ?)", (str(VERSION),)
    )
    connection.commit()
