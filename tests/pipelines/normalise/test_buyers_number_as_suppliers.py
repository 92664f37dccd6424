"""A firm that is published under the number of its buyer is not the public body."""

from __future__ import annotations

import json

import pytest

from pipelines.model import Notice
from pipelines.stages import load_stages
from spiders.decp import DecpSpider

STAGES = load_stages()
BUYER = "20001318300021"


def awarded(supplier: str, number: str, buyer: str = "LASAT") -> Notice:
    """A contract in the shape of France's data of contracts, after all stages."""
    record = {
        "id": "2018MAPA20180500",
        "acheteur": {"id": BUYER, "nom": buyer},
        "_type": "Marché",
        "nature": "Marché",
        "objet": "Hébergement et maintenance du logiciel de paie",
        "codeCPV": "72410000-7",
        "procedure": "Procédure adaptée",
        "dureeMois": 39,
        "dateNotification": "2018-12-03",
        "datePublicationDonnees": "2019-04-25",
        "montant": 80000,
        "titulaires": [{"typeIdentifiant": "SIRET", "id": number, "denominationSociale": supplier}],
    }
    notice = next(iter(DecpSpider.read(json.dumps({"marches": [record]}).encode(), "d.json")))
    assert isinstance(notice, Notice)
    normalised = STAGES.anonymise_and_normalise(notice)
    assert STAGES.anonymise_and_normalise(normalised).awards == normalised.awards
    return STAGES.classify(normalised)


@pytest.mark.parametrize(
    ("supplier", "number", "buyer", "id_", "is_public"),
    [
        ("TECAN FRANCE SASU", BUYER, "LASAT", "name:FR:tecan-france-sasu", False),
        ("TECAN FRANCE SASU", "38024392300089", "LASAT", "FR-SIREN-380243923", False),
        ("Régie LASAT", BUYER, "LASAT", "FR-SIREN-200013183", True),
        ("Ville de Croix", "21590163800019", "LASAT", "FR-SIREN-215901638", True),
    ],
)
def test_a_firm_under_the_number_of_its_buyer_is_no_public_body(
    supplier: str, number: str, buyer: str, id_: str, is_public: bool
) -> None:
    notice = awarded(supplier, number, buyer)
    ((winner,),) = (award.suppliers for award in notice.awards)
    assert winner.organization.id == id_
    assert bool(winner.ownership and winner.ownership.value == "public") is is_public
    cooperates = any(tag.role == "public_cooperation" for tag in notice.tags)
    assert cooperates is is_public
