"""A run whose process was killed is known as such at once, also by those who only read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.runtime import gone_runs
from monitor.runtime.gone_runs import read_gone_runs
from pipelines.store.database import connect

ROOT = Path(__file__).parents[2]
CRAWL = """
import sys, time
from pathlib import Path
from monitor.runtime import progress
from monitor.runtime.lease import hold_lease
from monitor.runtime.runs import Run
from pipelines.store.database import connect
progress.RECORD_S = 0.0
database = Path(sys.argv[1])
with hold_lease(database, "crawl-ted", "a crawl of ted"):
    with Run(connect(database), "crawl", "ted") as run:
        progress.Progress("documents", 15, quiet=True, run=run)(5)
        print("crawling", flush=True)
        time.sleep(600)
"""


@contextmanager
def crawling(database: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", CRAWL, str(database)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "crawling\n"
        yield process
    finally:
        process.kill()
        process.wait()


def health(database: Path) -> str:
    return CliRunner().invoke(main, ["health", "--db", str(database)]).output


def test_a_crawl_that_was_killed_is_not_shown_as_going_on(tmp_path: Path) -> None:
    database = tmp_path / "vigie.db"
    with crawling(database):
        assert "running    crawl ted" in health(database)
        assert "killed" not in health(database)
    output = health(database)
    assert "running" not in output.replace("no scheduler is running", "")
    assert "killed     crawl ted                    since 20" in output
    assert "its process is gone" in output


def test_a_process_that_another_container_cannot_see_holds_its_lease(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "vigie.db"
    monkeypatch.setattr(gone_runs, "is_run_alive", lambda _: False)
    with crawling(database), closing(connect(database)) as connection:
        assert read_gone_runs(connection, database) == []
