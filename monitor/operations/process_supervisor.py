"""Run site and scheduler as two supervised child processes (``vigie serve``).

A crash of one leaves the other alone; it is started again after a pause that grows.  Told to stop,
the scheduler ends first (its crawls close what they hold), then the site, all within ten seconds.
If this process is killed, its children notice and end themselves.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from monitor.config import ROOT
from monitor.runtime.parent_watchdog import child_environment

LONGEST_PAUSE_S = 60.0
STABLE_AFTER_S = 60.0  # a child that ran for so long starts with a short pause again
USAGE_ERROR = 2  # exit status of wrong use or configuration
log = logging.getLogger("vigie.serve")


@dataclass
class ChildProcess:
    """A supervised process: its command, how long it has to stop, its restarts."""

    name: str
    command: Sequence[str]
    stop_timeout_s: float
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause_s: float = 1.0
    next_start: float = 0.0
    starts: int = field(default=0)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=child_environment(), start_new_session=True
        )
        self.started = time.monotonic()
        self.starts += 1

    def supervise(self) -> int | None:
        """Start the process if it is due; return its exit status if its first start was a usage
        error.
        """
        now = time.monotonic()
        if self.process is None:
            if now >= self.next_start:
                self.start()
            return None
        status = self.process.poll()
        if status is None:
            return None
        self.process = None
        if status == USAGE_ERROR and self.starts == 1:
            return status
        if now - self.started > STABLE_AFTER_S:
            self.pause_s = 1.0
        log.error(
            "%s ended with status %s; it is started again in %.0f s",
            self.name,
            status,
            self.pause_s,
        )
        self.next_start = now + self.pause_s
        self.pause_s = min(2 * self.pause_s, LONGEST_PAUSE_S)
        return None

    def stop(self) -> None:
        """Terminate the process, wait, then kill it."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=self.stop_timeout_s)
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in %.0f s and was killed", self.name, self.stop_timeout_s)
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def vigie_command(options: Sequence[str], *arguments: str) -> list[str]:
    """Return the command line of a ``vigie`` command of this installation."""
    return [sys.executable, "-m", "monitor.cli.main", *options, *arguments]


def supervise(
    options: Sequence[str], web: Sequence[str], scheduler: Sequence[str], say: Callable[[str], None]
) -> int:
    """Run both until SIGTERM or SIGINT; exit status 0, or 2 when one of them was misused at
    once.

    ``options`` come before the command (``--config``), ``web`` and ``scheduler`` after it.
    """
    stop_requested = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_requested.set())
    site = ChildProcess("the site", vigie_command(options, "web", *web), stop_timeout_s=1.5)
    schedule = ChildProcess(
        "the scheduler", vigie_command(options, "scheduler", *scheduler), stop_timeout_s=7.5
    )
    status = 0
    while not stop_requested.is_set() and not status:
        status = next(filter(None, (site.supervise(), schedule.supervise())), 0)
        stop_requested.wait(timeout=0.2)
    say("Vigie stops")
    schedule.stop()
    site.stop()
    return status
