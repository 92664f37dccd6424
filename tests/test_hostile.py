"""``make hostile`` counts what it tried, ends in time and stays on this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPT = """
import sys, pytest
from tests.hostile import Tally, only_loopback
sys.addaudithook(only_loopback)
tally = Tally(float(sys.argv[1]))
arguments = ["-q", "-n0", "-c", "/dev/null", "-p", "no:cacheprovider"]
pytest.main([*arguments, sys.argv[2]], plugins=[tally])
print("\\n".join(tally.lines()))
"""
TESTS = """
import socket

def test_survived(record_property):
    record_property("tried requests", 7)

def test_not_survived(record_property):
    record_property("tried requests", 5)
    assert False

def test_of_what_has_no_number():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

def test_that_leaves_this_machine():
    socket.create_connection(("192.0.2.1", 80), timeout=0.1)
"""


def output_lines(tmp_path: Path, minutes: float) -> list[str]:
    (tmp_path / "test_some.py").write_text(TESTS, "utf-8")
    command = [sys.executable, "-c", SCRIPT, str(minutes), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_what_was_tried_and_survived_is_counted(tmp_path: Path) -> None:
    assert output_lines(tmp_path, 1)[-2:] == [
        "requests: 12 tried, 7 survived",
        "tests: 2 tried, 1 survived",
    ]


def test_a_connection_to_another_machine_is_an_error(tmp_path: Path) -> None:
    error = "PermissionError: tests stay on this machine, and this one connects to 192.0.2.1"
    assert any(line.startswith("E ") and line.endswith(error) for line in output_lines(tmp_path, 1))


def test_nothing_begins_after_the_time(tmp_path: Path) -> None:
    assert output_lines(tmp_path, 0)[-1] == "4 tests were not begun: the time was over"
