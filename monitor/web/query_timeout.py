"""Interrupt SQLite statements that exceed their time limit.

Datasette lets SQLite call Python every thousand steps to look at the clock.  Each call waits until
no other thread runs Python: with eight readers a question of 40 ms took a second and was cut.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

TICK_S = 0.01
_change = threading.Condition()
_running: dict[int, tuple[float, sqlite3.Connection]] = {}  # when each is interrupted


@cache
def _start_watch() -> None:
    threading.Thread(target=_watch, name="query timeout", daemon=True).start()


def _watch() -> None:
    """One thread for all connections; it sleeps while nothing runs."""
    while True:
        with _change:
            _change.wait_for(lambda: _running)
            for end, connection in _running.values():
                if time.monotonic() >= end:
                    connection.interrupt()  # again at each tick: a statement may just begin
        time.sleep(TICK_S)


@contextmanager
def within(connection: sqlite3.Connection, limit_ms: float) -> Iterator[None]:
    """Statements of this connection end in ``OperationalError: interrupted`` after so long."""
    _start_watch()
    with _change:
        _running[id(connection)] = (time.monotonic() + limit_ms / 1000, connection)
        _change.notify()
    try:
        yield
    finally:
        with _change:  # once it is out of here, nothing more is interrupted
            del _running[id(connection)]
