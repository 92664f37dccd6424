"""End a child process that does not do in time what is waited for, also amid its answer."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Kill the process unless the block ends in time; the event is set before it is killed.

    One that was killed has ended when the block is left: ``poll`` says so.

    Whoever reads from a pipe to it then meets the end of it, also amid an answer.
    """
    is_overdue = threading.Event()

    def end() -> None:
        is_overdue.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_overdue
    finally:
        timer.cancel()
        timer.join()
        if is_overdue.is_set():  # be it that the answer came in the same moment
            process.wait()
