"""Queries that ask for contracts that end, and those that only look so."""

from __future__ import annotations

import pytest

from monitor.search.ending_questions import ENDING_WORDS_FILE, find_ending_question
from pipelines.reference.data_folder import read_csv


@pytest.mark.parametrize(
    ("query", "words", "year"),
    [
        ("NHS contracts ending in 2027", "NHS contracts", "2027"),
        ("contracts up for renewal Oracle", "contracts Oracle", None),
        ("SAP expires 2028", "SAP", "2028"),
        ("contracts ending this year", "", None),
        ("Lille se termine cette année", "Lille se", None),
        ("échéance 2027", "", "2027"),
        ("ÉCHÉANCE EN 2027", "", "2027"),
        ("maintenance qui prend fin en 2027", "maintenance qui", "2027"),
        ("marchés arrivant à échéance", "", None),
        ("bientôt finis Lille", "Lille", None),
        ("contratos que vencen en el 2027 Sevilla", "contratos que Sevilla", "2027"),
        ("Verträge, die 2027 enden", "", "2027"),
        ("bald auslaufende SAP", "SAP", None),
        ("contratti in scadenza", "", None),
        ("umowy kończące się w 2027", "", "2027"),
        ("quand finit le contrat de paie", "le contrat de paie", None),
        ("when does the payroll contract end", "does the payroll contract", None),
        ("wann endet der Vertrag mit SAP", "der Vertrag mit SAP", None),
        ("wann läuft SAP aus", "SAP aus", None),
        ("quando scade Oracle", "Oracle", None),
        ("cuándo vence Indra", "Indra", None),
        ("jusqu’à quand Oracle", "Oracle", None),
    ],
)
def test_a_question_about_the_end_is_told_from_the_other_words(
    query: str, words: str, year: str | None
) -> None:
    assert find_ending_question(query) == (words, year, False)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("contrats terminés", ""),
        ("marchés échus Lille", "Lille"),
        ("expired contracts Oracle", "Oracle"),
        ("contratos vencidos de Indra", "de Indra"),
        ("abgelaufene Verträge SAP", "SAP"),
        ("contratti scaduti", ""),
        ("afgelopen contracten", ""),
        ("contratos expirados", ""),
        ("zakończone umowy", ""),
    ],
)
def test_who_asks_for_ended_contracts_does_not_mean_terminals(query: str, words: str) -> None:
    assert find_ending_question(query) == (words, None, True)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "Microsoft 2027",
        "end user devices",
        "front-end 2027",
        "endpoint 2027",
        "weekend 2027",
        "end of life",
        "Fin de contrat",
        "calendrier 2027",
        "legend soon",
        "2027",
        "fin 1999",
    ],
)
def test_other_words_are_left_as_they_are(query: str) -> None:
    assert find_ending_question(query) is None


def test_each_kind_of_words_has_all_languages() -> None:
    languages = [
        {row["language"] for row in read_csv(ENDING_WORDS_FILE) if row["kind"] == kind}
        for kind in ("ends", "soon", "alone", "ended")
    ]
    assert languages == [{"en", "fr", "es", "de", "it", "nl", "pt", "pl"}] * 4


@pytest.mark.parametrize("query", ["ends " * 500, "a " * 500, "2027 " * 200, "que " * 250])
def test_a_long_query_takes_steps_in_proportion(query: str) -> None:
    assert find_ending_question(query) is None
