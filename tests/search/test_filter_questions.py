"""Queries that ask for what a filter selects, and those that only look so."""

from __future__ import annotations

from typing import get_args

import pytest

from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.routes import BY_NAME
from monitor.search.filter_questions import FILTER_WORDS_FILE, find_filter_question
from monitor.search.filters_and_facets import ROLES, SORTS
from pipelines.model import AwardStatus, Method
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
    assert find_filter_question(query) == (words, "method", "direct")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sous-traitants", ""),
        ("les sous-traitants de Capgemini", "les de Capgemini"),
        ("subcontractors of Fujitsu", "of Fujitsu"),
        ("subcontratistas de Indra", "de Indra"),
        ("Subunternehmer", ""),
        ("subappalti TIM", "TIM"),
        ("onderaannemers", ""),
        ("podwykonawcy Asseco", "Asseco"),
    ],
)
def test_a_question_about_subcontractors_is_one_for_that_role(query: str, words: str) -> None:
    assert find_filter_question(query) == (words, "role", "subcontractor")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cancelled contracts", ("", "status", "cancelled")),
        ("contrats annulés Lille", ("Lille", "status", "cancelled")),
        ("contratos anulados", ("", "status", "cancelled")),
        ("the most expensive contracts of Capgemini", ("the of Capgemini", "sort", "value")),
        ("les plus gros marchés", ("", "sort", "value")),
        ("contratos millonarios Indra", ("Indra", "sort", "value")),
        ("avenants Lille", ("Lille", "amended", "yes")),
        ("contract amendments", ("", "amended", "yes")),
        ("Nachträge SAP", ("SAP", "amended", "yes")),
        ("biggest suppliers", ("", "query", "groups-of-a-country")),
        ("plus gros fournisseurs", ("", "query", "groups-of-a-country")),
        ("maggiori fornitori", ("", "query", "groups-of-a-country")),
        ("clauses RGPD", ("", "query", "clauses")),
        ("Auftragsverarbeitung SAP", ("SAP", "query", "clauses")),
        ("marchés qui ont augmenté", ("", "query", "grown")),
        ("Abhängigkeit von Microsoft", ("Microsoft", "query", "depends-on")),
        ("dépendance à Oracle", ("Oracle", "query", "depends-on")),
        ("contratti più lunghi", ("", "query", "long")),
        ("Wer steckt hinter Computacenter", ("Computacenter", "query", "who-is-behind")),
        ("qui possède Cegedim", ("Cegedim", "query", "who-is-behind")),
        ("appels d’offres en cours paie", ("paie", "query", "open-calls")),
        ("laufende Ausschreibungen", ("", "query", "open-calls")),
        ("gare in corso Milano", ("Milano", "query", "open-calls")),
        ("peut-on contester un marché", ("", "query", "last-moment")),
        ("ce qui a été corrigé", ("", "query", "corrected")),
        ("droit de réponse", ("", "page", "reply")),
        ("Fehler melden", ("", "page", "reply")),
        ("da dove vengono i dati", ("", "page", "sources")),
        ("how do you know", ("", "page", "method")),
        ("importo non pubblicato Oracle", ("Oracle", "query", "values-withheld")),
    ],
)
def test_what_was_cancelled_modified_or_is_largest_is_asked_for_in_words(
    query: str, found: tuple[str, str, str]
) -> None:
    assert find_filter_question(query) == found


def test_a_small_word_that_is_a_name_stays() -> None:
    """A small word of Italian is a maker, too: contracts of all suppliers were listed."""
    query = "Dell sans appel d'offres"
    assert find_filter_question(query, lambda word: word == "dell") == ("Dell", "method", "direct")
    assert find_filter_question(query) == ("", "method", "direct")


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
    assert find_filter_question(query) is None


def test_words_are_of_values_that_contracts_have_in_all_languages() -> None:
    rows = list(read_csv(FILTER_WORDS_FILE))
    values = {
        "method": get_args(Method),
        "role": ROLES,
        "status": get_args(AwardStatus),
        "sort": SORTS,
        "amended": ("yes",),
        "query": tuple(canned_queries()),
        "page": tuple(BY_NAME),
    }
    languages: dict[str, set[str]] = {}
    for row in rows:
        assert row["value"] in values[row["filter"]]
        languages.setdefault(row["value"], set()).add(row["language"])
    assert all(
        each == {"en", "fr", "es", "de", "it", "nl", "pt", "pl"} for each in languages.values()
    )
