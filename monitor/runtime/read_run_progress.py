"""Read which runs go on now and how far they have come."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

PROGRESS = "progress"  # key in ``runs.figures`` while a run goes on


class Position(msgspec.Struct):
    """Progress of a run: units done, total, rate a second, and seconds left; ``at`` in UTC."""

    what: str
    done: int
    total: int | None
    rate: float
    left_s: int | None
    at: str


class _Figures(msgspec.Struct):
    progress: Position | None = None


class RunInProgress(NamedTuple):
    """A run that goes on."""

    command: str
    portal: str | None
    started: str
    position: Position
    id: str


# A run that has said nothing since then is not shown as going on: its process may be gone.
SILENT_SINCE = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-10 minutes')"
RUNNING = f"""
SELECT command, portal, started, figures, id FROM runs
WHERE state = 'running' AND json_extract(figures, '$.{PROGRESS}.at')
      >= {SILENT_SINCE}
ORDER BY started, id
"""


def read_runs_in_progress(connection: sqlite3.Connection) -> list[RunInProgress]:
    """Return the runs that go on and how far they said to be, the oldest first."""
    return parse_runs_in_progress(connection.execute(RUNNING))


def parse_runs_in_progress(rows: Iterable[Iterable[str]]) -> list[RunInProgress]:
    """Return the runs of the rows of ``RUNNING``."""
    runs: list[RunInProgress] = []
    for command, portal, started, figures, run_id in rows:
        position = msgspec.json.decode(figures, type=_Figures).progress
        if position is not None:
            runs.append(RunInProgress(command, portal, started, position, run_id))
    return runs


def format_position(position: Position) -> str:
    """Format a position as a line of a log."""
    of = f" of {position.total:,}" if position.total is not None else ""
    pace = f", {format_rate(position.rate)}" if position.done else ""
    going_on = position.left_s is not None and position.done != position.total
    left = f", {format_seconds(position.left_s or 0)} left" if going_on else ""
    return f"{position.done:,}{of} {position.what}{pace}{left}"


def format_rate(a_second: float) -> str:
    """Format a rate in the unit in which it is more than one: a second, a minute, an hour."""
    for times, unit in ((1, "a second"), (60, "a minute")):
        if a_second * times >= 1:
            return f"{a_second * times:,.1f} {unit}"
    return f"{a_second * 3600:,.1f} an hour"


def format_seconds(seconds: int) -> str:
    """Format a duration: 45 s, 12 min, 3 h 20 min."""
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
