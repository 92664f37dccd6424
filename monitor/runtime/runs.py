"""Record each run of a command in the table ``runs``, with its counts, problems and failure."""

from __future__ import annotations

import json
import os
import re
import secrets
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import get_ident
from typing import Any

import msgspec

from monitor.aggregates.refresh import refresh
from monitor.config import ROOT
from monitor.runtime.confirmed_clock import follow_clock
from monitor.runtime.read_run_progress import PROGRESS, Position
from pipelines.errors import VigieError
from pipelines.store.runs_and_windows import begin_run, end_run, mark_killed_runs, record_figures

# the folders of a path of this machine; not those of an address of the web
_LOCAL_FOLDERS = re.compile(r"(?<![\w:/.…])/(?:[^\s/:;,'\"()]+/)+")


def new_run_id(command: str, portal: str | None = None) -> str:
    """Return a unique run id made of time, command, portal and process id."""
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    suffix = f"{os.getpid()}.{secrets.token_hex(2)}"
    return "-".join([at, command, *([portal] if portal else []), suffix])


def public_message(command: str, message: str) -> str:
    """Strip local folders from a run's message, because ``runs`` is a public table.

    A crawl's message may hold paths of a portal's addresses, so only this project's folder goes.
    """
    if command == "crawl":
        return message.replace(f"{ROOT}/", "")
    return _LOCAL_FOLDERS.sub("…/", message)


def is_run_alive(run_id: str) -> bool:
    """Return whether the process that a run id names still exists."""
    number = run_id.rpartition("-")[2].partition(".")[0]
    return number.isdigit() and is_process_alive(int(number))


def is_process_alive(pid: int) -> bool:
    """Return whether a process with this id exists; a zombie does not count.

    In a container without init, a killed process keeps its id as a zombie for ever.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:  # "PID (name) STATE …"; elsewhere than on Linux there is no such file
        state = (
            Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
        )
    except (OSError, IndexError):
        return True
    return state not in ("Z", "X")


@dataclass
class Run:
    """A row of ``runs``, begun and ended by using this object as a context manager.

    ``quiet``: do not show that the figures of the site are made again at the end.
    ``failure`` is set when the run as a whole failed: blocked, misconfigured, store (database or
    archive could not be written), killed, stopped (by us), late, error.  ``figures`` goes to its
    row as JSON.
    """

    connection: sqlite3.Connection
    command: str
    portal: str | None = None
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    id: str = ""
    failure: str | None = None
    figures: dict[str, Any] = field(default_factory=dict)
    quiet: bool = True
    thread: int = field(default_factory=get_ident)
    database: str = ""

    def __enter__(self) -> Run:
        self.database = self.connection.execute("PRAGMA database_list").fetchone()[2]
        mark_killed_runs(self.connection, is_run_alive)
        follow_clock(self.connection, datetime.now(UTC))
        self.id = new_run_id(self.command, self.portal)
        begin_run(self.connection, self.id, self.command, self.portal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if kind is not None:
            is_stop = issubclass(kind, SystemExit | KeyboardInterrupt)
            self.failure = "stopped" if is_stop else self.failure or "error"
            is_expected = isinstance(error, VigieError | OSError | sqlite3.Error)
            self.problems.append(str(error) if is_expected else kind.__name__)
        self._figures()
        state = "failed" if self.failure else "degraded" if self.problems else "ok"
        message = public_message(self.command, "; ".join(self.problems[:5])) or None
        figures = json.dumps(self.figures, sort_keys=True) if self.figures else None
        end_run(self.connection, self.id, state, self.counts, message, self.failure, figures)

    def add_figures(self, figures: Mapping[str, Any]) -> None:
        """Add figures, at once in the row of the run too, which keeps them if it is killed."""
        self.figures |= figures
        record_figures(self.connection, self.id, json.dumps(self.figures, sort_keys=True))

    def record_position(self, position: Position) -> None:
        """Write how far the run has come to its row, unless a transaction is open."""
        figures = msgspec.json.encode(self.figures | {PROGRESS: position}).decode()
        if get_ident() != self.thread:  # a connection is for one thread
            with closing(sqlite3.connect(self.database, timeout=0, isolation_level=None)) as other:
                record_figures(other, self.id, figures)
        elif not self.connection.in_transaction:
            record_figures(self.connection, self.id, figures)

    def _figures(self) -> None:
        """Refresh the aggregates after failures too; an error here must not hide the run's own."""
        if self.connection.in_transaction:
            return
        from monitor.runtime.progress import Progress  # which needs this module for its types

        try:
            with Progress("making the figures of the site", quiet=self.quiet):
                refresh(self.connection)
        except sqlite3.Error as error:
            self.problems.append(f"the figures of the site were not made again: {error}")


def format_counts(counts: Mapping[str, int]) -> str:
    """Format the counts of a run as the lines that a command prints at its end."""
    labels = (
        ("files", "files or records received"),
        ("documents", "documents read"),
        ("known_documents", "documents known already"),
        ("without_notices", "of these without a notice in them"),
        ("notices", "notices read"),
        ("in_scope", "of these in scope"),
        ("new", "new"),
        ("changed", "with new content"),
        ("same", "unchanged"),
        ("conflicts", "same number, other content (the later one holds)"),
        ("withdrawn", "withdrawn"),
        ("refused", "records or documents not readable or refused"),
        ("objected", "left out: an objection was granted"),
        ("reread", "documents that were left out, read again"),
        ("entered", "entered the scope"),
        ("left", "left the scope"),
        ("moved", "tags moved"),
    )
    return "\n".join(f"  {counts[name]:>9,}  {text}" for name, text in labels if counts.get(name))
