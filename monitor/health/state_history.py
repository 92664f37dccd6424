"""Record since when each subject is in its state, and what the operator was notified of.

A row is one state of one subject from when to when.  A reason that changes while the state lasts
rewrites its row, so that a broken source is one row and one mail, however long it is broken.  The
table is public: names of files, servers and users of this machine are in the mail and the log only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from monitor.health.portal_checks import SEVERITY, CheckResult
from monitor.runtime.schedule import format_instant, parse_instant
from pipelines.interface_languages import language_columns
from pipelines.store.database import get_meta, set_meta
from pipelines.store.transaction import transaction

REASON_COLUMNS = language_columns("reason")  # of the table health
CHECKED_KEY = "health_looked"  # key of meta: when results were recorded last, UTC
RECOVERY_PERIOD = timedelta(hours=44)  # two good nights: what flaps is reported once
Flip = Literal["broken", "worse", "healed"]


@dataclass(frozen=True)
class StatePeriod:
    """One row of ``health``: a subject in one state."""

    subject: str
    since: datetime
    state: str
    is_acknowledged: bool
    is_notified: bool


def record_results(
    connection: sqlite3.Connection, results: Iterable[CheckResult], now: datetime
) -> None:
    """Record check results in one transaction."""
    at = format_instant(now)
    with transaction(connection):
        for result in results:
            _record_result(connection, result, at)
        set_meta(connection, CHECKED_KEY, at)


def _record_result(connection: sqlite3.Connection, result: CheckResult, at: str) -> None:
    reasons = tuple(result.reason_text(lang, in_public=True) for lang in REASON_COLUMNS)
    columns = ", ".join(REASON_COLUMNS.values())
    row = connection.execute(
        f"SELECT state, since, {columns} FROM health WHERE subject = ? AND until IS NULL",
        (result.subject,),
    ).fetchone()
    if row is not None and row[0] == result.state:
        if row[2:] != reasons:
            settings = ", ".join(f"{column} = ?" for column in REASON_COLUMNS.values())
            connection.execute(
                f"UPDATE health SET {settings} WHERE subject = ? AND since = ?",
                (*reasons, result.subject, row[1]),
            )
        return
    if row is None and result.state == "off":
        return  # most portals are, and always were
    # a clock that went back must not end a state before it began
    connection.execute(
        "UPDATE health SET until = max(since, ?) WHERE subject = ? AND until IS NULL",
        (at, result.subject),
    )
    connection.execute(
        f"INSERT INTO health (subject, since, state, {columns})"
        f" VALUES (?, ?, ?{', ?' * len(reasons)})"
        " ON CONFLICT (subject, since) DO UPDATE SET state = excluded.state, until = NULL, "
        + ", ".join(f"{column} = excluded.{column}" for column in REASON_COLUMNS.values()),
        (result.subject, at, result.state, *reasons),
    )


def state_periods(connection: sqlite3.Connection, subject: str) -> list[StatePeriod]:
    """Return the states of a subject, the present one first."""
    rows = connection.execute(
        "SELECT since, state, acknowledged, notified FROM health WHERE subject = ?"
        " ORDER BY until IS NULL DESC, until DESC, since DESC LIMIT 200",
        (subject,),
    ).fetchall()
    return [
        StatePeriod(
            subject, parse_instant(since), state, acknowledged is not None, notified is not None
        )
        for since, state, acknowledged, notified in rows
    ]


def pending_flip(history: Sequence[StatePeriod], grace: timedelta, now: datetime) -> Flip | None:
    """Return the change that the operator is to be notified of now, if any.

    Broken once, worse once, healed once.  A recovery from degraded is reported after two good
    nights: a source that is degraded every other day is reported once.  What the operator
    acknowledged is not reported as worse.
    """
    if not history:
        return None
    current = history[0]
    is_broken = SEVERITY[current.state] > 0
    level, is_known = _open_trouble(history)
    if is_broken and SEVERITY[current.state] > level:
        if is_known or now - current.since < grace:
            return None
        return "worse" if level else "broken"
    if not is_broken and level:
        patience = timedelta() if level > 1 else RECOVERY_PERIOD
        return "healed" if now - current.since >= patience else None
    return None


def _open_trouble(history: Sequence[StatePeriod]) -> tuple[int, bool]:
    """Return the severity of the trouble last notified and not yet recovered, and whether it is
    acknowledged.
    """
    level, is_known = 0, False
    for period in history:
        if period.is_notified and SEVERITY[period.state] == 0:
            break
        is_known = is_known or period.is_acknowledged
        if period.is_notified:
            level = max(level, SEVERITY[period.state])
    return level, is_known


def mark_notified(connection: sqlite3.Connection, subject: str, now: datetime) -> None:
    """Record that the operator was notified of a subject's present state."""
    connection.execute(
        "UPDATE health SET notified = ? WHERE subject = ? AND until IS NULL",
        (format_instant(now), subject),
    )


def acknowledge(connection: sqlite3.Connection, subject: str, now: datetime) -> bool:
    """Mark the present state of a subject as known; False when there is no trouble to
    acknowledge.
    """
    cursor = connection.execute(
        "UPDATE health SET acknowledged = ? WHERE subject = ? AND until IS NULL"
        " AND state NOT IN ('ok', 'off')",
        (format_instant(now), subject),
    )
    return cursor.rowcount > 0


def last_checked(connection: sqlite3.Connection) -> datetime | None:
    """Return when results were recorded last."""
    at = get_meta(connection, CHECKED_KEY)
    return parse_instant(at) if at else None


def current_states(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Return the stored state of every subject: since, state, reason_LANGUAGE, acknowledged."""
    names = ("subject", "since", "state", *REASON_COLUMNS.values(), "acknowledged")
    rows = connection.execute(
        f"SELECT {', '.join(names)} FROM health WHERE until IS NULL ORDER BY subject"
    ).fetchall()
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}
