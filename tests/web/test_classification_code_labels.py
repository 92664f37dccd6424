"""A code is never shown without its words, in the reader's language, where the Union has them."""

from __future__ import annotations

import re
import sqlite3
from itertools import islice

import pytest

from monitor.i18n.classification_code_labels import add_labels, classification_label
from monitor.i18n.routes import page_path
from monitor.i18n.scope_reason_messages import doubt_text, explained_reason, scope_reason_text
from monitor.i18n.value_formatting import use_language
from pipelines.reference.load_reference_tables import load_tables
from tests.web.support import Get, all_pages, seen

SOFTWARE = {"fr": "Logiciels et systèmes d", "en": "Software package and information systems"}
ONE = "SELECT id FROM contracts WHERE main_code = 'CPV 48000000' LIMIT 1"


@pytest.mark.parametrize("lang", SOFTWARE)
def test_a_contract_says_what_kind_of_thing_is_bought(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    (contract,) = rows.execute(ONE).fetchone()
    assert SOFTWARE[lang] in seen(get(page_path("contract", lang, id=contract)).text)


@pytest.mark.parametrize("lang", SOFTWARE)
@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("contracts?main_code=CPV+48000000", "main_code"),
        ("contracts?_facet=main_code", "title"),
        ("notices?main_code=CPV+48000000", "main_code"),
        ("lots?main_code=CPV+48000000", "codes"),
        ("register?codes__contains=48000000", "codes"),
        ("register?reason__contains=48000000", "reason"),
    ],
)
def test_tables_facets_and_the_register_show_codes_in_words(
    get: Get, lang: str, place: str, where: str
) -> None:
    answer = get(f"/vigie/{place}&_col={where}", accept_language=lang)
    assert answer.status_code == 200
    assert SOFTWARE[lang] in seen(answer.text)


def test_no_code_of_the_union_stands_alone_on_the_first_pages_of_tables(get: Get) -> None:
    for table, column in (("contracts", "main_code"), ("lots", "codes"), ("register", "codes")):
        cells = [
            seen(element.text_content())
            for shown in islice(all_pages(get, f"/vigie/{table}?_col={column}", "fr"), 3)
            for element in shown.xpath(f"//td[@class='col-{column}']")
        ]
        assert len(cells) > 50
        alone = [cell for cell in cells if re.fullmatch(r"(CPV[ :]\d{8}[, ]*)+", cell)]
        assert alone == []


def test_columns_that_a_reader_chose_are_shown_as_chosen(get: Get) -> None:
    html = get("/vigie/register?_col=codes&_size=2", accept_language="fr").text
    assert set(re.findall(r'<td class="col-([a-z_]+)"', html)) == {"notice_id", "codes"}
    assert ">None<" not in html
    fewer = re.search(r'href="([^"]+)">moins de colonnes', html)
    assert fewer
    assert "_col" not in fewer[1]


def test_reasons_of_scope_are_said_in_the_readers_language() -> None:
    with use_language("fr"):
        assert scope_reason_text("code CPV 48000000").startswith("code CPV 48000000 (Logiciels et")
        assert scope_reason_text("product named: Azure") == "produit nommé\u00a0: Azure"
        assert scope_reason_text("further code CPV 32582000").startswith(
            "autre code CPV 32582000 ("
        )
        assert scope_reason_text("something new") == "something new"
        assert scope_reason_text("vendor oracle: ORACLE") == "groupe Oracle\u00a0: ORACLE"
        assert "groupe Oracle\u00a0: ORACLE." in doubt_text("vendor oracle: ORACLE")
        assert "des seuls mots «\u00a0belastingtaken en\u00a0»." in doubt_text(
            "title: belastingtaken en"
        )
        dealer = "dealer in computing econocom: ECONOCOM SAS, and no code or word"
        assert scope_reason_text(dealer) == (
            "revendeur informatique Econocom\u00a0: ECONOCOM SAS, sans code ni mot"
        )
        assert classification_label("BOAMP-DC 186") == "Logiciel"
        assert doubt_text("code CPV 72000000, but title: conseil (advice)") == (
            "Classement incertain\u00a0: code CPV 72000000 (Services de technologies de"
            " l’information, conseil…), alors que son objet dit «\u00a0conseil\u00a0»."
        )
        assert scope_reason_text("code UNSPSC 81112205, title: soporte") == (
            "code UNSPSC 81112205 (maintenance et assistance de logiciels), objet\u00a0: soporte"
        )
        assert (
            scope_reason_text("code GCLOUD-LOT 3") == "code GCLOUD-LOT 3 (logiciel en ligne (SaaS))"
        )
    with use_language("es"):
        for raw, expected in (
            ("code CPV 72000000", "código CPV 72000000 (Servicios TI"),
            ("main_code: CPV 72000000", "código CPV 72000000 (Servicios TI"),
            ("code CPV 72000000 alone", "solo el código CPV 72000000 (Servicios TI"),
            (
                "code 48000000, but title: toner (content)",
                "código 48000000, aunque su objeto dice «toner»",
            ),
            (
                "title: IT (it-services), but title: rural",
                "objeto: IT, aunque su objeto dice «rural»",
            ),
            ("title: IT, but description: rural", "objeto: IT, aunque su descripción dice «rural»"),
            ("division: Housing", "división: Housing"),
        ):
            assert scope_reason_text(raw).startswith(expected)
        tables = load_tables()
        for raw, expected in (
            ("code CPV 72000000", "código CPV 72000000 (Servicios TI"),
            ("code CPV 72000000 alone", "solo el código CPV 72000000 (Servicios TI"),
            ("code 48000000, but title: toner", "código 48000000, aunque su objeto dice «toner»"),
        ):
            assert explained_reason(raw, tables).startswith(expected)
        of_lot = scope_reason_text("its notice, which has other lots: vendor sap: SAP France")
        assert of_lot == "su anuncio, que tiene otros lotes: grupo SAP: SAP France"
    with use_language("en"):
        assert scope_reason_text("vendor oracle: ORACLE") == "vendor Oracle: ORACLE"
        assert add_labels("BOAMP-DC:453 CPV:99999999") == "BOAMP-DC:453 (IT support) CPV:99999999"
        assert classification_label("CPV 722").startswith("Software programming")
        assert classification_label("NAICS 518") is None
        assert classification_label("UNSPSC 72101500") is None
        assert classification_label("UNSPSC 43231601") == "Software"
        assert classification_label(None) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("48312000", "package\u00a0: logiciels"),
        ("79000000", "entreprises\u00a0: droit"),
        ("38700000", "similaires\u202f; parcmètres"),
    ],
)
def test_french_labels_of_the_union_have_their_blanks(code: str, words: str) -> None:
    with use_language("fr"):
        label = classification_label(f"CPV {code}")
        assert label is not None
        assert words in label
        assert words in scope_reason_text(f"code CPV {code}")
    with use_language("es"):
        assert "; " in (classification_label("CPV 38700000") or "")
