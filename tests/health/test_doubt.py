"""A crawl that gives nothing at all where there always was something is not believed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.crawling.crawl_outcome import keep_empty_windows_open
from pipelines.model import WindowReport
from pipelines.store.runs_and_windows import (
    begin_run,
    close_complete_windows,
    end_run,
    mark_window_open,
    open_windows,
    record_window_report,
)
from tests.pipelines.store.store_support import database

NOW = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)  # a Wednesday
NIGHTS = ("2026-11-23/2026-11-24", "2026-11-24/2026-11-25")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(database(tmp_path / "vigie.db")) as connection:
        yield connection


def ran(db: sqlite3.Connection, days_ago: int, notices: int, state: str = "ok") -> None:
    at = NOW - timedelta(days=days_ago)
    begin_run(db, f"{days_ago}", "crawl", "ted")
    end_run(db, f"{days_ago}", state, {"notices": notices})
    db.execute("UPDATE runs SET started = ? WHERE id = ?", (f"{at:%Y-%m-%dT%H:%M:%SZ}", days_ago))


def crawled(db: sqlite3.Connection, received: Sequence[int]) -> tuple[int, int]:
    """A crawl that announces and receives this in its windows -> how many close, how many not."""
    begin_run(db, "now", "crawl", "ted")
    for window, number in zip(NIGHTS, received, strict=True):
        mark_window_open(db, "ted", window, "now")
        report = WindowReport(
            window=window, announced=number, received=number, pages=1, complete=True
        )
        record_window_report(db, "ted", report, number, "now")
    keep_empty_windows_open(db, "ted", "now", NOW)
    return close_complete_windows(db, "ted", "now")


def test_an_index_that_broke_closes_no_window(db: sqlite3.Connection) -> None:
    for days in range(1, 15):
        ran(db, days, 24)
    assert crawled(db, [0, 0]) == (0, 2)
    assert open_windows(db, "ted") == list(NIGHTS)
    (problem,) = db.execute("SELECT DISTINCT problem FROM windows").fetchone()
    assert problem == "nothing at all, where 24 notices are usual"


def test_as_soon_as_anything_comes_the_empty_ones_are_believed(db: sqlite3.Connection) -> None:
    for days in range(1, 15):
        ran(db, days, 24)
    assert crawled(db, [0, 3]) == (2, 0)


def test_a_night_that_is_always_empty_is_believed(db: sqlite3.Connection) -> None:
    for days in range(1, 15):
        ran(db, days, 0 if days % 7 == 0 else 24)
    assert crawled(db, [0, 0]) == (2, 0)


def test_nights_that_were_not_believed_make_nothing_usual(db: sqlite3.Connection) -> None:
    for days in range(1, 9):
        ran(db, days, 0, "degraded")
    for days in range(9, 18):
        ran(db, days, 24)
    assert crawled(db, [0, 0]) == (0, 2)


def test_a_portal_that_nothing_is_known_of_is_believed(db: sqlite3.Connection) -> None:
    ran(db, 1, 24)
    assert crawled(db, [0, 0]) == (2, 0)
