"""Cells that no column of the page shows are not made; what is shown, or asked for, is whole."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.i18n.datasette_metadata import visible_columns
from monitor.i18n.table_labels import FREE, display_value
from monitor.i18n.value_formatting import LANGUAGES, column_label, use_language
from monitor.web.app import create_app
from monitor.web.table_pages import cells
from pipelines.store.schema import TABLES
from tests.web.conftest import asker
from tests.web.support import TODAY, Get

NARROW = [name for name, table in TABLES.items() if table.public and visible_columns(name, "en")]


def made(monkeypatch: pytest.MonkeyPatch, demo_db: Path, address: str) -> set[str]:
    """Columns of which a cell got words."""
    result: set[str] = set()
    real = cells.Cell

    def noted(row: Any, value: Any, column: str, *more: Any) -> Any:
        result.add(column)
        return real(row, value, column, *more)

    monkeypatch.setattr(cells, "Cell", noted)
    assert asker(demo_db)(address).status_code == 200
    return result


def test_words_are_made_for_columns_of_the_page(
    monkeypatch: pytest.MonkeyPatch, demo_db: Path
) -> None:
    actual = made(monkeypatch, demo_db, "/vigie/contracts?_size=3")
    assert actual <= set(visible_columns("contracts", "en"))
    assert {"title", "buyer", "value_eur", "end"} <= actual


def test_a_cell_of_no_words_keeps_its_value(demo_db: Path) -> None:
    page = asker(demo_db)("/vigie/contracts?_size=3", accept_language="en").text
    assert 'class="claim yes"' in page, "made of columns without a cell"
    named = page.partition('<dl class="dictionary">')[2]
    assert all(f"<code>{name}</code>" in named for name in TABLES["contracts"].names)


@pytest.mark.parametrize("own", ["_all=1", "_nocol=title"])
def test_who_asks_for_all_columns_gets_their_words(
    monkeypatch: pytest.MonkeyPatch, demo_db: Path, own: str
) -> None:
    actual = made(monkeypatch, demo_db, f"/vigie/contracts?_size=3&{own}")
    assert len(actual) > len(TABLES["contracts"].names) - 5


@pytest.mark.parametrize("name", NARROW)
def test_a_shown_cell_says_what_it_says_among_all(get: Get, name: str) -> None:
    """The same words, whether the other columns were made or not."""
    pattern = re.compile(r'<td class="col-([\w-]+)" [^>]*>(.*?)</td>', re.DOTALL)
    some = pattern.findall(get(f"/vigie/{name}?_size=5", accept_language="en").text)
    every = pattern.findall(get(f"/vigie/{name}?_size=5&_all=1", accept_language="en").text)
    plain = set(TABLES[name].names) - {"suppliers", "buyer", "value_eur"}  # more stands in these
    among_all = {column for column, _words in every}
    wanted = plain & set(visible_columns(name, "en")) & among_all
    left_out = [words for column, words in some if column in plain - among_all]
    assert set(left_out) <= {'<span class="quiet nothing">–</span>'}
    assert some
    assert Counter(element for element in some if element[0] in wanted) == Counter(
        element for element in every if element[0] in wanted
    )


def test_what_a_table_hides_the_next_page_shows(demo_db: Path) -> None:
    """One task serves both, as a connection may."""

    async def both() -> tuple[str, str]:
        transport = httpx.ASGITransport(app=create_app(demo_db, today=lambda: TODAY))
        async with httpx.AsyncClient(transport=transport, base_url="http://vigie.test") as client:
            before = await client.get("/vigie/vendor_groups/microsoft")
            await client.get("/vigie/vendor_groups")
            return before.text, (await client.get("/vigie/vendor_groups/microsoft")).text

    before, after = asyncio.run(both())
    assert before == after


SAME_IN_FRENCH = {"exact", "public"}
# words of portals and of tables of names
AS_PUBLISHED = {
    ("vendor_proofs", "vendor_group"),
    ("vendor_proofs", "context"),
    ("procedures", "method_details"),
    ("procedures", "framework_id"),
    ("contracts", "framework_id"),
    ("contract_notices", "award_key"),
    ("windows", "start"),
}


def test_every_value_of_a_closed_list_has_words(rows: sqlite3.Connection) -> None:
    keys = set()
    with use_language("fr"):
        for table in filter(lambda text: TABLES[text].public, TABLES):
            for column, kind, _meaning in TABLES[table].columns:
                if kind != "TEXT" or column in FREE or (table, column) in AS_PUBLISHED:
                    continue
                for (value,) in rows.execute(f"SELECT DISTINCT [{column}] FROM [{table}]"):
                    word = re.fullmatch(r"[a-z][a-z_]*", value or "")
                    if (
                        word
                        and value not in SAME_IN_FRENCH
                        and display_value(column, value, table) == value
                    ):
                        keys.add((table, column, value))
    assert not keys


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_columns_of_a_table_have_the_same_label(lang: str) -> None:
    with use_language(lang):
        labels = [
            (name, column_label(text)) for name, table in TABLES.items() for text in table.names
        ]
    assert [label for label, count in Counter(labels).items() if count > 1] == []


def test_a_row_of_a_table_that_made_a_tag_is_named_in_words() -> None:
    with use_language("en"):
        assert display_value("rule", "products.csv:2", "tags") == "table of products, row 2"
        assert display_value("tag", "vendor", "tags") == "Group"


def test_of_a_notice_a_row_says_once_what_it_is(get: Get) -> None:
    page = get("/vigie/contracts/ted~3A990109-2026~2FC5T2110960", cookie="vigie_lang=en").text
    (notices,) = re.findall(r"<h2>Notices</h2>(.*?)</ul>", page, re.DOTALL)
    assert "award" in notices
    assert "states" not in notices


def test_a_link_says_what_two_portals_share(get: Get) -> None:
    page = get("/vigie/links", accept_language="fr").text
    assert "même avis, même attribution" in page
    assert ">notice:" not in page
