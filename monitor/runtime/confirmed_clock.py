"""Decide whether the machine's clock is believed before anything is deleted or mailed.

A clock that jumped ahead and a machine that was switched off look alike: much time has passed since
the last sign of life.  So the time up to which the clock was right is kept in ``meta``, and moves

on its own      by at most ``MAX_STEP`` from one look to the next (runs, the scheduler's tick),
by an answer    of a portal, whose ``Date`` agrees with the clock (``compare_clock``),
by the operator ``vigie health --confirm-clock``.

While the clock is further ahead than that, or as far behind, no copy of a backup is dropped and
nobody is mailed but the operator: a clock of last year has old contracts read as news, and portals
look as fresh as they were then.  Nothing is lost by it: what was held is done at the next look that
is believed.
Without any confirmed time (a new installation) nothing is held.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.runtime.schedule import format_instant, parse_instant
from pipelines.store.database import get_meta, set_meta

CONFIRMED_KEY = "clock_confirmed"  # key of meta: until when the clock was right, UTC
MAX_STEP = timedelta(hours=27)  # a daily job that starts two hours late is no jump
KEPT_EVERY = timedelta(hours=1)  # a run that finds nothing new changes no row
WRONG_CLOCK = "wrong_clock"  # why a crawl ended
OFFSET_STAT = "vigie/clock_offset_s"  # of a crawl: what portals' clocks say, less what ours says


@dataclass(frozen=True)
class ClockDoubt:
    """The clock says ``now``, but only ``confirmed`` is known to be right."""

    now: datetime
    confirmed: datetime

    @property
    def is_behind(self) -> bool:
        return self.now < self.confirmed

    def __str__(self) -> str:
        now, confirmed = (at.astimezone(UTC) for at in (self.now, self.confirmed))
        known = "it was later already, at" if self.is_behind else "nothing confirms a time after"
        return (
            f"the clock of this machine says {now:%Y-%m-%d %H:%M} UTC, but {known}"
            f" {confirmed:%Y-%m-%d %H:%M} UTC: nothing is deleted, and no subscriber"
            " is mailed.\n"
            "  If the clock is wrong, set it. If it is right, the next crawl confirms it, or do it"
            " yourself: vigie health --confirm-clock"
        )


def confirmed_time(connection: sqlite3.Connection) -> datetime | None:
    """Return until when the clock was right; None when that was never recorded."""
    at = get_meta(connection, CONFIRMED_KEY)
    return parse_instant(at) if at else None


def clock_doubt(
    connection: sqlite3.Connection, now: datetime, *, seen: datetime | None = None
) -> ClockDoubt | None:
    """Return why the clock is not believed; None when it is.  Reads only.

    ``seen`` is another moment at which it was believed.
    """
    confirmed = confirmed_time(connection)
    if confirmed is None:
        return None
    latest = max(confirmed, seen or confirmed)
    return ClockDoubt(now, latest) if abs(now - latest) > MAX_STEP else None


def follow_clock(connection: sqlite3.Connection, now: datetime) -> ClockDoubt | None:
    """Move the confirmed time along with the clock; return why the clock is not believed.

    In a database that has runs but no confirmed time (of an older version), the newest run counts.
    """
    confirmed = confirmed_time(connection) or _newest_run(connection, now)
    if confirmed is None:
        return None
    is_doubted = now > confirmed + MAX_STEP
    _record(connection, confirmed if is_doubted else max(confirmed, now))
    return clock_doubt(connection, now)


def _newest_run(connection: sqlite3.Connection, now: datetime) -> datetime | None:
    (at,) = connection.execute(
        "SELECT max(started) FROM runs WHERE started <= ?", (format_instant(now),)
    ).fetchone()
    return parse_instant(at) if at else None


def compare_clock(connection: sqlite3.Connection, now: datetime, offset_s: float) -> None:
    """Confirm the time at the end of a crawl by what the portal's answers said it was.

    A clock that agrees with them is right, whatever was recorded before.  One that does not agree
    is right until what they said at the latest: a single portal may be wrong itself, so that one
    which is ahead puts no right clock behind.
    """
    stated = now + timedelta(seconds=offset_s)
    if abs(stated - now) <= MAX_STEP:
        confirm_clock(connection, now)
    else:
        earlier = min(stated, now)
        _record(connection, max(earlier, confirmed_time(connection) or earlier))


def confirm_clock(connection: sqlite3.Connection, now: datetime) -> None:
    """Record that the clock is right now."""
    _record(connection, now)


def _record(connection: sqlite3.Connection, moment: datetime) -> None:
    confirmed = confirmed_time(connection)
    if confirmed is None or abs(moment - confirmed) >= KEPT_EVERY:
        set_meta(connection, CONFIRMED_KEY, format_instant(moment))
