"""``/-/health`` and ``/-/metrics`` of the real site on a database that was watched."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.health.portal_checks import CheckResult
from monitor.health.state_history import acknowledge, record_results
from monitor.i18n.health_messages import Reason
from monitor.runtime.lease import hold_lease
from monitor.web.app import create_app
from pipelines.store.database import connect
from tests.pipelines.store.store_support import notice, stored
from tests.web.support import asked

PROBLEM = "ted: 403 on page 1"
BLIND = CheckResult("ted", "blind", (Reason("no_success", {"tries": 3, "problem": PROBLEM}),))
WELL = (CheckResult("boamp", "ok"), CheckResult("system:disk", "ok"))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "vigie.db"
    db = stored(path, [notice("100001-2026")])
    db.execute(
        "UPDATE portals SET notices_received = 1, last_success = '2026-11-25T03:40:00Z',"
        " newest_notice = '2026-11-24', state = 'ok' WHERE name = 'ted'"
    )
    db.close()
    return path


def seen(database: Path, *results: CheckResult, at: datetime | None = None) -> None:
    with closing(connect(database)) as db:
        record_results(db, results, at or datetime.now(UTC))


def get(database: Path, path: str, **headers: str) -> Any:
    return asyncio.run(asked(create_app(database), path, **headers))


def test_all_is_well_is_200(database: Path) -> None:
    seen(database, *WELL)
    with hold_lease(database, "scheduler", "a test"):
        answer = get(database, "/-/health")
    assert answer.status_code == 200
    assert answer.json()["state"] == "ok"
    assert answer.headers["cache-control"] == "no-store"
    states = {subject["subject"]: subject["state"] for subject in answer.json()["subjects"]}
    assert states == {
        "boamp": "ok",
        "system:disk": "ok",
        "system:scheduler": "ok",
        "system:watch": "ok",
    }


def test_a_blind_portal_is_503_until_the_operator_knows(database: Path) -> None:
    seen(database, *WELL, BLIND)
    answer = get(database, "/-/health")
    assert answer.status_code == 503
    (ted,) = [subject for subject in answer.json()["subjects"] if subject["subject"] == "ted"]
    assert ted["reason_en"].endswith(PROBLEM)
    with closing(connect(database)) as db:
        assert acknowledge(db, "ted", datetime.now(UTC))
    answer = get(database, "/-/health.json")
    assert answer.status_code == 200
    assert answer.json()["state"] == "blind", "what is acknowledged is still said"


def test_a_schedule_that_died_is_seen_by_the_site(database: Path) -> None:
    seen(database, *WELL, at=datetime.now(UTC) - timedelta(hours=31))
    answer = get(database, "/-/health")
    assert answer.status_code == 503
    states = {subject["subject"]: subject["state"] for subject in answer.json()["subjects"]}
    assert states["system:watch"] == "blind"
    assert states["system:scheduler"] == "degraded"


@pytest.mark.parametrize(
    ("language", "title", "reason"),
    [
        ("fr", "État des sources", "aucune lecture n’a réussi en 3 essais"),
        ("en", "State of the sources", "no crawl has succeeded in 3 attempts"),
    ],
)
def test_people_get_a_page(database: Path, language: str, title: str, reason: str) -> None:
    seen(database, *WELL, BLIND)
    headers = {"accept": "text/html,*/*", "accept-language": language}
    answer = get(database, "/-/health", **headers)
    assert answer.status_code == 503
    assert f"<h1>{title}</h1>" in answer.text
    assert reason in answer.text
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("language", "of_source", "of_parts"),
    [("fr", "aveugle", ("en panne", "à voir")), ("en", "blind", ("down", "needs a look"))],
)
def test_the_page_says_of_a_part_what_mails_say_of_it(
    database: Path, language: str, of_source: str, of_parts: tuple[str, str]
) -> None:
    """What reads nothing is not blind."""
    seen(database, *WELL, BLIND, at=datetime.now(UTC) - timedelta(hours=31))
    page = get(database, "/-/health", accept="text/html", **{"accept-language": language}).text
    cells = re.findall(r'<th scope="row">(.+?)</th>\s*<td[^>]*>(.+?)</td>', page)
    assert dict(cells)["ted"] == of_source
    assert {state for _, state in cells[-2:]} == set(of_parts)


def test_a_damaged_database_is_503_without_a_word_of_the_machine(database: Path) -> None:
    app = create_app(database)
    for file in database.parent.glob("vigie.db-*"):
        file.unlink()
    database.write_bytes(database.read_bytes()[:4096] + b"\xff" * 40_000)

    async def both() -> Any:
        return await asked(app, "/-/health"), await asked(app, "/-/metrics")

    answer, figures = asyncio.run(both())
    assert answer.status_code == 503
    assert [subject["subject"] for subject in answer.json()["subjects"]] == ["system:database"]
    assert str(database.parent) not in answer.text
    assert "vigie_database_up 0.0" in figures.text


def test_metrics_are_prometheus_and_hold_the_figures_of_portals(database: Path) -> None:
    seen(database, *WELL, BLIND)
    with closing(sqlite3.connect(database)) as db:
        db.execute(
            "INSERT INTO runs (id, command, portal, started, state) VALUES"
            " ('r', 'crawl', 'ted', '2026-11-25T03:38:00Z', 'ok')"
        )
        db.commit()
    answer = get(database, "/-/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    actual = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert actual["vigie_database_up",] == 1
    assert actual["vigie_scheduler_up",] == 0
    assert actual["vigie_health", "blind", "ted"] == 2
    assert actual["vigie_portal_notices_received", "ted"] == 1
    day = datetime(2026, 11, 24, tzinfo=UTC).timestamp()
    assert actual["vigie_portal_newest_notice_timestamp_seconds", "ted"] == day
    began = datetime(2026, 11, 25, 3, 38, tzinfo=UTC).timestamp()
    assert actual["vigie_run_last_success_timestamp_seconds", "crawl", "ted"] == began
