"""Several firms in the one name of a supplier, and the words of tables that decide on it."""

from __future__ import annotations

import pytest

from pipelines.classify.split_supplier_names import split_supplier_names
from pipelines.classify.vendor_links import find_vendor_links
from pipelines.reference.load_reference_tables import load_tables

TABLES = load_tables()


def parts(name: str) -> list[str]:
    index = TABLES.vendor_index
    return [part for part, _ in split_supplier_names(name, index.family_words)][1:]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Canon & Sons Butchers", []),
        ("Canon et Fils, Dupont", ["Canon et Fils", "Dupont"]),
        ("Canon und Söhne", []),
        ("Canon y hijo", []),
        ("Canon and Sonsbeck", ["Canon", "Sonsbeck"]),
        ("Canon & Ricoh", ["Canon", "Ricoh"]),
        ("Canon &", ["Canon"]),
    ],
)
def test_a_firm_of_a_family_is_one_name(name: str, expected: list[str]) -> None:
    assert parts(name) == expected


@pytest.mark.parametrize("word", sorted(TABLES.vendor_index.family_words))
def test_each_word_of_a_family_in_the_table_keeps_the_name_whole_and_of_no_group(word: str) -> None:
    assert parts(f"Canon & {word.title()}") == []
    assert find_vendor_links(f"Canon & {word.title()} SA", (), None, TABLES) == ()


def test_a_word_that_the_table_does_not_name_a_family_s_parts_two_firms() -> None:
    assert list(split_supplier_names("Canon & Sons", frozenset()))[1:] == [
        ("Canon", False),
        ("Sons", False),
    ]
