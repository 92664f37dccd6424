"""Killed at any moment, two at once, without room: run again, and nothing tells it."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.portals.server import create_portals, running_portals
from monitor.runtime.runs import is_process_alive
from pipelines.store.database import connect
from tests.forked_commands import ForkedCommand
from tests.hostile import Tried, fuzz_factor
from tests.pipelines.store.store_support import dump, fetch_value, sound

DEMO = Path(__file__).parents[2] / "data" / "demo"
SEED = 20261124
PORTAL = "find_a_tender"
SPAN = ("--since", "2026-11-02", "--until", "2026-11-13")  # data/demo/README.md
# Rows that say how often and by which run something came; all others must be the same.
BOOKKEEPING = ("runs", "receipts")
pytestmark = [pytest.mark.slow, pytest.mark.hostile]


def command(folder: Path, *arguments: object, config: Path | None = None) -> list[str]:
    settings = ["--config", str(config)] if config else []
    places = ["--db", folder / "vigie.db", "--archive", folder / "archive"]
    return [*settings, *map(str, arguments), *map(str, places)]


def start(arguments: list[str], before: Callable[[], Any] | None = None) -> ForkedCommand:
    return ForkedCommand(*arguments, before=before)


def finished(arguments: list[str], expect: int = 0, before: Callable[[], Any] | None = None) -> str:
    process = start(arguments, before)
    out, err = process.communicate(timeout=600)
    assert process.returncode == expect, out + err
    return out + err


def opened(folder: Path) -> sqlite3.Connection:
    connection = connect(folder / "vigie.db")
    sound(connection)
    return connection


def stored_rows(folder: Path) -> dict[str, list[Any]]:
    return dump(opened(folder), leave=BOOKKEEPING)


def differing(item: dict[str, list[Any]], other: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        table: (
            sorted(set(item[table]) - set(other[table]), key=repr)[:3],
            sorted(set(other[table]) - set(item[table]), key=repr)[:3],
        )
        for table in item
        if item[table] != other[table]
    }


def kill(process: ForkedCommand) -> bool:
    """Kill a command and the child that crawls for it; False if it was done before."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    with suppress(FileNotFoundError, ProcessLookupError):
        for child in children.read_text().split():
            os.kill(int(child), signal.SIGKILL)
    alive = process.poll() is None
    process.kill()
    process.communicate()
    return alive


# --- kill -9 ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's TED notices five times over, under other numbers: several batches."""
    folder = tmp_path_factory.mktemp("documents")
    for file in sorted((DEMO / "ted").glob("*.xml")):
        own = file.stem.partition("-")[0]
        for copy in range(5):
            number = f"{copy}{own[1:]}" if copy else own
            body = file.read_bytes().replace(own.encode(), number.encode())
            (folder / f"{number}-2026.xml").write_bytes(body)
    return folder


def killed_now_and_then(
    arguments: list[str], folder: Path, kills: int, longest_s: float, chance: random.Random
) -> int:
    """Start and kill a command ``kills`` times at random moments; how many were under way.

    One that was done before the first kill starts afresh, and is killed sooner: a machine that was
    busy when ``longest_s`` was taken may be idle now.
    """
    hit = done = 0
    while hit + done < kills:
        process = start(arguments)
        pause = chance.uniform(0.3, 1.0) * longest_s
        time.sleep(pause)
        if kill(process):
            hit += 1
            sound(connect(folder / "vigie.db"))
        elif hit or pause < 0.5:
            done += 1
        else:
            longest_s = pause
            shutil.rmtree(folder)
    return hit


@dataclass(frozen=True)
class Undisturbed:
    """What a command leaves that nothing disturbs, and how long it takes."""

    folder: Path
    took_s: float


def undisturbed(folder: Path, arguments: list[str]) -> Undisturbed:
    began = time.monotonic()
    finished(arguments)
    return Undisturbed(folder, time.monotonic() - began)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Undisturbed:
    folder = tmp_path_factory.mktemp("calm")
    return undisturbed(folder, command(folder, "ingest", "ted", documents))


@pytest.mark.parametrize(("jobs", "kills"), [(1, 5), (2, 2)])
def test_an_ingest_killed_at_random_moments_ends_as_if_undisturbed(
    tmp_path: Path, documents: Path, calm: Undisturbed, jobs: int, kills: int, tried: Tried
) -> None:
    rough = tmp_path / "rough"
    ingest = command(rough, "ingest", "ted", documents, "--jobs", jobs)
    chance = random.Random(SEED + jobs)
    hit = killed_now_and_then(ingest, rough, kills * fuzz_factor(), calm.took_s, chance)
    tried(kills=hit)
    finished(ingest)
    assert hit, "no kill came in time: the test proves nothing"
    assert differing(stored_rows(rough), stored_rows(calm.folder)) == {}
    states = {row[0] for row in opened(rough).execute("SELECT state FROM runs")}
    assert states <= {"ok", "killed"}, "no run is said to be running that is dead"


def children(process: ForkedCommand, count: int) -> list[int]:
    """Wait until a command has so many children; their ids."""
    file = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while len(actual := file.read_text().split()) < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    return [int(child) for child in actual]


@pytest.mark.parametrize(
    ("who", "number", "status", "sentence"),
    [
        ("a worker", signal.SIGKILL, 1, "had the machine memory enough?"),
        ("the command", signal.SIGTERM, 143, ""),
        ("the command", signal.SIGINT, 130, "stopped; run it again to go on"),
    ],
)
def test_a_command_ends_at_once_whose_worker_is_killed_or_that_is_stopped(
    tmp_path: Path,
    documents: Path,
    calm: Undisturbed,
    who: str,
    number: int,
    status: int,
    sentence: str,
) -> None:
    ingest = command(tmp_path, "ingest", "ted", documents, "--jobs", 2)
    process = start(ingest, partial(signal.signal, signal.SIGINT, signal.default_int_handler))
    workers = children(process, 2)
    try:
        os.kill(workers[-1] if who == "a worker" else process.pid, number)
        assert process.wait(timeout=30) == status
        assert sentence in process.communicate()[1]
    finally:
        kill(process)
    assert not any(map(is_process_alive, workers))
    finished(ingest)
    assert differing(stored_rows(tmp_path), stored_rows(calm.folder)) == {}


@pytest.fixture(scope="module")
def mocks() -> Iterator[dict[str, str]]:
    with running_portals(create_portals(pace=0.0)) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("settings") / "vigie.toml"
    path.write_text("[vigie]\ncontact = 'operator@example.org'\n")
    return path


def crawl(folder: Path, mocks: dict[str, str], config: Path) -> list[str]:
    where = json.dumps({PORTAL: mocks[PORTAL]})
    return command(folder, "crawl", PORTAL, "--mock", where, "--pace", 0, *SPAN, config=config)


@pytest.fixture(scope="module")
def calm_crawl(
    tmp_path_factory: pytest.TempPathFactory, mocks: dict[str, str], config: Path
) -> Undisturbed:
    folder = tmp_path_factory.mktemp("calm crawl")
    return undisturbed(folder, crawl(folder, mocks, config))


KILLED_CRAWLS = 4


def test_a_crawl_killed_at_random_moments_ends_as_if_undisturbed(
    tmp_path: Path, mocks: dict[str, str], config: Path, calm_crawl: Undisturbed, tried: Tried
) -> None:
    requests = crawl(tmp_path, mocks, config)
    kills = KILLED_CRAWLS * fuzz_factor()
    hit = killed_now_and_then(requests, tmp_path, kills, calm_crawl.took_s, random.Random(SEED))
    tried(kills=hit)
    finished(requests)
    assert hit, "no kill came in time: the test proves nothing"
    calm = stored_rows(calm_crawl.folder)
    assert differing(stored_rows(tmp_path), calm) == {}
    states = opened(tmp_path).execute("SELECT DISTINCT state FROM windows").fetchall()
    assert states == [("closed",)]
    finished(command(tmp_path, "replay"))
    assert differing(stored_rows(tmp_path), calm) == {}, "and the archive tells the same story"


def test_a_crawl_whose_parent_is_killed_alone_does_not_disturb_the_next_one(
    tmp_path: Path, mocks: dict[str, str], config: Path, calm_crawl: Undisturbed
) -> None:
    """The child goes on writing while the next crawl asks the same windows."""
    rough = tmp_path / "rough"
    requests = crawl(rough, mocks, config)
    process = start(requests)
    while not list(rough.glob("archive/*/*.warc.gz")):
        time.sleep(0.02)
        assert process.poll() is None
    process.kill()
    finished(requests)
    process.communicate(timeout=600)  # the child holds its pipes until it ends
    assert differing(stored_rows(rough), stored_rows(calm_crawl.folder)) == {}


def test_a_crawl_can_be_rebuilt_from_its_archive(tmp_path: Path, calm_crawl: Undisturbed) -> None:
    before = dump(opened(calm_crawl.folder), leave=("runs", "windows", "portals"))
    shutil.copytree(calm_crawl.folder / "archive", tmp_path / "archive")
    finished(command(tmp_path, "replay"))
    after = dump(opened(tmp_path), leave=("runs", "windows", "portals"))
    assert differing(after, before) == {}


# --- two at once --------------------------------------------------------------------------------


def test_two_ingests_of_the_same_documents_at_once_give_one_database(
    tmp_path: Path, documents: Path, calm: Undisturbed
) -> None:
    both = tmp_path / "both"
    pair = [start(command(both, "ingest", "ted", documents)) for _ in range(2)]
    for process in pair:
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0, out + err
    assert differing(stored_rows(both), stored_rows(calm.folder)) == {}
    assert fetch_value(opened(both), "SELECT count(*) FROM receipts") == 2 * 225


def test_two_portals_at_once_lose_no_row(tmp_path: Path) -> None:
    """Which of two came first is in the log and in the first name seen of a buyer, nowhere else."""
    calm, both = tmp_path / "calm", tmp_path / "both"
    names = ("ted", "boamp", "contracts_finder")
    for portal in names:
        finished(command(calm, "ingest", portal, DEMO / portal))
    group = [start(command(both, "ingest", portal, DEMO / portal)) for portal in names]
    for process in group:
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0, out + err
    ours, theirs = stored_rows(both), stored_rows(calm)
    for table in ("changes", "organizations", "organization_names", "portals"):
        assert len(ours.pop(table)) == len(theirs.pop(table))
    assert differing(ours, theirs) == {}


# --- no room ------------------------------------------------------------------------------------


def room(kilobytes: int) -> Any:
    """No file may grow beyond this: what a full disk does to database and archive alike."""
    size = kilobytes * 1024
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))


def completes(folder: Path, documents: Path, calm: Undisturbed) -> None:
    """What is there is whole; with room, running again ends as if undisturbed."""
    if (folder / "vigie.db").exists():
        sound(connect(folder / "vigie.db"))
    finished(command(folder, "ingest", "ted", documents))
    assert differing(stored_rows(folder), stored_rows(calm.folder)) == {}


@pytest.mark.parametrize("kilobytes", [200, 700, 1500])
def test_a_file_that_may_not_grow_stops_an_ingest_with_a_sentence(
    tmp_path: Path, documents: Path, calm: Undisturbed, kilobytes: int
) -> None:
    ingest = command(tmp_path, "ingest", "ted", documents)
    output = finished(ingest, expect=1, before=room(kilobytes))
    assert "no room to write" in output
    assert "Traceback" not in output
    completes(tmp_path, documents, calm)


def test_a_full_disk_stops_an_ingest_with_a_sentence(
    tmp_path: Path, documents: Path, calm: Undisturbed
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    try:
        output = finished(command(disk, "ingest", "ted", documents), expect=1)
        assert "the disk is full" in output
        assert "Traceback" not in output
        shutil.copytree(disk, tmp_path / "moved")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    completes(tmp_path / "moved", documents, calm)


def test_a_full_disk_stops_a_crawl_with_a_sentence(
    tmp_path: Path, mocks: dict[str, str], config: Path, calm_crawl: Undisturbed
) -> None:
    requests = crawl(tmp_path, mocks, config)
    output = finished(requests, expect=1, before=room(500))
    assert "Traceback" not in output.partition("scrapy")[0]
    finished(requests)
    assert differing(stored_rows(tmp_path), stored_rows(calm_crawl.folder)) == {}
