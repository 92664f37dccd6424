"""The mock portals refuse what the real ones refuse, on a clock that the test moves."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.demo.portals import server
from monitor.demo.portals.boamp import DATASET, Boamp
from monitor.demo.portals.contracts_finder import SEARCH as CF_SEARCH
from monitor.demo.portals.contracts_finder import ContractsFinder
from monitor.demo.portals.find_a_tender import FindATender
from monitor.demo.portals.ghana_ppa import GhanaPpa
from monitor.demo.portals.mock_portal import MockPortal
from monitor.demo.portals.ted import SEARCH, Ted
from monitor.demo.portals.ted_query import KNOWN
from tests.mock_portals.asgi_client import AGENT
from tests.mock_portals.asgi_client import Web as client
from tests.mock_portals.frozen_clock import FrozenClock
from tests.mock_portals.staged_portal import staged

PACKAGES = "/api/1.0/ocdsReleasePackages"
EFORMS = (
    '<?xml version="1.0" encoding="UTF-8"?><ContractAwardNotice xmlns:c="urn:x" xmlns:e="urn:y">'
    "<e:Publication><e:NoticePublicationID>{number:08d}-2026</e:NoticePublicationID>"
    "<e:PublicationDate>{day}Z</e:PublicationDate></e:Publication>"
    "<e:Organizations><e:Organization><e:Company><c:PartyIdentification><c:ID>ORG-0002</c:ID>"
    "</c:PartyIdentification><c:PartyName><c:Name>{winner}</c:Name></c:PartyName></e:Company>"
    "</e:Organization></e:Organizations><e:TenderingParty><e:Tenderer><c:ID>ORG-0002</c:ID>"
    "</e:Tenderer></e:TenderingParty>"
    '<NoticeTypeCode listName="result">can-standard</NoticeTypeCode>'
    "<NoticeLanguageCode>FRA</NoticeLanguageCode>"
    "<c:ItemClassificationCode>{cpv}</c:ItemClassificationCode></ContractAwardNotice>"
)


@pytest.fixture
def ted(tmp_path: Path) -> Ted:
    """Five notices: three days, two CPV divisions, one Microsoft."""
    rows = [
        (990001, "2026-11-02", "72000000", "Microsoft Ireland Operations Ltd"),
        (990002, "2026-11-02", "72415000", "OVH SAS"),
        (990003, "2026-11-03", "48218000", "Société Générale d'Informatique"),
        (990004, "2026-11-04", "45000000", "Bouygues Bâtiment"),
        (990005, "2026-11-04", "30230000", "Econocom"),
    ]
    for number, day, cpv, winner in rows:
        text = EFORMS.format(number=number, day=day, cpv=cpv, winner=winner)
        (tmp_path / f"{number}-2026.xml").write_text(text, encoding="utf-8")
    return Ted(tmp_path, FrozenClock(date(2026, 11, 5)))


def asked(portal: MockPortal, query: str, **more: Any) -> Any:
    body = {"query": query, "fields": ["publication-number"], "scope": "ALL", **more}
    return client(portal).post(SEARCH, json=body)


def numbers(answer: Any) -> list[str]:
    return sorted(each["publication-number"][:6] for each in answer.json()["notices"])


def release(number: int, moment: str, tag: str = "award") -> dict[str, Any]:
    return {
        "ocid": f"ocds-h6vhtk-{number:06x}",
        "id": f"{number}-2026",
        "tag": [tag],
        "date": moment,
    }


def packages(folder: Path, releases: list[dict[str, Any]]) -> Path:
    folder.joinpath("all.json").write_text(json.dumps({"version": "1.1", "releases": releases}))
    return folder


@pytest.fixture
def fts(tmp_path: Path) -> FindATender:
    dated = [release(990000 + n, f"2026-11-02T{n:02d}:00:00Z") for n in range(24)]
    return FindATender(packages(tmp_path, dated), FrozenClock())


def test_the_thirteenth_request_in_two_minutes_is_refused_with_retry_after(
    fts: FindATender,
) -> None:
    web = client(fts)
    assert {web.get(PACKAGES).status_code for _ in range(12)} == {200}
    refused = web.get(PACKAGES)
    assert (refused.status_code, refused.text) == (429, "Too Many Requests")
    assert refused.headers["content-type"].startswith("text/plain")
    assert refused.headers["retry-after"] == "120"
    fts.clock.advance(120)  # type: ignore[attr-defined]
    assert web.get(PACKAGES).status_code == 200
    seen = web.get("/-/mock-portal/crossings").json()
    assert (seen["requests"], seen["crossings"]) == (14, 1)
    assert seen["by_rule"] == {"12 in 2 minutes": 1}


def test_a_client_that_waits_ten_seconds_never_crosses(fts: FindATender) -> None:
    web = client(fts)
    for _ in range(60):
        assert web.get(PACKAGES).status_code == 200
        fts.clock.advance(10)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("pace", "wait"), [(1.0, 120.0), (0.1, 12.0), (0.01, 1.2)])
def test_pace_scales_the_limit_as_it_scales_the_client(
    tmp_path: Path, pace: float, wait: float
) -> None:
    portal = FindATender(packages(tmp_path, []), FrozenClock(), pace)
    web = client(portal)
    for _ in range(12):
        web.get(PACKAGES)
    portal.clock.advance(wait * 0.9)  # type: ignore[attr-defined]
    assert web.get(PACKAGES).status_code == 429
    portal.clock.advance(wait * 0.2)  # type: ignore[attr-defined]
    assert web.get(PACKAGES).status_code == 200


def test_pace_nought_switches_limits_off(tmp_path: Path) -> None:
    web = client(FindATender(packages(tmp_path, []), FrozenClock(), 0))
    assert {web.get(PACKAGES).status_code for _ in range(50)} == {200}


def test_contracts_finder_wants_five_minutes_of_silence(tmp_path: Path) -> None:
    portal = ContractsFinder(packages(tmp_path, []), FrozenClock())
    web = client(portal)
    assert {web.get(CF_SEARCH).status_code for _ in range(20)} == {200}
    assert web.get(CF_SEARCH).status_code == 403
    portal.clock.advance(200)  # type: ignore[attr-defined]
    assert web.get(CF_SEARCH).status_code == 403, "speaking too early starts the silence anew"
    portal.clock.advance(200)  # type: ignore[attr-defined]
    assert web.get(CF_SEARCH).status_code == 403
    portal.clock.advance(300)  # type: ignore[attr-defined]
    assert web.get(CF_SEARCH).status_code == 200


def test_boamp_counts_down_its_quota_and_answers_429_in_json(tmp_path: Path) -> None:
    portal = Boamp(tmp_path, FrozenClock())
    web = client(portal)
    first = web.get(f"{DATASET}/records")
    assert first.headers["x-ratelimit-remaining"] == "4999"
    for _ in range(29):
        web.get(f"{DATASET}/records")
    refused = web.get(f"{DATASET}/records")
    assert refused.status_code == 429
    assert refused.json()["errorcode"] == 10002


@pytest.mark.parametrize(
    ("asked_for", "code"),
    [
        ({"limit": 101}, "InvalidRESTParameterError"),
        ({"limit": 100, "offset": 9901}, "InvalidRESTParameterError"),
        ({"limit": 100, "offset": 9900}, None),
        ({"where": "dateparution >= "}, "ODSQLError"),
        ({"where": "datparution = '2026-11-02'"}, "ODSQLError"),
        ({"start": 100}, None),
    ],
)
def test_boamp_refuses_what_explore_refuses(
    tmp_path: Path, asked_for: dict[str, Any], code: str | None
) -> None:
    boamp_records(tmp_path)
    answer = client(Boamp(tmp_path, FrozenClock())).get(f"{DATASET}/records", params=asked_for)
    assert answer.status_code == (400 if code else 200)
    assert answer.json().get("error_code") == code


def boamp_records(folder: Path) -> None:
    rows = [
        {"idweb": f"26-99000{n}", "dateparution": f"2026-11-0{n}", "nature": nature, "dc": dc}
        for n, nature, dc in [
            (1, "ATTRIBUTION", ["186", "162"]),
            (2, "APPEL_OFFRE", ["118"]),
            (3, "ATTRIBUTION", None),
        ]
    ]
    folder.joinpath("a.json").write_text(json.dumps({"total_count": 3, "results": rows}))


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("dateparution = date'2026-11-02'", "2"),
        ("dateparution >= date'2026-11-01' AND dateparution < date'2026-11-03'", "12"),
        ("dateparution>='2026-11-02' and nature='ATTRIBUTION'", "3"),
        ('dc = "162" OR idweb IN ("26-990003")', "13"),
        ("NOT (nature = 'ATTRIBUTION')", "2"),
    ],
)
def test_boamp_filters_by_odsql(tmp_path: Path, where: str, expected: str) -> None:
    boamp_records(tmp_path)
    web = client(Boamp(tmp_path, FrozenClock()))
    answer = web.get(f"{DATASET}/records", params={"where": where, "order_by": "idweb"}).json()
    assert "".join(each["idweb"][-1] for each in answer["results"]) == expected
    assert answer["total_count"] == len(expected)


def test_boamp_pages_by_offset_in_a_stable_order(tmp_path: Path) -> None:
    boamp_records(tmp_path)
    web = client(Boamp(tmp_path, FrozenClock()))
    pages = [
        web.get(f"{DATASET}/records", params={"limit": 2, "offset": at, "order_by": "idweb"}).json()
        for at in (0, 2, 4)
    ]
    assert [len(page["results"]) for page in pages] == [2, 1, 0]
    assert {page["total_count"] for page in pages} == {3}


@pytest.mark.parametrize("name", ["start", "page", "updatedfrom"])
def test_find_a_tender_knows_five_parameters_and_no_other(fts: FindATender, name: str) -> None:
    answer = client(fts).get(PACKAGES, params={name: "1"})
    assert answer.status_code == 400
    assert "Request parameters unknown" in answer.text


@pytest.mark.parametrize(
    "wrong", [{"stages": "pipeline"}, {"limit": "101"}, {"updatedFrom": "2026"}, {"cursor": "x"}]
)
def test_find_a_tender_refuses_wrong_values(fts: FindATender, wrong: dict[str, str]) -> None:
    assert client(fts).get(PACKAGES, params=wrong).status_code == 400


def test_find_a_tender_is_read_to_the_end_by_following_links(fts: FindATender) -> None:
    web = client(fts)
    asked_for = {"updatedFrom": "2026-11-02T00:00:00", "updatedTo": "2026-11-02T05:59:59"}
    page = web.get(PACKAGES, params={**asked_for, "limit": "4"}).json()
    ids = [each["id"] for each in page["releases"]]
    while "links" in page:
        page = web.get(page["links"]["next"]).json()
        ids += [each["id"] for each in page["releases"]]
    assert ids == [f"{990000 + n}-2026" for n in (5, 4, 3, 2, 1, 0)]


def test_an_infinite_number_leaves_as_it_came(tmp_path: Path) -> None:
    text = json.dumps({"releases": [release(1, "2026-11-02T00:00:00Z")]})
    tmp_path.joinpath("a.json").write_text(text.replace('"tag"', '"lots": 1e9999, "tag"'))
    answer = client(FindATender(tmp_path, FrozenClock())).get(f"{PACKAGES}/1-2026")
    assert '"lots":1e9999' in answer.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("publication-date>=20261102 AND publication-date<=20261103", "990001 990002 990003"),
        ("PD=20261104", "990004 990005"),
        ("publication-date>=today(-2)", "990003 990004 990005"),
        ("classification-cpv IN (72000000 48000000)", "990001 990002 990003"),
        ("classification-cpv=30000000", "990005"),
        ('winner-name ~ "microsoft"', "990001"),
        ('winner-name ~ "societe generale"', "990003"),
        ("notice-type IN (can-standard veat) AND NOT PC=72000000", "990003 990004 990005"),
        (
            '(FT ~ "econocom" OR publication-number=990004-2026) SORT BY publication-date DESC',
            "990004 990005",
        ),
    ],
)
def test_ted_answers_expert_queries(ted: Ted, query: str, expected: str) -> None:
    answer = asked(ted, query)
    assert numbers(answer) == expected.split()
    assert answer.json()["totalNoticeCount"] == len(expected.split())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"query": "publication-date>="}, "QUERY_SYNTAX_ERROR"),
        ({"query": "publication-dat>=20261102"}, "QUERY_UNKNOWN_FIELD"),
        ({"fields": ["publication-number", "winner-mail"]}, "UNSUPPORTED_VALUE"),
        ({"fields": []}, "VALIDATION"),
        ({"limit": 251}, "SEARCH_EXCEEDS_MAX_LIMIT"),
        ({"limit": 250, "fields": 41}, "SEARCH_EXCEEDS_MAX_LIMIT"),
        ({"limit": 250, "page": 61}, "SEARCH_WINDOW_TOO_WIDE"),
        ({"paginationMode": "ITERATION", "iterationNextToken": "old"}, "INVALID_ITERATION_TOKEN"),
        ({"scope": "EVERYTHING"}, "UNSUPPORTED_VALUE"),
    ],
)
def test_ted_refuses_with_the_documented_type(ted: Ted, body: dict[str, Any], kind: str) -> None:
    if body.get("fields") == 41:
        body = {**body, "fields": sorted(KNOWN)[:41]}
    answer = asked(ted, **{"query": "publication-date>=20261101", **body})
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, kind)


def test_ted_answers_429_in_json_to_two_searches_a_second(ted: Ted) -> None:
    answers = []
    for _ in range(16):
        answers.append(asked(ted, "PD=20261104"))
        ted.clock.advance(0.5)  # type: ignore[attr-defined]
    assert [each.status_code for each in answers] == [200] * 15 + [429]
    assert answers[-1].headers["retry-after"] == "3"
    assert answers[-1].json() == {"message": "Too many requests"}


def test_ted_iteration_ends_with_an_empty_page_and_tokens_expire(ted: Ted) -> None:
    query, pages, token = "publication-date>=20261101", [], None
    while True:
        more = {"iterationNextToken": token} if token else {}
        answer = asked(ted, query, paginationMode="ITERATION", limit=2, **more).json()
        pages.append(len(answer["notices"]))
        last, token = token, answer["iterationNextToken"]
        if token is None:
            break
    assert pages == [2, 2, 1, 0]
    ted.clock.advance(25 * 3600)  # type: ignore[attr-defined]
    late = asked(ted, query, paginationMode="ITERATION", limit=2, iterationNextToken=last)
    assert late.json()["error"]["type"] == "EXPIRED_ITERATION_TOKEN"


@pytest.mark.parametrize(
    ("agent", "status"),
    [
        ("python-requests/2.34", 202),
        ("Scrapy/2.19.0 (+https://scrapy.org)", 202),
        ("", 202),
        (AGENT, 200),
    ],
)
def test_ted_serves_notices_only_to_crawlers_that_say_who_they_are(
    ted: Ted, agent: str, status: int
) -> None:
    answer = client(ted).get("/en/notice/990001-2026/xml", headers={"User-Agent": agent})
    assert answer.status_code == status
    if status == 202:
        assert answer.content == b""
        assert answer.headers["x-amzn-waf-action"] == "challenge"
        assert ted.crossed["agent"] == 1


def test_asking_what_robots_txt_forbids_is_counted(ted: Ted) -> None:
    web = client(ted)
    assert "Disallow: /packages/" in web.get("/robots.txt").text
    web.get("/packages/daily/202600157")
    assert ted.crossed["robots"] == 1


def test_ghana_lists_ten_contracts_a_page(tmp_path: Path) -> None:
    for number in range(90001, 90013):
        text = f"<dl><dt>Awarding Agency:</dt><dd>Agency {number} &amp; Sons</dd></dl>"
        tmp_path.joinpath(f"{number}.html").write_text(text, encoding="utf-8")
    web = client(GhanaPpa(tmp_path, FrozenClock()))
    pages = [web.get("/contracts", params={"page": n}).text for n in (1, 2, 3)]
    assert [page.count("list-title") for page in pages] == [10, 2, 0]
    assert "Agency 90012 &amp; Sons" in pages[0]
    assert 'href="http://testserver/contracts?page=2"' in pages[0]
    assert web.get("/contracts/90001").status_code == 200
    assert web.get("/contracts/1").status_code == 404


def test_faults_are_staged_and_run_out(ted: Ted) -> None:
    ted = staged(Ted)(ted.folder, ted.clock)
    web = client(ted)
    path = "/en/notice/990001-2026/xml"
    whole = web.get(path).content
    ted.switches.change({"fail_next": 1, "retry_after": 7, "truncate_next": 1, "only": "/notice/"})
    failed = web.get(path)
    assert (failed.status_code, failed.headers["retry-after"]) == (503, "7")
    assert web.get(path).content == whole[: len(whole) // 2]
    assert web.get(path).content == whole
    ted.switches.change({"html_next": 1, "empty_next": 1, "challenge_next": 1})
    assert [web.get(path).status_code for _ in range(4)] == [202, 200, 200, 200]
    with pytest.raises(ValueError, match="no such switch: no_such"):
        ted.switches.change({"no_such": 1})


def test_five_portals_listen_on_free_loopback_ports(tmp_path: Path) -> None:
    for kind in server.PORTALS:
        (tmp_path / kind.name).mkdir()
    with server.running_portals(server.create_portals(tmp_path)) as addresses:
        assert list(addresses) == [
            "ted",
            "boamp",
            "find_a_tender",
            "contracts_finder",
            "ghana_ppa",
        ]
        for name, base in addresses.items():
            assert base.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(f"{base}/-/mock-portal/crossings", timeout=60) as answer:
                assert json.load(answer)["portal"] == name
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{addresses['ted']}/robots.txt", timeout=60)


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    taken = server.bind_sockets([0])[0]
    taken.listen()
    port = taken.getsockname()[1]
    with pytest.raises(OSError, match=f"port {port} of 127.0.0.1 is not free"):
        server.bind_sockets([port])
    taken.close()


def test_the_command_prints_its_addresses_and_ends_on_sigterm(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.mock_portals.serve", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        addresses = json.loads(process.stdout.readline())
        with urllib.request.urlopen(f"{addresses['boamp']}/robots.txt", timeout=60) as answer:
            assert answer.status == 200
        process.terminate()
        assert process.wait(timeout=60) == 0
