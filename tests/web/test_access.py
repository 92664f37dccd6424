"""What axe-core finds on each page, in two languages and schemes of colours; what it does not look
for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import html5lib
import lxml.html
import pytest

from monitor.i18n.routes import BUILT
from tests.combinations import share_of
from tests.web.support import RENDERED, STATES, Get, example_address, state_address

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
MARKUP = """axe.run(document, {resultTypes: ["violations"], rules: {
  "color-contrast": {enabled: false}, "link-in-text-block": {enabled: false}}})"""
# the dear half of axe-core's work: rows of a table have the colours of its first twenty
COLOURS = """axe.run({exclude: [["tbody tr:nth-child(n+21)"]]},
  {resultTypes: ["violations"], runOnly: ["color-contrast", "link-in-text-block"]})"""
ALL = (MARKUP, COLOURS)
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
NAMES = [*(route.name for route in BUILT), *STATES]


def place(name: str, lang: str, rows: sqlite3.Connection) -> str:
    route = next((route for route in BUILT if route.name == name), None)
    return example_address(route, lang, rows) if route else state_address(name, lang)


WINDOWS = {"light": 1280, "dark": 360}  # scheme of colours -> width of the window
# Every page in each language and each scheme of colours; in every combination: make combinations.
SHOWN = [("light", "fr"), ("light", "en"), ("dark", "en"), ("dark", "fr")]


@pytest.fixture(scope="module")
def tabs(browser: Any) -> Iterator[dict[str, Any]]:
    """A window with each scheme of colours."""
    contexts = {
        scheme: browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR"
        )
        for scheme, width in WINDOWS.items()
    }
    yield {scheme: context.new_page() for scheme, context in contexts.items()}
    for context in contexts.values():
        context.close()


def complaints(tab: Any, scripts: tuple[str, ...] = ALL) -> list[str]:
    """What axe-core says against the page shown.  It looked: some rules must have passed."""
    tab.evaluate(AXE)
    results = [tab.evaluate(script) for script in scripts]
    assert all(result["passes"] for result in results)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for result in results
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.browser
@pytest.mark.parametrize(("name", "shown"), list(share_of(NAMES, SHOWN, 2)))
def test_a_page_has_nothing_against_it(
    tabs: dict[str, Any], server: str, rows: sqlite3.Connection, name: str, shown: tuple[str, str]
) -> None:
    scheme, lang = shown
    tab = tabs[scheme]
    tab.goto(server + place(name, lang, rows))
    tab.evaluate(OPEN)  # what is folded must be well, too
    assert complaints(tab, ALL if scheme == "light" else (COLOURS,)) == []


@pytest.mark.browser
def test_what_is_against_a_page_is_found(tabs: dict[str, Any], server: str) -> None:
    tab = tabs["light"]
    tab.goto(f"{server}/fr/")
    tab.evaluate("""() => {
      const main = document.querySelector("main");
      main.innerHTML += "<p>Grey words.</p><img src='/static/vigie.svg'><input name=x>";
      main.querySelector("p:last-of-type").style.color = "#8886";
    }""")
    actual = {text.partition(":")[0] for text in complaints(tab)}
    assert {"color-contrast", "image-alt", "label"} <= actual


@pytest.mark.parametrize(("name", "lang"), list(share_of(NAMES, RENDERED, 2)))
def test_a_page_is_valid_its_ids_are_unique_and_what_points_to_one_finds_it(
    get: Get, rows: sqlite3.Connection, name: str, lang: str
) -> None:
    html = get(place(name, lang, rows)).text
    html5lib.HTMLParser(strict=True).parse(html)
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids)), sorted(id_ for id_ in ids if ids.count(id_) > 1)
    pointed = re.findall(r'\s(?:for|aria-labelledby|list)="([^"]*)"|href="#([^"]*)"', html)
    assert {item or other for item, other in pointed} <= set(ids)
    assert not re.findall(r'\sid="[^"]*\s', html)


# element -> what may stand in it, where a browser would make something of anything
INSIDE = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "select": {"option", "optgroup"},
    "table": {"caption", "thead", "tbody"},
    "tr": {"th", "td"},
    "thead": {"tr"},
    "tbody": {"tr"},
}


@pytest.mark.parametrize(("name", "lang"), list(share_of(NAMES, RENDERED, 2)))
def test_lists_and_tables_hold_what_they_may_and_nothing_to_press_stands_in_another(
    get: Get, rows: sqlite3.Connection, name: str, lang: str
) -> None:
    page = lxml.html.document_fromstring(get(place(name, lang, rows)).text)
    for element, allowed in INSIDE.items():
        for item in page.iter(element):
            assert {child.tag for child in item.iterchildren("*")} <= allowed
            assert not (item.text or "").strip()
    assert page.xpath("//a//a | //a//button | //button//a | //label//label | //p//p") == []
    assert page.xpath("//a[not(@href)] | //img[not(@alt)] | //th[not(@scope)]") == []
    levels = [
        int(element.tag[1]) for element in page.xpath("//main//*[self::h1 or self::h2 or self::h3]")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("place", ["/fr/explorer", "/fr/comparer", "/fr/groupe/microsoft"])
def test_a_link_to_take_away_says_of_what(get: Get, place: str) -> None:
    """A voice that lists the links of a page read "CSV" twenty-seven times."""
    page = lxml.html.fromstring(get(place).text)
    taken = page.xpath("//main//a[starts-with(., 'CSV') or starts-with(., 'JSON')]")
    taken += page.xpath("//main//p[contains(@class, 'takeaway')]//a")
    words = [" ".join(link.text_content().split()) for link in taken]
    assert len(words) > 5
    assert len(words) == len(set(words))


def test_a_group_s_page_does_not_lead_to_itself(get: Get) -> None:
    """Each row of its lists was one more stop of the keyboard."""
    page = lxml.html.fromstring(get("/fr/groupe/microsoft").text)
    assert page.xpath("//main//span[@class='chip'][. = 'Microsoft']")
    assert not page.xpath("//main//a[@href='/fr/groupe/microsoft']")


@pytest.mark.parametrize(
    "place",
    ["/vigie/contracts", "/vigie/tags", "/vigie/largest", "/vigie?sql=select+1"],
)
def test_the_table_of_rows_has_the_name_of_its_page(get: Get, place: str) -> None:
    page = lxml.html.fromstring(get(place).text)
    (table,) = page.xpath("//table[contains(@class, 'rows-and-columns')]")
    (heading,) = page.xpath("//*[@id = $id]", id=table.get("aria-labelledby"))
    assert heading.tag == "h1"
    assert heading.text_content().strip()
