"""Closed code lists in tables beside their parsers mean what the model knows."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from pipelines.model import AwardStatus, Change, Kind, Method, Technique
from spiders.parsers import codice as codice_package
from spiders.parsers.codice import code_lists as codice
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.ted_export import code_lists as ted_export

PARSERS = Path(codice_package.__file__).parents[1]
TABLES = sorted(PARSERS.rglob("*.csv"))
# a list's name says which words of the model it holds
WORDS = {
    "KINDS": Kind,
    "FORM_KINDS": Kind,
    "ROOT_KINDS": Kind,
    "SUBTYPES": Kind,
    "FORM_TYPES": Kind,
    "NOTICE_TYPES": Kind,
    "TAGS": Kind,
    "CHANGES": Change,
    "METHODS": Method,
    "LEGACY_METHODS": Method,
    "TECHNIQUES": Technique,
    "STATUSES": AwardStatus,
    "OUTCOMES": AwardStatus,
    "TABLE_OUTCOMES": AwardStatus,
}


@pytest.mark.parametrize("table", TABLES, ids=lambda path: str(path.relative_to(PARSERS)))
def test_every_code_means_a_word_of_the_model(table: Path) -> None:
    for name, codes in read_code_lists(table).items():
        known = get_args(WORDS.get(name, object))
        assert not known or set(filter(None, codes.values())) <= set(known), name


def test_the_lists_are_found_and_most_have_words_of_the_model() -> None:
    names = [name for table in TABLES for name in read_code_lists(table)]
    assert len(TABLES) > 15
    assert sum(name in WORDS for name in names) > 25


def test_every_ground_for_a_direct_award_has_a_code_of_eforms() -> None:
    assert all((*ted_export.GROUNDS.values(), *ted_export.OLD_GROUNDS.values()))
    assert codice.PROCEDURES.keys() == codice.METHODS.keys()
