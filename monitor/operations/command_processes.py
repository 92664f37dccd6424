"""Run the commands of the schedule as child processes; end those that exceed their time limit."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from monitor.config import ROOT
from monitor.operations.job_output import LINES_KEPT, log_output
from monitor.runtime.parent_watchdog import child_environment

TIMED_OUT = 124  # exit status of a command that was ended at its time limit, as of timeout(1)
KILL_AFTER_S = 60.0  # from SIGTERM to SIGKILL, for a command at its time limit
STOP_TIMEOUT_S = 7.0  # of the ten seconds that ``vigie serve`` has, for children that close
OUTPUT_WAIT_S = 2.0  # for the last lines of a command, whose own children may live on
log = logging.getLogger("vigie.scheduler")


class CommandProcesses:
    """The commands that run now, by job; several threads start and wait for them."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = threading.Event()
        self._lock = threading.Lock()  # no process is started once ``stopping`` is set
        self._last_lines: dict[str, deque[str]] = {}

    def run(self, job: str, command: Sequence[str], time_limit: timedelta) -> int:
        """Run a command and return its exit status: ``TIMED_OUT`` if it exceeded the limit, 1 if it
        could not be started, 0 if none is started any more.
        """
        lines = self._last_lines[job] = deque(maxlen=LINES_KEPT)
        with self._lock:
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
                lines.append(f"vigie: it could not be started ({error})")
                log.error("vigie %s could not be started: %s", job, error)
                return 1
            self.running[job] = child
        output = log_output(job, child, lines)
        try:
            return child.wait(timeout=time_limit.total_seconds())
        except subprocess.TimeoutExpired:
            log.error("%s", timeout_message(job, time_limit))
            child.terminate()
            _wait_or_kill(child, KILL_AFTER_S)
            return TIMED_OUT
        finally:
            output.join(timeout=OUTPUT_WAIT_S)
            self.running.pop(job, None)

    def last_lines(self, job: str) -> list[str]:
        """Return the last lines that the job's latest command wrote."""
        return list(self._last_lines.get(job, ()))

    def stop(self) -> None:
        """Start nothing new, terminate every command, kill those that do not end in time."""
        with self._lock:
            self.stopping.set()
            running = dict(self.running)
        for child in running.values():
            child.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT_S
        for job, child in running.items():
            if not _wait_or_kill(child, max(0.1, deadline - time.monotonic())):
                log.warning("%s did not close in time: its windows are asked again", job)


def timeout_message(job: str, time_limit: timedelta) -> str:
    """Say that a command was ended at its time limit, and what to check."""
    hours = time_limit / timedelta(hours=1)
    return (
        f"vigie {job} had not ended after {hours:g} hours and was stopped. Nothing is lost, it is"
        " tried again.\n  Look whether a disk, a network folder or a server that it uses hangs, and"
        f" whether it ends when you start it yourself: vigie {job}"
    )


def _wait_or_kill(child: subprocess.Popen[bytes], timeout_s: float) -> bool:
    """Return whether a terminated command ended in time; kill it if it did not."""
    try:
        child.wait(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        return False
    return True
