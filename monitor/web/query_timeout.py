"""Interrupt SQLite statements that exceed their time limit.

Datasette lets SQLite call Python every thousand steps to look at the clock.  Each call waits until
no other thread runs Python: with eight readers a question of 40 ms took a second and was cut.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

TICK_S = 0.01


class _Alarms(threading.Thread):
    """One thread for all connections; it sleeps while nothing runs."""

    def __init__(self) -> None:
        super().__init__(name="alarms", daemon=True)
        self.change = threading.Condition()
        self.running: dict[int, tuple[float, sqlite3.Connection]] = {}

    def run(self) -> None:
        while True:
            with self.change:
                while not self.running:
                    self.change.wait()
                now = time.monotonic()
                for end, connection in self.running.values():
                    if now >= end:
                        connection.interrupt()  # again at each tick: a statement may just begin
            time.sleep(TICK_S)

    @contextmanager
    def within(self, connection: sqlite3.Connection, limit_ms: float) -> Iterator[None]:
        key = id(connection)
        with self.change:
            self.running[key] = (time.monotonic() + limit_ms / 1000, connection)
            self.change.notify()
        try:
            yield
        finally:
            with self.change:  # once it is out of here, nothing more is interrupted
                del self.running[key]


@cache
def _alarms(process: int) -> _Alarms:
    """The thread of a process: none goes on after a fork."""
    found = _Alarms()
    found.start()
    return found


@contextmanager
def within(connection: sqlite3.Connection, limit_ms: float) -> Iterator[None]:
    """Statements of this connection end in ``OperationalError: interrupted`` after so long."""
    with _alarms(os.getpid()).within(connection, limit_ms):
        yield
