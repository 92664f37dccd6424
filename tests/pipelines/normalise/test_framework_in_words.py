"""What a notice awards is a framework where its own words say so and no field says anything."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pipelines.model import Award, Lot, Money, Notice, Procedure, Text, replace
from pipelines.normalise.normalise_notice import normalise
from pipelines.reference.normalisation_tables import load_normalisation_tables
from tests.pipelines.notices import award_notice

TITLES = [
    "Framework Agreement for Asbestos Consultancy Services",
    "The establishment of a single-party framework agreement for laboratory services",
    "Framework agreements with consultants, extention",
    "183067 - Accord-cadre à bons de commande Travaux de signalisation",
    "L’accord-cadre porte sur la maintenance de la solution Ivalua Buyer",
    "Hardware-Rahmenvertrag 2026 - Arbeitsplatz",
    "Rahmenvereinbarung über Bodycams inkl. Software-as-a-Service",
    "Acuerdo marco inserciones publicitarias",
    "Procedura aperta per la conclusione di accordi quadro, per la fornitura di ricambi",
    "Raamcontract voor het onderhoud van het gebouwbeheersysteem",
    "RÁMCOVÁ DOHODA PRO LICENČNÍ PRODUKTY CAMUNDA",
    "Ramavtal Automationstjänster",
    "Rammeaftale om service og vedligehold",
    "Puitesopimus laitteiden huollosta",
    "Acord-cadru de furnizare utilaje",
    "Keretmegállapodás rádióterminálok beszerzésére",
]
SENTENCES = [
    "New build. This framework can be used by any public sector body throughout England.",
    "le présent accord-cadre a pour objet l'organisation d'un dispositif d'apprentissage",
    "Le marché public est un accord-cadre mono-attributaire à bons de commandes.",
    "Die Einführung: es wird eine Rahmenvereinbarung abgeschlossen. Ein Abruf kommt 2018.",
    "Oppdragsgiver ønsker å inngå en rammeavtale med én leverandør.",
    "Předmětem je uzavření rámcové dohody na pořízení přepínačů.",
    "NWUPC is seeking to establish a multi-provider framework agreement for equipment.",
]
OTHERS = [
    "TMBC Roofing Works - Mini-Competition under LHC RS4 Roofing Systems Framework",
    "Framework agreement for printers: call-off no. 3",
    "Accord-cadre informatique - marché subséquent n° 4",
    "Rahmenvertrag Drucker, 3. Abruf",
    "Abruf aus dem Rahmenvertrag Hardware",
    "Acuerdo marco 23/2017: contrato basado",
    "ACCORDO QUADRO ERP 2013-2015 – CONTRATTO APPLICATIVO N° 6",
    "Accordo quadro per il verde urbano - affidamento incarico di direttore operativo",
    "Development of a risk based framework and study for sewer inspection",
    "SOLIPSYS TACTICAL DISPLAY FRAMEWORK LICENSE",
    "Using the HE Networking Framework Agreement we wish to form a contract for switches.",
    "Further competition against the Minor Works Framework Agreement",
]


def awarded(title: str, description: str = "", **changes: Any) -> Award:
    tables = load_normalisation_tables()
    award = Award(key="1", value=Money(Decimal(5_500_000), "GBP"), value_kind="exact")
    notice: Notice = replace(
        award_notice(title, "en", "GB"),
        awards=(award,),
        texts=(Text("title", title, "en"), Text("description", description, "en")),
    )
    notice = replace(notice, **changes)
    once = normalise(notice, tables)
    assert normalise(once, tables) == once
    return once.awards[0]


@pytest.mark.parametrize(
    ("title", "description"),
    [*((title, "") for title in TITLES), *(("Services", words) for words in SENTENCES)],
)
def test_an_award_that_is_called_a_framework_is_one_and_has_no_exact_amount(
    title: str, description: str
) -> None:
    award = awarded(title, description)
    assert (award.technique, award.value_kind) == ("framework", "estimate")


@pytest.mark.parametrize("words", OTHERS)
def test_a_contract_under_a_framework_is_none(words: str) -> None:
    for award in (awarded(words), awarded("Services", words)):
        assert (award.technique, award.value_kind) == (None, "exact")


def test_a_field_that_says_what_it_is_prevails_over_words() -> None:
    said = awarded(TITLES[0], procedure=Procedure(id="1", technique="none"))
    assert said.value_kind == "exact"
    award = Award(key="1", value=Money(Decimal(9), "GBP"), value_kind="exact", lots=("1",))
    lots = (Lot(id="1", technique="none"),)
    assert awarded(TITLES[0], awards=(award,), lots=lots).value_kind == "exact"


def test_only_awards_of_the_lot_that_is_called_one_are() -> None:
    texts = (Text("title", TITLES[0], "en"),)
    awards = tuple(
        Award(key=n, value=Money(Decimal(9), "GBP"), value_kind="exact", lots=(n,)) for n in "12"
    )
    notice = replace(
        award_notice("Services", "en", "GB"),
        awards=awards,
        lots=(Lot(id="1"), Lot(id="2", texts=texts)),
    )
    kinds = [award.value_kind for award in normalise(notice, load_normalisation_tables()).awards]
    assert kinds == ["exact", "estimate"]
