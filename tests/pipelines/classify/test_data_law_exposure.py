"""Whose law: the product's maker and the supplier are two facts; "EU only" needs both at home."""

from __future__ import annotations

import pytest

from pipelines.classify.classify_notice import classify
from pipelines.model import Notice, Organization, Supplier, Tag
from pipelines.reference.load_reference_tables import load_tables
from tests.pipelines.notices import award_notice

TABLES = load_tables()
# a service on the cloud of Microsoft, sold by a firm of the country
RESOLD = {
    "fr": "Abonnement Microsoft 365 pour la messagerie des agents",
    "en": "Microsoft 365 subscription for the staff e-mail service",
    "es": "Suscripción a Microsoft 365 para el correo electrónico municipal",
}
# Oracle's database, which may stand in the body's own rooms, hosted by a firm of the country
HOSTED = {
    "fr": "Hébergement et infogérance de la base de données Oracle Database",
    "en": "Hosting and managed service of the Oracle Database platform",
    "es": "Alojamiento en la nube y administración de la base de datos Oracle Database",
}
# hosting, and no word of whose cloud it is
UNNAMED = {
    "fr": "Hébergement et infogérance du site internet",
    "en": "Hosting and managed service of the website",
    "es": "Alojamiento en la nube y mantenimiento de la página web",
}
SEATS = {"fr": "FR", "en": "IE", "es": "ES"}


def firm(name: str, country: str | None = None, role: str = "main") -> Supplier:
    return Supplier(Organization(name, country=country), role=role)  # type: ignore[arg-type]


def laws(notice: Notice) -> dict[str, set[tuple[str, str | None]]]:
    """Tag -> {(value, role)} of the three tags about laws."""
    names = ("product_law", "supplier_law", "data_law_exposure")
    tags = classify(notice, TABLES).tags
    return {name: {(t.value, t.role) for t in tags if t.tag == name} for name in names}


def exposure(notice: Notice) -> Tag:
    (tag,) = [t for t in classify(notice, TABLES).tags if t.tag == "data_law_exposure"]
    return tag


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_a_local_reseller_does_not_make_another_maker_s_cloud_eu_only(language: str) -> None:
    seat = SEATS[language]
    actual = laws(award_notice(RESOLD[language], language, seat, firm("Numérica Local", seat)))
    assert actual == {
        "product_law": {("US", "holds_data")},
        "supplier_law": {(seat, None)},
        "data_law_exposure": {("non_eu_parent", None)},
    }


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_a_product_that_may_stand_anywhere_leaves_the_law_unknown(language: str) -> None:
    seat = SEATS[language]
    actual = laws(award_notice(HOSTED[language], language, seat, firm("Numérica Local", seat)))
    assert actual["product_law"] == {("US", "named_product")}
    assert actual["supplier_law"] == {(seat, None)}
    assert actual["data_law_exposure"] == {("unknown", None)}


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_a_seat_in_the_union_says_nothing_of_a_cloud_that_is_not_named(language: str) -> None:
    seat = SEATS[language]
    notice = award_notice(UNNAMED[language], language, seat, firm("Numérica Local", seat))
    assert laws(notice)["product_law"] == set()
    assert (exposure(notice).value, exposure(notice).rule) == ("unknown", "no-product")


# software of which the notice does not say where it runs
DOUBTFUL = {
    "fr": "Maintenance du logiciel de gestion des bibliothèques",
    "en": "Maintenance of the library management software",
    "es": "Mantenimiento del software de gestión de bibliotecas",
}


@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_no_law_of_a_supplier_reaches_data_that_may_never_leave(language: str) -> None:
    seat = SEATS[language]
    notice = award_notice(DOUBTFUL[language], language, seat, firm("Oracle America Inc", "US"))
    tags = classify(notice, TABLES).tags
    assert {t.value for t in tags if t.tag == "data_outsourcing"} == {"unclear"}
    assert (exposure(notice).value, exposure(notice).rule) == ("unknown", "data-doubtful")
    assert laws(notice)["supplier_law"] == {("US", None)}


# a person who works on a hosted product: nothing is handed over by that
WORKED_ON = [
    ("es", "Apoyar en la administración de cuentas de usuario; Office 365 y demás aplicativos"),
    ("it", "Incarico di collaborazione per l'amministrazione degli account Office 365"),
    ("en", "Individual consultant for the administration of Office 365 accounts"),
]


@pytest.mark.parametrize(("language", "title"), WORKED_ON)
def test_nor_does_that_of_a_maker_whose_service_is_only_worked_on(
    language: str, title: str
) -> None:
    notice = award_notice(title, language, "CO", firm("Numérica Local", "CO"))
    tags = classify(notice, TABLES).tags
    assert {t.value for t in tags if t.tag == "data_outsourcing"} == {"unclear"}
    assert (exposure(notice).value, exposure(notice).rule) == ("unknown", "data-doubtful")
    assert laws(notice)["product_law"] == {("US", "holds_data")}


def test_eu_only_is_said_when_maker_and_supplier_are_both_there() -> None:
    title = "Hébergement sur OVHcloud du portail des familles"
    notice = award_notice(title, "fr", "FR", firm("Dupont Numérique", "FR"))
    assert (exposure(notice).value, exposure(notice).confidence) == ("eu_only", "low")
    assert (exposure(notice).evidence, exposure(notice).field) == ("OVHcloud", "title")
    unseated = award_notice(title, "fr", "FR", firm("Dupont Numérique"))
    assert exposure(unseated).value == "unknown"


def test_another_maker_beside_it_is_no_eu_only() -> None:
    title = "Hébergement sur OVHcloud de la base Oracle Database"
    tag = exposure(award_notice(title, "fr", "FR", firm("OVH SAS", "FR")))
    assert (tag.value, tag.rule, tag.evidence) == (
        "unknown",
        "other-maker",
        "Oracle Database",
    )


def test_a_foreign_subcontractor_is_enough() -> None:
    title = "Hébergement sur OVHcloud du portail des familles"
    partner = firm("Microsoft France", "FR", "subcontractor")
    actual = laws(award_notice(title, "fr", "FR", firm("OVH SAS", "FR"), partner))
    assert actual["data_law_exposure"] == {("non_eu_parent", None)}
    assert actual["supplier_law"] == {("FR", None), ("US", None)}


@pytest.mark.parametrize(
    ("buyer", "value"), [("FR", "eu_only"), ("NO", "eu_only"), ("GB", "foreign_parent")]
)
def test_outside_the_union_the_yardstick_is_the_buyer_s_own_law(buyer: str, value: str) -> None:
    title = "Hosting of the website on OVHcloud"
    assert exposure(award_notice(title, "en", buyer, firm("OVH SAS", "FR"))).value == value


def test_a_tender_shows_the_maker_before_anybody_has_won() -> None:
    notice = award_notice(RESOLD["fr"], "fr", "FR")
    assert laws(notice)["data_law_exposure"] == {("non_eu_parent", None)}
    assert laws(notice)["supplier_law"] == set()
