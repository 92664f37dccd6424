"""No page is larger than 60 kB without its pictures: on a slow line it is there in seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from monitor.aggregates.refresh import refresh
from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.routes import BUILT, page_path
from monitor.i18n.tag_page_markdown import TAGS
from monitor.i18n.value_formatting import LANGUAGES
from monitor.web.charts.tile_map import PLACES
from pipelines.store.database import connect
from pipelines.store.schema import TABLES
from tests.web.conftest import asker
from tests.web.crowded_db import crowded
from tests.web.support import EXPLORED, STATES, Get, all_pages, example_address, state_address

LILLE = "FR-SIREN-200093201"
MAX_PAGE_BYTES = 60_000  # bytes
KINDS = {
    "contract": "SELECT id FROM contracts",
    "buyer": "SELECT key FROM aggregates WHERE kind = 'buyer' AND year = ''",
    "group": "SELECT key FROM aggregates WHERE kind = 'group' AND year = ''",
}


def addresses(rows: sqlite3.Connection, lang: str) -> Iterator[str]:
    """Every page of the site; of contracts and dossiers each one."""
    yield from (example_address(route, lang, rows) for route in BUILT)
    yield from (state_address(name, lang) for name in STATES)
    yield from (page_path("tag", lang, id=tag) for tag in TAGS)
    for name, sql in KINDS.items():
        yield from (page_path(name, lang, id=key) for (key,) in rows.execute(sql))
    yield from (f"/vigie/{name}?_language={lang}" for name in canned_queries())
    for table in TABLES:
        for chosen in ("", "_all=1&", "_size=max&", "_size=500&_all=1&"):
            yield f"/vigie/{table}?{chosen}_language={lang}"
    for place in EXPLORED.values():
        yield f"{place}{'&' if '?' in place else '?'}_language={lang}"


def test_a_size_that_was_typed_bounds_files_and_not_pages(get: Get) -> None:
    for size in ("max", "500", ""):
        (shown,) = islice(all_pages(get, f"/vigie/tags?_size={size}", "en"), 1)
        assert len(shown.xpath("//table[contains(@class, 'rows-and-columns')]/tbody/tr")) == 30
        assert shown.cssselect("p.next a")
    assert len(get("/vigie/tags.json?_size=500&_shape=array").json()) > 100


def too_large(
    get: Get, places: Iterable[str], limit: float = MAX_PAGE_BYTES
) -> tuple[dict[str, int], int]:
    """Pages above the limit with their bytes, and how many were asked."""
    actual, count = {}, 0
    for place in places:
        answer = get(place, accept="text/html")
        count += 1
        if len(answer.content) > limit:
            actual[place] = len(answer.content)
    return actual, count


def test_no_page_of_the_demo_is_larger(get: Get, rows: sqlite3.Connection) -> None:
    actual, count = too_large(get, addresses(rows, "fr"))
    assert count > 200
    assert actual == {}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "fr"])
def test_none_is_larger_in_another_language(get: Get, rows: sqlite3.Connection, lang: str) -> None:
    """Other words make a page a twentieth larger at most: what is small in French stays small."""
    half, _ = too_large(get, addresses(rows, "fr"), MAX_PAGE_BYTES / 2)
    pairs = zip(addresses(rows, "fr"), addresses(rows, lang), strict=True)
    actual, count = too_large(get, (place for french, place in pairs if french in half))
    assert count > 40
    assert actual == {}


def busy(demo_db: Path, folder: Path) -> Path:
    """The demo's database with contracts in sixty countries, and many that end and calls."""
    countries = [code for places in PLACES.values() for code in places][:60]
    with closing(sqlite3.connect(crowded(demo_db, folder, LILLE, "microsoft"))) as db:
        db.execute("PRAGMA foreign_keys = 0")
        ids = [id_ for (id_,) in db.execute("SELECT id FROM contracts ORDER BY id")]
        for n, id_ in enumerate(ids):
            days = {"country": countries[n % 60], "end": f"2027-0{1 + n % 9}-15"}
            db.execute(
                "UPDATE contracts SET country = :country, [end] = :end WHERE id = :id",
                days | {"id": id_},
            )
        db.executemany(
            "INSERT INTO notices (id, portal, kind, state, digital, deadline, procedure_id, title,"
            " buyer, buyer_id, country) VALUES"
            " (?, 'ted', 'tender', 'current', 'yes', '2026-12-15', ?, ?, ?, ?, 'FR')",
            [
                (f"ted:{n}-2026", f"ted:p{n}", "Maintenance of software " * 5, "City of", LILLE)
                for n in range(120)
            ],
        )
        db.execute("DELETE FROM meta WHERE key = 'aggregates_made_of'")
        db.commit()
    with closing(connect(folder / "crowded.db")) as db:
        refresh(db)
    return folder / "crowded.db"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_none_is_larger_with_sixty_countries(demo_db: Path, tmp_path: Path, lang: str) -> None:
    """With the 33 of a real database two pages had 71 kB."""
    get = asker(busy(demo_db, tmp_path))
    places = [page_path(name, lang) for name in ("compare", "ending", "home", "feeds", "search")]
    shown = get(places[0]).text
    assert shown.count("<title>") > 55
    assert "60 (CSV)" in shown
    actual, _count = too_large(get, [*places, page_path("group", lang, id="microsoft")])
    assert actual == {}
    asked = page_path("compare", lang, "json", countries="FR")
    assert [row["key"] for row in get(asked).json()["rows"]] == ["FR"]
