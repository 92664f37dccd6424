"""A half of ``vigie serve`` that hangs is ended and started again; one that works is left alone."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.operations import liveness_probes, process_supervisor
from monitor.operations.liveness_probes import scheduler_probe, site_probe
from monitor.operations.process_supervisor import ChildProcess
from monitor.runtime.lease import hold_lease
from tests.operations.support import until
from tests.ports import free_port


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_supervisor, "PROBE_INTERVAL_S", 0.2)
    monkeypatch.setattr(process_supervisor, "MAX_FAILED_PROBES", 3)
    monkeypatch.setattr(liveness_probes, "ANSWER_S", 1.0)


def supervised(child: ChildProcess, condition: Callable[[], object], what: str) -> None:
    def step() -> object:
        assert child.supervise() is None
        return condition()

    until(step, what, patience_s=60)


def test_a_site_that_answers_no_more_is_started_again(caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    serve = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    child = ChildProcess("the site", serve, stop_timeout_s=0.5, probe=site_probe("127.0.0.1", port))
    child.start_probing()
    try:
        supervised(child, lambda: child.was_live, "it answers")
        first = child.process
        assert first is not None
        for _ in range(20):  # ten times as long as a silence may last
            time.sleep(0.3)
            child.supervise()
        assert child.process is first, "one that answers is left alone"
        os.kill(first.pid, signal.SIGSTOP)
        supervised(child, lambda: child.starts == 2 and child.was_live, "another answers")
        assert "the site gave no sign of life for" in caplog.text
    finally:
        child.stop()


def test_one_that_starts_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_supervisor, "MAX_FAILED_PROBES_AT_START", 1000)
    sleep = [sys.executable, "-c", "import time; time.sleep(100)"]
    child = ChildProcess("the site", sleep, stop_timeout_s=0.5, probe=lambda: False)
    child.start_probing()
    try:
        supervised(child, lambda: child.failed_probes > 6, "it is looked at")
        assert child.starts == 1
    finally:
        child.stop()


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", ""])
def test_a_site_lives_that_refuses_or_closes(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answers = site_probe(host, server.getsockname()[1])
        assert not answers(), "nobody takes the connection"
        server.accept()[0].close()

        def close_next() -> None:
            with suppress(OSError), server.accept()[0] as connection:
                connection.recv(1000)

        threading.Thread(target=close_next, daemon=True).start()
        assert answers()
    assert not answers(), "nobody listens"


def test_the_heartbeat_of_the_scheduler_is_a_sign_also_when_the_clock_went_back(
    tmp_path: Path,
) -> None:
    database = tmp_path / "vigie.db"
    moves = scheduler_probe(database)
    assert not moves()
    with hold_lease(database, "scheduler", "a test") as held:
        assert moves()
        assert not moves()
        time.sleep(0.05)
        held.heartbeat()
        assert moves()
        os.utime(held.path, (1, 1))
        assert moves()
        assert not moves()
