"""Run the schedule: plan every half minute, start commands as processes, stop them in order.

APScheduler starts what is due; its jobs are made anew from ``monitor.runtime.schedule`` at each
look, so that its memory holds nothing that matters.  Each job is a ``vigie`` command in a process
of its own: what crashes, hangs or eats memory there ends there, and its runs say what became of it.
A command that hangs is ended after a time that none needs: others wait for it.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_SUBMITTED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.alerts.private_db import AlreadyRunning
from monitor.alerts.run import EXIT_HELD, flush_outbox, last_run
from monitor.config import ROOT, Config, read_config
from monitor.health.explain_database_error import DATABASE_ERRORS, explain_database_error
from monitor.operations import health_monitor
from monitor.operations.failed_jobs import (
    HUNG,
    FailedJobs,
    hanging_sentence,
    is_in_runs,
    last_problem,
)
from monitor.operations.job_output import LINES_KEPT, log_output
from monitor.runtime.lease import Lease, hold_lease
from monitor.runtime.parent_watchdog import child_environment
from monitor.runtime.schedule import (
    DueJob,
    Job,
    build_jobs,
    crawl_sources,
    format_instant,
    job_histories,
    plan,
    retry_policy,
)
from monitor.runtime.spider_registry import spider_class
from pipelines.errors import Misconfigured
from pipelines.open_store import needs_retag
from pipelines.reference.load_reference_tables import load_portals, rules_version
from pipelines.store.database import connect
from pipelines.store.reviews_db import reviews_changed
from spiders.folder_or_object_store import Place

TICK_S = 30
MAIL_TICK_S = 60
# after alerts that failed: sooner than the operator is notified of it
ALERTS_RETRY = timedelta(minutes=5)
# Longer than any command needs that does not hang; crawls have a limit of their own besides.
LONGEST_ALERTS = timedelta(hours=3)
LONGEST_JOB = timedelta(hours=24)
CRAWL_EXTRA = timedelta(hours=2)  # beyond the time-out of its spider, to store and to sum up
HUNG_TIMEOUT_S = 60.0  # from SIGTERM to SIGKILL, for a command that hangs
ALERTS_WAIT_S = 600.0  # of a crawl that ended, for alerts that run already
STOP_TIMEOUT_S = 7.0  # of the ten seconds that ``vigie serve`` has, for children that close
OUTPUT_WAIT_S = 2.0  # for the last lines of a command, whose own children may live on
LEASE_NAME = "scheduler"
log = logging.getLogger("vigie.scheduler")


@dataclass
class SchedulerContext:
    """Settings, their file, where the data lies, and options passed on to each command.

    ``options`` are passed on to each command (``--mock`` of tests among them).
    """

    config: Config
    database: Path
    archive: Place
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Scheduler:
    """Plan, start, wait for and stop commands; one for each database, by its lease."""

    def __init__(
        self,
        context: SchedulerContext,
        own_lease: Lease,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.context, self.config, self.own_lease = context, context.config, own_lease
        self.clock = clock or (lambda: datetime.now(UTC))
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.active_jobs = Counter[str]()  # of each job, how often it was begun and not ended
        self.attempted_at: dict[str, datetime] = {}
        self.alerted_at: datetime | None = None
        self.faults: dict[str, str] = {}
        self.failed_jobs = FailedJobs()
        self.last_lines: dict[str, deque[str]] = {}
        self.stopping = threading.Event()
        self.lock, self.events_lock = threading.Lock(), threading.Lock()
        self.alerts_lock = (
            threading.Lock()
        )  # crawls that end together run alerts one after the other
        self.portals, self.rules = load_portals(), rules_version()
        self.settings_stamp = _file_stamp(self.config.file)
        self.settings_copy = own_lease.path.with_name(f"{context.database.name}-settings.toml")
        self._save_settings_copy()
        self.health_monitor = health_monitor.HealthMonitor(context.database)
        self.timer = self._make_timer()

    def _make_timer(self) -> BackgroundScheduler:
        pools = {
            "default": ThreadPoolExecutor(1),
            "crawl": ThreadPoolExecutor(self.config["schedule.parallel"]),
            "house": ThreadPoolExecutor(1),
        }
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        timer = BackgroundScheduler(executors=pools, job_defaults=defaults, timezone=UTC)
        timer.add_listener(
            self._track_job, EVENT_JOB_SUBMITTED | EVENT_JOB_EXECUTED | EVENT_JOB_ERROR
        )
        return timer

    def _track_job(self, event: JobEvent) -> None:
        """Track which jobs wait or run: they are not planned again before they are done.

        Of a job that ends at once, the end comes first.
        """
        with self.events_lock:
            self.active_jobs[event.job_id] += 1 if event.code == EVENT_JOB_SUBMITTED else -1

    def start(self) -> None:
        self.timer.start()
        for repeated in ((self.tick, TICK_S, 0.0), (self.mail_tick, MAIL_TICK_S, MAIL_TICK_S)):
            threading.Thread(target=self._repeat, args=repeated).start()

    def _repeat(self, beat: Callable[[], None], seconds: float, first_s: float) -> None:
        """Call ``beat`` at intervals until stopped, first after ``first_s``.

        APScheduler would wait for the hour of the clock: for months, after one that was ahead was
        set.  Each look wakes it, so that what is due by the new time is started.
        """
        pause_s = first_s
        while not self.stopping.wait(pause_s):
            pause_s = seconds
            try:
                beat()
                self.timer.wakeup()
            except Exception:
                log.exception("the schedule goes on after a fault of its own")

    def tick(self) -> None:
        """Read the settings, plan jobs and check health.  A fault is recorded and does not stop
        the next tick.
        """
        if self.stopping.is_set():
            return
        try:
            self.own_lease.heartbeat()
        except OSError as error:  # a disk that failed: what follows says so
            log.error("%s cannot be written: %s", self.own_lease.path, error)
        self._read_settings()
        try:
            due_jobs = self.due_jobs()
            self.faults.pop("database", None)
        except DATABASE_ERRORS as error:
            self.faults["database"] = explain_database_error(self.context.database, error)
            log.error("%s", self.faults["database"])
            due_jobs = []
        else:
            self.failed_jobs.keep_only({due_job.job.name for due_job in due_jobs})
        for due_job in due_jobs:
            self._schedule(due_job)
        self._check_health()

    def _read_settings(self) -> None:
        """Read vigie.toml again when it changed; while it is invalid the last valid settings
        hold.
        """
        file = self.context.config.file
        seen = _file_stamp(file)
        if file is None or seen == self.settings_stamp:
            return
        self.settings_stamp = seen
        try:
            self.config = read_config(file)
            self._save_settings_copy()
            self.faults.pop("settings", None)
            log.info("%s was read again", file)
        except (Misconfigured, OSError) as error:
            self.faults["settings"] = f"{error}\n  Until it is corrected the settings before hold."
            log.error("%s", self.faults["settings"])

    def _save_settings_copy(self) -> None:
        """Save a copy of valid settings, for commands started while the file is invalid."""
        if self.config.file is not None:
            try:
                shutil.copyfile(self.config.file, self.settings_copy)
            except OSError as error:
                log.warning("no copy of the settings could be kept: %s", error)

    def _valid_settings(self) -> list[str]:
        """Return the options by which a command has the settings that hold."""
        if "settings" in self.faults and self.settings_copy.exists():
            return ["--config", str(self.settings_copy)]
        return self.config.command_options()

    def due_jobs(self) -> list[DueJob]:
        """Return all jobs in the order in which they are due, by the runs in the database."""
        now = self.clock()
        with closing(connect(self.context.database)) as connection:
            past_runs = job_histories(connection, now)
            is_outdated = needs_retag(connection, self.rules)
            answered = reviews_changed(connection, self.config.path("paths.objections"))
        crawled, _ = crawl_sources(self.config, self.portals, spider_class)
        wanted = build_jobs(
            self.config,
            crawled,
            needs_retag=is_outdated,
            reviews_changed=answered,
        )
        return plan(wanted, past_runs, retry_policy(self.config), now)

    def _schedule(self, due_job: DueJob) -> None:
        name = due_job.job.name
        if self.active_jobs[name] > 0:
            return
        at, now = due_job.at, self.clock()
        attempted_at = self.attempted_at.get(name)
        if attempted_at is not None and attempted_at <= now:  # it ended without a row in ``runs``
            at = max(at, attempted_at + timedelta(minutes=self.config["schedule.retry_minutes"]))
        if due_job.job.command == "crawl" and "disk" in self.faults:
            return
        pool = "crawl" if due_job.job.command == "crawl" else "house"
        self.timer.add_job(
            self.run_job,
            "date",
            run_date=max(at, datetime.now(UTC)),
            args=[due_job.job],
            id=name,
            executor=pool,
            replace_existing=True,
        )

    def run_job(self, job: Job) -> None:
        """Run one job to its end; alerts and health checks follow a crawl."""
        started = self.clock()
        status = self._command(job.name, job.arguments)
        self.attempted_at[job.name] = self.clock()
        if status == 0:
            self.attempted_at.pop(job.name)
            self.failed_jobs.record_success(job.name)
        elif not self.stopping.is_set():
            self._record_failure(job, status, started)
        if job.command == "crawl" and not self.stopping.is_set():
            self.run_alerts()
            self._check_health()

    def _record_failure(self, job: Job, status: int, started: datetime) -> None:
        if status == HUNG:
            problem = hanging_sentence(job.name, self._longest_run(job.command))
            self.failed_jobs.record_failure(job.name, problem, is_told_at_once=True)
            return
        with suppress(*DATABASE_ERRORS), closing(connect(self.context.database)) as connection:
            if is_in_runs(connection, job, format_instant(started)):
                return
        last_lines = list(self.last_lines.get(job.name, ()))
        self.failed_jobs.record_failure(job.name, last_problem(last_lines, status))

    def _longest_run(self, command: str) -> timedelta:
        if command == "crawl":
            return timedelta(minutes=self.config["crawl.timeout_minutes"]) + CRAWL_EXTRA
        return LONGEST_ALERTS if command == "alerts" else LONGEST_JOB

    def run_alerts(self) -> None:
        """Run alerts; those that take long, or hang, hold up no crawl: it is told of later."""
        if not self.alerts_lock.acquire(timeout=ALERTS_WAIT_S):
            self.alerted_at = None
            return
        try:
            with self.lock:
                self.alerted_at = self.clock()
            status = self._command("alerts", ("alerts",))
            # of a doubted clock the health of the clock tells
            if status in (0, EXIT_HELD) or self.stopping.is_set():
                self.faults.pop("alerts", None)
            else:
                self.faults["alerts"] = self._alerts_problem(status)
        finally:
            self.alerts_lock.release()

    def _alerts_problem(self, status: int) -> str:
        if status == HUNG:
            return hanging_sentence("alerts", LONGEST_ALERTS)
        with suppress(*DATABASE_ERRORS):
            if problem := last_run(self.config).problem:
                return problem
        return f"vigie alerts ended with status {status}; the log says why"

    def mail_tick(self) -> None:
        """Flush the outbox every minute, run alerts at their interval."""
        if self.stopping.is_set():
            return
        now = self.clock()
        pause = timedelta(minutes=self.config["schedule.alerts_minutes"])
        if "alerts" in self.faults:
            pause = min(pause, ALERTS_RETRY)
        if self.alerted_at is None or now - self.alerted_at >= pause or now < self.alerted_at:
            self.run_alerts()
        elif self.alerts_lock.acquire(blocking=False):
            try:
                self._flush_outbox()
            finally:
                self.alerts_lock.release()

    def _flush_outbox(self) -> None:
        try:
            problems = flush_outbox(self.config, db=self.context.database).problems
        except AlreadyRunning:
            return
        except DATABASE_ERRORS as error:
            problems = [f"the outbox could not be tended: {error}"]
        for problem in problems:
            log.error("%s", problem)
        if problems:  # what is over, the next whole run of alerts says
            self.faults["alerts"] = problems[0]

    def _check_health(self) -> None:
        if problem := self.failed_jobs.problem():
            self.faults["jobs"] = problem
        else:
            self.faults.pop("jobs", None)
        with self.lock:
            self.health_monitor.check(
                self.config, self.faults, self.clock(), is_crawling=self.is_crawling()
            )

    def is_crawling(self) -> bool:
        return any(
            number > 0 and name.startswith("crawl ")
            for name, number in self.active_jobs.copy().items()
        )

    def _command(self, name: str, arguments: tuple[str, ...]) -> int:
        """Run ``vigie ARGUMENTS`` and return its exit status; the process ends with this one.

        HUNG is the status of one that did not end.
        """
        command = [sys.executable, "-m", "monitor.cli.main", *self._valid_settings()]
        command += [*arguments, "--db", str(self.context.database)]
        if arguments[0] in ("crawl", "integrity", "backup", "retag"):
            command += ["--archive", str(self.context.archive)]
        command += self.context.options.get(arguments[0], ())
        self.last_lines[name] = deque(maxlen=LINES_KEPT)
        with self.lock:
            if self.stopping.is_set():
                return 0
            try:
                child = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=child_environment(),
                    start_new_session=True,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                )
            except OSError as error:  # no memory for a process, no file left to open
                self.last_lines[name].append(f"vigie: it could not be started ({error})")
                log.error("vigie %s could not be started: %s", name, error)
                return 1
            self.children[name] = child
        output = log_output(name, child, self.last_lines[name])
        longest = self._longest_run(arguments[0])
        try:
            return child.wait(timeout=longest.total_seconds())
        except subprocess.TimeoutExpired:
            log.error("%s", hanging_sentence(name, longest))
            child.terminate()
            _wait_or_kill(child, HUNG_TIMEOUT_S)
            return HUNG
        finally:
            output.join(timeout=OUTPUT_WAIT_S)
            self.children.pop(name, None)

    def stop(self) -> None:
        """Stop in order: start nothing new, terminate every command, kill what does not end in
        time.
        """
        with self.lock:
            self.stopping.set()
            running = dict(self.children)
        for child in running.values():
            child.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT_S
        for name, child in running.items():
            if not _wait_or_kill(child, max(0.1, deadline - time.monotonic())):
                log.warning("%s did not close in time: its windows are asked again", name)
        self.timer.shutdown(wait=False)


def _wait_or_kill(child: subprocess.Popen[bytes], timeout_s: float) -> bool:
    """Return whether a command that was told to end did so in time; else it is killed."""
    try:
        child.wait(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        return False
    return True


def _file_stamp(file: Path | None) -> tuple[int, int] | None:
    try:
        status = file.stat() if file is not None else None
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size) if status is not None else None


def run_scheduler(context: SchedulerContext) -> int:
    """Run the schedule until SIGTERM or SIGINT and return exit status 0.

    Raises  Busy when this database has a scheduler already.
    """
    stop_requested = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_requested.set())
    with hold_lease(
        context.database, LEASE_NAME, f"the schedule of {context.database}"
    ) as own_lease:
        scheduler = Scheduler(context, own_lease)
        scheduler.start()
        log.info("the schedule runs; vigie schedule lists it")
        while not stop_requested.wait(timeout=3600):
            pass
        scheduler.stop()
    return 0
