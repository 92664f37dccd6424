"""Count failures in a row of the schedule's jobs that no health check would report.

Failed crawls, backups and integrity checks are in the table ``runs``, which health reads.  Not so
an export that fails each night, a command that ends before it starts a run (it waits for a process
that somebody stopped), or one that exceeds its time limit.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from monitor.runtime.schedule import Job

REPORTED_FROM = 2  # failures in a row: one may be a passing fault
CHECKED_BY_RUNS = ("crawl", "backup", "integrity")  # health reports their failed runs
PROBLEM_MARKS = ("vigie: ", "! ")  # begin the lines in which a command says why it ended


@dataclass
class JobFailures:
    """Consecutive failures of a job, and the report of them."""

    count: int = 0
    report: str | None = None


@dataclass
class FailedJobs:
    """Failures in a row of each job; several threads use it."""

    _by_job: dict[str, JobFailures] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def record_success(self, name: str) -> None:
        with self._lock:
            self._by_job.pop(name, None)

    def record_failure(self, name: str, problem: str, *, is_reported_at_once: bool = False) -> None:
        with self._lock:
            failures = self._by_job.setdefault(name, JobFailures())
            failures.count += 1
            if is_reported_at_once:
                failures.report = problem
            elif failures.count >= REPORTED_FROM:
                failures.report = f"vigie {name} failed {failures.count} times in a row: {problem}"

    def keep_only(self, names: Collection[str]) -> None:
        """Forget jobs that are no longer in the schedule."""
        with self._lock:
            for name in self._by_job.keys() - set(names):
                del self._by_job[name]

    def problem(self) -> str | None:
        """Return what health reports, None when no job fails."""
        with self._lock:
            reports = [
                failures.report for _, failures in sorted(self._by_job.items()) if failures.report
            ]
        return "\n".join(reports) or None


def last_problem(lines: Sequence[str], status: int) -> str:
    """Return why a command ended, from the last lines that it wrote."""
    for begin in reversed(range(len(lines))):
        for mark in PROBLEM_MARKS:
            if lines[begin].lstrip().startswith(mark):
                return "\n".join(lines[begin:]).lstrip().removeprefix(mark)
    after = f", after the line {lines[-1].strip()!r}" if lines else ""
    return f"it ended with status {status}{after}"


def is_in_runs(connection: sqlite3.Connection, job: Job, since: str) -> bool:
    """Return whether a run that started since then recorded the failure, which health reads."""
    return job.command in CHECKED_BY_RUNS and (
        connection.execute(
            "SELECT 1 FROM runs WHERE command = ? AND portal IS ? AND started >= ?",
            (job.command, job.portal, since),
        ).fetchone()
        is not None
    )
