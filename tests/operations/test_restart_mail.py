"""The operator is told by mail of a half of ``vigie serve`` that hung, or ends again and again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.operations import liveness_probes, process_supervisor
from monitor.operations.liveness_probes import site_probe
from monitor.operations.process_supervisor import ChildProcess, report_by_mail
from tests.alerts.smtp import Postbox, listening, text
from tests.operations.support import free_port, settings, until

MAIL = """
[mail]
enabled = true
from = "vigie@example.org"
operator_address = "operator@example.org"
host = "127.0.0.1"
port = {port}
"""


@pytest.fixture
def box() -> Iterator[Postbox]:
    with listening() as postbox:
        yield postbox


def supervised_child(folder: Path, box: Postbox, half: str, command: list[str]) -> ChildProcess:
    config = settings(folder, ["boamp"], MAIL.format(port=box.port))
    report = report_by_mail(["--config", str(config)], ["--db", str(folder / "vigie.db")], half)
    return ChildProcess(f"the {half}", command, stop_timeout_s=0.5, report=report)


def test_one_that_hung_is_told(
    tmp_path: Path, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_supervisor, "PROBE_INTERVAL_S", 0.2)
    monkeypatch.setattr(process_supervisor, "MAX_FAILED_PROBES", 3)
    monkeypatch.setattr(liveness_probes, "ANSWER_S", 1.0)
    port = free_port()
    serve = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    child = supervised_child(tmp_path, box, "site", serve)
    child.probe = site_probe("127.0.0.1", port)
    child.start_probing()
    try:
        until(lambda: child.supervise() or child.was_live, "it answers", 60)
        assert child.process is not None
        os.kill(child.process.pid, signal.SIGSTOP)
        until(lambda: child.supervise() or box.mails(), "the operator is told", 60)
    finally:
        child.stop()
    (mail,) = box.mails("operator@example.org")
    assert "site started again" in mail["Subject"]
    assert "The site answered nothing for 0 minutes; it was stopped and started again" in " ".join(
        text(mail).split()
    )


def test_one_that_ends_again_and_again_is_told_once_a_day(
    tmp_path: Path, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_supervisor, "MAX_PAUSE_S", 0.1)
    child = supervised_child(tmp_path, box, "scheduler", [sys.executable, "-c", "exit(1)"])
    child.pause_s = 0.1
    until(lambda: child.supervise() or child.starts > 4, "it was started five times", 60)
    assert not box.mails(), "four ends are in the log only"
    until(lambda: child.supervise() or box.mails(), "the operator is told", 60)
    assert child.report is not None
    child.report("--ends", 5)
    (mail,) = box.mails("operator@example.org")
    assert "scheduler started again" in mail["Subject"]
    assert "ended 5 times within a day" in text(mail)
    assert "nothing is crawled" in text(mail)


def test_ends_of_many_days_are_in_the_log_only(tmp_path: Path, box: Postbox) -> None:
    child = supervised_child(tmp_path, box, "scheduler", [])
    reports: list[tuple[str, int]] = []
    child.report = lambda option, number: reports.append((option, number))
    for day in range(20):
        child._report_if_it_ends_often(day * process_supervisor.DAY_S)
    assert reports == []
