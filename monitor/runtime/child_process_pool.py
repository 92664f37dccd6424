"""Pools of child processes that end together: with the process that started them, and with any.

A pool of the standard library finds out that a child was killed, except where it was killed in the
middle of writing a result: the pool's own thread waits for the rest for ever, since other children
and the pool itself hold the other end of the pipe open.  Likewise its thread that writes tasks,
before Python 3.11.5, where no child reads them any more (CPython issue 94777).  A machine that runs
out of memory kills in such moments.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

from monitor.runtime.deferred_signals import allow_signals, deferred_signals

# A forked process has all modules at once; elsewhere than on Linux forks are not safe.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"
LOOK_S = 0.5  # between two looks whether the pool has ended, or has more children
POLL_S = 0.02
STUCK_S = 1.0  # a pool that finds out by itself is done long before


@contextmanager
def child_process_pool(
    count: int, initialise: Callable[..., None], *arguments: object
) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool; its processes are terminated when an exception leaves the block.

    A pool alone would wait until all that was submitted is done.  ``initialise`` is called in each
    process and calls ``initialise_child_process``.  Futures raise BrokenExecutor once a process was
    killed.
    """
    others = active_children()
    with ProcessPoolExecutor(count, get_context(START_METHOD), initialise, arguments) as pool:
        with deferred_signals():
            pool.submit(os.getpid)  # the first task forks all
        _watch(pool)
        try:
            yield pool
        except BaseException:
            for process in active_children():
                if process not in others:
                    process.terminate()
            raise


def _watch(pool: Any) -> None:
    """Break the pool once one of its processes was killed, if it does not do so by itself.

    What is needed of the pool has no public name; it is the same in Python 3.11 to 3.14.
    """
    children, thread = pool._processes, pool._executor_manager_thread
    pipes = (pool._result_queue._writer, pool._call_queue._reader)

    def watch() -> None:
        while _is_running(thread):
            processes = list(children.values())  # spawned ones come one by one
            if not wait([process.sentinel for process in processes], LOOK_S):
                continue
            _wait_for_end(thread)
            if any(process.exitcode for process in processes):  # 0 of those no longer needed
                for process in processes:
                    process.kill()
                for pipe in pipes:
                    if _is_running(thread):
                        _close_pipe_end(pipe)
                        _wait_for_end(thread)

    threading.Thread(target=watch, daemon=True).start()


def _is_running(thread: threading.Thread) -> bool:
    """Whether a thread has not ended.

    The pool joins its thread itself.  Of two threads that ask one by ``join`` or ``is_alive`` just
    when it ends, one fails with an AssertionError before Python 3.13.
    """
    return thread in threading.enumerate()


def _wait_for_end(thread: threading.Thread) -> None:
    """Wait until a thread has ended, ``STUCK_S`` seconds at most."""
    end = time.monotonic() + STUCK_S
    while _is_running(thread) and time.monotonic() < end:
        time.sleep(POLL_S)


def _close_pipe_end(pipe: Connection) -> None:
    """Close this end of a pipe, but leave its descriptor, which the pool closes in its thread."""
    devnull = os.open(os.devnull, os.O_RDWR)
    os.dup2(devnull, pipe.fileno())
    os.close(devnull)


def initialise_child_process() -> None:
    """Let a child process end with its parent, and by no signal that is the parent's to handle."""
    # Inherited from the parent, it raises SystemExit, which a pool returns as the result of a task:
    # a child that is to end would not, and the parent would wait for it for ever.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Of Ctrl-C the parent knows, and ends its children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    allow_signals()
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    """Exit with the parent: children of a killed process would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
