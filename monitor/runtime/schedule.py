"""Compute when each job runs next, from ``vigie.toml``, the portals and the table ``runs``.

There is no other state to lose or go stale: a portal that is enabled is due, and one that was
missed (the machine slept, was off, or was upgraded) is caught up once, however late.

Slots    a daily job has one slot each civil day of its zone, a weekly one each week.  It is due in
         the first slot after its last success.  A night has exactly one slot also on the two
         Sundays when clocks change.
Retries  a failed job is due again after a pause that doubles (``schedule.retry_minutes``), in its
         next slot at the latest; after ``schedule.pause_after`` failures in a row, which is days,
         it is paused, and asked again only every ``schedule.pause_hours``.  A job that we stopped
         ourselves has not failed.
Units    instants are aware and in UTC; ``at`` is civil time in ``zone``.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from monitor.config import Config
from pipelines.errors import Misconfigured

DAY, WEEK = timedelta(days=1), timedelta(days=7)
RATES_PORTAL = "ecb"  # crawled before the portals, whose amounts need the rate of the day
# a run that began later than this was dated by a wrong clock
CLOCK_TOLERANCE = timedelta(minutes=5)

MAX_DOUBLINGS = 12  # of a pause: a quarter of an hour becomes six weeks

WEEKLY_ACCESS = ("weekly files", "bulk files")  # access, in the table of portals
DueReason = Literal["never ran", "due", "retry", "paused"]


@dataclass(frozen=True)
class Job:
    """A recurring command.  ``arguments`` are those of ``vigie``."""

    name: str
    arguments: tuple[str, ...]
    command: str
    portal: str | None
    period: timedelta
    at: time
    zone: str
    weekday: int = 0


@dataclass(frozen=True)
class JobHistory:
    """Past runs of a job: start of its last success, failures in a row since, end of the first."""

    last_success: datetime | None = None
    failures: int = 0
    last_failure: datetime | None = None


@dataclass(frozen=True)
class RetryPolicy:
    """Delays after which a failed job is tried again."""

    retry: timedelta = timedelta(minutes=15)
    pause_after: int = 10
    pause: timedelta = timedelta(hours=72)


@dataclass(frozen=True)
class DueJob:
    """The next time of a job, and its reason; a time in the past means at once."""

    job: Job
    at: datetime
    reason: DueReason


def retry_policy(config: Config) -> RetryPolicy:
    """Return the retry policy of an installation."""
    return RetryPolicy(
        retry=timedelta(minutes=config["schedule.retry_minutes"]),
        pause_after=config["schedule.pause_after"],
        pause=timedelta(hours=config["schedule.pause_hours"]),
    )


@dataclass(frozen=True)
class CrawlSource:
    """A portal to crawl: its ``DateWindow``, if it has one, and whether it publishes weekly."""

    name: str
    window: Any = None
    is_weekly: bool = False


def crawl_sources(
    config: Config, portals: Mapping[str, Any], spider: Callable[[str], Any]
) -> tuple[list[CrawlSource], list[str]]:
    """Return the portals to crawl, and the names of enabled portals that cannot be crawled.

    ``portals`` are the rows of the reference table; ``spider`` returns the class of a portal.
    """
    crawlable, unreadable = [], []
    rates = [RATES_PORTAL] if config["rates.enabled"] else []
    names = list(config["crawl.portals"]) or [n for n, p in portals.items() if p.enabled]
    for name in dict.fromkeys([*rates, *names]):
        try:
            cls = spider(name)
        except Misconfigured:
            cls = None
        if not getattr(cls, "endpoint", None):
            unreadable.append(name)
            continue
        row = portals.get(name)
        is_weekly = name in config["schedule.weekly"] or (
            row is not None and row.access in WEEKLY_ACCESS
        )
        crawlable.append(CrawlSource(name, getattr(cls, "window", None), is_weekly))
    return crawlable, unreadable


def build_jobs(
    config: Config,
    sources: Iterable[CrawlSource],
    *,
    needs_retag: bool = False,
    reviews_changed: bool = False,
) -> list[Job]:
    """Return all jobs of this installation.

    ``needs_retag``: the database was classified by other rules or made by an older version;
    ``reviews_changed``: reviewers gave answers since.
    """
    jobs = [_crawl_job(config, source) for source in sources]
    zone = config["vigie.timezone"]
    if config["backup.folder"]:
        at = _parse_time(config["backup.at"])
        jobs.append(Job("backup", ("backup",), "backup", None, DAY, at, zone))
    if config["export.folder"]:
        at = _parse_time(config["export.at"])
        jobs.append(Job("export", ("export",), "export", None, DAY, at, zone))
    at = _parse_time(config["schedule.integrity_at"])
    if needs_retag:
        jobs.append(Job("retag", ("retag",), "retag", None, DAY, at, zone))
    elif reviews_changed:
        arguments = ("retag", "--reviewed")
        jobs.append(Job(" ".join(arguments), arguments, "retag", None, DAY, at, zone))
    jobs.append(Job("integrity", ("integrity",), "integrity", None, WEEK, at, zone, weekday=6))
    return jobs


def _crawl_job(config: Config, source: CrawlSource) -> Job:
    """Return the nightly or weekly crawl of a portal, at a fixed minute in its time zone.

    The minute is derived from the portal's name, so that installations do not all ask on the hour.
    """
    seed = hashlib.sha256(source.name.encode()).digest()
    spread = config["schedule.spread_minutes"]
    minutes = 0 if source.name == RATES_PORTAL else int.from_bytes(seed[:4], "big") % spread
    at = _parse_time(config["schedule.crawl_at"])
    shifted = (datetime.combine(date.min, at) + timedelta(minutes=minutes)).time()
    zone = getattr(source.window, "zone", "UTC")
    return Job(
        f"crawl {source.name}",
        ("crawl", source.name),
        "crawl",
        source.name,
        WEEK if source.is_weekly else DAY,
        shifted,
        zone if zone != "UTC" else config["vigie.timezone"],
        seed[4] % 7,
    )


def _parse_time(text: str) -> time:
    return time.fromisoformat(text)


def next_slot(job: Job, moment: datetime) -> datetime:
    """Return the first slot of a job after ``moment``."""
    day = moment.astimezone(ZoneInfo(job.zone)).date() - DAY
    while True:
        if job.period == DAY or day.weekday() == job.weekday:
            slot = datetime.combine(day, job.at, ZoneInfo(job.zone)).astimezone(UTC)
            if slot > moment:
                return slot
        day += DAY


def next_due(job: Job, history: JobHistory, policy: RetryPolicy, now: datetime) -> DueJob:
    """Return when a job runs next, and why."""
    base = next_slot(job, history.last_success) if history.last_success is not None else now
    if not history.failures or history.last_failure is None:
        return DueJob(job, base, "due" if history.last_success else "never ran")
    if history.failures >= policy.pause_after:
        return DueJob(
            job, max(base, history.last_failure + max(policy.pause, job.period)), "paused"
        )
    pause = history.last_failure + policy.retry * 2 ** min(history.failures - 1, MAX_DOUBLINGS)
    return DueJob(job, max(base, min(pause, next_slot(job, history.last_failure))), "retry")


def plan(
    jobs: Iterable[Job],
    histories: Mapping[tuple[str, str | None], JobHistory],
    policy: RetryPolicy,
    now: datetime,
) -> list[DueJob]:
    """Return all jobs in the order in which they are due."""
    due_jobs = [
        next_due(job, histories.get((job.command, job.portal), JobHistory()), policy, now)
        for job in jobs
    ]
    return sorted(due_jobs, key=lambda job: (job.at, job.job.name))


_FINISHED_RUNS = (
    "SELECT command, portal, started, coalesce(finished, started), state, failure FROM runs"
    " WHERE state <> 'running' AND started <= ?"
    " AND json_extract(coalesce(figures, '{}'), '$.asked') IS NULL"
    " ORDER BY started DESC, id DESC"
)


def job_histories(
    connection: sqlite3.Connection, now: datetime
) -> dict[tuple[str, str | None], JobHistory]:
    """Read the history of each job from ``runs``, by command and portal.

    Ignores runs that a wrong clock dated in the future, which would postpone their portal, and
    crawls of a past span that were started by hand.
    """
    histories: dict[tuple[str, str | None], JobHistory] = {}
    seen: set[tuple[str, str | None]] = set()
    rows = connection.execute(_FINISHED_RUNS, (format_instant(now + CLOCK_TOLERANCE),))
    for command, portal, started, finished, state, failure in rows:
        key = (command, portal)
        if key in seen or failure == "stopped":
            continue
        before = histories.get(key, JobHistory())
        if state in ("failed", "killed"):
            last = before.last_failure or parse_instant(finished)
            histories[key] = JobHistory(None, before.failures + 1, last)
        else:
            histories[key] = JobHistory(
                parse_instant(started), before.failures, before.last_failure
            )
            seen.add(key)
    return histories


def parse_instant(text: str) -> datetime:
    """Parse ``2026-11-25T03:30:00Z`` into an aware datetime."""
    return datetime.fromisoformat(text)


def format_instant(moment: datetime) -> str:
    """Format an aware datetime as ``2026-11-25T03:30:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
