"""A process that ends in order when the one that started it is gone, killed or not."""

from __future__ import annotations

import os
import signal
import threading
import time

VARIABLE = "VIGIE_PARENT"  # process id of the parent, set by whoever starts a follower
INSIST_S = 30.0  # shorter than whoever comes next waits for us (``lease.ORPHAN_S``)
_STEP_S = 0.5


def follow(parent: int) -> None:
    """Start to watch the parent; SIGTERM to ourselves once it is not ours any more, SIGKILL if we
    have not ended by then: a follower that hangs would hold its lease for ever.

    Polled: the ways in which a system can tell (a signal at the parent's death, process handles)
    differ from one to the next.
    """
    threading.Thread(target=_watch, args=(parent,), name="follow", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_STEP_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(INSIST_S)
    os.kill(os.getpid(), signal.SIGKILL)


def follow_if_told() -> None:
    """``follow`` the process that the environment names, if it names our parent."""
    told = os.environ.get(VARIABLE, "")
    if told.isdigit():
        follow(int(told))


def told_to_follow() -> dict[str, str]:
    """The environment for a child that shall end when we do."""
    return {**os.environ, VARIABLE: str(os.getpid())}
