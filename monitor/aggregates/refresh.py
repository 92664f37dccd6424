"""Refresh the table ``aggregates`` and the tables of dossiers at the end of each run.

Pages must not sum over all contracts: with a million of them that takes seconds.
Nothing is done if the change log has not grown and the SQL and the schema are the same; the schema
counts because a migration may fill a column without an entry in the log.
A new figure is a row of ``FIGURE_KINDS``, or a column of the table and of ``_FIGURES``.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from monitor.aggregates import alternative_examples, dossier_figures
from pipelines.store.database import get_meta, set_meta
from pipelines.store.schema import TABLES as ALL_TABLES
from pipelines.store.schema import VERSION

AS_OF_KEY = "aggregates_as_of"  # key of meta: instant of the last refresh, UTC
_FINGERPRINT_KEY = "aggregates_made_of"

_CODE = alternative_examples.service_kind_sql("main_code")
# One row per contract that counts, narrow: reading the wide table once is most of the work.
_COUNTED = f"""
CREATE TEMP TABLE counted AS
SELECT id, procedure_id, buyer_id, country, published, {_CODE} AS code,
       coalesce(substr(coalesce(signed, decided, published), 1, 4), '') AS year,
       value_countable_eur AS value, method, amendments, big_tech, data_outsourcing,
       worker_surveillance, public_surveillance_ai, public_alternative, data_law_exposure,
       coalesce(start, signed, decided) AS start, "end", value AS published_value, value_eur,
       value_kind, value_plausible, value_shared, initial_value_eur, technique
FROM contracts
WHERE same_as IS NULL AND coalesce(status, '') NOT IN ('cancelled', 'unsuccessful')
      AND coalesce(digital, 'yes') <> 'borderline'
"""
# those that no figure counts, since one word or code alone made them digital
_BORDERLINE = """
INSERT INTO temp.fresh_aggregates
SELECT 'borderline', '', '', count(*), 0, NULL, count(DISTINCT buyer_id),
       0, 0, 0, 0, 0, count(DISTINCT procedure_id), 0, 0, 0, 0, 0, 0
FROM contracts
WHERE same_as IS NULL AND coalesce(status, '') NOT IN ('cancelled', 'unsuccessful')
      AND digital = 'borderline'
"""
TABLES = ("aggregates", *dossier_figures.TABLES, *alternative_examples.TABLES)
# What a procedure is said to be if one of its contracts is: a framework with twelve winners is one.
_PROCEDURE_FLAGS = {
    "valued_procedures": "value IS NOT NULL",
    "big_tech_procedures": "big_tech = 'yes'",
    "data_procedures": "data_outsourcing = 'yes'",
    "method_known_procedures": "method IS NOT NULL",
    "direct_procedures": "method = 'direct'",
    "amended_procedures": "amendments > 0",
}
_PROCEDURE = ", ".join(
    f"coalesce(max({condition}), 0) AS {name}" for name, condition in _PROCEDURE_FLAGS.items()
)
_PROCEDURES = ", ".join(("count(*)", *(f"sum({name})" for name in _PROCEDURE_FLAGS)))
_TAKEN_OVER = ", ".join(f"{name} = p.{name}" for name in ("procedures", *_PROCEDURE_FLAGS))
# Computed in temporary tables, so that writers wait only while these are copied.
_PREPARE_STATEMENTS = (
    _COUNTED,
    *dossier_figures.PREPARE_STATEMENTS,
    "CREATE TEMP TABLE by_procedure (kind, key, year, procedures,"
    f" {', '.join(_PROCEDURE_FLAGS)}, PRIMARY KEY (kind, key, year)) WITHOUT ROWID",
    *(f"CREATE TEMP TABLE fresh_{name} AS SELECT * FROM main.{name} LIMIT 0" for name in TABLES),
)
_OF_GROUPS = dossier_figures.OF_GROUPS
_TEMPORARY = (
    "counted",
    "by_procedure",
    *dossier_figures.TEMPORARY,
    *(f"fresh_{name}" for name in TABLES),
)
_FIGURES = """
count(*), count(value), round(sum(value), 2), count(DISTINCT buyer_id),
coalesce(sum(big_tech = 'yes'), 0), coalesce(sum(data_outsourcing = 'yes'), 0),
count(method), coalesce(sum(method = 'direct'), 0), coalesce(sum(amendments > 0), 0),
0, 0, 0, 0, 0, 0, 0
"""
_TAGS = (
    "big_tech",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)
# kind, key, from where, and whether by year as well
FIGURE_KINDS = (
    ("all", "''", "counted", True),
    ("buyer", "buyer_id", "counted WHERE buyer_id IS NOT NULL", True),
    ("country", "country", "counted WHERE country IS NOT NULL", True),
    # every contract in which the group has a role; money: what it signed alone
    ("group", "vendor_group", _OF_GROUPS, True),
    ("group_signed", "vendor_group", f"{_OF_GROUPS} WHERE part = 'signed'", True),
    *(
        (
            f"group_{part}",
            "vendor_group",
            f"{dossier_figures.OF_GROUPS_WHOLE} WHERE part = '{part}'",
            True,
        )
        for part in dossier_figures.OTHER_PARTS
    ),
    # the same over all groups, each contract once: what a ranking of groups is made of
    ("grouped", "''", f"(SELECT * FROM {_OF_GROUPS} WHERE part = 'signed' GROUP BY id)", True),
    *(("tag", f"'{tag}'", f"counted WHERE {tag} = 'yes'", True) for tag in _TAGS),
    ("code", "code", "counted WHERE code IS NOT NULL", False),
    ("day", "published", "counted WHERE published IS NOT NULL", False),
)


def _fill_statements() -> Iterator[str]:
    for kind, key, source, yearly in FIGURE_KINDS:
        for year in ("''", "year") if yearly else ("''",):
            nothing = "" if year == "''" else "HAVING year <> ''"
            yield (
                f"INSERT INTO temp.fresh_aggregates SELECT '{kind}', {key}, {year}, {_FIGURES}"
                f" FROM {source} GROUP BY {key}, {year} {nothing}"
            )
            if yearly:
                yield (
                    f"INSERT INTO temp.by_procedure SELECT '{kind}', key, year, {_PROCEDURES} FROM"
                    f" (SELECT {key} AS key, {year} AS year, {_PROCEDURE} FROM {source}"
                    f" GROUP BY {key}, {year}, procedure_id {nothing}) GROUP BY key, year"
                )
    yield (
        f"UPDATE temp.fresh_aggregates AS f SET {_TAKEN_OVER} FROM temp.by_procedure p"
        " WHERE p.kind = f.kind AND p.key = f.key AND p.year = f.year"
    )
    for name, table in ALL_TABLES.items():
        if table.public:  # how many rows each has, in the column of contracts
            yield (
                f"INSERT INTO temp.fresh_aggregates SELECT 'table', '{name}', '', count(*),"
                f" 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM main.[{name}]"
            )
    yield _BORDERLINE
    yield from dossier_figures.fill_statements()
    yield from alternative_examples.fill_statements()


def refresh(connection: sqlite3.Connection) -> bool:
    """Refresh the figures if contracts changed; return whether they did.

    Raises  sqlite3.Error, leaving the previous figures.
    """
    if get_meta(connection, _FINGERPRINT_KEY) == _source_fingerprint(connection):
        return False
    with _temp_store_on_disk(connection):
        # First without a lock: with a million contracts others would wait for a minute.
        if not _try_refresh(connection, lock_first=False):
            _try_refresh(connection, lock_first=True)
    return True


def _try_refresh(connection: sqlite3.Connection, lock_first: bool) -> bool:
    """Return False if another process wrote meanwhile, so that the figures would be outdated."""
    try:
        if lock_first:
            connection.execute("BEGIN IMMEDIATE")
        made_of = _source_fingerprint(connection)
        for sql in (*_PREPARE_STATEMENTS, *_fill_statements()):
            connection.execute(sql)
        if not lock_first:
            connection.execute("BEGIN IMMEDIATE")
        if _source_fingerprint(connection) != made_of:
            return False
        for name in TABLES:
            connection.execute(f"DELETE FROM main.{name}")
            connection.execute(f"INSERT INTO main.{name} SELECT * FROM temp.fresh_{name}")
        set_meta(connection, _FINGERPRINT_KEY, made_of)
        set_meta(connection, AS_OF_KEY, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        connection.execute("COMMIT")
        return True
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for name in _TEMPORARY:
            connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _source_fingerprint(connection: sqlite3.Connection) -> str:
    (last,) = connection.execute("SELECT max(seq) FROM changes").fetchone()
    digest = hashlib.sha256(
        "".join((*_PREPARE_STATEMENTS, *_fill_statements())).encode()
    ).hexdigest()[:12]
    return f"{last} {VERSION} {digest}"


@contextmanager
def _temp_store_on_disk(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep temporary tables in a file: in memory they would grow with the database."""
    (before,) = connection.execute("PRAGMA temp_store").fetchone()
    connection.execute("PRAGMA temp_store = FILE")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA temp_store = {before}")
