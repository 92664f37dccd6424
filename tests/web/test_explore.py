"""Datasette's pages of tables, rows and answers: one language, names in place of ids, ways out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import html5lib
import pytest
from datasette.utils import tilde_encode
from lxml import html

from monitor.config import ROOT
from monitor.i18n.datasette_metadata import table_descriptions
from monitor.i18n.labels import labels
from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.routes import page_path as page_address
from monitor.i18n.value_formatting import LANGUAGES
from pipelines.interface_languages import language_columns
from pipelines.reference.load_reference_tables import load_portals
from pipelines.store.schema import TABLES
from tests.combinations import share_of
from tests.web.support import EXPLORED, RENDERED, Get, all_pages, seen
from tests.web.test_access import ALL, COLOURS, OPEN, complaints
from tests.web.test_languages import OURS, WORDS, foreign_entries, own_words

PUBLIC = [name for name, table in TABLES.items() if table.public]


def page(get: Get, address: str, lang: str) -> Any:
    return get(address, cookie=f"vigie_lang={lang}")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXPLORED)
def test_a_page_speaks_one_language(get: Get, name: str, lang: str) -> None:
    text = page(get, EXPLORED[name], lang).text
    assert f'<html lang="{lang}">' in text
    actual = own_words(
        re.sub(r"(?s)<tbody>.*</tbody>|<dl class=.facts.>.*?</dl>|<pre.*</pre>", "", text)
    )
    assert foreign_entries(actual, lang) == []
    assert WORDS[lang].findall(actual) == []
    assert set(OURS.findall(actual)) == set()


@pytest.mark.parametrize(("name", "lang"), list(share_of(EXPLORED, RENDERED, 2)))
def test_a_page_is_valid_html(get: Get, name: str, lang: str) -> None:
    answer = page(get, EXPLORED[name], lang)
    html5lib.HTMLParser(strict=True).parse(answer.text)
    ids = re.findall(r'\sid="([^"]*)"', answer.text)
    assert len(ids) == len(set(ids))
    assert " style=" not in answer.text
    assert "<script" not in answer.text


# Width, scheme of colours, language: each page in each of them; all: make combinations.
Shown = tuple[int, str, str]
SHOWN: list[Shown] = [
    (360, "light", "fr-FR"),
    (1280, "light", "en-GB"),
    (1280, "dark", "en-GB"),
    (360, "dark", "fr-FR"),
]


@pytest.fixture(scope="module")
def tabs(browser: Any) -> Iterator[dict[Shown, Any]]:
    """A window of each kind."""
    contexts = {
        shown: browser.new_context(
            viewport={"width": shown[0], "height": 800}, color_scheme=shown[1], locale=shown[2]
        )
        for shown in SHOWN
    }
    yield {shown: context.new_page() for shown, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("name", "shown"), list(share_of(EXPLORED, SHOWN, 2)))
def test_a_page_has_nothing_against_it_and_fits(
    server: str, tabs: dict[Shown, Any], name: str, shown: Shown
) -> None:
    width, scheme, locale = shown
    tab = tabs[shown]
    tab.goto(server + EXPLORED[name])
    assert tab.locator("html").get_attribute("lang") == locale[:2]
    tab.evaluate(OPEN)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints(tab, ALL if scheme == "light" else (COLOURS,)) == []


def test_every_public_column_has_words_in_every_language() -> None:
    known = labels()["columns"]
    missing = {c for name in PUBLIC for c in TABLES[name].names if c not in known}
    assert missing == set()
    for kind in ("columns", "values"):
        for name, expected in labels()[kind].items():
            assert set(expected) == set(LANGUAGES), name
            assert all(expected.values()), name


def test_names_stand_where_ids_would(get: Get, rows: sqlite3.Connection) -> None:
    (title,) = rows.execute(
        "SELECT c.title FROM tags t JOIN contracts c ON c.id = t.contract_id ORDER BY t.id LIMIT 1"
    ).fetchone()
    page = seen(get("/vigie/tags").text)
    assert title.replace("’", "'")[:40] in page
    table = get("/vigie/contracts?_group=microsoft").text
    assert ">Microsoft</a>" in table
    assert 'href="/fr/contrat/' in table
    assert 'href="/fr/acheteur/' in table
    facets = seen(table.partition('<aside class="facets"')[2].partition("</aside>")[0])
    for actual in ("Pays", "Royaume-Uni", "sans concurrence", "Géant du numérique", "oui"):
        assert actual in facets
    assert "non_eu_parent" not in facets
    portals = seen(get("/vigie/notices?_all=1").text)
    assert "Find a Tender" in portals
    codes = get("/vigie/contracts?_all=1").text
    assert "Services de technologies de l" in codes
    assert "IT services: consulting" in page_en(get, "/vigie/contracts?_all=1")


def page_en(get: Get, address: str) -> str:
    return seen(get(address, cookie="vigie_lang=en").text)


def test_a_row_leads_to_the_page_made_of_it(get: Get) -> None:
    for table, key, target in (
        (
            "contracts",
            "ted~3A990109-2026~2FC5T2110960",
            "/fr/contrat/ted~3A990109-2026~2FC5T2110960",
        ),
        ("vendor_groups", "microsoft", "/fr/groupe/microsoft"),
        ("organizations", "FR-SIREN-200093201", "/fr/acheteur/FR-SIREN-200093201"),
    ):
        assert f'<a class="button" href="{target}">' in get(f"/vigie/{table}/{key}").text
        assert get(target).status_code == 200


def test_each_choice_can_be_taken_away(get: Get) -> None:
    address = "/vigie/contracts?big_tech=yes&country=FR&_search=licences&_group=microsoft"
    html = get(address).text
    chosen = html.partition('<ul class="chosen"')[2].partition("</ul>")[0]
    assert "Pays\u00a0: France" in chosen
    assert "Groupe\u00a0: Microsoft" in chosen
    assert "«\u00a0licences\u00a0»" in chosen
    links = re.findall(r'href="([^"]*)"', chosen)
    assert len(links) == 4
    for link, gone in zip(links, ("big_tech", "country", "_group", "_search"), strict=True):
        assert gone not in link
        assert get(link.replace("&amp;", "&")).status_code == 200


def test_columns_in_whose_order_a_million_rows_can_be_read_lead_there(get: Get) -> None:
    html = get("/vigie/contracts").text
    heads = html.partition("<thead>")[2].partition("</thead>")[0]
    assert "_sort_desc=value_eur" in heads
    assert "_sort=updated" in heads
    assert 'aria-sort="descending"' in heads
    assert "_sort_desc=title" not in heads
    assert "_sort=country" not in heads + get("/vigie/contracts?_all=1").text


@pytest.mark.parametrize("table", PUBLIC)
def test_a_table_says_what_each_column_means(get: Get, table: str) -> None:
    answer = get(f"/vigie/{table}?_all=1&_size=3")
    meanings = seen(answer.text.partition("Ce que dit chaque colonne")[2])
    for name in TABLES[table].names:
        description = table_descriptions()["tables"][table]["columns"][name]["fr"].replace("’", "'")
        assert "".join(description.split()) in "".join(meanings.split())


def test_a_question_is_a_page_with_its_fields_and_its_sql(get: Get) -> None:
    for name, query in canned_queries().items():
        html = get(f"/vigie/{name}").text
        for parameter in query.params:
            assert f'name="{parameter}"' in html
        assert "La question en SQL" in html


@pytest.mark.parametrize(
    ("lang", "column"),
    [("fr", "why_listed_fr"), ("en", "why_listed"), ("es", "why_listed_es")],
)
def test_the_list_of_groups_says_why_in_the_language_of_the_page(
    get: Get, lang: str, column: str
) -> None:
    element = html.fromstring(page(get, "/vigie/vendor_groups", lang).text)
    assert {element for element in element.xpath("//td/@class") if "why_listed" in element} == {
        f"col-{column}"
    }


@pytest.mark.parametrize(
    ("lang", "law", "unread"), [("fr", "Japon", "pas encore lue"), ("en", "Japan", "not read yet")]
)
def test_the_list_of_groups_says_whose_law_and_whether_its_source_was_read(
    get: Get, demo_db: Path, lang: str, law: str, unread: str
) -> None:
    with closing(sqlite3.connect(demo_db)) as db:
        rows = db.execute("SELECT name, regime, source, checked_on FROM vendor_groups").fetchall()
    shown = list(all_pages(get, "/vigie/vendor_groups", lang))
    laws, days = (
        [
            element.text_content().strip()
            for each in shown
            for element in each.xpath(f"//td[@class='col-{column}']")
        ]
        for column in ("regime", "checked_on")
    )
    assert len(days) == len(laws) == len(rows)
    assert laws.count(law) == sum(row[1] == "jp" for row in rows) > 0
    assert days.count(unread) == sum(bool(row[2]) and row[3] is None for row in rows) > 0
    assert not set(laws) & {"jp", "us", "eu", "uk"}
    assert "" not in days


def test_french_of_our_tables_keeps_its_blanks(get: Get) -> None:
    shown = page(get, "/vigie/vendor_groups?id=a1", "fr").text
    assert "cloud\u202f; América Móvil" in shown


def test_two_links_of_a_proof_stand_apart_by_a_sign(get: Get) -> None:
    shown = html.fromstring(page(get, "/vigie/notices/ghana_ppa~3A90009", "fr").text)
    where = shown.xpath("string(//article[@class='evidence'][1]//p[a[@class='official']])")
    assert " ".join(where.split()).endswith("PPA · avis officiel")


@pytest.mark.parametrize("choice", ["", "&_all=1"])
def test_the_register_names_its_notices_as_other_pages_do(get: Get, choice: str) -> None:
    shown = html.fromstring(
        page(get, f"/vigie/register?notice_id=ted:990201-2026{choice}", "fr").text
    )
    (link,) = shown.xpath("//tbody//td[contains(@class, 'col-notice_id')]/a")
    assert link.text_content() == "TED 990201-2026"
    assert link.get("href") == "/vigie/register/ted~3A990201-2026"


@pytest.mark.parametrize("table", ["register", "organizations", "suppliers", "notices"])
def test_no_cell_leads_to_a_row_that_is_not_there(get: Get, table: str) -> None:
    hrefs = {
        str(href).partition("?")[0].partition("#")[0]
        for shown in islice(all_pages(get, f"/vigie/{table}?_all=1", "fr"), 40)
        for href in shown.xpath("//tbody//a/@href")
    }
    ours = sorted(href for href in hrefs if href.startswith(("/vigie/", "/fr/")))
    assert ours
    assert [address for address in ours if get(address).status_code != 200] == []


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("/vigie?sql=attach+1", "Seule une question qui lit peut se poser"),
        ("/vigie?sql=select+pragma_nope(1)", "Seule une question qui lit peut se poser"),
        ("/vigie?sql=select+nope+from+contracts", "SQLite répond : no such column: nope"),
        ("/vigie/contracts?_search=%22%22", "Écrivez un mot à chercher"),
    ],
)
def test_what_cannot_be_asked_says_why_in_the_readers_language(
    get: Get, place: str, says: str
) -> None:
    answer = page(get, place, "fr")
    assert answer.status_code == 400
    assert says in seen(answer.text)
    assert "Statement" not in answer.text


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("contracts", "Aucun contrat n'a été trouvé pour ce choix. Lues : 5 sources, jusqu'au 13"),
        ("notices", "Aucun avis n'a été trouvé pour ce choix. Lues : 5 sources, jusqu'au 13"),
    ],
)
def test_an_empty_table_says_where_and_until_when_was_looked(
    get: Get, table: str, says: str
) -> None:
    shown = page(get, f"/vigie/{table}?country=XX", "fr").text
    assert says in seen(shown)
    assert 'href="#absent"' in shown
    assert 'id="absent"' in shown
    assert html.fromstring(shown).cssselect(".facets, .facet, .to-facets") == [], "mere words"


def test_a_cell_without_a_value_says_so(get: Get) -> None:
    shown = html.fromstring(page(get, "/vigie/contracts?end__isnull=1", "fr").text)
    ends = {element.text_content().strip() for element in shown.cssselect("td.col-end")}
    assert ends == {"non publié"}
    cells = shown.cssselect("td.col-claims, td.col-value_eur")
    assert all(element.text_content().strip() for element in cells)
    tags = html.fromstring(page(get, "/vigie/tags?lot__isnull=1&_all=1", "fr").text)
    assert tags.cssselect("td.col-lot") == []  # a column in which no row has anything
    (left_out,) = [
        element.text_content()
        for element in tags.cssselect("p.quiet")
        if "Colonnes vides" in element.text_content()
    ]
    assert "Lot" in re.split(r"\s?: |, ", left_out)
    lots = [
        element.text_content().strip()
        for shown in islice(all_pages(get, "/vigie/tags?_all=1", "fr"), 20)
        for element in shown.cssselect("td.col-lot")
    ]
    assert "–" in lots


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("/fr/questions", "ending-soon-country"),
        ("/vigie/ending-soon?months=12&country=be", "qp2"),
    ],
)
def test_a_country_is_chosen_by_its_name(get: Get, place: str, field: str) -> None:
    """Who typed "Belgique" where "BE" was asked found nothing, and believed it."""
    shown = html.fromstring(page(get, place, "fr").text)
    (choice,) = shown.cssselect(f"select#{field}")
    offered = {element.get("value"): element.text for element in choice.cssselect("option")}
    assert offered[""] == "–"
    assert offered["BE"] == "Belgique"
    assert [element.get("value") for element in choice.cssselect("option[selected]")] == (
        ["BE"] if "vigie" in place else []
    )
    assert not shown.cssselect("input[name=country]")
    assert "deux lettres" not in seen(html.tostring(shown, encoding="unicode"))


def test_a_country_that_is_not_offered_stays_chosen(get: Get) -> None:
    shown = html.fromstring(page(get, "/vigie/largest?country=Belgi%3Cque", "fr").text)
    assert shown.cssselect("select[name=country] option[selected]")[0].get("value") == "BELGI<QUE"


def test_what_a_buyer_withholds_is_said_in_words(get: Get, rows: sqlite3.Connection) -> None:
    row = rows.execute(
        "SELECT id FROM notices WHERE withheld LIKE '%not-val%' ORDER BY id LIMIT 1"
    ).fetchone()
    place = f"/vigie/notices/{tilde_encode(row[0])}"
    french = seen(page(get, place, "fr").text)
    assert "montant de l'avis, nombre d'offres reçues, montant de l'offre retenue" in french
    assert "win-ten-val" not in french
    assert "value of the winning tender" in seen(page(get, place, "en").text)
    assert '"win-ten-val"' in get(f"{place}.json").text.replace("\\", ""), "data keep the code"


@pytest.mark.parametrize(
    ("place", "column", "fr", "en"),
    [
        ("/vigie/vendor_proofs?kind=product&match=any", "match", "dans tout texte", "in any text"),
        (
            "/vigie/vendor_proofs?since=2023-11-22",
            "since",
            "22 nov. 2023",
            "Nov 22, 2023|22 Nov 2023",
        ),
        ("/vigie/portals?name=ted", "language", "anglais", "English"),
        (
            "/vigie/portals?name=anac",
            "licence",
            r"CC BY 4\.0 \(à ce que l’on en sait\)",
            r"CC BY 4\.0 \(as far as is known\)",
        ),
        (
            "/vigie/texts?field=procedure_reason",
            "field",
            "Raison de la procédure",
            "Reason for the procedure",
        ),
        ("/vigie/suppliers?vendor_group=microsoft", "vendor_group", "Microsoft", "Microsoft"),
        ("/vigie/changes?field=value&_all=1", "field", "Montant publié", "Value as published"),
        (
            "/vigie/why?contract=boamp%3A26-990103%2F2026-MEL-0398",
            "value",
            "oui|Microsoft|Computacenter|droit d’un pays hors UE|États-Unis|Royaume-Uni",
            "yes|Microsoft|Computacenter|law of a country outside the EU|United States"
            "|United Kingdom",
        ),
        (
            "/vigie/data-under-foreign-law",
            "hq_country",
            "(Japon|États-Unis|Royaume-Uni|, )+",
            "(Japan|United States|United Kingdom|, )+",
        ),
        ("/vigie/last-moment", "direct_award_reason", ".*[a-zé ]{12}.*|–", ".*[a-z ]{12}.*|–"),
    ],
)
def test_a_value_of_a_closed_list_is_said_in_words(
    get: Get, place: str, column: str, fr: str, en: str
) -> None:
    for lang, expected in (("fr", fr), ("en", en)):
        shown = html.fromstring(page(get, place, lang).text)
        cells = shown.cssselect(f"td.col-{column}")
        actual = {" ".join(element.text_content().split()) for element in cells}
        assert actual, (place, lang)
        assert [text for text in actual if not re.fullmatch(expected, text)] == []


def test_every_part_of_a_notice_has_words() -> None:
    files = [*ROOT.glob("tests/portals/*/*.json"), *ROOT.glob("tests/publishers/*/*.json")]
    named = {
        field
        for file in files
        if file.name.endswith(".expected.json")
        for field in re.findall(r'"field": "(\w+)",\s+"(?:text|language)"', file.read_text("utf-8"))
    }
    for file in ROOT.glob("spiders/**/*.py"):
        named |= set(re.findall(r'Text\(\s*"(\w+)"', file.read_text("utf-8")))
    assert len(named) > 8
    assert named - labels()["columns"].keys() == set()


def test_each_language_reads_its_own_names_of_the_sources(get: Get) -> None:
    titles = language_columns("title")
    for lang, own in titles.items():
        shown = html.fromstring(page(get, "/vigie/sources", lang).text)
        assert shown.cssselect(f"td.col-{own}")
        assert [title for title in titles.values() if shown.cssselect(f".col-{title}")] == [own]
    columns = get("/vigie/sources.csv").text.splitlines()[0].split(",")
    assert set(titles.values()) < set(columns), "data have all"


@pytest.mark.parametrize(
    "place",
    [
        "/vigie/ending-soon?months=60",
        "/vigie/resellers",
        "/vigie/suppliers?vendor_group=",
        "/vigie/notices?kind=tender",
        "/vigie?sql=select+null+as+a,+''+as+b,+'<x>'+as+c",
    ],
)
def test_no_cell_is_blank(get: Get, place: str) -> None:
    shown = html.fromstring(get(place).text)
    cells = shown.cssselect("table td")
    assert cells
    assert [element.get("class") for element in cells if not element.text_content().strip()] == []


def test_a_text_that_looks_like_markup_is_no_blank(get: Get) -> None:
    shown = html.fromstring(get("/vigie?sql=select+'<x>'+as+c").text)
    assert [element.text_content() for element in shown.cssselect("table td")] == ["<x>"]


def test_the_rule_of_a_tag_leads_to_the_proof_it_rests_on(get: Get) -> None:
    shown = html.fromstring(get("/vigie/tags?rule__contains=.csv&_all=1").text)
    links = shown.xpath("//td[@class='col-rule']/a/@href")
    assert links
    for link in set(links):
        assert link.startswith("/vigie/vendor_proofs/")
        assert get(link).status_code == 200


def rows_of_all(rows: sqlite3.Connection) -> dict[str, str]:
    """Table -> address of its row with the most in it."""
    result = {}
    for name in PUBLIC:
        keys = ", ".join(f"[{key}]" for key in TABLES[name].pk)
        filled = " + ".join(f"([{column}] IS NOT NULL)" for column in TABLES[name].names)
        row = rows.execute(f"SELECT {keys} FROM [{name}] ORDER BY {filled} DESC LIMIT 1").fetchone()
        if row is not None and None not in tuple(row):
            result[name] = f"/vigie/{name}/{','.join(tilde_encode(str(key)) for key in row)}"
    return result


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_has_a_page_in_one_language_and_valid(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    actual = rows_of_all(rows)
    assert len(actual) > len(PUBLIC) - 5
    for name, place in actual.items():
        text = page(get, place, lang).text
        if lang in RENDERED:
            html5lib.HTMLParser(strict=True).parse(text)
        shown = html.fromstring(text)
        (heading,) = shown.cssselect("h1")
        heading_text = heading.text_content()
        assert heading_text.strip(), name
        assert [
            element.text for element in shown.cssselect("p.id code") if element.text == heading_text
        ] == [], name
        outside = own_words(re.sub(r'(?s)<dl class="facts">.*?</dl>', "", text))
        assert foreign_entries(outside, lang) == [], name


def test_a_row_names_what_its_keys_point_to(get: Get, rows: sqlite3.Connection) -> None:
    for name, place in rows_of_all(rows).items():
        shown = html.fromstring(get(place).text)
        facts = dict(
            zip(
                shown.xpath("//dl[@class='facts']/dt/code/text()"),
                shown.xpath("//dl[@class='facts']/dd"),
                strict=True,
            )
        )
        for column, other, target in TABLES[name].foreign_keys:
            label = table_descriptions()["tables"][other].get("label")
            cell = facts.get(column)
            if label is None or cell is None or column == "portal":
                continue
            (key,) = [item.get("title") for item in cell.iter("a")] or [None]
            (named,) = rows.execute(
                f"SELECT [{label}] FROM [{other}] WHERE [{target}] = ?", [key]
            ).fetchone()
            assert not named or cell.text_content().startswith(named[:100]), (name, column)


def test_a_source_is_headed_by_its_name(get: Get) -> None:
    for lang, name in (("fr", "TED, Journal officiel de l’Union"), ("en", "TED, Official Journal")):
        (heading,) = html.fromstring(page(get, "/vigie/portals/ted", lang).text).cssselect("h1")
        assert heading.text_content().startswith(name)


@pytest.mark.parametrize(
    ("query", "fr", "en"),
    [
        ("value_eur__gte=1000", "Montant en € : au moins 1 000 €", "Value in €: at least €1,000"),
        (
            "published__gte=2026-03-01",
            "Publié : à partir du 1er mars 2026",
            "Published: from 1 Mar 2026 on",
        ),
        ("end__lte=2027-12-31", "Fin : jusqu'au 31 déc. 2027", "End: until 31 Dec 2027"),
        ("country__in=FR,BE", "Pays : un de France, Belgique", "Country: one of: France, Belgium"),
        ("end__isnull=1", "Fin : n'est pas publié", "End: is not published"),
        ("title__contains=100%25 d%25", "Objet : contient 100% d%", "Subject: contains 100% d%"),
        ("_search=licences", "« licences »", "“licences”"),
    ],
)
def test_a_choice_is_said_as_its_cells_are(get: Get, query: str, fr: str, en: str) -> None:
    for lang, expected in (("fr", fr), ("en", en)):
        shown = html.fromstring(page(get, f"/vigie/contracts?{query}", lang).text)
        (chosen,) = shown.cssselect(".chosen li")
        assert " ".join(seen(html.tostring(chosen, encoding="unicode")).split()).startswith(
            expected
        )


def test_an_empty_table_of_which_nothing_was_chosen_gives_no_advice_on_choices(get: Get) -> None:
    shown = seen(page(get, "/vigie/corrections", "fr").text)
    assert "Cette table est encore vide." in shown
    assert "retirer un des choix" not in shown
    assert "retirer un des choix" in seen(page(get, "/vigie/corrections?id=1", "fr").text)


def test_what_is_linked_or_moved_leads_to_its_page(get: Get, rows: sqlite3.Connection) -> None:
    for place, columns in (
        ("/vigie/links", ("from_id", "to_id")),
        ("/vigie/redirects", ("new_id",)),
    ):
        shown = html.fromstring(get(place).text)
        for column in columns:
            links = shown.xpath(f"//td[@class='col-{column}']/a/@href")
            assert links, (place, column)
            for link in links:
                assert get(link).status_code == 200


def test_a_notice_is_named_as_people_name_it_where_no_key_leads_to_it(get: Get) -> None:
    shown = html.fromstring(page(get, "/vigie/changes?_size=20", "fr").text)
    named = {element.text_content() for element in shown.xpath("//td[@class='col-notice_id']/a")}
    assert named
    assert not [text for text in named if ":" in text]


@pytest.mark.parametrize(
    ("lang", "of_run", "of_source"),
    [("en", "ended well", "ok"), ("fr", "réussi", "à jour"), ("es", "terminó bien", "al día")],
)
def test_a_run_ended_well_and_a_source_is_up_to_date(
    get: Get, lang: str, of_run: str, of_source: str
) -> None:
    runs = html.fromstring(page(get, "/vigie/runs?state=ok", lang).text)
    assert {
        element.text_content().strip() for element in runs.xpath("//td[@class='col-state']")
    } == {of_run}
    (chosen,) = runs.cssselect(".chosen")
    assert of_run in chosen.text_content()
    assert of_source in seen(page(get, "/vigie/sources", lang).text)


def test_a_long_number_keeps_its_end(get: Get, rows: sqlite3.Connection) -> None:
    (long,) = rows.execute("SELECT max(length(notice_id)) FROM changes").fetchone()
    (actual,) = rows.execute(
        "SELECT notice_id FROM changes WHERE length(notice_id) = ? LIMIT 1", [long]
    ).fetchone()
    assert long > 45, "the demo has one"
    shown = html.fromstring(get(f"/vigie/changes?notice_id={quote(actual)}").text)
    (named,) = {element.text_content() for element in shown.xpath("//td[@class='col-notice_id']/a")}
    assert len(named) <= 40
    assert named.endswith(f"…{actual[-12:]}")


def test_what_a_row_lacks_is_called_as_its_table_calls_it(
    get: Get, rows: sqlite3.Connection
) -> None:
    (key,) = rows.execute("SELECT id FROM tags WHERE start IS NULL LIMIT 1").fetchone()
    shown = seen(page(get, f"/vigie/tags/{key}", "fr").text)
    assert "Place dans le texte" in shown.partition("Non publié ou inconnu")[2]


@pytest.mark.browser
def test_a_card_of_a_phone_shows_what_a_row_has_and_no_line_of_nothing(
    server: str, tabs: dict[Shown, Any]
) -> None:
    tab = tabs[SHOWN[0]]
    tab.goto(server + EXPLORED["changes"])
    assert "–" not in tab.locator("tbody").inner_text().split()
    assert "apparu" in tab.locator("tbody").inner_text()
    tab.goto(server + page_address("group", "fr", id="microsoft"))
    part = tab.locator("tbody tr", has_text="Signé par le groupe seul")
    assert part.locator("td[data-label=Procédures]").inner_text() == "3"
    assert part.locator("th").bounding_box()["width"] > 250


def test_names_of_several_buyers_stand_apart_as_people_list_them(
    get: Get, rows: sqlite3.Connection
) -> None:
    names = [row[0] for row in rows.execute("SELECT buyer FROM contracts WHERE buyer LIKE '% | %'")]
    assert names
    for name in names:
        place = f"/vigie/contracts?{urlencode({'buyer': name})}"
        cells = html.fromstring(get(place).text).cssselect("td.col-buyer")
        shown = [" ".join(element.text_content().split()) for element in cells]
        assert shown
        assert all(" | " not in text and "; " in text.replace("\u202f;", ";") for text in shown)


def test_links_name_notices_as_people_do(get: Get) -> None:
    page = html.fromstring(get("/vigie/links", accept_language="fr").text)
    cells = [
        element.text_content().strip() for element in page.cssselect("td.col-from_id, td.col-to_id")
    ]
    assert cells
    portals = {cell.partition(":")[0] for cell in cells if re.match(r"[a-z_]+:", cell)}
    assert not portals & set(load_portals())
