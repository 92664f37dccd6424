"""Whose law applies, on the contract page: maker and supplier, each with its basis."""

from __future__ import annotations

import re
import sqlite3
from html import unescape

import pytest

from tests.web.contract_page.support import (
    AMENDED,
    asked,
    insert,
    page,
)
from tests.web.support import Get, seen

LAWS = {
    "fr": {
        "maker": "Microsoft (États-Unis), service exploité par son éditeur",
        "seat": "Numérica Local (Espagne), d'après le siège donné par l'avis",
        "foreign": "relève du droit d'un pays hors de l'Union européenne, qui peut atteindre",
        "home": "seul le droit de l'Union européenne ou de l'Espace économique européen s'applique",
        "no_maker": "s'applique : le titulaire s'y trouve.",
        "none": "Aucun produit dont nous connaissons l'éditeur n'est nommé comme acheté.",
    },
    "en": {
        "maker": "Microsoft (United States), a service run by its maker",
        "seat": "Numérica Local (Spain), going by its seat in the notice",
        "foreign": "answers to the law of a country outside the European Union, which can",
        "home": "As far as the notice says, only law of the European Union",
        "no_maker": "applies: the supplier is there.",
        "none": "No product whose maker we know is named as bought.",
    },
}


def told_laws(edited: sqlite3.Connection, exposure: str, *, maker: bool) -> str:
    """Give a contract a Spanish supplier, and Microsoft 365 or no product; return its id."""
    (key, notice) = edited.execute(
        "SELECT id, notice_id FROM contracts WHERE data_outsourcing = 'yes' ORDER BY id LIMIT 1"
    ).fetchone()
    edited.execute(
        "DELETE FROM tags WHERE contract_id = ?"
        " AND tag IN ('product_law', 'supplier_law', 'data_law_exposure')",
        (key,),
    )
    edited.execute("UPDATE contracts SET data_law_exposure = ? WHERE id = ?", (exposure, key))
    (rule,) = edited.execute(
        "SELECT rule FROM vendor_proofs WHERE name = 'Microsoft 365'"
    ).fetchone()
    same = {"notice_id": notice, "contract_id": key, "confidence": "low"}
    seat = same | {"rule": "seat", "field": "supplier", "evidence": "Numérica Local"}
    insert(edited, "tags", id="seat", tag="supplier_law", value="ES", **seat)
    product = same | {"rule": rule, "field": "title", "evidence": "Microsoft 365"}
    if maker:
        insert(
            edited, "tags", id="maker", tag="product_law", value="US", role="holds_data", **product
        )
    basis = product if maker else same | {"rule": "no-product", "field": "supplier", "evidence": ""}
    insert(edited, "tags", id="law", tag="data_law_exposure", value=exposure, **basis)
    return str(key)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "L'avis nomme « Microsoft 365 », un service exploité par son éditeur"),
        ("en", "The notice names “Microsoft 365”, a service run by its maker"),
        ("es", "El anuncio nombra «Microsoft 365», un servicio gestionado por su fabricante"),
    ],
)
def test_a_named_service_says_who_keeps_the_data_and_not_that_the_supplier_does(
    edited: sqlite3.Connection, lang: str, words: str
) -> None:
    key = told_laws(edited, "non_eu_parent", maker=True)
    notice_of = "SELECT notice_id FROM contracts WHERE id = ?"
    (notice,) = edited.execute(notice_of, (key,)).fetchone()
    edited.execute("DELETE FROM tags WHERE tag = 'data_outsourcing' AND notice_id = ?", (notice,))
    same = {"notice_id": notice, "contract_id": key, "confidence": "high", "field": "title"}
    same |= {"tag": "data_outsourcing", "value": "yes"}
    service = {"role": "product", "rule": "products.csv:2", "evidence": "Microsoft 365"}
    insert(edited, "tags", id="service", **same, **service)
    assert words in seen(page(asked(edited), key, lang))
    rule = {"role": "hosting", "rule": "data_outsourcing/hosting", "evidence": "hosting"}
    insert(edited, "tags", id="hosting", **same, **rule)
    assert words not in seen(page(asked(edited), key, lang))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "L'avis nomme « {} », un service exploité par son éditeur"),
        ("en", "The notice names “{}”, a service run by its maker"),
        ("es", "El anuncio nombra «{}», un servicio gestionado por su fabricante"),
    ],
)
def test_a_makers_name_is_no_service_and_a_service_without_a_known_maker_is_one(
    edited: sqlite3.Connection, lang: str, words: str
) -> None:
    key = told_laws(edited, "unknown", maker=False)
    notice_of = "SELECT notice_id FROM contracts WHERE id = ?"
    (notice,) = edited.execute(notice_of, (key,)).fetchone()
    edited.execute("DELETE FROM tags WHERE tag = 'data_outsourcing' AND notice_id = ?", (notice,))
    same = {"notice_id": notice, "contract_id": key, "confidence": "high", "field": "title"}
    same |= {"tag": "data_outsourcing", "value": "yes"}
    brand = {"role": "product", "rule": "products.csv:681", "evidence": "Oracle"}
    insert(edited, "tags", id="brand", **same, **brand)
    insert(edited, "tags", id="cloud", **same, role="cloud", rule="cloud", evidence="cloud")
    assert words.format("Oracle") not in seen(page(asked(edited), key, lang))
    named = {"role": "named_service", "rule": "data_outsourcing/named-service"}
    insert(edited, "tags", id="named", **same, **named, evidence="Handshake")
    assert words.format("Handshake") in seen(page(asked(edited), key, lang))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_maker_and_supplier_are_two_facts_each_with_its_basis(
    edited: sqlite3.Connection, lang: str
) -> None:
    words = LAWS[lang]
    key = told_laws(edited, "non_eu_parent", maker=True)
    shown = seen(page(asked(edited), key, lang))
    for actual in ("maker", "seat", "foreign"):
        assert words[actual] in shown
    assert words["home"] not in shown
    assert "Microsoft 365" in shown


@pytest.mark.parametrize(
    ("lang", "of_union", "own"),
    [
        ("fr", LAWS["fr"]["foreign"], "relève du droit d'un autre pays que celui de l'acheteur"),
        ("en", LAWS["en"]["foreign"], "answers to the law of another country than the buyer"),
    ],
)
def test_of_a_buyer_outside_the_union_the_yardstick_is_its_own_law(
    edited: sqlite3.Connection, lang: str, of_union: str, own: str
) -> None:
    key = told_laws(edited, "non_eu_parent", maker=True)
    for country, expected, not_said in (
        ("FR", of_union, own),
        ("NO", of_union, own),
        ("GB", own, of_union),
    ):
        edited.execute("UPDATE contracts SET country = ? WHERE id = ?", (country, key))
        shown = seen(page(asked(edited), key, lang))
        assert expected in shown
        assert not_said not in shown


NETWORK = "ted:990108-2026/PE/ITEC-ITS14-Lot 6-NP ranking 1"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "group Deloitte (whose law applies is not known)"),
        ("fr", "groupe Deloitte (on ne sait pas quel droit s'applique)"),
        ("es", "grupo Deloitte (no se sabe qué derecho se aplica)"),
    ],
)
def test_of_a_network_of_firms_the_law_is_said_to_be_unknown_and_not_the_country(
    edited: sqlite3.Connection, lang: str, words: str
) -> None:
    edited.execute(
        "UPDATE contracts SET data_outsourcing = 'unclear', data_law_exposure = 'unknown'"
        " WHERE id = ?",
        (NETWORK,),
    )
    (rule, evidence) = edited.execute(
        "SELECT rule, evidence FROM tags WHERE contract_id = ? AND tag = 'vendor'"
        " AND value = 'deloitte'",
        (NETWORK,),
    ).fetchone()
    edited.execute(
        "INSERT INTO tags (id, notice_id, contract_id, tag, value, rule, field, evidence,"
        " confidence) SELECT 'test', notice_id, id, 'supplier_law', 'unknown', ?, 'supplier', ?,"
        " 'medium' FROM contracts WHERE id = ?",
        (rule, evidence, NETWORK),
    )
    assert words in seen(page(asked(edited), NETWORK, lang))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_where_no_product_is_named_the_law_is_not_known(
    edited: sqlite3.Connection, lang: str
) -> None:
    words = LAWS[lang]
    key = told_laws(edited, "unknown", maker=False)
    shown = seen(page(asked(edited), key, lang))
    assert words["none"] in shown
    assert words["seat"] in shown
    assert words["home"] not in shown


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_law_at_home_without_a_named_maker_does_not_say_where_the_maker_is(
    edited: sqlite3.Connection, lang: str
) -> None:
    words = LAWS[lang]
    key = told_laws(edited, "eu_only", maker=False)
    shown = seen(page(asked(edited), key, lang))
    assert words["home"] in shown
    assert words["no_maker"] in shown
    told_laws(edited, "eu_only", maker=True)
    shown = seen(page(asked(edited), key, lang))
    assert words["no_maker"] not in shown


def test_eu_only_by_a_seat_says_so(edited: sqlite3.Connection) -> None:
    key = told_laws(edited, "eu_only", maker=True)
    shown = seen(page(asked(edited), key))
    assert "This goes by the supplier's seat alone." in shown


def test_a_letter_and_its_law_stand_on_the_page_with_the_day_it_was_read(get: Get) -> None:
    html = page(get, "find_a_tender:990301-2026/1", "fr")
    latest = "990303-2026"  # the change of the contract, which states it as it is now
    (first, *_others) = re.findall(
        r'<textarea class="letter".*? lang="en".*?</textarea>', html, re.S
    )
    assert "section 1 of the Freedom of Information Act 2000" in unescape(first)
    assert "Digital & Data Partner" in unescape(first)
    assert f"notice Find a Tender (United Kingdom) {latest}, https://" in unescape(first)
    assert "20 jours ouvrables" in seen(html)
    assert "http://www.legislation.gov.uk/ukpga/2000/36/section/10" in html
    assert "Lu le 25 novembre 2026" in seen(html)


def test_a_country_whose_law_was_not_read_gets_no_letter(get: Get) -> None:
    html = page(get, AMENDED)
    assert 'class="letter"' not in html
    assert "we have read no law on access to documents" in seen(html)


def test_whose_law_applies_is_unknown_for_the_doubt_where_our_tables_name_the_group(
    get: Get,
) -> None:
    shown = seen(page(get, "ted:990105-2026/6114928637", "fr"))
    assert "groupe IBM (États-Unis)" in shown
    assert "Inconnu : il n'est pas sûr que des données quittent l'acheteur." in shown
    assert "ni nos tables" not in shown
