"""A real ``vigie serve`` or ``scheduler`` against mock portals, and what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.ports import free_port as free_port

ROOT = Path(__file__).parents[2]
SETTINGS = """
[vigie]
contact = "operator@example.org"
[paths]
database = "{folder}/vigie.db"
archive = "{folder}/archive"
objections = "{folder}/objections.csv"
private = "{folder}/private.db"
[crawl]
first_days = 30
portals = {portals}
[backup]
folder = "{folder}/backups"

[export]
folder = "{folder}/export"
[rates]
enabled = {rates}
"""


def settings(folder: Path, portals: list[str], more: str = "", *, rates: bool = False) -> Path:
    """vigie.toml of a folder; without the rates of the ECB, which no test asks for by accident."""
    file = folder / "vigie.toml"
    text = SETTINGS.format(folder=folder, portals=json.dumps(portals), rates=json.dumps(rates))
    file.write_text(text + more)
    return file


def until(condition: Callable[[], Any], what: str, patience_s: float = 300) -> Any:
    """Wait for a condition; the time is a limit of patience, not a measure."""
    deadline = time.monotonic() + patience_s
    while not (seen := condition()):
        assert time.monotonic() < deadline, f"it did not happen: {what}"
        time.sleep(0.1)
    return seen


def rows(folder: Path, sql: str, *values: Any) -> list[Any]:
    path = folder / "vigie.db"
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
        try:
            return connection.execute(sql, values).fetchall()
        except sqlite3.OperationalError:
            return []  # not made yet


def answers(port: int, path: str = "/") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
    except OSError:
        return 0


def descendants(pid: int) -> set[int]:
    """All processes below this one, by /proc."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except (OSError, IndexError):
            continue
    actual = {pid}
    while more := {child for child, parent in parents.items() if parent in actual} - actual:
        actual |= more
    return actual - {pid}


def states(pid: int) -> Iterator[str]:
    """What this process and those below it are, and what each waits for: a line each."""
    for item in sorted({pid, *descendants(pid)}):
        folder = Path(f"/proc/{item}")
        try:
            words = (folder / "cmdline").read_text().replace("\0", " ")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            yield f"{item} {state} {(folder / 'wchan').read_text()} {words}"
        except OSError:
            continue


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextmanager
def vigie(config: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until the block ends, then is ended with all that it started.

    It is started as an operator does, in the folder of the settings and with their name alone.
    """
    command = [sys.executable, "-m", "monitor.cli.main", "--config", config.name, *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    log = (config.parent / "log.txt").open("a")
    process = subprocess.Popen(
        command, cwd=config.parent, env=environment, stdout=log, stderr=log, text=True
    )
    started: set[int] = set()
    try:
        yield process
    except AssertionError as error:
        error.add_note("\n".join([*states(process.pid), log_of(config.parent)[-4000:]]))
        raise
    finally:
        started = descendants(process.pid)
        process.kill()
        process.wait()
        for pid in started:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        log.close()


def log_of(folder: Path) -> str:
    return (folder / "log.txt").read_text()
