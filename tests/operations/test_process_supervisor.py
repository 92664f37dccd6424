"""Everything in one process tree: it crawls, serves, survives, and ends in order."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.demo.portals.server import DEMO_DATA, create_portals, running_portals
from monitor.demo.shift_dates import copy_shifted
from tests.operations.support import (
    answers,
    descendants,
    free_port,
    is_running,
    log_of,
    rows,
    settings,
    until,
    vigie,
)

pytestmark = pytest.mark.slow
TWO = ["find_a_tender", "contracts_finder"]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's documents, the newest published yesterday: the commands read the real clock."""
    return copy_shifted(datetime.now(UTC).date(), DEMO_DATA, tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def mocks(documents: Path) -> Iterator[dict[str, str]]:
    with running_portals(create_portals(documents, pace=0.0)) as addresses:
        yield addresses


def asked(mocks: dict[str, str], names: list[str]) -> tuple[str, ...]:
    where = json.dumps({name: mocks[name] for name in names})
    return ("--mock", where, "--pace", "0")


def seen(folder: Path) -> list[str]:
    """Present states of the two portals."""
    return [
        state
        for (state,) in rows(
            folder, "SELECT state FROM health WHERE until IS NULL AND subject NOT LIKE 'system:%'"
        )
    ]


def crawled(folder: Path) -> list[str]:
    return [
        name
        for (name,) in rows(
            folder,
            "SELECT portal FROM runs WHERE command = 'crawl'"
            " AND finished IS NOT NULL ORDER BY portal",
        )
    ]


def test_a_new_installation_crawls_serves_and_ends_in_order(
    tmp_path: Path, mocks: dict[str, str]
) -> None:
    config, port = settings(tmp_path, TWO), free_port()
    with vigie(config, "serve", "--port", str(port), *asked(mocks, TWO)) as process:
        until(lambda: crawled(tmp_path) == sorted(TWO), "both portals were crawled")
        until(lambda: answers(port) == 200, "the site answers")
        until(
            lambda: rows(tmp_path, "SELECT 1 FROM runs WHERE command = 'backup' AND state='ok'"),
            "a backup was made",
        )
        until(lambda: seen(tmp_path) == ["ok", "ok"], "health is stored")
        below = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, log_of(tmp_path)
        assert [pid for pid in below if is_running(pid)] == []
    states = {state for (state,) in rows(tmp_path, "SELECT DISTINCT state FROM runs")}
    assert states == {"ok"}
    # and the next start has nothing to make up
    with vigie(config, "serve", "--port", str(port), *asked(mocks, TWO)) as process:
        until(lambda: answers(port) == 200, "the site answers again")
        until(
            lambda: "the schedule runs" in log_of(tmp_path).partition("Vigie stops")[2],
            "the schedule runs again",
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert crawled(tmp_path) == sorted(TWO)


def test_a_stop_in_the_middle_of_a_crawl_keeps_what_was_stored(
    tmp_path: Path, documents: Path
) -> None:
    """At its real pace the portal takes minutes; told to stop, it has ten seconds."""
    config = settings(tmp_path, ["boamp"])
    with running_portals(create_portals(documents, pace=0.0)) as mocks:
        where = ("--mock", json.dumps({"boamp": mocks["boamp"]}))
        with vigie(config, "scheduler", *where) as process:
            until(
                lambda: rows(tmp_path, "SELECT 1 FROM windows WHERE received IS NOT NULL"),
                "a window was read",
            )
            below = descendants(process.pid)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0, log_of(tmp_path)
            assert [pid for pid in below if is_running(pid)] == []
        assert rows(tmp_path, "SELECT state, failure FROM runs WHERE command = 'crawl'") == [
            ("failed", "stopped")
        ]
        closed = rows(tmp_path, "SELECT count(*) FROM windows WHERE state = 'closed'")
        assert closed[0][0] >= 1
        with vigie(config, "scheduler", *asked(mocks, ["boamp"])):
            until(
                lambda: rows(
                    tmp_path, "SELECT 1 FROM runs WHERE state = 'ok' AND command = 'crawl'"
                ),
                "it was made up at the next start",
            )
    assert rows(tmp_path, "SELECT DISTINCT state FROM windows") == [("closed",)]


def test_a_killed_half_is_started_again_and_the_other_goes_on(
    tmp_path: Path, mocks: dict[str, str]
) -> None:
    config, port = settings(tmp_path, TWO[:1]), free_port()
    with vigie(config, "serve", "--port", str(port), *asked(mocks, TWO[:1])) as process:
        until(lambda: crawled(tmp_path) and answers(port) == 200, "it is up")
        site, schedule = (half(process.pid, name) for name in ("web", "scheduler"))
        os.kill(schedule, signal.SIGKILL)
        again = until(lambda: half(process.pid, "scheduler", but=schedule), "it is started again")
        assert answers(port) == 200
        assert half(process.pid, "web") == site
        os.kill(site, signal.SIGKILL)
        until(lambda: half(process.pid, "web", but=site) and answers(port) == 200, "it is back")
        assert is_running(again)


def half(pid: int, name: str, but: int = 0) -> int:
    for child in descendants(pid) - {but}:
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"monitor.cli.main" in words and name.encode() in words:
            return child
    return 0


def test_when_the_whole_is_killed_nothing_is_left_running(
    tmp_path: Path, mocks: dict[str, str]
) -> None:
    config, port = settings(tmp_path, TWO[:1]), free_port()
    with vigie(config, "serve", "--port", str(port), *asked(mocks, TWO[:1])) as process:
        until(lambda: answers(port) == 200, "the site answers")
        below = descendants(process.pid)
        process.kill()
        process.wait()
        until(lambda: not any(is_running(pid) for pid in below), "its children ended")


def test_a_log_on_a_full_disk_stops_neither_half_and_both_end_in_order(
    tmp_path: Path, mocks: dict[str, str]
) -> None:
    (tmp_path / "log.txt").symlink_to("/dev/full")
    config, port = settings(tmp_path, TWO[:1]), free_port()
    with vigie(config, "serve", "--port", str(port), *asked(mocks, TWO[:1])) as process:
        until(lambda: crawled(tmp_path), "the portal was crawled")
        until(lambda: answers(port) == 200, "the site answers", 60)
        below = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        assert [pid for pid in below if is_running(pid)] == []
    assert rows(tmp_path, "SELECT DISTINCT state FROM runs WHERE command = 'crawl'") == [("ok",)]


def test_a_log_that_nobody_reads_stops_neither_half_and_both_end_in_order(
    tmp_path: Path, mocks: dict[str, str]
) -> None:
    """As ``vigie serve 2>&1 | less``, left at its first page."""
    os.mkfifo(tmp_path / "log.txt")
    reader = os.open(tmp_path / "log.txt", os.O_RDWR | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        while True:
            os.write(reader, b"x" * 64)
    config, port = settings(tmp_path, TWO[:1]), free_port()
    with vigie(config, "serve", "--port", str(port), *asked(mocks, TWO[:1])) as process:
        until(lambda: crawled(tmp_path), "the portal was crawled", 120)
        until(lambda: answers(port) == 200, "the site answers", 60)
        below = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert [pid for pid in below if is_running(pid)] == []
    os.close(reader)
    assert rows(tmp_path, "SELECT DISTINCT state FROM runs WHERE command = 'crawl'") == [("ok",)]


def test_two_schedulers_on_one_database_are_one_too_many(
    tmp_path: Path, mocks: dict[str, str]
) -> None:
    config = settings(tmp_path, TWO[:1])
    with vigie(config, "scheduler", *asked(mocks, TWO[:1])) as first:
        until(lambda: crawled(tmp_path), "the first one crawls")
        with vigie(config, "scheduler", *asked(mocks, TWO[:1])) as second:
            assert second.wait(timeout=60) == 1
            assert f"is under way already (process {first.pid}" in log_of(tmp_path)
        assert first.poll() is None


def test_a_taken_port_ends_serve_with_a_sentence(tmp_path: Path) -> None:
    import socket

    config = settings(tmp_path, TWO[:1])
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        where = json.dumps({TWO[0]: "http://127.0.0.1:9"})
        with vigie(config, "serve", "--port", port, "--mock", where) as process:
            assert process.wait(timeout=60) == 2
    assert f"port {port} of 127.0.0.1 cannot be used" in log_of(tmp_path)
