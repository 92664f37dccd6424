"""Commands in processes of their own: their wall time, and the memory of their whole tree."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """A finished command: its wall time; of it and its children together, processor time and
    peak memory (0 unless it was watched, which costs time)."""

    seconds: float
    cpu_s: float
    peak_mb: float


def vigie(*arguments: object, watch: bool = False) -> Ran:
    return run([sys.executable, "-m", "monitor.cli.main", *map(str, arguments)], watch=watch)


def run(command: Sequence[str], cwd: Path = ROOT, watch: bool = False) -> Ran:
    """Runs a command to its end.

    Raises  CalledProcessError when it fails; what it said is on standard error then.
    """
    start, used = time.perf_counter(), _children_s()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watcher = Watch(child.pid) if watch else None
    output, _ = child.communicate()
    seconds = time.perf_counter() - start
    peak = watcher.stop() if watcher else 0.0
    if child.returncode:
        sys.stderr.write(output.decode("utf-8", "replace")[-2000:])
        raise subprocess.CalledProcessError(child.returncode, command, output)
    return Ran(seconds, _children_s() - used, peak)


def _children_s() -> float:
    """Processor time of all processes that we started and that have ended, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Watch(threading.Thread):
    """Samples the memory of a process and all its children, twice a second: their proportional
    sets (PSS), in whose sum a page that several share counts once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.peak = 0
        self._end = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._end.wait(0.5):
            with suppress(psutil.Error):
                family = [self.root, *self.root.children(recursive=True)]
                self.peak = max(self.peak, sum(map(_proportional, family)))

    def stop(self) -> float:
        self._end.set()
        self.join()
        return self.peak / 1024 / 1024


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


@contextmanager
def mock_portals(data: Path) -> Iterator[dict[str, str]]:
    """The mock portals over a folder, without limits, in a process of their own."""
    command = [
        sys.executable,
        "-m",
        "tests.mock_portals.serve",
        "--pace",
        "0",
        "--data",
        str(data),
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
    finally:
        server.terminate()
        server.wait(timeout=20)
