"""Run site and scheduler as two supervised child processes (``vigie serve``).

One that crashes is started again after a growing pause, and the other goes on; so is one that is no
longer live, for which readers and subscribers would wait for ever.  The operator is notified of one
that hung, and of one that ends again and again.  On SIGTERM the scheduler stops first (its crawls
close their windows), then the site, all within ten seconds.  If this process is killed, its
children notice and exit.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from monitor.config import ROOT
from monitor.runtime.parent_watchdog import child_environment

MAX_PAUSE_S = 60.0
STABLE_AFTER_S = 60.0  # a child that ran for so long starts with a short pause again
PROBE_INTERVAL_S = 30.0  # between two liveness probes
MAX_FAILED_PROBES = 20  # in a row, of a process that was live before: ten minutes
MAX_FAILED_PROBES_AT_START = 120  # an old version's figures are made again first
MAX_DAILY_ENDS = 5  # then the operator is notified; fewer are only logged
DAY_S = 86400.0
REPORT_TIMEOUT_S = 600.0  # to write and send one mail; the disk that hung may hang it, too
USAGE_ERROR = 2  # exit status of wrong use or configuration
log = logging.getLogger("vigie.serve")


@dataclass
class ChildProcess:
    """A supervised process: its command, how long it has to stop, its restarts.

    ``probe`` tells whether it is live, that is, does its work; ``report`` notifies the operator
    that it hung (``--silent-minutes``) or ends again and again (``--ends``).
    """

    name: str
    command: Sequence[str]
    stop_timeout_s: float
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause_s: float = 1.0
    next_start: float = 0.0
    starts: int = field(default=0)
    probe: Callable[[], bool] | None = None
    failed_probes: int = 0
    was_live: bool = False
    report: Callable[[str, int], None] | None = None
    ends: deque[float] = field(default_factory=lambda: deque(maxlen=MAX_DAILY_ENDS))
    ends_reported: float | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=child_environment(), start_new_session=True
        )
        self.started = time.monotonic()
        self.starts += 1
        self.failed_probes, self.was_live = 0, False

    def start_probing(self) -> None:
        """Probe from now on whether the process is live, in a thread."""
        threading.Thread(target=self._probe_repeatedly, name=self.name, daemon=True).start()

    def _probe_repeatedly(self) -> None:
        assert self.probe is not None
        while True:
            time.sleep(PROBE_INTERVAL_S)
            process, is_alive = self.process, self.probe()
            if process is None or process is not self.process:
                continue
            self.was_live |= is_alive
            self.failed_probes = 0 if is_alive else self.failed_probes + 1

    def _end_if_not_live(self) -> None:
        """End a process that hangs; it is started again as one that crashed."""
        most = MAX_FAILED_PROBES if self.was_live else MAX_FAILED_PROBES_AT_START
        if self.failed_probes >= most:
            minutes = round(most * PROBE_INTERVAL_S / 60)
            log.error("%s gave no sign of life for %d minutes and is ended", self.name, minutes)
            self.stop()
            self._report("--silent-minutes", minutes)

    def _report_if_it_ends_often(self, now: float) -> None:
        self.ends.append(now)
        is_new = self.ends_reported is None or now - self.ends_reported > DAY_S
        if is_new and len(self.ends) == MAX_DAILY_ENDS and now - self.ends[0] < DAY_S:
            self.ends_reported = now
            self._report("--ends", MAX_DAILY_ENDS)

    def _report(self, option: str, number: int) -> None:
        if self.report is not None:
            threading.Thread(target=self.report, args=(option, number), daemon=True).start()

    def supervise(self) -> int | None:
        """Start the process if it is due; return its exit status if its first start was a usage
        error.
        """
        now = time.monotonic()
        if self.process is None:
            if now >= self.next_start:
                self.start()
            return None
        self._end_if_not_live()
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
        self._report_if_it_ends_often(now)
        self.next_start = now + self.pause_s
        self.pause_s = min(2 * self.pause_s, MAX_PAUSE_S)
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


def report_by_mail(
    options: Sequence[str], database: Sequence[str], half: str
) -> Callable[[str, int], None]:
    """Return what queues and sends a mail to the operator, in a process of its own: the disk that
    made a half hang would make this one hang.
    """

    def report(option: str, number: int) -> None:
        command = vigie_command(options, "report-restart", half, option, str(number), *database)
        with suppress(OSError, subprocess.TimeoutExpired):  # the log has said it
            subprocess.run(
                command, cwd=ROOT, env=child_environment(), check=False, timeout=REPORT_TIMEOUT_S
            )

    return report


@dataclass(frozen=True)
class Supervised:
    """Arguments of a command, and the probe that tells whether it is live."""

    arguments: Sequence[str]
    probe: Callable[[], bool]


def supervise(
    options: Sequence[str],
    web: Supervised,
    scheduler: Supervised,
    database: Sequence[str],
    say: Callable[[str], None],
) -> int:
    """Run both until SIGTERM or SIGINT; exit status 0, or 2 when one of them was misused at
    once.

    ``options`` come before the command (``--config``), arguments after it; ``database`` names the
    database (``--db``).
    """
    stop_requested = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_requested.set())
    site = ChildProcess(
        "the site",
        vigie_command(options, "web", *web.arguments),
        stop_timeout_s=1.5,
        probe=web.probe,
        report=report_by_mail(options, database, "site"),
    )
    schedule = ChildProcess(
        "the scheduler",
        vigie_command(options, "scheduler", *scheduler.arguments),
        stop_timeout_s=7.5,
        probe=scheduler.probe,
        report=report_by_mail(options, database, "scheduler"),
    )
    site.start_probing()
    schedule.start_probing()
    status = 0
    while not stop_requested.is_set() and not status:
        status = next(filter(None, (site.supervise(), schedule.supervise())), 0)
        stop_requested.wait(timeout=0.2)
    say("Vigie stops")
    schedule.stop()
    site.stop()
    return status
