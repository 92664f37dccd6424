"""Check the installation: disk, backup, integrity, clock, scheduler and reported faults."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from monitor.config import Config
from monitor.health.portal_checks import CheckResult
from monitor.i18n.health_messages import Reason
from monitor.runtime.confirmed_clock import clock_doubt
from monitor.runtime.lease import lease_holder
from monitor.runtime.schedule import (
    CLOCK_TOLERANCE,
    JobHistory,
    format_instant,
    job_histories,
    parse_instant,
)
from pipelines.store.full_disk import free_files

SUBJECT_PREFIX = "system:"
# Faults that only the scheduler meets; it stores them, others read them from the table.
SCHEDULER_FAULTS = ("settings", "alerts", "jobs")
_MB = 2**20
LEAST_FILES = 1_000  # a night makes some dozens
# the crawls of a machine that was switched off confirm its clock meanwhile
CLOCK_GRACE = timedelta(hours=1)


def check_system(
    connection: sqlite3.Connection, config: Config, database: Path, now: datetime
) -> Iterator[CheckResult]:
    """Yield the checks that any process can make."""
    folder = database.parent
    yield check_disk(config, shutil.disk_usage(folder).free, free_files(folder))
    histories = job_histories(connection, now)
    if config["backup.folder"]:
        yield check_backup(
            histories.get(("backup", None), JobHistory()), now, _incomplete_backup(connection)
        )
    yield check_integrity(connection, histories.get(("integrity", None), JobHistory()))
    yield check_clock(connection, now)


def check_disk(config: Config, free: int, files: int | None = None) -> CheckResult:
    """Check the free disk space in bytes; ``blind`` means that no crawl is started.

    ``files``  how many more files the disk takes, None if it does not count them: many small ones
               elsewhere on it leave room in bytes, and SQLite none for its own.
    """
    least = config["health.least_free_mb"]
    if free < least * _MB / 5:
        return _failed_check("disk", "blind", Reason("disk_full", {"free": free // _MB}))
    if free < least * _MB:
        return _failed_check(
            "disk", "degraded", Reason("disk", {"free": free // _MB, "least": least})
        )
    if files is not None and files < LEAST_FILES:
        details = {"files": files, "least": LEAST_FILES}
        return _failed_check("disk", "degraded", Reason("disk_files", details))
    return CheckResult(f"{SUBJECT_PREFIX}disk", "ok")


def _incomplete_backup(connection: sqlite3.Connection) -> str | None:
    """Return what the last backup could not copy, although it succeeded."""
    row = connection.execute(
        "SELECT CASE state WHEN 'degraded' THEN coalesce(message, '?') END FROM runs"
        " WHERE command = 'backup' AND state <> 'running' ORDER BY started DESC, id DESC LIMIT 1"
    ).fetchone()
    return row[0] if row is not None else None


def check_backup(past: JobHistory, now: datetime, half_done: str | None = None) -> CheckResult:
    if past.last_success is None:
        return _failed_check(
            "backup", "degraded", Reason("backup_never"), grace=timedelta(hours=36)
        )
    age = now - past.last_success
    if age > timedelta(hours=50):
        details = {"last": past.last_success.date(), "days": age.days}
        return _failed_check("backup", "degraded", Reason("backup_old", details))
    if half_done is not None:
        return _failed_check("backup", "degraded", Reason("backup_half", {"problem": half_done}))
    return CheckResult(f"{SUBJECT_PREFIX}backup", "ok")


def check_integrity(connection: sqlite3.Connection, past: JobHistory) -> CheckResult:
    if not past.failures:
        return CheckResult(f"{SUBJECT_PREFIX}integrity", "ok")
    (problem,) = connection.execute(
        "SELECT message FROM runs WHERE command = 'integrity' AND state IN ('failed', 'killed')"
        " ORDER BY started DESC LIMIT 1"
    ).fetchone()
    return _failed_check("integrity", "degraded", Reason("integrity", {"problem": problem or "?"}))


def check_clock(connection: sqlite3.Connection, now: datetime) -> CheckResult:
    """Check that the clock is not far from the time that is confirmed, and did not go back.

    Of runs only the one that was begun last counts: once a run is dated rightly, all is well again.
    """
    if doubt := clock_doubt(connection, now):
        facts = {"now": doubt.now.date(), "last": doubt.confirmed}
        ahead, behind = Reason("clock_ahead", facts), Reason("clock_behind", facts)
        reason = behind if doubt.is_behind else ahead
        return _failed_check("clock", "degraded", reason, CLOCK_GRACE)
    (last,) = connection.execute(
        "SELECT (SELECT started FROM runs ORDER BY rowid DESC LIMIT 1)"
    ).fetchone()
    if last is not None and last > format_instant(now + CLOCK_TOLERANCE):
        return _failed_check("clock", "degraded", Reason("clock", {"last": parse_instant(last)}))
    return CheckResult(f"{SUBJECT_PREFIX}clock", "ok")


def check_scheduler(database: Path, now: datetime) -> CheckResult:
    """Check that a scheduler runs and is active; for processes other than the scheduler."""
    holder = lease_holder(database, "scheduler")
    if holder is None:
        return _failed_check("scheduler", "degraded", Reason("scheduler_gone"))
    if now - holder.seen > timedelta(minutes=10):
        details = {"pid": str(holder.pid), "last": holder.seen}
        return _failed_check("scheduler", "blind", Reason("scheduler_hangs", details))
    return CheckResult(f"{SUBJECT_PREFIX}scheduler", "ok")


def check_recording(last: datetime | None, now: datetime) -> CheckResult:
    """Check that states were recorded lately, by the scheduler or by ``vigie health --tell``."""
    if last is None:
        return _failed_check("watch", "blind", Reason("never_looked"))
    if now - last > timedelta(hours=30):
        return _failed_check("watch", "blind", Reason("not_looked", {"last": last}))
    return CheckResult(f"{SUBJECT_PREFIX}watch", "ok")


def fault_results(details: Mapping[str, str]) -> list[CheckResult]:
    """Return a result for each fault of the scheduler by name; those that are over are ok."""
    names = dict.fromkeys([*SCHEDULER_FAULTS, *details])
    return [
        _failed_check(name, "degraded", Reason("fault", {"problem": details[name]}))
        if name in details
        else CheckResult(f"{SUBJECT_PREFIX}{name}", "ok")
        for name in names
    ]


def _failed_check(
    name: str, state: str, reason: Reason, grace: timedelta = timedelta(minutes=10)
) -> CheckResult:
    return CheckResult(f"{SUBJECT_PREFIX}{name}", state, (reason,), grace)  # type: ignore[arg-type]
