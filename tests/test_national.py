"""National portals with protocols of their own, crawled over real HTTP from practice portals.

What a crawl gives is what the documents under tests/portals/<portal>/ say, notice by notice.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest

from monitor.practice.archives import Oeffentlichevergabe, Placsp
from monitor.practice.base import Practice
from monitor.practice.bzp import Bzp
from monitor.practice.national import Dncp, Pncp, TenderNed
from monitor.practice.serve import running
from tests.crawl_support import Crawl, crawl, windows
from tests.practice.practice_web import Web

PORTALS = Path(__file__).parent / "portals"
PACE = 0.01


class Case(NamedTuple):
    """A practice portal, windows its fixtures were published in, and how long its pages are."""

    kind: type[Practice]
    windows: tuple[str, ...]
    page_size: int | None = None


CASES = {
    "pncp": Case(Pncp, ("2026-03-10/2026-03-11", "2026-03-11/2026-03-12"), 2),
    "oeffentlichevergabe": Case(
        Oeffentlichevergabe, ("2025-12-05/2025-12-06", "2025-12-06/2025-12-07")
    ),
    "placsp": Case(Placsp, ("2021-09-03/2021-09-04", "2021-09-04/2021-09-05")),
    "tenderned": Case(TenderNed, ("2026-03-02/2026-03-03", "2026-03-03/2026-03-04"), 1),
    "bzp": Case(
        Bzp,
        (
            "2024-02-08/2024-02-09",
            "2026-02-23/2026-02-24",
            "2026-02-24/2026-02-25",
            "2026-04-20/2026-04-21",
        ),
    ),
    "dncp": Case(Dncp, ("2018-03-21/2018-03-22", "2024-05-14/2024-05-15"), 1),
}


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DNCP_KEY", Dncp.key)


@contextmanager
def served(name: str, **switches: Any) -> Iterator[tuple[str, Any]]:
    """Portal -> address of its practice portal with faults staged, and the portal itself."""
    stock: Any = CASES[name].kind(PORTALS / name, pace=PACE)
    stock.switches.change(switches)
    if CASES[name].page_size:
        stock.page_size = CASES[name].page_size
    with running({name: stock}) as bases:
        yield bases[name], stock


def crawled(name: str, base: str, folder: Path, *more: str) -> Crawl:
    settings = ("-s", "SPIDER_MODULES=spiders", "-s", f"VIGIE_PACE={PACE}")
    return crawl(name, folder, base, *settings, *windows(*CASES[name].windows), *more)


def crossings(base: str) -> dict[str, Any]:
    with urlopen(f"{base}/-/practice/crossings") as answer:
        return dict(json.load(answer))


def published(name: str) -> set[str]:
    """Ids of all notices in a portal's goldens."""
    return {
        one["id"]
        for path in (PORTALS / name).glob("*.expected.json")
        for one in json.loads(path.read_text(encoding="utf-8"))
        if "id" in one
    }


def ids(found: Crawl) -> set[str]:
    return {one["id"] for each in found.readings for one in each.get("notices", ())}


@pytest.mark.parametrize("name", CASES)
def test_a_crawl_gives_every_notice_and_crosses_no_limit(name: str, tmp_path: Path) -> None:
    with served(name) as (base, _):
        found = crawled(name, base, tmp_path)
        seen = crossings(base)
    assert found.reason == "finished", found.log[-3000:]
    assert [one["problem"] for one in found.reports if one.get("problem")] == []
    assert ids(found) == published(name)
    assert seen["crossings"] == 0, seen


@pytest.mark.parametrize("name", CASES)
def test_a_server_error_is_asked_again_and_loses_nothing(name: str, tmp_path: Path) -> None:
    with served(name, fail_next=1) as (base, _):
        found = crawled(name, base, tmp_path)
    assert (found.reason, ids(found)) == ("finished", published(name)), found.log[-3000:]


@pytest.mark.parametrize("name", CASES)
def test_a_robot_check_ends_the_crawl_and_says_so(name: str, tmp_path: Path) -> None:
    with served(name, challenge_next=100) as (base, _):
        found = crawled(name, base, tmp_path)
    assert found.reason == "blocked"
    assert "robot check" in found.stats["vigie/blocked"]


def test_a_day_whose_file_is_not_there_yet_stays_open(tmp_path: Path) -> None:
    with served("oeffentlichevergabe") as (base, stock):
        stock.until = "2025-12-06"
        found = crawled("oeffentlichevergabe", base, tmp_path)
    assert found.reason == "finished"
    assert [bool(one.get("problem")) for one in found.reports] == [False, True]
    assert "is not there (HTTP 404)" in found.reports[1]["problem"]


def test_a_zip_that_is_cut_short_leaves_its_day_open(tmp_path: Path) -> None:
    with served("oeffentlichevergabe", truncate_next=1) as (base, _):
        found = crawled("oeffentlichevergabe", base, tmp_path)
    assert "damaged or was cut short" in found.reports[0]["problem"]
    assert found.reports[1].get("problem") is None


def test_a_chain_of_pages_is_walked_once_and_its_last_state_comes_last(tmp_path: Path) -> None:
    days = windows("2021-09-04/2021-09-05", "2021-09-05/2021-09-06")
    with served("placsp") as (base, stock):
        found = crawled("placsp", base, tmp_path, *days)
        asked = stock.requests
    signed = [
        [award.get("signed") for award in notice["awards"]]
        for each in found.readings
        for notice in each.get("notices", ())
        if notice["number"] == "7940613/RES"
    ]
    assert signed == [[None], ["2021-08-23"]]
    assert asked == 3  # two pages of one feed and one of the other, for both windows


def test_a_window_that_is_too_old_for_the_chain_takes_the_months_archive(tmp_path: Path) -> None:
    with served("placsp") as (base, _):
        asked = windows("2021-06-30/2021-07-01")
        old = crawled("placsp", base, tmp_path, *asked)
    assert "_202106.zip is not there" in old.reports[0]["problem"]


def test_a_months_archive_gives_what_the_chain_gives(tmp_path: Path) -> None:
    with served("placsp") as (base, _):
        found = crawled("placsp", base, tmp_path, *windows("2021-09-02/2021-09-03"))
    # the chain ends on 3 September, so the month's archive is read for the day before
    assert found.reports[0].get("problem") is None
    assert ids(found) == published("placsp")
    signed = [
        notice["awards"][0].get("signed")
        for each in found.readings
        for notice in each.get("notices", ())
        if notice["number"] == "7940613/RES"
    ]
    assert signed[-1] == "2021-08-23"


def test_a_chain_that_bites_its_tail_is_seen(tmp_path: Path) -> None:
    with served("placsp", repeat_page=True) as (base, _):
        found = crawled("placsp", base, tmp_path)
    assert "the feed does not end" in found.reports[0]["problem"]


def test_pncp_refuses_long_spans_and_calls_without_a_way_of_buying() -> None:
    web = Web(Pncp(PORTALS / "pncp"))
    asked = "/api/consulta/v1/contratos?pagina=1&dataInicial=20260310&dataFinal="
    assert web.get(f"{asked}20290310").status_code == 422
    assert web.get(f"{asked}10-03-2026").status_code == 400
    assert web.get(f"{asked}20260309").status_code == 204
    calls = asked.replace("contratos", "contratacoes/publicacao")
    assert web.get(f"{calls}20260310").status_code == 400
    assert web.get(f"{calls}20260310&codigoModalidadeContratacao=9").json()["totalRegistros"] == 1


def test_a_total_of_pncp_that_lies_leaves_its_window_open(tmp_path: Path) -> None:
    with served("pncp", total_off_by=1) as (base, _):
        found = crawled("pncp", base, tmp_path)
    assert found.reason == "finished"
    assert all("announced" in one["problem"] for one in found.reports)


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
    with served("tenderned") as (base, _):
        plain = crawled("tenderned", base, tmp_path)
        for name, value in zip(("USER", "PASSWORD"), TenderNed.login, strict=True):
            monkeypatch.setenv(f"VIGIE_TENDERNED_{name}", value)
        found = crawled("tenderned", base, tmp_path / "xml", "-s", "LOG_LEVEL=DEBUG")
    assert ids(plain) == ids(found) == published("tenderned")
    winners = [
        [len(n.get("awards", ())) for each in one.readings for n in each.get("notices", ())]
        for one in (plain, found)
    ]
    assert (sum(winners[0]), sum(winners[1])) == (0, 2)
    packed = b"".join(gzip.decompress(x.read_bytes()) for x in found.archive.rglob("*.warc.gz"))
    assert b"cHJhY3RpY2U6" not in packed + found.log.encode()  # the password, as it was sent


def test_a_refused_password_ends_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_TENDERNED_USER", "practice")
    monkeypatch.setenv("VIGIE_TENDERNED_PASSWORD", "an old one")
    with served("tenderned") as (base, _):
        found = crawled("tenderned", base, tmp_path)
    assert (found.reason, "answered 401" in found.stats["vigie/blocked"]) == ("blocked", True)


def test_a_filter_that_is_not_applied_leaves_its_windows_open(tmp_path: Path) -> None:
    with served("tenderned") as (base, stock):
        stock.filters = False
        found = crawled("tenderned", base, tmp_path)
    assert found.reason == "finished"
    assert all("asked for 2026-03-0" in one["problem"] for one in found.reports)


def test_bzp_refuses_501_rows_unknown_types_and_ignores_page_numbers() -> None:
    web = Web(Bzp(PORTALS / "bzp"))
    asked = "/mo-board/api/v1/notice?PublicationDateFrom=2026-01-01T00:00:00Z"
    asked += "&PublicationDateTo=2026-12-31T00:00:00Z"
    assert web.get(f"{asked}&NoticeType=ContractNotice&PageSize=501").status_code == 400
    assert web.get(f"{asked}&NoticeType=Call&PageSize=10").json()["errors"].keys() == {"NoticeType"}
    pages = [
        web.get(f"{asked}&NoticeType=ContractNotice&PageSize=1&PageNumber={n}").json()
        for n in (1, 2)
    ]
    assert pages[0] == pages[1]


def test_rows_beyond_the_first_answer_are_asked_for_by_time(tmp_path: Path) -> None:
    days = windows("2026-02-23/2026-02-26")
    small = ("-s", "SPIDER_MODULES=tests.national_spiders")
    with served("bzp") as (base, stock):
        found = crawled("bzp", base, tmp_path, *days, *small)
        asked = stock.requests
    assert found.reports[0].get("problem") is None
    assert len(ids(found)) == found.reports[0]["received"] == 3
    assert asked == 7  # six types, and one answer that was full


def test_rows_out_of_order_leave_their_window_open(tmp_path: Path) -> None:
    with served("bzp", repeat_page=True) as (base, _):
        found = crawled("bzp", base, tmp_path, *windows("2026-02-23/2026-02-25"))
    assert "not in the order of their time" in found.reports[0]["problem"]


def test_a_token_that_ends_is_renewed_and_nothing_is_lost(tmp_path: Path) -> None:
    with served("dncp", expire_tokens=True) as (base, stock):
        found = crawled("dncp", base, tmp_path)
        given = len(stock.tokens)
    assert (found.reason, ids(found)) == ("finished", published("dncp")), found.log[-3000:]
    assert given == found.stats["vigie/tokens"] >= 2


def test_dncp_is_off_without_a_key_and_says_where_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIGIE_DNCP_KEY")
    with served("dncp") as (base, _):
        found = crawled("dncp", base, tmp_path)
        assert crossings(base)["requests"] == 0
    assert found.reason == "misconfigured"
    assert "VIGIE_DNCP_KEY is not set" in found.stats["vigie/misconfigured"]


def test_an_old_key_of_dncp_ends_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DNCP_KEY", "an old one")
    with served("dncp") as (base, _):
        found = crawled("dncp", base, tmp_path)
    assert (found.reason, "answered 401" in found.stats["vigie/blocked"]) == ("blocked", True)


def test_neither_key_nor_token_stands_in_log_or_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dncp, "key", "a-secret-of-ours")
    monkeypatch.setenv("VIGIE_DNCP_KEY", "a-secret-of-ours")
    with served("dncp") as (base, _):
        found = crawled("dncp", base, tmp_path, "-s", "LOG_LEVEL=DEBUG")
    assert found.reason == "finished"
    packed = [gzip.decompress(path.read_bytes()) for path in found.archive.rglob("*.warc.gz")]
    assert packed
    for secret in ("a-secret-of-ours", "token-1"):
        assert secret not in found.log + json.dumps(found.stats)
        assert not any(secret.encode() in each for each in packed)
