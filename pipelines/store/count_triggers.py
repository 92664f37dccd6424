"""Create the triggers that keep the count tables (``schema.COUNT_TABLES``) up to date.

No statement in them resolves a conflict: the conflict clause of the statement that fired a trigger
would apply to it as well (``UPDATE OR REPLACE`` would put a zero in the place of a count).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from pipelines.store.schema import COUNT_TABLES, CountTable


def create_count_triggers(connection: sqlite3.Connection, name: str) -> None:
    """Create or replace the triggers of a count table, and fill it."""
    counts = COUNT_TABLES[name]
    for trigger, sql in trigger_statements(name, counts):
        connection.execute(f"DROP TRIGGER IF EXISTS [{trigger}]")
        connection.execute(sql)
    recount(connection, name)


def recount(connection: sqlite3.Connection, name: str) -> None:
    """Fill a count table from all rows of the counted table."""
    counts = COUNT_TABLES[name]
    connection.execute(f"DELETE FROM [{name}]")
    values = ", ".join(counts.value(column, counts.of) for column in counts.counted_columns)
    only = f"WHERE {counts.only.format(row=counts.of)}" if counts.only else ""
    connection.execute(
        f"INSERT INTO [{name}] SELECT {_key(counts, counts.of)}, {values}, count(*)"
        f" FROM [{counts.of}] {only} GROUP BY 1"
    )


def trigger_statements(name: str, counts: CountTable) -> Iterator[tuple[str, str]]:
    """Yield (name, SQL) of the triggers for insert, delete and update."""
    changed = " OR ".join(
        f"({counts.value(c, 'old')}) IS NOT ({counts.value(c, 'new')})"
        for c in counts.counted_columns
    )
    columns = ", ".join(f"[{column}]" for column in counts.counted_columns)
    for what, event, when, body in (
        ("ai", "INSERT", "", _increment(name, counts)),
        ("ad", "DELETE", "", _decrement(name, counts)),
        (
            "au",
            f"UPDATE OF {columns}",
            f"WHEN {changed}",
            _decrement(name, counts) + _increment(name, counts),
        ),
    ):
        trigger = f"{name}_{what}"
        yield (
            trigger,
            (f"CREATE TRIGGER [{trigger}] AFTER {event} ON [{counts.of}] {when} BEGIN {body} END"),
        )


def _key(counts: CountTable, row: str) -> str:
    return (
        f"json_array({', '.join(counts.value(column, row) for column in counts.counted_columns)})"
    )


def _increment(name: str, counts: CountTable) -> str:
    values = ", ".join(counts.value(column, "new") for column in counts.counted_columns)
    key = _key(counts, "new")
    only = counts.only.format(row="new") or "1"
    return (
        f" UPDATE [{name}] SET rows = rows + 1 WHERE key = {key} AND {only};"
        f" INSERT INTO [{name}] SELECT {key}, {values}, 1 WHERE changes() = 0 AND {only};"
    )


def _decrement(name: str, counts: CountTable) -> str:
    key = _key(counts, "old")
    only = counts.only.format(row="old") or "1"
    return (
        f" UPDATE [{name}] SET rows = rows - 1 WHERE key = {key} AND {only};"
        f" DELETE FROM [{name}] WHERE key = {key} AND rows = 0;"
    )
