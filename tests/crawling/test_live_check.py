"""``vigie check`` against mock portals: one as it is believed to be, others that differ.

Each point that a check reports is contradicted by one portal here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.cli.main import main
from monitor.crawling import live_check
from monitor.crawling.live_check import LiveCheckResult
from monitor.crawling.live_check_evaluation import evaluate_check, format_report, pluralize
from monitor.demo.portals.boamp import Boamp
from monitor.demo.portals.ghana_ppa import GhanaPpa
from monitor.demo.portals.server import DEMO_DATA, running_portals
from monitor.demo.portals.ted import Ted
from pipelines.reference.load_reference_tables import load_portals
from tests.mock_portals.fault_injection import Faulty
from tests.mock_portals.json_listings import Doffin, Simap
from tests.mock_portals.ocds_publishers import stock
from tests.mock_portals.pncp_dncp_tenderned import TenderNed
from tests.mock_portals.secop2_south_africa import SouthAfrica
from tests.mock_portals.staged_portal import StagedPortal, staged
from tests.spiders.crawl_support import run_in_fork

FIXTURES = Path(__file__).parents[1] / "portals"
PUBLISHERS = Path(__file__).parents[1] / "publishers"
DAYS = {
    "boamp": "2026-11-04",
    "ted": "2026-11-04",
    "tenderned": "2026-03-02",
    "doffin": "2023-10-06",
    "simap": "2026-04-16",
    "south_africa_etenders": "2024-02-01",
    "ocds:chile": "2025-02-27",
}


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks crawl in forks; without this fixture each starts a process from nothing."""
    monkeypatch.setattr(live_check.subprocess, "run", run_in_fork)


@contextmanager
def served(portal: Any) -> Iterator[str]:
    with running_portals({portal.name: portal}) as bases:
        yield json.dumps(bases)


def checked(portal: Any, folder: Path, *more: str) -> tuple[int, dict[str, tuple[str, str]], str]:
    """Portal -> exit status, {belief: answer and what was seen}, all that was printed."""
    (folder / "vigie.toml").write_text('[vigie]\ncontact = "https://vigie.example/contact"\n')
    name = portal.name
    with served(portal) as mock:
        command = [
            "--config",
            str(folder / "vigie.toml"),
            "check",
            name,
            "--mock",
            mock,
            "--pace",
            "0",
            "--samples",
            str(folder / "samples"),
            "--db",
            str(folder / "none.db"),
            *more,
        ]
        command += ["--day", DAYS[name]] if name in DAYS else []
        done = CliRunner().invoke(main, command)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    lines = [line.strip() for line in done.output.splitlines()]
    answers = [
        line.split(maxsplit=1) for line in lines if line.startswith(("yes ", "no ", "open "))
    ]
    actual = {
        text.partition(": ")[0]: (answer, text.partition(": ")[2]) for answer, text in answers
    }
    return done.exit_code, actual, done.output


def wrong(answers: dict[str, tuple[str, str]]) -> set[str]:
    return {belief for belief, (answer, _) in answers.items() if answer == "no"}


BOAMP = load_portals()["boamp"]
SERVES = "the portal serves our truthful agent at this address"
PAGES = "pages follow each other to an end"
TOTAL = "the portal's own total is what came"
SHAPE = "documents are of the shape that is read"
FILTER = "the portal filters by the dates asked for"
DATES = "dates are read as they are meant"
ROBOTS = "robots.txt allows it"


def tenderned() -> TenderNed:
    portal = TenderNed(FIXTURES / "tenderned", pace=0)
    portal.page_size = 1
    return portal


def test_a_portal_as_it_is_believed_to_be_contradicts_nothing(tmp_path: Path) -> None:
    code, actual, text = checked(Boamp(DEMO_DATA / "boamp", pace=0), tmp_path)
    assert (code, wrong(actual)) == (0, set()), text
    assert {actual[text][0] for text in (SERVES, TOTAL, SHAPE, FILTER, DATES, ROBOTS)} == {"yes"}
    assert actual["licence and terms are as listed"][0] == "open"
    assert "Licence Ouverte 2.0" in actual["licence and terms are as listed"][1]
    assert "this verifies nothing of the live one" in text


@pytest.mark.usefixtures("forked")
def test_what_came_is_kept_for_a_fixture_and_no_one_else_may_read_it(tmp_path: Path) -> None:
    _, _, text = checked(Boamp(DEMO_DATA / "boamp", pace=0), tmp_path)
    (sample,) = (tmp_path / "samples" / "boamp").iterdir()
    assert str(sample) in text
    assert sample.stat().st_mode & 0o077 == 0
    (body,) = (sample / "bodies").glob("01_document.json")
    assert json.loads(body.read_bytes())["total_count"] == 2
    assert "/api/explore/v2.1/" in (sample / "bodies" / "SOURCES.txt").read_text()
    assert list(sample.glob("boamp/*.warc.gz"))
    assert (sample / "report.txt").read_text() == text
    assert not (tmp_path / "none.db").exists()


@pytest.mark.usefixtures("forked")
def test_a_handful_of_requests_and_no_more(tmp_path: Path) -> None:
    portal = GhanaPpa(DEMO_DATA / "ghana_ppa", pace=0)
    code, actual, text = checked(portal, tmp_path, "--requests", "3")
    assert (code, portal.requests) == (0, 3), text
    assert actual[PAGES] == (
        "open",
        "the window holds more than a check asks for; its pages did follow each other",
    )
    assert actual[ROBOTS] == ("yes", "read, and it allows what we ask")
    assert actual["dates of publication are not told, as ever"] == (
        "yes",
        "0 of 2 (0% known so far)",
    )


class Elsewhere(TenderNed):
    root = "/papi/v3/publicaties"


class Unfiltered(TenderNed):
    filters = False


class Careless(SouthAfrica):
    async def search(self, request: Request) -> Response:
        ever = {**request.query_params, "dateFrom": "2000-01-01", "dateTo": "2099-12-31"}
        scope = {**request.scope, "query_string": urlencode(ever).encode()}
        return await super().search(Request(scope, request.receive))


class Forbidding(GhanaPpa):
    disallow = ("/contracts",)


class Renamed(TenderNed):
    """Details whose title and buyer go by other names: a portal's new version."""

    def details(self) -> dict[str, dict[str, Any]]:
        names = {"aanbestedingNaam": "naam", "opdrachtgeverNaam": "opdrachtgever"}
        return {
            id_: {names.get(key, key): value for key, value in item.items()}
            for id_, item in super().details().items()
        }

    async def search(self, request: Request) -> Response:
        kept = [
            {"publicatieId": id_, "publicatieDatum": item["publicatieDatum"]}
            for id_, item in self.details().items()
        ]
        days = request.query_params["publicatieDatumVanaf"]
        shown = [item for item in kept if item["publicatieDatum"][:10] == days]
        return JSONResponse(
            {"content": shown, "number": 0, "totalPages": 1, "totalElements": len(shown)}
        )


def with_switch(portal: StagedPortal, **switches: Any) -> StagedPortal:
    portal.switches.change(switches)
    return portal


def simap() -> Simap:
    portal = Simap(FIXTURES / "simap", pace=0)
    portal.page_size = 2
    return portal


DIFFERENT: dict[str, tuple[Any, str, str]] = {
    "address": (
        lambda: Elsewhere(FIXTURES / "tenderned", pace=0),
        SERVES,
        "answered 404",
    ),
    "agent": (
        lambda: Faulty(Boamp(DEMO_DATA / "boamp", pace=0), "403 for good"),
        SERVES,
        "answered 403",
    ),
    "robot check": (
        lambda: with_switch(staged(Boamp)(DEMO_DATA / "boamp", pace=0), challenge_next=50),
        SERVES,
        "robot check",
    ),
    "robots.txt": (lambda: Forbidding(DEMO_DATA / "ghana_ppa", pace=0), ROBOTS, "forbids"),
    "paging": (lambda: with_switch(simap(), repeat_page=True), PAGES, "nothing new"),
    "total": (lambda: with_switch(tenderned(), total_off_by=1), TOTAL, "announced 2, 1"),
    "filter": (lambda: Unfiltered(FIXTURES / "tenderned", pace=0), FILTER, "asked for 2026-03-02"),
    "filter that its spider does not look at": (
        lambda: Careless(FIXTURES / "south_africa_etenders", pace=0),
        FILTER,
        "0 of ",
    ),
    "data": (lambda: Faulty(Boamp(DEMO_DATA / "boamp", pace=0), "broken data"), SHAPE, "broken"),
}


@pytest.mark.usefixtures("forked")
@pytest.mark.parametrize("point", DIFFERENT)
def test_a_portal_that_differs_in_one_point_is_told_so(point: str, tmp_path: Path) -> None:
    make, belief, expected = DIFFERENT[point]
    code, actual, text = checked(make(), tmp_path)
    assert code == 1
    assert actual[belief][0] == "no", text
    assert expected in actual[belief][1], text
    if belief in (TOTAL, FILTER):
        assert wrong(actual) == {belief}, "one fault is one line"
    assert "proved wrong" in text


@pytest.mark.usefixtures("forked")
def test_a_field_that_goes_by_another_name_is_missed(tmp_path: Path) -> None:
    code, actual, text = checked(Renamed(FIXTURES / "tenderned", pace=0), tmp_path)
    assert code == 1, text
    assert {"titles are found", "buyers are found"} <= wrong(actual), text


TODAY = date(2026, 11, 25)


def evidence(**changes: Any) -> LiveCheckResult:
    """What a check of BOAMP saw: three notices as they should be, or changed."""
    notice = {
        "kind": "award",
        "published": "2026-11-20",
        "dates": ["2026-11-20", "2026-10-01"],
        "country": "FR",
        "fields": {"title": True, "supplier": True},
    }
    window = {"announced": 3, "received": 3, "pages": 1, "problem": None}
    seen = LiveCheckResult(
        "boamp",
        "2026-11-20/2026-11-21",
        Path("sample"),
        TODAY,
        documents=1,
        stats={"finish_reason": "finished"},
        report=window,
    )
    seen.notices = [{**notice, **changes} for _ in range(3)]
    return seen


@pytest.mark.parametrize(
    ("changes", "belief", "expected"),
    [
        ({"dates": ["2027-03-11"]}, DATES, "3 cannot be, like 2027-03-11"),
        ({"dates": ["1911-01-05"]}, DATES, "3 cannot be, like 1911-01-05"),
        ({"dates": [], "published": None}, DATES, "3 notices, no date in any"),
        ({"published": "2025-02-03"}, FILTER, "one is of 2025-02-03"),
        ({"country": "BE"}, "buyers are of FR", "BE 3"),
        ({"fields": {"supplier": False}}, "suppliers are found", "0 of 3 (90% known so far)"),
        ({"fields": {"title": False}}, "titles are found", "0 of 3 (100% known so far)"),
    ],
)
def test_what_notices_say_is_held_against_what_was_known(
    changes: dict[str, Any], belief: str, expected: str
) -> None:
    known = {"supplier": (9, 10), "title": (10, 10)}
    actual = {line.expectation: line for line in evaluate_check(evidence(**changes), BOAMP, known)}
    assert (actual[belief].answer, expected in actual[belief].observed) == ("no", True), actual[
        belief
    ]
    sound = {line.expectation: line for line in evaluate_check(evidence(), BOAMP, known)}
    assert sound[belief].answer == "yes"


CODES = "a code stands for its subtree"


@pytest.mark.parametrize(("as_family", "answer"), [(40, "yes"), (3, "no"), (None, "no")])
def test_two_ways_of_asking_for_a_family_of_codes_are_compared(
    as_family: int | None, answer: str
) -> None:
    seen = evidence()
    counted = {"classification-cpv IN (72000000)": as_family, "classification-cpv=72*": 40}
    seen.stats |= {f"vigie/compared/{query}": number for query, number in counted.items()}
    actual = {line.expectation: line for line in evaluate_check(seen, BOAMP, {})}
    assert (actual[CODES].answer, "40 for classification-cpv=72*" in actual[CODES].observed) == (
        answer,
        True,
    )


@pytest.mark.usefixtures("forked")
def test_a_check_of_ted_counts_both_ways_and_leaves_its_assumptions_to_a_person(
    tmp_path: Path,
) -> None:
    _, actual, text = checked(Ted(DEMO_DATA / "ted", pace=0), tmp_path)
    assert actual[CODES][0] == "yes", text
    assert "believed, not verified: " in text
    assert "  so far unverified: the live search\n" in text
    assert "Paste, with yes or no, once you looked:\n    ted," in text


def test_a_field_that_is_often_empty_may_be_empty_in_three_notices() -> None:
    known = {"supplier": (1, 3)}
    lines = evaluate_check(evidence(fields={"supplier": False}), BOAMP, known)
    (result,) = [line for line in lines if line.expectation == "suppliers are found"]
    assert (result.answer, result.observed) == ("open", "0 of 3 (33% known so far)")


def test_a_field_that_never_was_filled_is_not_called_found() -> None:
    """ "Titles are found: yes, 0 of 3" would be read as its contrary."""
    for filled, believed in ((False, "titles are not told, as ever"), (True, "titles are found")):
        lines = evaluate_check(evidence(fields={"title": filled}), BOAMP, {"title": (0, 10)})
        (result,) = [line for line in lines if line.expectation.startswith("titles")]
        assert (result.expectation, result.answer) == (believed, "yes")


def test_one_is_one_and_two_are_several() -> None:
    assert [pluralize(1, "page"), pluralize(0, "page"), pluralize(2, "page")] == [
        "1 page",
        "0 pages",
        "2 pages",
    ]


def test_a_missing_key_is_told_and_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIGIE_DOFFIN_KEY", raising=False)
    portal = Doffin(FIXTURES / "doffin", pace=0)
    code, actual, text = checked(portal, tmp_path)
    assert (code, portal.requests) == (1, 0)
    assert "VIGIE_DOFFIN_KEY is not set" in actual["settings and keys are there"][1]
    assert "set what is missing, ask again" in text
    assert "proved wrong" not in text, "of the portal nothing was seen"


@pytest.mark.usefixtures("forked")
def test_a_check_of_tenderned_tells_its_last_page_and_that_the_xml_has_a_waiting_list(
    tmp_path: Path,
) -> None:
    code, _, text = checked(tenderned(), tmp_path)
    assert code == 0, text
    lines = [line for line in text.splitlines() if "believed, not verified" in line]
    for words in ("Page 99 is the last", "given after a waiting list"):
        assert sum(words in line for line in lines) == 1, text


@pytest.mark.usefixtures("forked")
def test_a_row_of_a_publisher_is_checked_like_a_portal(tmp_path: Path) -> None:
    code, _, text = checked(stock(PUBLISHERS, pace=0)["ocds:chile"], tmp_path)
    assert code == 0, text
    assert "chile in data/reference/ocds_portals.yml" in text


@pytest.mark.parametrize(
    ("portal", "expected"),
    [
        ("boamp", "          Verified live on 2026-11-25: "),
        ("ocds:chile", "state: verified, checked: {day: 2026-11-25, source: vigie check"),
    ],
)
def test_only_a_live_portal_makes_anything_verified(portal: str, expected: str) -> None:
    seen = evidence()
    seen.portal = portal
    live = "\n".join(format_report(seen, evaluate_check(seen, BOAMP, {}), ""))
    mock = "\n".join(format_report(seen, evaluate_check(seen, BOAMP, {}), "", mock=True))
    assert (expected in live, expected in mock) == (True, False)
    assert "verifies nothing" not in live


def test_what_is_answered_yes_is_a_sentence_to_paste_and_nothing_else_is() -> None:
    seen = evidence()
    lines = evaluate_check(seen, BOAMP, {})
    pasted = [line for line in format_report(seen, lines, "") if line.startswith(" " * 10)]
    assert max(map(len, pasted)) <= 100
    start, _, shown = " ".join(map(str.strip, pasted)).partition(": ")
    assert start == f"Verified live on {TODAY}"
    assert shown == "; ".join(line.expectation for line in lines if line.answer == "yes") + "."
    assert "licence and terms are as listed" not in shown


def test_a_portal_without_an_address_cannot_be_checked(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["check", "ocds", "--samples", str(tmp_path)])
    assert done.exit_code == 2
    assert "documents at hand only" in done.output
