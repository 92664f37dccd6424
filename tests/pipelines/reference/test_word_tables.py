"""Tables of words that are read without an index: every row is one that is looked up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import phonenumbers
import pytest

from pipelines.errors import Misconfigured
from pipelines.interface_languages import LANGUAGES
from pipelines.normalise.buyer_deduplication import name_key
from pipelines.normalise.normalise_notice import country_code
from pipelines.privacy.pii_detection import find_personal_data
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.organization_registers import (
    INTERNATIONAL_REGISTERS,
    REGISTERS,
    SCHEME_ALIASES,
)
from pipelines.reference.person_words import load_person_words
from pipelines.text_folding import fold

CONTACT = list(read_csv(REFERENCE / "contact_words.csv"))
BUYERS = list(read_csv(REFERENCE / "buyer_name_words.csv"))
COUNTRIES = list(read_csv(REFERENCE / "country_names.csv"))
ACRONYMS = [
    row["word"]
    for row in read_csv(REFERENCE / "ambiguous_acronyms.csv")
    if row["kind"] != "purpose_word"
]


def test_every_table_can_be_read() -> None:
    for path in REFERENCE.rglob("*.csv"):
        list(read_csv(path))  # raises what is broken


def test_a_row_with_a_cell_too_many_is_refused_and_named(tmp_path: Path) -> None:
    table = tmp_path / "words.csv"
    table.write_text("acronym,names\nCPS,Prosecution\nDEFRA,Environment, Food\n", "utf-8")
    with pytest.raises(Misconfigured, match=r"words\.csv, row 3, .* has more or fewer cells"):
        list(read_csv(table))


def test_no_row_stands_twice() -> None:
    for table in (CONTACT, BUYERS, COUNTRIES):
        rows = Counter(tuple(row.values()) for row in table)
        assert [row for row, times in rows.items() if times > 1] == []


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("given_names.csv", ("name",)),
        ("rare_given_names.csv", ("name",)),
        ("surnames.csv", ("name",)),
        ("person_words.csv", ("kind", "words")),
        ("purchase_words.csv", ("kind", "word")),
    ],
)
def test_what_is_read_folded_stands_once(file: str, columns: tuple[str, ...]) -> None:
    rows = Counter(
        tuple(fold(row[column]) for column in columns) for row in read_csv(REFERENCE / file)
    )
    assert [row for row, times in rows.items() if times > 1] == []


def test_a_rare_given_name_is_no_other_and_no_word_of_firms() -> None:
    words = load_person_words()
    assert words.rare_given.isdisjoint(words.given | words.organisation_word | words.company_form)


def test_kinds_are_those_that_are_looked_up() -> None:
    contact = {"contact", "name_after", "name_before", "title", "sure_title", "no_person"}
    assert {row["kind"] for row in CONTACT} == contact
    kinds = {"article", "sign", "abbreviation", "body", "legal_form"}
    assert {row["kind"] for row in BUYERS} == kinds


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row["name"])
def test_a_name_of_a_country_is_read_as_its_code(row: dict[str, str]) -> None:
    assert fold(row["name"]) == row["name"]
    assert country_code(row["name"].upper()) == row["country"]


@pytest.mark.parametrize(
    "row", [row for row in BUYERS if row["kind"] == "body"], ids=lambda row: row["words"]
)
def test_two_words_for_one_kind_of_body_are_one_name(row: dict[str, str]) -> None:
    assert fold(row["words"]) == row["words"]
    name = name_key(f"{row['words']} Xyz", row["country"])
    assert name == name_key(f"{row['replacement']} Xyz", row["country"])


@pytest.mark.parametrize("acronym", ACRONYMS)
def test_an_ambiguous_acronym_is_one_that_a_rule_looks_for(acronym: str) -> None:
    """Where no rule matches it, there is nothing to cancel."""
    assert [hit.end for hit in load_tables().matcher.scan(acronym).hits if hit.start == 0]


def test_countries_of_telephone_numbers_have_a_numbering_plan() -> None:
    rows = list(read_csv(REFERENCE / "phone_countries.csv"))
    assert {row["language"] for row in rows} > {"*", *LANGUAGES}
    countries = {country for row in rows for country in row["countries"].split()}
    assert countries - phonenumbers.SUPPORTED_REGIONS == set()


@pytest.mark.parametrize("alias", SCHEME_ALIASES)
def test_an_alias_leads_to_a_register(alias: str) -> None:
    country, scheme = SCHEME_ALIASES[alias]
    registers = REGISTERS[country] if country else INTERNATIONAL_REGISTERS
    assert scheme in {"", *(register.scheme for register in registers)}


@pytest.mark.parametrize("words", [row["words"] for row in CONTACT if row["kind"] == "contact"])
def test_a_name_after_a_word_of_contact_is_a_persons(words: str) -> None:
    text = f"{words} Marie Dupont"
    assert [text[span.start : span.end] for span in find_personal_data(text)] == ["Marie Dupont"]


def test_a_title_that_is_sure_is_one_that_is_looked_for() -> None:
    titles = {row["words"].rstrip(".").lower() for row in CONTACT if row["kind"] == "title"}
    sure = {row["words"] for row in CONTACT if row["kind"] == "sure_title"}
    assert sure - titles == set()


@pytest.mark.parametrize("words", [row["words"] for row in CONTACT if row["kind"] == "no_person"])
def test_a_function_after_a_title_is_nobody(words: str) -> None:
    assert fold(words) == words.rstrip(".")
    assert find_personal_data(f"Monsieur {words.capitalize()} de la ville") == []
