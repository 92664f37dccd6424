"""What is digital, by code, word and vendor; and the same question asked of a register row."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from pipelines.classify.assign_tags import claim_values
from pipelines.classify.classify_notice import classify
from pipelines.classify.keyword_matches import find_matches
from pipelines.classify.scope import decide_scope
from pipelines.classify.vendor_links import link_vendors
from pipelines.model import Award, Code, Lot, Notice, Organization, Supplier, Text, replace
from pipelines.reference.data_folder import DATA
from pipelines.reference.load_reference_tables import load_tables
from tests.i18n.support import explained

TABLES = load_tables()
GOLD = DATA / "gold"


def notice(title: str, *codes: str, supplier: str | None = None) -> Notice:
    suppliers = (Supplier(Organization(supplier)),) if supplier else ()
    return Notice(
        id="boamp:26-1",
        portal="boamp",
        number="26-1",
        kind="award",
        published=date(2026, 3, 2),
        languages=("fr",),
        texts=(Text("title", title, "fr"),),
        codes=tuple(Code("CPV", code, main=n == 0) for n, code in enumerate(codes)),
        awards=(Award(key="1", suppliers=suppliers),) if suppliers else (),
    )


def scoped(notice: Notice) -> Notice:
    return decide_scope(notice, TABLES, find_matches(notice, TABLES))


def judged(notice: Notice) -> tuple[str, str]:
    scope = scoped(link_vendors(notice, TABLES)).scope
    assert scope is not None
    return scope.digital, scope.reason


@pytest.mark.parametrize(
    ("title", "codes", "answer", "reason"),
    [
        ("Prestations diverses", ("72000000",), "yes", "CPV 72000000"),
        ("Acquisition d'un logiciel de paie", ("48450000",), "yes", "CPV 48450000"),
        ("Acquisition d'un logiciel de paie", (), "yes", "title: logiciel (software)"),
        ("Formation des agents", ("72000000",), "borderline", "Formation"),
        ("Travaux de gros œuvre", ("45000000", "72000000"), "borderline", "further code"),
        ("Vidéosurveillance des écoles", ("45000000",), "borderline", "Vidéosurveillance"),
        ("Licences Microsoft 365", ("30000000",), "yes", "product named: Microsoft 365"),
        ("Travaux de voirie", ("45233000",), "no", "no code, word or vendor"),
        ("Hébergement d'urgence des familles", ("85311000",), "no", "no code, word or vendor"),
        ("Entretien des espaces verts", (), "no", "no code, word or vendor"),
        ("Plateforme de réservation", (), "yes", "title: Plateforme (digital-clue)"),
        ("Plateforme de réservation", ("45233000",), "no", "no code, word or vendor"),
        ("Formation à la plateforme", (), "borderline", "title: plateforme (digital-clue)"),
        ("Maintenance Rubrik", ("39000000",), "borderline", "title: Rubrik (it-maker)"),
        ("Équipements de réseau, installation et formation", ("32420000",), "yes", "CPV 32420000"),
        ("Installation, formation, logiciels", (), "yes", "title: logiciels (software)"),
        ("Formation au logiciel", (), "borderline", "title: logiciel (software)"),
        ("Fourniture de toners pour imprimantes", (), "borderline", "imprimantes"),
    ],
)
def test_the_scope_names_the_code_word_or_product_that_decides(
    title: str, codes: tuple[str, ...], answer: str, reason: str
) -> None:
    got, why = judged(notice(title, *codes))
    assert got == answer
    assert reason in why


def test_a_big_tech_vendor_is_in_scope_whatever_the_codes() -> None:
    example = notice("Fournitures", "39000000", supplier="Amazon Web Services EMEA SARL")
    got, why = judged(example)
    assert got == "borderline", "a name alone says nothing of furniture"
    assert "vendor amazon" in why
    assert judged(notice("Fournitures", "39000000", supplier="Amazon Motors"))[0] == "no"


def test_a_dealer_in_computing_speaks_where_no_code_and_no_word_does() -> None:
    answer, reason = judged(notice("Marché subséquent n° 12", supplier="Computacenter France"))
    assert (answer, reason.split(":")[0]) == ("yes", "dealer in computing computacenter")
    assert judged(notice("Marché n° 12", "45000000", supplier="Computacenter France"))[0] == "no"
    assert judged(notice("Marché subséquent n° 12", supplier="Eiffage Énergie"))[0] == "no"


def test_the_main_code_of_a_lot_counts_and_a_further_code_is_borderline() -> None:
    lot = Lot(id="1", codes=(Code("CPV", "72212000", main=True),))
    assert judged(replace(notice("Divers", "45000000"), lots=(lot,)))[0] == "yes"
    further = replace(lot, codes=(Code("CPV", "72212000"),))
    assert judged(replace(notice("Divers", "45000000"), lots=(further,)))[0] == "borderline"


@pytest.mark.parametrize(
    ("title", "language", "answer"),
    [
        ("Ropa de trabajo para servidores públicos", "es", "no"),
        ("Renta de sanitarios portátiles", "es", "no"),
        ("Arrendamiento de equipos portátiles", "es", "yes"),
        ("Prestar servicios profesionales como gestor del aplicativo", "es", "borderline"),
        ("Servizio di stampa digitale", "it", "no"),
        ("Contratto applicativo n. 3 per la segnaletica", "it", "no"),
        ("Manutenzione dell'applicativo dei tributi", "it", "yes"),
        ("Acquisto PC fascia alta", "it", "yes"),
    ],
)
def test_words_of_a_title_are_read_in_its_language(title: str, language: str, answer: str) -> None:
    example = replace(notice(""), languages=(language,), texts=(Text("title", title, language),))
    assert judged(example)[0] == answer


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nl", "instandhouden, monitoren en informeren over de toestand van bruggen en sluizen"),
        ("da", "Drift og vedligehold: overvågning af broer, herunder monitorering"),
        ("de", "Bauwerksprüfung und Monitoring der Brücken"),
    ],
)
def test_the_title_of_an_award_is_read_in_the_language_of_its_notice(
    language: str, title: str
) -> None:
    awarded = Award(key="1", title=title, suppliers=(Supplier(Organization("Voorbeeld B.V.")),))
    example = replace(notice(""), languages=(language,), texts=(), awards=(awarded,))
    assert judged(example)[0] == "no"


def with_description(notice: Notice, words: str) -> Notice:
    return replace(notice, texts=(*notice.texts, Text("description", words, "fr")))


def test_a_few_digital_codes_among_many_and_one_word_make_no_digital_notice() -> None:
    words = "Le lot 14 comprend un logiciel."
    works = ("45000000", "45210000", "45310000", "45330000", "45420000")
    assert judged(with_description(notice("Gare", *works, "48000000"), words))[0] == "borderline"
    half = with_description(notice("Gare", "34900000", "48000000"), words)
    assert judged(half) == ("yes", "further code CPV 48000000, description: logiciel (software)")


def test_how_to_bid_says_nothing_of_what_is_bought() -> None:
    example = notice("Papier", "22000000", "30232000")
    portal = Text("additional_information", "Dossier sur le site internet du logiciel", "fr")
    assert judged(replace(example, texts=(*example.texts, portal)))[0] == "borderline"


def test_without_codes_a_description_that_says_it_again_and_again_is_heard() -> None:
    example = notice("Marché 26-014")
    assert judged(with_description(example, "Un logiciel est fourni."))[0] == "borderline"
    words = "Logiciel en mode SaaS, hébergement informatique et maintenance des serveurs."
    assert judged(with_description(example, words))[0] == "yes"
    named = "Renouvellement : IBM Power Systems, serveurs, accessoires."
    assert judged(with_description(example, named))[0] == "yes"


def test_scope_is_idempotent() -> None:
    once = scoped(notice("Logiciel"))
    assert scoped(once) == once


def other_subjects() -> list[tuple[str, str, str]]:
    """Titles of works, canteens and sewage plants: language, code (or none), title."""
    path = GOLD / "other_subjects.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return [(row["language"], row["code"], row["title"]) for row in csv.DictReader(rows)]


def test_operation_of_works_canteens_and_roads_is_no_digital_service_in_any_language() -> None:
    wrong = []
    for language, code, title in other_subjects():
        example = replace(notice(title, *filter(None, [code])), languages=(language,))
        example = classify(replace(example, texts=(Text("title", title, language),)), TABLES)
        assert example.scope is not None
        lines = [name for name, value in claim_values(example.tags).items() if value == "yes"]
        if example.scope.digital == "yes" or lines:
            wrong.append((title, example.scope.reason, lines))
    assert wrong == []


def test_words_of_operation_count_in_a_digital_notice_only() -> None:
    title = "Exploitation et maintenance de la plate-forme"
    assert (
        claim_values(classify(notice(title, "50720000"), TABLES).tags)["data_outsourcing"] == "no"
    )
    assert (
        claim_values(classify(notice(title, "72000000"), TABLES).tags)["data_outsourcing"] == "yes"
    )
    text = "\n".join(explained(notice(title, "50720000"), TABLES))
    assert "counts only in a notice that a code or another word calls digital" in text


def test_a_title_as_long_as_a_description_says_what_is_bought_at_its_beginning() -> None:
    bid = "Bids are handed in by way of the portal of the city, see the documents there. " * 4
    for words in ("", "Licences and software for bidders."):
        assert judged(notice(f"Supply of road salt. {bid}{words}"))[0] != "yes"
    assert judged(notice(f"Supply of software licences. {bid}"))[0] == "yes"
