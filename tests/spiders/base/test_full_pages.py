"""A full page that leads nowhere is asked further, or leaves its window open: in every shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.spiders.crawl_support import DAY, Answer, ReceivedRequest, crawl, portal, windows

TWO_DAYS = "2026-11-24/2026-11-26"


def rows(numbers: range | list[int]) -> list[dict[str, str]]:
    return [{"id": f"n{number}"} for number in numbers]


def of_page(
    request: ReceivedRequest, total: int, size: int = 2, param: str = "page"
) -> list[dict[str, str]]:
    start = (int(request.query.get(param, 1)) - 1) * size
    return rows(range(start, min(start + size, total)))


def test_a_numbered_page_without_a_link_is_asked_further_until_one_is_short(tmp_path: Path) -> None:
    with portal(lambda request: Answer({"records": of_page(request, 5)})) as site:
        seen = crawl("numbered_links", tmp_path, site.base, *windows(DAY))
    assert seen.numbers() == ["n0", "n1", "n2", "n3", "n4"]
    assert (seen.report()["complete"], len(site.asked)) == (True, 3)


def test_an_empty_page_that_nothing_led_to_is_the_end(tmp_path: Path) -> None:
    with portal(lambda request: Answer({"records": of_page(request, 4)})) as site:
        report = crawl("numbered_links", tmp_path, site.base, *windows(DAY)).report()
    assert (report["complete"], report["received"], len(site.asked)) == (True, 4, 3)


def test_a_portal_that_takes_no_number_gives_the_page_again_and_is_told(tmp_path: Path) -> None:
    with portal(lambda request: Answer({"records": rows(range(2))})) as site:
        report = crawl("numbered_links", tmp_path, site.base, *windows(DAY)).report()
    assert (report["complete"], "came before" in report["problem"]) == (False, True)


def test_a_full_page_without_a_link_is_asked_in_halves(tmp_path: Path) -> None:
    """The whole window gives its first two records only, each day all of its own."""

    def script(request: ReceivedRequest) -> Answer:
        start, end = request.query["from"][:10], request.query["to"][:10]
        days = {"2026-11-24": rows([0]), "2026-11-25": rows([2])}
        whole = [*rows([0, 1]), *rows([2])]
        actual = whole if (start, end) == ("2026-11-24", "2026-11-26") else days[start]
        return Answer({"records": actual[:2]})

    with portal(script) as site:
        seen = crawl("daily_linked", tmp_path, site.base, *windows(TWO_DAYS))
    assert set(seen.numbers()) == {"n0", "n1", "n2"}
    assert (seen.report()["complete"], seen.report()["received"]) == (True, 2)


def test_a_window_whose_half_gives_the_same_page_is_not_halved_again(tmp_path: Path) -> None:
    """A portal that does not look at the dates would be asked for each minute of the window."""
    with portal(lambda request: Answer({"records": rows(range(2))})) as site:
        report = crawl("linked", tmp_path, site.base, *windows()).report()
    assert (report["complete"], len(site.asked)) == (False, 3)


@pytest.mark.parametrize("count", [2, 50, 100])
def test_a_full_page_that_cannot_be_asked_further_leaves_the_window_open(
    tmp_path: Path, count: int
) -> None:
    """As many as were asked for; or a round number, since services cap their pages in silence."""
    with portal(lambda request: Answer({"records": rows(range(count))})) as site:
        report = crawl("daily_linked", tmp_path, site.base, *windows(DAY)).report()
    assert (report["complete"], report["received"]) == (False, count)
    assert "there may be more" in report["problem"]


def test_pages_whose_number_is_not_told_are_asked_for_until_one_is_empty(tmp_path: Path) -> None:
    with portal(lambda request: Answer({"total": 4, "records": of_page(request, 4)})) as site:
        report = crawl("numbers", tmp_path, site.base, *windows(DAY)).report()
    assert (report["complete"], report["received"]) == (True, 4)


def test_pages_by_position_go_on_behind_what_came_not_behind_what_was_asked_for(
    tmp_path: Path,
) -> None:
    """Two were asked for; the service gives one."""

    def script(request: ReceivedRequest) -> Answer:
        start = int(request.query["offset"])
        return Answer({"total": 3, "records": rows(range(start, min(start + 1, 3)))})

    with portal(script) as site:
        seen = crawl("counted", tmp_path, site.base, *windows())
    assert seen.numbers() == ["n0", "n1", "n2"]
    assert seen.report()["complete"]


def test_rows_by_time_go_on_behind_a_short_answer(tmp_path: Path) -> None:
    """Twenty were asked for; the service gives three at most."""
    stored = [{"id": f"n{n}", "at": f"2026-11-24T{n:02d}:00:00Z"} for n in range(8)]

    def script(request: ReceivedRequest) -> Answer:
        actual: Any = [row for row in stored if row["at"] >= request.query["since"]][:3]
        return Answer(json.dumps(actual).encode())

    with portal(script) as site:
        seen = crawl("timed", tmp_path, site.base, *windows(DAY))
    assert set(seen.numbers()) == {f"n{n}" for n in range(8)}
    assert (seen.report()["complete"], seen.report()["received"]) == (True, 8)


def test_a_listing_without_the_mark_of_its_next_page_leaves_the_window_open(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        if request.path.startswith("/item/"):
            return Answer({"records": rows([1])})
        return Answer({"items": [{"id": "1"}]})

    with portal(script) as site:
        report = crawl("marked", tmp_path, site.base, *windows(DAY)).report()
    assert (report["complete"], "no /next" in (report["problem"] or "")) == (False, True)


def test_a_web_list_that_names_no_other_page_is_asked_for_its_next(tmp_path: Path) -> None:
    def script(request: ReceivedRequest) -> Answer:
        if request.path != "/contracts":
            number = request.path.rpartition("/")[2]
            return Answer(f"<html>Example Authority<h1>{number}</h1></html>")
        named = of_page(request, 3)
        links = "".join(f'<p class="row"><a href="/contracts/{x["id"]}">x</a></p>' for x in named)
        return Answer(f"<html>Example Authority {links}</html>")

    with portal(script) as site:
        seen = crawl("webpages", tmp_path, site.base)
    assert seen.numbers() == ["n0", "n1", "n2"]
    assert seen.report()["complete"]


@pytest.mark.parametrize(
    "expected", [b'"maintenance"', b'"h\xf4te indisponible"', b'{"code": 500}']
)
def test_an_error_beside_an_empty_list_leaves_the_window_open(
    tmp_path: Path, expected: bytes
) -> None:
    body = b'{"records": [], "error": ' + expected + b"}"
    with portal(lambda request: Answer(body)) as site:
        report = crawl("numbered_links", tmp_path, site.base, *windows(DAY)).report()
    assert not report["complete"]
    assert "the answer has no records and complains: error: " in report["problem"]


@pytest.mark.parametrize("expected", ["null", "false", "[]", '""'])
def test_no_error_beside_an_empty_list_is_a_quiet_day(tmp_path: Path, expected: str) -> None:
    with portal(lambda request: Answer(f'{{"records": [], "error": {expected}}}'.encode())) as site:
        report = crawl("numbered_links", tmp_path, site.base, *windows(DAY)).report()
    assert (report["complete"], report["received"]) == (True, 0)
