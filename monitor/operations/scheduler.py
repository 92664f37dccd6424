"""Run the schedule: plan jobs every half minute, run each when it is due, check health.

APScheduler starts what is due.  Its jobs are rebuilt from ``monitor.runtime.schedule`` at each
tick, so that no state is lost with its memory.  Each job is a ``vigie`` command in a process of its
own (``command_processes``): one that crashes or runs out of memory leaves the schedule alone, and
the table ``runs`` records how it ended.  A command that exceeds its time limit is ended, since
others wait for it.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections import Counter
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
from monitor.config import Config
from monitor.health.explain_database_error import DATABASE_ERRORS, explain_database_error
from monitor.operations import health_monitor
from monitor.operations.command_processes import TIMED_OUT, CommandProcesses, timeout_message
from monitor.operations.failed_jobs import FailedJobs, is_in_runs, last_problem
from monitor.operations.process_supervisor import vigie_command
from monitor.operations.settings_reload import SettingsReload
from monitor.runtime.lease import Lease, hold_lease
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
from pipelines.open_store import needs_retag
from pipelines.reference.load_reference_tables import load_portals, rules_version
from pipelines.store.database import connect
from pipelines.store.reviews_db import reviews_changed
from spiders.archive.storage import Place

TICK_S = 30
MAIL_TICK_S = 60
# after alerts that failed: sooner than the operator is notified of it
ALERTS_RETRY = timedelta(minutes=5)
# Time limits, far above what a command needs that does not hang.
ALERTS_TIME_LIMIT = timedelta(hours=3)
JOB_TIME_LIMIT = timedelta(hours=24)
CRAWL_EXTRA = timedelta(hours=2)  # beyond the time-out of its spider, to store and to sum up
ALERTS_WAIT_S = 600.0  # of a crawl that ended, for alerts that run already
LEASE_NAME = "scheduler"
log = logging.getLogger("vigie.scheduler")


@dataclass
class SchedulerContext:
    """Settings, where the data lies, and further options by command (``--mock`` of tests)."""

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
        self.context, self.own_lease = context, own_lease
        self.clock = clock or (lambda: datetime.now(UTC))
        self.commands = CommandProcesses()
        self.active_jobs = Counter[str]()  # by job, how many of its runs are submitted or running
        self.attempted_at: dict[str, datetime] = {}
        self.alerted_at: datetime | None = None
        self.faults: dict[str, str] = {}
        self.failed_jobs = FailedJobs()
        self.health_lock, self.events_lock = threading.Lock(), threading.Lock()
        # crawls that end together run alerts one after the other
        self.alerts_lock = threading.Lock()
        self.portals, self.rules = load_portals(), rules_version()
        copy = own_lease.path.with_name(f"{context.database.name}-settings.toml")
        self.settings = SettingsReload(context.config, copy)
        self.health_monitor = health_monitor.HealthMonitor(context.database)
        self.timer = self._make_timer()

    @property
    def config(self) -> Config:
        """The settings that apply now."""
        return self.settings.config

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

    def _repeat(self, tick: Callable[[], None], seconds: float, first_s: float) -> None:
        """Call ``tick`` at intervals until stopped, first after ``first_s``.

        APScheduler sleeps until an hour of the clock: for months, after a clock that was ahead was
        corrected.  Each tick wakes it, so that what is due by the new time is started.
        """
        pause_s = first_s
        while not self.commands.stopping.wait(pause_s):
            pause_s = seconds
            try:
                tick()
                self.timer.wakeup()
            except Exception:
                log.exception("the schedule goes on after a fault of its own")

    def tick(self) -> None:
        """Read the settings, plan jobs and check health.  A fault is recorded and does not stop
        the next tick.
        """
        if self.commands.stopping.is_set():
            return
        try:
            self.own_lease.heartbeat()
        except OSError as error:  # a disk that failed: what follows says so
            log.error("%s cannot be written: %s", self.own_lease.path, error)
        self.settings.reload()
        self._set_fault("settings", self.settings.problem)
        try:
            due_jobs = self.due_jobs()
            self._set_fault("database", None)
        except DATABASE_ERRORS as error:
            problem = explain_database_error(self.context.database, error)
            self._set_fault("database", problem)
            log.error("%s", problem)
            due_jobs = []
        else:
            self.failed_jobs.keep_only({due_job.job.name for due_job in due_jobs})
        for due_job in due_jobs:
            self._schedule(due_job)
        self._check_health()

    def _set_fault(self, name: str, problem: str | None) -> None:
        """Set what the next health check reports under a name, or clear it."""
        if problem is None:
            self.faults.pop(name, None)
        else:
            self.faults[name] = problem

    def due_jobs(self) -> list[DueJob]:
        """Return all jobs in the order in which they are due, by the runs in the database."""
        now = self.clock()
        with closing(connect(self.context.database)) as connection:
            past_runs = job_histories(connection, now)
            is_outdated = needs_retag(connection, self.rules)
            answered = reviews_changed(connection, self.config.path("paths.objections"))
        crawled, _ = crawl_sources(self.config, self.portals, spider_class)
        jobs = build_jobs(
            self.config,
            crawled,
            needs_retag=is_outdated,
            reviews_changed=answered,
        )
        return plan(jobs, past_runs, retry_policy(self.config), now)

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
        status = self._run_command(job.name, job.arguments)
        self.attempted_at[job.name] = self.clock()
        if status == 0:
            self.attempted_at.pop(job.name)
            self.failed_jobs.record_success(job.name)
        elif not self.commands.stopping.is_set():
            self._record_failure(job, status, started)
        if job.command == "crawl" and not self.commands.stopping.is_set():
            self.run_alerts()
            self._check_health()

    def _record_failure(self, job: Job, status: int, started: datetime) -> None:
        if status == TIMED_OUT:
            problem = timeout_message(job.name, self._time_limit(job.command))
            self.failed_jobs.record_failure(job.name, problem, is_reported_at_once=True)
            return
        with suppress(*DATABASE_ERRORS), closing(connect(self.context.database)) as connection:
            if is_in_runs(connection, job, format_instant(started)):
                return
        problem = last_problem(self.commands.last_lines(job.name), status)
        self.failed_jobs.record_failure(job.name, problem)

    def _time_limit(self, command: str) -> timedelta:
        if command == "crawl":
            return timedelta(minutes=self.config["crawl.timeout_minutes"]) + CRAWL_EXTRA
        return ALERTS_TIME_LIMIT if command == "alerts" else JOB_TIME_LIMIT

    def run_alerts(self) -> None:
        """Run alerts.

        A crawl that ended does not wait for alerts that run for long: its contracts are in the next
        ones.
        """
        if not self.alerts_lock.acquire(timeout=ALERTS_WAIT_S):
            self.alerted_at = None
            return
        try:
            self.alerted_at = self.clock()
            status = self._run_command("alerts", ("alerts",))
            # EXIT_HELD: the clock is in doubt, which its own health check reports
            has_failed = status not in (0, EXIT_HELD) and not self.commands.stopping.is_set()
            self._set_fault("alerts", self._alerts_problem(status) if has_failed else None)
        finally:
            self.alerts_lock.release()

    def _alerts_problem(self, status: int) -> str:
        if status == TIMED_OUT:
            return timeout_message("alerts", ALERTS_TIME_LIMIT)
        with suppress(*DATABASE_ERRORS):
            if problem := last_run(self.config).problem:
                return problem
        return f"vigie alerts ended with status {status}; the log says why"

    def mail_tick(self) -> None:
        """Flush the outbox every minute, run alerts at their interval."""
        if self.commands.stopping.is_set():
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
        if problems:  # cleared by the next run of alerts that succeeds
            self.faults["alerts"] = problems[0]

    def _check_health(self) -> None:
        self._set_fault("jobs", self.failed_jobs.problem())
        with self.health_lock:
            self.health_monitor.check(
                self.config, self.faults, self.clock(), is_crawling=self.is_crawling()
            )

    def is_crawling(self) -> bool:
        return any(
            number > 0 and name.startswith("crawl ")
            for name, number in self.active_jobs.copy().items()
        )

    def _run_command(self, name: str, arguments: tuple[str, ...]) -> int:
        """Run ``vigie ARGUMENTS`` and return its exit status (``CommandProcesses.run``)."""
        command = [*arguments, "--db", str(self.context.database)]
        if arguments[0] in ("crawl", "integrity", "backup", "retag"):
            command += ["--archive", str(self.context.archive)]
        command += self.context.options.get(arguments[0], ())
        command = vigie_command(self.settings.command_options(), *command)
        return self.commands.run(name, command, self._time_limit(arguments[0]))

    def stop(self) -> None:
        """Stop all commands, and start nothing new."""
        self.commands.stop()
        self.timer.shutdown(wait=False)


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
