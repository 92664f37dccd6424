"""What runs when: a pure function of ``vigie.toml``, the portals' declarations and ``runs``.

Nothing else is remembered, so nothing can be lost or go stale: a portal that is enabled is due, and
one that was missed (the machine slept, was off, or was upgraded) is made up once, however late.

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
RATES = "ecb"  # asked before the portals: their amounts want the rate of the day
AHEAD = timedelta(minutes=5)  # a run that began later than this was written by a wrong clock

DOUBLINGS = 12  # of a pause: a quarter of an hour becomes six weeks

WEEKLY = ("weekly files", "bulk files")  # access, in the table of portals
Why = Literal["never ran", "due", "retry", "paused"]


@dataclass(frozen=True)
class Job:
    """Something to run again and again.  ``arguments`` are those of ``vigie``."""

    name: str
    arguments: tuple[str, ...]
    command: str
    portal: str | None
    period: timedelta
    at: time
    zone: str
    weekday: int = 0


@dataclass(frozen=True)
class Past:
    """What the runs of a job say: start of its last success, failures in a row since, their end."""

    success: datetime | None = None
    failures: int = 0
    failed: datetime | None = None


@dataclass(frozen=True)
class Policy:
    """How failures are answered."""

    retry: timedelta = timedelta(minutes=15)
    pause_after: int = 10
    pause: timedelta = timedelta(hours=72)


@dataclass(frozen=True)
class Due:
    """When a job runs next (may lie in the past: at once), and why then."""

    job: Job
    at: datetime
    why: Why


def policy(config: Config) -> Policy:
    return Policy(
        retry=timedelta(minutes=config["schedule.retry_minutes"]),
        pause_after=config["schedule.pause_after"],
        pause=timedelta(hours=config["schedule.pause_hours"]),
    )


@dataclass(frozen=True)
class Source:
    """A portal that is to be crawled: its ``DateWindow``, if it has one, and how it publishes."""

    name: str
    window: Any = None
    is_weekly: bool = False


def sources(
    config: Config, portals: Mapping[str, Any], spider: Callable[[str], Any]
) -> tuple[list[Source], list[str]]:
    """Settings, rows of the reference table, and the way to a portal's class -> the portals to
    crawl, and the names of those that are enabled though nothing can ask them."""
    found, unreadable = [], []
    rates = [RATES] if config["rates.enabled"] else []
    named = list(config["crawl.portals"]) or [n for n, p in portals.items() if p.enabled]
    for name in dict.fromkeys([*rates, *named]):
        try:
            kind = spider(name)
        except Misconfigured:
            kind = None
        if not getattr(kind, "endpoint", None):
            unreadable.append(name)
            continue
        row = portals.get(name)
        is_weekly = name in config["schedule.weekly"] or (row is not None and row.access in WEEKLY)
        found.append(Source(name, getattr(kind, "window", None), is_weekly))
    return found, unreadable


def jobs(config: Config, sources: Iterable[Source], *, rules_moved: bool = False) -> list[Job]:
    """Settings and portals -> all jobs.  ``rules_moved``: the database was judged by other rules
    than those that are installed."""
    found = [_crawl(config, source) for source in sources]
    own = config["vigie.timezone"]
    if config["backup.folder"]:
        at = _time(config["backup.at"])
        found.append(Job("backup", ("backup",), "backup", None, DAY, at, own))
    if config["export.folder"]:
        at = _time(config["export.at"])
        found.append(Job("export", ("export",), "export", None, DAY, at, own))
    at = _time(config["schedule.integrity_at"])
    if rules_moved:
        found.append(Job("retag", ("retag",), "retag", None, DAY, at, own))
    found.append(Job("integrity", ("integrity",), "integrity", None, WEEK, at, own, weekday=6))
    return found


def _crawl(config: Config, source: Source) -> Job:
    """The nightly or weekly crawl of a portal, at a minute of its own in its own zone.

    The minute is made from the portal's name: always the same, and not that of every other
    installation's whole hours.
    """
    seed = hashlib.sha256(source.name.encode()).digest()
    spread = config["schedule.spread_minutes"]
    minutes = 0 if source.name == RATES else int.from_bytes(seed[:4], "big") % spread
    at = _time(config["schedule.crawl_at"])
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


def _time(text: str) -> time:
    return time.fromisoformat(text)


def slot_after(job: Job, moment: datetime) -> datetime:
    """The first slot of a job later than ``moment``."""
    day = moment.astimezone(ZoneInfo(job.zone)).date() - DAY
    while True:
        if job.period == DAY or day.weekday() == job.weekday:
            found = datetime.combine(day, job.at, ZoneInfo(job.zone)).astimezone(UTC)
            if found > moment:
                return found
        day += DAY


def due(job: Job, past: Past, policy: Policy, now: datetime) -> Due:
    """Job and what its runs say -> when it runs next, and why."""
    base = slot_after(job, past.success) if past.success is not None else now
    if not past.failures or past.failed is None:
        return Due(job, base, "due" if past.success else "never ran")
    if past.failures >= policy.pause_after:
        return Due(job, max(base, past.failed + max(policy.pause, job.period)), "paused")
    pause = past.failed + policy.retry * 2 ** min(past.failures - 1, DOUBLINGS)
    return Due(job, max(base, min(pause, slot_after(job, past.failed))), "retry")


def plan(
    jobs: Iterable[Job], pasts: Mapping[tuple[str, str | None], Past], policy: Policy, now: datetime
) -> list[Due]:
    """All jobs in the order in which they are due."""
    found = [due(job, pasts.get((job.command, job.portal), Past()), policy, now) for job in jobs]
    return sorted(found, key=lambda one: (one.at, one.job.name))


_RUNS = (
    "SELECT command, portal, started, coalesce(finished, started), state, failure FROM runs"
    " WHERE state <> 'running' AND started <= ?"
    " AND json_extract(coalesce(figures, '{}'), '$.asked') IS NULL"
    " ORDER BY started DESC, id DESC"
)


def pasts(connection: sqlite3.Connection, now: datetime) -> dict[tuple[str, str | None], Past]:
    """Runs -> what each job's runs say, by command and portal.

    A run that a wrong clock dated in the future counts for nothing: its portal would wait for it.
    Nor does one that asked for a span of the past by hand.
    """
    found: dict[tuple[str, str | None], Past] = {}
    done: set[tuple[str, str | None]] = set()
    rows = connection.execute(_RUNS, (written(now + AHEAD),))
    for command, portal, started, finished, state, failure in rows:
        key = (command, portal)
        if key in done or failure == "stopped":
            continue
        before = found.get(key, Past())
        if state in ("failed", "killed"):
            last = before.failed or instant(finished)
            found[key] = Past(None, before.failures + 1, last)
        else:
            found[key] = Past(instant(started), before.failures, before.failed)
            done.add(key)
    return found


def instant(text: str) -> datetime:
    """``2026-11-25T03:30:00Z`` -> aware instant."""
    return datetime.fromisoformat(text)


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
