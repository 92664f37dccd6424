"""The contract page: each fact it exists for, on the demo and on rows that a test adds."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from datasette.utils import tilde_encode
from lxml import html

from monitor.i18n.routes import page_path
from monitor.i18n.rule_explanations import all_rules, is_clue
from monitor.i18n.table_labels import notice_label
from monitor.i18n.untrusted_text import highlighted, plain_alias
from monitor.i18n.value_formatting import use_language, value_label
from monitor.web.page_data.claims_with_evidence import (
    claims_with_passages,
    evidence_boxes,
    groups_and_chips,
    with_checks_once,
)
from monitor.web.page_data.contract_derived_values import (
    direct_reasons,
    growth,
    logged,
    notice_kind,
    steps,
)
from monitor.web.page_data.operator_contact import Operator
from tests.web.conftest import asker
from tests.web.support import Get, seen

AMENDED = "ted:990118-2026/459/2013"
CORRECTED = "ted:990131-2026/9/2025"
ADAPTED = "boamp:26-990104/-/49e12d13"


def page(get: Get, contract: str, lang: str = "en", format: str = "") -> Any:
    answer = get(page_path("contract", lang, format, id=contract))
    assert answer.status_code == 200
    return answer.json() if format else answer.text


@pytest.fixture
def edited(demo_db: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the demo's database that a test may write; ``asked`` reads it."""
    target = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copyfile(demo_db, target)
    with closing(sqlite3.connect(target)) as connection:
        yield connection


def asked(connection: sqlite3.Connection, **options: Any) -> Get:
    connection.commit()
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    return asker(Path(path), **options)


CLAIMED_BY_WORDS = "ted:990109-2026/C5T2110960"


def test_a_weak_sign_beside_a_strong_one_says_that_it_would_not_do_alone(get: Get) -> None:
    office = "contracts_finder:0116494a-26f1-58c0-906e-46fd9ec6472c-990074/"
    office += "ocds-b5fd17-4e97ff4f-bebb-50a6-b432-2b72323a2b69-1"
    signs = html.fromstring(page(get, office)).cssselect("article.evidence p")
    weak = [seen(html.tostring(element, encoding="unicode")) for element in signs]
    lines = [text for text in weak if "alone it would not make this a yes" in text]
    assert len(lines) == 1
    assert "subscriptions" in page(get, office)
    assert "Confidence:" not in lines[0], "the claim's confidence is not this sign's"


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "What weighs against it:"), ("fr", "Ce qui pèse contre :")]
)
def test_a_claim_tells_what_weighs_against_it(
    edited: sqlite3.Connection, lang: str, words: str
) -> None:
    edited.execute(
        "UPDATE tags SET words_against = CASE tag WHEN 'data_outsourcing'"
        " THEN 'perpetual <licences> | on our servers' END WHERE contract_id = ?",
        (CLAIMED_BY_WORDS,),
    )
    tree = html.fromstring(page(asked(edited), CLAIMED_BY_WORDS, lang))
    actual = [element.text_content() for element in tree.cssselect("article p.against")]
    assert len(actual) == 1, "of one claim, and once"
    assert words in actual[0].replace("\u00a0", " ")
    quoted = [element.text_content() for element in tree.cssselect("p.against q")]
    assert quoted == ["perpetual <licences>", "on our servers"]


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
    ("lang", "expected"), [("fr", "Une intention, jusqu'ici"), ("en", "An intention so far")]
)
def test_an_award_that_is_only_announced_is_said_to_be_an_intention(
    get: Get, rows: sqlite3.Connection, lang: str, expected: str
) -> None:
    text = "SELECT id FROM contracts WHERE status {} ORDER BY id LIMIT 1"
    (pending,) = rows.execute(text.format("= 'pending'")).fetchone()
    (active,) = rows.execute(text.format("= 'active'")).fetchone()
    assert expected in seen(page(get, pending, lang))
    assert expected not in seen(page(get, active, lang))


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


def test_in_french_a_last_day_that_was_reckoned_agrees_with_its_sentence(
    edited: sqlite3.Connection,
) -> None:
    """« jusqu’au 2 avril (calculée …) »: a day is no feminine."""
    edited.execute(
        'UPDATE contracts SET "end" = ?, end_basis = ? WHERE id = ?',
        ("2028-04-02", "from_duration", AMENDED),
    )
    shown = seen(page(asked(edited), AMENDED, "fr")).replace("\u00a0", " ")
    assert "2 avril 2028 (d'après le premier jour et la durée que donne l'avis)" in shown
    with use_language("fr"):
        assert value_label("from_duration") == "d’après la durée"


def test_a_contract_that_is_over_is_not_said_to_have_been_broken_off(
    edited: sqlite3.Connection,
) -> None:
    """OCDS calls a contract terminated that ran its course, too (SEAO, Prozorro)."""
    edited.execute("UPDATE contracts SET status = 'terminated' WHERE id = ?", (AMENDED,))
    assert "State of this contract: ended." in seen(page(asked(edited), AMENDED))


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


BARI = "ted:990105-2026/6114928637"
NETWORK = "ted:990108-2026/PE/ITEC-ITS14-Lot 6-NP ranking 1"


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


SENTENCES = {
    "fr": ("Abonnement à Microsoft 365 et hébergement des boîtes.", "Durée de trois ans."),
    "en": ("Subscription to Microsoft 365 and hosting of mailboxes.", "Three years."),
    "de": ("Abonnement von Microsoft 365 und Hosting der Postfächer.", "Drei Jahre."),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_proves_several_claims_in_one_box(language: str) -> None:
    first, second = SENTENCES[language]
    text = f"{first} {second}"
    row = {
        "notice_id": "ted:1",
        "contract_id": "ted:1/1",
        "field": "description",
        "lot": None,
        "rule": "products.csv:2",
        "text": text,
    }
    hosting = next(word for word in first.split() if word.lower().startswith(("h", "H")))
    tags = [
        row | {"tag": "big_tech", "evidence": "Microsoft 365"},
        row | {"tag": "vendor", "evidence": "Microsoft 365"},
        row | {"tag": "data_outsourcing", "evidence": hosting},
        row | {"tag": "clause", "evidence": second},
    ]
    boxes = evidence_boxes(tags)
    assert [[tag["tag"] for tag in box["claims"]] for box in boxes] == [
        ["big_tech", "vendor", "data_outsourcing"],
        ["clause"],
    ]
    shown = highlighted(text, boxes[0]["words"])
    assert shown.count("<mark>") == 2
    assert "<mark>Microsoft 365</mark>" in shown


def test_a_claim_is_told_once_with_every_sentence_that_proves_it() -> None:
    row = {
        "notice_id": "ted:1",
        "contract_id": "ted:1/1",
        "lot": None,
        "role": None,
        "rule": "a rule",
        "value": "yes",
    }
    title = row | {"field": "title", "text": "Azure hosting"}
    more = row | {"field": "description", "text": "Hosted in Azure. Badge readers."}
    vendor = title | {"tag": "vendor", "value": "microsoft", "evidence": "Azure"}
    result = claims_with_passages(
        [
            title | {"tag": "big_tech", "evidence": "Azure"},
            vendor | {"role": "named_product", "group_name": "Microsoft"},
            more | {"tag": "big_tech", "evidence": "Azure"},
            more | {"tag": "worker_surveillance", "evidence": "Badge readers"},
            more | {"tag": "data_outsourcing", "evidence": "Hosted", "contract_id": None},
        ]
    )
    actual = [[tag["tag"] for tag in item["claims"]] for item in result]
    assert actual == [["big_tech", "vendor"], ["worker_surveillance"], ["data_outsourcing"]]
    assert [len(item["passages"]) for item in result] == [2, 1, 1]
    groups, chips = groups_and_chips(result)
    assert groups == [
        {
            "group": "microsoft",
            "name": "Microsoft",
            "roles": ["named_product"],
            "anchor": "claim-1",
        }
    ]
    assert [chip["tag"] for chip in chips] == ["big_tech", "worker_surveillance"], (
        "of this lot alone"
    )


def test_what_reviewers_said_of_a_claim_is_told_by_their_own_tag() -> None:
    """However sure the words were: theirs alone knows whether they disagree."""
    row = {"notice_id": "ted:1", "contract_id": "ted:1/1", "lot": None, "value": "unclear"}
    row |= {"words_against": None}
    words = row | {"tag": "data_outsourcing", "rule": "a rule", "checked_on": "2026-11-20"}
    product = words | {"field": "title", "text": "Azure", "evidence": "Azure", "role": "product"}
    product |= {"words_against": "licences"}
    review = words | {"field": "review", "rule": "review", "text": None, "evidence": "on site"}
    tags = [product, review | {"role": "reviewers_disagree"}]
    (actual,) = claims_with_passages(tags)
    assert [tag["role"] for tag in actual["claims"]] == ["reviewers_disagree"]
    assert [tag["words_against"] for tag in actual["claims"]] == ["licences"]
    assert [box["words"] for box in actual["passages"]] == [["Azure"], ["on site"]]
    assert [tag["checked_on"] for tag in with_checks_once(tags)] == [None, "2026-11-20"]
    assert with_checks_once([product]) == [product]


def test_every_claim_says_its_rule_as_one_sentence(get: Get, rows: sqlite3.Connection) -> None:
    wanting = "SELECT DISTINCT contract_id FROM tags WHERE contract_id IS NOT NULL ORDER BY 1"
    keys = [key for (key,) in rows.execute(wanting)]
    assert any(rule == "model/words" for (rule,) in rows.execute("SELECT rule FROM tags"))
    for key in keys:
        shown = seen(get(page_path("contract", "fr", id=key)).text)
        assert not re.search(r"Règle : ?\.|\.\.(?!\.)", shown), key
    assert "weighs these words" in get(f"/en/contract/{tilde_encode(CLAIMED_BY_WORDS)}").text


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


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_contract_shows_a_key_of_our_tables_or_tells_a_claim_twice(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    keys = {rule for (rule,) in rows.execute("SELECT DISTINCT rule FROM tags")} - {"seat"}
    for (key,) in rows.execute("SELECT id FROM contracts ORDER BY id").fetchall():
        body = html.fromstring(page(get, key, lang)).cssselect("main")[0]
        words = seen(html.tostring(body, encoding="unicode"))
        assert [rule for rule in keys if rule in words] == []
        assert body.xpath(".//code[.='seat']") == []
        heads = [element.text_content() for element in body.cssselect("article.evidence h3")]
        actual = [part.strip() for head in heads for part in head.split(";")]
        assert len(actual) == len(set(actual)), key


@pytest.mark.parametrize(
    ("reason", "french", "english"),
    [
        (
            "contract_title: CRA (video-run-by-supplier)",
            "du seul mot « CRA ».",
            "word “CRA” alone.",
        ),
        ("title: remote access (remote-access)", "des seuls mots « remote access »", "the words “"),
        ("further code CPV 32400000", "une seule raison, autre code CPV", "reason alone, further"),
    ],
)
def test_what_is_uncertain_says_for_which_words_alone_it_is_there(
    edited: sqlite3.Connection, reason: str, french: str, english: str
) -> None:
    (key, notice) = edited.execute("SELECT id, notice_id FROM contracts LIMIT 1").fetchone()
    change = "UPDATE contracts SET digital = 'borderline', scope_reason = ? WHERE id = ?"
    edited.execute(change, (reason, key))
    edited.execute("UPDATE notices SET scope_reason = ? WHERE id = ?", (reason, notice))
    get = asked(edited)
    for lang, words in (("fr", french), ("en", english)):
        shown = " ".join(seen(page(get, key, lang)).split())
        assert words in shown.replace("\u00a0", " ").replace("\u202f", " ")
        assert "video-run" not in shown


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ("vendor", "Tags only the vendor group above "),
        ("of the notice", "Tags none of its own: what we say is of its whole notice "),
        ("none", "Tags no tag "),
    ],
)
def test_no_contract_is_said_to_have_no_tag_above_the_evidence_of_one(
    edited: sqlite3.Connection, claims: str, expected: str
) -> None:
    (key,) = edited.execute(
        "SELECT id FROM contracts WHERE vendor_groups <> '[]' AND data_outsourcing = 'no'"
        " AND id IN (SELECT contract_id FROM tags WHERE tag = 'vendor') LIMIT 1"
    ).fetchone()
    of_others = "DELETE FROM tags WHERE contract_id = ? AND tag <> 'vendor'"
    edited.execute(of_others, (key,))
    edited.execute("DELETE FROM tags WHERE contract_id IS NULL")
    if claims == "of the notice":
        change = "UPDATE tags SET contract_id = NULL, tag = 'data_outsourcing', value = 'yes'"
        edited.execute(f"{change} WHERE contract_id = ?", (key,))
    elif claims == "none":
        edited.execute("DELETE FROM tags WHERE contract_id = ?", (key,))
    shown = seen(page(asked(edited), key, "en"))
    assert expected in shown
    assert ("No tag: nothing that our rules know" in shown) == (claims == "none")


def test_a_lot_that_says_little_is_not_said_to_be_there_for_its_own_words(
    get: Get, rows: sqlite3.Connection
) -> None:
    (paper,) = rows.execute("SELECT id FROM contracts WHERE title = 'Papier'").fetchone()
    shown = " ".join(seen(page(get, paper, "en")).split())
    assert "Uncertain whether this contract itself is digital: its notice, which has other" in shown
    assert "of its own (vendor Microsoft: Microsoft Ireland Operations Limited)." in shown
    assert "“Papier” alone" not in shown
    question = " ".join(seen(get("/vigie/borderline", accept_language="en").text).split())
    assert "its notice, which has other lots: vendor Microsoft: Microsoft Ireland" in question
    assert "title: Papier" not in question


def test_overlapping_words_are_marked_once_and_no_text_is_lost() -> None:
    assert str(highlighted("a <b> c d", ["<b> c", "c d"])) == "a <mark>&lt;b&gt; c d</mark>"
    assert str(highlighted(None, ["x", "y"])) == "<mark>x</mark> … <mark>y</mark>"
    assert str(highlighted("some text", None)) == "some text"


def test_a_pattern_of_our_tables_is_not_shown_as_a_name(
    edited: sqlite3.Connection, rows: sqlite3.Connection
) -> None:
    assert (
        plain_alias("Office (2016|2019|Pro Plus)")
        == plain_alias("(A|B) C")
        == plain_alias(None)
        == ""
    )
    assert (plain_alias("Microsoft*"), plain_alias("=Axis")) == ("Microsoft", "Axis")
    (key, rule) = rows.execute(
        "SELECT contract_id, rule FROM tags WHERE tag = 'vendor' AND role = 'named_product'"
        " AND contract_id IS NOT NULL ORDER BY 1 LIMIT 1"
    ).fetchone()
    edited.execute("UPDATE vendor_proofs SET name = 'Cloud (A|B*)' WHERE rule = ?", (rule,))
    shown = page(asked(edited), key)
    assert "(A|B" not in shown
    assert "is a product of" in shown


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


def insert(connection: sqlite3.Connection, table: str, **row: object) -> None:
    names = ", ".join(f"[{name}]" for name in row)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO [{table}] ({names}) VALUES ({marks})", list(row.values()))


def correction(connection: sqlite3.Connection, **row: object) -> None:
    whole = {
        "id": "c1",
        "kind": "withdrawn",
        "notice_id": "ted:990118-2026",
        "author": "CGT",
        "date": "2026-11-12",
        "reason": "Software only.",
        "source": "the notice",
    }
    insert(connection, "corrections", **(whole | row))


def test_the_value_goes_from_first_to_current_in_chart_and_table_alike(get: Get) -> None:
    html = page(get, AMENDED)
    figure = html[html.index('<figure class="chart"') : html.index("</figure>")]
    drawn = [unescape(text) for text in re.findall(r"<text[^>]*>([^<]+)</text>", figure)]
    actual = re.findall(r'<td class="amount"><data[^>]*>([^<]+)</data></td>', figure)
    assert [unescape(text) for text in actual] == ["€14,202,000", "€19,368,000"]
    assert set(actual) <= set(drawn)
    assert "+36.4%" in seen(html)


def test_what_stood_before_the_first_known_change_comes_first() -> None:
    contract = {
        "value": 120.0,
        "currency": "GBP",
        "value_eur": 144.0,
        "initial_value_eur": 120.0,
        "amendments": 1,
    }
    notice = {
        "published": "2026-11-02",
        "kind": "amendment",
        "change": "none",
        "role": "amends",
        "state": "current",
        "value": 120.0,
        "currency": "GBP",
    }
    actual = steps(contract, [notice, {**notice, "value": 1.0, "state": "replaced"}])
    assert [step["value"] for step in actual] == [100.0, 120.0]
    assert growth(actual) == pytest.approx(0.2)
    assert growth(actual[:1]) is None


@pytest.mark.parametrize(
    ("kind", "change", "role", "expected"),
    [
        ("award", "none", "states", "attribution"),
        ("award", "correction", "corrects", "attribution, rectifie"),
        ("tender", "cancellation", "corrects", "appel, annulation"),
        ("amendment", "none", "amends", "avenant"),
    ],
)
def test_a_notice_is_called_by_its_kind_and_what_it_does(
    kind: str, change: str, role: str, expected: str
) -> None:
    with use_language("fr"):
        assert notice_kind({"kind": kind, "change": change, "role": role}) == expected


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("value", "120000.0", "120\u202f000,00"),
        ("end", "2021-06-30", "30\u00a0juin 2021"),
        ("same_as", "ted:1-2026/LOT-0001", "TED 1-2026/LOT-0001"),
        ("big_tech", "yes", "oui"),
        ("vendor_groups", '["microsoft", "x"]', "Microsoft, x"),
        ("vendor_groups", "[]", "–"),
        ("title", "Logiciels", "Logiciels"),
        ("value", "n/a", "n/a"),
        ("value", None, "–"),
    ],
)
def test_what_changed_is_said_in_words_and_numbers_of_the_reader(
    field: str, value: str | None, expected: str
) -> None:
    with use_language("fr"):
        assert logged(field, value, {"microsoft": "Microsoft"}) == expected


def test_what_changed_stands_on_the_page_as_people_write_it(get: Get) -> None:
    shown = seen(page(get, AMENDED, "fr"))
    assert "14 202 000,00 → 19 368 000,00" in shown
    assert "14202000.0" not in shown


def test_a_replaced_notice_is_struck_through_and_leads_to_the_one_that_ended_it(get: Get) -> None:
    story = page(get, CORRECTED)
    story = story[story.index('<ol class="story">') : story.index("</ol>")]
    first, second = re.findall(r"<li>.*?</li>", story, re.S)
    struck = re.search(r"<s>(.*?)</s>(.*)", first, re.S)
    assert struck is not None
    assert "TED 990131-2026" in seen(struck[1])
    assert "replaced by TED 990132-2026 · official notice" in seen(struck[2])
    assert "<s>" not in second


def test_every_tag_shows_its_words_marked_and_its_rule_in_words(get: Get) -> None:
    for lang, rule in (
        ("fr", "est un produit du groupe Microsoft"),
        ("en", "is a product of Microsoft"),
    ):
        html = page(get, "ted:990101-2026/1", lang)
        articles = re.findall(r'<article class="evidence".*?</article>', html, re.S)
        # the group as an example, by the title; the group, big tech and the data by the lot's words
        assert len(articles) == 2
        assert all("<mark>" in article for article in articles)
        assert rule in seen(html)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_tag_shows_the_reason_of_its_rule_in_the_readers_language(
    get: Get, rows: sqlite3.Connection, lang: str
) -> None:
    actual = rows.execute(
        "SELECT contract_id, rule FROM tags WHERE rule LIKE 'data_outsourcing/%'"
        " AND contract_id IS NOT NULL GROUP BY rule"
    ).fetchall()
    assert len(actual) > 5
    for contract, name in actual:
        rule = all_rules()[name]
        mine, other = (
            (rule.why["fr"], rule.why["en"]) if lang == "fr" else (rule.why["en"], rule.why["fr"])
        )
        words = seen(page(get, contract, lang))
        assert f"– {mine}" in words
        assert other not in words


def test_words_of_the_title_of_the_contract_are_shown_in_it(edited: sqlite3.Connection) -> None:
    (key,) = edited.execute(
        "SELECT contract_id FROM tags WHERE tag = 'big_tech' AND field = 'title'"
        " AND contract_id IS NOT NULL ORDER BY contract_id LIMIT 1"
    ).fetchone()
    (words,) = edited.execute(
        "SELECT evidence FROM tags WHERE tag = 'big_tech' AND field = 'title' AND contract_id = ?"
        " ORDER BY id LIMIT 1",
        (key,),
    ).fetchone()
    edited.execute(
        "UPDATE tags SET field = 'contract_title', language = NULL WHERE field ="
        " 'title' AND contract_id = ?",
        (key,),
    )
    edited.execute("UPDATE contracts SET title = ? WHERE id = ?", (f"Achat de {words} (lot)", key))
    assert f"Achat de <mark>{words}</mark> (lot)" in unescape(page(asked(edited), key))


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


def test_a_clause_is_found_with_its_words_or_not_found_in_the_notice(
    edited: sqlite3.Connection,
) -> None:
    (key, notice) = edited.execute(
        "SELECT id, notice_id FROM contracts WHERE data_outsourcing = 'yes' ORDER BY id LIMIT 1"
    ).fetchone()
    insert(
        edited,
        "texts",
        notice_id=notice,
        lot="",
        field="description",
        language="en",
        place=99,
        text="All data stored within the EU <b>only</b>.",
    )
    insert(
        edited,
        "tags",
        id="x",
        notice_id=notice,
        contract_id=key,
        tag="clause",
        value="location_eu",
        confidence="medium",
        rule="clause/location-eu",
        field="description",
        language="en",
        evidence="data stored within the EU",
    )
    html = page(asked(edited), key)
    (actual,) = re.findall(r'<p class="clause">.*?</p>', html, re.S)
    assert "<b>Place of the data</b>:" in actual
    assert "<mark>data stored within the EU</mark> &lt;b&gt;only" in actual
    (silent,) = re.findall(r"The notice does not speak of: (.*?)\.", seen(html))
    assert len(silent.split(", ")) == 5
    assert "place of the data" not in silent
    assert "not said in the notice" not in seen(html)


def test_a_contract_whose_notice_is_silent_on_data_says_so_and_lists_no_clause(get: Get) -> None:
    html = page(get, "find_a_tender:990301-2026/1")
    assert "This is no proof that none are." in seen(html)
    assert "does not speak of" not in seen(html)


def test_a_contract_says_what_its_notices_leave_out(get: Get, rows: sqlite3.Connection) -> None:
    contract = rows.execute("SELECT * FROM contracts WHERE id = ?", (AMENDED,)).fetchone()
    assert contract["end"] is None
    assert "Not published for this contract: end." in seen(page(get, AMENDED))


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


@pytest.mark.parametrize(("lang", "role"), [("fr", "titulaire"), ("en", "winner")])
def test_the_part_of_a_group_is_said_in_both_languages(
    get: Get, rows: sqlite3.Connection, lang: str, role: str
) -> None:
    (contract,) = rows.execute(
        "SELECT contract_id FROM tags WHERE tag = 'vendor' AND role = 'winner'"
        " AND contract_id IS NOT NULL LIMIT 1"
    ).fetchone()
    heads = html.fromstring(page(get, contract, lang)).xpath("//article//h3//span[@class='quiet']")
    assert role in {heading.text_content() for heading in heads}


def test_a_country_whose_law_was_not_read_gets_no_letter(get: Get) -> None:
    html = page(get, AMENDED)
    assert 'class="letter"' not in html
    assert "we have read no law on access to documents" in seen(html)


def test_a_report_is_filled_in_with_the_contract(demo_db: Path) -> None:
    get = asker(demo_db, operator=Operator("U", "https://github.com/u/v/issues"))
    html = page(get, AMENDED)
    (place,) = re.findall(r'<a class="report"[^>]* href="([^"]+)"', html)
    place = unescape(place)
    assert place.startswith("https://github.com/u/v/issues/new?title=Error+in+contract+ted%3A9901")
    assert "http%3A%2F%2Fvigie.test%2Fen%2Fcontract%2F" in place
    assert "has named no address" in seen(page(asker(demo_db), AMENDED))


def test_withdrawn_claims_and_replies_stand_beside_the_claim(edited: sqlite3.Connection) -> None:
    correction(edited, tag="data_outsourcing", old_value="yes", new_value="no")
    correction(
        edited,
        id="c2",
        kind="reply",
        tag="vendor",
        reply_by="DXC <i>",
        reply="We are <script>alert(1)</script> independent.",
    )
    correction(edited, id="c3", notice_id="ted:990131-2026", reason="about another notice")
    html = page(asked(edited), AMENDED)
    assert "Claim withdrawn: <s>Data handed to a supplier yes</s>" in html
    assert "Software only." in html
    assert "We are &lt;script&gt;alert(1)&lt;/script&gt; independent." in html
    assert "about another notice" not in html


def test_a_withdrawn_contract_keeps_its_address_with_reason_and_day(
    edited: sqlite3.Connection,
) -> None:
    insert(
        edited,
        "changes",
        at="2026-11-12T04:00:00Z",
        kind="withdrawn",
        cause="takedown",
        contract_id="ted:1-2026/gone",
        before="a private name",
        after=None,
    )
    get = asked(edited)
    html = page(get, "ted:1-2026/gone")
    assert "no longer published" in seen(html)
    assert "after an objection was granted" in seen(html)
    assert "12 Nov 2026" in seen(html)
    assert "a private name" not in html
    assert get(page_path("contract", "en", id="ted:1-2026/never")).status_code == 404


def test_the_json_has_letters_clauses_and_decisions_as_data(get: Get) -> None:
    actual = page(get, "find_a_tender:990301-2026/1", "en", "json")
    assert actual["letters"][0]["law"]["id"] == "uk"
    assert actual["letters"][0]["law"]["limit"] == [20, "working_day"]
    assert isinstance(actual["block"]["missing"], list)
    assert [step["value"] for step in actual["steps"]] == [60e6, 60e6, 66e6]


def test_the_first_passage_of_a_claim_is_no_clue_where_another_proves_it(
    get: Get, rows: sqlite3.Connection
) -> None:
    """A clue says of itself that alone it would not make a yes."""
    both = rows.execute(
        "SELECT contract_id, tag, group_concat(rule) AS rules FROM tags"
        " WHERE value = 'yes' AND contract_id IS NOT NULL GROUP BY contract_id, tag"
    ).fetchall()
    mixed = [
        (key, tag)
        for key, tag, rules in both
        if {is_clue(rule) for rule in rules.split(",")} == {True, False}
    ]
    assert mixed
    for key, tag in mixed:
        claims = get(page_path("contract", "en", "json", id=key)).json()["claims"]
        claim_values = [
            {(claim["tag"], claim["value"]) for claim in claim["claims"]} for claim in claims
        ]
        (own,) = [
            item for item, what in zip(claims, claim_values, strict=True) if (tag, "yes") in what
        ]
        first = [claim["rule"] for claim in own["passages"][0]["claims"] if claim["tag"] == tag]
        assert not all(map(is_clue, first)), key


def test_the_history_says_what_a_notice_is_once(get: Get, rows: sqlite3.Connection) -> None:
    for kind, role, expected in (
        ("award", "states", "attribution"),
        ("amendment", "amends", "avenant"),
    ):
        (contract,) = rows.execute(
            "SELECT c.contract_id FROM contract_notices c JOIN notices n ON n.id = c.notice_id"
            " JOIN contracts k ON k.id = c.contract_id"
            " WHERE n.kind = ? AND c.role = ? AND n.state = 'current' LIMIT 1",
            (kind, role),
        ).fetchone()
        page = html.fromstring(get(page_path("contract", "fr", id=contract)).text)
        (steps,) = page.cssselect("section[aria-labelledby=notices] > ol")
        assert expected in steps.text_content()
        assert f"{expected}, " not in steps.text_content()


def test_the_line_of_values_calls_notices_as_the_history_does(get: Get) -> None:
    actual = page(get, "find_a_tender:990301-2026/1", "fr", "json")["steps"]
    assert [step["label"].split()[1:] for step in actual] == [
        ["attribution"],
        ["contrat"],
        ["avenant"],
    ]
    for lang, first, last in (
        ("fr", "attribution", "avenant"),
        ("es", "adjudicación", "modificación"),
    ):
        (line,) = html.fromstring(page(get, "find_a_tender:990301-2026/1", lang)).cssselect(
            "section[aria-labelledby=value] svg"
        )
        assert first in line.text_content()  # whole, in the picture
        assert last in line.text_content()


def test_a_reason_is_not_said_again_as_the_words_of_the_buyer(get: Get) -> None:
    (rivals,) = html.fromstring(page(get, "find_a_tender:990304-2026/1", "fr")).cssselect(
        "section[aria-labelledby=rivals]"
    )
    assert rivals.text_content().count("Single supplier – technical reasons") == 1
    assert "Selon l’acheteur" not in rivals.text_content()


def test_a_procedure_that_is_not_published_agrees_with_its_noun(
    get: Get, rows: sqlite3.Connection
) -> None:
    (contract,) = rows.execute(
        "SELECT id FROM contracts WHERE method IS NULL AND same_as IS NULL LIMIT 1"
    ).fetchone()
    assert "Procédure non publiée" in seen(page(get, contract, "fr"))


def test_whose_law_applies_is_unknown_for_the_doubt_where_our_tables_name_the_group(
    get: Get,
) -> None:
    shown = seen(page(get, "ted:990105-2026/6114928637", "fr"))
    assert "groupe IBM (États-Unis)" in shown
    assert "Inconnu : il n'est pas sûr que des données quittent l'acheteur." in shown
    assert "ni nos tables" not in shown


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


def test_a_number_that_proves_a_group_is_said_in_words_to_be_one_of_a_register(
    get: Get, rows: sqlite3.Connection
) -> None:
    (contract, number) = rows.execute(
        "SELECT contract_id, evidence FROM tags WHERE tag = 'vendor' AND evidence LIKE 'GB-COH %'"
    ).fetchone()
    bare = number.removeprefix("GB-COH ")
    for lang, expected in (
        ("fr", f"numéro Companies House {bare} du titulaire"),
        ("en", f"Companies House number {bare} of the supplier"),
        ("es", f"número Companies House {bare} del adjudicatario"),
    ):
        shown = seen(get(page_path("contract", lang, id=contract)).text)
        assert expected in shown
        assert number not in shown


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "at most €6,255,000 without VAT, exact value not published"),
        ("fr", "au plus 6 255 000 € hors taxe, montant exact non publié"),
        ("es", "como máximo 6.255.000 € sin IVA, importe exacto no publicado"),
    ],
)
def test_the_first_lines_say_the_ceiling_where_no_value_is_published(
    get: Get, lang: str, expected: str
) -> None:
    contract = "ted:990108-2026/PE/ITEC-ITS14-Lot 6-NP ranking 1"
    (brief,) = html.fromstring(get(page_path("contract", lang, id=contract)).text).cssselect(
        "dl.brief"
    )
    assert expected in re.sub(r"\s", " ", brief.text_content())


def test_of_many_changes_and_notices_the_latest_are_shown(edited: sqlite3.Connection) -> None:
    edited.executemany(
        "INSERT INTO changes (at, kind, cause, contract_id, field, before, after)"
        " VALUES ('2026-11-13T05:00:00Z', 'changed', 'rate', ?, 'value', ?, ?)",
        [(AMENDED, str(number), str(number + 1)) for number in range(90_000, 90_060)],
    )
    numbers = "row_number() OVER (ORDER BY n.id, role) - 1"
    edited.execute(
        "INSERT INTO contract_notices (contract_id, notice_id, role, published)"
        f" SELECT ?, n.id, role, date('2027-01-01', ({numbers}) || ' days') FROM notices n,"
        " (SELECT 'part_of' AS role UNION SELECT 'ends' UNION SELECT 'announces') LIMIT 210",
        (AMENDED,),
    )
    get = asked(edited)
    actual = page(get, AMENDED, format="json")
    assert (len(actual["log"]), actual["log"][-1]["after"]) == (50, "90060")
    days = [notice["published"] for notice in actual["notices"]]
    assert (len(days), days[0], days[-1]) == (200, "2027-01-11", "2027-07-29")
    assert days == sorted(days)
    links = html.fromstring(page(get, AMENDED)).xpath("//*[contains(., 'as a table')]/@href")
    assert len(links) == 2
    for table, link in zip(("changes", "contract_notices"), links, strict=True):
        assert f"/{table}?" in link
        answer = get(link)
        assert answer.status_code == 200
        assert "ted:990118-2026/459/2013" in answer.text


ANY_CONTRACT = "SELECT id FROM contracts WHERE status = 'active' ORDER BY id LIMIT 1"


def facts_of(edited: sqlite3.Connection, changes: str, lang: str = "en") -> str:
    """What the page of a contract says after these changes of its row."""
    (key,) = edited.execute(ANY_CONTRACT).fetchone()
    edited.execute(f"UPDATE contracts SET {changes} WHERE id = ?", (key,))
    return seen(page(asked(edited), key, lang))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "Award decision 16 July 2021"),
        ("fr", "Décision d'attribution 16 juillet 2021"),
        ("es", "Decisión de adjudicación 16 de julio de 2021"),
    ],
)
def test_the_day_of_the_award_decision_is_said_beside_that_of_signature(
    edited: sqlite3.Connection, lang: str, expected: str
) -> None:
    shown = facts_of(edited, "decided = '2021-07-16', signed = '2021-08-30'", lang)
    assert expected in shown
    assert "Award decision" not in facts_of(edited, "decided = NULL")


def test_a_contract_on_some_lots_of_its_notice_says_on_which(edited: sqlite3.Connection) -> None:
    (key,) = edited.execute(ANY_CONTRACT).fetchone()
    own = "(SELECT notice_id FROM contracts WHERE id = ?)"
    edited.execute(f"DELETE FROM lots WHERE notice_id = {own}", (key,))
    for lot in ("LOT-0001", "LOT-0002", "LOT-0003", "GLO-0001"):
        edited.execute(f"INSERT INTO lots (notice_id, lot) VALUES ({own}, ?)", (key, lot))
    two = 'lot_ids = \'["LOT-0001","LOT-0003"]\''
    text = "Lots concerned LOT-0001, LOT-0003 (the notice has 3)"
    assert text in facts_of(edited, two)
    edited.execute(f"DELETE FROM lots WHERE lot <> 'LOT-0001' AND notice_id = {own}", (key,))
    assert "Lots concerned" not in facts_of(edited, two), "the notice is not divided"


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


@pytest.mark.parametrize(
    ("vat", "expected"),
    [
        ("excluded", "at most €2,000,000 without VAT, exact value not published"),
        ("included", "at most €2,000,000 VAT included, exact value not published"),
        ("unknown", "at most €2,000,000 , exact value not published"),
    ],
)
def test_a_ceiling_alone_is_said_with_or_without_tax(
    edited: sqlite3.Connection, vat: str, expected: str
) -> None:
    changes = f"value = NULL, maximum = 2000000, currency = 'EUR', vat = '{vat}'"
    assert expected in facts_of(edited, changes)


ONE_LOT = "lot_ids = '[\"LOT-0001\"]'"


def in_three_lots(edited: sqlite3.Connection, renewals: tuple[int | None, ...]) -> str:
    """Divide the notice of a contract into three lots, which may be renewed so often; its id."""
    key, own = edited.execute(ANY_CONTRACT.replace("id FROM", "id, notice_id FROM")).fetchone()
    edited.execute("DELETE FROM lots WHERE notice_id = ?", (own,))
    for number, times in enumerate(renewals, 1):
        row = (own, f"LOT-000{number}", times)
        edited.execute("INSERT INTO lots (notice_id, lot, renewals) VALUES (?, ?, ?)", row)
    edited.execute("UPDATE contracts SET notice_id = ? WHERE id = ?", (own, key))
    return str(own)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("en", "Renewals at most 2"), ("fr", "Reconductions 2 au plus"), ("es", "Prórrogas 2 como")],
)
def test_a_contract_that_may_be_renewed_says_how_often(
    edited: sqlite3.Connection, lang: str, expected: str
) -> None:
    in_three_lots(edited, (2, 5, None))
    assert expected in facts_of(edited, ONE_LOT, lang)
    for silent in ("lot_ids = '[\"LOT-0003\"]'", 'lot_ids = \'["LOT-0001","LOT-0002"]\''):
        assert "Renewals" not in facts_of(edited, silent), "its lots do not say so, or differ"


@pytest.mark.parametrize(
    ("lang", "what", "why"),
    [
        ("en", "What changes:", "Why it is modified:"),
        ("fr", "Ce qui change :", "Pourquoi il est modifié :"),
        ("es", "Qué cambia:", "Por qué se modifica:"),
    ],
)
def test_a_modification_says_what_changes_and_why(
    edited: sqlite3.Connection, lang: str, what: str, why: str
) -> None:
    own = in_three_lots(edited, (None, None, None))
    texts = [("change", "Zehn Module mehr."), ("change_reason", "Das Gesetz hat sich geändert.")]
    edited.executemany(
        "INSERT INTO texts (notice_id, lot, field, language, place, text)"
        f" VALUES ('{own}', '', ?, 'de', 92, ?)",
        texts,
    )
    shown = facts_of(edited, ONE_LOT, lang).replace("\u00a0", " ")
    for label, (_, words) in zip((what, why), texts, strict=True):
        assert f"{label} {words}" in shown.replace("« ", "").replace(" »", "")


@pytest.mark.parametrize(
    ("lang", "label", "yes"),
    [
        ("en", "EU funding", "yes"),
        ("fr", "Financement européen", "oui"),
        ("es", "Financiación de la UE", "sí"),
    ],
)
def test_funds_of_the_union_are_told(
    edited: sqlite3.Connection, lang: str, label: str, yes: str
) -> None:
    own = in_three_lots(edited, (None, None, None))
    for text, shown in (("ERDF 2021 · PRR-C06-i01", "ERDF 2021 · PRR-C06-i01"), ("eu-funds", yes)):
        edited.execute("DELETE FROM texts WHERE notice_id = ? AND field = 'eu_funds'", (own,))
        edited.execute(
            "INSERT INTO texts (notice_id, lot, field, language, place, text)"
            " VALUES (?, 'LOT-0001', 'eu_funds', '', 91, ?)",
            (own, text),
        )
        facts = facts_of(edited, ONE_LOT, lang)
        assert facts[facts.index(label) :].removeprefix(label).strip().startswith(shown)


@pytest.mark.parametrize(
    ("lang", "options", "subcontracting"),
    [
        ("en", "Options, in the buyer's words", "Subcontracting, in the buyer's words"),
        ("fr", "Options, selon l'acheteur", "Sous-traitance, selon l'acheteur"),
        ("es", "Opciones, según el órgano", "Subcontratación, según el órgano"),
    ],
)
def test_options_and_subcontracting_are_said_in_the_words_about_its_own_lots(
    edited: sqlite3.Connection, lang: str, options: str, subcontracting: str
) -> None:
    own = in_three_lots(edited, (None, None, None))
    texts = [
        ("LOT-0001", "options", "Eine Option auf zwölf Monate."),
        ("LOT-0002", "options", "Option des zweiten Loses."),
        ("LOT-0002", "renewal", "Verlängerung des zweiten Loses."),
        ("", "subcontracting", "Ein Rechenzentrum betreibt es."),
        ("LOT-0001", "renewal", "Zweimal ein Jahr."),
        ("", "options", "Zweimal ein Jahr."),
    ]
    edited.executemany(
        "INSERT INTO texts (notice_id, lot, field, language, place, text)"
        f" VALUES ('{own}', ?, ?, 'de', 90, ?)",
        texts,
    )
    shown = facts_of(edited, ONE_LOT, lang)
    for label, words in ((options, texts[0][2]), (subcontracting, texts[3][2])):
        assert shown.index(label) < shown.index(words)
    assert "zweiten Loses" not in shown
    assert shown.count("Zweimal ein Jahr.") == 1, "an option to renew is a renewal"


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0.1, "3 days, start date not published"),
        (0.03, "1 day, start date not published"),
        (0.72, "22 days, start date not published"),
        (1, "1 month, start date not published"),
        (1.5, "1.5 months, start date not published"),
        (47.97, "48 months, start date not published"),
        (33.64, "1,024 days, start date not published"),
        (2.3, "70 days, start date not published"),
    ],
)
def test_a_length_that_is_no_number_of_months_is_said_in_days(
    edited: sqlite3.Connection, months: float, expected: str
) -> None:
    assert expected in facts_of(edited, f'months = {months}, "end" = NULL')


@pytest.mark.parametrize(
    ("currency", "rate_date", "expected"),
    [
        ("GHS", "2021-01-01", "average rate of 2021"),
        ("XOF", "1999-01-01", "rate of 1 Jan 1999"),
        ("USD", "2021-03-04", "rate of 4 Mar 2021"),
    ],
)
def test_euros_by_a_yearly_average_are_not_said_to_be_by_the_rate_of_a_day(
    edited: sqlite3.Connection, currency: str, rate_date: str, expected: str
) -> None:
    changes = f"value = 10, value_eur = 2, currency = '{currency}', rate_date = '{rate_date}'"
    shown = facts_of(edited, changes)
    assert expected in shown
    assert shown.count("rate of") == 1


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


@pytest.mark.parametrize(
    ("lang", "expected"), [("en", "without limit of time"), ("fr", "sans limite de durée")]
)
def test_a_contract_without_limit_of_time_is_said_to_be_one(
    edited: sqlite3.Connection, lang: str, expected: str
) -> None:
    changes = "months = NULL, \"end\" = NULL, end_basis = '{}'"
    shown = facts_of(edited, changes.format("unlimited"), lang)
    assert f", {expected}" in shown
    assert "end not published" not in shown
    (key,) = edited.execute(ANY_CONTRACT).fetchone()
    assert "end" not in page(asked(edited), key, format="json")["gaps"]
    assert "end not published" in facts_of(edited, changes.format("unknown"))
