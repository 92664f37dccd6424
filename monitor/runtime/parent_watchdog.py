"""End this process when its parent process is gone, even if the parent was killed."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT_VARIABLE = "VIGIE_PARENT"  # process id of the parent, set by whoever starts the child
KILL_AFTER_S = 30.0  # less than ``lease.ORPHAN_WAIT_S``, for which the next crawl waits
_STEP_S = 0.5


def watch_parent(parent: int) -> None:
    """Start a thread that sends SIGTERM to this process once ``parent`` is no longer its parent.

    SIGKILL follows after ``KILL_AFTER_S``: a child that hangs would hold its lease for ever.
    Polls, because the notifications of a parent's death differ between operating systems.
    """
    threading.Thread(target=_wait_for_parent, args=(parent,), name="follow", daemon=True).start()


def _wait_for_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_STEP_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(KILL_AFTER_S)
    os.kill(os.getpid(), signal.SIGKILL)


def watch_parent_if_named() -> None:
    """Watch the process that the environment names as our parent, if it names one."""
    pid = os.environ.get(PARENT_VARIABLE, "")
    if pid.isdigit():
        watch_parent(int(pid))


def child_environment() -> dict[str, str]:
    """Return the environment for a child process that ends when this process does."""
    return {**os.environ, PARENT_VARIABLE: str(os.getpid())}
