"""Read the facts about each portal that ``portal_checks`` assesses.  Reads only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from monitor.config import Config
from monitor.health.portal_checks import (
    SAME_NIGHT,
    CrawlRun,
    PortalFacts,
    expected_notices,
    fullest_of_each_night,
)
from monitor.runtime.schedule import (
    CLOCK_TOLERANCE,
    JobHistory,
    build_jobs,
    crawl_sources,
    format_instant,
    job_histories,
    next_due,
    parse_instant,
    retry_policy,
)
from pipelines.store.runs_and_windows import WHOLE_HISTORY

MAX_RUNS = 40  # newest crawls looked at: fourteen nights, each crawled twice, and failures
GAP_PERIOD = timedelta(days=120)
MIN_PUBLICATION_DAYS = 10  # days of publication without which no gap is usual


def read_portal_facts(
    connection: sqlite3.Connection,
    config: Config,
    portals: Mapping[str, Any],
    spider: Callable[[str], Any],
    now: datetime,
) -> list[PortalFacts]:
    """Return the facts of all portals of the reference table and of those the settings add.

    ``portals`` are rows of the reference table, ``spider`` gives a portal's class or raises.
    """
    crawled, unreadable = crawl_sources(config, portals, spider)
    planned = {job.portal: job for job in build_jobs(config, crawled)}
    past_runs = job_histories(connection, now)
    facts = []
    for name in dict.fromkeys([*portals, *(source.name for source in crawled), *unreadable]):
        if name in unreadable:
            facts.append(PortalFacts(name, readable=False))
        elif name not in planned:
            facts.append(PortalFacts(name, enabled=False))
        else:
            past = past_runs.get(("crawl", name), JobHistory())
            next_ = next_due(planned[name], past, retry_policy(config), now)
            paused = next_.at if next_.reason == "paused" else None
            facts.append(
                _facts_of_portal(connection, name, planned[name].period, past, paused, now)
            )
    return facts


def _facts_of_portal(
    connection: sqlite3.Connection,
    name: str,
    period: timedelta,
    past: JobHistory,
    paused: datetime | None,
    now: datetime,
) -> PortalFacts:
    windows, oldest, problem = connection.execute(
        "SELECT count(*), min(start), min(problem) FROM windows"
        " WHERE portal = ? AND state = 'open' AND problem IS NOT NULL"
        " AND (start = ? OR start <= ?)",  # of days that have not come nothing is missing yet
        (name, WHOLE_HISTORY, format_instant(now)),
    ).fetchone()
    newest, gap = _publication_days(connection, name, now)
    news_on, nights_without, usual_nights = _nights_without_news(connection, name, now)
    return PortalFacts(
        name,
        period=period,
        past=past,
        paused_until=paused,
        runs=tuple(_recent_runs(connection, name, now)),
        span_crawled_at=_span_crawled_at(connection, name, now),
        newest=newest,
        gap_days=gap,
        news_on=news_on,
        nights_without=nights_without,
        usual_nights=usual_nights,
        open_windows=windows,
        open_since=oldest,
        open_problem=problem,
    )


def _recent_runs(connection: sqlite3.Connection, portal: str, now: datetime) -> Iterable[CrawlRun]:
    rows = connection.execute(
        "SELECT started, state, failure, notices, refused, message, figures, in_scope FROM runs"
        " WHERE command = 'crawl' AND portal = ? AND state <> 'running' AND started <= ?"
        " AND coalesce(failure, '') <> 'stopped'"
        " AND json_extract(coalesce(figures, '{}'), '$.asked') IS NULL"
        " ORDER BY started DESC, id DESC LIMIT ?",
        (portal, format_instant(now + CLOCK_TOLERANCE), MAX_RUNS),
    ).fetchall()
    for started, state, failure, notices, refused, message, figures, in_scope in rows:
        measured = json.loads(figures or "{}")
        fields = {name: (pair[0], pair[1]) for name, pair in measured.get("fields", {}).items()}
        yield CrawlRun(
            parse_instant(started),
            state,
            failure,
            notices or 0,
            refused or 0,
            message,
            fields,
            measured.get("troubles", {}),
            in_scope or 0,
            measured.get("keys", {}),
            measured.get("records", 0),
        )


def _span_crawled_at(connection: sqlite3.Connection, portal: str, now: datetime) -> datetime | None:
    """Return when the last crawl of named dates began that succeeded."""
    (started,) = connection.execute(
        "SELECT max(started) FROM runs WHERE command = 'crawl' AND portal = ?"
        " AND state NOT IN ('running', 'failed', 'killed') AND started <= ?"
        " AND json_extract(figures, '$.asked') IS NOT NULL",
        (portal, format_instant(now + CLOCK_TOLERANCE)),
    ).fetchone()
    return parse_instant(started) if started else None


def expected_notices_now(
    connection: sqlite3.Connection, portal: str, now: datetime
) -> float | None:
    """Return how many notices a crawl at this moment should give, or None while unknown.

    A crawl that gave nothing and was not believed does not make nothing usual.  Of a second crawl
    of one night nothing is expected: the first read it.
    """
    successful = [
        run
        for run in _recent_runs(connection, portal, now)
        if run.failure is None and (run.notices or run.state == "ok")
    ]
    if any(run.notices and now - run.started < SAME_NIGHT for run in successful):
        return None
    nights = fullest_of_each_night(successful)
    return expected_notices([CrawlRun(now, "ok", None, 0, 0), *nights])


# One look in the index a day, not one a notice.
_PUBLICATION_DAYS_SQL = """
WITH RECURSIVE days (day) AS (
  SELECT max(published) FROM register WHERE portal = :portal AND published <= :today
  UNION ALL
  SELECT (SELECT max(published) FROM register WHERE portal = :portal AND published < day)
  FROM days WHERE day >= :start
)
SELECT day FROM days WHERE day >= :start
"""


def _publication_days(
    connection: sqlite3.Connection, portal: str, now: datetime
) -> tuple[date | None, int | None]:
    """Return the newest day of publication and the longest recent gap between two such days.

    Days of the future are mistakes of the portal and do not make it look fresh.
    """
    start, today = (now - GAP_PERIOD).date().isoformat(), now.date().isoformat()
    rows = connection.execute(
        _PUBLICATION_DAYS_SQL, {"portal": portal, "start": start, "today": today}
    )
    days = [date.fromisoformat(day) for (day,) in rows][::-1]
    if len(days) < MIN_PUBLICATION_DAYS:
        row = connection.execute(
            "SELECT max(published) FROM register WHERE portal = ? AND published <= ?",
            (portal, today),
        ).fetchone()
        return (date.fromisoformat(row[0]) if row[0] else None), None
    gaps = [(b - a).days for a, b in pairwise(days)]
    return days[-1], max(gaps)


def _nights_without_news(
    connection: sqlite3.Connection, portal: str, now: datetime
) -> tuple[date | None, int, int | None]:
    """Return the last day whose crawls brought a notice that was not known, how many days with a
    crawl have passed since, and how many did at most before.

    Nights on which we slept do not count: nothing was asked.
    """
    rows = connection.execute(
        "SELECT substr(started, 1, 10) AS day, max(coalesce(new, 0)) > 0 FROM runs"
        " WHERE command = 'crawl' AND portal = ? AND state IN ('ok', 'degraded')"
        " AND started >= ? AND started <= ?"
        " AND json_extract(coalesce(figures, '{}'), '$.asked') IS NULL GROUP BY day ORDER BY day",
        (
            portal,
            format_instant(now - GAP_PERIOD),
            format_instant(now + CLOCK_TOLERANCE),
        ),
    ).fetchall()
    nights = [(day, bool(news)) for day, news in rows]
    with_news = [number for number, (_, news) in enumerate(nights) if news]
    if len(with_news) < MIN_PUBLICATION_DAYS:
        return None, 0, None
    last = with_news[-1]
    usual = max(after - before - 1 for before, after in pairwise(with_news))
    return date.fromisoformat(nights[last][0]), len(nights) - 1 - last, usual
