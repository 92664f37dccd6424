"""Pools of child processes that end together with the process that started them."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process

from monitor.runtime.deferred_signals import allow_signals

# A forked process has all modules at once; elsewhere than on Linux forks are not safe.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"


@contextmanager
def child_process_pool(
    count: int, initialise: Callable[..., None], *arguments: object
) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool; its processes are terminated when an exception leaves the block.

    A pool alone would wait until all that was submitted is done.  ``initialise`` is called in each
    process and calls ``initialise_child_process``.
    """
    others = active_children()
    with ProcessPoolExecutor(count, get_context(START_METHOD), initialise, arguments) as pool:
        try:
            yield pool
        except BaseException:
            for process in active_children():
                if process not in others:
                    process.terminate()
            raise


def initialise_child_process() -> None:
    """Let a child process end with its parent, and by no signal that is the parent's to handle."""
    # Inherited from the parent, it raises SystemExit, which a pool returns as the result of a task:
    # a child that is to end would not, and the parent would wait for it for ever.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Of Ctrl-C the parent knows, and ends its children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if START_METHOD == "fork":
        allow_signals()
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    """Exit with the parent: children of a killed process would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
