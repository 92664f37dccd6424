"""Record runs of commands and date windows of crawls: requested, received, stored, still open."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipelines.model import WindowReport
from pipelines.store.change_log import utc_now

WHOLE_HISTORY = "all"  # the window of a portal that is asked as a whole
_COUNTS = ("documents", "notices", "new", "changed", "in_scope", "refused", "announced")


def begin_run(
    connection: sqlite3.Connection, run_id: str, command: str, portal: str | None = None
) -> None:
    """Insert the row of a run."""
    connection.execute(
        "INSERT INTO runs (id, command, portal, started, state) VALUES (?, ?, ?, ?, 'running')",
        (run_id, command, portal, utc_now()),
    )


def end_run(
    connection: sqlite3.Connection,
    run_id: str,
    state: str,
    counts: Mapping[str, Any],
    message: str | None = None,
    failure: str | None = None,
    figures: str | None = None,
) -> None:
    """Close the row of a run; ``failure`` is why it failed, ``figures`` JSON of what it saw."""
    sets = ", ".join(f"[{name}] = ?" for name in _COUNTS)
    connection.execute(
        "UPDATE runs SET finished = ?, state = ?, message = ?, failure = ?, figures = ?,"
        f" {sets} WHERE id = ?",
        (
            utc_now(),
            state,
            message,
            failure,
            figures,
            *(counts.get(name) for name in _COUNTS),
            run_id,
        ),
    )


def record_figures(connection: sqlite3.Connection, run_id: str, figures: str) -> None:
    """Write the figures of a run that goes on; ``end_run`` replaces them."""
    connection.execute("UPDATE runs SET figures = ? WHERE id = ?", (figures, run_id))


def mark_killed_runs(connection: sqlite3.Connection, alive: Callable[[str], bool]) -> int:
    """Mark unfinished runs whose process is gone as killed; returns how many.

    Their progress goes; that they were back-fills stays.
    """
    stale = [
        (run_id,)
        for (run_id,) in connection.execute("SELECT id FROM runs WHERE state = 'running'")
        if not alive(run_id)
    ]
    connection.executemany(
        "UPDATE runs SET state = 'killed', failure = 'killed',"
        " figures = nullif(json_remove(figures, '$.progress'), '{}'),"
        " message = 'it ended without saying so' WHERE id = ?",
        stale,
    )
    return len(stale)


def open_windows(connection: sqlite3.Connection, portal: str) -> list[str]:
    """Return windows requested and not closed, oldest first, as ``START/END``."""
    windows = connection.execute(
        "SELECT start, [end] FROM windows WHERE portal = ? AND state = 'open' ORDER BY start",
        (portal,),
    ).fetchall()
    return [f"{start}/{end}" if end else start for start, end in windows]


def closed_windows(connection: sqlite3.Connection, portal: str) -> set[str]:
    """Return windows stored completely, as ``START/END``."""
    windows = connection.execute(
        "SELECT start, [end] FROM windows WHERE portal = ? AND state = 'closed'", (portal,)
    ).fetchall()
    return {f"{start}/{end}" if end else start for start, end in windows}


def last_closed_day(connection: sqlite3.Connection, portal: str, now: str) -> str | None:
    """Return the end of the latest closed window; None when there is none.

    Windows that a run closed which is dated after ``now`` do not count: a clock was ahead, and the
    portal was asked for days that had not come.
    """
    row = connection.execute(
        "SELECT max(w.[end]) FROM windows w LEFT JOIN runs r ON r.id = w.run_id"
        " WHERE w.portal = ? AND w.state = 'closed' AND (r.started IS NULL OR r.started <= ?)",
        (portal, now),
    ).fetchone()
    return row[0] if row else None


def forget_windows_after(
    connection: sqlite3.Connection, portal: str, run_id: str, day: str
) -> None:
    """Delete the windows of a run that begin after ``day``."""
    connection.execute(
        "DELETE FROM windows WHERE portal = ? AND run_id = ? AND start > ?", (portal, run_id, day)
    )


def forget_windows(
    connection: sqlite3.Connection, portal: str, run_id: str, windows: Iterable[str]
) -> None:
    """Delete these windows of a run, as if they had not been asked for."""
    connection.executemany(
        "DELETE FROM windows WHERE portal = ? AND run_id = ? AND start || '/' || [end] = ?",
        [(portal, run_id, window) for window in windows],
    )


def mark_window_open(connection: sqlite3.Connection, portal: str, window: str, run_id: str) -> None:
    """Mark a window as requested; it is open until all its records are stored."""
    start, _, end = window.partition("/")
    connection.execute(
        "INSERT INTO windows (portal, start, [end], state, run_id) VALUES (?, ?, ?, 'open', ?)"
        " ON CONFLICT (portal, start, [end]) DO UPDATE SET state = 'open',"
        " run_id = excluded.run_id, problem = NULL, announced = NULL, received = NULL,"
        " stored = NULL",
        (portal, start, end, run_id),
    )


def record_window_report(
    connection: sqlite3.Connection,
    portal: str,
    report: WindowReport,
    stored: int,
    run_id: str | None,
) -> None:
    """Record a spider's report on a window.

    The window stays open until ``close_complete_windows`` has compared the numbers.
    """
    start, _, end = report.window.partition("/")
    problem = report.problem
    if not report.complete and problem is None:
        problem = "the spider could not say that it was complete"
    connection.execute(
        "INSERT INTO windows VALUES (?, ?, ?, 'open', ?, ?, ?, ?, ?)"
        " ON CONFLICT (portal, start, [end]) DO UPDATE SET announced = excluded.announced,"
        " received = excluded.received, stored = excluded.stored, problem = excluded.problem",
        (portal, start, end, report.announced, report.received, stored, run_id, problem),
    )


def close_complete_windows(
    connection: sqlite3.Connection, portal: str, run_id: str
) -> tuple[int, int]:
    """Close the windows of a run whose announced, received and stored records agree.

    Returns  how many were closed and how many stay open.
    """
    agreed = (
        "problem IS NULL AND received IS NOT NULL AND stored >= received"
        " AND (announced IS NULL OR announced = received)"
    )
    where = "portal = ? AND run_id = ? AND state = 'open'"
    connection.execute(
        f"UPDATE windows SET problem = CASE WHEN received IS NULL"
        f" THEN 'nothing was reported: the crawl was stopped' ELSE 'announced ' ||"
        f" coalesce(announced, '?') || ', received ' || received || ', stored ' || stored END"
        f" WHERE {where} AND problem IS NULL AND NOT ({agreed})",
        (portal, run_id),
    )
    closed = connection.execute(
        f"UPDATE windows SET state = 'closed' WHERE {where} AND {agreed}", (portal, run_id)
    ).rowcount
    (still_open,) = connection.execute(
        f"SELECT count(*) FROM windows WHERE {where}", (portal, run_id)
    ).fetchone()
    return closed, still_open
