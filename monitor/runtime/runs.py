"""A run of a command that writes: its id, its row, its end, and its summary."""

from __future__ import annotations

import json
import os
import re
import secrets
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.aggregates.refresh import refresh
from monitor.config import ROOT
from pipelines.errors import VigieError
from pipelines.store.runs_and_windows import begin_run, end_run, mark_killed_runs

Say = Callable[[str], None]
# the folders of a path of this machine; not those of an address of the web
_FOLDERS = re.compile(r"(?<![\w:/.…])/(?:[^\s/:;,'\"()]+/)+")


def run_name(command: str, portal: str | None = None) -> str:
    """Unique id of a run: time, command, portal, number of the process."""
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    end = f"{os.getpid()}.{secrets.token_hex(2)}"
    return "-".join([at, command, *([portal] if portal else []), end])


def in_public(command: str, message: str) -> str:
    """What a run says -> the same without folders of this machine: ``runs`` is a public table.

    What a crawl says may hold paths of a portal, which matter: only our own folder is left out.
    """
    if command == "crawl":
        return message.replace(f"{ROOT}/", "")
    return _FOLDERS.sub("…/", message)


def alive(run_id: str) -> bool:
    """Is the process of this run still there?"""
    number = run_id.rpartition("-")[2].partition(".")[0]
    return number.isdigit() and is_alive(int(number))


def is_alive(pid: int) -> bool:
    """Is there a process with this number?  One that was killed and that nobody has asked for its
    end yet is none: in a container without init it keeps its number for ever."""
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
    """A run from its first row to its last; use as a context manager.

    ``failure`` is set when the run as a whole failed: blocked, misconfigured, store (the database
    could not be written), killed, stopped (by us), late, error.  ``figures`` goes to its row as
    JSON.
    """

    connection: sqlite3.Connection
    command: str
    portal: str | None = None
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    id: str = ""
    failure: str | None = None
    figures: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> Run:
        mark_killed_runs(self.connection, alive)
        self.id = run_name(self.command, self.portal)
        begin_run(self.connection, self.id, self.command, self.portal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if kind is not None:
            is_stop = issubclass(kind, SystemExit | KeyboardInterrupt)
            self.failure = "stopped" if is_stop else self.failure or "error"
            told = isinstance(error, VigieError | OSError | sqlite3.Error)
            self.problems.append(str(error) if told else kind.__name__)
        self._figures()
        state = "failed" if self.failure else "degraded" if self.problems else "ok"
        message = in_public(self.command, "; ".join(self.problems[:5])) or None
        figures = json.dumps(self.figures, sort_keys=True) if self.figures else None
        end_run(self.connection, self.id, state, self.counts, message, self.failure, figures)

    def _figures(self) -> None:
        """Pages show what is there, also after a failure; a full disk must not hide the end."""
        if self.connection.in_transaction:
            return
        try:
            refresh(self.connection)
        except sqlite3.Error as error:
            self.problems.append(f"the figures of the site were not made again: {error}")


def summary(counts: Mapping[str, int]) -> str:
    """Counts -> the lines that end a command."""
    shown = (
        ("files", "files or records received"),
        ("documents", "documents read"),
        ("known_documents", "documents known already"),
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
    return "\n".join(f"  {counts[name]:>9,}  {words}" for name, words in shown if counts.get(name))
