"""Who owns a supplier: public bodies and their companies are no private firm."""

from __future__ import annotations

import pytest

from pipelines.classify.assign_tags import claim_values
from pipelines.classify.classify_notice import classify
from pipelines.classify.public_ownership import supplier_ownership
from pipelines.model import (
    Identifier,
    Organization,
    Supplier,
    VendorLink,
)
from pipelines.reference.load_reference_tables import load_tables
from tests.pipelines.notices import award_notice

TABLES = load_tables()


def kind(name: str, country: str, *identifiers: Identifier) -> str | None:
    supplier = Supplier(Organization(name, country=country, identifiers=identifiers))
    ownership = supplier_ownership(supplier, TABLES)
    return ownership.kind if ownership is not None and ownership.value == "public" else None


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Commune de Rezé", "FR"),
        ("Syndicat mixte Mégalis Bretagne", "FR"),
        ("Université de Nantes", "FR"),
        ("Comune di Perugia", "IT"),
        ("CAMERA DI COMMERCIO DI VERONA", "IT"),
        ("Landkreis Altenburger Land", "DE"),
        ("Zweckverband Elektronische Verwaltung", "DE"),
        ("Norwich City Council", "GB"),
        ("University of Siena", "GB"),
        ("Ayuntamiento de Lorca", "ES"),
        ("Varbergs kommun", "SE"),
        ("Gmina Wrocław", "PL"),
        ("Община Сливен", "BG"),
        # public ones with names like those of the bodies of private law below
        ("University of California, Berkeley", "US"),
        ("Università degli Studi di Siena", "IT"),
        ("Université de Lille", "FR"),
        ("NHS England", "GB"),
        ("Lietuvos Respublikos ryšių reguliavimo tarnyba", "LT"),
        ("Cabinet Office", "GB"),  # "office" ends names of firms, too
        ("Home Office", "GB"),
    ],
)
def test_the_name_of_an_authority_says_so(name: str, country: str) -> None:
    assert kind(name, country) == "authority"


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("SPL Sonadev Territoires Publics", "FR"),
        ("Régie des eaux de Grenoble", "FR"),
        ("LA POSTE SA", "FR"),
        ("Stadtwerke Ulm GmbH", "DE"),
        ("AKDB", "DE"),
        ("SERVICO FEDERAL DE PROCESSAMENTO DE DADOS (SERPRO)", "BR"),
        ("Sociedad Estatal Correos y Telégrafos, S. A., S. M. E.", "ES"),
        ("INFOCAMERE S.C.P.A.", "IT"),
        ("Poczta Polska S.A.", "PL"),
        ("Aktsiaselts Eesti Post", "EE"),
        ("PostNord Strålfors AB", "SE"),
        ("ОБЩИНСКА ОХРАНА И СОТ-СЛИВЕН ЕООД", "BG"),
        ("La Poste Suisse SA", "CH"),
        ("La Posta Svizzera SA", "CH"),
        ("POST Luxembourg", "LU"),
        ("Ghana Post Company Limited", "GH"),
        ("South African Post Office SOC Ltd", "ZA"),
        ("State Information Technology Agency SOC Ltd", "ZA"),
        ("BWI GmbH", "DE"),
        ("Smals vzw", "BE"),
        ("SPMS, EPE", "PT"),
        ("NISZ Zrt.", "HU"),
    ],
)
def test_companies_of_public_bodies_are_public(name: str, country: str) -> None:
    assert kind(name, country) == "operator"


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Ville & Associés SARL", "FR"),
        ("Stadt Land Software GmbH", "DE"),
        ("University of Software Ltd", "GB"),
        ("Commune Conseil SAS", "FR"),
        ("SPL Lighting Ltd", "GB"),
        ("Poste Conseil", "FR"),
        ("INSIEL MERCATO S.P.A.", "IT"),
        ("Dupont Numérique", "FR"),
    ],
)
def test_a_firm_with_such_a_word_in_its_name_is_not_public(name: str, country: str) -> None:
    assert kind(name, country) is None


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("University of Pennsylvania", "US"),
        ("Università Cattolica del Sacro Cuore", "IT"),
        ("Université Catholique de Lille", "FR"),
        ("Centre Hospitalier Privé Saint-Grégoire", "FR"),
        ("Conseil Régional de l'Ordre des Experts-comptables", "FR"),
        ("NHS Shared Business Services", "GB"),
        ("Ministry of Sound", "GB"),
    ],
)
def test_a_body_of_private_law_with_the_name_of_a_public_one_is_not_public(
    name: str, country: str
) -> None:
    assert kind(name, country) is None


@pytest.mark.parametrize(
    "name", ["ETB", "UNE EPM Telecomunicaciones S.A.", "Internexa S.A. E.S.P.", "Poste Italiane"]
)
def test_a_company_with_other_owners_beside_the_state_is_no_operator_of_it(name: str) -> None:
    assert kind(name, "IT" if name.startswith("Poste") else "CO") == "listed"


@pytest.mark.parametrize(
    ("group", "name", "country"),
    [
        ("proximus", "Proximus SA", "BE"),
        ("proximus", "Belgacom NV", "BE"),
        ("swisscom", "Swisscom (Schweiz) AG", "CH"),
    ],
)
def test_a_group_of_which_the_state_holds_the_majority_is_not_private(
    group: str, name: str, country: str
) -> None:
    link = VendorLink(group, "legal_name", "vendor_aliases.csv:2", name)
    supplier = Supplier(Organization(name, country=country), vendors=(link,))
    ownership = supplier_ownership(supplier, TABLES)
    assert ownership is not None
    assert (ownership.value, ownership.kind) == ("public", "listed")


def test_a_french_number_of_public_law_says_so() -> None:
    public = Identifier("FR-SIRET", "21590350100017")
    assert kind("Services numériques", "FR", public) == "authority"
    assert kind("Services numériques", "FR", Identifier("FR-SIRET", "32773318400516")) is None


def test_a_firm_of_a_known_group_is_private_and_any_other_is_not_known() -> None:
    link = VendorLink("microsoft", "legal_name", "vendor_aliases.csv:2", "Microsoft France")
    of_group = Supplier(Organization("Microsoft France"), vendors=(link,))
    ownership = supplier_ownership(of_group, TABLES)
    assert ownership is not None
    assert ownership.value == "private"
    assert supplier_ownership(Supplier(Organization("Dupont Numérique")), TABLES) is None


def test_a_listed_post_is_public_and_yet_a_private_party() -> None:
    assert kind("Poste Italiane S.p.A.", "IT") == "listed"
    link = VendorLink("ugap", "legal_name", "vendor_aliases.csv:2", "UGAP")
    ownership = supplier_ownership(Supplier(Organization("UGAP"), vendors=(link,)), TABLES)
    assert ownership is not None
    assert (ownership.value, ownership.kind) == ("public", "purchasing_body")


HOSTED = [
    ("fr", "Hébergement et infogérance de la messagerie", "FR", "SPL Numérique en commun"),
    ("en", "Hosting and managed service of the e-mail system", "GB", "Norwich City Council"),
    ("de", "Hosting und Betrieb des E-Mail-Systems im Rechenzentrum", "DE", "Stadtwerke Ulm GmbH"),
]
LETTERS = [
    ("fr", "Impression et envoi des avis aux contribuables", "FR", "La Poste SA"),
    (
        "es",
        "Impresión y envío de notificaciones a los contribuyentes",
        "ES",
        "Correos y Telégrafos",
    ),
    ("pl", "Druk i wysyłka korespondencji do podatników", "PL", "Poczta Polska S.A."),
    ("cs", "Tisk a rozesílání složenek poplatníkům", "CZ", "Česká pošta, s.p."),
]


def answers(title: str, language: str, country: str, *suppliers: str) -> tuple[str, set[str]]:
    """Return the value of data_outsourcing and the roles of its tags."""
    notice = award_notice(title, language, country, *(Supplier(Organization(n)) for n in suppliers))
    tags = [t for t in classify(notice, TABLES).tags if t.tag == "data_outsourcing"]
    return claim_values(tags)["data_outsourcing"], {t.role or "" for t in tags}


@pytest.mark.parametrize(("language", "title", "country", "public"), HOSTED + LETTERS)
def test_data_handed_to_a_public_operator_are_public_cooperation(
    language: str, title: str, country: str, public: str
) -> None:
    """Also those that the state's post prints."""
    assert answers(title, language, country, public) == ("no", {"public_cooperation"})
    assert answers(title, language, country, "Dupont Numérique")[0] == "yes"
    both = answers(title, language, country, public, "Dupont Numérique")
    assert both[0] == "yes", "one other supplier beside it is enough"
