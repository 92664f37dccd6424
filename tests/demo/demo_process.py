"""``vigie demo`` as a person starts it: a process of its own, watched for requests that leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.config import KEYS
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
GUARD = Path(__file__).parent / "guard"
LIMIT_S = 600  # gives up; what the tests demand is less


@dataclass
class Demo:
    """A running demo: where its site answers, what it printed, how long it took, since when."""

    folder: Path
    address: str
    printed: str
    seconds: float
    log: Path
    day: date

    def asked(self) -> list[str]:
        """What its processes asked the network and the system for, so far."""
        return self.log.read_text("utf-8").splitlines()


def today() -> date:
    """The day for which a demo that starts now is made."""
    return datetime.now(ZoneInfo(KEYS["vigie.timezone"][1])).date()


def command(*arguments: str, before: tuple[str, ...] = ()) -> list[str]:
    return [sys.executable, "-m", "monitor.cli.main", *before, "demo", *arguments]


def watched(log: Path) -> dict[str, str]:
    """Environment in which no Python process can reach another machine."""
    path = os.pathsep.join([str(GUARD), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "VIGIE_GUARD_LOG": str(log)}


def refused(
    *arguments: str, cwd: Path = ROOT, before: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """A demo that should end by itself; ``before``: options of ``vigie`` itself."""
    return subprocess.run(
        command(*arguments, before=before),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """Start the demo in ``folder``, wait for its address, end it with SIGTERM: exit status 0."""
    log, port, start = folder.with_suffix(".asked"), free_port(), time.monotonic()
    log.unlink(missing_ok=True)  # of an earlier start
    day = today()
    process = subprocess.Popen(
        command("--folder", str(folder), "--port", str(port)),
        cwd=ROOT,
        env=watched(log),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        printed = _until_it_answers(process)
        seconds = time.monotonic() - start
        yield Demo(folder, f"http://127.0.0.1:{port}/", printed, seconds, log, day)
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=60)
    assert status == 0, f"the demo ended with {status}"


def _until_it_answers(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Vigie is at "):
            return "".join(lines)
    raise AssertionError("the demo ended before its site answered:\n" + "".join(lines[-40:]))
