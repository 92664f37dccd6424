"""What never changes a tag: how words are written, and in which order lots come."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipelines.classify.classify_notice import classify
from pipelines.classify.vendor_links import find_vendor_links
from pipelines.model import Award, Code, Lot, Notice, Organization, Supplier, Text
from pipelines.reference.load_reference_tables import load_tables
from pipelines.text_folding import fold
from tests.pipelines.hostile_texts import PIECES, hostile_notice, hostile_text
from tests.step_counts import count_steps

TABLES = load_tables()
DAY = date(2025, 6, 2)
EXAMPLES = sorted({text for r in TABLES.rules for text in (*r.tagged, *r.untagged)})
# Phrases with "=" are words that mean the thing in capitals only: IT, SOC, Miro, Oracle.
IN_CAPITALS = frozenset(
    fold(phrase.split("*")[0])
    for phrase in (
        *(p for r in TABLES.rules for _, p in (*r.any, *r.none)),
        *(p.name for p in TABLES.products),
    )
    if phrase.startswith("=")
)
ANY_CASE = [text for text in EXAMPLES if not IN_CAPITALS & set(fold(text).split())]
NAMES = sorted({alias.alias for alias in TABLES.aliases if alias.match != "literal"})
# Where the legal form is part of the name: HP Inc. is one of two firms called Hewlett-Packard;
# Infor and Orange S.r.l. are small Italian firms; I.R.I.S. counts in its exact forms only.
FORM_IS_NAME = {
    ("Hewlett-Packard", "Inc."),
    ("I R I S", "A/S"),
    ("Infor", "S.r.l."),
    ("Orange", "S.r.l."),
}
LEGAL_FORMS = (
    "SAS",
    "S.A.",
    "GmbH",
    "Ltd",
    "Limited",
    "S.r.l.",
    "S.p.A.",
    "B.V.",
    "AB",
    "A/S",
    "Oy",
    "Sp. z o.o.",
    "Inc.",
    "d.o.o.",
    "S.L.",
)


def notice(*texts: Text, lots: tuple[Lot, ...] = (), awards: tuple[Award, ...] = ()) -> Notice:
    codes = (Code("CPV", "72000000", main=True),)
    return Notice(
        id="ted:990900-2025",
        portal="ted",
        number="990900-2025",
        kind="tender",
        published=DAY,
        codes=codes,
        texts=texts,
        lots=lots,
        awards=awards,
    )


Claims = set[tuple[str, str, str | None, str | None]]


def claims(notice: Notice) -> Claims:
    """What is claimed, whatever the words of the evidence."""
    return {(t.tag, t.value, t.role, t.award) for t in classify(notice, TABLES).tags}


def of_title(title: str) -> Claims:
    return claims(notice(Text("title", title)))


def groups(name: str) -> set[str]:
    return {link.group for link in find_vendor_links(name, (), DAY, TABLES)}


def without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def spaced(text: str) -> str:
    return " \n" + text.replace(" ", " \t\N{NO-BREAK SPACE}") + "\r\n"


def hyphenated(text: str) -> str:
    """Soft hyphens and zero-width spaces inside words, as copied from a web page."""
    return re.sub(r"(\w\w)(\w\w)", "\\1\N{SOFT HYPHEN}\\2\N{ZERO WIDTH SPACE}", text)


REWRITTEN = (str.upper, without_accents, decomposed, spaced, hyphenated)


@pytest.mark.parametrize("rewritten", REWRITTEN)
@given(text=st.sampled_from(EXAMPLES))
@settings(max_examples=300)
def test_capitals_accents_and_white_space_of_a_title_never_change_a_tag(
    rewritten: Callable[[str], str], text: str
) -> None:
    assert of_title(rewritten(text)) == of_title(text)


@pytest.mark.parametrize("rewritten", [str.lower, str.title, str.swapcase])
@given(text=st.sampled_from(ANY_CASE))
@settings(max_examples=300)
def test_case_matters_only_to_words_that_mean_something_in_capitals_alone(
    rewritten: Callable[[str], str], text: str
) -> None:
    assert of_title(rewritten(text)) == of_title(text)


@pytest.mark.parametrize("rewritten", [*REWRITTEN, str.lower, str.title])
@given(name=st.sampled_from(NAMES))
@settings(max_examples=80)
def test_how_a_supplier_is_written_never_changes_its_group(
    rewritten: Callable[[str], str], name: str
) -> None:
    assert groups(rewritten(name)) == groups(name)


@given(name=st.sampled_from(NAMES), form=st.sampled_from(LEGAL_FORMS), comma=st.booleans())
@example(name="Hewlett-Packard Company", form="SAS", comma=True)
@settings(max_examples=300)
def test_a_legal_form_never_changes_the_group_of_a_supplier(
    name: str, form: str, comma: bool
) -> None:
    assume((name, form) not in FORM_IS_NAME and name != "Hewlett Packard Inc")
    assert groups(f"{name}{',' if comma else ''} {form}") == groups(name)


LOTS = tuple(
    Lot(id=f"LOT-{number:04d}", texts=(Text("title", title),))
    for number, title in enumerate(EXAMPLES[::24], 1)
)
AWARDS = tuple(
    Award(
        key=lot.id,
        lots=(lot.id,),
        status="active",
        suppliers=(Supplier(Organization(name, "FR")),),
    )
    for lot, name in zip(LOTS, NAMES[::200], strict=False)
)


@given(lots=st.permutations(LOTS), awards=st.permutations(AWARDS))
@settings(max_examples=40)
def test_the_order_of_lots_and_awards_never_changes_a_tag(
    lots: list[Lot], awards: list[Award]
) -> None:
    title = Text("title", "Services informatiques, lot 3 : hébergement en nuage")
    assert len(AWARDS) > 10
    assert claims(notice(title, lots=tuple(lots), awards=tuple(awards))) == claims(
        notice(title, lots=LOTS, awards=AWARDS)
    )


OR_EQUIVALENT = (
    "or equivalent",
    "ou équivalent",
    "oder gleichwertig",
    "o equivalente",
    "of gelijkwaardig",
    "lub równoważny",
    "ou equivalente",
    "eller tilsvarende",
    "nebo rovnocenný",
)


@given(text=st.sampled_from(EXAMPLES), words=st.sampled_from(OR_EQUIVALENT))
@settings(max_examples=200)
def test_or_equivalent_never_creates_big_tech(text: str, words: str) -> None:
    def is_big_tech(title: str) -> bool:
        return any(claim[:2] == ("big_tech", "yes") for claim in of_title(title))

    assert is_big_tech(text) or not is_big_tech(f"{text} ({words})")


SURE = sorted({p.name for p in TABLES.products if p.name.isalpha() and len(p.name) > 5})


@given(product=st.sampled_from(SURE), words=st.sampled_from(OR_EQUIVALENT))
@settings(max_examples=200)
def test_a_product_or_its_equivalent_is_no_big_tech(product: str, words: str) -> None:
    title = of_title(f"{product} {words}")
    assert not [claim for claim in title if claim[:2] == ("big_tech", "yes")]


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_the_work_for_a_hostile_text_grows_with_its_length_alone(piece: str) -> None:
    def steps(size: int) -> int:
        example = hostile_notice(hostile_text(piece, size))
        return count_steps(lambda: classify(example, TABLES))

    steps(1_000)  # what is read once
    assert steps(800_000) < 10 * steps(100_000)
