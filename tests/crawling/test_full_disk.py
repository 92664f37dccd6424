"""A disk without room for another file: said in words, nothing half stored, the next crawl goes
on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.demo.portals.server import create_portals, running_portals
from pipelines.store.database import connect
from tests.forked_commands import ForkedCommand
from tests.operations.test_faults import small_disk
from tests.pipelines.store.store_support import fetch_value, sound

PORTAL = "find_a_tender"
SPAN = ("--since", "2026-11-02", "--until", "2026-11-13")  # data/demo/README.md
OPTIONS = "size=3g,nr_inodes=100"  # more than crawls keep free; it takes no memory


def crawl(disk: Path, mock: str) -> tuple[int, str]:
    places = ("--db", str(disk / "vigie.db"), "--archive", str(disk / "archive"))
    arguments = ("crawl", PORTAL, *SPAN, "--pace", "0", "--quiet", "--mock", mock, *places)
    process = ForkedCommand(*arguments)
    out, err = process.communicate(timeout=300)
    return int(process.returncode or 0), out + err


def fill(disk: Path, left: int) -> None:
    """Make files until there is room for so many."""
    filler = disk / "filler"
    filler.mkdir()
    number = 0
    while os.statvfs(disk).f_favail > left:
        (filler / str(number)).touch()
        number += 1


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path, OPTIONS) as folder:
        connect(folder / "vigie.db").close()
        yield folder


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    with running_portals({PORTAL: create_portals(pace=0)[PORTAL]}) as addresses:
        yield json.dumps(addresses)


def check_goes_on(disk: Path, mock: str) -> None:
    """With room again the next crawl reads everything."""
    shutil.rmtree(disk / "filler")
    status, output = crawl(disk, mock)
    assert status == 0, output
    with closing(connect(disk / "vigie.db")) as connection:
        sound(connection)
        assert fetch_value(connection, "SELECT count(*) FROM windows WHERE state = 'open'") == 0
        assert fetch_value(connection, "SELECT count(*) FROM notices") > 5


def test_an_archive_that_takes_no_more_ends_the_crawl_with_a_sentence(
    disk: Path, mock: str
) -> None:
    fill(disk, left=6)  # for database and leases, and one less than the archive needs
    status, output = crawl(disk, mock)
    assert status == 1
    assert "the archive cannot be written (No space left on device). Free space" in output
    assert "Traceback" not in output
    with closing(connect(disk / "vigie.db")) as connection:
        run = "SELECT failure, message FROM runs"
        failure, message = connection.execute(run).fetchone()
        assert failure == "store"
        assert message.startswith(f"{PORTAL}: the archive cannot be written")
        assert fetch_value(connection, "SELECT count(*) FROM windows WHERE state = 'closed'") == 0
    check_goes_on(disk, mock)


def test_a_database_that_has_no_room_beside_it_is_not_called_missing(disk: Path, mock: str) -> None:
    fill(disk, left=1)
    status, output = crawl(disk, mock)
    assert status == 1
    assert "the disk is full of files, df -i counts them" in output
    assert "Check that the folder is there" not in output
    health = ForkedCommand("health", "--db", str(disk / "vigie.db")).communicate(timeout=300)
    assert "the disk is full of files, df -i counts them" in "".join(health)
    check_goes_on(disk, mock)
