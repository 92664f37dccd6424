"""The tables of the search name what there is: rules, regions, concepts, codes."""

from __future__ import annotations

import pytest

from monitor.search.cpv_code_finder import codes_of_concepts, labelled_codes
from monitor.search.query_words import STOP_WORDS_FILE, stop_words
from monitor.search.synonyms import RULES_FILE, UNCLEAR_REGIONS_FILE, load_concepts
from pipelines.reference.data_folder import read_csv
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.reference.regions import regions
from pipelines.text_folding import fold

CONCEPTS_OF_RULES = [
    f"{row['tag']}/{concept}" for row in read_csv(RULES_FILE) for concept in row["concepts"].split()
]


@pytest.mark.parametrize("concept", CONCEPTS_OF_RULES)
def test_a_concept_of_a_rule_is_one_of_a_strong_rule(concept: str) -> None:
    """A rule that is renamed would silently lose its synonyms."""
    assert load_concepts().by_id[concept].phrases


def test_every_concept_of_a_code_is_known() -> None:
    """Else its codes are never looked for."""
    known = {id_.rpartition("/")[2] for id_ in load_concepts().by_id}
    assert set(codes_of_concepts()) <= known


def test_an_unclear_name_is_a_region_s_and_finds_no_region() -> None:
    """ "Nord-Est" is the name of two regions, in Italy and in Romania."""
    unclear = {row["name"] for row in read_csv(UNCLEAR_REGIONS_FILE)}
    named = {
        fold(name.strip())
        for region in regions().values()
        for name in (*region.translated.values(), region.name, *region.name.split(" / "))
    }
    assert unclear <= named
    assert {fold(name) for name in unclear} == unclear
    phrases = [
        phrase
        for concept in load_concepts().by_id.values()
        if concept.id.startswith("region ")
        for phrase in concept.phrases
    ]
    assert "Limpopo" in " ".join(phrases)
    assert not unclear & set(map(fold, phrases))


def test_words_of_labels_are_left_out_of_labels_alone() -> None:
    """ "Services" says nothing in a label; in a query it may be what is asked."""
    assert {row["left_out_of"] for row in read_csv(STOP_WORDS_FILE)} == {
        "query",
        "label",
    }
    labels = " ".join(
        label for code in load_normalisation_tables().cpv.values() for label in code.labels.values()
    )
    assert len(stop_words("label") & set(fold(labels).split())) > 15
    assert "services" in stop_words("label")
    assert "services" not in stop_words()
    assert labelled_codes(("repair", "services")) == labelled_codes(("repair",))


def test_a_place_lies_in_a_country_of_the_table() -> None:
    """Else nothing is looked for there; Turkey publishes on no portal of ours."""
    known = load_concepts().by_id
    within = {
        concept.within for concept in known.values() if concept.kind == "place" and concept.within
    }
    assert {id_ for id_ in within if id_ not in known or known[id_].kind != "country"} == {"TR"}
    assert {known[name].within for name in ("Warsaw", "region EL30")} == {"PL", "GR"}
