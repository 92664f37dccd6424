"""What runs when, by a clock that stands still."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from monitor.config import Config
from monitor.runtime.schedule import (
    DAY,
    WEEK,
    CrawlSource,
    Job,
    JobHistory,
    RetryPolicy,
    build_jobs,
    crawl_sources,
    format_instant,
    job_histories,
    next_due,
    next_slot,
    plan,
)
from pipelines.errors import Misconfigured
from pipelines.store.database import connect
from tests.operations.support import settings

PARIS = ZoneInfo("Europe/Paris")
POLICY = RetryPolicy(retry=timedelta(minutes=15), pause_after=4, pause=timedelta(hours=72))
NIGHTLY = Job("crawl ted", ("crawl", "ted"), "crawl", "ted", DAY, time(2, 30), "Europe/Paris")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def paris(*moment: int, fold: int = 0) -> datetime:
    return datetime(*moment, tzinfo=PARIS, fold=fold).astimezone(UTC)  # type: ignore[misc]


def slots(job: Job, start: datetime, number: int) -> list[datetime]:
    moments = [next_slot(job, start)]
    while len(moments) < number:
        moments.append(next_slot(job, moments[-1]))
    return moments


@pytest.mark.parametrize("sunday", [(2026, 3, 29), (2026, 10, 25)], ids=["spring", "autumn"])
def test_a_night_when_clocks_change_has_one_slot(sunday: tuple[int, int, int]) -> None:
    """02:30 does not exist on the one Sunday and comes twice on the other."""
    year, month, day = sunday
    moments = slots(NIGHTLY, paris(year, month, day - 2, 12, 0), 3)
    days = [slot.astimezone(PARIS).date().day for slot in moments]
    assert days == [day - 1, day, day + 1]
    gaps = [b - a for a, b in pairwise(moments)]
    assert sorted(gaps)[0] >= timedelta(hours=23)
    assert sorted(gaps)[-1] <= timedelta(hours=25)


def test_a_run_in_the_doubled_hour_is_not_repeated_in_its_second_half() -> None:
    began = paris(2026, 10, 25, 2, 31)
    again = next_due(NIGHTLY, JobHistory(last_success=began), POLICY, began + timedelta(hours=1))
    assert again.at == paris(2026, 10, 26, 2, 30)


def test_a_portal_that_was_never_crawled_is_due_at_once() -> None:
    assert next_due(NIGHTLY, JobHistory(), POLICY, NOW).at == NOW


def test_what_slept_for_months_is_made_up_once() -> None:
    before = NOW - timedelta(days=200)
    assert next_due(NIGHTLY, JobHistory(last_success=before), POLICY, NOW).at <= NOW
    assert next_due(NIGHTLY, JobHistory(last_success=NOW), POLICY, NOW).at == paris(
        2026, 11, 26, 2, 30
    )


def test_a_crawl_by_hand_in_the_evening_leaves_the_night_as_it_is() -> None:
    by_hand = paris(2026, 11, 24, 20, 0)
    assert next_due(NIGHTLY, JobHistory(last_success=by_hand), POLICY, NOW).at == paris(
        2026, 11, 25, 2, 30
    )


def test_a_weekly_source_is_asked_once_a_week() -> None:
    weekly = Job("crawl seao", ("crawl", "seao"), "crawl", "seao", WEEK, time(4), "UTC", 2)
    moments = slots(weekly, NOW, 3)
    assert [slot.weekday() for slot in moments] == [2, 2, 2]
    assert moments[1] - moments[0] == WEEK


@pytest.mark.parametrize(
    ("failures", "pause", "why"),
    [
        (1, timedelta(minutes=15), "retry"),
        (2, timedelta(minutes=30), "retry"),
        (3, timedelta(hours=1), "retry"),
        (4, timedelta(hours=72), "paused"),
        (40, timedelta(hours=72), "paused"),
    ],
)
def test_a_failing_portal_is_asked_again_ever_later_then_paused(
    failures: int, pause: timedelta, why: str
) -> None:
    past = JobHistory(last_success=NOW - timedelta(days=2), failures=failures, last_failure=NOW)
    job = next_due(NIGHTLY, past, POLICY, NOW)
    assert (job.at, job.reason) == (NOW + pause, why)


def test_a_failing_portal_is_asked_in_each_of_its_nights() -> None:
    patient = RetryPolicy(retry=timedelta(minutes=15), pause_after=99, pause=timedelta(hours=72))
    failed = paris(2026, 11, 24, 15, 0)
    for failures in (8, 12, 90):
        past = JobHistory(
            last_success=NOW - timedelta(days=9), failures=failures, last_failure=failed
        )
        assert next_due(NIGHTLY, past, patient, NOW).at == paris(2026, 11, 25, 2, 30)


def test_no_failure_delays_another_portal() -> None:
    other = Job("crawl boamp", ("crawl", "boamp"), "crawl", "boamp", DAY, time(3), "UTC")
    histories = {
        ("crawl", "ted"): JobHistory(failures=9, last_failure=NOW),
        ("crawl", "boamp"): JobHistory(last_success=NOW - timedelta(days=1)),
    }
    assert [job.job.name for job in plan([NIGHTLY, other], histories, POLICY, NOW)] == [
        "crawl boamp",
        "crawl ted",
    ]


RUNS = [  # started, state, failure, figures
    ("2026-11-22T03:40:00Z", "ok", None, None),
    ("2026-11-23T03:40:00Z", "failed", "blocked", None),
    ("2026-11-23T03:55:00Z", "killed", "killed", None),
    ("2026-11-24T08:00:00Z", "failed", "stopped", None),
    ("2026-11-24T09:00:00Z", "ok", None, '{"asked": "back-fill"}'),
    ("2027-01-01T00:00:00Z", "ok", None, None),
    ("2026-11-25T08:59:00Z", "running", None, None),
]


def test_runs_say_what_happened(tmp_path: Path) -> None:
    """Stopped by us, a back-fill, a wrong clock, still running: none of them counts."""
    db = connect(tmp_path / "vigie.db")
    remember(db, "crawl", "ted", RUNS)
    actual = job_histories(db, NOW)
    assert actual == {
        ("crawl", "ted"): JobHistory(
            last_success=datetime(2026, 11, 22, 3, 40, tzinfo=UTC),
            failures=2,
            last_failure=datetime(2026, 11, 23, 3, 55, tzinfo=UTC),
        )
    }


def remember(db: sqlite3.Connection, command: str, portal: str | None, rows: list[object]) -> None:
    for number, (started, state, failure, figures) in enumerate(rows):  # type: ignore[misc]
        db.execute(
            "INSERT INTO runs (id, command, portal, started, finished, state, failure, figures)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (f"{started}-{number}", command, portal, started, started, state, failure, figures),
        )


def test_the_schedule_follows_from_settings_and_declarations_alone() -> None:
    """An upgrade may rename any function: nothing names one, and no portal is forgotten."""
    zones = {"ted": "Europe/Brussels", "seao": "America/Toronto", "anac": "UTC", "simap": "UTC"}
    rows = {
        name: SimpleNamespace(access="documented API", enabled=name != "simap") for name in zones
    }
    rows["seao"].access, rows["anac"].access = "weekly files", "bulk files"

    def spider(name: str) -> Any:
        window = SimpleNamespace(zone=zones[name], step_days=15)
        return SimpleNamespace(
            endpoint="https://example.org" if name != "anac" else "", window=window
        )

    config = Config({**Config().values, "rates.enabled": False})
    sources, unreadable = crawl_sources(config, rows, spider)
    assert unreadable == ["anac"]
    planned = {job.name: job for job in build_jobs(config, sources)}
    assert set(planned) == {"crawl ted", "crawl seao", "backup", "export", "integrity"}
    assert (planned["crawl ted"].period, planned["crawl ted"].zone) == (DAY, "Europe/Brussels")
    assert (planned["crawl seao"].period, planned["crawl seao"].zone) == (WEEK, "America/Toronto")
    assert planned["crawl ted"].at != planned["crawl seao"].at
    assert all(time(3, 30) <= planned[f"crawl {n}"].at < time(4, 30) for n in ("ted", "seao"))
    assert build_jobs(config, sources) == list(planned.values())


def test_a_portal_of_the_settings_is_crawled_whatever_the_table_says() -> None:
    config = Config(
        {
            **Config().values,
            "crawl.portals": ["simap", "gets"],
            "schedule.weekly": ["simap"],
            "rates.enabled": False,
        }
    )

    def spider(name: str) -> Any:
        if name == "gets":
            raise Misconfigured("there is no reader for it")
        return SimpleNamespace(endpoint="https://example.org")

    assert crawl_sources(config, {}, spider) == ([CrawlSource("simap", None, True)], ["gets"])


def test_rules_that_moved_are_applied_at_once() -> None:
    judged = [job for job in build_jobs(Config(), [], needs_retag=True) if job.name == "retag"]
    before = JobHistory(last_success=NOW - timedelta(days=90))
    assert next_due(judged[0], before, POLICY, NOW).at <= NOW
    assert "retag" not in {job.name for job in build_jobs(Config(), [])}


def test_the_list_says_what_runs_when_and_what_ran(tmp_path: Path) -> None:
    file = settings(tmp_path, ["ted", "tedd"])
    with closing(connect(tmp_path / "vigie.db")) as db:
        remember(db, "crawl", "ted", RUNS)
        db.execute("INSERT INTO meta VALUES ('rules_version', 'of another version')")
    done = CliRunner().invoke(main, ["--config", str(file), "schedule"])
    assert done.exit_code == 0, done.output
    lines = {line[:26].strip(): line[26:].split() for line in done.output.splitlines()}
    assert lines["retag"][:3] == ["now", "never", "ran"]  # rules moved
    assert lines["alerts"][:3] == ["every", "30", "min"]
    assert {"integrity", "backup"} <= set(lines)
    assert lines["crawl tedd"][:2] == ["never", "enabled,"]
    assert "crawl ted" in lines
    assert max(map(len, done.output.splitlines())) <= 80


def test_instants_are_written_as_the_database_holds_them() -> None:
    assert format_instant(paris(2026, 7, 1, 2, 0)) == "2026-07-01T00:00:00Z"
