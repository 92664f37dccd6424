"""Words that cancel a keyword match in the same text."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from pipelines.classify.keyword_matches import find_matches, select_texts
from pipelines.model import Text
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER, load_tables
from pipelines.reference.table_classes import ReferenceTables
from tests.pipelines.notices import award_notice


def cancelled(title: str, language: str, tables: ReferenceTables | None = None) -> dict[str, str]:
    """The matches of a title that are cancelled, as written, and the concept that cancels each."""
    matches = find_matches(award_notice(title, language, "FR"), tables or load_tables()).in_notice
    return {
        match.evidence()[0]: match.cancelled_by.concept for match in matches if match.cancelled_by
    }


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Roofing works, ERP", {"ERP": "acronym_elsewhere"}),
        ("ERP for roofing works", {}),  # a system, and what it is for
        ("GIS for a substation", {"GIS": "acronym_elsewhere"}),  # equipment is for something, too
        ("Software for roofing works", {}),  # no acronym
    ],
)
def test_words_of_another_field_cancel_an_acronym_alone(
    title: str, expected: dict[str, str]
) -> None:
    assert cancelled(title, "en") == expected


@pytest.mark.parametrize(
    ("word", "title"), [("ERP", "Roofing works, ERP"), ("for", "ERP for roofing works")]
)
def test_the_table_says_which_words_are_acronyms_and_which_follow_a_system(
    tmp_path: Path, word: str, title: str
) -> None:
    folder = shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference")
    table = folder / "ambiguous_acronyms.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[1] != word]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    with_row, without = cancelled(title, "en"), cancelled(title, "en", load_tables(folder))
    assert {len(with_row), len(without)} == {0, 1}


@pytest.mark.parametrize("field", ["eu_funds", "change_reason"])
def test_who_pays_and_why_it_is_modified_say_nothing_of_what_is_bought(field: str) -> None:
    """518879-2017: another supplier would have had to migrate the data."""
    described = Text("description", "Supply of office software", "en")
    other = Text(field, "Cloud for schools", "en")
    assert select_texts(award_notice("Software", "en", "FR"), (described, other)) == [described]
