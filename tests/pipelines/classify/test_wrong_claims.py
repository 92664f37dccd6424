"""Classes of wrong claims that readers found, each on written notices in three languages."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.classify.assign_tags import claim_values
from pipelines.classify.claim_tags import first_words
from pipelines.classify.classify_notice import classify
from pipelines.classify.keyword_matches import find_matches
from pipelines.classify.weighed_words import ReadText, WeighedWords
from pipelines.model import Award, Buyer, Code, Lot, Notice, Organization, Supplier, Text
from pipelines.model import replace as replace_fields
from pipelines.reference.confirmed_alternatives import ConfirmedAlternative
from pipelines.reference.load_reference_tables import load_tables

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


def claims(notice: Notice) -> dict[str, str]:
    return dict(claim_values(classify(notice, TABLES).tags))


def written_cases() -> list[Any]:
    """Read wrong_claims.csv: classes that readers found, each on titles in three languages.

    ``said``  what the claim must be: no, not yes (no or unclear), yes where a class ends, not no
              (yes or unclear) where a sign is sure and the form of the notice is not.
    """
    with (Path(__file__).parent / "wrong_claims.csv").open(encoding="utf-8", newline="") as file:
        return [
            pytest.param(row, id=f"{row['class']}-{row['title']}") for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize("row", written_cases())
def test_a_claim_is_no_larger_than_its_words(row: dict[str, str]) -> None:
    example = classify(
        notice(row["language"], row["title"], row["description"], row["code"], row["supplier"]),
        TABLES,
    )
    assert example.scope is not None
    answer = {**claim_values(example.tags), "digital": example.scope.digital}[row["claim"]]
    refused = row["said"].removeprefix("not ")
    assert (answer == refused) is (refused == row["said"])


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
        ("en", "Rubrik Foundation Edition for M365 Basic support"),
        ("en", "ContactWorld for Salesforce licensing"),
        ("fr", "Protection pour Microsoft 365, licences"),
        ("de", "Backup Edition für Microsoft 365"),
        ("es", "Protección para Office 365"),
    ],
)
def test_what_a_product_works_with_is_not_bought(language: str, title: str) -> None:
    example = classify(notice(language, title, supplier="Coolspirit"), TABLES)
    assert claim_values(example.tags)["big_tech"] == "no"
    laws = [tag for tag in example.tags if tag.tag == "product_law"]
    assert laws == []


@pytest.mark.parametrize(
    ("language", "title", "supplier", "product"),
    [
        ("en", "Lot 1: Visma Enterprise AS", "Visma Enterprise AS", "Visma Enterprise"),
        ("fr", "Avenant au marché de Salesforce France SAS", "Salesforce France SAS", "Salesforce"),
        (
            "de",
            "Vertrag mit SAP Deutschland SE & Co. KG",
            "SAP Deutschland SE & Co. KG",
            "SAP S/4HANA",
        ),
        ("no", "Avtale med Visma Enterprise AS", "VISMA ENTERPRISE AS", "Visma Enterprise"),
    ],
)
def test_the_name_of_the_firm_that_won_names_no_product(
    language: str, title: str, supplier: str, product: str
) -> None:
    def named_products(words: str) -> set[str]:
        tags = classify(notice(language, words, "", "72000000", supplier), TABLES).tags
        return {tag.evidence for tag in tags if tag.tag == "vendor" and tag.field != "supplier"}

    assert named_products(title) == set()
    assert named_products(f"{title}: {product}") == {product}


@pytest.mark.parametrize(
    ("language", "title", "role"),
    [
        ("es", "Servicio de mantenimiento de 2 servidores Oracle T7", "named_manufacturer"),
        ("fr", "Maintenance des serveurs de marque IBM", "named_manufacturer"),
        ("de", "Wartung der IBM-Server", "named_manufacturer"),
        ("pl", "Serwis serwerów IBM", "named_manufacturer"),
        ("en", "Maintenance of Oracle software", "named_product"),
        ("en", "Maintenance of IBM server licences", "named_product"),
        ("it", "Manutenzione su HW e SW IBM (Tivoli, blade, storage)", "named_product"),
        ("fr", "Achat de serveurs Oracle", "named_product"),
    ],
)
def test_machines_that_are_kept_up_name_their_maker(language: str, title: str, role: str) -> None:
    """Also of makers whose name alone stands for software."""
    tags = classify(notice(language, title, "", "50312000"), TABLES).tags
    assert {tag.role for tag in tags if tag.tag == "vendor"} == {role}


@pytest.mark.parametrize("supplier", ["Amznmktplace", "AMZN Mktp", "Amazon Marketplace"])
def test_a_marketplace_sells_for_others(supplier: str) -> None:
    example = notice("en", "Office equipment", "Specialty retail stores", supplier=supplier)
    assert claims(example)["big_tech"] != "yes"


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
    claims = [tag for tag in tags if tag.tag == "vendor" and tag.role != "brand_only_equivalent"]
    assert claims == []


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
    example = notice(language, title, description, code="32323500")
    assert claims(example)["public_surveillance_ai"] != "yes"
    lot = Lot(id="1", texts=(Text("title", title.split()[0], language),))
    of_lots = replace_fields(example, lots=(lot, Lot(id="2")))
    assert claims(of_lots)["public_surveillance_ai"] != "yes"
    town = notice(language, title.split()[0], description, code="32323500")
    assert claims(town)["public_surveillance_ai"] == "yes"


@pytest.mark.parametrize(
    ("language", "title", "broken"),
    [
        ("en", "Hosting of the student platform: insight data, conversion", "data, conversion"),
        ("es", "Alojamiento de la plataforma web; migración, datos", "migración, datos"),
        ("it", "Hosting della piattaforma web: conversione, dati", "conversione, dati"),
    ],
)
def test_items_of_a_list_are_not_quoted_as_a_phrase(language: str, title: str, broken: str) -> None:
    example = notice(language, title, code="72415000", supplier="Dupont SARL")
    proofs = [tag for tag in classify(example, TABLES).tags if tag.tag == "data_outsourcing"]
    assert {tag.value for tag in proofs} == {"yes"}
    assert broken not in {tag.evidence for tag in proofs}
    matches = find_matches(example, TABLES)
    assert broken in {match.evidence()[0] for match in matches.in_notice}


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
    for day, expected in ((date(2023, 5, 4), "no"), (date(2025, 5, 4), "yes")):
        assert claims(replace_fields(undated, published=day))["big_tech"] == expected


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
    example = replace_fields(notice("fr", "Matériel informatique", supplier=name), published=day)
    (award,) = classify(example, TABLES).awards
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
    ("supplier", "expected"),
    [
        ("Commune de Lyon", "no"),
        ("Bibliotheksservice-Zentrum Baden-Württemberg", "no"),
        ("Dupont SARL", "yes"),
    ],
)
def test_a_notice_says_of_its_lots_what_the_one_award_says(
    language: str, title: str, supplier: str, expected: str
) -> None:
    """All that the notice has awarded stays with public bodies: nor does its title hand it over."""
    example = notice(language, title, code="72415000", supplier=supplier)
    lots = tuple(Lot(id=key) for key in ("1", "2"))
    award = replace_fields(example.awards[0], lots=("1", "2"))
    assert (
        claims(replace_fields(example, lots=lots, awards=(award,)))["data_outsourcing"] == expected
    )


@pytest.mark.parametrize(
    ("language", "division"),
    [("en", "Information & Technology"), ("fr", "Informatique"), ("de", "IT-Abteilung")],
)
def test_the_department_alone_does_not_say_what_is_bought(language: str, division: str) -> None:
    example = notice(language, "", division, supplier="Process Pathways Inc.", field="division")
    scope = classify(example, TABLES).scope
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
    example = notice(language, title, code="72000000")
    actual = {tag.value for tag in classify(example, TABLES).tags if tag.role == "open_source"}
    assert actual == {"yes"}
    tables = replace(TABLES, confirmed_alternatives={(example.portal, example.number): (answer,)})
    read = [tag for tag in classify(example, tables).tags if tag.role == "open_source"]
    assert {tag.value for tag in read} == {"yes" if stands else "no"}
    assert {tag.checked_on for tag in read} == {day}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Westlaw legal database subscription"),
        ("fr", "Abonnement à Lexis 360"),
        ("de", "Zugang zu LexisNexis"),
    ],
)
def test_a_legal_database_is_read_and_holds_nothing(language: str, title: str) -> None:
    example = notice(language, title, code="72320000", supplier="West Publishing Corporation")
    tags = {tag.tag for tag in classify(example, TABLES).tags}
    assert not tags & {"data_outsourcing", "data_law_exposure"}


@pytest.mark.parametrize(
    ("language", "title", "works", "cameras"),
    [
        ("en", "Filling stations", "Pumps and tanks", "CCTV monitoring system"),
        ("fr", "Aménagement de la gare", "Travaux de voirie", "Système de vidéosurveillance"),
        ("de", "Umbau des Bahnhofs", "Gleisbau", "Videoüberwachungsanlage"),
    ],
)
def test_a_call_with_few_digital_lots_is_borderline(
    language: str, title: str, works: str, cameras: str
) -> None:
    """Until an award names its lot; a call whose title or most lots say so is digital."""
    lots = tuple(
        Lot(id=key, texts=(Text("title", words, language),), codes=(Code("CPV", code),))
        for key, words, code in (("1", works, "45233000"), ("2", cameras, "32323500"))
    )
    call = replace_fields(notice(language, title, code="45213320"), lots=lots, kind="tender")
    scope = classify(call, TABLES).scope
    assert scope is not None
    assert scope.digital == "borderline"
    of_cameras = replace_fields(notice(language, cameras, code="32323500"), lots=lots)
    scope = classify(of_cameras, TABLES).scope
    assert scope is not None
    assert scope.digital == "yes"


@pytest.mark.parametrize(
    ("language", "title", "quoted"),
    [
        ("en", "100 Kahootz (IL2) users", "100 Kahootz (IL2) users"),
        ("fr", "Plateforme Kahootz (IL2), licences", "Plateforme Kahootz (IL2), licences"),
        ("es", "Licencias Kahootz (IL2)", "Licencias Kahootz (IL2)"),
    ],
)
def test_a_code_is_quoted_with_the_words_around_it(language: str, title: str, quoted: str) -> None:
    tags = classify(notice(language, title), TABLES).tags
    assert quoted in {tag.evidence for tag in tags if tag.tag == "data_outsourcing"}


@pytest.mark.parametrize(
    ("title", "end", "quoted"),
    [
        ("Hosting of the site (order 12) for a year", "order", "Hosting of the site"),
        ("Hosting of the site (order 12) for a year", "12", "Hosting of the site (order 12)"),
        ("Hosting of the site", "site", "Hosting of the site"),
    ],
)
def test_a_quotation_leaves_no_bracket_open(title: str, end: str, quoted: str) -> None:
    scanned = TABLES.matcher.scan(title)
    read = ReadText(Text("title", title), None, scanned, scanned.words)
    last = scanned.folded.index(end) + len(end)
    words = WeighedWords(1.0, read, 0, last)
    assert words.published(before=0, after=0) == (quoted, 0)


@pytest.mark.parametrize(
    ("title", "end", "quoted"),
    [
        ("Instruction des demandes d’asile en ligne", "d", "Instruction des demandes d’asile"),
        ("Gestione dei dati dell'anagrafe comunale", "dell", "Gestione dei dati dell'anagrafe"),
        ("Allotjament de les dades d'una instal·lació", "instal", None),
        ("Hosting of the buyer's site", "buyer", "Hosting of the buyer's"),
        ("Hosting of 'the site' for a year", "the site", "Hosting of 'the site"),
    ],
)
def test_a_quotation_ends_at_a_whole_word(title: str, end: str, quoted: str | None) -> None:
    scanned = TABLES.matcher.scan(title)
    read = ReadText(Text("title", title), None, scanned, scanned.words)
    last = scanned.folded.index(f"{end} ") + len(end)
    words = WeighedWords(1.0, read, 0, last)
    assert words.published(before=0, after=0) == (quoted or title, 0)


def test_a_long_title_is_quoted_to_the_end_of_a_word() -> None:
    assert first_words("Hosting of sites", 12) == "Hosting of"
    assert first_words("Hosting of sites", 10) == "Hosting of"
    assert first_words("Hosting", 12) == "Hosting"
    assert first_words("Demandes d’asile", 10) == "Demandes"
    assert first_words("Donaudampfschifffahrt", 5) == "Donau"


def test_a_lot_named_by_a_number_is_shown_by_its_code() -> None:
    lots = tuple(
        Lot(id=key, texts=(Text("title", f"00{key}"),), codes=(Code("CPV", "72267000"),))
        for key in ("1", "2")
    )
    firm = Supplier(Organization("Dupont SARL", country="FR"))
    awards = tuple(Award(key=key, suppliers=(firm,), lots=(key,)) for key in ("1", "2"))
    example = replace_fields(notice("es", "", code="72267000"), lots=lots, awards=awards)
    tags = [tag for tag in classify(example, TABLES).tags if tag.tag == "digital"]
    assert {(tag.field, tag.evidence) for tag in tags} == {("main_code", "CPV 72267000")}


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        (
            "de",
            "Hosting und Betrieb der Fachsoftware",
            "Die Registrierung auf der verwendeten Vergabeplattform ist notwendig.",
        ),
        (
            "nl",
            "Hosting en beheer van de zaaksoftware",
            "Inschrijvingen worden ingediend via het aanbestedingsplatform.",
        ),
        (
            "en",
            "Hosting and operation of the case software",
            "Bids are submitted through the procurement portal.",
        ),
    ],
)
def test_where_bids_are_handed_in_proves_nothing_of_what_is_bought(
    language: str, title: str, description: str
) -> None:
    example = classify(notice(language, title, description, "48000000"), TABLES)
    tags = [tag for tag in example.tags if tag.tag == "data_outsourcing"]
    assert {tag.value for tag in tags} == {"yes"}
    assert {tag.field for tag in tags} == {"title"}


@pytest.mark.parametrize(
    ("language", "title", "courses", "licences"),
    [
        (
            "fr",
            "Marché de formations en bureautique",
            ("Initiation bureautique", "Microsoft Office", "Adobe CC"),
            "Licences Microsoft Office",
        ),
        ("en", "Training in office software", ("Microsoft Office", "SAP"), "Oracle licences"),
        ("de", "Schulungen für Beschäftigte", ("Microsoft Office",), "Microsoft Office Lizenzen"),
        ("it", "Corsi di formazione", ("Microsoft Office", "SAP"), "Licenze Microsoft Office"),
    ],
)
def test_lots_of_training_are_courses_and_no_products(
    language: str, title: str, courses: tuple[str, ...], licences: str
) -> None:
    def with_lots(*titles: str) -> Notice:
        lots = tuple(
            Lot(id=str(number), texts=(Text("title", words, language),))
            for number, words in enumerate(titles, 1)
        )
        return replace_fields(notice(language, title, code="80510000"), lots=lots)

    assert claims(with_lots(*courses))["big_tech"] == "no"
    assert claims(with_lots(*courses, licences))["big_tech"] == "yes"


@pytest.mark.parametrize(
    ("language", "title", "description", "code", "words"),
    [
        ("hu", "Microsoft oktatási licencek", "", "48000000", "oktatási licencek"),
        ("no", "Konkurranse om utskrift, skanning og kopieringstjenester", "", "72510000", "skan"),
        ("en", "Social media monitoring", "Software as a service", "72000000", "Software"),
    ],
)
def test_a_digital_notice_is_kept_for_words_that_say_so(
    language: str, title: str, description: str, code: str, words: str
) -> None:
    """A mail said "digital service, code …, but title: training"."""
    scope = classify(notice(language, title, description, code), TABLES).scope
    assert scope is not None
    assert scope.digital == "yes"
    assert scope.reason.startswith(f"code CPV {code}, ")
    assert words in scope.reason
    assert ", but " not in scope.reason


def test_words_against_stand_behind_a_code_with_its_scheme() -> None:
    scope = classify(notice("fr", "Vente de consommables", "", "30125100"), TABLES).scope
    assert scope is not None
    assert scope.reason.startswith("code CPV 30125100, but title: consommables")


@pytest.mark.parametrize(
    ("language", "title", "ground"),
    [
        (
            "en",
            "Supply of network switches",
            "A change of supplier would result in disproportionate technical difficulties in"
            " operation and maintenance",
        ),
        ("no", "Lisenser for kartprogramvare", "Ingen andre kan tilby support og vedlikehold"),
        ("pl", "Naprawa systemu łączności", "Firma poinformowała o tym pocztą elektroniczną"),
    ],
)
def test_weak_words_of_the_ground_for_no_call_are_those_of_the_law(
    language: str, title: str, ground: str
) -> None:
    read = classify(notice(language, title, ground, field="direct_award_reason"), TABLES)
    assert [tag for tag in read.tags if tag.field == "direct_award_reason"] == []


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "SaaS: licences and maintenance and support"),
        ("de", "Software as a Service, Lizenzen, Wartung und Pflege"),
        ("fr", "Logiciel en mode SaaS, licences et maintenance"),
    ],
)
def test_upkeep_and_licences_are_not_quoted_beside_a_service(language: str, title: str) -> None:
    """“Lizenzen” beside “SAP Cloud” proved nothing, and was shown as a sign of data handed over."""
    read = classify(notice(language, title), TABLES)
    tags = [tag for tag in read.tags if tag.tag == "data_outsourcing"]
    assert {tag.value for tag in tags} == {"yes"}
    assert not {"maintenance", "licences"} & {tag.role for tag in tags}
