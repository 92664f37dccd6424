"""Defer SIGINT and SIGTERM until processes are forked.

After a fork Python runs functions of the modules that asked for it (``os.register_at_fork``) and
drops whatever they raise.  A handler that raises, as that of Ctrl+C does, may be called in one of
them: then the command goes on as if nobody had stopped it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

DEFERRED = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def deferred_signals() -> Iterator[None]:
    """Call the handlers of signals that come meanwhile when this ends.

    A process forked meanwhile has these signals blocked: it calls ``allow_signals`` once its own
    handlers are set.  Handlers run in the main thread alone; in another nothing is to be deferred.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    # To block them is not enough: the system may hand them to another thread of this process.
    handlers = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in DEFERRED
        if signal.getsignal(number) is not None  # else it could not be set again
    }
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, DEFERRED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for signum in dict.fromkeys(came):
            signal.raise_signal(signum)


def allow_signals() -> None:
    """Unblock in a forked process what ``deferred_signals`` blocked."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, DEFERRED)
