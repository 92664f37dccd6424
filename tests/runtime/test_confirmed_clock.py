"""Until when the clock is believed: a jump is told from a machine that was switched off."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from scrapy.http import Response

from monitor.crawling.scrapy_extensions import ClockComparison
from monitor.demo.portals.boamp import Boamp
from monitor.demo.portals.server import DEMO_DATA, running_portals
from monitor.health.system_checks import check_clock
from monitor.runtime.confirmed_clock import (
    OFFSET_STAT,
    clock_doubt,
    compare_clock,
    confirm_clock,
    confirmed_time,
    follow_clock,
)
from monitor.runtime.schedule import format_instant
from pipelines.store.database import connect
from tests.operations.support import ROOT

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AHEAD = 730 * DAY


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "vigie.db")) as connection:
        yield connection


def test_looks_from_day_to_day_move_it_and_a_jump_does_not(database: sqlite3.Connection) -> None:
    confirm_clock(database, NOW)
    for day in range(1, 4):
        assert follow_clock(database, NOW + day * DAY + timedelta(minutes=90)) is None
    for jump in (NOW + 5 * DAY, NOW + AHEAD, NOW + AHEAD + DAY):
        doubt = follow_clock(database, jump)
        assert doubt is not None
        assert confirmed_time(database) == NOW + 3 * DAY + timedelta(minutes=90)
    text = "2028-11-25 06:00 UTC, but nothing confirms a time after 2026-11-28 07:30 UTC"
    assert text in str(doubt)
    in_paris = clock_doubt(database, (NOW + AHEAD + DAY).astimezone(ZoneInfo("Europe/Paris")))
    assert text in str(in_paris), "the alerts look by the zone of the installation"
    assert follow_clock(database, NOW + 4 * DAY) is None, "the clock was set"


def test_of_an_older_version_the_newest_run_counts(database: sqlite3.Connection) -> None:
    assert follow_clock(database, NOW) is None, "a new installation has nothing to lose"
    assert confirmed_time(database) is None
    database.execute(
        "INSERT INTO runs (id, command, started, state) VALUES ('a', 'retag', ?, 'ok')",
        (format_instant(NOW),),
    )
    assert follow_clock(database, NOW + AHEAD) is not None
    assert confirmed_time(database) == NOW


@pytest.mark.parametrize("first", [True, False])
def test_answers_of_portals_decide(database: sqlite3.Connection, first: bool) -> None:
    if not first:
        confirm_clock(database, NOW)
    compare_clock(database, NOW + AHEAD, -AHEAD.total_seconds())  # they say it is NOW
    assert clock_doubt(database, NOW + AHEAD) is not None
    compare_clock(database, NOW + 21 * DAY, 90.0)  # the machine was switched off for three weeks
    assert clock_doubt(database, NOW + 21 * DAY) is None


def test_one_portal_whose_own_clock_is_wrong_changes_nothing_for_long(
    database: sqlite3.Connection,
) -> None:
    confirm_clock(database, NOW)
    compare_clock(database, NOW, -AHEAD.total_seconds())
    assert clock_doubt(database, NOW) is None, "others say otherwise"
    compare_clock(database, NOW, AHEAD.total_seconds())
    compare_clock(database, NOW, 0.0)
    assert confirmed_time(database) == NOW, "until the next one that agrees"


def compared(*dates: str | None, **settings: object) -> Any:
    stats: dict[str, float] = {}
    crawler: Any = SimpleNamespace(
        signals=SimpleNamespace(connect=lambda *_, **__: None),
        stats=SimpleNamespace(set_value=stats.__setitem__),
        settings=SimpleNamespace(getbool=lambda name: bool(settings.get(name))),
    )
    comparison = ClockComparison(crawler)
    for date in dates:
        headers = {} if date is None else {"Date": date}
        comparison.compare(Response("https://portal.example/", headers=headers))
    return stats.get(OFFSET_STAT)


def test_an_offset_is_the_middle_of_what_answers_say() -> None:
    now = datetime.now(UTC)
    right, wrong = format_datetime(now, usegmt=True), format_datetime(now - AHEAD, usegmt=True)
    assert compared(None, "yesterday") is None
    assert abs(compared(right, wrong, right)) < 60
    assert compared(wrong) == pytest.approx(-AHEAD.total_seconds(), abs=60)


class TwoYearsBehind(Boamp):
    """A portal that answers two years before the clock of this machine."""

    offset = -AHEAD

    def app(self) -> Any:
        inner = super().app()
        date = format_datetime(datetime.now(UTC) + self.offset, usegmt=True).encode()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            async def dated(message: Any) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], (b"date", date)]
                await send(message)

            await inner(scope, receive, dated)

        return app


class TwoYearsAhead(TwoYearsBehind):
    """A portal that is right, of a machine whose clock went back."""

    offset = AHEAD + timedelta(hours=1)


def crawl_at_odds(tmp_path: Path, portal: Boamp) -> str:
    """A crawl of a portal that says another time, where this machine's clock is in doubt."""
    with running_portals({"boamp": portal}) as bases:
        command = "-m monitor.cli.main crawl boamp --pace 0 --db vigie.db --archive archive"
        done = subprocess.run(
            [sys.executable, *command.split(), "--mock", json.dumps(bases)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
            env=os.environ | {"VIGIE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        )
    output = done.stdout + done.stderr
    assert done.returncode == 1, output
    assert "its answers say another time than the clock of this machine, by 730 days" in output
    return output


def test_a_crawl_by_a_clock_that_jumped_leaves_no_day_that_has_not_come(tmp_path: Path) -> None:
    """It would find those days empty, and never ask for them again."""
    today = datetime.now(UTC).date()
    with closing(connect(tmp_path / "vigie.db")) as database:
        confirm_clock(database, datetime.now(UTC) - AHEAD)
        database.execute(
            "INSERT INTO windows (portal, start, [end], state) VALUES ('boamp', ?, ?, 'closed')",
            (str(today - AHEAD - DAY), str(today - AHEAD)),
        )
    crawl_at_odds(tmp_path, TwoYearsBehind(DEMO_DATA / "boamp", None, 0))
    with closing(connect(tmp_path / "vigie.db")) as database:
        (newest,) = database.execute("SELECT max(start) FROM windows").fetchone()
        assert newest <= str(today - AHEAD + DAY)
        assert clock_doubt(database, datetime.now(UTC)) is not None


def test_a_crawl_by_a_clock_that_went_back_reads_nothing_of_those_years(tmp_path: Path) -> None:
    """Old contracts would be stored as if they were new, and the portal would seem up to date."""
    then = datetime.now(UTC) + AHEAD
    gap, closed = (then.date() - 9 * DAY, then.date() - 8 * DAY), (then.date(), then.date() + DAY)
    with closing(connect(tmp_path / "vigie.db")) as database:
        confirm_clock(database, then)
        database.executemany(
            "INSERT INTO windows (portal, start, [end], state) VALUES ('boamp', ?, ?, ?)",
            [(*map(str, gap), "open"), (*map(str, closed), "closed")],
        )
    crawl_at_odds(tmp_path, TwoYearsAhead(DEMO_DATA / "boamp", None, 0))
    with closing(connect(tmp_path / "vigie.db")) as database:
        windows = database.execute("SELECT start, state FROM windows ORDER BY start").fetchall()
        assert windows == [(str(gap[0]), "open"), (str(closed[0]), "closed")]
        assert database.execute("SELECT count(*) FROM notices").fetchone() == (0,)
        doubt = clock_doubt(database, datetime.now(UTC))
        assert doubt is not None
        assert "but it was later already, at" in str(doubt)
        clock = check_clock(database, datetime.now(UTC))
    assert [reason.code for reason in clock.reasons] == ["clock_behind"]


def test_a_portal_that_is_ahead_puts_no_right_clock_behind(database: sqlite3.Connection) -> None:
    compare_clock(database, NOW, AHEAD.total_seconds())
    assert clock_doubt(database, NOW) is None
    assert clock_doubt(database, NOW + AHEAD) is not None, "a single portal confirms no such year"
