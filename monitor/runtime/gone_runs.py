"""Find runs whose process is gone although their row says that they go on.

A process that was killed, or whose machine was switched off, writes nothing; its row is marked when
the next command begins.  Until then this tells it, for those who only read.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from monitor.runtime.lease import lease_holder
from monitor.runtime.runs import is_run_alive


class GoneRun(NamedTuple):
    """A run whose process is gone."""

    id: str
    command: str
    portal: str | None
    started: str


def read_gone_runs(connection: sqlite3.Connection, database: Path) -> list[GoneRun]:
    """Return the unfinished runs whose process is gone, the oldest first.

    Another container does not see the process, but the lease that it holds: both must be gone.
    """
    rows = connection.execute(
        "SELECT id, command, portal, started FROM runs WHERE state = 'running' ORDER BY started, id"
    )
    unfinished = [GoneRun(*row) for row in rows]
    return [
        run for run in unfinished if not is_run_alive(run.id) and not _holds_lease(run, database)
    ]


def _holds_lease(run: GoneRun, database: Path) -> bool:
    name = f"{run.command}-{run.portal}" if run.command == "crawl" else run.command
    try:
        return lease_holder(database, name) is not None
    except OSError:  # locks of another user: only their owner can tell
        return True
