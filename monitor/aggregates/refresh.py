"""Refresh the table ``aggregates`` and the tables of dossiers at the end of each run.

Pages must not sum over all contracts: with a million of them that takes seconds.  Nor may a night
that brings a thousand: triggers mark what changes (``pipelines.store.pending_aggregate_triggers``),
and the figures get what the procedures of marked contracts add now, less what they added when the
figures were made last (``counted_contracts``).  Procedures whole, because shares count procedures.

Everything is made anew when the SQL or the schema is another, and when most contracts are marked.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

from monitor.aggregates import (
    aggregate_statements,
    alternative_examples,
    dossier_figures,
    incremental_sums,
    working_tables,
)
from monitor.aggregates.temporary_table_cleanup import drop, run_all, temporary_tables
from pipelines.store.database import get_meta, set_meta
from pipelines.store.schema import VERSION

AS_OF_KEY = "aggregates_as_of"  # key of meta: instant of the last refresh, UTC
_FINGERPRINT_KEY = "aggregates_made_of"
TABLES = ("aggregates", *dossier_figures.TABLES, *alternative_examples.TABLES)
_SUM_TABLES = tuple(incremental_sums.MONEY)
# Beyond this share of all contracts everything is made anew, without a lock and sooner.
MAX_CHANGED_SHARE = 0.1
MAX_CHANGED_ANYWAY = 1_000


def refresh(connection: sqlite3.Connection, *, everything: bool = False) -> bool:
    """Refresh the figures if rows changed; return whether they did.

    Raises  sqlite3.Error, leaving the previous figures.
    """
    outdated = everything or get_meta(connection, _FINGERPRINT_KEY) != _fingerprint()
    changed = outdated or _pending(connection)
    if outdated or (changed and _are_most_changed(connection)):
        _refresh_everything(connection)
    elif changed:
        _refresh_changed(connection)
    from monitor.search.column_store_persistence import (
        store_index,
    )  # numpy, which takes a tenth of a second

    store_index(connection)
    return changed


def is_outdated(connection: sqlite3.Connection) -> bool:
    """Whether an older version made the figures of the rows that are there."""
    (has_rows,) = connection.execute("SELECT EXISTS (SELECT 1 FROM notices)").fetchone()
    return bool(has_rows) and get_meta(connection, _FINGERPRINT_KEY) != _fingerprint()


def _pending(connection: sqlite3.Connection) -> bool:
    row = connection.execute("SELECT EXISTS (SELECT 1 FROM aggregates_pending)").fetchone()
    return bool(row[0])


def _are_most_changed(connection: sqlite3.Connection) -> bool:
    (changed,) = connection.execute(
        "SELECT count(*) FROM aggregates_pending WHERE kind = 'contract'"
    ).fetchone()
    (counted,) = connection.execute(
        "SELECT coalesce(sum(contracts), 0) FROM aggregates"
        " WHERE kind IN ('all', 'borderline') AND year = ''"
    ).fetchone()
    return bool(changed > max(MAX_CHANGED_ANYWAY, MAX_CHANGED_SHARE * counted))


def rebuild_statements() -> Iterator[str]:
    yield from working_tables.from_contracts()
    yield from _fill()
    yield from dossier_figures.central_statements(everything=True)


def _fill(chosen: bool = False) -> Iterator[str]:
    for name in TABLES:
        yield f"CREATE TEMP TABLE fresh_{name} AS SELECT * FROM main.{name} LIMIT 0"
    yield aggregate_statements.PREPARE
    yield from aggregate_statements.fill_statements()
    yield from dossier_figures.fill_statements()
    yield from alternative_examples.fill_statements(chosen)


def _refresh_everything(connection: sqlite3.Connection) -> None:
    """Make all figures of one state of the database; what is marked meanwhile is brought up after.

    Others would wait for a minute with a million contracts, so nothing is locked while they are
    made.  The mark in ``meta`` says whose figures are due if two processes make them.
    """
    mark = f"unfinished {secrets.token_hex(4)}"
    with temporary_tables(connection, on_disk=True):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM aggregates_pending")
        set_meta(connection, _FINGERPRINT_KEY, mark)
        connection.execute("COMMIT")
        connection.execute("BEGIN")
        run_all(connection, rebuild_statements())
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        if get_meta(connection, _FINGERPRINT_KEY) != mark:
            return  # another process began later and will have seen more
        for name in TABLES:
            connection.execute(f"DELETE FROM main.{name}")
            connection.execute(f"INSERT INTO main.{name} SELECT * FROM temp.fresh_{name}")
        run_all(connection, working_tables.remember(everything=True))
        _finish(connection)
    if _pending(connection):
        _refresh_changed(connection)


def _finish(connection: sqlite3.Connection) -> None:
    run_all(connection, aggregate_statements.table_statements())
    set_meta(connection, _FINGERPRINT_KEY, _fingerprint())
    set_meta(connection, AS_OF_KEY, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    connection.execute("COMMIT")


def _refresh_changed(connection: sqlite3.Connection) -> None:
    with temporary_tables(connection):
        connection.execute("BEGIN IMMEDIATE")
        run_all(connection, _choose())
        run_all(connection, _take_out())
        drop(connection, working_tables.TEMPORARY)
        run_all(connection, _put_in())
        drop(connection, working_tables.TEMPORARY)
        run_all(connection, _merge())
        _finish(connection)


def _choose() -> Iterator[str]:
    """SQL that takes the marks, and finds the procedures, contracts and notices they concern."""
    yield "CREATE TEMP TABLE marks AS SELECT * FROM main.aggregates_pending"
    yield "DELETE FROM main.aggregates_pending"
    kinds = (
        f"SELECT c.procedure_id FROM temp.marks k CROSS JOIN main.{name} c ON c.id = k.id"
        " WHERE k.kind = 'contract'"
        for name in ("counted_contracts", "contracts")
    )
    yield "CREATE TEMP TABLE due_procedures (id PRIMARY KEY) WITHOUT ROWID"
    yield f"INSERT INTO temp.due_procedures {' UNION '.join(kinds)}"
    yield (
        "CREATE TEMP TABLE chosen AS SELECT c.id FROM temp.due_procedures d"
        " CROSS JOIN main.contracts c ON c.procedure_id = d.id"
    )
    yield (
        "CREATE TEMP TABLE due_notices AS SELECT id FROM temp.marks WHERE kind = 'notice' UNION"
        " SELECT n.notice_id FROM temp.chosen k"
        " CROSS JOIN main.contract_notices n ON n.contract_id = k.id"
    )


def _take_out() -> Iterator[str]:
    """SQL that makes the figures of those procedures as they were."""
    yield from working_tables.from_remembered(
        "procedure_id IN (SELECT id FROM temp.due_procedures)"
    )
    yield "CREATE TEMP TABLE outdated (id PRIMARY KEY) WITHOUT ROWID"
    for name in ("counted", "borderline"):
        yield f"INSERT INTO temp.outdated SELECT id FROM temp.{name}"
    yield (
        "DELETE FROM main.group_contracts WHERE (vendor_group, contract_id) IN"
        " (SELECT vendor_group, contract_id FROM temp.group_parts)"
    )
    yield from alternative_examples.remove_statements()
    yield from aggregate_statements.buyer_statements("buyers_before")
    for name in _SUM_TABLES:
        yield f"CREATE TEMP TABLE fresh_{name} AS SELECT * FROM main.{name} LIMIT 0"
    yield "CREATE TEMP TABLE fresh_group_contracts AS SELECT * FROM main.group_contracts LIMIT 0"
    yield aggregate_statements.PREPARE
    yield from aggregate_statements.fill_statements()
    yield from dossier_figures.fill_statements()
    for name in _SUM_TABLES:
        yield f"ALTER TABLE temp.fresh_{name} RENAME TO gone_{name}"
    yield "DROP TABLE temp.fresh_group_contracts"
    yield "DROP TABLE temp.by_procedure"


def _put_in() -> Iterator[str]:
    """SQL that makes their figures as they are, and keeps what these were made of."""
    yield from working_tables.from_contracts(chosen=True)
    yield from _fill(chosen=True)
    yield from aggregate_statements.buyer_statements("buyers_now")
    yield from working_tables.remember()
    for name in TABLES:
        if name not in _SUM_TABLES:
            yield f"INSERT INTO main.{name} SELECT * FROM temp.fresh_{name}"


def _merge() -> Iterator[str]:
    yield from incremental_sums.moved_buyers()
    for name in _SUM_TABLES:
        yield from incremental_sums.merge(name)
    yield from working_tables.from_remembered(
        "buyer_id IN (SELECT id FROM temp.moving)"
        " AND +procedure_id NOT IN (SELECT id FROM temp.due_procedures)"
    )
    yield from aggregate_statements.buyer_statements("buyers_besides")
    yield from incremental_sums.update_buyers()
    yield from dossier_figures.central_statements(everything=False)


def _fingerprint() -> str:
    """Return what the figures depend on beside the rows: the schema and the SQL."""
    sql = "".join((*rebuild_statements(), *_choose(), *_take_out(), *_put_in(), *_merge()))
    return f"{VERSION} {hashlib.sha256(sql.encode()).hexdigest()[:12]}"
