"""Every page in both languages: it answers, is whole, valid and in one language."""

from __future__ import annotations

import ast
import csv
import io
import re
import sqlite3
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import html5lib
import lxml.html
import pytest

from monitor.docs.extract_messages import extracted, missing
from monitor.i18n.metadata import labels
from monitor.i18n.routes import BUILT, BY_NAME, Route
from monitor.i18n.translation import HERE, po_file, read_catalogue
from tests.site.support import Get, example_address, pages, seen

PAGES = [pytest.param(route, lang, id=f"{route.name}-{lang}") for route, lang in pages()]


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_a_page_is_whole_valid_and_says_its_language(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    answer = get(example_address(route, lang, rows))
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    assert f'<html lang="{lang}">' in answer.text
    assert len(re.findall(r"<h1[ >]", answer.text)) == 1
    assert answer.text.rstrip().endswith("</html>")


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_a_page_has_nothing_inline_and_loads_nothing_from_elsewhere(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    answer = get(example_address(route, lang, rows))
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", answer.text)
    loaded = re.findall(r"<(?:link|img|iframe|source)[^>]*?(?:href|src)=\"([^\"]*)", answer.text)
    assert loaded
    assert all(one.startswith("/") and not one.startswith("//") for one in loaded)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


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
    for name, place in module.TABLES.items():
        answer = get(f"{example_address(route, 'fr', rows, 'csv')}?table={name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        found = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        expected = data
        for key in place.split("."):
            expected = expected[key] if expected else []
        if not any(word in place for word in ("contracts", "rows")):  # a file may hold more
            assert len(found) == len(expected)
        first = name == next(iter(module.TABLES)) or route.name == "search"  # nothing asked
        assert f"table={name}" in shown or first
    unknown = get(f"{example_address(route, 'fr', rows, 'csv')}?table=nothing")
    assert unknown.status_code == 400
    assert "nothing" in seen(unknown.text)


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_the_switch_keeps_the_page(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    other = "en" if lang == "fr" else "fr"
    there = example_address(route, other, rows)
    assert f'hreflang="{other}" href="{there}"' in get(example_address(route, lang, rows)).text
    assert get(there).status_code == 200


def test_the_catalogue_says_everything_in_french_without_doubt() -> None:
    catalogue, template = read_catalogue(po_file("fr")), extracted()
    assert list(missing(catalogue, template)) == []
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in template}
    idle = [
        m.id
        for m in catalogue
        if m.id and (m.id if isinstance(m.id, str) else m.id[0]) not in known
    ]
    assert idle == [], "run make i18n"


def test_no_words_hide_in_an_f_string() -> None:
    """Before Python 3.12 they are not found there, and nobody translates them."""
    hidden = [
        f"{file}:{call.lineno}"
        for file in (HERE.parent).rglob("*.py")
        for text in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "gettext", "ngettext")
    ]
    assert hidden == []


def test_translations_keep_the_places_of_what_is_filled_in() -> None:
    place = re.compile(r"%\(\w+\)[sd]")
    for message in read_catalogue(po_file("fr")):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {found for one in ids for found in place.findall(one)}
        for words in said if message.id else ():
            assert set(place.findall(words)) <= wanted, message.id
            assert len(ids) > 1 or set(place.findall(words)) == wanted, message.id


def test_words_for_columns_and_values_are_there_in_both_languages() -> None:
    for kind in ("columns", "values"):
        for name, words in labels()[kind].items():
            assert {"fr", "en"} <= set(words), name


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_a_page_fits_the_screen_and_asks_nobody_else(
    server: str, browser: Any, rows: sqlite3.Connection, route: Route, lang: str, width: int
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(server + example_address(route, lang, rows))
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert {urlsplit(one).netloc for one in asked} == {urlsplit(server).netloc}
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


def test_the_newest_year_of_the_first_page_needs_no_scrolling(get: Get) -> None:
    table = lxml.html.fromstring(get("/fr/").text).cssselect(".scrolls table")[0]
    years = [one.text_content() for one in table.cssselect("thead th")][1:]
    assert years == sorted(years, reverse=True)
    assert len(years) > 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_example_of_a_search_on_the_home_page_finds_something(get: Get, lang: str) -> None:
    tries = lxml.html.fromstring(get(f"/{lang}/").text).cssselect("p.tries a")
    assert len(tries) == 3
    for one in tries:
        found = get(one.get("href").replace("?", ".json?")).json()
        assert found["found"], one.text_content()
        assert found["buyers"] or found["groups"] or found["contracts"]
