"""A command of the schedule that hangs, or fails each night, is ended, told and tried again."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from apscheduler.schedulers import base as schedulers

from monitor.config import Config, read_config
from monitor.operations import command_processes
from monitor.operations import scheduler as scheduling
from monitor.operations.failed_jobs import FailedJobs, last_problem
from monitor.operations.scheduler import Scheduler, SchedulerContext
from monitor.runtime.lease import hold_lease
from monitor.runtime.schedule import Job
from pipelines.store.database import connect
from tests.operations.support import settings, until
from tests.operations.test_faults import mails


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return read_config(settings(tmp_path, ["ted"]))


@pytest.fixture
def scheduler(config: Config) -> Iterator[Scheduler]:
    database = config.path("paths.database")
    connect(database).close()
    with hold_lease(database, "scheduler", "a test") as held:
        yield Scheduler(SchedulerContext(config, database, database.parent / "archive"), held)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALERTS_TIME_LIMIT", "JOB_TIME_LIMIT"):
        monkeypatch.setattr(scheduling, name, timedelta(seconds=2))
    monkeypatch.setattr(command_processes, "KILL_AFTER_S", 0.5)


def job(scheduler: Scheduler, name: str) -> Job:
    return next(due.job for due in scheduler.due_jobs() if due.job.name == name)


def stopped_at_once(scheduler: Scheduler, name: str, run: Callable[[], None]) -> None:
    """Run a command that is stopped, as by a debugger or a frozen disk, before it does anything."""
    running = threading.Thread(target=run, daemon=True)
    running.start()
    child = until(lambda: scheduler.commands.running.get(name), "the command was started")
    os.kill(child.pid, signal.SIGSTOP)
    running.join(timeout=60)
    assert not running.is_alive(), "the schedule waits for a command that hangs"
    until(lambda: child.poll() is not None, "it was killed")


def test_alerts_that_hang_are_ended_and_told_and_made_again(
    scheduler: Scheduler, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_at_once(scheduler, "alerts", scheduler.run_alerts)
    assert scheduler.faults["alerts"].startswith("vigie alerts had not ended after 0.0")
    assert "Nothing is lost, it is tried again" in scheduler.faults["alerts"]
    monkeypatch.undo()
    scheduler.run_alerts()
    assert scheduler.faults == {}


def test_a_command_that_hangs_is_ended_and_told(
    scheduler: Scheduler, config: Config, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = job(scheduler, "export")
    stopped_at_once(scheduler, "export", lambda: scheduler.run_job(export))
    monkeypatch.undo()
    scheduler._check_health()
    scheduler.clock = lambda: datetime.now(UTC) + timedelta(minutes=20)
    scheduler._check_health()
    texts = [text for subject, text in mails(config) if "nightly commands in trouble" in subject]
    assert len(texts) == 1
    assert "vigie export had not ended after 0.0" in texts[0]
    scheduler.run_job(export)
    scheduler._check_health()
    assert scheduler.faults == {}


def test_an_export_that_fails_each_night_is_told_with_its_reason(
    scheduler: Scheduler, config: Config, tmp_path: Path
) -> None:
    (tmp_path / "export").write_text("a file, where the folder should be")
    export = job(scheduler, "export")
    scheduler.run_job(export)
    scheduler._check_health()
    assert scheduler.faults == {}, "one failure may be a moment's"
    scheduler.run_job(export)
    scheduler._check_health()
    text = scheduler.faults["jobs"]
    assert text.startswith("vigie export failed 2 times in a row: ")
    assert str(tmp_path / "export") in text
    (tmp_path / "export").unlink()
    scheduler.run_job(export)
    scheduler._check_health()
    assert scheduler.faults == {}


def test_a_crawl_that_begins_no_run_is_told(
    scheduler: Scheduler, config: Config, tmp_path: Path
) -> None:
    """A crawl started by hand was stopped with Ctrl-Z, and forgotten."""
    crawl = job(scheduler, "crawl ted")
    with hold_lease(config.path("paths.database"), "crawl-ted", "a crawl"):
        for _ in range(2):
            scheduler.run_job(crawl)
    scheduler._check_health()
    assert f"is under way already (process {os.getpid()}" in scheduler.faults["jobs"]


def test_what_runs_say_is_not_told_twice(scheduler: Scheduler, config: Config) -> None:
    crawl = job(scheduler, "crawl ted")
    scheduler.context.options = {"crawl": ("--mock", '{"ted": "http://127.0.0.1:9"}')}
    for _ in range(2):
        scheduler.run_job(crawl)
    with closing(sqlite3.connect(config.path("paths.database"))) as connection:
        (failed,) = connection.execute(
            "SELECT count(*) FROM runs WHERE command = 'crawl' AND state = 'failed'"
        ).fetchone()
    assert failed == 2
    assert scheduler.failed_jobs.problem() is None


def test_a_crawl_that_ends_does_not_wait_for_alerts_that_hang(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "ALERTS_WAIT_S", 0.2)
    monkeypatch.setattr(scheduler, "_run_command", lambda *_: 0)
    crawl = job(scheduler, "crawl ted")
    scheduler.alerted_at = datetime.now(UTC)
    with scheduler.alerts_lock:
        running = threading.Thread(target=scheduler.run_job, args=[crawl], daemon=True)
        running.start()
        running.join(timeout=30)
        assert not running.is_alive()
    assert scheduler.alerted_at is None, "alerts are made at the next look"


def test_a_heartbeat_that_cannot_be_written_keeps_nothing_from_being_told(
    scheduler: Scheduler, config: Config
) -> None:
    """As on a disk that the system made read-only after an error."""
    closed = os.open(os.devnull, os.O_RDONLY)
    os.close(closed)
    scheduler.own_lease = replace(scheduler.own_lease, descriptor=closed)
    scheduler.failed_jobs.record_failure("export", "it hangs", is_reported_at_once=True)
    scheduler.tick()
    assert scheduler.faults == {"jobs": "it hangs"}


@pytest.fixture
def shifted_clock(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """The one item is how far the clock of this machine is ahead."""
    ahead = [timedelta(0)]

    class ShiftedClock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + ahead[0]

    for module in (scheduling, schedulers):
        monkeypatch.setattr(module, "datetime", ShiftedClock)
    return ahead


def test_a_clock_that_goes_back_does_not_hold_up_the_schedule(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch, shifted_clock: list[timedelta]
) -> None:
    """A machine began with a clock that was ahead; then it was set."""
    begun: list[str] = []
    monkeypatch.setattr(scheduling, "TICK_S", 0.3)
    monkeypatch.setattr(scheduling, "MAIL_TICK_S", 0.3)
    monkeypatch.setattr(scheduler, "_check_health", lambda: None)
    monkeypatch.setattr(scheduler, "_run_command", lambda name, _: begun.append(name) or 1)
    monkeypatch.setattr(scheduler, "_record_failure", lambda *_: None)
    shifted_clock[0] = timedelta(days=40)
    scheduler.start()
    try:
        until(lambda: {"backup", "integrity", "alerts"} <= set(begun), "jobs are begun", 60)
        begun.clear()  # none is begun again before a quarter of an hour of that clock
        shifted_clock[0] = timedelta(0)
        until(lambda: {"backup", "alerts"} <= set(begun), "jobs and alerts are begun again", 60)
    finally:
        scheduler.stop()


def test_a_command_that_cannot_be_started_is_told_and_begun_again(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the machine has no memory for a process."""
    tries: list[str] = []

    def start(*command: object, **_: object) -> None:
        tries.append(str(command))
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr(scheduling, "TICK_S", 0.3)
    monkeypatch.setattr(command_processes.subprocess, "Popen", start)
    scheduler.config.values["schedule.retry_minutes"] = 0
    scheduler.start()
    try:
        until(lambda: sum("'integrity'" in text for text in tries) > 3, "it is begun again", 60)
        until(lambda: "jobs" in scheduler.faults, "it is told", 60)
    finally:
        scheduler.stop()
    assert "could not be started ([Errno 12] Cannot allocate memory)" in scheduler.faults["jobs"]


def test_a_job_that_is_no_longer_in_the_schedule_is_forgotten() -> None:
    jobs = FailedJobs()
    for _ in range(2):
        jobs.record_failure("export", "no room")
        jobs.record_failure("retag", "no room")
    jobs.keep_only(["retag", "backup"])
    assert jobs.problem() == "vigie retag failed 2 times in a row: no room"
    jobs.record_success("retag")
    assert jobs.problem() is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["10 read", "vigie: no room", "  Free space."], "no room\n  Free space."),
        (["  ! ted: 403", "  see there"], "ted: 403\n  see there"),
        (["10 read"], "it ended with status 1, after the line '10 read'"),
        ([], "it ended with status 1"),
    ],
)
def test_why_a_command_ended_is_in_its_last_lines(lines: list[str], expected: str) -> None:
    assert last_problem(lines, 1) == expected
