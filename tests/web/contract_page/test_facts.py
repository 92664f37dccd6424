"""Facts on the contract page: titles, procedure, buyers, places, documents."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from datasette.utils import tilde_encode
from lxml import html

from monitor.i18n.routes import page_path
from monitor.i18n.table_labels import notice_label
from monitor.i18n.value_formatting import use_language
from monitor.web.page_data.contract_derived_values import (
    direct_reasons,
)
from tests.web.conftest import asker
from tests.web.contract_page.support import (
    AMENDED,
    ANY_CONTRACT,
    CORRECTED,
    asked,
    facts_of,
    insert,
    page,
)
from tests.web.support import Get, seen

ADAPTED = "boamp:26-990104/-/49e12d13"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_notices_go_by_the_name_of_their_portal_and_not_by_our_id(get: Get, lang: str) -> None:
    shown = page(get, CORRECTED, lang)
    assert "TED 990131-2026" in seen(shown)
    assert ">ted:" not in shown.replace("<code>ted:", "")
    with use_language(lang):
        assert notice_label("ted:1-2026") == "TED 1-2026"
        assert notice_label("ted:1-2026", number=False) == "TED"
        assert notice_label("nowhere:1") == "nowhere:1", "a portal that no table lists keeps its id"


@pytest.mark.parametrize(
    ("notice", "lang", "expected"),
    [
        ("ocds:peru:ocds-dgv273-1/2", "fr", "OECE (Pérou) ocds-dgv273-1/2"),
        ("ocds:peru:ocds-dgv273-1/2", "en", "OECE (Peru) ocds-dgv273-1/2"),
        ("ocds:zz0001:a:b", "fr", "Éditeur OCDS non identifié (préfixe zz0001) a:b"),
        ("ocds:a", "en", "OCDS files of other publishers a"),
    ],
)
def test_a_notice_of_ocds_goes_by_the_name_of_its_publisher(
    notice: str, lang: str, expected: str
) -> None:
    """As its source is called on the page of sources; all were "other publishers"."""
    with use_language(lang):
        assert notice_label(notice) == expected
        assert expected.startswith(f"{notice_label(notice, number=False)} ")


def test_a_french_letter_names_an_unknown_publisher_in_french(
    edited: sqlite3.Connection, tmp_path: Path
) -> None:
    (id_, notice_id) = edited.execute(
        "SELECT id, notice_id FROM contracts WHERE country = 'FR' AND digital = 'yes'"
    ).fetchone()
    edited.execute(
        "INSERT INTO portals (name, title_en) VALUES"
        " ('ocds:zz0001', 'OCDS publisher not identified (prefix zz0001)')"
    )
    edited.execute(
        "UPDATE notices SET portal = 'ocds:zz0001', url = NULL WHERE id = ?", (notice_id,)
    )
    edited.commit()
    shown = seen(asker(tmp_path / "vigie.db")(page_path("contract", "fr", id=id_)).text)
    assert "avis Éditeur OCDS non identifié (préfixe zz0001)" in shown
    assert "publisher not identified" not in shown


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ("Sutartis", True),
        ("Lot 2: maintenance", True),
        ("Licences Office", False),
        ("LICENCES – Office.", False),
        ("Licences Office et maintenance, lot 1", False),
        ("Licences", True),
        (None, False),
    ],
)
def test_a_contract_that_is_called_otherwise_shows_the_title_of_its_notice(
    edited: sqlite3.Connection, own: str | None, shown: bool
) -> None:
    (notice_id,) = edited.execute(
        "SELECT notice_id FROM contracts WHERE id = ?", (AMENDED,)
    ).fetchone()
    edited.execute("UPDATE contracts SET title = ? WHERE id = ?", (own, AMENDED))
    edited.execute(
        "UPDATE notices SET title = 'Licences Office', language = 'de' WHERE id = ?", (notice_id,)
    )
    tree = html.fromstring(page(asked(edited), AMENDED, "fr"))
    quoted = [
        (element.text_content(), element.get("lang"))
        for element in tree.cssselect("p.quiet q")
        if "Licences Office" in element.text_content()
    ]
    assert quoted == ([("Licences Office", "de")] if shown else [])
    told = page(asked(edited), AMENDED, "fr", "json")["notice_title"]
    assert told == ({"text": "Licences Office", "language": "de"} if shown else None)


BARI = "ted:990105-2026/6114928637"


def test_the_data_part_names_all_suppliers_also_those_of_one_country(get: Get) -> None:
    actual = html.fromstring(page(get, BARI)).xpath("//section[@aria-labelledby='data']")[0]
    lines = [
        seen(html.tostring(element, encoding="unicode")) for element in actual.cssselect(".line")
    ]
    assert lines == [
        "IBM S.P.A., group IBM (United States)",
        "EXPRIVIA S.P.A. (Italy), going by its seat in the notice: who owns it is not known",
        "LINKS MANAGEMENT AND TECHNOLOGY S.P.A. (Italy), going by its seat in the notice: who owns"
        " it is not known",
    ]


def test_the_page_of_a_notice_says_once_what_holds_of_all_its_contracts(
    get: Get, rows: sqlite3.Connection
) -> None:
    (notice, claims) = rows.execute(
        "SELECT notice_id, count(*) FROM tags WHERE tag = 'data_outsourcing' GROUP BY 1"
        " ORDER BY 2 DESC LIMIT 1"
    ).fetchone()
    shown = html.fromstring(get(f"/vigie/notices/{tilde_encode(notice)}").text)
    boxes = [
        seen(html.tostring(element).decode()) for element in shown.cssselect("article.evidence")
    ]
    assert claims > 1
    assert len(boxes) == len(set(boxes)) > 0


def test_a_limited_procedure_is_said_by_what_it_is(edited: sqlite3.Connection) -> None:
    """A restricted tender of Ghana and a quotation of England are no negotiated procedures."""
    (key,) = edited.execute("SELECT id FROM contracts WHERE method IS NOT NULL LIMIT 1").fetchone()
    edited.execute("UPDATE contracts SET method = 'limited' WHERE id = ?", (key,))
    edited.execute("UPDATE procedures SET method = 'limited', method_details = 'Restricted Tender'")
    shown = seen(page(asked(edited), key, "fr"))
    assert "négociée ou restreinte à quelques-uns Restricted Tender" in shown


def test_a_procedure_with_a_name_alone_is_not_said_to_be_unpublished(get: Get) -> None:
    """“Procédure adaptée” is none of the kinds of the law of the Union, but it was published."""
    actual = page(get, ADAPTED, "fr", "json")
    assert actual["contract"]["method"] is None
    assert "method" not in actual["gaps"]
    assert "tenders_received" in actual["gaps"]
    shown = " ".join(seen(page(get, ADAPTED, "fr")).split())
    assert "Procédure Procédure Adaptée Historique" in shown
    assert "fin, offres reçues." in shown


@pytest.mark.parametrize(
    ("details", "lang", "expected"),
    [
        ("comp-dial", "fr", "Procédure dialogue compétitif"),
        ("Negotiated without a prior call for competition", "fr", "(négociée sans appel à la"),
        ("neg-w-call", "en", "negotiated after a call for competition"),
        ("Procédure adaptée", "en", "Procédure adaptée"),
    ],
)
def test_a_procedure_is_said_in_words_and_not_in_codes(
    edited: sqlite3.Connection, details: str, lang: str, expected: str
) -> None:
    (key,) = edited.execute("SELECT id FROM contracts WHERE method IS NOT NULL LIMIT 1").fetchone()
    method = "direct" if "without" in details else "selective"
    edited.execute("UPDATE procedures SET method = ?, method_details = ?", (method, details))
    edited.execute("UPDATE contracts SET method = ? WHERE id = ?", (method, key))
    shown = seen(page(asked(edited), key, lang))
    assert expected in shown
    assert "comp-dial" not in shown


def test_a_direct_award_for_which_several_tenders_came_keeps_its_words(
    edited: sqlite3.Connection,
) -> None:
    (key,) = edited.execute("SELECT id FROM contracts WHERE method IS NOT NULL LIMIT 1").fetchone()
    edited.execute("UPDATE procedures SET method = 'direct', method_details = 'neg-wo-call'")
    edited.execute("UPDATE contracts SET method = 'limited' WHERE id = ?", (key,))
    shown = seen(page(asked(edited), key))
    assert "negotiated without a call for competition" in shown
    assert "direct award" not in shown


def test_each_of_several_buyers_leads_to_its_own_dossier(
    get: Get, rows: sqlite3.Connection
) -> None:
    (key, notice) = rows.execute(
        "SELECT id, notice_id FROM contracts WHERE buyer LIKE '% | %' ORDER BY id LIMIT 1"
    ).fetchone()
    lead = html.fromstring(page(get, key)).cssselect("dl.brief dd")[0]
    led = {element.get("href") for element in lead.cssselect("a")}
    wanted = {
        row[0]
        for row in rows.execute("SELECT organization_id FROM buyers WHERE notice_id = ?", (notice,))
    }
    assert len(wanted) > 1
    assert led == {page_path("buyer", "en", id=item) for item in wanted}
    assert " | " not in lead.text_content()


def test_words_that_a_notice_repeats_for_every_lot_are_said_once(
    edited: sqlite3.Connection,
) -> None:
    (key, notice) = edited.execute(
        "SELECT id, notice_id FROM contracts WHERE status = 'active' ORDER BY id LIMIT 1"
    ).fetchone()
    for lot in ("LOT-0001", "LOT-0002"):
        insert(
            edited,
            "texts",
            notice_id=notice,
            lot=lot,
            field="renewal",
            language="de",
            place=90,
            text="Viermal um ein Jahr.",
        )
    assert seen(page(asked(edited), key)).count("Viermal um ein Jahr.") == 1


def test_a_contract_says_what_its_notices_leave_out(get: Get, rows: sqlite3.Connection) -> None:
    contract = rows.execute("SELECT * FROM contracts WHERE id = ?", (AMENDED,)).fetchone()
    assert contract["end"] is None
    assert "Not published for this contract: end." in seen(page(get, AMENDED))


@pytest.mark.parametrize(("lots", "is_told"), [('["LOT-1"]', True), ('["LOT-1", "LOT-2"]', False)])
def test_tenders_that_are_counted_by_lot_are_not_said_to_be_unpublished(
    edited: sqlite3.Connection, lots: str, is_told: bool
) -> None:
    """Of notices with several lots, a contract on two of them has no number of its own."""
    text = facts_of(edited, f"tenders_received = NULL, lot_ids = '{lots}'")
    assert (
        "tenders received" in text.partition("Not published for this contract: ")[2][:200]
    ) == is_told


def test_the_document_is_named_by_hash_and_archive_record(
    get: Get, rows: sqlite3.Connection
) -> None:
    html = seen(page(get, AMENDED))
    documents = rows.execute(
        "SELECT d.sha256, d.archive_file FROM contract_notices k JOIN notices n"
        " ON n.id = k.notice_id JOIN documents d ON d.sha256 = n.document_sha256"
        " WHERE k.contract_id = ?",
        (AMENDED,),
    ).fetchall()
    assert len(documents) > 1
    for sha256, file in documents:
        assert sha256 in html
        assert file in html


def test_a_procedure_that_is_not_published_agrees_with_its_noun(
    get: Get, rows: sqlite3.Connection
) -> None:
    (contract,) = rows.execute(
        "SELECT c.id FROM contracts AS c JOIN procedures AS p ON p.id = c.procedure_id"
        " WHERE c.method IS NULL AND p.method_details IS NULL AND same_as IS NULL LIMIT 1"
    ).fetchone()
    assert "Procédure non publiée" in seen(page(get, contract, "fr"))


def test_a_ground_that_none_was_compulsory_is_told_and_is_no_award_without_competition(
    get: Get, rows: sqlite3.Connection
) -> None:
    (contract,) = rows.execute(
        "SELECT c.id FROM contracts AS c JOIN procedures AS p ON p.id = c.procedure_id"
        " WHERE p.direct_award_reason = 'D_OUTSIDE_SCOPE' LIMIT 1"
    ).fetchone()
    html = seen(page(get, contract, "fr"))
    assert "hors du champ de la directive" in html
    assert "sans concurrence" not in html


def test_a_notice_without_a_day_has_no_date_and_is_not_unpublished(
    get: Get, rows: sqlite3.Connection
) -> None:
    (contract,) = rows.execute(
        "SELECT contract_id FROM contract_notices WHERE published IS NULL LIMIT 1"
    ).fetchone()
    page = html.fromstring(get(page_path("contract", "fr", id=contract)).text)
    (steps,) = page.cssselect("section[aria-labelledby=notices] > ol")
    assert steps.text_content().split()[:3] == ["date", "non", "publiée"]


def test_the_line_of_the_source_begins_with_its_name_where_there_is_no_official_page(
    demo_db: Path, tmp_path: Path
) -> None:
    target = Path(copyfile(demo_db, tmp_path / "vigie.db"))
    with closing(sqlite3.connect(target)) as made:
        (contract, notice) = made.execute(
            "SELECT id, notice_id FROM contracts WHERE published IS NOT NULL AND amendments = 0"
            " LIMIT 1"
        ).fetchone()
        made.execute("UPDATE notices SET url = NULL")
        made.commit()
    page = html.fromstring(asker(target)(page_path("contract", "en", id=contract)).text)
    (line,) = page.cssselect(".brief + p.quiet")
    assert line.text_content().strip().startswith(notice_label(notice, False))


@pytest.mark.parametrize(
    ("lang", "expected", "buyer"),
    [
        (
            "en",
            "Region (of the buyer, else of the place of performance): Hauts-de-France",
            "(France)",
        ),
        (
            "fr",
            "Région (de l'acheteur ou, à défaut, du lieu d'exécution) : Hauts-de-France",
            "(France)",
        ),
        (
            "es",
            "Región (del órgano de contratación; si no, del lugar de ejecución): Alta Francia",
            "(Francia)",
        ),
    ],
)
def test_the_region_is_not_said_to_be_the_buyers(
    edited: sqlite3.Connection, lang: str, expected: str, buyer: str
) -> None:
    """A ministry is in no region for what it has done there."""
    shown = facts_of(edited, "region = 'FRE', country = 'FR'", lang)
    assert expected in shown
    assert buyer in shown
    assert f"({expected.rpartition(': ')[2]}, " not in shown


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "purely for research, experiment, study or development"),
        ("fr", "uniquement pour la recherche, l’expérimentation, l’étude ou le développement"),
        ("es", "solo para investigación, experimentación, estudio o desarrollo"),
    ],
)
def test_a_direct_award_for_research_may_buy_services(lang: str, expected: str) -> None:
    """40465-2020: development of software; the form of utilities speaks of no products."""
    with use_language(lang):
        assert direct_reasons("resd") == [{"words": expected, "known": True}]


def test_the_method_of_another_notice_of_the_procedure_is_not_said_of_a_contract(
    edited: sqlite3.Connection,
) -> None:
    edited.execute(
        "UPDATE procedures SET method = 'open', method_details = 'open', direct_award_reason ="
        f" 'technical' WHERE id = (SELECT procedure_id FROM contracts WHERE id = ({ANY_CONTRACT}))"
    )
    assert "Procedure open procedure" in facts_of(edited, "method = 'open'")
    shown = facts_of(edited, "method = 'selective'")
    assert "Procedure selective" in shown
    assert "open procedure" not in shown
    assert "for technical reasons" not in shown
