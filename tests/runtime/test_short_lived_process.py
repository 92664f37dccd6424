"""A function in a process of its own: its result, its error, its death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from monitor.runtime.short_lived_process import ProcessKilled, run_in_short_lived_process
from pipelines.errors import Misconfigured


def where() -> tuple[int, int]:
    return os.getpid(), os.getppid()


def refuse(table: str) -> None:
    raise Misconfigured(f"{table}, line 3: no such tier")


def end_by(number: int) -> None:
    os.kill(os.getpid(), number)


def wait() -> None:
    time.sleep(60)


def test_it_returns_from_another_process_that_is_gone() -> None:
    child, parent = run_in_short_lived_process(where)
    assert parent == os.getpid() != child
    assert not psutil.pid_exists(child)


def test_what_it_raises_is_raised_here_in_its_own_words() -> None:
    with pytest.raises(Misconfigured, match=r"^vendor_groups\.csv, line 3: no such tier$"):
        run_in_short_lived_process(refuse, "vendor_groups.csv")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_one_that_is_killed_is_a_sentence(number: int) -> None:
    with pytest.raises(ProcessKilled, match="start the command again"):
        run_in_short_lived_process(end_by, number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_it_ends_with_the_process_that_waits_for_it(number: int) -> None:
    code = (
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job of a shell ignores it
        "from monitor.runtime.short_lived_process import run_in_short_lived_process as run\n"
        "from tests.runtime.test_short_lived_process import wait\n"
        "run(wait)"
    )
    parent = psutil.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    while not (children := parent.children()):
        assert parent.poll() is None
        time.sleep(0.05)
    time.sleep(0.2)  # the child begins
    parent.send_signal(number)
    parent.wait(timeout=20)
    children[0].wait(timeout=20)
