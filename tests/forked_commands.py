"""``vigie`` commands in forks of one process that has imported and loaded what they need.

To import Scrapy and to load the reference tables takes two seconds of processor, and tests of
commands that are killed, or run at once, start dozens.  A fork is a process of its own in every
other way: its id, signals, limits, environment, folder, standard streams and exit status.  Starting
from nothing, by ``python -m``, is what tests/demo, tests/operations and tests/packaging test.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# Without the module that reads an installation's settings when it is imported.
PRELOADED = [
    "itemadapter.adapter",
    "monitor.cli.main",
    "monitor.alerts.run",
    "monitor.crawling.dask_processing",
    "monitor.crawling.crawl",
    "monitor.crawling.ingest_local_documents",
    "monitor.crawling.workload_counts",
    "monitor.crawling.replay",
    "monitor.crawling.retag",
    "monitor.crawling.scrapy_extensions",
    "monitor.review.app",
    "monitor.operations.apply_takedowns",
    "monitor.web.app",
    "monitor.web.serve_site",
    "scrapy.logformatter",
    "scrapy.spiderloader",
    "spiders.boamp",
    "spiders.find_a_tender",
    "spiders.ted",
    "tests.alerts.support",
    "tests.loaded_tables",
]


@cache
def _forks() -> Any:
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


class ForkedCommand:
    """A command that runs, with the methods of ``subprocess.Popen`` that tests need.

    ``before``  is called in the new process first; it must be picklable.
    """

    def __init__(self, *arguments: object, before: Callable[[], Any] | None = None) -> None:
        (out, out_end), (err, err_end) = (_forks().Pipe(duplex=False) for _ in range(2))
        given = (
            [str(argument) for argument in arguments],
            dict(os.environ),
            (out_end, err_end),
            before,
        )
        self._process = _forks().Process(target=_run, args=given)
        self._process.start()
        self.pid: int = self._process.pid
        for ours in (out_end, err_end):
            ours.close()
        self.stdout, self.stderr = (
            os.fdopen(os.dup(item.fileno()), encoding="utf-8") for item in (out, err)
        )

    @property
    def returncode(self) -> int | None:
        status: int | None = self._process.exitcode
        return status

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("vigie", timeout or 0)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Return what it prints until all that hold its streams have ended."""
        with ThreadPoolExecutor(2) as readers:
            parts = [readers.submit(stream.read) for stream in (self.stdout, self.stderr)]
            out, err = (part.result(timeout) for part in parts)
        self.wait(timeout)
        return out, err

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


def run(*arguments: object, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, as ``subprocess.run`` with its output captured."""
    command = ForkedCommand(*arguments)
    out, err = command.communicate(timeout)
    return subprocess.CompletedProcess([*map(str, arguments)], command.wait(), out, err)


def call(function: Callable[..., Any], *arguments: object) -> int:
    """Call a function in a fork; return the exit status, negative for a signal.

    The fork is of a process without threads; function and arguments must be picklable.
    """
    process = _forks().Process(target=function, args=arguments)
    process.start()
    process.join()
    status: int = process.exitcode
    return status


def _run(
    arguments: list[str],
    environment: Mapping[str, str],
    streams: tuple[Connection, Connection],
    before: Callable[[], Any] | None,
) -> None:
    """Be the command, as ``python -m monitor.cli.main`` is, and end this process."""
    from monitor.cli.main import main

    for number, stream in enumerate(streams, start=1):
        os.dup2(stream.fileno(), number)
        stream.close()
    for output in (sys.stdout, sys.stderr):
        output.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(ROOT)
    # Of the tests' libraries: a signal that comes while one of these runs would be lost.
    gc.callbacks.clear()
    if before:
        before()
    sys.argv = ["vigie", *arguments]
    status: Any = 1
    try:
        main()
        status = 0
    except SystemExit as ended:
        status = ended.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 1)
