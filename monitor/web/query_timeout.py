"""Interrupt SQLite statements that exceed their time limit.

What counts is processor time of the thread that asks: while a crawl keeps the machine busy, or the
machine is slow to wake, a page is late but not refused.

Datasette lets SQLite call Python every thousand steps to look at the clock.  Each call waits until
no other thread runs Python: with eight readers a question of 40 ms took a second and was cut.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import NamedTuple

TICK_S = 0.01
WALL_CLOCK_FACTOR = 4  # times the limit, by the clock on the wall: for a disk, and for others' work


class _Deadline(NamedTuple):
    """Ends of one statement, each in seconds of its own clock."""

    connection: sqlite3.Connection
    processor_time: Callable[[], float]
    processor_end: float
    wall_end: float

    def is_over(self) -> bool:
        return self.processor_time() >= self.processor_end or time.monotonic() >= self.wall_end


_change = threading.Condition()
_running: dict[int, _Deadline] = {}


@cache
def _start_watch() -> None:
    threading.Thread(target=_watch, name="query timeout", daemon=True).start()


def _watch() -> None:
    """One thread for all connections; it sleeps while nothing runs."""
    while True:
        with _change:
            _change.wait_for(lambda: _running)
            for deadline in _running.values():
                if deadline.is_over():
                    deadline.connection.interrupt()  # at each tick: a statement may just begin
        time.sleep(TICK_S)


def _processor_clock() -> Callable[[], float]:
    """Clock of this thread's processor time, to be read by any thread."""
    if not hasattr(time, "pthread_getcpuclockid"):  # macOS
        return time.monotonic
    return partial(time.clock_gettime, time.pthread_getcpuclockid(threading.get_ident()))


@contextmanager
def query_time_limit(
    connection: sqlite3.Connection, limit_ms: float, wall_ms: float | None = None
) -> Iterator[None]:
    """Statements of this thread on this connection end in ``OperationalError: interrupted``.

    That is after ``limit_ms`` of processor time, or after ``wall_ms`` (or ``WALL_CLOCK_FACTOR``
    times ``limit_ms``, if that is shorter) in all.
    """
    _start_watch()
    clock, longest_ms = _processor_clock(), limit_ms * WALL_CLOCK_FACTOR
    if wall_ms is not None:
        longest_ms = min(longest_ms, wall_ms)
    deadline = _Deadline(
        connection, clock, clock() + limit_ms / 1000, time.monotonic() + longest_ms / 1000
    )
    with _change:
        _running[id(connection)] = deadline
        _change.notify()
    try:
        yield
    finally:
        with _change:  # once it is out of here, nothing more is interrupted
            del _running[id(connection)]
