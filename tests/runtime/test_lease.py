"""One at a time, whoever asks; what is left of a killed crawl is waited for, not run over."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.runtime.lease import LeaseHeld, hold_lease, lease_holder
from monitor.runtime.parent_watchdog import child_environment
from monitor.runtime.runs import is_process_alive
from pipelines.store.database import connect
from tests.pipelines.store.store_support import fetch_value

ROOT = Path(__file__).parents[2]
HOLD = (
    "import sys, time; from pathlib import Path; from monitor.runtime.lease import hold_lease\n"
    "with hold_lease(Path(sys.argv[1]), 'scheduler', 'the scheduler') as held:\n"
    "    print('held', flush=True); time.sleep(600)"
)


def holding(database: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_holder_is_told_who_holds_it(tmp_path: Path) -> None:
    database = tmp_path / "vigie.db"
    other = holding(database)
    try:
        seen = lease_holder(database, "scheduler")
        assert seen is not None
        assert seen.pid == other.pid
        text = f"the scheduler is under way already \\(process {other.pid} since 20"
        with (
            pytest.raises(LeaseHeld, match=text),
            hold_lease(database, "scheduler", "the scheduler"),
        ):
            pass
    finally:
        other.kill()
        other.wait()


def test_the_lease_of_a_killed_holder_is_free_at_once(tmp_path: Path) -> None:
    database = tmp_path / "vigie.db"
    other = holding(database)
    other.kill()
    other.wait()
    assert lease_holder(database, "scheduler") is None
    with hold_lease(database, "scheduler", "the scheduler"):
        seen = lease_holder(database, "scheduler")
        assert seen is not None
        assert seen.pid == os.getpid()
    assert lease_holder(database, "scheduler") is None


def test_what_a_killed_holder_left_behind_is_waited_for(tmp_path: Path) -> None:
    """Its child keeps the descriptor, as a crawl's does, and closes within a second."""
    database = tmp_path / "vigie.db"
    script = (
        "import subprocess, sys, os; from pathlib import Path\n"
        "from monitor.runtime.lease import hold_lease\n"
        "with hold_lease(Path(sys.argv[1]), 'crawl-ted', 'a crawl') as held:\n"
        "    subprocess.Popen(['sleep', '1'], pass_fds=(held.descriptor,))\n"
        "    os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(database)], cwd=ROOT, check=False)
    assert lease_holder(database, "crawl-ted") is not None
    with hold_lease(database, "crawl-ted", "a crawl"):
        pass


def test_a_killed_holder_that_nobody_has_asked_for_its_end_is_gone_too(tmp_path: Path) -> None:
    """Its number stays taken, in a container without init for ever."""
    process = subprocess.Popen(["sleep", "60"])
    assert is_process_alive(process.pid)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # ended, and not yet asked
    assert not is_process_alive(process.pid)
    process.wait()
    assert not is_process_alive(process.pid)


DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN); parent_watchdog.KILL_AFTER_S = 0.5\n"


@pytest.mark.parametrize("hears", ["", DEAF], ids=["in order", "deaf"])
def test_a_follower_ends_when_its_parent_is_killed(tmp_path: Path, hears: str) -> None:
    follower = (
        f"import signal, time; from monitor.runtime import parent_watchdog\n{hears}\n"
        "parent_watchdog.watch_parent_if_named(); time.sleep(600)"
    )
    parent = (
        "import subprocess, sys, time\n"
        "from monitor.runtime.parent_watchdog import child_environment\n"
        f"child = subprocess.Popen([sys.executable, '-c', {follower!r}], env=child_environment())\n"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    until(lambda: not Path(f"/proc/{child}").exists() or _is_zombie(child))


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def until(condition: object) -> None:
    """Wait for a condition; the time is a limit of patience, not a measure."""
    deadline = time.monotonic() + 300
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def test_a_crawl_by_hand_leaves_a_portal_alone_that_is_being_crawled(tmp_path: Path) -> None:
    database = tmp_path / "vigie.db"
    with hold_lease(database, "crawl-ted", "a crawl of ted"):
        mock = json.dumps({"ted": "http://127.0.0.1:9"})
        places = ("--db", database, "--archive", tmp_path / "archive")
        done = call_vigie("crawl", "ted", *places, "--mock", mock)
    assert done.returncode == 1
    assert f"a crawl of ted is under way already (process {os.getpid()}" in done.stderr
    assert fetch_value(sqlite3.connect(database), "SELECT count(*) FROM runs") == 0


@pytest.mark.parametrize(("command", "work"), [("backup", "a backup"), ("export", "an export")])
def test_of_two_backups_or_exports_at_once_the_second_gives_way(
    tmp_path: Path, command: str, work: str
) -> None:
    """It removed as a leftover what the first was making, and both failed."""
    database, target = tmp_path / "vigie.db", tmp_path / "target"
    connect(database).close()
    places = [target, "--quiet", "--db", database]
    with hold_lease(database, command, work):
        second = call_vigie(command, *places)
    assert second.returncode == 1
    assert f"{work} is under way already (process {os.getpid()}" in second.stderr
    assert not target.exists()
    assert fetch_value(sqlite3.connect(database), "SELECT count(*) FROM runs") == 0
    assert call_vigie(command, *places).returncode in (0, 1)  # a copy may lack what is not there
    assert any(target.iterdir())


def call_vigie(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor.cli.main", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=child_environment(),
    )
