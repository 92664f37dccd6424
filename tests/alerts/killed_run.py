"""Runs of alerts that kill themselves, for a process of their own (``tests.forked_commands``).

Not for a fork of the process of the tests: that has threads, and whoever is forked while one of
them holds a lock, of libfaketime for example, waits for it for ever.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.alerts import private_db

if TYPE_CHECKING:
    from tests.alerts.support import Installation


def run_killed_at(installation: Installation, step: str, place: int) -> None:
    """Run alerts; at the ``place``-th time after the first that a step is met, die of it."""
    if installation.before_kill is not None:
        installation.before_kill()
    left = place

    def fault(name: str) -> None:
        nonlocal left
        if name == step:
            left -= 1
            if left < 0:
                _die()

    installation.run_alerts(fault=fault)


def run_killed_at_statement(
    installation: Installation, statement: int, step: str, begun: Path
) -> None:
    """Run alerts; die of the nth statement on ``private.db`` when it begins, or of a step.

    A byte is added to the file ``begun`` for each statement.
    """
    seen, real = 0, private_db.connect
    log = os.open(begun, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)

    def traced(path: Path) -> sqlite3.Connection:
        connection = real(path)
        connection.set_trace_callback(count)
        return connection

    def count(_sql: str) -> None:
        nonlocal seen
        seen += 1
        os.write(log, b".")
        if seen == statement:
            _die()

    def fault(name: str) -> None:
        if name == step:
            _die()

    private_db.connect = traced
    installation.run_alerts(fault=fault)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
