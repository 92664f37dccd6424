"""Traps and refusals of national portals in Europe and Latin America, over real HTTP.

The crawls that all portals must pass are in ``test_portals``.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from spiders import prozorro
from spiders.base.date_windows import Span
from spiders.pncp import PncpSpider
from spiders.prozorro import ProzorroSpider
from spiders.simap import SimapSpider
from spiders.tenderned import TendernedSpider
from tests.mock_portals import bzp as bzp_mock
from tests.mock_portals.asgi_client import Web
from tests.mock_portals.bulk_files import Anac
from tests.mock_portals.bzp import Bzp
from tests.mock_portals.cursor_paging import Prozorro
from tests.mock_portals.pncp_dncp_tenderned import Dncp, Pncp, TenderNed
from tests.spiders.crawl_support import windows
from tests.spiders.portal_cases import CASES
from tests.spiders.portal_support import PORTALS, crossings, ids, problems


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DNCP_KEY", Dncp.key)


def test_a_day_whose_file_is_not_there_yet_stays_open(tmp_path: Path) -> None:
    with CASES["oeffentlichevergabe"].running() as (base, stock):
        stock.until = "2025-12-06"
        crawl = CASES["oeffentlichevergabe"].crawled(base, tmp_path)
    assert crawl.reason == "finished"
    assert [bool(report.get("problem")) for report in crawl.reports] == [False, True]
    assert "is not there (HTTP 404)" in crawl.reports[1]["problem"]


def test_a_zip_that_is_cut_short_leaves_its_day_open(tmp_path: Path) -> None:
    with CASES["oeffentlichevergabe"].running(truncate_next=1) as (base, _):
        crawl = CASES["oeffentlichevergabe"].crawled(base, tmp_path)
    assert "damaged or was cut short" in crawl.reports[0]["problem"]
    assert crawl.reports[1].get("problem") is None


def test_a_chain_of_pages_is_walked_once_and_its_last_state_comes_last(tmp_path: Path) -> None:
    days = windows("2021-09-04/2021-09-05", "2021-09-05/2021-09-06")
    with CASES["placsp"].running() as (base, stock):
        crawl = CASES["placsp"].crawled(base, tmp_path, *days)
        requests = stock.requests
    signed = [
        [award.get("signed") for award in notice["awards"]]
        for each in crawl.readings
        for notice in each.get("notices", ())
        if notice["number"] == "7940613/RES"
    ]
    assert signed == [[None], ["2021-08-23"]]
    assert requests == 3  # two pages of one feed and one of the other, for both windows


def test_a_window_that_is_too_old_for_the_chain_takes_the_months_archive(tmp_path: Path) -> None:
    with CASES["placsp"].running() as (base, _):
        span = windows("2021-06-30/2021-07-01")
        old = CASES["placsp"].crawled(base, tmp_path, *span)
    assert "_202106.zip is not there" in old.reports[0]["problem"]


def test_a_months_archive_gives_what_the_chain_gives(tmp_path: Path) -> None:
    with CASES["placsp"].running() as (base, _):
        crawl = CASES["placsp"].crawled(base, tmp_path, *windows("2021-09-02/2021-09-03"))
    # the chain ends on 3 September, so the month's archive is read for the day before
    assert crawl.reports[0].get("problem") is None
    assert ids(crawl) == CASES["placsp"].published()
    signed = [
        notice["awards"][0].get("signed")
        for each in crawl.readings
        for notice in each.get("notices", ())
        if notice["number"] == "7940613/RES"
    ]
    assert signed[-1] == "2021-08-23"


def test_a_chain_that_bites_its_tail_is_seen(tmp_path: Path) -> None:
    with CASES["placsp"].running(repeat_page=True) as (base, _):
        crawl = CASES["placsp"].crawled(base, tmp_path)
    assert "the feed does not end" in crawl.reports[0]["problem"]


def test_pncp_refuses_long_spans_and_calls_without_a_way_of_buying() -> None:
    web = Web(Pncp(PORTALS / "pncp"))
    path = "/api/consulta/v1/contratos?pagina=1&dataInicial=20260310&dataFinal="
    assert web.get(f"{path}20290310").status_code == 422
    assert web.get(f"{path}10-03-2026").status_code == 400
    assert web.get(f"{path}20260309").status_code == 204
    calls = path.replace("contratos", "contratacoes/publicacao")
    assert web.get(f"{calls}20260310").status_code == 400
    assert web.get(f"{calls}20260310&codigoModalidadeContratacao=9").json()["totalRegistros"] == 1


def test_a_contract_of_pncp_that_changes_long_after_its_publication_comes_again(
    tmp_path: Path,
) -> None:
    case = CASES["pncp"]
    with case.running() as (base, stock):
        changed = {**stock.records("2")[0], "dataAtualizacao": "2026-09-01T10:00:00"}
        stock.records = lambda part: [changed] if part == "2" else []
        crawl = case._replace(windows=("2026-09-01/2026-09-02",)).crawled(base, tmp_path)
    assert ids(crawl) == {f"pncp:{changed['numeroControlePNCP']}"}
    assert crawl.report()["problem"] is None


def test_a_total_of_pncp_that_lies_leaves_its_window_open(tmp_path: Path) -> None:
    with CASES["pncp"].running(total_off_by=1) as (base, _):
        crawl = CASES["pncp"].crawled(base, tmp_path)
    assert crawl.reason == "finished"
    assert all("announced" in report["problem"] for report in crawl.reports)


def test_neither_a_persons_number_nor_a_secret_estimate_is_read() -> None:
    goldens = "".join(
        path.read_text("utf-8") for path in (PORTALS / "pncp").glob("*.expected.json")
    )
    assert '"natural_person": true' in goldens
    assert "12345678909" not in goldens
    assert '"amount": "0"' not in goldens


def test_without_a_password_tenderned_tells_no_winner_and_with_one_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xml").mkdir()
    with CASES["tenderned"].running() as (base, _):
        plain = CASES["tenderned"].crawled(base, tmp_path)
        for name, value in zip(("USER", "PASSWORD"), TenderNed.login, strict=True):
            monkeypatch.setenv(f"VIGIE_TENDERNED_{name}", value)
        crawl = CASES["tenderned"].crawled(base, tmp_path / "xml", "-s", "LOG_LEVEL=DEBUG")
    assert ids(plain) == ids(crawl) == CASES["tenderned"].published()
    winners = [
        [len(n.get("awards", ())) for each in crawl.readings for n in each.get("notices", ())]
        for crawl in (plain, crawl)
    ]
    assert (sum(winners[0]), sum(winners[1])) == (0, 2)
    packed = b"".join(gzip.decompress(x.read_bytes()) for x in crawl.archive.rglob("*.warc.gz"))
    assert b"cHJhY3RpY2U6" not in packed + crawl.log.encode()  # the password, as it was sent


def test_a_refused_password_ends_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_TENDERNED_USER", "mock")
    monkeypatch.setenv("VIGIE_TENDERNED_PASSWORD", "an old one")
    with CASES["tenderned"].running() as (base, _):
        crawl = CASES["tenderned"].crawled(base, tmp_path)
    assert (crawl.reason, "answered 401" in crawl.stats["vigie/blocked"]) == ("blocked", True)


def test_a_filter_that_is_not_applied_leaves_its_windows_open(tmp_path: Path) -> None:
    with CASES["tenderned"].running() as (base, stock):
        stock.filters = False
        crawl = CASES["tenderned"].crawled(base, tmp_path)
    assert crawl.reason == "finished"
    assert all("asked for 2026-03-0" in report["problem"] for report in crawl.reports)


def test_a_day_of_tenderned_fuller_than_its_last_page_stays_open_and_the_others_are_asked(
    tmp_path: Path,
) -> None:
    """Page 99 is the last that is given; here the first, of one notice."""
    case = CASES["tenderned"]._replace(windows=("2026-03-02/2026-03-04", "2026-03-03/2026-03-04"))
    short = ("-s", "SPIDER_MODULES=tests.spiders.national_spiders")
    with case.running() as (base, stock):
        stock.last_page = 0
        crawl = case.crawled(base, tmp_path, *short)
    assert crawl.reason == "finished"
    assert "the portal announced" in problems(crawl)[0]
    assert len(crawl.reports) == 2


def test_tenderned_gives_page_99_and_no_other_after_it_is_asked() -> None:
    """Of a day with 10,150 notices; the portal itself refuses page 100."""

    class Busy(TenderNed):
        def details(self) -> dict[str, dict[str, Any]]:
            item = {"publicatieDatum": "2026-03-02", "aanbestedingNaam": "x", "typePublicatie": {}}
            return {str(number): item for number in range(10_150)}

    day = Span(date(2026, 3, 2), date(2026, 3, 3))
    spider, web = TendernedSpider(), Web(Busy(PORTALS / "tenderned", pace=0))
    address: str | None = spider.first_page_url(day, 97)
    given = []
    while address:
        answer = web.get(address).json()
        given.append((answer["number"], len(answer["content"])))
        address = spider.next_page_url(address, answer, answer["content"], day)
    assert given == [(97, 100), (98, 100), (99, 100)]
    assert web.get(spider.first_page_url(day, 100)).status_code == 400


def test_pncp_is_asked_six_times_a_minute_for_pages_of_the_size_that_each_list_allows(
    tmp_path: Path,
) -> None:
    case = CASES["pncp"]._replace(page_size=None, windows=("2026-03-10/2026-03-11",))
    with case.running() as (base, _):
        crawl = case.crawled(base, tmp_path)
        seen = crossings(base)
    assert (crawl.reason, problems(crawl)) == ("finished", []), crawl.stats
    assert seen["by_rule"] == {}
    day = Span(date(2026, 3, 10), date(2026, 3, 11))
    sizes = {
        (
            urlsplit(request.url).path.split("/")[4],
            *parse_qs(urlsplit(request.url).query)["tamanhoPagina"],
        )
        for request in PncpSpider().window_requests(day)
    }
    assert sizes == {("contratos", "500"), ("contratacoes", "50")}


def test_a_429_of_pncp_without_a_time_is_waited_for_a_minute(tmp_path: Path) -> None:
    case = CASES["pncp"]._replace(windows=("2026-03-10/2026-03-11",))
    with case.running(fail_next=1, fail_status=429) as (base, _):
        crawl = case.crawled(base, tmp_path, "-s", "VIGIE_PACE=0.02")
    assert (crawl.reason, problems(crawl)) == ("finished", [])
    assert crawl.stats["vigie/waited_s"] == 1, "60 seconds at a fiftieth, not the usual 120"


def test_prozorro_is_asked_by_second_and_ordinal_a_thousand_at_a_time(tmp_path: Path) -> None:
    web, agent = Web(Prozorro(PORTALS / "prozorro")), {"User-Agent": "Mozilla/5.0"}
    for offset, status in (("1610373600.0", 200), ("2021-01-11T14:00:00Z", 404)):
        path = f"{Prozorro.root}?offset={offset}&limit=1000"
        assert web.get(path, headers=agent).status_code == status
    with CASES["prozorro"].running() as (base, _):
        crawl = CASES["prozorro"].crawled(base, tmp_path)
    assert (ids(crawl), problems(crawl)) == (CASES["prozorro"].published(), [])
    window = ProzorroSpider.window
    assert window is not None
    (span, *_) = window.cut(date(2021, 1, 11), date(2021, 1, 12))
    path = parse_qs(urlsplit(ProzorroSpider().first_page_url(span)).query)
    assert path["limit"] == ["1000"]
    assert path["offset"][0].endswith(".0")


def test_an_ordinal_is_no_fraction_of_a_second() -> None:
    items = [{"public_modified": x} for x in ("1610373600.9", "1610373600.10", 1610373600.25)]
    assert {prozorro.modified(item) for item in items} == {1610373600}


def test_simap_is_read_through_its_cookie_check(tmp_path: Path) -> None:
    case = CASES["simap"]
    with case.running() as (base, stock):
        stock.free = 2
        crawl = case.crawled(base, tmp_path)
        checked = stock.checked
    assert (crawl.reason, ids(crawl), problems(crawl)) == ("finished", case.published(), [])
    assert checked == 1, "the cookie is sent from then on"
    packed = b"".join(gzip.decompress(x.read_bytes()) for x in crawl.archive.rglob("*.warc.gz"))
    assert b"check=mock" not in packed + crawl.log.encode()


def test_a_day_of_simap_is_not_asked_for_before_eight_in_zurich(tmp_path: Path) -> None:
    day = (datetime.now(ZoneInfo("Europe/Zurich")) + timedelta(days=1)).date()
    with CASES["simap"].running() as (base, stock):
        crawl = CASES["simap"].crawled(base, tmp_path, *windows(f"{day}/{day + timedelta(days=1)}"))
        requests = stock.requests
    assert requests == 0
    assert f"{day} may be passed on from 08:00 Zurich time on" in problems(crawl)[0]


@pytest.mark.parametrize(("day", "utc"), [("2026-07-01", 6), ("2026-12-01", 7)])
def test_a_day_of_simap_may_be_passed_on_from_eight_in_summer_and_winter(
    day: str, utc: int
) -> None:
    start = date.fromisoformat(day)
    opens = SimapSpider().opens(Span(start, start + timedelta(days=1)))
    assert opens == datetime(start.year, start.month, 1, utc, tzinfo=UTC)


def test_bzp_refuses_501_rows_unknown_types_and_ignores_page_numbers() -> None:
    web = Web(Bzp(PORTALS / "bzp"))
    path = "/mo-board/api/v1/notice?PublicationDateFrom=2026-01-01T00:00:00Z"
    path += "&PublicationDateTo=2026-12-31T00:00:00Z"
    assert web.get(f"{path}&NoticeType=ContractNotice&PageSize=501").status_code == 400
    assert web.get(f"{path}&NoticeType=Call&PageSize=10").json()["errors"].keys() == {"NoticeType"}
    pages = [
        web.get(f"{path}&NoticeType=ContractNotice&PageSize=1&PageNumber={n}").json()
        for n in (1, 2)
    ]
    assert pages[0] == pages[1]


def test_rows_beyond_the_first_answer_are_asked_for_by_time(tmp_path: Path) -> None:
    days = windows("2026-02-23/2026-02-26")
    small = ("-s", "SPIDER_MODULES=tests.spiders.national_spiders")
    with CASES["bzp"].running() as (base, stock):
        crawl = CASES["bzp"].crawled(base, tmp_path, *days, *small)
        requests = stock.requests
    assert crawl.reports[0].get("problem") is None
    assert len(ids(crawl)) == crawl.reports[0]["received"] == 3
    # nine types; behind a full answer, and behind the short one after it: it may have been capped
    assert requests == 11


def test_a_type_that_bzp_does_not_know_is_told_and_the_others_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bzp_mock, "TYPES", [x for x in bzp_mock.TYPES if x != "ConcessionNotice"])
    with CASES["bzp"].running() as (base, _):
        crawl = CASES["bzp"].crawled(base, tmp_path, *windows("2026-02-23/2026-02-24"))
    assert crawl.reason == "finished"
    assert "type ConcessionNotice is refused" in problems(crawl)[0]
    assert len(ids(crawl)) >= 1


def test_rows_out_of_order_leave_their_window_open(tmp_path: Path) -> None:
    with CASES["bzp"].running(repeat_page=True) as (base, _):
        crawl = CASES["bzp"].crawled(base, tmp_path, *windows("2026-02-23/2026-02-25"))
    assert "not in the order of their time" in crawl.reports[0]["problem"]


def test_a_token_that_ends_is_renewed_and_nothing_is_lost(tmp_path: Path) -> None:
    with CASES["dncp"].running(expire_tokens=True) as (base, stock):
        crawl = CASES["dncp"].crawled(base, tmp_path)
        given = len(stock.tokens)
    assert (crawl.reason, ids(crawl)) == ("finished", CASES["dncp"].published()), crawl.log[-3000:]
    assert given == crawl.stats["vigie/tokens"] >= 2


def test_dncp_is_off_without_a_key_and_says_where_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIGIE_DNCP_KEY")
    with CASES["dncp"].running() as (base, _):
        crawl = CASES["dncp"].crawled(base, tmp_path)
        assert crossings(base)["requests"] == 0
    assert crawl.reason == "misconfigured"
    assert "VIGIE_DNCP_KEY is not set" in crawl.stats["vigie/misconfigured"]


def test_an_old_key_of_dncp_ends_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DNCP_KEY", "an old one")
    with CASES["dncp"].running() as (base, _):
        crawl = CASES["dncp"].crawled(base, tmp_path)
    assert (crawl.reason, "answered 401" in crawl.stats["vigie/blocked"]) == ("blocked", True)


def test_neither_key_nor_token_stands_in_log_or_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dncp, "key", "a-secret-of-ours")
    monkeypatch.setenv("VIGIE_DNCP_KEY", "a-secret-of-ours")
    with CASES["dncp"].running() as (base, _):
        crawl = CASES["dncp"].crawled(base, tmp_path, "-s", "LOG_LEVEL=DEBUG")
    assert crawl.reason == "finished"
    packed = [gzip.decompress(path.read_bytes()) for path in crawl.archive.rglob("*.warc.gz")]
    assert packed
    for secret in ("a-secret-of-ours", "token-1"):
        assert secret not in crawl.log + json.dumps(crawl.stats)
        assert not any(secret.encode() in each for each in packed)


def test_anac_shows_library_agents_a_page_with_status_200() -> None:
    web = Web(Anac(PORTALS / "anac"))
    path = f"{Anac.listing}?q=ocds&rows=1000"
    answer = web.get(path, headers={"User-Agent": "python-requests/2.32"})
    assert (answer.status_code, "Request Rejected" in answer.text) == (200, True)
    assert len(web.get(path).json()["result"]["results"][0]["resources"]) == 3


def test_a_month_that_anacs_listing_does_not_name_stays_open(tmp_path: Path) -> None:
    """The bulk is months late, and the running month has no file: not yet is not empty."""
    month = f"{datetime.now(UTC):%Y-%m}-01"
    after = (date.fromisoformat(month) + timedelta(days=31)).replace(day=1)
    with CASES["anac"].running() as (base, _):
        crawl = CASES["anac"].crawled(base, tmp_path, *windows(f"{month}/{after}"))
    assert (ids(crawl), crawl.reason) == (set(), "finished")
    assert "names 3 files and none of" in problems(crawl)[0]


def test_a_week_that_seaos_page_does_not_link_to_stays_open(tmp_path: Path) -> None:
    with CASES["seao"].running() as (base, _):
        crawl = CASES["seao"].crawled(base, tmp_path, *windows("2026-06-08/2026-06-15"))
    assert "links to 3 files and none of 2026-06-08/2026-06-15" in problems(crawl)[0]


def test_a_week_that_seao_lists_twice_under_one_name_is_read_twice(tmp_path: Path) -> None:
    """As of 22 December 2025: one name, two ids, other releases in the second."""
    case = CASES["seao"]
    with case.running() as (base, stock):
        (file, *_) = sorted(stock.folder.glob("hebdo_*[0-9].json"))
        package = json.loads(file.read_text("utf-8-sig"))
        package["releases"] = [{**package["releases"][0], "ocid": "ocds-ec9k95-99999999"}]
        stock.again = {file.name: json.dumps(package).encode()}
        crawl = case.crawled(base, tmp_path)
    assert (problems(crawl), crawl.reason) == ([], "finished")
    assert case.published() <= ids(crawl)
    added = ids(crawl) - case.published()
    assert len(added) == 1
    assert "ocds-ec9k95-99999999" in added.pop()


def test_a_page_of_anacs_firewall_is_no_month_without_contracts(tmp_path: Path) -> None:
    with CASES["anac"].running() as (base, stock):
        stock.rejects = True
        crawl = CASES["anac"].crawled(base, tmp_path)
    assert (crawl.reason, ids(crawl), crawl.reports) == ("blocked", set(), [])
    assert "Request Rejected" in crawl.stats["vigie/blocked"]
