"""Commands in processes of their own: their wall time, and the memory of their whole tree."""

from __future__ import annotations

import json
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
    """A finished command: seconds of wall time, peak MB of it and its children together."""

    seconds: float
    peak_mb: float


def vigie(*arguments: object) -> Ran:
    return run([sys.executable, "-m", "monitor.cli", *map(str, arguments)])


def run(command: Sequence[str], cwd: Path = ROOT) -> Ran:
    """Runs a command to its end.

    Raises  CalledProcessError when it fails; what it said is on standard error then.
    """
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    watch = Watch(child.pid)
    output, _ = child.communicate()
    seconds = time.perf_counter() - start
    peak = watch.stop()
    if child.returncode:
        sys.stderr.write(output.decode("utf-8", "replace")[-2000:])
        raise subprocess.CalledProcessError(child.returncode, command, output)
    return Ran(seconds, peak)


class Watch(threading.Thread):
    """Samples the unshared memory (USS) of a process and all its children, four times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.peak = 0
        self._end = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._end.wait(0.25):
            with suppress(psutil.Error):
                family = [self.root, *self.root.children(recursive=True)]
                self.peak = max(self.peak, sum(map(_unshared, family)))

    def stop(self) -> float:
        self._end.set()
        self.join()
        return self.peak / 1024 / 1024


def _unshared(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().uss)
    except psutil.Error:
        return 0


@contextmanager
def practice(data: Path) -> Iterator[dict[str, str]]:
    """The practice portals over a folder, without limits, in a process of their own."""
    command = [sys.executable, "-m", "monitor.practice.serve", "--pace", "0", "--data", str(data)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
    finally:
        server.terminate()
        server.wait(timeout=20)
