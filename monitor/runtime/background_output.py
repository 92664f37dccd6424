"""Write lines to a standard stream in a thread, so that no reader of them can stop the work.

A pipe whose reader pauses (``vigie serve | less``, a log collector that hangs) and a terminal that
was stopped (Ctrl-S) take nothing: a write waits, and with it every thread that logs.  Lines wait
here instead, at most ``MAX_LINES``; those that find no room are counted, and how many they were is
written when there is room again.  A full disk and a closed pipe drop lines.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading
import time
from contextlib import suppress
from functools import cache

STDOUT, STDERR = 1, 2
MAX_LINES = 10_000
LAST_LINES_S = 1.0  # at the end of the process, for what still waits


class BackgroundOutput:
    """The lines of this process for a file descriptor, in order; a stream for log handlers."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._reset()
        atexit.register(self.wait, LAST_LINES_S)
        os.register_at_fork(after_in_child=self._reset)  # a forked process has no thread

    def _reset(self) -> None:
        self._waiting: queue.Queue[str] = queue.Queue(MAX_LINES)
        self._lost = 0
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def write(self, lines: str) -> None:
        """Take lines with their ends; never wait."""
        with self._lock:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_all, name="output", daemon=True)
                self._writer.start()
            try:
                if self._lost:
                    self._waiting.put_nowait(f"{self._lost} lines were not written: nobody read\n")
                    self._lost = 0
                self._waiting.put_nowait(lines)
            except queue.Full:
                self._lost += 1

    def wait(self, timeout_s: float) -> None:
        """Wait until all lines are written, or the time is over."""
        deadline = time.monotonic() + timeout_s
        while self._waiting.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.01)

    def _write_all(self) -> None:
        while True:
            left = memoryview(self._waiting.get().encode(errors="backslashreplace"))
            with suppress(OSError):
                # not sys.stderr, whose lock would be held, and waited for at the end of the process
                while left:
                    left = left[os.write(self._descriptor, left) :]
            self._waiting.task_done()


@cache
def background_output(descriptor: int) -> BackgroundOutput:
    """Return the one writer of a file descriptor; its thread starts with the first line."""
    return BackgroundOutput(descriptor)
