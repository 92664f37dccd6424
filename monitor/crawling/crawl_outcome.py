"""Derive a crawl's problems, failure reason and figures, and the portal's new state.

The sources are the statistics of the spider process, the windows left open and the database.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.crawling.field_drop_check import dropped_fields
from monitor.health.portal_checks import THRESHOLDS
from monitor.health.portal_facts import expected_notices_now
from monitor.runtime.confirmed_clock import OFFSET_STAT, WRONG_CLOCK, compare_clock
from monitor.runtime.runs import Run
from pipelines.reference.expected_field_coverage import expected_coverage
from pipelines.store.runs_and_windows import forget_windows, forget_windows_after


def record_problems(
    connection: sqlite3.Connection, portal: str, run: Run, stats: Mapping[str, Any], still_open: int
) -> None:
    """Add counts and problems to the run, from the statistics and the windows left open."""
    for name in ("notices", "new", "changed", "same", "in_scope", "refused", "documents"):
        run.counts[name] += int(stats.get(f"vigie/store/{name}", 0))
    run.counts["announced"] += int(stats.get("vigie/announced", 0))
    if not stats:
        run.problems.append(f"{portal}: the crawl ended without its statistics (killed?)")
    for name in ("vigie/misconfigured", "vigie/blocked", "vigie/store_failed"):
        if stats.get(name):
            message = str(stats[name]).removeprefix(f"{portal}: ")
            run.problems.append(f"{portal}: {message}")
    reason = stats.get("finish_reason")
    if reason == WRONG_CLOCK:
        offset = timedelta(seconds=abs(float(stats[OFFSET_STAT])))
        run.problems.append(
            f"{portal}: its answers say another time than the clock of this machine, by"
            f" {offset.days} days; nothing is read until the clock is set"
        )
    elif stats and reason not in ("finished", "blocked", "misconfigured", "store_failed"):
        run.problems.append(f"{portal}: the crawl ended with {reason!r}")
    if still_open:
        problem = connection.execute(
            "SELECT problem FROM windows WHERE portal = ? AND run_id = ? AND state = 'open'"
            " AND problem IS NOT NULL LIMIT 1",
            (portal, run.id),
        ).fetchone()
        run.problems.append(
            f"{portal}: {still_open} "
            + ("window stays open and is" if still_open == 1 else "windows stay open and are")
            + " asked again"
            + (f": {problem[0]}" if problem else "")
        )
    run.problems += dropped_fields(
        portal, run_statistics(stats)["fields"], expected_coverage(portal)
    )
    if run.counts["refused"]:
        run.problems.append(
            f"{portal}: {run.counts['refused']} records could not be read or were "
            "refused; see the table troubles"
        )


def keep_empty_windows_open(
    connection: sqlite3.Connection,
    portal: str,
    run_id: str,
    now: datetime,
    asked_again: Collection[str] = (),
) -> None:
    """Keep windows open if the crawl received no record at all where some are usual.

    A broken search index answers 200 with an empty list for days; what is published meanwhile would
    lie before the overlap by then.  The windows are requested each night until anything comes.
    ``asked_again``: windows whose few records (``thin_windows``) say nothing of the others.
    """
    records, windows = connection.execute(
        "SELECT total(announced) + total(received), count(*) FROM windows"
        " WHERE portal = ? AND run_id = ? AND problem IS NULL AND received IS NOT NULL"
        " AND start || '/' || [end] NOT IN (SELECT value FROM json_each(?))",
        (portal, run_id, json.dumps(sorted(asked_again))),
    ).fetchone()
    usual_number = (
        expected_notices_now(connection, portal, now) if windows and not records else None
    )
    if usual_number is not None and usual_number >= THRESHOLDS.min_expected:
        connection.execute(
            "UPDATE windows SET problem = ? WHERE portal = ? AND run_id = ? AND state = 'open'"
            " AND problem IS NULL AND received IS NOT NULL",
            (f"nothing at all, where {usual_number:,.0f} notices are usual", portal, run_id),
        )


def record_clock(
    connection: sqlite3.Connection,
    portal: str,
    run_id: str,
    stats: Mapping[str, Any],
    created: Collection[str],
) -> None:
    """Confirm the clock by the portal's answers; forget windows that a wrong one asked for.

    ``created``: the windows that were not known before this run.
    """
    if OFFSET_STAT not in stats:
        return
    now = datetime.now(UTC)
    compare_clock(connection, now, float(stats[OFFSET_STAT]))
    if stats.get("finish_reason") != WRONG_CLOCK:
        return
    if float(stats[OFFSET_STAT]) > 0:  # it was behind: days of last year are no gap
        forget_windows(connection, portal, run_id, created)
    else:
        stated = now + timedelta(seconds=float(stats[OFFSET_STAT]))
        forget_windows_after(connection, portal, run_id, stated.date().isoformat())


def failure_reason(stats: Mapping[str, Any], *, is_late: bool, closed: int) -> str | None:
    """Return why the crawl failed as a whole; None if it received what there was."""
    if not stats:
        return "killed"
    for name, reason in (
        ("blocked", "blocked"),
        ("misconfigured", "misconfigured"),
        ("store_failed", "store"),
    ):
        if stats.get(f"vigie/{name}"):
            return reason
    if is_late:
        return None if closed else "late"  # the next crawl goes on after the closed windows
    return None if stats.get("finish_reason") == "finished" else "error"


def run_statistics(stats: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a crawl's statistics that is stored in its run.

    Shape  {fields: {name: [filled, seen]}, troubles: {code: number}, keys: {name: records with
           it}, records: number looked at, requests: number}; a run that asked for a named span has
           asked: BACKFILL besides.
    """
    figures = {
        name.partition("vigie/seen/")[2]: int(number)
        for name, number in stats.items()
        if name.startswith("vigie/seen/")
    }
    fields = {
        name: [int(stats.get(f"vigie/filled/{name}", 0)), number]
        for name, number in sorted(figures.items())
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


def update_portal_state(connection: sqlite3.Connection, portal: str, run: Run) -> None:
    """Update state, message and failures of the portal, as the page of sources shows them."""
    state = "failed" if run.failure else "degraded" if run.problems else "ok"
    connection.execute(
        "UPDATE portals SET state = ?, message = ?, failures = CASE WHEN ? = 'failed' THEN"
        " failures + 1 ELSE 0 END, last_success = CASE WHEN ? = 'failed' THEN last_success ELSE"
        " strftime('%Y-%m-%dT%H:%M:%SZ', 'now') END WHERE name = ?",
        (state, "; ".join(run.problems[:3]) or None, state, state, portal),
    )
