"""Words that weigh against a claim: those of the notice, and none that prove it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.classify.words_against import MAX_WORDS
from pipelines.model import Notice, Tag
from tests.pipelines.classify.test_wrong_claims import TABLES, classify, notice


def claim_tags(notice: Notice, claim: str) -> list[Tag]:
    return [tag for tag in notice.tags if tag.tag == claim]


@pytest.mark.parametrize(
    ("language", "title", "description", "words"),
    [
        ("fr", "Licences Microsoft 365", "", "Licences"),
        ("en", "Microsoft 365 licences", "", "licences"),
        (
            "en",
            "Hosted payroll software",
            "Perpetual licences, installed on the council's servers.",
            "Perpetual",
        ),
        ("es", "Suministro de licencias de Microsoft 365", "", "licencias"),
    ],
)
def test_what_weighs_against_a_claim_stands_on_each_of_its_tags(
    language: str, title: str, description: str, words: str
) -> None:
    tags = claim_tags(classify(notice(language, title, description), TABLES), "data_outsourcing")
    assert tags
    assert all(any(words in example for example in tag.words_against) for tag in tags)


def test_words_of_the_claim_are_told_with_those_that_cancel_them() -> None:
    """The model weighs none of these words against the claim: the rules cancel "SaaS"."""
    example = notice("en", "Finance system", "The system may be SaaS or on-premise", "48440000")
    (tag, *_) = claim_tags(classify(example, TABLES), "data_outsourcing")
    assert (tag.value, tag.words_against) == ("unclear", ("SaaS or on-premise",))


@pytest.mark.parametrize(
    ("language", "title", "description", "other_sense"),
    [
        (
            "en",
            "Hosted Payroll Software",
            "Bidders shall fill in the technical questionnaire",
            "questionnaire",
        ),
        (
            "de",
            "Betrieb einer Cloudlösung",
            "Die Digitalisierung der Prozesse schreitet voran",
            "Digitalisierung",
        ),
        (
            "fr",
            "Tierce maintenance applicative et hébergement du progiciel de paie",
            "La numérisation des processus progresse",
            "numérisation",
        ),
    ],
)
def test_words_of_another_sense_are_no_words_against(
    language: str, title: str, description: str, other_sense: str
) -> None:
    """What a rule itself knows to be something else does not make another proof less certain."""
    tags = claim_tags(classify(notice(language, title, description), TABLES), "data_outsourcing")
    assert tags
    assert not any(other_sense in words for tag in tags for words in tag.words_against)


@pytest.mark.parametrize(
    ("language", "title", "proof"),
    [
        ("en", "Income Management and Hosted Payment Software and Services", "Hosted"),
        ("nl", "Narrowcastingoplossing (SaaS)", "SaaS"),
        ("de", "Software (Cloudlösung) zur Personalverwaltung", "Cloudlösung"),
        ("es", "Suministro de licencias de Microsoft 365", "Microsoft 365"),
    ],
)
def test_words_against_hold_no_proof(language: str, title: str, proof: str) -> None:
    tags = claim_tags(classify(notice(language, title), TABLES), "data_outsourcing")
    assert any(proof in tag.evidence for tag in tags)
    told = [words for tag in tags for words in tag.words_against]
    assert told
    assert not any(proof in words for words in told)


def test_a_title_that_nothing_proves_is_no_evidence() -> None:
    """It is quoted as what there is to read, and may hold words against the claim."""
    title = "Onderhouden van CCTV systemen voor scheepvaartbegeleiding bij de verkeersposten"
    example = classify(notice("nl", title, code="32323500"), TABLES)
    (tag,) = claim_tags(example, "public_surveillance_ai")
    assert (tag.role, tag.evidence) == ("title", title)
    assert tag.words_against == ("CCTV systemen voor scheepvaartbegeleiding",)


@pytest.mark.parametrize(
    ("language", "title", "description", "no_reason"),
    [
        (
            "fr",
            "Renouvellement des licences Microsoft 365 et services associés",
            "COMPUTACENTER FRANCE, 150 rue de la Belle Étoile, 95943 Roissy CDG CEDEX\n"
            "Montant HT : 412 000,00 EUR",
            "Montant",
        ),
        ("fr", "Refonte du site de la Ville de Croix, hébergement et maintenance", "", "Ville"),
        ("en", "Payroll hosting for schools 2021", "", "2021"),
        ("es", "Servicio de alojamiento de nóminas 2020", "", "2020"),
    ],
)
def test_an_amount_the_buyers_name_and_a_year_are_no_reasons(
    language: str, title: str, description: str, no_reason: str
) -> None:
    tags = claim_tags(classify(notice(language, title, description), TABLES), "data_outsourcing")
    assert tags
    assert not any(no_reason in words for tag in tags for words in tag.words_against)


def test_words_against_are_words_of_the_notice_and_prove_nothing() -> None:
    count = 0
    with (Path(__file__).parent / "wrong_claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        example = classify(
            notice(row["language"], row["title"], row["description"], row["code"]), TABLES
        )
        for tag in example.tags:
            count += len(tag.words_against)
            assert len(tag.words_against) <= MAX_WORDS
            assert tag.role == "title" or tag.evidence not in tag.words_against
            for words in tag.words_against:
                assert any(words in text.text for text in example.texts), words
    assert count > 20
