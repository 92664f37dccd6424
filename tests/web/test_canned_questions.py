"""Answers to questions are words: heads of columns, reasons, roles, countries, names for ids."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html

from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.routes import page_path
from tests.web.conftest import asker
from tests.web.support import Get, seen
from tests.web.test_dossiers import changed

FRENCH = {"cookie": "vigie_lang=fr"}


def heads(page: str) -> list[str]:
    """Heads of the columns of the answer."""
    return [seen(element.text_content()) for element in html.fromstring(page).cssselect("thead th")]


def cells(page: str, column: str) -> list[str]:
    elements = html.fromstring(page).cssselect(f"tbody td.col-{column}")
    return [seen(element.text_content()) for element in elements]


def test_why_a_contract_is_tagged_is_said_in_words(get: Get, rows: sqlite3.Connection) -> None:
    (key,) = rows.execute(
        "SELECT contract_id FROM tags WHERE tag = 'data_outsourcing' AND role = 'saas'"
        " AND contract_id IN (SELECT contract_id FROM tags WHERE tag = 'vendor') LIMIT 1"
    ).fetchone()
    page = get(f"/vigie/why?contract={key}", **FRENCH).text
    assert "Valeur" in heads(page)
    assert "Montant publié" not in heads(page)
    assert "saas" not in cells(page, "role")
    assert any("SaaS" in cell for cell in cells(page, "role"))
    groups = {row[0] for row in rows.execute("SELECT id FROM vendor_groups WHERE id <> name")}
    assert not groups & set(cells(page, "value"))


def test_a_reason_of_a_direct_award_is_no_code(demo_db: Path, tmp_path: Path) -> None:
    copy = changed(
        demo_db, tmp_path, "UPDATE procedures SET direct_award_reason = 'technical, additional'"
    )
    page = asker(copy)("/vigie/last-moment?days=30", **FRENCH).text
    lines = cells(page, "direct_award_reason")
    assert lines
    assert set(lines) == {
        "pas de concurrence possible, pour des raisons techniques ;"
        " complément d'un marché confié au même titulaire"
    }


def test_intentions_of_another_season_can_no_longer_be_contested(
    demo_db: Path, tmp_path: Path
) -> None:
    copy = changed(
        demo_db,
        tmp_path,
        "UPDATE notices SET published = '2022-09-23' WHERE kind = 'award_intention'",
    )
    get = asker(copy)
    assert not cells(get("/vigie/last-moment", **FRENCH).text, "title")
    assert cells(get("/vigie/last-moment?days=3000", **FRENCH).text, "title")


@pytest.mark.parametrize("question", ["resellers?group=microsoft", "who-is-behind"])
def test_companies_go_by_their_names_and_not_by_our_ids(get: Get, question: str) -> None:
    page = get(f"/vigie/{question}", **FRENCH).text
    (names,) = [cells(page, "supplier")]
    assert names
    assert not any(name.startswith("name:") for name in names)
    assert "col-organization_id" not in page
    assert "/vigie/organizations/" in page


@pytest.mark.parametrize(
    "question",
    [
        "who-buys-from?group=microsoft",
        "ending-soon?months=600",
        "without-competition",
        "data-under-foreign-law",
        "watched-at-work",
        "my-employer?employer=metropole",
        "product?product=microsoft",
        "resellers?group=microsoft",
        "largest",
        "largest?country=FR",
        "long?years=1",
    ],
)
def test_borderline_contracts_answer_no_question_about_contracts(
    get: Get, borderline: Get, question: str
) -> None:
    """The question about them says that no figure has them."""
    assert "<tbody>" in get(f"/vigie/{question}", **FRENCH).text
    assert "<tbody>" not in borderline(f"/vigie/{question}", **FRENCH).text


def test_as_many_contracts_are_borderline_as_the_home_page_says(borderline: Get) -> None:
    answer = borderline("/vigie/borderline.json?_shape=array&_size=max").json()
    contracts = borderline("/en/index.json").json()["borderline"]["contracts"]
    assert len(answer) == contracts > 0


def test_open_calls_and_intentions_that_are_borderline_are_in_no_answer(
    demo_db: Path, tmp_path: Path
) -> None:
    for digital, expected in (("yes", True), ("borderline", False)):
        ask = asker(changed(demo_db, tmp_path, f"UPDATE notices SET digital = '{digital}'"))
        for question in ("open-calls", "last-moment?days=900"):
            name, _, query = question.partition("?")
            data = ask(f"/vigie/{name}.json?_shape=array&{query}").json()
            assert bool(data) is expected, question
        (tmp_path / "copy.db").unlink()


def test_a_notice_that_cancels_a_call_is_no_open_call(demo_db: Path, tmp_path: Path) -> None:
    """Prozorro restates the whole call, its deadline too, when it is cancelled before that day."""
    cancelled = "UPDATE notices SET [change] = 'cancellation' WHERE kind = 'tender'"
    for made, expected in ((), True), ((cancelled,), False):
        ask = asker(changed(demo_db, tmp_path, *made))
        assert bool(ask("/vigie/open-calls.json?_shape=array").json()) is expected
        assert bool(ask("/en/ending-soon.json").json()["calls"]) is expected
        (tmp_path / "copy.db").unlink()


@pytest.fixture(scope="module")
def borderline(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Get:
    """The demo's contracts, all borderline, and some without success."""
    return asker(
        changed(
            demo_db,
            tmp_path_factory.mktemp("borderline"),
            "UPDATE contracts SET digital = 'borderline'",
            "UPDATE contracts SET status = 'unsuccessful' WHERE country = 'FR'",
        )
    )


def test_as_many_contracts_of_a_group_are_bought_as_its_page_says(
    demo_db: Path, tmp_path: Path
) -> None:
    ask = asker(changed(demo_db, tmp_path, "UPDATE contracts SET status = 'terminated'"))
    bought = ask("/vigie/who-buys-from.json?_shape=array&_size=max&group=microsoft").json()
    page = ask("/en/group/microsoft.json").json()
    assert sum(item["contracts"] for item in bought) == len(page["contracts"]) > 0


def test_contracts_whose_outcome_nobody_published_end_soon_too(
    demo_db: Path, tmp_path: Path
) -> None:
    ask = asker(changed(demo_db, tmp_path, "UPDATE contracts SET status = NULL"))
    for question in ("ending-soon?months=600", "long?years=1"):
        assert "<tbody>" in ask(f"/vigie/{question}", **FRENCH).text


def test_on_whom_a_body_depends_leads_to_the_group_by_its_name(
    get: Get, rows: sqlite3.Connection
) -> None:
    (buyer, group) = rows.execute(
        "SELECT o.name, g.name FROM shares s JOIN organizations o ON o.id = s.key"
        " JOIN vendor_groups g ON g.id = substr(s.other, 7)"
        " WHERE s.kind = 'buyer_holder' AND s.other LIKE 'group:%' ORDER BY 1 LIMIT 1"
    ).fetchone()
    page = get(f"/vigie/depends-on?employer={buyer}", **FRENCH).text
    assert group in cells(page, "held_by")
    assert "col-vendor_group" not in page
    assert "/fr/groupe/" in page


def test_clauses_seats_and_licences_are_words(demo_db: Path, tmp_path: Path) -> None:
    copy = changed(
        demo_db,
        tmp_path,
        "INSERT INTO tags (id, notice_id, tag, value, confidence, rule, field, evidence)"
        " SELECT 'x', id, 'clause', 'exit', 'medium', 'clause/exit', 'title', 'réversibilité'"
        " FROM notices ORDER BY id LIMIT 1",
    )
    get = asker(copy)
    assert "Réversibilité" in cells(get("/vigie/clauses", **FRENCH).text, "clause")
    licences = cells(get("/vigie/sources", **FRENCH).text, "licence")
    assert any("à ce que l'on en sait" in licence for licence in licences)
    assert not any("general knowledge" in licence for licence in licences)


def test_what_changed_is_said_in_words(get: Get) -> None:
    page = get("/vigie/this-week?days=3000", **FRENCH).text
    assert "Colonne changée" in heads(page)
    pages = [page for _n, page in pages_of(get, "/vigie/this-week?days=3000")]
    after = [cell for each in pages for cell in cells(each, "after")]
    assert {"Montant publié", "Avenants"} <= {
        cell for each in pages for cell in cells(each, "field")
    }
    assert "19 368 000,00" in after
    assert not any(text.startswith("ted:") for text in after)


def pages_of(get: Get, address: str) -> Iterator[tuple[int, str]]:
    """The pages of an answer, as a reader goes from one to the next."""
    number, following = 0, [address]
    while following:
        number += 1
        page = get(following[0], **FRENCH).text
        yield number, page
        following = html.fromstring(page).xpath("//a[contains(@rel, 'next')]/@href")


def test_a_long_answer_has_pages_that_hold_each_row_once(get: Get) -> None:
    pages = dict(pages_of(get, "/vigie/sources"))
    path = "//tbody//td[contains(@class, 'col-portal')]/a/@title"
    shown = [element for page in pages.values() for element in html.fromstring(page).xpath(path)]
    whole = get("/vigie/sources.json?_shape=array").json()
    assert len(pages) > 1
    assert len(shown) == len(set(shown)) == len(whole)
    assert cells(get("/vigie/sources?_page=999", **FRENCH).text, "portal") == cells(
        pages[len(pages)], "portal"
    )
    assert get("/vigie/sources?_page=two").status_code == 400
    assert "_page" not in get("/vigie/sources", **FRENCH).text.split('class="formats"')[1]


def test_a_contract_without_subject_and_two_seats_are_words_in_an_answer(
    demo_db: Path, tmp_path: Path
) -> None:
    copy = changed(
        demo_db,
        tmp_path,
        "UPDATE contracts SET title = NULL WHERE data_outsourcing = 'yes'",
        'UPDATE contracts SET vendor_groups = \'["microsoft", "ovh"]\''
        " WHERE data_law_exposure = 'non_eu_parent'",
        "INSERT OR IGNORE INTO contract_groups SELECT id, 'ovh', 'winner', 'high' FROM contracts"
        " WHERE data_law_exposure = 'non_eu_parent'",
    )
    page = asker(copy)("/vigie/data-under-foreign-law", **FRENCH).text
    assert cells(page, "title")
    assert all(cell.startswith("Objet non publié (") for cell in cells(page, "title"))
    both = [cell for cell in cells(page, "hq_country") if "," in cell]
    assert both
    assert not any("US" in cell.split(", ") for cell in cells(page, "hq_country"))


def test_no_share_of_fewer_than_twenty_procedures_is_told_and_its_counts_stand_beside_it(
    get: Get, rows: sqlite3.Connection
) -> None:
    """How much one contract grew is no share."""
    of_shares = {
        name
        for name, query in canned_queries().items()
        if "_percent" in query.sql.replace("growth_percent", "")
    }
    assert of_shares == {"by-year", "depends-on", "values-withheld"}
    (buyer,) = rows.execute(
        "SELECT o.name FROM shares s JOIN organizations o ON o.id = s.key"
        " WHERE s.kind = 'buyer_holder' AND s.other LIKE 'group:%' ORDER BY 1 LIMIT 1"
    ).fetchone()
    for name in of_shares:
        answer = get(f"/vigie/{name}.json?_shape=array&employer={buyer}").json()
        assert answer or name == "values-withheld"
        for row in answer:
            assert [row[column] for column in row if column.endswith("_percent")] == [None]
            assert any(column.endswith("procedures") for column in row)


@pytest.mark.parametrize("question", ["my-employer", "by-year", "depends-on"])
def test_an_employer_is_found_by_a_name_that_stands_in_its_contracts(
    get: Get, question: str
) -> None:
    by_register, as_published = (
        get(f"/vigie/{question}.json?employer={name}&_shape=objects").json()["rows"]
        for name in ("EDF", "EDF SA")
    )
    assert as_published
    assert as_published == by_register


def test_an_employer_s_contracts_say_whether_they_watch_anybody(
    get: Get, rows: sqlite3.Connection
) -> None:
    for tag in ("worker_surveillance", "public_surveillance_ai"):
        (id_, buyer) = rows.execute(
            f"SELECT id, buyer FROM contracts WHERE [{tag}] = 'yes' AND same_as IS NULL"
            " AND digital = 'yes' AND status = 'active' AND buyer IS NOT NULL"
        ).fetchone()
        answer = get(f"/vigie/my-employer.json?_shape=objects&employer={quote(buyer)}").json()
        (row,) = [row for row in answer["rows"] if row["contract_id"] == id_]
        assert row[tag] == "yes"


def test_what_watches_can_be_asked_of_one_country(get: Get, rows: sqlite3.Connection) -> None:
    question = "/vigie/watched-at-work.json?_shape=objects"
    whole = get(question).json()["rows"]
    countries = {row["country"] for row in whole}
    assert len(countries) > 1
    for country in countries:
        chosen = get(f"{question}&country={country.lower()}").json()["rows"]
        assert chosen == [row for row in whole if row["country"] == country]


# by which a question about contracts or calls has an answer in the demo
WIDE = {
    "my-employer": "employer=metropole",
    "ending-soon": "months=600",
    "this-week": "days=3000",
    "last-moment": "days=3000",
    "long": "years=1",
}


def test_a_body_that_notices_name_by_number_alone_has_its_name_in_every_answer(
    demo_db: Path, tmp_path: Path
) -> None:
    numbered = [
        f"UPDATE {table} SET buyer = 'SIRET 20009320100016' WHERE buyer_id IS NOT NULL"
        for table in ("contracts", "notices")
    ]
    borderline = (
        "UPDATE contracts SET digital = 'borderline' WHERE id = (SELECT id FROM contracts"
        " WHERE buyer_id IS NOT NULL AND same_as IS NULL AND status = 'active' LIMIT 1)"
    )
    ask = asker(changed(demo_db, tmp_path, *numbered, borderline))
    answered = set()
    for name in canned_queries():
        rows = ask(f"/vigie/{name}.json?_shape=array&_size=max&{WIDE.get(name, '')}").json()
        buyers = {row["buyer"] for row in rows if row.get("buyer")}
        assert not {buyer for buyer in buyers if buyer.startswith("SIRET")}, name
        answered |= {name} if buyers else set()
    assert len(answered) > 12
    for page, chosen in (("ending", ""), ("search", "?q=portail famille")):
        answer = ask(page_path(page, "en") + chosen)
        assert answer.status_code == 200
        assert "SIRET" not in answer.text, page
