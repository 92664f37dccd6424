"""Queries that ask for contracts without competition, and those that only look so."""

from __future__ import annotations

from typing import get_args

import pytest

from monitor.search.method_questions import METHOD_WORDS_FILE, find_method_question
from pipelines.model import Method
from pipelines.reference.data_folder import read_csv


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("marchés sans concurrence", ""),
        ("Microsoft à Lyon sans mise en concurrence", "Microsoft à Lyon"),
        ("sans publicité ni mise en concurrence préalables", ""),
        ("Oracle SANS APPEL D’OFFRES", "Oracle"),
        ("NHS no-bid contracts", "NHS contracts"),
        ("sole-source Oracle", "Oracle"),
        ("contratos sin licitación Sevilla", "contratos Sevilla"),
        ("Direktvergabe SAP", "SAP"),
        ("affidamenti diretti", ""),
        ("onderwijs zonder aanbesteding", "onderwijs"),
        ("ajuste directo Lisboa", "Lisboa"),
        ("Microsoft z wolnej ręki", "Microsoft"),
    ],
)
def test_a_question_about_competition_is_told_from_the_other_words(query: str, words: str) -> None:
    assert find_method_question(query) == (words, "direct")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "Direction de la concurrence",
        "Competition and Markets Authority",
        "publicité",
        "single tender",
        "direct debit",
        "open source",
        "sans fil",
        "licitación",
    ],
)
def test_other_words_are_left_as_they_are(query: str) -> None:
    assert find_method_question(query) is None


def test_words_are_of_methods_that_contracts_have_in_all_languages() -> None:
    rows = list(read_csv(METHOD_WORDS_FILE))
    assert {row["method"] for row in rows} <= set(get_args(Method))
    languages = {row["language"] for row in rows if row["method"] == "direct"}
    assert languages == {"en", "fr", "es", "de", "it", "nl", "pt", "pl"}
