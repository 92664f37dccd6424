"""Detect sources that have published nothing for days, to notify subscribers once, and those that
we have not read."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from monitor.alerts.change_log_events import Event
from monitor.health.portal_checks import THRESHOLDS
from monitor.health.read_recorded_status import portal_states
from monitor.runtime.schedule import DAY, WEEK, WEEKLY_ACCESS, format_instant
from pipelines.interface_languages import language_columns
from pipelines.store.schema import PORTAL_TITLES

SILENT = "silent:"  # and a day: name of the event


def last_gave_on(public: sqlite3.Connection, portal: str) -> str | None:
    """Return the day of the last crawl of a portal that brought anything new, if we know one."""
    (day,) = public.execute(
        "SELECT substr(max(started), 1, 10) FROM runs"
        " WHERE portal = ? AND command = 'crawl' AND new > 0",
        (portal,),
    ).fetchone()
    return day  # type: ignore[no-any-return]


def silent_source_events(public: sqlite3.Connection, today: date, days: int) -> Iterable[Event]:
    """Yield an event for each crawled portal that has given nothing for ``days`` days.

    Either the last crawl without failure is so long ago and those since have failed, or health says
    blind for so long.  What was not asked because we slept is no silence: it is asked now.  A
    portal of the Union concerns every country.
    """
    latest = (today - timedelta(days=days)).isoformat()
    blind = {
        name: str(state["since"])[:10]
        for name, state in portal_states(public).items()
        if state["state"] in ("blind", "paused") and str(state["since"])[:10] <= latest
    }
    titles = language_columns("title").values()
    for name, country, last, failures, *names in public.execute(
        "SELECT name, country, substr(last_success, 1, 10), failures, "
        + PORTAL_TITLES
        + " FROM portals"
        " WHERE last_success IS NOT NULL AND state NOT IN ('off', 'never')"
        " AND access IS NOT 'exchange rates' ORDER BY name"
    ).fetchall():
        if name not in blind and (last > latest or not failures):
            continue
        since = min(last, blind.get(name, last))
        yield Event(
            f"portal:{name}",
            f"{SILENT}{since}",  # not ``last``: a blind portal may be crawled well every night
            "silent",
            frozenset(["silent"]),
            change={
                "id": name,
                **dict(zip(titles, names, strict=True)),
                "since": since,
                "country": None if country == "EU" else country,
            },
        )


def unread_sources(
    public: sqlite3.Connection, now: datetime, weekly: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Yield id and titles of each source that was read once, but not as lately as it should be.

    After weeks in which this machine was off, the first source that is read again says nothing of
    the others.  ``weekly``: those that the settings ask once a week.
    """
    titles = language_columns("title").values()
    for name, access, last, *names in public.execute(
        f"SELECT name, access, last_success, {PORTAL_TITLES} FROM portals"
        " WHERE last_success IS NOT NULL AND state NOT IN ('off', 'never')"
        " AND notices_received > 0 AND access IS NOT 'exchange rates' ORDER BY name"
    ):
        period = WEEK if name in weekly or access in WEEKLY_ACCESS else DAY
        if last < format_instant(now - period - THRESHOLDS.allowed_delay):
            yield {"id": name, **dict(zip(titles, names, strict=True))}
