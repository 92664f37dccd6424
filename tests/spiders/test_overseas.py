"""Traps and refusals of national portals outside Europe, over real HTTP.

The crawls that all portals must pass are in ``test_portals``.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from pipelines.contracts.compiled_procedure import compile_procedure
from pipelines.model import Notice
from spiders.canada_disclosure import CanadaDisclosureSpider
from spiders.canadabuys import CanadabuysSpider
from spiders.parsers import gets
from spiders.parsers.canada.disclosure import notices
from spiders.parsers.decoding import csv_rows
from spiders.usaspending import UsaspendingSpider
from tests.mock_portals.asgi_client import Web
from tests.mock_portals.canada_open_data import CanadaBuys
from tests.mock_portals.secop2_south_africa import Secop2, SouthAfrica
from tests.mock_portals.usaspending import UsaSpending
from tests.spiders.crawl_support import Answer, ReceivedRequest, crawl, portal, windows
from tests.spiders.portal_cases import CASES
from tests.spiders.portal_support import PORTALS, ids, problems


def test_south_africa_refuses_what_is_no_day_and_asks_both_days() -> None:
    web = Web(SouthAfrica(PORTALS / "south_africa_etenders"))
    path = "/api/OCDSReleases?PageNumber=1&PageSize=50&dateFrom=2025-09-18&dateTo="
    assert web.get(f"{path}yesterday").status_code == 400
    assert len(web.get(f"{path}2025-09-18").json()["releases"]) == 2
    assert len(web.get(f"{path}2025-09-19").json()["releases"]) == 3


@pytest.mark.parametrize("capped", [1, 2])
def test_a_full_page_of_south_africa_without_a_link_is_asked_further(
    tmp_path: Path, capped: int
) -> None:
    """Two releases of the 18th are a full page: the third, of the 19th, stands on the next."""
    case = CASES["south_africa_etenders"]._replace(page_size=capped)
    with case.running() as (base, stock):
        stock.leads_on = capped == 1
        small = ("-s", "SPIDER_MODULES=tests.spiders.national_spiders")
        crawl = case.crawled(base, tmp_path, *small, *windows("2025-09-18/2025-09-19"))
    assert len(ids(crawl)) == 3
    assert problems(crawl) == []


def test_a_page_of_south_africa_may_take_longer_than_one_was_seen_to_take(tmp_path: Path) -> None:
    """75 seconds were seen, here 100, and a second is a minute; the limit of all portals is 90."""
    case = CASES["south_africa_etenders"]
    with case.running() as (base, stock):
        stock.takes_s = 100 / 60
        small = ("-s", "SPIDER_MODULES=tests.spiders.national_spiders")
        crawl = case.crawled(base, tmp_path, *small, *windows("2025-09-18/2025-09-19"))
    assert (crawl.reason, problems(crawl), len(ids(crawl))) == ("finished", [], 3)


def test_socrata_counts_first_and_gives_its_pages_to_the_end(tmp_path: Path) -> None:
    case = CASES["secop2"]
    with case.running() as (base, stock):
        small = "SPIDER_MODULES=tests.spiders.national_spiders"
        crawl = case.crawled(base, tmp_path, "-s", small)
        requests = stock.requests
    assert (ids(crawl), problems(crawl)) == (case.published(), [])
    assert requests == 6 + 12  # a count for both sets in each window; each row is a page


def test_a_count_that_lies_leaves_its_windows_open(tmp_path: Path) -> None:
    case = CASES["secop2"]
    with case.running(total_off_by=1) as (base, _):
        crawl = case.crawled(base, tmp_path)
    assert crawl.reason == "finished"
    assert len(problems(crawl)) == 3
    assert all("the portal announced" in problem for problem in problems(crawl))


def test_contracts_with_persons_are_not_asked_for_and_their_numbers_not_read() -> None:
    web = Web(Secop2(PORTALS / "secop2"))
    path = "/resource/jbjy-vk9h.json?$select=count(*)&$where="
    persons = "tipodocproveedor IS NULL OR NOT tipodocproveedor IN ('Cédula de Ciudadanía')"
    assert [web.get(path + x).json() for x in (persons, "fecha_de_firma > '2000'")] == [
        [{"count": "4"}],
        [{"count": "5"}],
    ]
    assert web.get(f"{path}fecha > '2000'").status_code == 400
    golden = (PORTALS / "secop2" / "person.expected.json").read_text("utf-8")
    assert '"natural_person": true' in golden
    assert "1000000001" not in golden


def test_a_token_of_socrata_stands_in_neither_log_nor_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_SECOP2_TOKEN", "a-secret-of-ours")
    with CASES["secop2"].running() as (base, _):
        crawl = CASES["secop2"].crawled(base, tmp_path, "-s", "LOG_LEVEL=DEBUG")
    packed = b"".join(gzip.decompress(x.read_bytes()) for x in crawl.archive.rglob("*.warc.gz"))
    assert b"a-secret-of-ours" not in packed + crawl.log.encode()


def test_an_amendment_of_canadas_disclosure_is_no_second_contract() -> None:
    path = PORTALS / "canada_disclosure" / "contract_and_its_amendment.csv"
    notices = [
        x for x in CanadaDisclosureSpider.read(path.read_bytes(), "") if isinstance(x, Notice)
    ]
    (contract,) = compile_procedure(notices).contracts
    assert contract.value
    assert contract.first_value
    amounts = [str(x.amount) for x in (contract.value, contract.first_value)]
    assert amounts == ["9078698.60", "4965110.81"]
    assert (contract.amendments, str(contract.period and contract.period.end)) == (1, "2021-06-30")


@pytest.mark.parametrize(
    ("written", "number", "technique"),
    [("K000006094", "K000006094", "call_off"), ("Joan Example", None, None), ("NA", None, None)],
)
def test_a_person_in_the_place_of_a_standing_offer_is_not_read(
    written: str, number: str | None, technique: str | None
) -> None:
    (row,) = csv_rows.rows((PORTALS / "canada_disclosure" / "before_2019.csv").read_bytes())
    (result,) = notices({**row, "standing_offer_number": written}, "canada_disclosure")
    assert isinstance(result, Notice)
    assert (result.procedure.framework_id, result.procedure.technique) == (number, technique)
    assert "Example" not in repr(result)


@pytest.mark.parametrize(
    ("comment", "code", "method", "details"),
    [
        ("This contract was sole-sourced.", "NA", "direct", "This contract was sole-sourced"),
        (
            "This contract was competitively sourced. This contract is a multi-year contract.",
            "NA",
            None,
            "This contract was competitively sourced",
        ),
        ("This contract was sole-sourced.", "OB", "open", "Competitive – Open Bidding (GETS)"),
        ("This contract is a multi-year contract.", "NA", None, None),
    ],
)
def test_before_2019_a_comment_tells_whether_there_was_competition(
    comment: str, code: str, method: str | None, details: str | None
) -> None:
    (row,) = csv_rows.rows((PORTALS / "canada_disclosure" / "before_2019.csv").read_bytes())
    changed = {**row, "comments_en": comment, "solicitation_procedure": code}
    notice = next(
        notice for notice in notices(changed, "canada_disclosure") if isinstance(notice, Notice)
    )
    assert (notice.procedure.method, notice.procedure.method_details) == (method, details)


def test_canadas_second_table_is_not_asked_for_and_a_file_only_again_when_changed(
    tmp_path: Path,
) -> None:
    case = CASES["canada_disclosure"]
    with case.running() as (base, stock):
        crawl = case.crawled(base, tmp_path)
        urls = [reading["document"]["url"] for reading in crawl.readings]
        known = tmp_path / "known.txt"
        known.write_text("\n".join(url for url in urls if "#etag=" in url), encoding="utf-8")
        (tmp_path / "again").mkdir()
        again = case.crawled(base, tmp_path / "again", "-s", f"VIGIE_KNOWN={known}")
        sent = stock.sent
    assert not any("contracts-nil" in url for url in urls)
    assert (sent, ids(again), problems(again)) == (4, set(), [])


def test_canadabuys_is_visited_once_where_it_insists_and_its_cookie_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CanadaBuys, "needs_visit", True)
    case = CASES["canadabuys"]
    with case.running() as (base, _):
        crawl = case.crawled(base, tmp_path)
    assert (ids(crawl), problems(crawl)) == (case.published(), [])
    assert crawl.stats["vigie/visits"] == 1
    packed = b"".join(gzip.decompress(x.read_bytes()) for x in crawl.archive.rglob("*.warc.gz"))
    assert b"session=" not in packed + crawl.log.encode()


def test_a_refusal_after_the_visit_ends_the_crawl(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        if request.path.endswith(".csv"):
            return Answer(b"Forbidden", 403)
        return Answer("<!DOCTYPE html><html><body>Data</body></html>")

    with portal(script) as server:
        refused = CASES["canadabuys"].crawled(server.base, tmp_path)
    assert refused.reason == "blocked"
    assert "answered 403" in refused.stats["vigie/blocked"]


def test_two_quarters_of_a_fiscal_year_are_one_file_each_and_one_that_is_missing_is_told(
    tmp_path: Path,
) -> None:
    case = CASES["canadabuys"]._replace(windows=("2026-04-01/2026-07-01", "2026-07-01/2026-10-01"))
    with case.running() as (base, stock):
        crawl = case.crawled(base, tmp_path)
        assert (stock.sent, problems(crawl)) == (4, [])  # one of them the calls that are open
        stock.tables = {key: name for key, name in stock.tables.items() if key != "award"}
        (tmp_path / "again").mkdir()
        again = case.crawled(base, tmp_path / "again")
    assert len(problems(again)) == 2
    assert all(
        "awardNotice-avisAttribution.csv is not there" in problem for problem in problems(again)
    )


def test_open_calls_of_canadabuys_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    """In none of the fiscal year's: it is read in each quarter's crawl, and missed when it is not
    there."""
    case = CASES["canadabuys"]._replace(windows=("2026-10-01/2027-01-01",))
    with case.running() as (base, stock):
        crawl = case.crawled(base, tmp_path)
        stock.tables = {key: name for key, name in stock.tables.items() if key != "open"}
        (tmp_path / "again").mkdir()
        again = case.crawled(base, tmp_path / "again")
    assert "canadabuys:cb-901-50000001" in ids(crawl)
    assert problems(crawl) == []
    assert "openTenderNotice-ouvertAvisAppelOffres.csv is not there" in problems(again)[0]


def test_a_contract_of_canadabuys_is_its_award_its_history_and_its_amendment() -> None:
    notices: list[Notice] = []
    for name in ("award_notices.csv", "contract_history.csv"):
        body = (PORTALS / "canadabuys" / name).read_bytes()
        notices += [x for x in CanadabuysSpider.read(body, "") if isinstance(x, Notice)]
    contract, standing_offer = compile_procedure(notices).contracts
    assert contract.value
    assert (str(contract.value.amount), contract.amendments) == ("6025000.00", 1)
    assert len(contract.mentions) == 3
    assert (standing_offer.value, standing_offer.technique) == (None, "framework")


def test_gets_is_off_until_its_terms_were_read_and_says_so(tmp_path: Path) -> None:
    # without a mock portal: nothing is asked, so nothing is reached
    own = ("-s", "SPIDER_MODULES=spiders.gets", "-s", "VIGIE_ENDPOINTS={}", "-s", "VIGIE_PACE=1")
    result = crawl("gets", tmp_path, "", *own)
    assert result.reason == "misconfigured"
    assert "off until you have read its terms of use" in result.stats["vigie/misconfigured"]
    assert "downloader/request_count" not in result.stats


def test_a_tender_of_gets_is_fetched_again_when_its_row_has_changed_and_only_then(
    tmp_path: Path,
) -> None:
    case = CASES["gets"]
    with case.running() as (base, stock):
        first = case.crawled(base, tmp_path)
        urls = [reading["document"]["url"] for reading in first.readings]
        known = tmp_path / "known.txt"
        known.write_text("\n".join(urls), encoding="utf-8")
        again = tmp_path / "again"
        again.mkdir()
        changed = {
            k: x.replace("9 September 2026", "16 September 2026") for k, x in stock.pages().items()
        }
        stock.pages = lambda: changed
        settings = ("-s", f"VIGIE_KNOWN={known}", "-s", "VIGIE_WALKED=1")
        second = case.crawled(base, again, *settings)
    assert len(urls) == 5
    assert (ids(second), problems(second)) == ({"gets:33995584"}, [])
    assert second.readings[0]["notices"][0]["deadline"] == "2026-09-16"


@pytest.mark.parametrize("day", ["31 February 2026", "9 September 9999"])
def test_a_day_of_gets_that_no_calendar_has_costs_the_day_alone(day: str) -> None:
    page = (PORTALS / "gets" / "33995584.html").read_text("utf-8")
    assert "9 September 2026" in page
    (notice,) = gets.notices(BeautifulSoup(page.replace("9 September 2026", day), "lxml"), "gets")
    assert isinstance(notice, Notice)
    assert (notice.deadline, str(notice.published)) == (None, "2026-08-18")


def test_no_address_of_a_winner_is_read_from_the_prose_of_gets() -> None:
    goldens = "".join(x.read_text("utf-8") for x in (PORTALS / "gets").glob("*.expected.json"))
    assert "Dell New Zealand Limited" in goldens
    assert "Example Street" not in goldens
    assert "panel of suppliers" not in goldens


def test_usaspending_refuses_two_groups_far_pages_and_half_a_mark() -> None:
    web = Web(UsaSpending(PORTALS / "usaspending"))
    path = "/api/v2/search/spending_by_award/"
    (body, *_) = UsaspendingSpider().request_bodies(
        UsaspendingSpider.window.span("2025-09-20/2025-09-30")
    )
    both = {**body["filters"], "award_type_codes": ["A", "IDV_A"]}
    assert web.post(path, json={**body, "filters": both}).status_code == 422
    assert web.post(path, json={**body, "page": 501}).status_code == 422
    assert web.post(path, json={**body, "last_record_unique_id": 5}).status_code == 500
    assert web.post(path, json={**body, "sort": "Start Date"}).status_code == 400
    assert web.post(path, json=body).json()["page_metadata"]["hasNext"] is False


def test_usaspending_is_asked_by_code_and_by_name_and_goes_on_behind_the_last_row(
    tmp_path: Path,
) -> None:
    case = CASES["usaspending"]._replace(windows=("2025-09-20/2025-09-30",))
    with case.running() as (base, stock):
        crawl = case.crawled(base, tmp_path)
        requests = stock.requests
    # six counts; an order, a vehicle and one found by name; each is listed once by code and name
    assert (ids(crawl), problems(crawl)) == (case.published(), [])
    by_name = next(x for x in crawl.readings if "140D0425P0230" in x["document"]["url"])
    assert by_name["notices"][0]["codes"][0]["id"] == "R799"
    assert requests > 6 + 3


def test_awards_of_other_days_are_told(tmp_path: Path) -> None:
    case = CASES["usaspending"]
    with case.running() as (base, stock):
        real, ever = stock._found, {"start_date": "2000", "end_date": "2100"}
        stock._found = lambda requested: real(
            {**requested, "filters": {**requested["filters"], "time_period": [ever]}}
        )
        crawl = case.crawled(base, tmp_path, *windows("2025-08-01/2025-08-02"))
    assert "asked for 2025-08-01 on, got CONT_" in problems(crawl)[0]


def test_what_an_officer_earns_is_not_read_and_a_change_is_laid_on_its_award() -> None:
    notices: list[Notice] = []
    for name in ("delivery_order_with_options", "changes_of_an_award"):
        body = (PORTALS / "usaspending" / f"{name}.json").read_bytes()
        notices += [x for x in UsaspendingSpider.read(body, "") if isinstance(x, Notice)]
    order = next(x for x in compile_procedure(notices[:4]).contracts)
    assert (order.amendments, len(order.mentions), order.status) == (2, 4, "active")
    golden = (PORTALS / "usaspending" / "purchase_order_one_source.expected.json").read_text()
    assert "PAT EXAMPLE" not in golden
