"""Run a function in a process of its own, whose memory is free again once it returned.

The reference tables take 100 MB.  A command that needs them for a second, and then waits for hours
while its children crawl, is not to keep them.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import active_children, get_context, parent_process
from typing import ParamSpec, TypeVar

from monitor.runtime.deferred_signals import allow_signals, deferred_signals
from pipelines.errors import VigieError

# A forked process has all modules at once; elsewhere than on Linux forks are not safe.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class ProcessKilled(VigieError):
    """A process was killed before it returned."""


def run_in_short_lived_process(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Return what a function of a module returns; its arguments and result are pickled.

    Raises  what the function raises; ProcessKilled.
    """
    others = active_children()
    with ProcessPoolExecutor(1, get_context(START_METHOD), initialise_child_process) as pool:
        try:
            with deferred_signals():
                future = pool.submit(function, *args, **kwargs)
            return future.result()
        except BrokenExecutor:
            raise ProcessKilled(
                "a process that prepared the database was killed; had the machine memory enough?\n"
                "  Nothing is lost; start the command again."
            ) from None
        except BaseException:  # also when this process is stopped: the pool would wait for its end
            for process in active_children():
                if process not in others:
                    process.terminate()
            raise


def initialise_child_process() -> None:
    """Let a child process end with its parent, and by no signal that is the parent's to handle."""
    # Inherited from the parent, it raises SystemExit, which a pool returns as the result of a task:
    # a child that is to end would not, and the parent would wait for it for ever.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # of Ctrl-C the parent knows, and ends its children
    if START_METHOD == "fork":
        allow_signals()
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    """Exit with the parent: children of a killed process would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
