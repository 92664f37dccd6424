"""Triggers that keep the small tables of counts (``schema.COUNTS``) equal to the rows they count.

No statement in them meets a conflict: that of the statement which fired the trigger would decide
how it ends (``UPDATE OR REPLACE`` would put a zero in the place of a count).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from pipelines.store.schema import COUNTS, Counts


def make(connection: sqlite3.Connection, name: str) -> None:
    """Triggers of one table of counts, and its rows; what was there is made again."""
    counts = COUNTS[name]
    for trigger, sql in triggers(name, counts):
        connection.execute(f"DROP TRIGGER IF EXISTS [{trigger}]")
        connection.execute(sql)
    fill(connection, name)


def fill(connection: sqlite3.Connection, name: str) -> None:
    """Counts all rows anew."""
    counts = COUNTS[name]
    connection.execute(f"DELETE FROM [{name}]")
    values = ", ".join(counts.value(column, counts.of) for column in counts.named)
    only = f"WHERE {counts.only.format(row=counts.of)}" if counts.only else ""
    connection.execute(
        f"INSERT INTO [{name}] SELECT {_key(counts, counts.of)}, {values}, count(*)"
        f" FROM [{counts.of}] {only} GROUP BY 1"
    )


def triggers(name: str, counts: Counts) -> Iterator[tuple[str, str]]:
    """(name, SQL) of each: a row came, went, or changed a value that is counted."""
    changed = " OR ".join(
        f"({counts.value(c, 'old')}) IS NOT ({counts.value(c, 'new')})" for c in counts.named
    )
    columns = ", ".join(f"[{column}]" for column in counts.named)
    for what, event, when, body in (
        ("ai", "INSERT", "", _more(name, counts)),
        ("ad", "DELETE", "", _less(name, counts)),
        (
            "au",
            f"UPDATE OF {columns}",
            f"WHEN {changed}",
            _less(name, counts) + _more(name, counts),
        ),
    ):
        trigger = f"{name}_{what}"
        yield (
            trigger,
            (f"CREATE TRIGGER [{trigger}] AFTER {event} ON [{counts.of}] {when} BEGIN {body} END"),
        )


def _key(counts: Counts, row: str) -> str:
    return f"json_array({', '.join(counts.value(column, row) for column in counts.named)})"


def _more(name: str, counts: Counts) -> str:
    values = ", ".join(counts.value(column, "new") for column in counts.named)
    key = _key(counts, "new")
    only = counts.only.format(row="new") or "1"
    return (
        f"INSERT INTO [{name}] SELECT {key}, {values}, 0 WHERE {only}"
        f" AND NOT EXISTS (SELECT 1 FROM [{name}] WHERE key = {key});"
        f" UPDATE [{name}] SET rows = rows + 1 WHERE key = {key} AND {only};"
    )


def _less(name: str, counts: Counts) -> str:
    key = _key(counts, "old")
    only = counts.only.format(row="old") or "1"
    return (
        f" UPDATE [{name}] SET rows = rows - 1 WHERE key = {key} AND {only};"
        f" DELETE FROM [{name}] WHERE key = {key} AND rows = 0;"
    )
