"""A contract in a list: its state, the role of each group, and words where no subject stands."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from lxml import etree

from monitor.i18n.routes import page_path
from monitor.i18n.untrusted_text import roles_of_non_suppliers
from tests.web.conftest import asker
from tests.web.support import Get, seen
from tests.web.test_dossiers import changed

ATOM = "{http://www.w3.org/2005/Atom}"
OF_LILLE = "boamp:26-990103/2026-MEL-0398"


def lines(html: str) -> list[str]:
    """What a reader sees of each contract in the lists of a page."""
    return [seen(text) for text in re.findall(r'<li><a class="contract".*?</li>', html, re.S)]


@pytest.fixture
def product(rows: sqlite3.Connection) -> sqlite3.Row:
    """A contract of a supplier without a group in which a product of Microsoft is named."""
    row: sqlite3.Row = rows.execute(
        "SELECT c.id, c.buyer_id, c.title FROM contracts c JOIN contract_groups k"
        " ON k.contract_id = c.id AND k.vendor_group = 'microsoft' AND k.role = 'named_product'"
        " WHERE c.vendor_groups = '[\"microsoft\"]' AND c.buyer_id IS NOT NULL"
        " AND c.same_as IS NULL ORDER BY c.id LIMIT 1"
    ).fetchone()
    return row


@pytest.mark.parametrize(
    ("lang", "expected"), [("fr", "produit nommé : Microsoft"), ("en", "named product: Microsoft")]
)
def test_the_maker_of_a_product_is_not_taken_for_the_group_of_the_supplier(
    get: Get, product: sqlite3.Row, lang: str, expected: str
) -> None:
    page = get(page_path("buyer", lang, id=product["buyer_id"])).text
    own = [line for line in lines(page) if line.startswith(" ".join(product["title"].split())[:60])]
    assert own
    assert all(expected in line for line in own)


def test_a_group_that_signed_comes_before_the_makers_of_what_it_sells(get: Get) -> None:
    """After "named product:" the seller's own group would be taken for another maker."""
    page = get(page_path("group", "en", id="trustmarque")).text
    actual = [line for line in lines(page) if "Trustmarque" in line]
    assert actual
    for line in actual:
        assert line.index("Trustmarque") < line.index("named product:") < line.index("Microsoft")


def test_two_products_of_one_contract_are_said_to_be_named_once(get: Get) -> None:
    actual = [line for line in lines(get("/fr/").text) if "IBM" in line and "Oracle" in line]
    assert actual
    assert [line.count("produit nommé") for line in actual] == [1] * len(actual)


def test_only_a_group_that_signed_stands_without_its_role() -> None:
    assert roles_of_non_suppliers(
        '{"a": "winner", "b": "named_product", "c": "consortium_member"}'
    ) == {"b": "named_product"}
    assert roles_of_non_suppliers(None) == {}


@pytest.mark.parametrize("status", ["cancelled", "unsuccessful", "pending", "terminated"])
def test_a_contract_that_is_not_simply_in_force_says_its_state(
    demo_db: Path, tmp_path: Path, product: sqlite3.Row, status: str
) -> None:
    words = {
        "cancelled": "annulé",
        "unsuccessful": "infructueux",
        "terminated": "terminé",
        "pending": "intention annoncée",
    }
    database = changed(
        demo_db,
        tmp_path,
        f"UPDATE contracts SET status = '{status}' WHERE id = '{product['id']}'",
    )
    shown = lines(asker(database)(page_path("buyer", "fr", id=product["buyer_id"])).text)
    assert any(words[status] in line for line in shown)


@pytest.mark.parametrize(
    ("lang", "limit"),
    [
        ("fr", "Classement incertain"),
        ("en", "Uncertain whether it is digital"),
    ],
)
def test_what_is_hardly_digital_is_listed_apart_and_says_so_on_its_page_with_the_reason(
    demo_db: Path, tmp_path: Path, product: sqlite3.Row, lang: str, limit: str
) -> None:
    database = changed(
        demo_db,
        tmp_path,
        "UPDATE contracts SET digital = 'borderline', scope_reason = 'further code CPV 32400000'"
        f" WHERE id = '{product['id']}'",
        "UPDATE notices SET scope_reason = 'further code CPV 32400000' WHERE id ="
        f" (SELECT notice_id FROM contracts WHERE id = '{product['id']}')",
    )
    get = asker(database)
    own = page_path("contract", lang, id=product["id"])
    assert own in asker(demo_db)(page_path("buyer", lang, id=product["buyer_id"])).text
    assert own not in get(page_path("buyer", lang, id=product["buyer_id"])).text
    apart = get("/vigie/contracts.json?digital=borderline&_shape=array&_size=max").json()
    assert product["id"] in {item["id"] for item in apart}
    own_page = get(f"/vigie/borderline?_lang={lang}").text
    assert page_path("contract", "fr", id=product["id"]) in own_page
    assert "CPV 32400000" in seen(own_page)
    page = seen(get(page_path("contract", lang, id=product["id"])).text)
    assert limit in page
    assert "CPV 32400000 (" in page


def test_a_contract_without_subject_is_named_in_words_in_pages_and_feeds(
    demo_db: Path, tmp_path: Path, product: sqlite3.Row
) -> None:
    database = changed(
        demo_db, tmp_path, f"UPDATE contracts SET title = NULL WHERE id = '{product['id']}'"
    )
    get = asker(database)
    for place in (
        page_path("buyer", "fr", id=product["buyer_id"]),
        page_path("contract", "fr", id=product["id"]),
    ):
        page = get(place).text
        assert "Objet non publié (" in seen(page)
        assert f">{product['id']}</a>" not in page
    feed = get(page_path("feeds", "fr", "atom", buyer=product["buyer_id"]))
    entries = etree.fromstring(feed.content).iter(f"{ATOM}entry")
    titles = [element.findtext(f"{ATOM}title") or "" for element in entries]
    assert sum(title.startswith("Objet non publié (") for title in titles) == 1


def test_a_body_that_a_notice_names_by_number_alone_has_one_name_in_list_page_and_citation(
    demo_db: Path, tmp_path: Path
) -> None:
    number = "SIRET 20009320100016"
    ask = asker(
        changed(
            demo_db, tmp_path, f"UPDATE contracts SET buyer = '{number}' WHERE id = '{OF_LILLE}'"
        )
    )
    listed = ask(page_path("search", "fr", "json", q="Microsoft 365")).json()["contracts"]
    (name,) = {row["buyer"] for row in listed if row["id"] == OF_LILLE}
    assert name == "Métropole Européenne de Lille"
    page = ask(page_path("contract", "fr", id=OF_LILLE)).text
    assert page.count(name) > 2
    assert number not in page
    assert ask(page_path("contract", "fr", "json", id=OF_LILLE)).json()["contract"]["buyer"] == name


def test_an_amount_in_a_list_says_whether_tax_is_in_it(
    edited: sqlite3.Connection, tmp_path: Path
) -> None:
    edited.execute(
        "UPDATE contracts SET vat = 'included', value = 9, value_eur = 9, currency = 'EUR',"
        " value_kind = 'ceiling'"
    )
    edited.commit()
    get = asker(tmp_path / "vigie.db")
    for path in (page_path("group", "en", id="microsoft"), "/vigie/contracts"):
        assert "€9 VAT included (ceiling)" in seen(get(path, accept_language="en").text), path
