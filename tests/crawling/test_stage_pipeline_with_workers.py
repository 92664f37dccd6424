"""A crawl of many notices runs the stages in workers, and stores what it would store alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from scrapy.utils.test import get_crawler

from monitor.crawling.stage_pipeline_with_workers import StagePipelineWithWorkers
from monitor.demo.portals.server import create_portals, running_portals
from pipelines.store.database import connect
from tests.bench import releases
from tests.crawling.test_kill import differing
from tests.pipelines.store.store_support import dump, fetch_value, sound

ROOT = Path(__file__).parents[2]
RELEASES = 1_500
DAY = f"{releases.DAY:%Y-%m-%d}"
STARTED = "the stages run in"
AS_ALONE = ("runs", "receipts")  # when, and as which run
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("portal")
    releases.write(folder, RELEASES)
    made = create_portals(folder, pace=0)
    with running_portals({"find_a_tender": made["find_a_tender"]}) as bases:
        yield bases["find_a_tender"]


def start(
    portal: str, folder: Path, *more: str, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """A crawl of the portal's one day into a folder."""
    mock = ("--mock", json.dumps({"find_a_tender": portal}), "--pace", "0")
    command = ("crawl", "find_a_tender", "--since", DAY, "--until", DAY, "--verbose", *mock, *more)
    return subprocess.Popen(
        [sys.executable, "-m", "monitor.cli.main", *command],
        cwd=ROOT,
        env={**os.environ, "VIGIE_HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=before,
    )


def crawled(portal: str, folder: Path, *more: str, before: Callable[[], None] | None = None) -> str:
    process = start(portal, folder, *more, before=before)
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return output


def stored_rows(folder: Path) -> dict[str, list[Any]]:
    with closing(connect(folder / "vigie.db")) as connection:
        sound(connection)
        return dump(connection, AS_ALONE)


def figures(folder: Path) -> Any:
    """What health compares between crawls."""
    with closing(connect(folder / "vigie.db")) as connection:
        return json.loads(
            fetch_value(connection, "SELECT figures FROM runs WHERE command = 'crawl'")
        )


@pytest.fixture(scope="module")
def alone(portal: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crawl without workers: on one core they do not help."""
    folder = tmp_path_factory.mktemp("alone")
    core = min(os.sched_getaffinity(0))
    output = crawled(portal, folder, before=lambda: os.sched_setaffinity(0, {core}))
    assert STARTED not in output
    return folder


@pytest.mark.parametrize("jobs", [1, 3])
def test_workers_change_nothing_that_is_stored(
    portal: str, alone: Path, tmp_path: Path, jobs: int
) -> None:
    assert STARTED in crawled(portal, tmp_path, "--jobs", str(jobs))
    assert differing(stored_rows(alone), stored_rows(tmp_path)) == {}
    assert figures(tmp_path) == figures(alone)


def test_a_worker_that_is_killed_ends_the_crawl_and_the_next_one_goes_on(
    portal: str, alone: Path, tmp_path: Path
) -> None:
    process = start(portal, tmp_path, "--jobs", "1")
    os.kill(_worker(process), signal.SIGKILL)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "a process that reads for this one was killed" in output
    assert "asked again" in output
    crawled(portal, tmp_path, "--jobs", "1")
    after, undisturbed = stored_rows(tmp_path), stored_rows(alone)
    assert differing(undisturbed, after) == {}


def test_workers_end_with_a_crawl_that_is_killed(portal: str, tmp_path: Path) -> None:
    process = start(portal, tmp_path, "--jobs", "1")
    worker = psutil.Process(_worker(process))
    for parent in (*worker.parents()[:1], psutil.Process(process.pid)):
        parent.kill()
    process.communicate(timeout=60)
    worker.wait(timeout=20)


def test_a_crawl_stopped_while_its_spider_starts_ends_in_silence(
    portal: str, tmp_path: Path
) -> None:
    process = start(portal, tmp_path)
    while not any("scrapy" in each.cmdline() for each in _children(process)):
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(0.2)  # it imports for a second
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "Traceback" not in output


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return [
            each
            for each in psutil.Process(process.pid).children()
            if each.status() != psutil.STATUS_ZOMBIE
        ]
    return []


def _worker(process: subprocess.Popen[str]) -> int:
    """The process id of the first worker, once there is one."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        for child in psutil.Process(process.pid).children():
            with suppress(psutil.NoSuchProcess):  # the one that prepared the database
                for worker in child.children():
                    # platform.uname() of the standard library starts a program for some ms
                    if worker.num_threads() > 1:
                        return worker.pid
        time.sleep(0.01)
    raise AssertionError("no worker was started")


@pytest.mark.parametrize(
    ("settings", "jobs"),
    [
        ({"VIGIE_DB": "vigie.db"}, 2),
        ({}, 0),
        ({"VIGIE_DB": "vigie.db", "FEEDS": {"out.jsonl": {"format": "jsonlines"}}}, 0),
    ],
)
def test_workers_are_for_crawls_whose_items_go_nowhere_else(
    settings: dict[str, Any], jobs: int
) -> None:
    crawler = get_crawler(settings_dict={**settings, "VIGIE_JOBS": 2})
    assert StagePipelineWithWorkers(crawler).jobs == jobs
