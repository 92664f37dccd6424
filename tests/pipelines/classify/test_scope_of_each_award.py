"""Scope of contracts: each by its own lot, code and words; others of its notice are left out."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from pipelines.classify.classify_notice import classify
from pipelines.contracts.compiled_procedure import compile_procedure
from pipelines.model import Award, Code, Lot, Notice, Organization, Supplier, Text
from pipelines.reference.load_reference_tables import load_tables
from pipelines.store.contract_rows import contract_scope, contracts_by_id

TABLES = load_tables()
# Language, title of the notice, a lot of works, a lot of software.
NOTICES = [
    (
        "fr",
        "Construction d'un groupe scolaire",
        "Gros œuvre, maçonnerie et charpente",
        "Fourniture d'un logiciel de gestion et de serveurs informatiques",
    ),
    (
        "en",
        "New school building and equipment",
        "Roofing, masonry and concrete works",
        "Supply of school management software and servers",
    ),
    (
        "de",
        "Neubau einer Grundschule",
        "Rohbauarbeiten und Zimmererarbeiten",
        "Lieferung von Software und Servern für die Schulverwaltung",
    ),
]


def notice(language: str, title: str, works: str, software: str) -> Notice:
    def lot(number: str, words: str, code: str) -> Lot:
        return Lot(
            id=number,
            codes=(Code("CPV", code, main=True),),
            texts=(Text("title", words, language),),
        )

    def award(number: str, name: str) -> Award:
        return Award(
            key=number, lots=(number,), suppliers=(Supplier(Organization(name, country="FR")),)
        )

    return Notice(
        id="ted:1-2026",
        portal="ted",
        number="1-2026",
        kind="award",
        published=date(2026, 3, 2),
        languages=(language,),
        country="FR",
        codes=(Code("CPV", "45214200", main=True),),
        texts=(Text("title", title, language),),
        lots=(lot("1", works, "45262500"), lot("2", software, "48000000")),
        awards=(award("1", "Bâtisseurs réunis SA"), award("2", "Logiciels du Midi SA")),
    )


@pytest.mark.parametrize(("language", "title", "works", "software"), NOTICES)
def test_only_the_contract_of_the_digital_lot_is_published(
    language: str, title: str, works: str, software: str
) -> None:
    example = classify(notice(language, title, works, software), TABLES)
    assert example.scope is not None
    assert example.scope.digital != "no"
    contracts = list(contracts_by_id(compile_procedure([example])).values())
    assert [contract.lots for contract in contracts] == [("2",)]
    scope = contract_scope(contracts[0])
    assert scope is not None
    assert scope.digital == "yes"


def test_a_contract_that_makes_a_claim_is_kept_whatever_its_lot_is() -> None:
    words = "Maçonnerie, et hébergement des données personnelles des élèves dans le cloud"
    example = classify(notice("fr", NOTICES[0][1], words, NOTICES[0][3]), TABLES)
    assert any(tag.award == "1" and tag.tag == "data_outsourcing" for tag in example.tags)
    assert len(contracts_by_id(compile_procedure([example]))) == 2


def test_the_scope_of_a_contract_quotes_the_title_of_its_lot() -> None:
    example = classify(notice(*NOTICES[1]), TABLES)
    actual = {tag.award: (tag.value, tag.evidence) for tag in example.tags if tag.tag == "digital"}
    assert actual == {"1": ("no", NOTICES[1][2]), "2": ("yes", NOTICES[1][3])}


def purchase_of_computers(
    language: str, title: str, beside: tuple[str, str], laptops: str
) -> Notice:
    """A notice of computers with a lot beside them, of which title and code are given."""
    words, code = beside
    example = notice(language, title, words, laptops)
    lots = zip(example.lots, (code, "30213100"), strict=True)
    return msgspec.structs.replace(
        example,
        codes=(Code("CPV", "30200000", main=True),),
        lots=tuple(
            msgspec.structs.replace(lot, codes=(Code("CPV", own, main=True),)) for lot, own in lots
        ),
    )


@pytest.mark.parametrize(
    ("language", "title", "bags", "laptops"),
    [
        ("fr", "Fournitures et prestations informatiques", "Sacoches", "Ordinateurs portables"),
        ("en", "Computers and IT accessories", "Cleaning agents", "Laptop computers"),
        ("de", "IT-Hardware und Zubehör", "Reinigungsmittel", "Notebooks und Server"),
    ],
)
@pytest.mark.parametrize("code", ["39831200", "18930000"])
def test_a_lot_that_is_digital_by_its_notice_alone_is_borderline(
    language: str, title: str, bags: str, laptops: str, code: str
) -> None:
    notice = purchase_of_computers(language, title, (bags, code), laptops)
    actual = {tag.award: tag.value for tag in classify(notice, TABLES).tags if tag.tag == "digital"}
    assert actual["1"] in ("borderline", "no")
    assert actual["2"] == "yes"


@pytest.mark.parametrize(
    ("language", "title", "toner", "laptops"),
    [
        ("fr", "Fournitures informatiques", "Cartouches de toner", "Ordinateurs portables"),
        ("en", "Computers and IT supplies", "Toner cartridges", "Laptop computers"),
        ("de", "IT-Hardware und Zubehör", "Tonerkartuschen", "Notebooks und Server"),
    ],
)
def test_a_code_does_not_speak_against_a_title_that_says_toner(
    language: str, title: str, toner: str, laptops: str
) -> None:
    notice = classify(purchase_of_computers(language, title, (toner, "30125110"), laptops), TABLES)
    actual = {tag.award: tag.value for tag in notice.tags if tag.tag == "digital"}
    assert actual == {"1": "borderline", "2": "yes"}
    reasons = [contract_scope(each) for each in compile_procedure([notice]).contracts]
    assert notice.scope is not None
    assert [each.reason for each in reasons if each] == [
        f"its notice, which has other lots: {notice.scope.reason}",  # its title is no reason
        f"title: {laptops}",
    ]
