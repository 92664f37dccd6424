"""Record all check results and notify the operator of changes, from the scheduler's process.

Nothing in here may stop the schedule: a database that cannot be read or written is itself
reported to the operator through the outbox, which lies in another file, else to the log.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from monitor.alerts.run import last_run, queue_operator_mail
from monitor.config import Config
from monitor.health import notification_text, state_history, system_checks
from monitor.health.explain_database_error import DATABASE_ERRORS, explain_database_error
from monitor.health.portal_checks import CheckResult, check_portal
from monitor.health.portal_facts import read_portal_facts
from monitor.runtime.confirmed_clock import follow_clock
from monitor.runtime.spider_registry import spider_class
from pipelines.reference.load_reference_tables import load_portals
from pipelines.store.database import connect

WITHOUT_CLOCK = ("system:clock", "system:disk", "system:settings")  # checks that compare no ages
log = logging.getLogger("vigie.health")


def check_all(
    connection: sqlite3.Connection, config: Config, database: Path, now: datetime
) -> list[CheckResult]:
    """Return the results of every check that any process can make: portals, then the
    installation.
    """
    results = [
        check_portal(facts, now)
        for facts in read_portal_facts(connection, config, load_portals(), spider_class, now)
    ]
    return [*results, *system_checks.check_system(connection, config, database, now)]


class HealthMonitor:
    """Check, record and notify; remembers since when the database is unusable, which cannot be
    stored.
    """

    def __init__(self, database: Path) -> None:
        self.database = database
        self.unusable_since: datetime | None = None

    def check(
        self, config: Config, faults: dict[str, str], now: datetime, *, is_crawling: bool
    ) -> None:
        """Record all states and notify the operator of changes.

        While crawls run, notifications about portals wait: what fails together is reported
        together.
        """
        try:
            with closing(connect(self.database)) as connection:
                self._check(connection, config, faults, now, is_crawling)
        except DATABASE_ERRORS as error:
            self._report_unusable(config, explain_database_error(self.database, error), now)
        else:
            self._report_usable(config, now)

    def _check(
        self,
        connection: sqlite3.Connection,
        config: Config,
        faults: dict[str, str],
        now: datetime,
        is_crawling: bool,
    ) -> None:
        doubt = follow_clock(connection, now)
        other_faults = {
            name: text for name, text in faults.items() if name not in ("disk", "database")
        }
        results = [
            *check_all(connection, config, self.database, now),
            *system_checks.fault_results(other_faults),
        ]
        if doubt is not None:  # ages mean nothing while the clock may be wrong
            results = [result for result in results if result.subject in WITHOUT_CLOCK]
        state_history.record_results(connection, results, now)
        disk = next(result for result in results if result.subject == "system:disk")
        if disk.state == "blind":
            faults["disk"] = disk.reason_text("en") or ""
        else:
            faults.pop("disk", None)
        notifications = [
            notification
            for result in results
            if (notification := self._notification(connection, result, now)) is not None
        ]
        if is_crawling:  # what is broken beside the portals does not wait
            notifications = [
                notification
                for notification in notifications
                if notification.result.subject.startswith(system_checks.SUBJECT_PREFIX)
            ]
        if notifications and self._notify(config, notifications):
            for notification in notifications:
                state_history.mark_notified(connection, notification.result.subject, now)

    def _notification(
        self, connection: sqlite3.Connection, result: CheckResult, now: datetime
    ) -> notification_text.Notification | None:
        past = state_history.state_periods(connection, result.subject)
        kind = state_history.pending_flip(past, result.grace, now)
        return (
            notification_text.Notification(result, kind, past[0].since)
            if kind is not None
            else None
        )

    def _notify(self, config: Config, notifications: list[notification_text.Notification]) -> bool:
        """Queue the mail; its key is made of its content, so that a crash before it is marked as
        sent repeats nothing.
        """
        parts = [
            f"{notification.result.subject}:{notification.flip}:{notification.since:%Y%m%dT%H%M%S}"
            for notification in notifications
        ]
        return _queue_mail(
            config,
            notification_text.notification_subject(notifications),
            notification_text.notification_body(notifications),
            "health:" + ",".join(parts),
        )

    def _report_unusable(self, config: Config, problem: str, now: datetime) -> None:
        log.error("%s", problem)
        if self.unusable_since is None:
            self.unusable_since = now
        subject, text = notification_text.broken_database_mail(self.unusable_since, problem)
        _queue_mail(config, subject, text, f"database:broken:{self.unusable_since:%Y-%m-%d}")

    def _report_usable(self, config: Config, now: datetime) -> None:
        if self.unusable_since is None:
            return
        subject, text = notification_text.healed_database_mail(now)
        if _queue_mail(config, subject, text, f"database:healed:{self.unusable_since:%Y-%m-%d}"):
            self.unusable_since = None


def _queue_mail(config: Config, subject: str, text: str, key: str) -> bool:
    """Queue a mail and return whether the outbox has it; where it cannot be written either, log
    it.
    """
    try:
        queue_operator_mail(config, subject, text, key)
    except DATABASE_ERRORS as error:
        log.error("the operator cannot be told by mail (%s): %s\n%s", error, subject, text)
        return False
    return True


def alerts_problem(config: Config) -> str | None:
    """Return what the last run of alerts met, or why its file cannot be read, for the command
    line: the public table leaves it out.
    """
    try:
        return last_run(config).problem
    except DATABASE_ERRORS as error:
        path, text = str(config.path("paths.private")), str(error)
        return text if path in text else f"{path}: {text}"  # SQLite names no file


def stored_faults(connection: sqlite3.Connection) -> Mapping[str, dict[str, object]]:
    """Return the faults recorded by the scheduler, which no other process can check."""
    states = state_history.current_states(connection)
    names = (f"{system_checks.SUBJECT_PREFIX}{name}" for name in system_checks.SCHEDULER_FAULTS)
    return {name: states[name] for name in names if name in states}
