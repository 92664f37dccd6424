"""How each real portal is asked: to its own hosts, within its documented limits."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from monitor.demo.portals import server, ted_query
from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.vendor_search_terms import (
    BRANDS,
    WATCHED_TIERS,
    shortest_names,
    watched_names,
)
from pipelines.text_folding import fold_uncached
from spiders.base.ocds_publisher import PublisherSpider
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.windowed import WindowedSpider
from spiders.ted import FAMILIES_QUERY
from tests.spiders.crawl_support import ROOT, in_fork

LOADER = SpiderLoader(get_project_settings())
READ = {name: LOADER.load(name) for name in LOADER.list()}
CRAWLED = [name for name, cls in READ.items() if issubclass(cls, WindowedSpider) and cls.endpoint]
# pncp asks each of its lists for a size of its own, which ``test_national`` reads
PAGED = [name for name in CRAWLED if issubclass(READ[name], PagedJsonSpider) and name != "pncp"]
# CKAN's datastore gives up to 32,000 rows an answer: a table of some 8,000 is one question a night.
# Socrata's own default is 1,000.
TABLES = {"toronto": 32_000, "secop2": 1_000}
# Publishers that serve nothing but plain http, as far as public clients know.
PLAIN = {"ocds:honduras", "ocds:georgia", "ocds:malta"}


def opening(name: str, day: date = date(2026, 11, 24)) -> tuple[Any, list[Any]]:
    """A portal's spider and the requests that open one window of it."""
    spider: Any = LOADER.load(name)()
    window = spider.window
    (span, *_) = window.cut(day, date(2026, 11, 25)) if window else [None]
    return spider, list(spider.window_requests(span))


def test_each_portal_is_found_once_and_no_shape_is_taken_for_one() -> None:
    assert {"ted", "boamp", "find_a_tender", "contracts_finder", "ghana_ppa"} <= set(CRAWLED)
    own = {name: cls for name, cls in READ.items() if not name.startswith("ocds:")}
    assert {name: cls.__module__ for name, cls in own.items()} == {
        name: f"spiders.{name}" for name in own
    }
    assert all(issubclass(READ[name], PublisherSpider) for name in READ.keys() - own.keys())


def test_a_portal_without_an_address_is_one_that_is_off_or_read_from_files() -> None:
    silent = {name for name in READ if name not in CRAWLED}
    assert {n for n in silent if not n.startswith("ocds:")} == {"ocds"}
    rows = [READ[name].config for name in silent if name.startswith("ocds:")]
    assert {row.state for row in rows} == {"off"}


@pytest.mark.parametrize("name", CRAWLED)
def test_a_window_opens_with_questions_to_the_portals_own_hosts(name: str) -> None:
    spider, questions = opening(name)
    assert questions
    assert {urlsplit(question.url).netloc for question in questions} <= spider.declared_hosts()
    assert {urlsplit(question.url).scheme for question in questions} == {scheme(name)}


def scheme(name: str) -> str:
    return "http" if name in PLAIN else "https"


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_what_comes_unprotected_is_said_where_readers_look(name: str) -> None:
    assert urlsplit(READ[name].endpoint).scheme == "http"
    assert "plain http" in READ[name].documentation["Traps"].lower()


@pytest.mark.parametrize("name", CRAWLED)
def test_an_exemption_from_robots_txt_names_its_reason_and_address(name: str) -> None:
    exemption = READ[name].robots_exemption
    assert exemption is None or (f"{scheme(name)}://" in exemption and "," in exemption)


@pytest.mark.parametrize("name", PAGED)
def test_no_portal_is_asked_for_more_than_a_hundred_records_a_page(name: str) -> None:
    spider, questions = opening(name)
    requests = parse_qs(urlsplit(questions[0].url).query)
    size, param = spider.paging.size, spider.paging.size_param
    assert 0 < size <= TABLES.get(name, 100)
    assert param is None or requests[param] == [str(size)]


@pytest.mark.parametrize("understood", ["a code is its subtree", "a code is itself"])
def test_the_families_of_ted_are_found_in_either_reading_of_a_code(
    monkeypatch: pytest.MonkeyPatch, understood: str
) -> None:
    """Nothing shows that ``IN (72000000)`` takes the subtree; recorded queries write ``=72*``."""
    if understood == "a code is itself":
        monkeypatch.setattr(ted_query, "subtree", lambda code: code)
    test = ted_query.parse_query(FAMILIES_QUERY, date(2026, 11, 24)).test
    assert all(
        test({"classification-cpv": [code]}) for code in ("72611000", "30213100", "48000000")
    )
    assert not any(test({"classification-cpv": [code]}) for code in ("45000000", "30300000"))


def test_ted_is_asked_by_family_and_by_winner_within_its_ceiling() -> None:
    spider, questions = opening("ted")
    assert len(questions) == 1, "no names were given: the families alone"
    spider.winners = ("Microsoft", 'Ten "Q" sites', *(f"Name {n} of many" for n in range(200)))
    (span, *_) = spider.window.cut(date(2026, 11, 24), date(2026, 11, 25))
    families, *winners = (json.loads(item.body) for item in spider.window_requests(span))
    assert "classification-cpv IN (" in families["query"]
    assert len(families["fields"]) * families["limit"] <= 10_000
    assert not any("email" in name or "tel" in name for name in spider.fields)
    texts = [winner["query"] for winner in (families, *winners)]
    assert all(text.endswith("publication-date<=20261124") for text in texts)
    assert all(len(text) <= 2_000 for text in texts)
    assert len(winners) < 6, "as few queries as hold them"
    names = [name for text in texts[1:] for name in re.findall(r'winner-name ~ "([^"]+)"', text)]
    assert names == ["Microsoft", "Ten Q sites", *spider.winners[2:]]


def test_ted_is_asked_for_the_winners_of_the_vendor_tables() -> None:
    spider: Any = READ["ted"]()
    spider.prepare(get_project_settings())
    assert spider.refusal is None
    assert spider.winners == watched_names()


def test_every_watched_group_is_asked_for_among_winners() -> None:
    """By each of its brands, or by all its names where the table knows no brand."""
    tables, watched_firms = load_tables(), {fold_uncached(name) for name in watched_names()}
    actual: dict[str, list[bool]] = {}
    for alias in tables.aliases:
        if tables.groups[alias.group].tier in WATCHED_TIERS:
            words = fold_uncached(alias.alias).split()
            runs = {
                " ".join(words[start:end])
                for start in range(len(words))
                for end in range(start + 1, len(words) + 1)
            }
            is_asked = not watched_firms.isdisjoint(runs)
            actual.setdefault(alias.group, []).append(is_asked)
            assert is_asked or alias.kind not in BRANDS, alias
    watched = {id_ for id_, group in tables.groups.items() if group.tier in WATCHED_TIERS}
    assert len(watched) >= 112
    assert {id_ for id_, ones in actual.items() if any(ones)} == watched
    assert {"accenture", "atos", "capgemini", "computacenter", "softwareone"} <= watched_firms


def test_a_name_that_holds_a_shorter_one_is_not_asked_for() -> None:
    names = ["Google", "Google Cloud France", "GOOGLE", "Googleplex", "IBM", "Société IBM"]
    assert sorted(shortest_names(names)) == ["GOOGLE", "Googleplex", "IBM"]


def test_ted_is_asked_for_every_cpv_family_that_counts_as_digital() -> None:
    from spiders.ted import FAMILIES

    roots = tuple(code[: max(2, len(code.rstrip("0")))] for code in FAMILIES)
    path = ROOT / "data" / "reference" / "classification_codes.csv"
    with path.open(encoding="utf-8") as file:
        digital = [
            row["code"]
            for row in csv.DictReader(file)
            if (row["scheme"], row["digital"]) == ("CPV", "yes")
        ]
    assert [code for code in digital if not code.startswith(roots)] == []


def test_uk_windows_are_asked_in_the_clock_that_each_service_reads() -> None:
    _, (fts,) = opening("find_a_tender", date(2026, 7, 1))
    _, (finder,) = opening("contracts_finder", date(2026, 7, 1))
    requests = parse_qs(urlsplit(fts.url).query)
    assert requests["updatedFrom"] == ["2026-06-30T23:00:00Z"]
    assert parse_qs(urlsplit(finder.url).query)["publishedFrom"] == ["2026-07-01T00:00:00"]


SPANS = {
    "ted": ("2026-11-10", "2026-11-16"),
    "boamp": ("2026-10-20", "2026-11-20"),
    "find_a_tender": ("2026-11-10", "2026-11-14"),
    "contracts_finder": ("2025-12-01", "2026-11-20"),
}
PACE = 0.05


@pytest.mark.slow
@pytest.mark.parametrize("name", CRAWLED)
def test_no_limit_of_a_portal_is_crossed(name: str, tmp_path: Path) -> None:
    stock = server.create_portals(pace=PACE)
    if name not in stock:
        pytest.skip("no mock portal")
    start, end = SPANS.get(name, ("", ""))
    with server.running_portals({name: stock[name]}) as bases:
        given = {
            "VIGIE_ARCHIVE": tmp_path / "archive",
            "VIGIE_CONTACT": "https://vigie.example/contact",
            "VIGIE_ENDPOINTS": json.dumps(bases),
            "VIGIE_PACE": PACE,
            "VIGIE_STATS": tmp_path / "stats.json",
            "ITEM_PIPELINES": "{}",
        }
        settings = [part for key, value in given.items() for part in ("-s", f"{key}={value}")]
        span = ["-a", f"window_start={start}", "-a", f"window_end={end}"]
        log = in_fork(tmp_path / "crawl.log", arguments=["crawl", name, *settings, *span])
        with urlopen(f"{bases[name]}/-/mock-portal/crossings") as answer:
            seen = json.load(answer)
    stats = json.loads((tmp_path / "stats.json").read_text())
    assert stats["finish_reason"] == "finished", log[-2000:]
    assert stats["downloader/request_count"] >= 1
    assert seen["crossings"] == 0, seen
