"""A crawl that gives nothing at all, or nothing new, where there always was something is not
believed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.crawling.crawl_outcome import keep_empty_windows_open
from monitor.health.portal_checks import check_portal
from monitor.health.portal_facts import read_portal_facts
from monitor.runtime.spider_registry import spider_class
from pipelines.model import WindowReport
from pipelines.reference.load_reference_tables import load_portals
from pipelines.store.runs_and_windows import (
    begin_run,
    close_complete_windows,
    end_run,
    mark_window_open,
    open_windows,
    record_window_report,
)
from tests.pipelines.store.store_support import database

TED = {"ted": load_portals()["ted"]}
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


def test_a_second_crawl_of_a_night_may_find_nothing(db: sqlite3.Connection) -> None:
    for days in range(1, 15):
        ran(db, days, 24)
    ran(db, 0, 24)
    assert crawled(db, [0, 0]) == (2, 0)


def test_nights_crawled_twice_do_not_make_nothing_usual(db: sqlite3.Connection) -> None:
    for days in range(1, 15):
        ran(db, days, 24)
        begin_run(db, f"{days} again", "crawl", "ted")
        end_run(db, f"{days} again", "ok", {"notices": 0})
        db.execute(
            "UPDATE runs SET started = ? WHERE id = ?",
            (f"{NOW - timedelta(days=days, hours=-1):%Y-%m-%dT%H:%M:%SZ}", f"{days} again"),
        )
    assert crawled(db, [0, 0]) == (0, 2)
    assert (
        db.execute("SELECT max(problem) FROM windows")
        .fetchone()[0]
        .endswith("24 notices are usual")
    )


def test_a_portal_that_nothing_is_known_of_is_believed(db: sqlite3.Connection) -> None:
    ran(db, 1, 24)
    assert crawled(db, [0, 0]) == (2, 0)


def test_a_portal_that_gives_the_same_for_ever_and_dates_it_anew_is_not_well(
    db: sqlite3.Connection,
) -> None:
    """Its notices are as many and as recent as ever, and fill the same fields; none is new."""
    for age in range(60, -1, -1):
        at = NOW - timedelta(days=age)
        ran(db, age, 400)
        new = 40 if age > 14 and at.weekday() < 5 else 0
        db.execute("UPDATE runs SET new = ? WHERE id = ?", (new, str(age)))
        db.execute(
            "INSERT INTO register (notice_id, portal, published) VALUES (?, 'ted', ?)",
            (f"ted:{age}", f"{at:%Y-%m-%d}"),
        )
    states = {}
    for age in (50, 17, 16, 15, 8, 0):
        at = NOW - timedelta(days=age)
        (ted, *_) = read_portal_facts(db, Config(), TED, spider_class, at)
        states[age] = check_portal(ted, at)
    assert {states[age].state for age in (50, 17, 16, 15)} == {"ok"}
    assert (states[8].state, states[0].state) == ("degraded", "blind")
    assert states[0].reason_text("en") == (
        "it answers, but brought no notice that was not known since 10 November 2026,"
        " in 15 nights; usually 2 at most"
    )
