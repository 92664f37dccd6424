"""Claims on the contract page: their words, rules and doubts, each told once."""

from __future__ import annotations

import re
import sqlite3
from html import unescape

import pytest
from datasette.utils import tilde_encode
from lxml import html

from monitor.i18n.routes import page_path
from monitor.i18n.rule_explanations import all_rules, is_clue
from monitor.i18n.untrusted_text import highlighted, plain_alias
from monitor.web.page_data.claims_with_evidence import (
    claims_with_passages,
    evidence_boxes,
    groups_and_chips,
    with_checks_once,
)
from tests.web.contract_page.support import (
    asked,
    insert,
    page,
)
from tests.web.support import Get, seen

CLAIMED_BY_WORDS = "ted:990109-2026/C5T2110960"


def test_a_weak_sign_beside_a_strong_one_says_that_it_would_not_do_alone(get: Get) -> None:
    hosted = "ted:990120-2026/YST-1"  # at the supplier, who operates it
    signs = html.fromstring(page(get, hosted)).cssselect("article.evidence p")
    weak = [seen(html.tostring(element, encoding="unicode")) for element in signs]
    lines = [text for text in weak if "alone it would not make this a yes" in text]
    assert len(lines) == 1
    assert "Operation by the supplier" in lines[0]
    assert "Confidence:" not in lines[0], "the claim's confidence is not this sign's"


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Words that make this less certain:"), ("fr", "Mots qui rendent cela moins sûr :")],
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


def test_a_claim_read_from_a_whole_subject_does_not_name_the_subject_as_its_role(
    edited: sqlite3.Connection,
) -> None:
    """The quiet word beside it read "Data handed to a supplier subject"."""
    edited.execute(
        "UPDATE tags SET role = 'title', checked_on = '2026-11-20' WHERE contract_id = ?"
        " AND tag = 'data_outsourcing'",
        (CLAIMED_BY_WORDS,),
    )
    tree = html.fromstring(page(asked(edited), CLAIMED_BY_WORDS))
    lines = [" ".join(line.text_content().split()) for line in tree.cssselect("p.quiet")]
    (checked,) = [line for line in lines if "by a person on" in line]
    assert checked.startswith("Data handed to a supplier: unclear · Read by a person")


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


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "caméras ; qui elles filment, l’avis ne le dit pas"),
        ("en", "cameras; whom they film, the notice does not say"),
        ("es", "cámaras; a quién filman, el anuncio no lo dice"),
    ],
)
def test_cameras_without_a_place_are_said_to_be_such_beside_the_claim(
    edited: sqlite3.Connection, lang: str, words: str
) -> None:
    (contract,) = edited.execute(
        "SELECT contract_id FROM tags WHERE tag = 'public_surveillance_ai' AND value = 'yes'"
        " AND contract_id IS NOT NULL LIMIT 1"
    ).fetchone()
    edited.execute(
        "UPDATE tags SET role = 'camera_place_not_said' WHERE contract_id = ?"
        " AND tag = 'public_surveillance_ai'",
        (contract,),
    )
    tree = html.fromstring(page(asked(edited), contract, lang))
    heads = [span.text_content() for span in tree.xpath("//article//h3//span[@class='quiet']")]
    assert [head.replace("\u00a0", " ").replace("\u202f", " ") for head in heads].count(words) == 1


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


def test_a_reason_is_not_said_again_as_the_words_of_the_buyer(get: Get) -> None:
    (rivals,) = html.fromstring(page(get, "find_a_tender:990304-2026/1", "fr")).cssselect(
        "section[aria-labelledby=rivals]"
    )
    assert rivals.text_content().count("Single supplier – technical reasons") == 1
    assert "Selon l’acheteur" not in rivals.text_content()


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
