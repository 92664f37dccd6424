"""Dossiers, search and comparison: the facts they exist for, what they leave out, how they read."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from monitor.alerts.subscription_forms import RequestSpooler
from monitor.i18n.labels import labels
from monitor.i18n.routes import BY_NAME, page_path
from monitor.i18n.value_formatting import LANGUAGES, euros_short, use_language, value_label
from monitor.web.charts.flow_chart import START, flow, flow_key
from monitor.web.charts.page_charts import CHARTS
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER
from pipelines.store.database import connect
from tests.web.conftest import asker, serving
from tests.web.crowded_db import crowded
from tests.web.support import Get, example, example_address, seen

LILLE = "FR-SIREN-200093201"
DOSSIERS = ["buyer", "group"]


def dossier(get: Get, rows: sqlite3.Connection, name: str, lang: str = "en") -> Any:
    return get(example_address(BY_NAME[name], lang, rows, "json")).json()


@pytest.mark.parametrize("name", DOSSIERS)
def test_what_falls_on_each_year_adds_up_to_the_total(
    get: Get, rows: sqlite3.Connection, name: str
) -> None:
    sums = dossier(get, rows, name)["sums"]
    parts = [year["eur_in_year"] for year in sums["years"] if year["eur_in_year"] is not None]
    assert sum(parts) == pytest.approx(sums["total"]["total_eur"], abs=0.05)
    assert sum(year["contracts"] for year in sums["years"]) == sums["total"]["contracts"]


def test_contracts_without_a_date_stand_beside_the_years(demo_db: Path, tmp_path: Path) -> None:
    """Whoever adds up the years has the total, and reads why the picture does not."""
    undated = (
        "UPDATE contracts SET signed = NULL, decided = NULL, published = NULL WHERE id ="
        f" (SELECT max(id) FROM contracts WHERE value_countable_eur > 0 AND buyer_id = '{LILLE}')"
    )
    ask = asker(changed(demo_db, tmp_path, undated))
    sums = ask(page_path("buyer", "fr", "json", id=LILLE)).json()["sums"]
    assert sums["undated"]["contracts"] == 1
    for name in ("contracts", "total_eur"):
        parts = [row[name] or 0 for row in (*sums["years"], sums["undated"])]
        assert sum(parts) == pytest.approx(sums["total"][name])
    page = ask(page_path("buyer", "fr", id=LILLE)).text
    (row,) = html.fromstring(page).xpath("//tr[th[normalize-space() = 'date non publiée']]")
    assert row.xpath("normalize-space(td[1])") == "1"
    assert "n'a pas de date publiée" in seen(page)


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_total_says_what_it_leaves_out_and_the_reasons_add_up(
    get: Get, rows: sqlite3.Connection, name: str
) -> None:
    sums = dossier(get, rows, name)["sums"]
    without = sums["total"]["contracts"] - sums["total"]["valued"]
    assert sum(item["contracts"] for item in sums["left_out"]) == without
    page = seen(get(example_address(BY_NAME[name], "en", rows)).text)
    assert ("Left out, by reason:" in page) == (without > 0)
    assert "no published value, a ceiling, an estimate" not in page, "the reasons say it"
    valued, contracts = sums["total"]["valued"], sums["total"]["contracts"]
    assert len(re.findall(rf"(?i)added\b[^.:]*: {valued} of {contracts}\b", page)) == 1


def test_the_shares_of_holders_are_of_their_whole_and_the_index_is_theirs(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.page_data.dossier_queries.MIN_PROCEDURES", 1)
    data = get(page_path("buyer", "fr", "json", id=LILLE)).json()["concentration"]
    shares = [item["share"] for item in data["top"]]
    assert sum(shares) == pytest.approx(1)
    assert data["herfindahl"] == round(sum((100 * share) ** 2 for share in shares))
    assert data["withheld"]["contracts"] == 0, "the trainer's contract is borderline: not counted"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_under_twenty_procedures_no_share_is_told_and_the_counts_stand_alone(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    data = get(page_path("buyer", lang, "json", id=LILLE)).json()
    assert 0 < data["concentration"]["procedures"] < 20
    assert [item["share"] for item in data["concentration"]["top"]] == [None] * len(
        data["concentration"]["top"]
    )
    page = html.fromstring(get(page_path("buyer", lang, id=LILLE)).text)
    for list_ in page.cssselect("ul.figures, table.grid"):
        assert "%" not in list_.text_content().replace("in %", "")
    assert "du total :" not in seen(get(page_path("buyer", "fr", id=LILLE)).text)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_with_enough_procedures_the_largest_share_is_said_in_a_sentence(
    get: Get, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr("monitor.web.page_data.dossier_queries.MIN_PROCEDURES", 1)
    first = get(page_path("buyer", lang, "json", id=LILLE)).json()["concentration"]["top"][0]
    page = seen(get(page_path("buyer", lang, id=LILLE)).text)
    words = {"fr": "Un seul titulaire a {} % du total", "en": "One holder has {}% of the total"}
    assert words[lang].format(round(100 * first["share"])) in page
    assert "Herfindahl" not in page


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_names_that_were_merged_stand_at_the_top_of_a_dossier(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    own = rows.execute("SELECT name FROM organizations WHERE id = ?", (LILLE,)).fetchone()[0]
    names = {
        row[0]
        for row in rows.execute(
            "SELECT name FROM organization_names WHERE organization_id = ?", (LILLE,)
        )
    } - {own}
    (line,) = html.fromstring(get(page_path("buyer", lang, id=LILLE)).text).cssselect("p.merged")
    assert names
    assert any(name in line.text_content() for name in names)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_picture_or_its_table_is_open_and_never_both(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    for name in DOSSIERS:
        page = html.fromstring(get(example_address(BY_NAME[name], lang, rows)).text)
        for table in page.cssselect("figure.chart table, .years table"):
            (folded, *_more) = table.iterancestors("details")
            assert folded.get("open") is None


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_group_s_three_facts_are_never_one_sum(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    data = get(page_path("group", lang, "json", id="microsoft")).json()
    parts = {part["part"]: part for part in data["parts"]}
    assert list(parts) == ["signed", "shared", "product"]
    assert parts["product"]["total_eur"], "its products are sold by others in the demo"
    assert data["sums"]["total"]["total_eur"] == parts["signed"]["total_eur"]
    assert sum(part["contracts"] for part in parts.values()) == data["sums"]["total"]["contracts"]
    words = {"fr": "Son produit, vendu par d'autres", "en": "Its product, sold by others"}[lang]
    assert words in seen(get(page_path("group", lang, id="microsoft")).text)


def test_a_dossier_shows_who_brings_which_group(get: Get) -> None:
    page = seen(get(page_path("buyer", "fr", id=LILLE)).text)
    assert "COMPUTACENTER FRANCE → Microsoft 1 contrat, 412 000 €".replace("412 000 €", "412") in (
        page.replace("\u202f", " ")
    )


def flowing(many: int) -> tuple[list[tuple[str, float | None]], dict[str, str]]:
    """Suppliers that sell to two bodies each, and what all others do; names by id."""
    sold = [(n, body) for n in range(many) for body in (n, n + 1)]
    pairs: list[tuple[str, float | None]] = [(flow_key(f"s{n}", f"b{b}"), n + 1) for n, b in sold]
    names = {f"s{n}": f"Supplier <{n}>" for n in range(many)}
    return [*pairs, (flow_key(None, None), 40)], {START: "Group", "b0": "Body 0", **names}


def test_a_flow_has_a_band_for_each_sale_as_thick_as_its_contracts() -> None:
    pairs, names = flowing(3)
    with use_language("en"):
        chart = flow(pairs, names, str)
    assert [(label, value) for label, value, _ in chart.rows[:2]] == [
        ("Supplier <0> → Body 0", 1),
        ("Supplier <0> → b1", 1),
    ]
    picture = html.fromstring(chart.svg)
    bands = picture.cssselect("path")
    assert len(bands) == 4 + len(pairs)  # from the group to each supplier, from there to each body
    thick = [float(element.get("stroke-width")) for element in bands[4:]]
    assert thick == sorted(thick)
    assert thick[-1] == max(thick)
    words = [element.text_content() for element in picture.cssselect("text")]
    assert words[:2] == ["Group", "Supplier <2>"]
    assert "other suppliers" in words
    assert words[-1] == "other bodies"
    assert flow([], names, str).rows == ()


@pytest.mark.parametrize("sellers", [1, 2, 5])
def test_every_word_of_a_flow_is_within_the_picture(sellers: int) -> None:
    pairs, names = flowing(sellers)
    for shown in (pairs[:1], pairs):
        with use_language("en"):
            picture = html.fromstring(flow(shown, names, str).svg)
        bottom = float(picture.get("viewbox").split()[3])
        for element in picture.cssselect("text"):
            assert 12 < float(element.get("y")) < bottom, element.text_content()


def test_the_flow_of_a_group_is_its_sales_by_others(get: Get, rows: sqlite3.Connection) -> None:
    (known,) = rows.execute(
        "SELECT sum(contracts) FROM shares WHERE kind = 'buyer_via' AND via = 'microsoft'"
    ).fetchone()
    answer = get(page_path("group", "fr", id="microsoft"))
    flows = get(page_path("group", "fr", "json", id="microsoft")).json()["flows"]
    assert sum(flow["contracts"] for flow in flows) == known > 0
    (figure,) = html.fromstring(answer.text).cssselect("figure.flows")
    assert len(figure.cssselect("tbody tr")) == len(flows)
    assert (
        "%"
        not in seen(answer.text)
        .partition("Du groupe aux organismes")[2]
        .partition("Quels organismes")[0]
    )  # of so few


@pytest.mark.parametrize("name", [*DOSSIERS, "compare", "home"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_chart_says_the_same_as_the_table_beneath_it(
    get: Get, rows: sqlite3.Connection, name: str, lang: str
) -> None:
    page = html.fromstring(get(example_address(BY_NAME[name], lang, rows)).text)
    figures = page.cssselect("figure.chart:not(.flows)")
    assert figures
    for figure in figures:
        drawn = [text.text for text in figure.cssselect("svg text")]
        lines = [
            (row.cssselect("th")[0].text_content(), row.cssselect("td")[0])
            for row in figure.cssselect("tbody tr")
        ]
        assert lines
        actual = [(label, cell) for label, cell in lines if cell.cssselect("data")]
        assert len(figure.cssselect("svg g.bar rect")) == len(actual)
        assert all(
            cell.text_content() == "–" for line in lines if line not in actual for cell in line[1:]
        )
        for label, cell in actual:
            assert any(label.startswith((text or "").rstrip("…") or "-") for text in drawn), label
            value = float(cell.cssselect("data")[0].get("value"))
            with use_language(lang):
                assert drawn.count(cell.text_content()) or drawn.count(euros_short(value))


def test_bars_are_as_long_as_the_values_of_the_table(get: Get) -> None:
    page = html.fromstring(get(page_path("home", "fr")).text)
    figure = page.cssselect("figure.chart")[0]
    lengths = [float(bar.get("width")) for bar in figure.cssselect("svg g.bar rect")][::-1]
    values = [float(element.get("value")) for element in figure.cssselect("tbody data")]
    assert len(values) > 2
    for length, value in zip(lengths, values, strict=True):
        assert length / lengths[0] == pytest.approx(value / values[0], abs=0.01)


def test_a_body_without_contracts_says_where_and_until_when_was_looked(
    get: Get, rows: sqlite3.Connection
) -> None:
    (key,) = rows.execute(
        "SELECT id FROM organizations WHERE country = 'FR' AND id NOT IN"
        " (SELECT buyer_id FROM contracts WHERE buyer_id IS NOT NULL) LIMIT 1"
    ).fetchone()
    page = seen(get(page_path("buyer", "en", id=key)).text)
    assert "was found. Read: 5 sources, up to 13 November 2026" in page
    assert "Sources read (France):" in page
    assert "no contract" not in page.casefold().replace("no contract whose", "")
    assert "€40,000 without tax" in page
    assert "Known, but not read here" in page


@pytest.mark.parametrize(("name", "key"), [("buyer", LILLE), ("group", "microsoft")])
def test_sources_that_were_silent_are_named(
    demo_db: Path, tmp_path: Path, name: str, key: str
) -> None:
    copy = changed(demo_db, tmp_path, "UPDATE portals SET state = 'failed' WHERE name = 'boamp'")
    page = seen(asker(copy)(page_path(name, "en", id=key)).text)
    assert re.search(r"(Silent or incomplete|Not read in full)[^.]*BOAMP", page)


def test_central_purchasing_bodies_are_named_with_their_contracts(
    demo_db: Path, tmp_path: Path
) -> None:
    copy = changed(
        demo_db,
        tmp_path,
        "UPDATE buyers SET role = 'central_purchasing' WHERE organization_id ="
        " 'FR-SIREN-552081317'",
        "DELETE FROM meta WHERE key = 'aggregates_made_of'",
    )
    page = seen(asker(copy)(page_path("buyer", "en", id=LILLE)).text)
    assert re.search(r"without naming this body\. EDF \(6 contracts found\)", page)


def changed(demo_db: Path, folder: Path, *statements: str) -> Path:
    """A copy of the demo's database after these statements, its figures made again."""
    from monitor.aggregates.refresh import refresh

    copy = folder / "copy.db"
    source, target = sqlite3.connect(demo_db), sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    connection = connect(copy)
    for sql in statements:
        connection.execute(sql)
    connection.commit()
    refresh(connection)
    connection.close()
    return copy


@pytest.mark.parametrize("page", ["/en/group/microsoft", "/en/buyer/BE-BCE_KBO-0247499953"])
def test_the_same_contracts_as_a_table_are_those_of_the_list(
    demo_db: Path, tmp_path: Path, page: str
) -> None:
    ask = asker(
        changed(
            demo_db,
            tmp_path,
            "UPDATE contracts SET digital = 'borderline' WHERE id ="
            " (SELECT min(contract_id) FROM contract_groups WHERE vendor_group = 'microsoft')",
        )
    )
    listed = ask(f"{page}.json").json()["contracts"]
    (table,) = html.fromstring(ask(page).text).xpath(
        "//a[starts-with(., 'the same contracts as a table')]/@href"
    )
    data = ask(table.replace("contracts?", "contracts.json?_shape=objects&_size=max&")).json()
    assert {row["id"] for row in data["rows"]} == {row["id"] for row in listed}


def test_a_contract_that_was_terminated_ends_nowhere_again(demo_db: Path, tmp_path: Path) -> None:
    """Its end is behind it, whatever last day was agreed: the calendar left it out alone."""
    soon = "UPDATE contracts SET [end] = '2027-05-10', status = {}"
    places = (
        page_path("home", "en", "json"),
        page_path("buyer", "en", "json", id=LILLE),
        page_path("group", "en", "json", id="microsoft"),
        page_path("week", "en", "json", week="2026-W46"),
    )
    for status, expected in (("NULL", True), ("'terminated'", False)):
        ask = asker(changed(demo_db, tmp_path, soon.format(status)))
        for place in places:
            ending = ask(place).json()["ending"]
            listed = ending["rows"] if isinstance(ending, dict) else ending
            assert bool(listed) is expected, (place, status)
        (tmp_path / "copy.db").unlink()


def test_a_contract_found_on_two_portals_stands_once_in_the_list(
    get: Get, rows: sqlite3.Connection
) -> None:
    ids = [contract["id"] for contract in dossier(get, rows, "buyer")["contracts"]]
    marks = ", ".join("?" * len(ids))
    assert ids
    (copies,) = rows.execute(
        f"SELECT count(*) FROM contracts WHERE same_as IS NOT NULL AND id IN ({marks})", ids
    ).fetchone()
    assert copies == 0


def test_pages_of_the_list_have_each_contract_once(demo_db: Path, tmp_path: Path) -> None:
    path = crowded(demo_db, tmp_path, LILLE, "microsoft")
    ids: list[str] = []
    get = asker(path)
    for number in range(1, 60):
        data = get(page_path("buyer", "en", "json", id=LILLE, page=number)).json()
        ids += [contract["id"] for contract in data["contracts"]]
        if not data["more"]:
            break
    assert number > 2
    with closing(sqlite3.connect(path)) as rows:
        (contracts,) = rows.execute(
            "SELECT count(*) FROM contracts"
            " WHERE buyer_id = ? AND same_as IS NULL AND digital = 'yes'",
            (LILLE,),
        ).fetchone()
    assert len(ids) == len(set(ids)) == contracts


@pytest.mark.parametrize(
    "query", ["métropole européenne lille", "METROPOLE EUROPEENNE LILL", "mel"]
)
def test_search_knows_no_accents_and_no_capitals_and_finds_acronyms(get: Get, query: str) -> None:
    data = get(page_path("search", "fr", "json", q=query)).json()
    assert LILLE in [buyer["id"] for buyer in data["buyers"]]


def test_search_finds_groups_companies_and_contracts(get: Get) -> None:
    data = get(page_path("search", "fr", "json", q="microsoft")).json()
    assert data["groups"][0]["id"] == "microsoft"
    assert "Microsoft Ireland Operations Limited" in [
        supplier["name"] for supplier in data["suppliers"]
    ]
    assert any("Microsoft" in contract["title"] for contract in data["contracts"])


def test_bodies_are_compared_side_by_side(get: Get) -> None:
    both = f"{LILLE}|FR-SIREN-552081317"
    data = get(page_path("compare", "en", "json", buyers=both)).json()
    assert [row["key"] for row in data["rows"]] == both.split("|")
    assert data["rows"][1]["direct_share"] is None or 0 <= data["rows"][1]["direct_share"] <= 1
    assert get(page_path("compare", "en", buyers="nobody")).status_code == 404
    assert get(page_path("compare", "en", buyers="|".join("abcdefg"))).status_code == 400


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_note_below_a_comparison_calls_a_column_as_its_head_does(get: Get, lang: str) -> None:
    page = html.fromstring(get(page_path("compare", lang)).text)
    heads = [
        element.text_content().strip().lower() for element in page.cssselect("table.grid thead th")
    ]
    note = page.cssselect("p.left-out")[0].text_content().lower()
    with use_language(lang):
        word = value_label("direct")
    assert word in heads
    assert word in note


def test_a_share_without_a_base_is_not_published_and_never_zero(
    get: Get, rows: sqlite3.Connection
) -> None:
    (key,) = rows.execute(
        "SELECT key FROM aggregates WHERE kind = 'buyer' AND year = '' AND method_known = 0 LIMIT 1"
    ).fetchone()
    (row,) = get(page_path("compare", "en", "json", buyers=key)).json()["rows"]
    assert row["direct_share"] is None


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_dossier_can_be_followed_by_feed_calendar_and_mail_where_mail_is_sent(
    get: Get, rows: sqlite3.Connection, demo_db: Path, tmp_path: Path, name: str
) -> None:
    where = example_address(BY_NAME[name], "en", rows)
    page = html.fromstring(get(where).text)
    links = [link.get("href") for link in page.cssselect(".follow a")]
    assert [link.rpartition(".")[2].split("?")[0] for link in links] == ["atom", "ics"]
    key = example(BY_NAME[name], rows)["id"]
    for link in links:
        assert get(link).status_code == 200
        assert parse_qs(urlsplit(link).query) == {name: [key]}
    (element,) = page.cssselect('link[type="application/atom+xml"]')
    assert element.get("href") == links[0]
    mailing = asker(
        demo_db, request_spooler=RequestSpooler(tmp_path / "private.db", sends_mail=True)
    )
    (mail,) = html.fromstring(mailing(where).text).cssselect(".follow a.alerts")
    ((field, (filter_text,)),) = parse_qs(urlsplit(mail.get("href")).query).items()
    assert (field, filter_text.split()[0]) == (
        f"{name}s",
        key,
    )  # a buyer's name follows, for people
    assert mailing(mail.get("href")).status_code == 200


FULL = re.compile(r"SCAN (c|contracts|a|aggregates|s|shares|n|buyers|o|organizations|k)\b")


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("buyer", None),
        ("buyer", 3),
        ("group", None),
        ("search", None),
        ("compare", None),
        ("alternatives", None),
    ],
)
def test_no_dossier_reads_a_large_table_from_end_to_end(
    demo_db: Path,
    rows: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    page: int | None,
) -> None:
    from monitor.web.read_only_pool import ReadSession

    requests: list[tuple[str, dict[str, Any]]] = []
    real = ReadSession.rows

    def noted(self: ReadSession, sql: str, **values: Any) -> Any:
        requests.append((sql, values))
        return real(self, sql, **values)

    monkeypatch.setattr(ReadSession, "rows", noted)
    given = {"q": "licences"} if name == "search" else {"page": page}
    given |= example(BY_NAME[name], rows)
    assert asker(demo_db)(page_path(name, "en", **given)).status_code == 200
    assert len(requests) >= 4
    for sql, values in requests:
        plan = [row[3] for row in rows.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert not [step for step in plan if FULL.match(step)], (sql, plan)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_largest_dossiers_print_on_two_pages(
    demo_db: Path, tmp_path: Path, browser: Any, lang: str
) -> None:
    tab = browser.new_page()
    with serving(crowded(demo_db, tmp_path, LILLE, "microsoft")) as server:
        for name, key in (("buyer", LILLE), ("group", "microsoft")):
            tab.goto(server + page_path(name, lang, id=key))
            assert int(tab.inner_text(".figures b").replace(",", "").split()[0]) > 500
            printed = tab.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2
    tab.close()


def test_a_dossier_names_the_register_of_its_number(get: Get) -> None:
    shown = seen(get(page_path("buyer", "fr", id="BE-BCE_KBO-0247499953")).text)
    assert "sous le numéro 0247499953 (BCE/KBO, Belgique)" in shown


FRENCH, ENGLISH = "Office et Microsoft 365, Azure", "Office/365, Azure, Windows licences"


def said_of_microsoft(page: str, words: str) -> str | None:
    """The language that the page marks these words with; None: that of the page."""
    (element,) = [
        element for element in html.fromstring(page).iter("span") if words in (element.text or "")
    ]
    return element.get("lang")


def test_a_group_says_why_it_is_listed_in_the_language_of_the_page(get: Get) -> None:
    for lang, words, other in (("fr", FRENCH, ENGLISH), ("en", ENGLISH, FRENCH)):
        page = get(page_path("group", lang, id="microsoft")).text
        assert said_of_microsoft(page, words) is None
        assert other not in page


def test_how_bodies_belong_together_has_words_in_both_languages() -> None:
    known = labels()["values"]
    with (REFERENCE_FOLDER / "buyers.csv").open(encoding="utf-8", newline="") as file:
        actual = {row["parent_basis"] for row in csv.DictReader(file)} - {"", None}
    assert actual
    assert actual <= known.keys()


def test_numbers_of_one_and_none_read_as_sentences(demo_db: Path, tmp_path: Path) -> None:
    (key,) = (
        sqlite3.connect(demo_db)
        .execute(
            "SELECT key FROM aggregates WHERE kind = 'buyer' AND year = '' AND contracts = 1"
            " AND valued = 1 ORDER BY key LIMIT 1"
        )
        .fetchone()
    )
    copy = changed(
        demo_db,
        tmp_path,
        f"UPDATE contracts SET method = NULL WHERE buyer_id = '{key}'",
        "DELETE FROM meta WHERE key = 'aggregates_made_of'",
    )
    shown = seen(asker(copy)(page_path("buyer", "fr", id=key)).text)
    assert "contrats additionnés : 1 sur 1" in shown
    assert "aucune procédure publiée ne le dit" in shown
    assert not re.search(r"\b[01] contrats\b", shown)
    assert "0 sur 0" not in shown


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_category_says_what_a_group_sells_and_begins_its_sentence(get: Get, lang: str) -> None:
    words = {
        "fr": "Vend des outils de contrôle ou de surveillance. Siège : Suède.",
        "en": "Sells monitoring or surveillance tools. Head office: Sweden.",
    }
    assert words[lang] in seen(get(page_path("group", lang, id="securitas")).text)


def test_english_words_on_a_french_page_are_marked_as_english(
    demo_db: Path, tmp_path: Path
) -> None:
    """A file of an older version has no French words until the next command that writes."""
    older = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as real, closing(sqlite3.connect(older)) as db:
        real.backup(db)
        db.execute("UPDATE vendor_groups SET why_listed_fr = NULL")
        db.commit()
    page = asker(older)(page_path("group", "fr", id="microsoft")).text
    assert said_of_microsoft(page, ENGLISH) == "en"


def test_countries_of_a_group_stand_by_the_length_of_their_bars(get: Get) -> None:
    countries = get(page_path("group", "fr", "json", id="microsoft")).json()["countries"]
    counts = [country["contracts"] for country in countries]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def csv_rows(get: Get, place: str) -> list[list[str]]:
    return list(csv.reader(get(place).text.lstrip("\ufeff").splitlines(), delimiter=";"))[1:]


@pytest.mark.parametrize(
    ("page", "tables"),
    [
        ("group", {"buyers": "buyers", "countries": "countries", "resellers": "resellers"}),
        ("buyer", {"holders": "holders", "groups": "groups"}),
    ],
)
def test_a_ranking_says_how_many_it_has_and_its_file_has_them_all(
    get: Get, monkeypatch: pytest.MonkeyPatch, page: str, tables: dict[str, str]
) -> None:
    """Ten of fifty-four bodies were shown, and exported, as if there were no others."""
    monkeypatch.setattr("monitor.web.page_data.dossier_queries.SHOWN", 1)
    address = {"id": {"group": "microsoft", "buyer": LILLE}[page]}
    data = get(page_path(page, "fr", "json", **address)).json()
    text = get(page_path(page, "fr", **address)).text
    for table, name in tables.items():
        count = data["in_all"][name]
        assert count > 1
        place = page_path(page, "fr", "csv", **address, table=table)
        assert len(csv_rows(get, place)) == count
        (link,) = html.fromstring(text).xpath(f"//main//a[contains(., '(CSV)')][@href='{place}']")
        assert link.text == f"Tous les {count} (CSV)"


@pytest.mark.parametrize("page", ["buyer", "group"])
def test_the_file_of_what_ends_or_grew_has_more_than_the_page(
    demo_db: Path, tmp_path: Path, page: str
) -> None:
    ask = asker(crowded(demo_db, tmp_path, LILLE, "microsoft"))
    address = {"id": {"group": "microsoft", "buyer": LILLE}[page]}
    data = ask(page_path(page, "fr", "json", **address)).json()
    for table, shown in (("ending", 8), ("grown", 5)):
        assert len(data[table]) == shown
        place = page_path(page, "fr", "csv", **address, table=table)
        assert len(csv_rows(ask, place)) > shown


def test_the_countries_of_a_picture_are_those_with_most_contracts(
    demo_db: Path, tmp_path: Path
) -> None:
    """Brazil with four contracts was left out, for ten others had a sum that is published."""
    target = changed(demo_db, tmp_path)
    with closing(sqlite3.connect(target)) as db:
        sql = (
            "INSERT OR REPLACE INTO shares VALUES ('group_country', 'microsoft', ?, '', ?, ?, ?, 1)"
        )
        db.executemany(sql, [(f"A{n}", 1, 1, 1000.0) for n in "EFGLMORTUWXZ"])
        db.execute(sql, ("BR", 40, 0, None))
        db.commit()
    ask = asker(target)
    place = page_path("group", "fr", "json", id="microsoft")
    countries = ask(place).json()["countries"]
    assert countries[0]["other"] == "BR"
    assert len(countries) == 10
    assert "Brésil" in seen(ask(page_path("group", "fr", id="microsoft")).text)


def test_a_body_says_what_it_watches_and_each_figure_leads_to_its_contracts(
    get: Get, rows: sqlite3.Connection
) -> None:
    """A time clock bought by one's employer stood in the list as any other contract."""
    tags = ("big_tech", "data_outsourcing", "worker_surveillance", "public_surveillance_ai")
    for tag in tags:
        (buyer,) = rows.execute(
            f"SELECT buyer_id FROM contracts WHERE [{tag}] = 'yes' AND same_as IS NULL"
            " AND digital = 'yes' AND status = 'active' AND buyer_id IS NOT NULL"
        ).fetchone()
        page = html.fromstring(get(page_path("buyer", "fr", id=buyer)).text)
        (link,) = page.xpath(f"//ul[@class='figures']//a[contains(@href, '{tag}=yes')]")
        found = get(link.get("href").replace("contracts?", "contracts.json?_shape=objects&"))
        count = len(found.json()["rows"])
        assert count > 0
        assert link.text.startswith(f"{count} ")
        if tag != "big_tech":  # the groups beside a contract say it
            listed = page.xpath(f"//ul[@class='contracts']//*[contains(@class, 'yes {tag}')]")
            assert len(listed) >= count


def test_of_a_body_with_thousands_of_contracts_surveillance_is_not_counted(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.pages.buyer.MAX_READ", 0)
    ask = asker(demo_db)
    data = ask(page_path("buyer", "fr", "json", id=LILLE)).json()
    assert data["watching"] == {"worker_surveillance": None, "public_surveillance_ai": None}
    assert ask(page_path("buyer", "fr", id=LILLE)).status_code == 200


def test_the_picture_of_years_leaves_no_year_out(demo_db: Path, tmp_path: Path) -> None:
    """2015 stood beside 2019, as if nothing lay between; a year without a value has no bar."""
    dates = (
        "UPDATE contracts SET signed = '2015-02-03', [start] = NULL, [end] = NULL",
        "UPDATE contracts SET signed = '2019-02-03' WHERE id ="
        f" (SELECT max(id) FROM contracts WHERE value_countable_eur > 0 AND buyer_id = '{LILLE}')",
    )
    ask = asker(changed(demo_db, tmp_path, *dates))
    figure = html.fromstring(ask(page_path("buyer", "fr", id=LILLE)).text).cssselect(
        ".years figure table tbody tr"
    )
    shown = [[cell.text_content() for cell in row] for row in figure]
    assert [year for year, _euros in shown] == ["2015", "2016", "2017", "2018", "2019"]
    assert [euros == "–" for _year, euros in shown] == [False, True, True, True, False]
    for kind in ("svg", "png"):
        place = page_path("buyer", "fr", kind, id=LILLE)
        assert ask(f"{place}?chart=years").status_code == 200


def test_a_year_that_is_typed_wrong_does_not_empty_the_picture() -> None:
    years = [{"year": str(year), "eur_in_year": 10.0} for year in (2005, 2019, 2021, 2091)]
    pairs = CHARTS["buyer"]["years"].pairs({"sums": {"years": years}})
    assert pairs == [("2019", 10.0), ("2020", None), ("2021", 10.0)]
