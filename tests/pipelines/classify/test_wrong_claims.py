"""Classes of wrong claims that readers found, each on written notices in three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipelines.classify.classify_notice import classify
from pipelines.classify.keyword_matches import find_matches
from pipelines.classify.tagging import claim_values
from pipelines.model import Award, Buyer, Code, Lot, Notice, Organization, Supplier, Text
from pipelines.model import replace as replace_fields
from pipelines.reference.confirmed_alternatives import ConfirmedAlternative
from pipelines.reference.loading import load_tables

TABLES = load_tables()


def notice(
    language: str,
    title: str,
    description: str = "",
    code: str = "",
    supplier: str = "",
    field: str = "description",
) -> Notice:
    winner = Supplier(Organization(supplier, country="FR"))
    texts = [Text("title", title, language)] if title else []
    if description:
        texts.append(Text(field, description, language))
    return Notice(
        id="ted:1-2026",
        portal="ted",
        number="1-2026",
        kind="award",
        languages=(language,),
        country="FR",
        codes=(Code("CPV", code, main=True),) if code else (),
        texts=tuple(texts),
        buyers=(Buyer(Organization("Ville", country="FR")),),
        awards=(Award(key="1", suppliers=(winner,)),) if supplier else (),
    )


def claims(one: Notice) -> dict[str, str]:
    return dict(claim_values(classify(one, TABLES).tags))


@pytest.mark.parametrize(
    ("language", "title", "code"),
    [
        ("fr", "Travaux de plomberie et de chauffage", "45330000"),
        ("en", "Plumbing works for the town hall", "45330000"),
        ("de", "Sanitär- und Heizungsarbeiten im Rathaus", "45330000"),
        ("fr", "Fourniture de peinture et de produits de droguerie", "44810000"),
        ("en", "Supply of paint and brushes", "44810000"),
        ("es", "Suministro de pinturas y barnices", "44810000"),
    ],
)
def test_plumbing_and_paint_are_not_digital(language: str, title: str, code: str) -> None:
    scope = classify(notice(language, title, code=code), TABLES).scope
    assert scope is not None
    assert scope.digital == "no"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "The supply and delivery of bread, baked goods"),
        ("en", "Request for quotations for the non-exclusive supply and delivery of light bulbs"),
        ("en", "Pavement markings, signage and bollards for a period of 36 months"),
        ("en", "Appointment of a service provider for security guarding for 36 months"),
        ("fr", "Fourniture et livraison de pain pour les cantines, durée 36 mois"),
        ("es", "Suministro de pan para los comedores por un período de 12 meses"),
        ("de", "Rahmenvereinbarung über die Lieferung von Leuchtmitteln, 24 Monate"),
    ],
)
def test_words_that_say_how_it_is_bought_do_not_make_it_digital(language: str, title: str) -> None:
    scope = classify(notice(language, title), TABLES).scope
    assert scope is not None
    assert scope.digital != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Travaux de réfection du CRA de la commune"),
        ("it", "Manutenzione degli alloggi ERP del comune"),
        ("fr", "Réactifs de laboratoire pour tests PCR"),
        ("de", "Lieferung von PCR-Reagenzien"),
        ("en", "Supply of PCR reagents and consumables"),
        ("es", "Suministro de reactivos para PCR"),
        ("fr", "Mise en accessibilité des ERP de la ville"),
        ("pl", "Dostawa odczynników do PCR"),
        ("pt", "Empreitada de requalificação do SIG rural"),
        ("de", "Bauarbeiten am Schacht SIG Nord"),
        ("en", "Roofing works at GMAO hall"),
        ("es", "Obras en el edificio GMAO"),
    ],
)
def test_an_acronym_of_another_field_claims_nothing(language: str, title: str) -> None:
    """CRA, PCR, ERP, GMAO and SIG name systems only beside words of computing."""
    assert "yes" not in claims(notice(language, title)).values()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Supply of a CT scanner with remote access module"),
        ("fr", "Acquisition d’un échographe avec module d’accès à distance"),
        ("de", "Beschaffung eines Ultraschallgeräts mit Modul Fernzugriff"),
        ("es", "Suministro de un ecógrafo con módulo de acceso remoto"),
    ],
)
def test_remote_access_as_the_name_of_a_module_hands_nothing_over(
    language: str, title: str
) -> None:
    assert claims(notice(language, title, code="33110000"))["data_outsourcing"] != "yes"


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        ("fr", "Travaux de voirie", "Profil acheteur : https://www.marches-securises.fr"),
        ("en", "Road works", "Bids via the e-tendering portal https://www.multiquote.com/saas"),
        ("de", "Straßenbau", "Angebote über die Vergabeplattform https://www.cloud-vergabe.de"),
    ],
)
def test_where_to_bid_is_not_what_is_bought(language: str, title: str, description: str) -> None:
    one = classify(notice(language, title, description, code="45233000"), TABLES)
    assert claim_values(one.tags)["data_outsourcing"] == "no"


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        (
            "de",
            "Lieferung einer EDM-Lösung",
            "Betrieb On-Premise, alternativ kann auch eine SaaS-Lösung (Cloud) angeboten werden",
        ),
        ("fr", "Logiciel de gestion", "Solution SaaS ou on-premise, au choix du candidat"),
        ("en", "Finance system", "The system may be SaaS or on-premise"),
    ],
)
def test_a_hosted_service_that_is_one_of_two_choices_is_not_said(
    language: str, title: str, description: str
) -> None:
    one = notice(language, title, description, code="48440000")
    assert claims(one)["data_outsourcing"] != "yes"


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        ("de", "Erneuerung der Server", "Der Austausch erfolgt im laufenden Betrieb."),
        ("fr", "Remplacement des serveurs", "Travaux sans interruption de l’exploitation du site."),
        ("en", "Replacement of servers", "Works during ongoing operation of the system."),
    ],
)
def test_an_operation_that_goes_on_meanwhile_is_not_the_supplier_s(
    language: str, title: str, description: str
) -> None:
    tags = classify(notice(language, title, description, code="48820000"), TABLES).tags
    assert not [tag for tag in tags if tag.role == "managed_operation"]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Biometric voter registration equipment and software"),
        ("fr", "Matériel et logiciel biométriques pour la carte d’électeur"),
        ("es", "Equipos biométricos para el registro de electores"),
        ("pl", "Wyposażenie pracowni zawodowych: oprogramowanie do ewidencji czasu pracy"),
        ("fr", "Atelier pédagogique : logiciel de gestion des temps"),
        ("en", "Teaching workshop: time and attendance software"),
    ],
)
def test_voters_and_pupils_are_no_workers(language: str, title: str) -> None:
    assert claims(notice(language, title))["worker_surveillance"] != "yes"


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        ("en", "Urban traffic control system", "The existing system has no CCTV capability."),
        ("fr", "Système de régulation du trafic", "Le système actuel est sans vidéosurveillance."),
        ("de", "Verkehrsrechner", "Die Anlage ist ohne Videoüberwachung."),
    ],
)
def test_cameras_that_are_denied_are_not_said(language: str, title: str, description: str) -> None:
    one = notice(language, title, description, code="34970000")
    assert claims(one)["public_surveillance_ai"] != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Rubrik Foundation Edition for M365 Basic support"),
        ("en", "ContactWorld for Salesforce licensing"),
        ("fr", "Protection pour Microsoft 365, licences"),
        ("de", "Backup Edition für Microsoft 365"),
        ("es", "Protección para Office 365"),
    ],
)
def test_what_a_product_works_with_is_not_bought(language: str, title: str) -> None:
    one = classify(notice(language, title, supplier="Coolspirit"), TABLES)
    assert claim_values(one.tags)["big_tech"] == "no"
    laws = [tag for tag in one.tags if tag.tag == "product_law"]
    assert laws == []


@pytest.mark.parametrize("supplier", ["Amznmktplace", "AMZN Mktp", "Amazon Marketplace"])
def test_a_marketplace_sells_for_others(supplier: str) -> None:
    one = notice("en", "Office equipment", "Specialty retail stores", supplier=supplier)
    assert claims(one)["big_tech"] != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("it", "Supporto tecnico Microsoft per l'integrazione di piattaforme open source"),
        ("en", "Microsoft support for the integration of open source platforms"),
        ("fr", "Assistance Microsoft pour l'intégration de logiciels libres"),
        ("es", "Soporte de Microsoft para la integración de software libre"),
    ],
)
def test_free_software_that_is_connected_is_no_alternative(language: str, title: str) -> None:
    one = notice(language, title, code="72000000")
    assert claims(one)["public_alternative"] != "yes"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Tenderers are asked to complete the Technical Questionnaire in PCS-Tender."),
        ("it", "I concorrenti compilano il questionario di prequalifica."),
        ("ro", "Ofertanții completează chestionarul de calificare."),
    ],
)
def test_a_form_that_tenderers_fill_in_is_no_survey(language: str, words: str) -> None:
    matches = find_matches(notice(language, "Servers", words, code="48800000"), TABLES)
    heard = [m for m in matches.in_notice if getattr(m.owner, "id", "") == "persons-surveyed"]
    assert [m for m in heard if m.cancelled_by is None] == []


@pytest.mark.parametrize("supplier", ["Amazon EU", "AMAZON", "Amazon.fr"])
@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Stationery"), ("fr", "Fournitures de bureau"), ("de", "Büromaterial")],
)
def test_a_shop_of_all_goods_sells_nothing_digital_by_its_name(
    language: str, title: str, supplier: str
) -> None:
    assert claims(notice(language, title, supplier=supplier))["big_tech"] != "yes"
    cloud = notice(language, "Cloud", supplier="Amazon Web Services EMEA SARL")
    assert claims(cloud)["big_tech"] == "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "SharePoint/application developer"),
        ("fr", "Développeur SharePoint en régie"),
        ("de", "SharePoint-Entwickler für zwölf Monate"),
        ("es", "Desarrollador SharePoint"),
        ("en", "SharePoint administrator"),
        ("fr", "Campagne de communication Facebook"),
        ("it", "Servizio campagna di comunicazione Facebook"),
        ("en", "Facebook advertising campaign"),
        ("pl", "Dostawa pakietów Microsoft Office 365 lub produktu równoważnego"),
        ("fr", "Abonnement Microsoft Office 365 ou produit équivalent"),
        ("es", "Suscripción Microsoft Office 365 o producto equivalente"),
    ],
)
def test_a_skill_an_advertisement_and_an_example_are_no_product(language: str, title: str) -> None:
    assert claims(notice(language, title, supplier="Dupont SARL"))["big_tech"] == "no"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Assurance du drone DJI"),
        ("en", "Drone insurance for a DJI drone"),
        ("es", "Póliza para el dron DJI"),
        ("it", "Assicurazione annuale drone DJI"),
        ("it", "Licenza d'uso del software TOAD Professional Edition per Oracle"),
        ("fr", "Logiciel pour copieurs Xerox"),
        ("en", "Fax software for Lexmark equipment"),
        ("pt", "Treinamento em Power BI"),
        ("en", "Network laserjet printer (black and white)"),
        ("fr", "Une imprimante laserjet couleur"),
        ("es", "Impresora laserjet en color"),
    ],
)
def test_a_product_that_is_insured_served_taught_or_a_common_word(
    language: str, title: str
) -> None:
    """Nor is it bought where its name is said of any machine of the kind."""
    tags = classify(notice(language, title, supplier="Dupont SARL"), TABLES).tags
    said = [tag for tag in tags if tag.tag == "vendor" and tag.role != "brand_only_equivalent"]
    assert said == []


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Climatisation de la salle informatique"),
        ("fr", "Aspirateur pour matériel informatique"),
        ("es", "Mobiliario para el aula de informática"),
        ("de", "Reinigung von EDV-Geräten"),
    ],
)
def test_what_is_for_a_room_or_machines_of_computing_is_not_digital(
    language: str, title: str
) -> None:
    scope = classify(notice(language, title), TABLES).scope
    assert scope is not None
    assert scope.digital != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nl", "CCTV voor scheepvaartbegeleiding"),
        ("en", "CCTV for vessel traffic services"),
        ("fr", "Vidéosurveillance du trafic maritime"),
        ("de", "Videoüberwachung der Betriebstankstelle"),
    ],
)
def test_cameras_on_ships_or_pumps_do_not_watch_people(language: str, title: str) -> None:
    assert claims(notice(language, title, code="32323500"))["public_surveillance_ai"] != "yes"


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        (
            "nl",
            "CCTV systemen voor scheepvaartbegeleiding",
            "De opdracht omvat ook uitbreiding in de haven, waar meer CCTV wordt geplaatst.",
        ),
        (
            "en",
            "CCTV for vessel traffic services",
            "The contract covers the supply, installation and upkeep of more CCTV in the harbour.",
        ),
        (
            "fr",
            "Vidéosurveillance du trafic maritime",
            "Le marché comprend aussi la pose et l’entretien de la vidéosurveillance du port.",
        ),
    ],
)
def test_the_first_mention_says_what_all_cameras_are_for(
    language: str, title: str, description: str
) -> None:
    """In a lot too; what the first cameras are not for ("without CCTV") is said of them alone."""
    one = notice(language, title, description, code="32323500")
    assert claims(one)["public_surveillance_ai"] != "yes"
    lot = Lot(id="1", texts=(Text("title", title.split()[0], language),))
    of_lots = replace_fields(one, lots=(lot, Lot(id="2")))
    assert claims(of_lots)["public_surveillance_ai"] != "yes"
    town = notice(language, title.split()[0], description, code="32323500")
    assert claims(town)["public_surveillance_ai"] == "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("it", "Assistenza sistemistica ambiente Linux, Microsoft Windows Server e open source"),
        ("en", "Support for Windows Server, Linux and open source systems"),
        ("fr", "Maintenance des environnements Windows et open source"),
        ("es", "Soporte de entornos Windows y software libre"),
    ],
)
def test_free_software_in_one_list_with_other_is_no_alternative(language: str, title: str) -> None:
    one = notice(language, title, code="72000000")
    assert claims(one)["public_alternative"] != "yes"


@pytest.mark.parametrize(
    ("language", "title", "broken"),
    [
        ("en", "Hosting of the student platform: insight data, conversion", "data, conversion"),
        ("es", "Alojamiento de la plataforma web; migración, datos", "migración, datos"),
        ("it", "Hosting della piattaforma web: conversione, dati", "conversione, dati"),
    ],
)
def test_items_of_a_list_are_not_quoted_as_a_phrase(language: str, title: str, broken: str) -> None:
    one = notice(language, title, code="72415000", supplier="Dupont SARL")
    proofs = [tag for tag in classify(one, TABLES).tags if tag.tag == "data_outsourcing"]
    assert {tag.value for tag in proofs} == {"yes"}
    assert broken not in {tag.evidence for tag in proofs}
    matches = find_matches(one, TABLES)
    assert broken in {match.evidence()[0] for match in matches.in_notice}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", "Apoyar en la administración y asignación de cuentas de usuario; Office 365"),
        ("es", "Prestar servicios de apoyo a la gestión en la plataforma Oracle Cloud"),
        ("it", "Incarico professionale di assistenza agli utenti di Microsoft 365"),
        ("fr", "Recrutement d'un consultant individuel pour l'appui à Microsoft 365"),
        ("en", "Recruitment of an individual consultant to administer Salesforce accounts"),
    ],
)
def test_a_person_hired_to_work_on_a_hosted_product_holds_no_data(
    language: str, title: str
) -> None:
    assert claims(notice(language, title))["data_outsourcing"] != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Mainframe cloud transition services and support"),
        ("fr", "Accompagnement à la transition vers le cloud du système central"),
        ("de", "Beratung zum Umstieg in die Cloud"),
        ("es", "Consultoría para la transición a la nube"),
    ],
)
def test_helping_towards_a_cloud_does_not_say_whose_it_is(language: str, title: str) -> None:
    assert claims(notice(language, title))["data_outsourcing"] != "yes"


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        (
            "en",
            "Gartner EPMEM Cloud Support Service",
            "Award of two research advisory membership licences.",
        ),
        ("fr", "Adhésion à l'association des utilisateurs", "Cotisation annuelle des membres."),
        ("de", "Mitgliedschaft im Verband der Anwender", "Jährlicher Mitgliedsbeitrag."),
    ],
)
def test_advice_and_membership_under_a_code_of_computing_are_not_digital(
    language: str, title: str, description: str
) -> None:
    scope = classify(notice(language, title, description, code="72260000"), TABLES).scope
    assert scope is not None
    assert scope.digital != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Cloud engineering and Azure architecture support"),
        ("fr", "Équipement industriel avec une interface vers un cloud existant"),
        ("da", "Produktionsudstyr med direkte kobling til en Cloud baseret SAP instans"),
        ("fi", "Kaupunkien hallinnassa oleva ympäristö säästöjen seurantaan"),
        ("es", "Servicios de análisis y documentación del CERT"),
    ],
)
def test_a_cloud_worked_on_or_connected_to_is_not_bought(language: str, title: str) -> None:
    assert claims(notice(language, title))["data_outsourcing"] != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("hu", "A nyilvántartó rendszer üzemeltetési támogatása"),
        ("cs", "Podpora provozu informačního systému"),
        ("fr", "Assistance à l'exploitation du système d'information"),
    ],
)
def test_support_of_operation_leaves_the_operation_where_it_is(language: str, title: str) -> None:
    assert claims(notice(language, title, code="72250000"))["data_outsourcing"] != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", "Mobiliario para la Dirección General de Informática"),
        ("pt", "Locação de palcos para a Fundação Municipal de Tecnologia da Informação"),
        ("en", "Office chairs for the Department of Information Technology"),
        ("pt", "Aquisição de óleo diesel para atender às necessidades da SMS"),
        ("it", "Manutenzione dell'ascensore dell'edificio ERP di via Roma"),
        ("es", "Cancha multifuncional del colegio"),
        ("en", "Desktop diaries and wall calendars"),
        ("pt", "Aquisição de câmara digital para o laboratório"),
    ],
)
def test_the_name_of_who_buys_and_words_of_other_fields_are_not_digital(
    language: str, title: str
) -> None:
    scope = classify(notice(language, title), TABLES).scope
    assert scope is not None
    assert scope.digital != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Maintenance et hébergement du progiciel de gestion financière"),
        ("es", "Soporte, mantenimiento y alojamiento del software de nóminas"),
        ("en", "Maintenance and hosting of the case management system"),
    ],
)
def test_what_the_supplier_hosts_is_handed_over(language: str, title: str) -> None:
    assert claims(notice(language, title, code="72267000"))["data_outsourcing"] == "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Splunk Enterprise licences"),
        ("fr", "Licences Splunk Enterprise"),
        ("es", "Licencias de Splunk Enterprise"),
    ],
)
def test_what_was_bought_lately_is_the_groups_only_with_a_date(language: str, title: str) -> None:
    """Cisco bought Splunk in 2024: a contract that says no day may be older."""
    undated = notice(language, title)
    assert claims(undated)["big_tech"] == "no"
    for day, said in ((date(2023, 5, 4), "no"), (date(2025, 5, 4), "yes")):
        assert claims(replace_fields(undated, published=day))["big_tech"] == said


@pytest.mark.parametrize(
    ("name", "day", "group"),
    [
        ("INMAC WSTORE", date(2018, 5, 4), False),
        ("INMAC WSTORE", date(2019, 5, 4), True),
        ("SERVICIOS MICROINFORMÁTICA", date(2021, 5, 4), False),
        ("SETEC", date(2021, 5, 4), False),
        ("Setec Oy", date(2021, 5, 4), True),
    ],
)
def test_a_firm_is_the_groups_from_the_day_it_was_bought(name: str, day: date, group: bool) -> None:
    one = replace_fields(notice("fr", "Matériel informatique", supplier=name), published=day)
    (award,) = classify(one, TABLES).awards
    assert bool(award.suppliers[0].vendors) is group


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Hébergement et exploitation du système d'information"),
        ("en", "Hosting and operation of the information system"),
        ("de", "Hosting und Betrieb des Informationssystems"),
    ],
)
@pytest.mark.parametrize(
    ("supplier", "said"),
    [
        ("Commune de Lyon", "no"),
        ("Bibliotheksservice-Zentrum Baden-Württemberg", "no"),
        ("Dupont SARL", "yes"),
    ],
)
def test_a_notice_says_of_its_lots_what_the_one_award_says(
    language: str, title: str, supplier: str, said: str
) -> None:
    """All that the notice has awarded stays with public bodies: nor does its title hand it over."""
    one = notice(language, title, code="72415000", supplier=supplier)
    lots = tuple(Lot(id=key) for key in ("1", "2"))
    award = replace_fields(one.awards[0], lots=("1", "2"))
    assert claims(replace_fields(one, lots=lots, awards=(award,)))["data_outsourcing"] == said


@pytest.mark.parametrize(
    ("language", "division"),
    [("en", "Information & Technology"), ("fr", "Informatique"), ("de", "IT-Abteilung")],
)
def test_the_department_alone_does_not_say_what_is_bought(language: str, division: str) -> None:
    one = notice(language, "", division, supplier="Process Pathways Inc.", field="division")
    scope = classify(one, TABLES).scope
    assert scope is not None
    assert scope.digital != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Maintenance du logiciel libre Koha"),
        ("en", "Support for the open source library system Koha"),
        ("de", "Betrieb der Open-Source-Bibliothekssoftware Koha"),
    ],
)
@pytest.mark.parametrize("stands", [True, False])
def test_an_alternative_is_what_a_person_confirmed(language: str, title: str, stands: bool) -> None:
    """One that a person refused is no claim any more."""
    day = date(2026, 11, 20)
    answer = ConfirmedAlternative("open_source", stands, day, "https://example.org/notice")
    one = notice(language, title, code="72000000")
    said = {tag.value for tag in classify(one, TABLES).tags if tag.role == "open_source"}
    assert said == {"yes"}
    tables = replace(TABLES, confirmed_alternatives={(one.portal, one.number): (answer,)})
    read = [tag for tag in classify(one, tables).tags if tag.role == "open_source"]
    assert {tag.value for tag in read} == {"yes" if stands else "no"}
    assert {tag.checked_on for tag in read} == {day}


# Classes that a reader found who had seen no rule; (language, title, code, claim that is not made).
FOUND_BY_A_NEW_READER = [
    # advice comes before the purchase
    ("fr", "Assistance à maîtrise d'ouvrage pour le changement de logiciel", "72000000", "digital"),
    ("fr", "Élaboration du schéma directeur du système d'information", "72000000", "digital"),
    ("de", "Machbarkeitsstudie für ein Fachverfahren", "72000000", "digital"),
    ("en", "Feasibility study for a case management system", "72000000", "digital"),
    # old machines are got rid of
    ("fr", "Recyclage de matériel informatique usagé", "", "digital"),
    ("en", "IT asset disposal services", "", "digital"),
    ("de", "Refurbishment + Recycling IT Komponenten", "", "digital"),
    ("de", "Recycling IT Komponenten", "72000000", "digital"),
    ("en", "Disposal of redundant computers", "72000000", "digital"),
    ("fr", "Recyclage de matériel informatique", "72000000", "digital"),
    # the name of the department that buys
    ("it", "Sedie per la Direzione Sistemi Informativi", "", "digital"),
    ("fr", "Mobilier pour la direction des systèmes d’information", "", "digital"),
    ("es", "Sillas para la Dirección de Sistemas de Información", "", "digital"),
    # ideas are sought
    ("en", "Next-Incubator (2017)", "48000000", "digital"),
    ("de", "Ideenwettbewerb des Stadtwerks", "48000000", "digital"),
    ("es", "Concurso de ideas del ayuntamiento", "48000000", "digital"),
    # biometrics of prisoners
    ("sk", "Biometria pri overovaní identity odsúdených", "72212730", "worker_surveillance"),
    ("fr", "Biométrie pour identifier les détenus", "72212730", "worker_surveillance"),
    ("de", "Biometrische Erkennung der Gefangenen", "72212730", "worker_surveillance"),
    # a display shows the speed, a box is empty
    ("fr", "Fourniture de radars pédagogiques", "", "public_surveillance_ai"),
    ("en", "Supply of speed indicator displays", "", "public_surveillance_ai"),
    ("it", "Box dissuasori idonei all’alloggio di autovelox", "", "public_surveillance_ai"),
    # courses and news are read
    ("en", "LinkedIn Learning licences", "72000000", "data_outsourcing"),
    ("fr", "Abonnement Coursera", "72000000", "data_outsourcing"),
    ("es", "Suscripción a Meltwater", "72000000", "data_outsourcing"),
    # room to store is no entry of data; the framework is only named
    ("fi", "Tietojärjestelmä ja sen tallennustilan määrä", "48000000", "data_outsourcing"),
    ("en", "G-Cloud Services III Framework agreement", "", "data_outsourcing"),
    # words that no rule names, of which the model is not sure
    ("en", "Customer/Stakeholder relationship management", "", "data_outsourcing"),
    ("de", "Inventur von medizintechnischen Geräten", "72312000", "data_outsourcing"),
    ("en", "Advanced Port Patrol Monitoring", "", "data_outsourcing"),
]


@pytest.mark.parametrize(("language", "title", "code", "claim"), FOUND_BY_A_NEW_READER)
def test_what_a_new_reader_found_wrong_is_not_said(
    language: str, title: str, code: str, claim: str
) -> None:
    one = classify(notice(language, title, code=code), TABLES)
    assert one.scope is not None
    assert {**claim_values(one.tags), "digital": one.scope.digital}[claim] != "yes"


@pytest.mark.parametrize(
    ("language", "title", "code", "claim"),
    [
        ("fr", "Logiciel de paie et assistance à maîtrise d'ouvrage", "48000000", "digital"),
        ("it", "Software per la Direzione Sistemi Informativi", "", "digital"),
        ("en", "Digitisation, storage and disposal of ICT equipment", "72000000", "digital"),
        ("fr", "Fourniture d'ordinateurs et recyclage du matériel informatique", "", "digital"),
        ("fr", "Lecteurs biométriques pour le personnel", "", "worker_surveillance"),
        ("fr", "Radars automatiques de contrôle de vitesse", "", "public_surveillance_ai"),
        ("de", "Archivierung und Vernichtung von Akten", "", "data_outsourcing"),
        ("it", "Stampa ed invio bollettini ai contribuenti", "", "data_outsourcing"),
    ],
)
def test_what_stands_beside_those_classes_is_still_said(
    language: str, title: str, code: str, claim: str
) -> None:
    one = classify(notice(language, title, code=code), TABLES)
    assert one.scope is not None
    assert {**claim_values(one.tags), "digital": one.scope.digital}[claim] == "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Westlaw legal database subscription"),
        ("fr", "Abonnement à Lexis 360"),
        ("de", "Zugang zu LexisNexis"),
    ],
)
def test_a_legal_database_is_read_and_holds_nothing(language: str, title: str) -> None:
    one = notice(language, title, code="72320000", supplier="West Publishing Corporation")
    tags = {tag.tag for tag in classify(one, TABLES).tags}
    assert not tags & {"data_outsourcing", "data_law_exposure"}
