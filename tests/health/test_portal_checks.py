"""Facts -> state, by a table; every reason that can be given is given in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.health.portal_checks import CheckResult, CrawlRun, PortalFacts, check_portal
from monitor.i18n.health_messages import Reason
from monitor.i18n.labels import labels
from monitor.runtime.schedule import JobHistory

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)  # a Wednesday
SUCCESS = NOW - timedelta(hours=2)
KEYS = {"id": 100, "objet": 99, "annexe": 40}
FULL = {"title": (400, 400), "buyer": (392, 400), "description": (60, 400)}


def run(nights_ago: int, notices: int = 400, **more: Any) -> CrawlRun:
    started = SUCCESS - timedelta(days=nights_ago)
    facts: dict[str, Any] = {
        "state": "ok",
        "failure": None,
        "notices": notices,
        "refused": 1,
        "fields": FULL,
        "troubles": {"unreadable_record": 1},
        "in_scope": 60,
        "keys": KEYS,
        "records": 100,
    }
    return CrawlRun(started, **{**facts, **more})


def weekends(nights_ago: int) -> int:
    return 0 if (SUCCESS - timedelta(days=nights_ago)).weekday() >= 5 else 400


USUAL = tuple(run(n) for n in range(15))
WELL = PortalFacts(
    "boamp",
    past=JobHistory(last_success=SUCCESS),
    runs=USUAL,
    newest=date(2026, 11, 25),
    gap_days=3,
)


def again(nights_ago: int) -> CrawlRun:
    """A second crawl of the same night: what is left is nothing."""
    second = run(nights_ago, 0, fields={}, in_scope=0, refused=0, troubles={}, records=0)
    return replace(second, started=second.started + timedelta(hours=1))


REFUSED = run(0, 0, state="failed", failure="blocked", message="boamp: 403 on page 1")


def failing(times: int, last_success: timedelta) -> PortalFacts:
    past = JobHistory(last_success=NOW - last_success, failures=times, last_failure=NOW)
    return replace(WELL, past=past, runs=(REFUSED,) * times + USUAL[1:])


def tonight(**more: Any) -> PortalFacts:
    return replace(WELL, runs=(run(0, **more), *USUAL[1:]))


TABLE: list[tuple[str, PortalFacts, str, list[str]]] = [
    ("an ordinary night", WELL, "ok", []),
    ("nobody wants it", PortalFacts("doffin", enabled=False), "off", []),
    (
        "enabled, and nothing can read it",
        PortalFacts("gets", readable=False),
        "blind",
        ["no_reader"],
    ),
    ("enabled, but never scheduled", PortalFacts("boamp"), "blind", ["never"]),
    (
        "crawled by hand, for named days, last night",
        PortalFacts("boamp", span_crawled_at=SUCCESS),
        "degraded",
        ["span_only"],
    ),
    (
        "crawled by hand, for named days, a week ago",
        PortalFacts("boamp", span_crawled_at=NOW - timedelta(days=7)),
        "blind",
        ["span_only"],
    ),
    ("one failure", failing(1, timedelta(hours=25)), "degraded", ["failed_once"]),
    ("refused twice the same night", failing(2, timedelta(hours=26)), "blind", ["failing"]),
    (
        "first crawl failed",
        PortalFacts("boamp", past=JobHistory(None, 1, NOW), runs=(REFUSED,)),
        "degraded",
        ["failed_once"],
    ),
    (
        "no crawl ever succeeded",
        PortalFacts("boamp", past=JobHistory(None, 3, NOW), runs=(REFUSED,) * 3),
        "blind",
        ["no_success"],
    ),
    (
        "it slept for three days",
        replace(WELL, past=JobHistory(last_success=NOW - timedelta(days=3))),
        "blind",
        ["silent"],
    ),
    (
        "a weekly source after five days",
        replace(
            WELL, period=timedelta(days=7), past=JobHistory(last_success=NOW - timedelta(days=5))
        ),
        "ok",
        [],
    ),
    (
        "a weekly source after nine days",
        replace(
            WELL, period=timedelta(days=7), past=JobHistory(last_success=NOW - timedelta(days=9))
        ),
        "blind",
        ["silent"],
    ),
    (
        "the circuit breaker",
        replace(failing(6, timedelta(hours=30)), paused_until=NOW + timedelta(hours=72)),
        "paused",
        ["paused"],
    ),
    ("an empty night", tonight(notices=0, fields={}), "blind", ["nothing"]),
    ("a thin night", tonight(notices=80), "degraded", ["few"]),
    (
        "crawled again by hand after an hour",
        replace(WELL, runs=(again(0), *USUAL)),
        "ok",
        [],
    ),
    (
        "crawled twice each night by two crontabs",
        replace(WELL, runs=tuple(each for n in range(15) for each in (again(n), run(n)))),
        "ok",
        [],
    ),
    (
        "empty both times, where the second time always is",
        replace(
            WELL,
            runs=(
                again(0),
                run(0, 0, fields={}, in_scope=0),
                *(each for n in range(1, 15) for each in (again(n), run(n))),
            ),
        ),
        "blind",
        ["nothing"],
    ),
    ("a night less", tonight(notices=200), "ok", []),
    (
        "an empty Sunday like all Sundays",
        replace(
            WELL, runs=tuple(replace(run(n + 3, weekends(n + 3)), fields={}) for n in range(15))
        ),
        "ok",
        [],
    ),
    ("a new portal, nothing is usual yet", replace(WELL, runs=(run(0, 0), run(1))), "ok", []),
    ("the newest notice is old", replace(WELL, newest=date(2026, 11, 19)), "degraded", ["stale"]),
    ("the newest notice is very old", replace(WELL, newest=date(2026, 11, 1)), "blind", ["stale"]),
    (
        "as many notices as ever, and after six nights none of them new",
        replace(WELL, news_on=date(2026, 11, 19), nights_without=6, usual_nights=2),
        "degraded",
        ["no_news"],
    ),
    (
        "last week's notices for two weeks, dated anew each day",
        replace(WELL, news_on=date(2026, 11, 11), nights_without=14, usual_nights=2),
        "blind",
        ["no_news"],
    ),
    (
        "nothing new on a long weekend",
        replace(WELL, news_on=date(2026, 11, 21), nights_without=4, usual_nights=2),
        "ok",
        [],
    ),
    (
        "fewer came than announced",
        replace(
            WELL, open_windows=2, open_since="2026-11-23", open_problem="announced 9, received 7"
        ),
        "degraded",
        ["windows"],
    ),
    (
        "half of the documents refused",
        tonight(refused=200, troubles={"not_json": 199}),
        "degraded",
        ["refused"],
    ),
    ("words that are not known", tonight(troubles={"unknown_word": 40}), "degraded", ["unknown"]),
    ("buyers vanished", tonight(fields={**FULL, "buyer": (12, 400)}), "degraded", ["field"]),
    (
        "a field that seldom is filled is empty",
        tonight(fields={**FULL, "description": (0, 400)}),
        "ok",
        [],
    ),
    ("hardly a digital one among as many", tonight(in_scope=3), "degraded", ["scope"]),
    (
        "a field of theirs that was never there",
        tonight(keys={**KEYS, "lots/risk": 60}),
        "degraded",
        ["new_keys"],
    ),
    ("a new field of theirs in few records", tonight(keys={**KEYS, "lots/risk": 5}), "ok", []),
    ("a field of theirs that is gone", tonight(keys={"id": 100}), "degraded", ["lost_keys"]),
    ("too few records to tell", tonight(keys={"id": 9}, records=9), "ok", []),
    ("few notices say nothing of fields", tonight(notices=300, fields={"buyer": (0, 5)}), "ok", []),
]


@pytest.mark.parametrize(
    ("facts", "state", "codes"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_state(facts: PortalFacts, state: str, codes: list[str]) -> None:
    result = check_portal(facts, NOW)
    assert (result.state, [reason.code for reason in result.reasons]) == (state, codes)
    assert (result.reason_text("fr") is None) == (state in ("ok", "off"))
    assert (result.reason_text("en") is None) == (state in ("ok", "off"))


def test_a_reason_speaks_the_language_of_its_reader() -> None:
    result = check_portal(failing(2, timedelta(hours=26)), NOW)
    assert result.reason_text("fr") == (
        "2 lectures ont échoué depuis le 24 novembre 2026\u202f; "
        "dernier problème\u00a0: 403 on page 1"
    )
    assert result.reason_text("en") == (
        "2 crawls have failed since 24 November 2026; last problem: 403 on page 1"
    )


def test_the_worst_of_several_troubles_is_the_state() -> None:
    both = replace(tonight(notices=0, fields={}), open_windows=1)
    result = check_portal(both, NOW)
    assert result == CheckResult("boamp", "blind", result.reasons)
    assert [reason.code for reason in result.reasons] == ["nothing", "windows"]


def test_reasons_that_are_given_have_words_and_words_have_reasons() -> None:
    folder = Path(__file__).parents[2] / "monitor" / "health"
    code = "\n".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    used = set(re.findall(r'Reason\(\s*"(\w+)"', code)) | {"no_success", "new_keys", "lost_keys"}
    assert used == {"fault", *labels()["health_reasons"]}


def test_facts_are_written_as_one_writes_them() -> None:
    reason = Reason("disk", {"free": 1234, "least": 5000})
    assert reason.to_text("fr").startswith("1\u202f234 Mo libres")
    assert reason.to_text("en").startswith("1,234 MB free")
    old = Reason("backup_old", {"last": date(2026, 11, 1), "days": 1})
    assert (
        old.to_text("fr") == "dernière sauvegarde réussie le 1er novembre 2026, il y a 1\u00a0jour"
    )
    assert old.to_text("en") == "last successful backup on 1 November 2026, 1\u00a0day ago"
    doubt = Reason("clock_ahead", {"now": date(2028, 11, 1), "last": datetime(2026, 11, 1, 7, 30)})
    assert "après le 1er novembre 2026 07:30 UTC" in doubt.to_text("fr")
    assert "posterior al 1 de noviembre de 2026 07:30 UTC" in doubt.to_text("es")


def test_several_reasons_are_joined_as_their_language_writes() -> None:
    result = CheckResult("boamp", "degraded", (Reason("never"), Reason("never")))
    assert "interrogé\u202f; activé" in (result.reason_text("fr") or "")
    assert "so far; enabled" in (result.reason_text("en") or "")
