"""Migrate the schema of a database file step by step, each in its own transaction.

A file written by a newer Vigie is refused: its columns may mean something else.
"""

from __future__ import annotations

import sqlite3
import uuid
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database, Migrations

from pipelines.errors import Misconfigured
from pipelines.store import aggregate_triggers, count_triggers
from pipelines.store.database_check import lacks_languages
from pipelines.store.database_copy import copy_database
from pipelines.store.schema import (
    COUNT_TABLES,
    ROWS_VERSION,
    TABLES,
    TRANSLATED_TABLES,
    VERSION,
)

migrations = Migrations("vigie")
TOKENIZER = "unicode61 remove_diacritics 2"
_FTS_AUTOMERGE = 8
ROUND_PAGE = 50  # portals that cap their pages in silence do it at a multiple of it


@migrations()
def m001_first_tables(db: Database) -> None:
    """All tables of version 1."""
    for name, table in TABLES.items():
        _create(db, name)
        _index_as_declared(db, name)
        if table.full_text:
            db.table(name).enable_fts(
                list(table.full_text), create_triggers=True, tokenize=TOKENIZER
            )
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    db.table("meta").insert_all(
        [
            {"key": "generation", "value": uuid.uuid4().hex},
            {"key": "created", "value": now},
            {"key": "rows_version", "value": ROWS_VERSION},  # by which all rows were made
        ]
    )


@migrations()
def m002_health(db: Database) -> None:
    """How a run failed and what it saw; the history of what was blind and when."""
    _add_columns(db, "runs", ("failure", "figures"))
    _add_table(db, "health")


@migrations()
def m003_aggregates(db: Database) -> None:
    """Figures of the site; empty until the next run of a command that writes."""
    _add_table(db, "aggregates")


@migrations()
def m004_dossiers(db: Database) -> None:
    """Figures of dossiers, empty until the next run that writes; lists of one buyer by date."""
    for name in ("spendings", "shares", "group_contracts"):
        _add_table(db, name)
    for columns in (["buyer_id", "published"], ["buyer_id", "end"]):
        name = f"idx_contracts_{'_'.join(columns)}"
        db.table("contracts").create_index(columns, name, if_not_exists=True)


@migrations()
def m005_proofs_and_corrections(db: Database) -> None:
    """What the reference tables say; filled at the start of the next command."""
    for name in ("vendor_proofs", "corrections"):
        _add_table(db, name)


@migrations()
def m006_other_ways(db: Database) -> None:
    """What is had otherwise; empty until the next run of a command that writes."""
    _add_table(db, "other_ways")


@migrations()
def m007_counts(db: Database) -> None:
    """Counts behind facets; indexes in the order in which tables are read."""
    for name in COUNT_TABLES:
        _add_table(db, name)
        count_triggers.create_count_triggers(db.conn, name)
    for name in ("contracts", "notices"):
        _index_as_declared(db, name)


@migrations()
def m008_facet_counts(db: Database) -> None:
    """Tables of counts that came later; a file made new has them from its first step."""
    for name in COUNT_TABLES:
        if name not in db.table_names():
            _add_table(db, name)
            count_triggers.create_count_triggers(db.conn, name)


@migrations()
def m009_why_in_french(db: Database) -> None:
    """Why a group is listed, in French too; filled at the start of the next command."""
    _add_columns(db, "vendor_groups", ("why_listed_fr",))


@migrations()
def m010_technique(db: Database) -> None:
    """Counts by technique too; what is new with big tech is read in its own order."""
    for name in COUNT_TABLES:
        if tuple(db.table(name).columns_dict) != TABLES[name].names:
            db.table(name).drop()
            _add_table(db, name)
            count_triggers.create_count_triggers(db.conn, name)
    _index_as_declared(db, "contracts")


@migrations()
def m011_suppliers_out_of_scope(db: Database) -> None:
    """Suppliers of notices out of scope leave the public register for a table of their own."""
    _add_table(db, "register_suppliers")
    db.execute(
        "INSERT OR REPLACE INTO register_suppliers (notice_id, suppliers)"
        " SELECT notice_id, suppliers FROM register"
        " WHERE scope = 'no' AND suppliers IS NOT NULL"
    )
    db.execute("UPDATE register SET suppliers = NULL WHERE scope = 'no'")


@migrations()
def m012_probability(db: Database) -> None:
    """How sure the model is of a claim; filled by the next retag."""
    _add_columns(db, "tags", ("probability",))


@migrations()
def m013_reviews(db: Database) -> None:
    """Which claims a person read; empty until answers of the review desk are applied."""
    _add_columns(db, "tags", ("checked_on",))
    _add_columns(db, "contracts", ("verified",))
    _index_as_declared(db, "contracts")


@migrations()
def m014_facts(db: Database) -> None:
    """Who owns a supplier, why a contract is digital; shares count procedures.  A retag fills."""
    _add_columns(db, "suppliers", ("ownership", "ownership_kind", "ownership_rule"))
    _add_columns(db, "contracts", ("scope_reason",))
    for name in ("aggregates", "shares"):
        _add_columns(db, name, TABLES[name].names)


@migrations()
def m015_digital(db: Database) -> None:
    """Counts tell what is borderline apart."""
    for name in COUNT_TABLES:
        if tuple(db.table(name).columns_dict) != TABLES[name].names:
            db.table(name).drop()
            _add_table(db, name)
            count_triggers.create_count_triggers(db.conn, name)


@migrations()
def m016_pending_figures(db: Database) -> None:
    """Marks of what changed since the figures were made, and what they were made of."""
    for name in (
        "aggregates_pending",
        "counted_contracts",
        "counted_groups",
        "counted_suppliers",
    ):
        _add_table(db, name)
    _index_as_declared(db, "other_ways")
    aggregate_triggers.create_aggregate_triggers(db.conn)


@migrations()
def m017_search_index(db: Database) -> None:
    """What the search holds in memory; empty until the next run of a command that writes."""
    _add_table(db, "search_index")


@migrations()
def m018_regions_and_lots(db: Database) -> None:
    """Regions of buyers, and titles of lots in the full text; filled by the next retag."""
    _add_columns(db, "contracts", ("region",))
    _add_columns(db, "notices", ("lot_titles",))
    _full_text_as_declared(db, "notices")


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


@migrations()
def m020_lot_descriptions(db: Database) -> None:
    """Descriptions of lots in the full text; filled by the next retag."""
    _add_columns(db, "notices", ("lot_descriptions",))
    _full_text_as_declared(db, "notices")


def _full_text_as_declared(db: Database, name: str) -> None:
    """Full text of the columns of the schema; made again only where it has others."""
    db.table(name).enable_fts(
        list(TABLES[name].full_text), create_triggers=True, tokenize=TOKENIZER, replace=True
    )


def _index_as_declared(db: Database, name: str) -> None:
    """Indexes of the schema and no others, but for those that SQLite made itself."""
    table = TABLES[name]
    declared = {
        f"idx_{name}_{'_'.join(columns)}": ", ".join(f"[{column}]" for column in columns) + ")"
        for columns in table.indexes
    } | {f"idx_{name}_{one}_set": f"[{one}]) WHERE [{one}] IS NOT NULL" for one in table.sparse}
    there = {index.name for index in db.table(name).indexes if index.origin == "c"}
    for index in there - set(declared):
        db.execute(f"DROP INDEX [{index}]")
    for index, columns in declared.items():
        db.execute(f"CREATE INDEX IF NOT EXISTS [{index}] ON [{name}] ({columns}")


def _add_table(db: Database, name: str) -> None:
    """A table of a later version; a file made new has it from its first step."""
    if name in db.table_names():
        return
    _create(db, name)
    _index_as_declared(db, name)


def _add_columns(db: Database, name: str, columns: tuple[str, ...]) -> None:
    there = set(db.table(name).columns_dict)
    kinds = {column: kind for column, kind, _ in TABLES[name].columns}
    for column in columns:
        if column not in there:
            db.execute(f"ALTER TABLE [{name}] ADD COLUMN [{column}] {kinds[column]}")


def _add_language_columns(db: Database) -> None:
    """Columns of languages that came after the file; the reference tables fill them."""
    if lacks_languages(db.conn):
        for name in TRANSLATED_TABLES:
            _add_columns(db, name, TABLES[name].names)


def _create(db: Database, name: str) -> None:
    db.execute(create_sql(name))


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
    if tables:
        file = Path(_file(connection))
        copy_database(connection, file.with_name(f"{file.name}.before-schema-{VERSION}"))
        # steps index, count and watch columns as the schema has them now
        for name in sorted(tables & set(TABLES)):
            _add_columns(db, name, TABLES[name].names)
    migrations.apply(db)
    _add_language_columns(db)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES ('schema_version', ?)", (str(VERSION),)
    )
    connection.commit()
