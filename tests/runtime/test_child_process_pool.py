"""A pool of child processes breaks when one is killed, whatever it was doing."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from multiprocessing import active_children
from multiprocessing.connection import Connection
from typing import Any

import pytest

from monitor.runtime.child_process_pool import child_process_pool, initialise_child_process

LARGE = bytes(1_000_000)  # more than a pipe holds
WITHIN_S = 20


def write_half_a_result(then: Callable[[], None]) -> bytes:
    """Return a result of which half is written; then the process does what it is given."""

    def send(connection: Connection, data: memoryview) -> None:
        os.write(connection.fileno(), data[: len(data) // 2 + 4])  # of a length, the whole
        if len(data) > 8:
            then()

    Connection._send = send  # type: ignore[attr-defined]
    return bytes(30_000)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def rest() -> None:
    time.sleep(60)


def measure(task: bytes) -> int:
    return len(task)


@pytest.mark.parametrize("count", [1, 3])
def test_a_child_killed_while_it_writes_a_result_breaks_the_pool(count: int) -> None:
    before = time.monotonic()
    with child_process_pool(count, initialise_child_process) as pool:
        with pytest.raises(BrokenExecutor):
            pool.submit(write_half_a_result, die).result(timeout=WITHIN_S)
        with pytest.raises(BrokenExecutor):
            pool.submit(measure, b"")
    assert time.monotonic() - before < WITHIN_S
    assert active_children() == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_child_killed_while_large_tasks_wait_breaks_the_pool(count: int) -> None:
    with child_process_pool(count, initialise_child_process) as pool:
        for _ in range(count):
            pool.submit(rest)
        waiting = [pool.submit(measure, LARGE) for _ in range(2 * count + 2)]
        time.sleep(0.5)  # the pipe is full
        active_children()[0].kill()
        for future in waiting:
            with pytest.raises(BrokenExecutor):
                future.result(timeout=WITHIN_S)
    assert active_children() == []


def test_an_exception_ends_a_child_amid_its_result() -> None:
    def interrupted() -> None:
        with child_process_pool(1, initialise_child_process) as pool:
            pool.submit(write_half_a_result, rest)
            time.sleep(0.5)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert active_children() == []


def test_results_come_whole_and_no_child_is_left() -> None:
    with child_process_pool(2, initialise_child_process) as pool:
        results = [pool.submit(bytes, size) for size in (0, 10, 10_000_000)]
        assert [len(future.result()) for future in results] == [0, 10, 10_000_000]
        time.sleep(1.2)  # the thread looks twice
        assert pool.submit(measure, LARGE).result() == len(LARGE)
    assert active_children() == []


def test_the_thread_of_a_pool_is_asked_by_one_thread_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before Python 3.13 one of two threads that join a third fails just when that one ends."""
    asking: set[threading.Thread] = set()
    monkeypatch.setattr("monitor.runtime.child_process_pool.LOOK_S", 0.01)
    with child_process_pool(1, initialise_child_process) as pool:
        thread = pool._executor_manager_thread
        for name in ("join", "is_alive"):
            monkeypatch.setattr(thread, name, _recording(getattr(thread, name), asking))
        watching = [one for one in threading.enumerate() if "(watch)" in one.name]
        pool.submit(time.sleep, 0.1).result()
    for one in watching:
        one.join(WITHIN_S)
    assert watching
    assert asking == {threading.current_thread()}


def _recording(method: Callable[..., Any], asking: set[threading.Thread]) -> Callable[..., Any]:
    def record(*arguments: Any) -> Any:
        asking.add(threading.current_thread())
        return method(*arguments)

    return record
