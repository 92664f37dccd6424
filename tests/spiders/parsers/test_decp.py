"""Holders of DECP contracts as they are published: with a number, a name, or both."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from pipelines.model import Notice
from spiders.decp import DecpSpider
from tests.spiders.portal_support import PORTALS

CONTRACT = {
    "id": "2021F005",
    "acheteur": {"id": "21590163800019", "nom": "Ville de Croix (59)"},
    "nature": "Marché",
    "objet": "Logiciel de gestion des salles",
    "codeCPV": "48000000",
    "dateNotification": "2021-05-05",
    "datePublicationDonnees": "2021-05-06",
    "montant": "12480.00",
}


def read(*holders: dict[str, Any]) -> Notice:
    body = json.dumps({"marches": [{**CONTRACT, "titulaires": list(holders)}]}).encode()
    (result,) = DecpSpider.read(body, "decp.json")
    assert isinstance(result, Notice)
    return result


def organizations(notice: Notice) -> list[tuple[str, list[str]]]:
    (award,) = notice.awards
    organizations = [supplier.organization for supplier in award.suppliers]
    return [
        (organization.name, [each.id for each in organization.identifiers])
        for organization in organizations
    ]


def test_a_holder_that_is_named_without_a_number_is_a_supplier() -> None:
    numbered = {
        "id": "35142130000036",
        "typeIdentifiant": "SIRET",
        "denominationSociale": "SAS ARPEGE",
    }
    notice = read(
        numbered,
        {"id": "", "typeIdentifiant": "SIRET", "denominationSociale": "SALLES ET CIE"},
        {"denominationSociale": "Salles et Cie"},
        {"id": "CDL", "denominationSociale": "NC"},
    )
    assert organizations(notice) == [("SAS ARPEGE", ["35142130000036"]), ("SALLES ET CIE", [])]


def test_a_name_without_a_number_does_not_change_the_key_of_a_contract() -> None:
    assert read().id == read({"denominationSociale": "SALLES ET CIE"}).id


@pytest.mark.parametrize("listed", [(0, 1, 2), (2, 0, 1)])
def test_a_modification_leaves_what_an_earlier_one_changed(listed: tuple[int, ...]) -> None:
    holder = {"id": "35142130000036", "typeIdentifiant": "SIRET", "denominationSociale": "ARPEGE"}
    changes = [
        {"id": "1", "dateNotificationModification": "2021-07-13", "montant": "13480.00"},
        {"id": "2", "dateNotificationModification": "2021-10-14", "dureeMois": "60"},
        {"id": "3", "dateNotificationModification": "2022-01-20", "titulaires": [holder]},
    ]
    contract = {
        **CONTRACT,
        "dureeMois": "36",
        "titulaires": [{"denominationSociale": "SALLES ET CIE"}],
        "modifications": [changes[position] for position in listed],
    }
    body = json.dumps({"marches": [contract]}).encode()
    notices = [read for read in DecpSpider.read(body, "decp.json") if isinstance(read, Notice)]
    awards = {notice.number.rpartition("/")[2]: notice.awards[0] for notice in notices[1:]}
    assert {
        number: (
            award.value and award.value.amount,
            award.period and award.period.months,
            award.suppliers[0].organization.name,
            award.amendments[0].value_before and award.amendments[0].value_before.amount,
        )
        for number, award in awards.items()
    } == {
        "M1": (13480, 36, "SALLES ET CIE", 12480),
        "M2": (None, 60, "SALLES ET CIE", None),  # it publishes no amount
        "M3": (None, 60, "ARPEGE", None),
    }


@pytest.mark.parametrize(
    ("reason", "amount", "total"),
    [
        ("Avenant 1 augmentant le montant maximum annuel initial de 3 000€", "3300.00", 12480),
        ("Prolongation de la location jusqu'au 10 avril 2021", "1533.33", 12480),
        ("Prestations SUPPLÉMENTAIRES", "900", 12480),
        ("Prestations à supprimer et travaux supplémentaires", "12300", 12300),  # more and less
        ("Suppression d’une prestation devenue inutile", "11367.57", Decimal("11367.57")),
        ("Augmentation du montant initial", "17200", 17200),
        (None, "9000", 9000),
    ],
)
def test_what_an_amendment_adds_is_not_the_new_total(
    reason: str | None, amount: str, total: Decimal
) -> None:
    change = {"dateSignatureModification": "2022-01-06", "montant": amount}
    later = {"dateSignatureModification": "2023-01-06", "dureeMois": "60"}
    changes = [{**change, "objetModification": reason}, later]
    body = json.dumps({"marches": [{**CONTRACT, "modifications": changes}]}).encode()
    notices = [read for read in DecpSpider.read(body, "decp.json") if isinstance(read, Notice)]
    values = [notice.awards[0].value for notice in notices[1:]]
    new_total = None if total == 12480 else total
    assert [value and value.amount for value in values] == [new_total, None]
    (amendment,) = notices[1].awards[0].amendments
    assert (amendment.value_after and amendment.value_after.amount) == new_total
    assert amendment.reason == reason


@pytest.mark.parametrize(
    ("reason", "stated", "months"),
    [
        ("AJOUT ECHELLE SECURITE   CACHE METALLIQUE", "1", 12),
        ("Prolongation de la durée de location", "3", 12),
        (None, "1", 12),
        ("Réduction de la durée du marché", "6", 6),
        ("Résiliation à l’amiable", "8", 8),
        ("Prolongation de la durée de location", "15", 15),
    ],
)
def test_months_that_an_amendment_adds_do_not_shorten_the_contract(
    reason: str | None, stated: str, months: int
) -> None:
    change = {"dateSignatureModification": "2022-01-06", "dureeMois": stated}
    later = {"dateSignatureModification": "2023-01-06", "montant": "99000"}
    changes = [{**change, "objetModification": reason}, later]
    contract = {**CONTRACT, "dureeMois": "12", "modifications": changes}
    body = json.dumps({"marches": [contract]}).encode()
    notices = [read for read in DecpSpider.read(body, "decp.json") if isinstance(read, Notice)]
    periods = [notice.awards[0].period for notice in notices]
    assert [period and period.months for period in periods] == [12, months, months]


@pytest.mark.parametrize(
    ("stated", "method"),
    [
        ("Appel d'offres ouvert", "open"),
        ("Appel d’offres restreint", "selective"),
        ("Appel d offres ouvert", "open"),  # systems that drop apostrophes
        ("Procédure adaptée", None),
        ("Procédure non négociée ouverte", "open"),  # of concessions
        ("Procédure non négociée restreinte", "selective"),
    ],
)
def test_a_procedure_is_known_whatever_became_of_its_apostrophe(
    stated: str, method: str | None
) -> None:
    body = json.dumps({"marches": [{**CONTRACT, "procedure": stated}]}).encode()
    (result,) = DecpSpider.read(body, "decp.json")
    assert isinstance(result, Notice)
    assert (result.procedure.method, result.procedure.method_details) == (method, stated)


@pytest.mark.parametrize("apostrophe", ["'", "’", " "])
def test_a_dynamic_purchasing_system_has_a_ceiling_whatever_became_of_its_apostrophe(
    apostrophe: str,
) -> None:
    techniques = {"technique": [f"Système d{apostrophe}acquisition dynamique"]}
    body = json.dumps({"marches": [{**CONTRACT, "techniques": techniques}]}).encode()
    (result,) = DecpSpider.read(body, "decp.json")
    assert isinstance(result, Notice)
    assert result.procedure.technique == "dynamic_purchasing"
    assert [award.value_kind for award in result.awards] == ["ceiling"]


@pytest.mark.parametrize("filled_in", ["", "test"])
def test_the_empty_fields_of_a_concession_make_none_of_a_contract(filled_in: str) -> None:
    """Lists of both kinds give every contract the fields of either."""
    empty = {"autoriteConcedante": filled_in, "concessionnaires": filled_in, "valeurGlobale": 0.0}
    body = json.dumps({"marches": [{**CONTRACT, **empty}]}).encode()
    (result,) = DecpSpider.read(body, "decp.json")
    assert isinstance(result, Notice)
    assert [award.value_kind for award in result.awards] == ["exact"]


@pytest.mark.parametrize("restated", [None, "2400000"])
def test_a_row_of_the_table_restates_a_value_only_where_its_modification_does(
    restated: str | None,
) -> None:
    path = PORTALS / "decp" / "opendatasoft_rows.json"
    row = json.loads(path.read_text(encoding="utf-8"))["results"][2]
    row |= {"idmodification": "2", "montantmodification": restated or "CDL"}
    (result,) = DecpSpider.read(json.dumps({"results": [row]}).encode(), "decp.json")
    assert isinstance(result, Notice)
    (award,) = result.awards
    (change,) = award.amendments
    amounts = [money and money.amount for money in (award.value, change.value_after)]
    assert amounts == [restated and int(restated)] * 2
    assert change.value_before
    assert (change.value_before.amount, award.value_kind) == (2000000, "ceiling")


@pytest.mark.parametrize(
    ("grouping", "roles"),
    [
        ("Solidaire", ["member", "member"]),
        ("Conjoint", ["member", "member"]),
        ("Pas de groupement", ["main", "main"]),  # holders of a framework
        (None, ["main", "main"]),
    ],
)
def test_holders_of_a_group_are_its_members(grouping: str | None, roles: list[str]) -> None:
    ids = ("55204599900869", "44471927200346")
    holders = [{"titulaire": {"id": id_, "typeIdentifiant": "SIRET"}} for id_ in ids]
    contract = {**CONTRACT, "titulaires": holders, "typeGroupementOperateurs": grouping}
    for record, result in (
        (contract, None),
        ({**contract, "titulaires": holders[:1]}, ["main"]),
    ):
        (notice,) = DecpSpider.read(json.dumps({"marches": [record]}).encode(), "decp.json")
        assert isinstance(notice, Notice)
        assert [supplier.role for supplier in notice.awards[0].suppliers] == (result or roles)


@pytest.mark.parametrize(
    ("scheme", "number", "country"),
    [
        ("TVA", "BE0417497106", "BE"),
        ("TVA", "EL094019245", "GR"),
        ("TVA", "NC", None),
        ("TVA", "12345678901", None),
        ("HORS-UE", "CH12345678", None),
        ("SIRET", "55204599900869", "FR"),
    ],
)
def test_a_number_of_vat_says_the_country_of_its_holder(
    scheme: str, number: str, country: str | None
) -> None:
    notice = read({"id": number, "typeIdentifiant": scheme, "denominationSociale": "EXEMPLE"})
    assert notice.awards[0].suppliers[0].organization.country == country


@pytest.mark.parametrize(
    ("scheme", "number", "expected"),
    [
        ("SIRET", 5580012300019, "05580012300019"),
        ("TVA", "99999999999", "99999999999"),
        ("HORS-UE", "123456789012", "123456789012"),
    ],
)
def test_only_a_number_of_sirene_lost_its_zeros(scheme: str, number: object, expected: str) -> None:
    notice = read({"id": number, "typeIdentifiant": scheme, "denominationSociale": "EXEMPLE"})
    assert organizations(notice) == [("EXEMPLE", [expected])]


def test_a_number_that_is_not_filled_up_any_more_leaves_the_address_of_its_contract() -> None:
    of_vat = {"typeIdentifiant": "TVA", "denominationSociale": "EXEMPLE"}
    numbers = ("99999999999", "00099999999999")
    assert len({read({**of_vat, "id": number}).id for number in numbers}) == 1


@pytest.mark.parametrize(
    ("nature", "techniques", "framework", "expected"),
    [
        ("Marché", ["Accord-cadre"], "2020AC07", ("call_off", "2020AC07", "estimate")),
        ("Marché", [], "2020AC07", ("call_off", "2020AC07", "exact")),
        ("Marché subséquent", [], "2020AC07", ("call_off", "2020AC07", "exact")),
        ("Accord-cadre", [], "2020AC07", ("framework", "2020AC07", "ceiling")),
        ("Marché", ["Accord-cadre"], "2021-F005", ("framework", None, "ceiling")),  # its own number
        ("Marché", ["Accord-cadre"], "test", ("framework", None, "ceiling")),
        ("Marché", [], "test", (None, None, "exact")),
    ],
)
def test_a_contract_that_names_its_framework_is_under_it(
    nature: str, techniques: list[str], framework: str, expected: tuple[str | None, ...]
) -> None:
    """The regime of 2022 has no nature for it; the ministry's own file has "test" in the field."""
    contract = {
        **CONTRACT,
        "nature": nature,
        "techniques": techniques,
        "idAccordCadre": framework,
        "titulaires": [{"denominationSociale": "SALLES ET CIE"}],
    }
    body = json.dumps({"marches": [contract]}).encode()
    (notice,) = DecpSpider.read(body, "decp.json")
    assert isinstance(notice, Notice)
    (award,) = notice.awards
    assert (award.technique, award.framework_id, award.value_kind) == expected
