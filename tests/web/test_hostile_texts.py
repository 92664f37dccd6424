"""What portals publish is shown, never obeyed: scripts, drawings, addresses, marks of direction."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import html5lib
import pytest

from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.routes import BUILT, Route
from pipelines.store.schema import TABLES
from tests.web.conftest import asker, serving
from tests.web.support import Get, example_address, pages

TEXT = (
    "<script>alert(1)</script><svg onload=alert(2)>\"'><img src=x onerror=alert(3)>"
    "\u202egnp.exe\u2066\u200f{{ 7 * 7 }}{% raw %}<!-- ]]> &lt;b&gt; \x00\x07"
)
ADDRESS = "javascript:alert(4)//https://example.org/\u202e"
# column -> what a portal, a person or a table could put there
TEXTS = {
    "contracts": ("title", "buyer", "suppliers", "framework_id"),
    "notices": ("title", "description", "buyer", "suppliers", "number", "form"),
    "organizations": ("name", "acronym", "parent_basis"),
    "organization_names": ("establishment",),
    "suppliers": ("name", "evidence"),
    "buyers": ("name",),
    "lots": ("title",),
    "texts": ("text",),
    "tags": ("evidence",),
    "windows": ("problem",),
    "portals": ("message",),
    "procedures": ("direct_award_reason", "method_details"),
    "vendor_groups": ("name", "why_listed", "why_listed_fr", "source"),
    "vendor_proofs": ("name", "source"),
    "changes": ("before", "after"),
    "documents": ("media_type", "archive_file"),
}
ADDRESSES = {"contracts": ("url",), "notices": ("url",), "portals": ("url",)}
PAGES = [pytest.param(route, lang, id=f"{route.name}-{lang}") for route, lang in pages()]
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]")


@pytest.fixture(scope="module")
def hostile(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """The demo's database with every text of others replaced."""
    target = tmp_path_factory.mktemp("hostile") / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copyfile(demo_db, target)
    connection = sqlite3.connect(target)
    connection.row_factory = sqlite3.Row
    for columns, words in ((TEXTS, TEXT), (ADDRESSES, ADDRESS)):
        for table, names in columns.items():
            for name in names:
                connection.execute(f"UPDATE [{table}] SET [{name}] = ?", (words,))
    connection.execute(
        "INSERT INTO corrections (id, kind, notice_id, tag, old_value, supplier, date, reason,"
        " reply, reply_by, author, source) SELECT 'c1', 'reply', notice_id, tag, 'yes', :t,"
        " '2026-11-12', :t, :t, :t, :t, :a FROM tags WHERE tag = 'big_tech' LIMIT 1",
        {"t": TEXT, "a": ADDRESS},
    )
    connection.commit()
    return connection


@pytest.fixture(scope="module")
def ask(hostile: sqlite3.Connection) -> Get:
    return asker(Path(hostile.execute("PRAGMA database_list").fetchone()[2]))


def obeyed(html: str) -> list[str]:
    """What of the texts of others became markup, an address or a direction."""
    actual = re.findall(r"<script>alert|<svg onload|<img src=x|onerror=alert\(3\)>(?!&)", html)
    actual += re.findall(r"(?:href|src|action)=[\"']?\s*javascript:[^\"']*", html, re.I)
    return [*actual, *DIRECTIONS.findall(html), *re.findall(r"\b49\b(?=\{%)", html)]


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_a_page_shows_hostile_texts_inert(
    ask: Get, hostile: sqlite3.Connection, route: Route, lang: str
) -> None:
    answer = ask(example_address(route, lang, hostile))
    assert answer.status_code == 200
    assert obeyed(answer.text) == []
    html5lib.HTMLParser(strict=True).parse(answer.text)
    if route.name in ("home", "contract", "buyer", "group", "ending", "feeds", "reply"):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "recherche?q=alert",
        "comparer?add=alert",
        "bientot-finis?buyer=alert",
        "faire-autrement?way=local_law",
    ],
)
def test_what_was_found_is_inert_too(ask: Get, query: str) -> None:
    answer = ask(f"/fr/{query}")
    assert answer.status_code == 200
    assert obeyed(answer.text) == []


@pytest.mark.parametrize("format", ["csv", "ics", "atom"])
def test_files_hold_no_formula_and_no_direction(
    ask: Get, hostile: sqlite3.Connection, format: str
) -> None:
    hostile.execute("UPDATE contracts SET title = '=HYPERLINK(\"http://x\")' || title")
    hostile.commit()
    try:
        for route in BUILT:
            if format in route.formats and route.name not in ("contract", "home"):
                text = ask(example_address(route, "fr", hostile, format)).text
                assert not re.search(r'(^|[,"])=HYPERLINK', text, re.M)
                assert format == "csv" or not DIRECTIONS.search(text)
    finally:
        hostile.execute("UPDATE contracts SET title = ?", (TEXT,))
        hostile.commit()


@pytest.mark.parametrize("table", [name for name, table in TABLES.items() if table.public])
def test_a_table_and_its_first_row_show_hostile_texts_inert(
    ask: Get, hostile: sqlite3.Connection, table: str
) -> None:
    for address in (f"/vigie/{table}?_all=1", f"/vigie/{table}"):
        answer = ask(address)
        assert answer.status_code == 200
        assert obeyed(answer.text) == []


@pytest.mark.parametrize("name", list(canned_queries()))
def test_the_answer_to_a_question_is_inert(ask: Get, name: str) -> None:
    answer = ask(f"/vigie/{name}?employer=alert&word=alert&product=alert")
    assert answer.status_code == 200
    assert obeyed(answer.text) == []


@pytest.mark.browser
def test_a_browser_runs_nothing_of_it(hostile: sqlite3.Connection, browser: Any) -> None:
    path = Path(hostile.execute("PRAGMA database_list").fetchone()[2])
    tab = browser.new_page()
    lines: list[str] = []
    tab.on("dialog", lambda dialog: (lines.append(dialog.message), dialog.dismiss()))
    tab.on("console", lambda message: lines.append(message.text))
    with serving(path) as server:
        for name in ("home", "contract", "buyer", "group", "search"):
            route = next(route for route in BUILT if route.name == name)
            tab.goto(server + example_address(route, "fr", hostile))
        tab.close()  # while there is still somebody who answers
    assert lines == []


@pytest.mark.browser
def test_the_arrow_between_names_written_from_the_right_leads_from_supplier_to_buyer(
    hostile: sqlite3.Connection, browser: Any
) -> None:
    path = Path(hostile.execute("PRAGMA database_list").fetchone()[2])
    hostile.execute("UPDATE contracts SET buyer = 'וזרת', suppliers = 'חברה 12'")
    hostile.commit()
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        with serving(path) as server:
            tab.goto(f"{server}/en/search?q=")
            places = tab.evaluate(
                """() => {
                    const line = document.querySelector("a.contract ~ p:has(a[href*='/buyer/'])");
                    const range = document.createRange();
                    range.selectNodeContents(line.querySelector("span[aria-hidden]"));
                    const arrow = range.getBoundingClientRect();
                    range.setStartAfter(line.querySelector("span.sr"));
                    range.setEndAfter(line.lastChild);
                    const supplier = range.getBoundingClientRect();
                    const buyer = line.querySelector("a").getBoundingClientRect();
                    return [buyer.right, arrow.left, arrow.right, supplier.left];
                }"""
            )
            tab.close()
        assert places == sorted(places)
    finally:
        hostile.execute("UPDATE contracts SET buyer = :t, suppliers = :t", {"t": TEXT})
        hostile.commit()
