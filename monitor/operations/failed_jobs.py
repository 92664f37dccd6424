"""Which commands of the schedule fail or hang without a check of health that says so.

Of crawls, backups and the check of integrity the table ``runs`` tells, which health reads.  Nobody
would hear of an export that fails each night, of a command that ends before it begins a run (one
that waits for a process that somebody stopped), or of one that never ends.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.runtime.schedule import Job

HUNG = 124  # exit status of a command that was ended because it did not end, as of timeout(1)
TOLD_FROM = 2  # failures in a row: one may be a moment's
CHECKED_BY_RUNS = ("crawl", "backup", "integrity")  # what health says of their failed runs
PROBLEM_MARKS = ("vigie: ", "! ")  # begin the lines in which a command says why it ended


@dataclass
class FailedJobs:
    """Failures in a row of each job, with what is said of them; several threads use it."""

    _failures: dict[str, int] = field(default_factory=dict)
    _sentences: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def record_success(self, name: str) -> None:
        with self._lock:
            self._failures.pop(name, None)
            self._sentences.pop(name, None)

    def record_failure(self, name: str, problem: str, *, is_told_at_once: bool = False) -> None:
        with self._lock:
            tries = self._failures[name] = self._failures.get(name, 0) + 1
            if is_told_at_once:
                self._sentences[name] = problem
            elif tries >= TOLD_FROM:
                self._sentences[name] = f"vigie {name} failed {tries} times in a row: {problem}"

    def keep_only(self, names: Collection[str]) -> None:
        """Forget jobs that are no longer in the schedule."""
        with self._lock:
            for name in self._failures.keys() - set(names):
                del self._failures[name]
                self._sentences.pop(name, None)

    def problem(self) -> str | None:
        """Return what is to be said, None when all is well."""
        with self._lock:
            return "\n".join(self._sentences[name] for name in sorted(self._sentences)) or None


def hanging_sentence(name: str, longest: timedelta) -> str:
    """Say that a command was ended, and what to look for."""
    hours = longest / timedelta(hours=1)
    return (
        f"vigie {name} had not ended after {hours:g} hours and was stopped. Nothing is lost, it is"
        " tried again.\n  Look whether a disk, a network folder or a server that it uses hangs, and"
        f" whether it ends when you start it yourself: vigie {name}"
    )


def last_problem(lines: Sequence[str], status: int) -> str:
    """Return why a command ended, of the last lines that it wrote."""
    for begin in reversed(range(len(lines))):
        for mark in PROBLEM_MARKS:
            if lines[begin].lstrip().startswith(mark):
                return "\n".join(lines[begin:]).lstrip().removeprefix(mark)
    said = f", after the line {lines[-1].strip()!r}" if lines else ""
    return f"it ended with status {status}{said}"


def is_in_runs(connection: sqlite3.Connection, job: Job, since: str) -> bool:
    """Return whether a failure since then is one of a run, which health reads."""
    return job.command in CHECKED_BY_RUNS and (
        connection.execute(
            "SELECT 1 FROM runs WHERE command = ? AND portal IS ? AND started >= ?",
            (job.command, job.portal, since),
        ).fetchone()
        is not None
    )
