"""What came of a portal's crawl: its run's problems, failure and figures, and the portal's state.

Judged by the child's statistics, the windows left open and what lies in the database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.crawling.field_drop_check import emptied
from monitor.health.facts import usual_now
from monitor.health.field_coverage import usual
from monitor.health.states import LIMITS
from monitor.runtime.runs import Run


def judge(
    connection: sqlite3.Connection, portal: str, run: Run, stats: Mapping[str, Any], still_open: int
) -> None:
    """What went wrong, in sentences, from the child's statistics and the windows left open."""
    for name in ("notices", "new", "changed", "same", "in_scope", "refused", "documents"):
        run.counts[name] += int(stats.get(f"vigie/store/{name}", 0))
    run.counts["announced"] += int(stats.get("vigie/announced", 0))
    if not stats:
        run.problems.append(f"{portal}: the crawl ended without its statistics (killed?)")
    for name in ("vigie/misconfigured", "vigie/blocked", "vigie/store_failed"):
        if stats.get(name):
            said = str(stats[name]).removeprefix(f"{portal}: ")
            run.problems.append(f"{portal}: {said}")
    reason = stats.get("finish_reason")
    if stats and reason not in ("finished", "blocked", "misconfigured", "store_failed"):
        run.problems.append(f"{portal}: the crawl ended with {reason!r}")
    if still_open:
        problem = connection.execute(
            "SELECT problem FROM windows WHERE portal = ? AND run_id = ? AND state = 'open'"
            " AND problem IS NOT NULL LIMIT 1",
            (portal, run.id),
        ).fetchone()
        run.problems.append(
            f"{portal}: {still_open} windows stay open and are asked again"
            + (f": {problem[0]}" if problem else "")
        )
    run.problems += emptied(portal, figures(stats)["fields"], usual(portal))
    if run.counts["refused"]:
        run.problems.append(
            f"{portal}: {run.counts['refused']} records could not be read or were "
            "refused; see the table troubles"
        )


def doubt(connection: sqlite3.Connection, portal: str, run_id: str, now: datetime) -> None:
    """A crawl without a single record where there always were some closes no window.

    An index that broke answers 200 and is empty, for days: what came out meanwhile lies behind the
    overlap by then.  Asked again each night, and closed as soon as anything comes.
    """
    given, windows = connection.execute(
        "SELECT total(announced) + total(received), count(*) FROM windows"
        " WHERE portal = ? AND run_id = ? AND problem IS NULL AND received IS NOT NULL",
        (portal, run_id),
    ).fetchone()
    usual_number = usual_now(connection, portal, now) if windows and not given else None
    if usual_number is not None and usual_number >= LIMITS.usual_least:
        connection.execute(
            "UPDATE windows SET problem = ? WHERE portal = ? AND run_id = ? AND state = 'open'"
            " AND problem IS NULL AND received IS NOT NULL",
            (f"nothing at all, where {usual_number:,.0f} notices are usual", portal, run_id),
        )


def failure(stats: Mapping[str, Any], *, is_late: bool, closed: int) -> str | None:
    """Statistics of a crawl -> why it failed as a whole; None when it gave what there was."""
    if not stats:
        return "killed"
    for name, word in (
        ("blocked", "blocked"),
        ("misconfigured", "misconfigured"),
        ("store_failed", "store"),
    ):
        if stats.get(f"vigie/{name}"):
            return word
    if is_late:
        return None if closed else "late"  # what it closed is progress: it goes on next time
    return None if stats.get("finish_reason") == "finished" else "error"


def figures(stats: Mapping[str, Any]) -> dict[str, Any]:
    """Statistics of a crawl -> what its run's row keeps of them.

    Shape  {fields: {name: [filled, seen]}, troubles: {code: number}, keys: {name: records with
           it}, records: number looked at, requests: number}; a run that asked for a named span has
           asked: BACK_FILL besides.
    """
    seen = {
        name.partition("vigie/seen/")[2]: int(number)
        for name, number in stats.items()
        if name.startswith("vigie/seen/")
    }
    fields = {
        name: [int(stats.get(f"vigie/filled/{name}", 0)), number]
        for name, number in sorted(seen.items())
    }
    troubles = {
        name.partition("vigie/trouble/")[2]: int(number)
        for name, number in stats.items()
        if name.startswith("vigie/trouble/")
    }
    keys = {
        name.partition("vigie/key/")[2]: int(number)
        for name, number in stats.items()
        if name.startswith("vigie/key/")
    }
    return {
        "fields": fields,
        "troubles": troubles,
        "keys": keys,
        "records": int(stats.get("vigie/key_records", 0)),
        "requests": int(stats.get("downloader/request_count", 0)),
    }


def remember(connection: sqlite3.Connection, portal: str, run: Run) -> None:
    """Bring the portal's row up to date: what a reader of the sources page is told."""
    state = "failed" if run.failure else "degraded" if run.problems else "ok"
    connection.execute(
        "UPDATE portals SET state = ?, message = ?, failures = CASE WHEN ? = 'failed' THEN"
        " failures + 1 ELSE 0 END, last_success = CASE WHEN ? = 'failed' THEN last_success ELSE"
        " strftime('%Y-%m-%dT%H:%M:%SZ', 'now') END WHERE name = ?",
        (state, "; ".join(run.problems[:3]) or None, state, state, portal),
    )
