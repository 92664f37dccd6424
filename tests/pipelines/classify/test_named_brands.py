"""Makers that a description names as the brand of what is bought."""

from __future__ import annotations

import pytest

from pipelines.classify.assign_tags import claim_values
from pipelines.classify.classify_notice import classify
from pipelines.model import Code, Text, replace
from pipelines.reference.load_reference_tables import load_tables
from tests.pipelines.notices import award_notice

TABLES = load_tables()


@pytest.mark.parametrize(
    ("language", "description", "claim"),
    [
        ("fr", "Fourniture de matériel de marque Lenovo.", "yes"),
        ("de", "Verlängerung der Oracle-Lizenzen der Universität.", "yes"),
        ("de", "Geliefert werden Notebooks des Herstellers Dell.", "yes"),
        ("es", "Suministro de conmutadores de la marca Cisco.", "yes"),
        ("pl", "Komputery marki Dell.", "yes"),
        ("fr", "Fourniture de postes de travail HP pour les écoles.", "yes"),
        ("fr", "Support éditeur Oracle des licences détenues.", "yes"),
        ("sv", "Datorer från Lenovo till kommunens skolor.", "yes"),
        ("el", "Προμήθεια φορητών υπολογιστών Lenovo.", "yes"),
        ("fr", "Écrans compatibles avec postes de travail HP.", None),
        ("fr", "Toners pour postes de travail HP.", None),
        ("sv", "Datorer av märket Lenovo.", "yes"),
        ("fr", "Toners pour imprimantes de marque HP.", None),
        ("de", "Notebooks der Marke Lenovo oder gleichwertig.", None),
        ("en", "Bags compatible with HP laptops.", None),
    ],
)
def test_a_brand_in_the_description_is_bought_unless_it_is_an_example_or_a_target(
    language: str, description: str, claim: str | None
) -> None:
    """The titles said nothing: « Achat de postes » with the maker in the text below."""
    notice = replace(
        award_notice("Lot 1", language, "FR"),
        kind="call",
        texts=(Text("title", "Lot 1", language), Text("description", description, language)),
        codes=(Code("CPV", "30213000", main=True),),
        awards=(),
    )
    claimed = claim_values(classify(notice, TABLES).tags)["big_tech"]
    assert (claimed == "yes") == (claim == "yes")
