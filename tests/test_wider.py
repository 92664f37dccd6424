"""Portals beyond the demo, crawled over real HTTP from practice portals that serve their fixtures.

What a crawl gives is what the documents under tests/portals/<portal>/ say, notice by notice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

import pytest

from monitor.practice.base import Practice
from monitor.practice.files import Seao
from monitor.practice.listings import Simap
from monitor.practice.serve import running
from tests.crawl_support import Crawl, crawl
from tests.practice.practice_web import Web

PORTALS = Path(__file__).parent / "portals"
PACE = 0.01


class Case(NamedTuple):
    """A practice portal, the span that its fixtures were published in, and how many it serves."""

    kind: type[Practice]
    start: str
    end: str
    documents: int
    page_size: int | None = None


CASES = {
    "seao": Case(Seao, "2026-03-16", "2026-06-15", 3),
    "simap": Case(Simap, "2026-04-14", "2026-04-19", 7, page_size=2),
}


@contextmanager
def served(name: str, **switches: Any) -> Iterator[str]:
    """Portal -> address of its practice portal, with faults staged."""
    stock = CASES[name].kind(PORTALS / name, pace=PACE)
    stock.switches.change(switches)
    if CASES[name].page_size:
        stock.page_size = CASES[name].page_size  # type: ignore[attr-defined]
    with running({name: stock}) as bases:
        yield bases[name]


def crawled(name: str, base: str, folder: Path, *more: str) -> Crawl:
    case = CASES[name]
    span = ("-a", f"window_start={case.start}", "-a", f"window_end={case.end}")
    settings = ("-s", "SPIDER_MODULES=spiders", "-s", f"VIGIE_PACE={PACE}")
    return crawl(name, folder, base, *settings, *span, *more)


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


@pytest.mark.parametrize("name", CASES)
def test_a_crawl_gives_every_notice_and_crosses_no_limit(name: str, tmp_path: Path) -> None:
    with served(name) as base:
        found = crawled(name, base, tmp_path)
        seen = crossings(base)
    assert found.reason == "finished", found.log[-3000:]
    assert [one["problem"] for one in found.reports if one.get("problem")] == []
    assert {one["id"] for each in found.readings for one in each.get("notices", ())} == (
        published(name)
    )
    assert len({each["document"]["sha256"] for each in found.readings}) == CASES[name].documents
    assert seen["crossings"] == 0, seen


@pytest.mark.parametrize("name", CASES)
def test_a_server_error_is_asked_again_and_loses_nothing(name: str, tmp_path: Path) -> None:
    with served(name, fail_next=1) as base:
        found = crawled(name, base, tmp_path)
    assert found.reason == "finished", found.log[-3000:]
    assert set(map(str, (one["id"] for each in found.readings for one in each["notices"]))) == (
        published(name)
    )


@pytest.mark.parametrize("name", CASES)
def test_a_robot_check_ends_the_crawl_and_says_so(name: str, tmp_path: Path) -> None:
    with served(name, challenge_next=100) as base:
        found = crawled(name, base, tmp_path)
    assert found.reason == "blocked"
    assert "robot check" in found.stats["vigie/blocked"]


def test_a_page_that_links_to_no_file_leaves_its_windows_open(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with running({"seao": Seao(empty, pace=PACE)}) as bases:
        found = crawled("seao", bases["seao"], tmp_path)
    assert found.reports
    assert all("links to no file" in one["problem"] for one in found.reports)


def test_the_api_that_robots_txt_forbids_is_a_crossing(tmp_path: Path) -> None:
    with served("seao") as base:
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
    with served("simap", repeat_page=True) as base:
        found = crawled("simap", base, tmp_path)
    problems = [one.get("problem") or "" for one in found.reports]
    assert any("names nothing new and goes on" in problem for problem in problems)
