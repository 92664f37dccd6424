"""Every page in two languages: it answers, is whole and in one language (valid: test_access)."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest

from monitor.i18n.routes import BUILT, BY_NAME, Route, page_path
from monitor.i18n.value_formatting import LANGUAGES
from tests.combinations import share_of
from tests.web.support import Get, example_address, pages, seen

# width, language: every page in each of them; in every combination: make combinations
SHOWN = [(360, "fr"), (360, "en"), (1280, "en"), (1280, "fr")]
PAGES = [pytest.param(route, lang, id=f"{route.name}-{lang}") for route, lang in pages()]


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_a_page_is_whole_and_says_its_language(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    answer = get(example_address(route, lang, rows))
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text
    assert len(re.findall(r"<h1[ >]", answer.text)) == 1
    assert answer.text.rstrip().endswith("</html>")


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_a_page_has_nothing_inline_and_loads_nothing_from_elsewhere(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    answer = get(example_address(route, lang, rows))
    # what catalogues of data sets read is nothing that a browser runs
    assert not re.search(
        r"<script(?! type=.application/ld\+json.>)|<style|\sstyle=|\son[a-z]+=", answer.text
    )
    # a canonical address names this page and loads nothing
    named = r'link(?! rel="canonical")'
    loaded = re.findall(
        rf"<(?:{named}|img|iframe|source)[^>]*?(?:href|src)=\"([^\"]*)", answer.text
    )
    assert loaded
    assert all(text.startswith("/") and not text.startswith("//") for text in loaded)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_a_mark_between_two_parts_of_a_line_begins_no_line(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    page = get(example_address(route, lang, rows)).text
    assert re.findall(r"[^>\s]*>?[ \t\n]·.{20}", page) == []


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_a_page_is_also_json(get: Get, rows: sqlite3.Connection, route: Route, lang: str) -> None:
    answer = get(example_address(route, lang, rows, "json"))
    assert answer.status_code == 200
    assert isinstance(answer.json(), dict)


@pytest.mark.parametrize("route", [r for r in BUILT if "csv" in r.formats], ids=lambda r: r.name)
def test_each_table_of_a_page_is_also_csv_with_a_row_a_line(
    get: Get, rows: sqlite3.Connection, route: Route
) -> None:
    module = import_module(route.place)
    data = get(example_address(route, "fr", rows, "json")).json()
    shown = get(example_address(route, "fr", rows)).text
    in_all = data.get("in_all", {})  # of rankings a page shows the first rows
    if "groups_in_all" in data:
        in_all = dict.fromkeys(("groups", "years"), data["groups_in_all"])
    for name, place in module.TABLES.items():
        answer = get(f"{example_address(route, 'fr', rows, 'csv')}?table={name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        actual = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        expected = data
        for key in place.split("."):
            expected = expected[key] if expected else []
        if not any(word in place for word in ("contracts", "rows")):  # a file may hold more
            assert len(actual) == in_all.get(name, len(expected))
        first = name == next(iter(module.TABLES)) or route.name == "search"  # nothing asked
        assert f"table={name}" in shown or first
    unknown = get(f"{example_address(route, 'fr', rows, 'csv')}?table=nothing")
    assert unknown.status_code == 400
    assert "nothing" in seen(unknown.text)


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_the_switch_keeps_the_page(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    page = get(example_address(route, lang, rows)).text
    for other in LANGUAGES.keys() - {lang}:
        there = example_address(route, other, rows)
        assert f'hreflang="{other}" href="{there}"' in page
        assert get(there).status_code == 200


@pytest.fixture(scope="module")
def visitor(browser: Any) -> Iterator[Any]:
    """A browser's context, whose windows share what starting one costs."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "shown"), list(share_of([route.name for route in BUILT], SHOWN, 2))
)
def test_a_page_fits_the_screen_and_asks_nobody_else(
    server: str, visitor: Any, rows: sqlite3.Connection, name: str, shown: tuple[int, str]
) -> None:
    width, lang = shown
    tab = visitor.new_page()
    tab.set_viewport_size({"width": width, "height": 800})
    requests: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(server + example_address(BY_NAME[name], lang, rows))
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert {urlsplit(text).netloc for text in requests} == {urlsplit(server).netloc}
    assert complaints == []
    tab.close()


@pytest.mark.browser
def test_words_over_a_wide_table_do_not_run_out_of_a_telephone(
    server: str, browser: Any, rows: sqlite3.Connection
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    for name in ("home", "buyer", "group", "compare"):
        tab.goto(server + example_address(BY_NAME[name], "fr", rows))
        ends = tab.eval_on_selector_all(
            ".scrolls caption", "all => all.map(one => one.getBoundingClientRect().right)"
        )
        assert ends
        assert max(ends) <= 360 - 16, name
    tab.close()


@pytest.mark.browser
def test_the_sums_of_a_dossier_are_in_sight_on_a_phone(browser: Any, server: str) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.goto(f"{server}/fr/groupe/microsoft")
    ends = tab.locator(".of-names td.amount:nth-child(3)").evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect().right)"
    )
    assert len(ends) > 5
    assert max(ends) <= 360 - 16
    tab.close()


@pytest.mark.browser
def test_a_long_name_of_a_group_leaves_the_sums_of_a_public_body_whole_on_a_phone(
    browser: Any, server: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    for body in ("IT-CF-01307110484", "PL-REGON-000332251"):
        tab.goto(server + page_path("buyer", "es", id=body))
        hidden = tab.locator(".of-names").evaluate_all(
            "all => all.map(one => one.parentElement.scrollWidth - one.parentElement.clientWidth)"
        )
        assert hidden
        assert max(hidden) == 0, body
    tab.close()


BROKEN_WORDS = """links => links.flatMap(link => {
  const text = link.firstChild, range = document.createRange();
  return [...text.data.matchAll(/[^\\s-]+/g)].filter(word => {
    range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map(word => word[0]);
})"""


@pytest.mark.browser
def test_no_word_of_a_name_in_the_table_of_the_flow_is_cut_on_a_phone(
    browser: Any, server: str
) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.goto(f"{server}/fr/groupe/microsoft")
    tab.locator(".flows summary").click()
    names = tab.locator(".flows table a")
    assert names.count() > 5
    assert names.evaluate_all(BROKEN_WORDS) == []
    tab.close()


@pytest.mark.browser
def test_an_address_for_programs_stands_on_one_line_of_a_phone(browser: Any, server: str) -> None:
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    for lang in LANGUAGES:
        tab.goto(server + page_path("api", lang))
        lines = tab.locator("main code:visible").evaluate_all(
            "all => Object.fromEntries("
            "all.map(one => [one.textContent, one.getClientRects().length]))"
        )
        assert lines["?country=FR&page=2"] == 1
        assert {address: n for address, n in lines.items() if n > 1} == {}
    tab.close()


def test_the_newest_year_of_the_first_page_needs_no_scrolling(get: Get) -> None:
    table = lxml.html.fromstring(get("/fr/").text).cssselect(".scrolls table")[0]
    years = [element.text_content() for element in table.cssselect("thead th")][1:]
    assert years == sorted(years, reverse=True)
    assert len(years) > 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_example_of_a_search_on_the_home_page_finds_something(get: Get, lang: str) -> None:
    tries = lxml.html.fromstring(get(f"/{lang}/").text).cssselect("p.tries a")
    assert len(tries) == 3
    for element in tries:
        data = get(element.get("href").replace("?", ".json?")).json()
        assert data["found"], element.text_content()
        assert data["buyers"] or data["groups"] or data["contracts"]
