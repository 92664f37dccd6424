"""A day of which a portal gave only a little is asked again until it is whole, or long over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.crawling.crawl import CrawlOptions, windows_to_request
from monitor.crawling.crawl_outcome import keep_empty_windows_open
from pipelines.model import WindowReport
from pipelines.store.runs_and_windows import (
    begin_run,
    close_complete_windows,
    mark_window_open,
    open_windows,
    record_window_report,
)
from tests.health.test_doubt import ran
from tests.pipelines.store.store_support import database

NOW = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)
LAGGED = date(2026, 11, 16)  # a Monday, before the overlap of TED


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(database(tmp_path / "vigie.db")) as connection:
        yield connection


def window(day: date) -> str:
    return f"{day}/{day + DAY}"


def read(db: sqlite3.Connection, day: date, received: int, run_id: str) -> None:
    """A day that was asked for, and of which so many records came."""
    mark_window_open(db, "ted", window(day), run_id)
    report = WindowReport(
        window=window(day), announced=received, received=received, pages=1, complete=True
    )
    record_window_report(db, "ted", report, received, run_id)


@pytest.fixture
def known(db: sqlite3.Connection) -> sqlite3.Connection:
    """Ten weeks of days, nothing on Sundays, and one of the last days with a twentieth."""
    begin_run(db, "before", "crawl", "ted")
    db.execute("UPDATE runs SET state = 'ok', started = '2026-11-24T03:30:00Z'")
    for age in range(70):
        day = NOW.date() - age * DAY
        read(db, day, 0 if day.weekday() == 6 else 2 if day == LAGGED else 40, "before")
    close_complete_windows(db, "ted", "before")
    return db


def asked(db: sqlite3.Connection, now: datetime) -> list[str]:
    return windows_to_request(db, "ted", CrawlOptions(Path("vigie.db"), Path("archive")), now)


def test_a_day_of_which_little_came_is_asked_again(known: sqlite3.Connection) -> None:
    usual = [window(NOW.date() + days * DAY) for days in range(-3, 1)]
    assert asked(known, NOW) == [window(LAGGED), *usual]


def test_it_is_not_asked_again_once_it_is_whole_or_long_over(known: sqlite3.Connection) -> None:
    assert window(LAGGED) not in asked(known, NOW + 7 * DAY)
    read(known, LAGGED, 38, "before")
    close_complete_windows(known, "ted", "before")
    assert window(LAGGED) not in asked(known, NOW)


def test_its_few_records_do_not_prove_the_empty_ones(known: sqlite3.Connection) -> None:
    for days in range(1, 15):
        ran(known, days, 24)
    begin_run(known, "now", "crawl", "ted")
    read(known, LAGGED, 2, "now")
    read(known, NOW.date(), 0, "now")
    keep_empty_windows_open(known, "ted", "now", NOW, [window(LAGGED)])
    assert close_complete_windows(known, "ted", "now") == (0, 2)
    assert open_windows(known, "ted") == [window(LAGGED), window(NOW.date())]
