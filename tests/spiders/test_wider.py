"""Traps and refusals of the portals beyond the demo, over real HTTP from mock portals.

The crawls that all portals must pass are in ``test_portals``.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from monitor.demo.portals.server import running_portals
from pipelines.model import Notice, Trouble
from spiders.decp import DecpSpider
from spiders.prozorro import ProzorroSpider
from tests.mock_portals.asgi_client import Web
from tests.mock_portals.cursor_paging import Austender, Prozorro
from tests.mock_portals.json_listings import Doffin, Simap
from tests.mock_portals.proactis import PublicContractsScotland, Sell2Wales
from tests.mock_portals.seao_ckan import Seao
from tests.spiders.crawl_support import Answer, ReceivedRequest, crawl, portal, windows
from tests.spiders.portal_cases import CASES
from tests.spiders.portal_support import PACE, PORTALS, crossings, ids, problems


@pytest.fixture(autouse=True)
def key_of_doffin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DOFFIN_KEY", Doffin.key)


def test_a_page_that_links_to_no_file_leaves_its_windows_open(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with running_portals({"seao": Seao(empty, pace=PACE)}) as bases:
        crawl = CASES["seao"].crawled(bases["seao"], tmp_path)
    assert crawl.reports
    assert all("links to no file" in report["problem"] for report in crawl.reports)


def test_the_api_that_robots_txt_forbids_is_a_crossing(tmp_path: Path) -> None:
    with CASES["seao"].running() as (base, _):
        url = f"{base}/recherche/api/3/action/package_show"
        with urlopen(Request(url)) as answer:
            assert len(json.load(answer)["result"]["resources"]) == 3
        assert crossings(base)["by_rule"] == {"robots": 1}


def test_simap_refuses_a_search_without_text_or_quick_filter() -> None:
    web = Web(Simap(PORTALS / "simap"))
    path = "/api/publications/v2/project/project-search"
    assert web.get(f"{path}?newestPublicationFrom=2026-04-14").status_code == 400
    assert web.get(f"{path}?search=ab").status_code == 400
    assert web.get(f"{path}?projectSubTypes=service&lastItem=1").status_code == 400


def test_a_search_that_gives_one_page_again_and_again_is_seen(tmp_path: Path) -> None:
    with CASES["simap"].running(repeat_page=True) as (base, _):
        crawl = CASES["simap"].crawled(base, tmp_path)
    problems = [report.get("problem") or "" for report in crawl.reports]
    assert any("names nothing new and goes on" in problem for problem in problems)


def test_doffin_is_off_without_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIGIE_DOFFIN_KEY")
    with CASES["doffin"].running() as (base, _):
        crawl = CASES["doffin"].crawled(base, tmp_path)
        assert crossings(base)["requests"] == 0
    assert crawl.reason == "misconfigured"
    assert "VIGIE_DOFFIN_KEY is not set" in crawl.stats["vigie/misconfigured"]


def test_a_key_stands_in_neither_log_nor_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Doffin, "key", "a-secret-of-ours")
    monkeypatch.setenv("VIGIE_DOFFIN_KEY", "a-secret-of-ours")
    with CASES["doffin"].running() as (base, _):
        crawl = CASES["doffin"].crawled(base, tmp_path, "-s", "LOG_LEVEL=DEBUG")
    assert crawl.reason == "finished"
    assert "a-secret-of-ours" not in crawl.log + json.dumps(crawl.stats)
    packed = [path.read_bytes() for path in crawl.archive.rglob("*.warc.gz")]
    assert packed
    assert not any(b"a-secret-of-ours" in gzip.decompress(each) for each in packed)


def test_a_refused_key_ends_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DOFFIN_KEY", "an old one")
    with CASES["doffin"].running() as (base, _):
        crawl = CASES["doffin"].crawled(base, tmp_path)
    assert (crawl.reason, "answered 401" in crawl.stats["vigie/blocked"]) == ("blocked", True)


def test_a_total_that_lies_leaves_its_window_open(tmp_path: Path) -> None:
    with CASES["doffin"].running(total_off_by=1) as (base, _):
        crawl = CASES["doffin"].crawled(base, tmp_path)
    assert all(
        "the portal announced 2, 1 were listed" in report["problem"] for report in crawl.reports
    )


def test_a_window_with_more_hits_than_pages_is_asked_in_halves(tmp_path: Path) -> None:
    days = [f"2026-11-{day:02d}" for day in range(1, 9)]

    def script(request: ReceivedRequest) -> Answer:
        if request.path.startswith("/item/"):
            return Answer({"records": [{"id": request.path[6:]}]})
        actual = [day for day in days if request.query["from"] <= day < request.query["to"]]
        return Answer({"total": len(actual), "items": [{"id": day} for day in actual[:3]]})

    with portal(script) as server:
        crawl_ = crawl("halved", tmp_path, server.base, *windows("2026-11-01/2026-11-09"))
    assert sorted(crawl_.numbers()) == days
    assert crawl_.report()["problem"] is None


def test_a_notice_type_that_fails_is_counted_and_the_others_are_asked(tmp_path: Path) -> None:
    stock = Sell2Wales(PORTALS / "sell2wales", pace=PACE)
    stock.failing = frozenset({"3", "51"})
    with running_portals({"sell2wales": stock}) as bases:
        crawl = CASES["sell2wales"].crawled(bases["sell2wales"], tmp_path)
    assert crawl.reason == "finished"
    assert crawl.numbers() == [
        "ocds-kuma6s-148098-release-148098",
        "ocds-kuma6s-148098-release-148512",
    ]
    assert (crawl.stats["vigie/failed/3"], crawl.stats["vigie/failed/51"]) == (2, 2)
    assert all(
        report["problem"] == "type 3 answered 500, twice; type 51 answered 500, twice"
        for report in crawl.reports
    )


def test_a_portal_that_fails_on_every_type_is_no_quiet_month(tmp_path: Path) -> None:
    stock = Sell2Wales(PORTALS / "sell2wales", pace=PACE)
    stock.failing = stock.types
    with running_portals({"sell2wales": stock}) as bases:
        crawl = CASES["sell2wales"].crawled(bases["sell2wales"], tmp_path)
    assert (crawl.reason, crawl.reports) == ("blocked", [])
    assert "fails on all 14 types" in crawl.stats["vigie/blocked"]


def test_proactis_refuses_days_unknown_types_and_library_agents() -> None:
    web = Web(PublicContractsScotland(PORTALS / "public_contracts_scotland"))
    path = "/v1/Notices?outputType=0"
    assert web.get(f"{path}&dateFrom=2019-04-01&noticeType=2").status_code == 400
    assert web.get(f"{path}&dateFrom=04-2019&noticeType=51").status_code == 400
    agent = {"User-Agent": "python-requests/2.32"}
    assert web.get(f"{path}&dateFrom=04-2019&noticeType=2", headers=agent).status_code == 403
    data = web.get(f"{path}&dateFrom=04-2019&noticeType=2").json()
    assert len(data["releases"]) == 1


def test_an_error_that_comes_as_an_answer_leaves_its_window_open(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        return Answer({"errorCode": 500, "message": "Something went wrong"})

    with portal(script) as server:
        crawl_ = CASES["austender"].crawled(server.base, tmp_path)
    assert len(crawl_.reports) == 2
    assert all("answered with an error: 500" in report["problem"] for report in crawl_.reports)


def test_the_pages_of_austender_are_followed_by_their_cursor(tmp_path: Path) -> None:
    case = CASES["austender"]._replace(windows=("2024-01-15/2024-01-17",))
    with case.running() as (base, _):
        crawl = case.crawled(base, tmp_path)
    assert [report["pages"] for report in crawl.reports] == [2]
    assert (problems(crawl), ids(crawl)) == ([], case.published())


def test_austender_refuses_unknown_paths_empty_cursors_and_wrong_dates() -> None:
    web = Web(Austender(PORTALS / "austender"))
    path = "/ocds/findByDates/contractLastModified/2024-01-15T00:00:00Z/2024-01-16T00:00:00Z"
    assert web.get("/ocds").status_code == 403
    assert web.get(f"{path}?cursor=").status_code == 502
    assert web.get(path.replace("T00:00:00Z", "")).json()["errorCode"] == 400


def test_a_file_above_the_limit_is_refused_and_the_limit_named() -> None:
    (result,) = DecpSpider.read(b"[" + b" " * (64 * 1024 * 1024), "decp-global.json")
    assert isinstance(result, Trouble)
    assert (result.code, "the limit is 64 MB" in result.message) == ("too_large", True)


def test_prozorro_refuses_other_agents_and_wrong_offsets() -> None:
    web = Web(Prozorro(PORTALS / "prozorro"))
    agent = {"User-Agent": "python-requests/2.32"}
    assert web.get("/api/2.5/tenders", headers=agent).status_code == 412
    assert web.get("/api/2.5/tenders?offset=yesterday").status_code == 404
    assert web.get("/api/2.5/tenders?limit=2000").status_code == 404


def test_a_sole_traders_tax_number_is_not_read() -> None:
    path = PORTALS / "prozorro" / "UA-2021-01-11-002071-a.json"
    (result,) = ProzorroSpider.read(path.read_bytes(), path.name)
    assert isinstance(result, Notice)
    assert "1234567890" not in repr(result)
    assert result.awards[0].suppliers[0].organization.natural_person is True


def test_what_a_publication_follows_is_fetched_though_no_list_names_it(tmp_path: Path) -> None:
    with CASES["simap"].running() as (base, _):
        crawl = CASES["simap"].crawled(base, tmp_path)
    assert "19474-02" in crawl.numbers()
    # three correct or take back what is not served any more: counted, and no hole
    assert (crawl.stats["vigie/earlier"], crawl.stats["vigie/earlier_missing"]) == (1, 3)
    assert [report["complete"] for report in crawl.reports] == [True, True]
