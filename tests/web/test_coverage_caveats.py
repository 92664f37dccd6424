"""Absence is no evidence: where little or nothing is found, a page says what cannot be there."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.i18n.routes import Route
from monitor.i18n.value_formatting import po_file, read_catalogue
from pipelines.open_store import open_store
from pipelines.stages import load_stages
from tests.web.conftest import asker
from tests.web.support import STATES, Get, example_address, pages, seen, state_address
from tests.web.test_dossiers import changed

# pages that show no contract, nor anything else that may be missing from a source
WITHOUT = {"legal", "reply", "explore", "download", "api"}
PAGES = [
    pytest.param(route, lang, id=f"{route.name}-{lang}")
    for route, lang in pages()
    if route.name not in WITHOUT
]


@pytest.mark.parametrize(("route", "lang"), PAGES)
def test_every_page_says_what_cannot_be_in_it_and_up_to_when(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    address = example_address(route, lang, rows) + (
        "?q=microsoft" if route.name == "search" else ""
    )
    page = get(address).text
    block = seen(page.partition('<aside class="absence"')[2].partition("</aside>")[0])
    assert ("13 novembre 2026" if lang == "fr" else "13 November 2026") in block
    assert ("peut exister" if lang == "fr" else "may exist all the same") in block


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("/fr/groupe/microsoft", "{} ne nomment aucun titulaire"),
        ("/en/group/microsoft", "{} name no supplier: some may be of this group"),
    ],
)
def test_the_page_of_a_group_says_how_many_contracts_name_no_supplier(
    demo_db: Path, tmp_path: Path, place: str, says: str
) -> None:
    copy = changed(
        demo_db,
        tmp_path,
        "DELETE FROM suppliers WHERE contract_id IN"
        " (SELECT id FROM contracts WHERE same_as IS NULL LIMIT 7)",
        "DELETE FROM meta WHERE key = 'aggregates_made_of'",
    )
    with closing(sqlite3.connect(copy)) as database:
        (n,) = database.execute(
            "SELECT count(*) FROM contracts c WHERE same_as IS NULL AND coalesce(status, '')"
            " NOT IN ('cancelled', 'unsuccessful') AND NOT EXISTS (SELECT 1 FROM"
            " suppliers s WHERE s.contract_id = c.id AND s.role IN ('main', 'member'))"
        ).fetchone()
    assert n >= 7
    assert says.format(n) in seen(asker(copy)(place).text)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", [name for name in STATES if name != "refused"])
def test_what_is_empty_or_not_there_says_it_too(get: Get, name: str, lang: str) -> None:
    page = get(state_address(name, lang)).text
    assert page.count('<aside class="absence"') == 1
    if 'class="empty"' in page:
        assert ("Lues : 5 sources" if lang == "fr" else "Read: 5 sources") in seen(page)


@pytest.mark.parametrize("place", ["/en/", "/en/search", "/en/ending-soon", "/en/sources"])
def test_a_site_that_has_read_nothing_says_so_and_nothing_else_of_its_sources(
    tmp_path: Path, place: str
) -> None:
    open_store(tmp_path / "vigie.db", load_stages()).close()
    page = seen(asker(tmp_path / "vigie.db")(place).text)
    assert "No source was read yet" in page
    assert "comes from files" not in page


def test_no_sentence_says_that_there_is_no_contract() -> None:
    actual = [
        words
        for message in read_catalogue(po_file("fr"))
        for words in (message.id if isinstance(message.id, tuple) else (message.id,))
        if re.match(r"No (digital )?contract|No example", words)
    ]
    assert actual
    assert [words for words in actual if "found" not in words] == []


@pytest.mark.parametrize(
    "address",
    [
        "/en/search?q=xyzzy&country=FR",
        "/en/ending-soon?country=FR",
        "/en/feeds?country=FR",
        "/en/alternatives?country=FR",
        "/en/contract/boamp~3A26-990001~2F1",
    ],
)
def test_a_choice_of_one_country_says_its_thresholds_and_sources(
    get: Get, rows: sqlite3.Connection, address: str
) -> None:
    if "/contract/" in address:
        row = rows.execute("SELECT id FROM contracts WHERE country = 'FR' LIMIT 1").fetchone()
        from monitor.i18n.routes import page_path as of

        address = of("contract", "en", id=row[0])
    page = seen(get(address).text.partition('<aside class="absence"')[2])
    assert "Sources read (France): " in page
    assert "€40,000 without tax" in page
    assert (
        "Central purchasing bodies" in page or "Nothing bought by a central purchasing body" in page
    )


def test_a_source_that_the_operator_finds_blind_is_named_where_something_may_be_missing(
    demo_db: Path, tmp_path: Path
) -> None:
    copy = changed(
        demo_db,
        tmp_path,
        "INSERT INTO health (subject, since, state, reason_fr, reason_en)"
        " VALUES ('boamp', '2026-11-12T04:00:00Z', 'blind', 'muet', 'silent')",
    )
    get = asker(copy)
    for address in ("/en/", "/en/search?q=xyzzy", "/en/nothing-here", "/en/ending-soon?country=FR"):
        page = seen(get(address).text)
        assert re.search(r"(Not read in full|Silent or incomplete)[^.]*BOAMP", page)
    assert re.search(r"BOAMP[^|]*? blind", seen(get("/en/sources").text))


def test_a_source_of_a_country_that_nobody_has_read_for_weeks_is_named_there(
    demo_db: Path, tmp_path: Path
) -> None:
    outdated = "UPDATE portals SET state = 'ok', last_success = '2026-10-01T04:00:00Z'"
    get = asker(changed(demo_db, tmp_path, f"{outdated} WHERE name = 'boamp'"))
    for address in ("/en/", "/en/buyer/FR-SIREN-200093201", "/en/ending-soon?country=FR"):
        page = seen(get(address).text)
        assert re.search(r"Not read for more than two weeks: [^.]*BOAMP", page), address


def test_a_source_of_elsewhere_that_gave_notices_of_a_country_is_read_for_it(
    demo_db: Path, tmp_path: Path
) -> None:
    copy = changed(
        demo_db,
        tmp_path,
        "UPDATE notices SET country = 'GH' WHERE id ="
        " (SELECT id FROM notices WHERE portal = 'ted' AND country = 'FR' ORDER BY id LIMIT 1)",
        "UPDATE portals SET newest_notice = NULL WHERE name = 'ghana_ppa'",
    )
    for path, read in ((copy, True), (demo_db, False)):
        page = seen(asker(path)("/en/ending-soon?country=GH").text)
        sources = page.partition("Sources read (Ghana): ")[2].partition(").")[0]
        assert ("TED, Official Journal" in sources) == read
    text = seen(asker(copy)("/en/ending-soon?country=GH").text)
    assert "PPA, public contracts of Ghana (without dates)" in text


def test_a_source_of_files_at_hand_is_not_said_to_be_never_read(
    demo_db: Path, tmp_path: Path
) -> None:
    copy = changed(
        demo_db,
        tmp_path,
        "UPDATE portals SET state = 'never' WHERE name = 'boamp'",
        "DELETE FROM health WHERE subject = 'boamp'",
    )
    page = asker(copy)("/en/sources").text
    row = page.partition("BOAMP, French")[2][:4000]
    assert "read from files" in row.partition("TED, Official")[0]


def test_a_source_in_a_language_without_rules_says_what_is_recognised_there(
    demo_db: Path, tmp_path: Path
) -> None:
    """A register in Armenian looked as quiet as one that buys nothing digital."""
    copy = changed(
        demo_db,
        tmp_path,
        "UPDATE portals SET notices_received = 12, newest_notice = '2026-11-12'"
        " WHERE name = 'ocds:armenia'",
        "UPDATE contracts SET country = 'AM' WHERE portal = 'ghana_ppa'",
    )
    get = asker(copy)
    assert seen(get("/fr/sources").text).count("peu de mots en arménien") == 1
    assert "few words or none in Armenian" in seen(get("/en/ending-soon?country=AM").text)
    assert "few words or none in" not in seen(get("/en/ending-soon?country=FR").text)
