"""Laws, letters, questions and coverage that pages say: whole, sourced, named when broken."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest

from monitor.i18n import value_formatting
from monitor.i18n.coverage_notes import load_coverage_notes
from monitor.i18n.information_laws import load_laws
from monitor.i18n.information_request_texts import CONDITIONS, load_request_texts
from monitor.web.page_data.information_request import (
    applicable_laws,
    conditions,
    select_lines,
    write_letter,
)
from monitor.web.page_data.operator_contact import Operator, written_to
from pipelines.errors import Misconfigured
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER, load_portals

TODAY = date(2026, 11, 13)
CONTRACT: dict[str, Any] = {
    "id": "boamp:26-1/1",
    "title": "Hébergement",
    "buyer": "Ville de Lyon",
    "country": "FR",
    "portal": "boamp",
    "suppliers": "Axians",
    "big_tech": "no",
    "data_outsourcing": "yes",
    "worker_surveillance": "no",
    "public_surveillance_ai": "no",
    "data_law_exposure": "eu_only",
    "method": "open",
    "tenders_received": 3,
    "amendments": 0,
    "end": "2027-01-01",
    "status": "active",
}
# as it is cited in each language; another one gets the English words
NOTICE = {
    "en": "boamp:26-1, https://boamp.example/26-1",
    "es": "BOAMP (Francia) boamp:26-1, https://boamp.example/26-1",
}


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A copy of the folder that a test may break."""
    return copytree(REFERENCE_FOLDER, tmp_path / "reference")


def broken(reference: Path, name: str, old: str, new: str) -> None:
    path = reference / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("country", "portal", "wanted"),
    [
        ("FR", "ted", ["fr"]),
        ("BE", "ted", ["be-federal", "be-wallonia", "be-fwb", "be-brussels", "be-flanders"]),
        ("LU", "ted", ["lu"]),
        ("GB", "find_a_tender", ["uk", "uk-scotland"]),
        ("CA", "seao", ["quebec"]),
        ("CA", "canadabuys", []),
        ("CH", "simap", ["ch"]),
        ("EU", "ted", ["eu"]),
        ("ES", "placsp", ["es"]),
        ("CL", "ocds:chile", ["cl"]),
        ("CO", "secop2", ["co"]),
        ("MX", "ocds:mexico", []),
        ("PL", "ted", []),
        (None, "ocds", []),
    ],
)
def test_a_buyer_gets_the_laws_of_its_country_and_no_other(
    country: str | None, portal: str, wanted: list[str]
) -> None:
    laws = applicable_laws(load_laws(), {**CONTRACT, "country": country, "portal": portal})
    assert [law.id for law in laws] == wanted


def test_an_institution_of_the_union_is_bound_by_no_law_of_the_country_where_it_sits() -> None:
    laws = applicable_laws(
        load_laws(), {**CONTRACT, "country": "BE", "buyer": "European Commission, DG DIGIT"}
    )
    assert [law.id for law in laws] == ["eu"]
    both = {**CONTRACT, "country": "BE", "buyer": "European Commission | SPF Justice"}
    assert [law.id for law in applicable_laws(load_laws(), both)][:2] == ["eu", "be-federal"]
    (only,) = applicable_laws(load_laws(), {**CONTRACT, "buyer": "Europolis"})
    assert only.id == "fr"


def test_every_law_has_sources_that_are_web_addresses_and_a_day_that_has_been() -> None:
    for law in load_laws():
        assert law.sources, law.id
        assert all(urlsplit(source.url).scheme in ("http", "https") for source in law.sources), (
            law.id
        )
        assert date(2026, 1, 1) <= law.read_on <= date.today(), law.id


@pytest.mark.parametrize("lang", value_formatting.LANGUAGES)
@pytest.mark.parametrize("law", load_laws(), ids=lambda law: law.id)
def test_a_letter_is_filled_in_and_in_the_language_of_the_body(law: Any, lang: str) -> None:
    with value_formatting.use_language(lang):
        letter = write_letter(
            law,
            CONTRACT,
            NOTICE,
            load_request_texts(),
            conditions(CONTRACT, TODAY),
        )
    assert "{" not in letter.text
    assert "Hébergement" in letter.text
    assert "boamp:26-1" in letter.text
    own = {"uk": "en", "uk-scotland": "en", "be-flanders": "nl", "eu": lang}
    own |= dict.fromkeys(("es", "cl", "co"), "es")
    assert letter.language == own.get(law.id, "fr")
    requests = parse_qs(urlsplit(letter.mail).query)
    assert requests["subject"][0].endswith("boamp:26-1)"), "a subject holds no address"
    assert requests["body"][0].startswith(letter.text[:40])


def test_the_letter_of_spain_reads_as_one_writes_it_there() -> None:
    (law,) = (law for law in load_laws() if law.id == "es")
    with value_formatting.use_language("es"):
        letter = write_letter(
            law, CONTRACT, NOTICE, load_request_texts(), conditions(CONTRACT, TODAY)
        )
    assert letter.text.startswith("A quien corresponda:\n\nCon fundamento en los artículos 12 y")
    assert "relativos al contrato «" in letter.text
    assert "– los pliegos del procedimiento" in letter.text
    assert "en el plazo de un mes que fija el artículo 20 de esa ley." in letter.text
    assert "(anuncio BOAMP (Francia) boamp:26-1, https://boamp.example/26-1):" in letter.text
    assert letter.text.rstrip().endswith("Atentamente,")


def test_several_suppliers_are_named_as_a_sentence_names_them() -> None:
    several = {**CONTRACT, "suppliers": "Axians | Sopra Steria"}
    with value_formatting.use_language("fr"):
        letter = write_letter(
            load_laws()[0], several, NOTICE, load_request_texts(), conditions(several, TODAY)
        )
    assert "attribué à Axians, Sopra Steria (avis boamp:26-1, http" in letter.text


def test_a_letter_names_no_limit_that_nobody_read() -> None:
    (law,) = (law for law in load_laws() if law.id == "be-federal")
    assert law.limit is None
    assert law.letters["fr"][1] == ""


def test_questions_follow_from_what_the_contract_is() -> None:
    with value_formatting.use_language("en"):
        plain = select_lines(
            load_request_texts().questions,
            conditions({**CONTRACT, "data_outsourcing": "no", "end": None}, TODAY),
        )
        data = select_lines(load_request_texts().questions, conditions(CONTRACT, TODAY))
        direct = {**CONTRACT, "method": "direct", "amendments": 2, "tenders_received": 1}
        more = select_lines(load_request_texts().questions, conditions(direct, TODAY))
    assert set(plain) < set(data) < set(more)
    assert any("no competition" in text for text in more)
    assert not any("no competition" in text for text in data)


def test_every_condition_is_used_and_can_hold() -> None:
    used = {
        line.when for line in (*load_request_texts().questions, *load_request_texts().documents)
    }
    assert used == set(CONDITIONS)
    everything = {
        **CONTRACT,
        "big_tech": "yes",
        "worker_surveillance": "yes",
        "public_surveillance_ai": "yes",
        "data_law_exposure": "hybrid",
        "method": "direct",
        "tenders_received": 1,
        "amendments": 1,
    }
    others: tuple[dict[str, Any], ...] = (
        {"data_outsourcing": "unclear"},
        {"status": "pending"},
        {"status": "unsuccessful"},
    )
    holds = conditions(everything, TODAY).union(
        *(conditions({**CONTRACT, **other}, TODAY) for other in others)
    )
    assert holds == set(CONDITIONS)


@pytest.mark.parametrize(
    ("status", "expected", "never"),
    [
        ("active", "attribué à Axians (avis", "projet"),
        (None, "le contrat signé, avec ses annexes\u202f;", "annulée"),
        ("pending", "que vous avez annoncé vouloir attribuer à Axians (avis", "attribué à"),
        ("unsuccessful", "dont la procédure est restée infructueuse (avis", "Axians"),
        ("cancelled", "dont l’attribution a été annulée (avis", "contrat signé"),
    ],
)
def test_a_letter_says_what_became_of_the_award_and_asks_for_what_can_be_there(
    status: str | None, expected: str, never: str
) -> None:
    contract = {**CONTRACT, "status": status}
    law = load_laws()[0]
    with value_formatting.use_language("fr"):
        letter = write_letter(
            law, contract, NOTICE, load_request_texts(), conditions(contract, TODAY)
        )
    assert expected in letter.text
    assert never not in letter.text
    assert "«\u00a0Hébergement\u00a0»" in letter.text
    assert "'" not in letter.text, "French as a printer sets it, the name of the law included"


def test_a_letter_claims_no_award_where_no_notice_says_how_it_ended() -> None:
    contract = {**CONTRACT, "status": None, "suppliers": None}
    with value_formatting.use_language("fr"):
        letter = write_letter(
            load_laws()[0], contract, NOTICE, load_request_texts(), conditions(contract, TODAY)
        )
    assert "dont l’issue n’est pas publiée (avis" in letter.text
    assert "attribué" not in letter.text


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("records_requests.yml", "  read_on: 2026-11-25\n", "", "read_on is missing"),
        ("records_requests.yml", "{number: 1, unit: month}", "{number: 1, unit: moon}", "moon"),
        ("records_requests.yml", "- id: eu", "- id: fr", "stand twice: fr"),
        ("records_requests.yml", "    language: fr\n", "    language: de\n", "'de'"),
        ("questions.yml", "when: big_tech", "when: bigtech", "'bigtech', expected one of always"),
        ("coverage.yml", "  boamp:\n    holds:", "  boamp:\n    keeps:", "boamp: holds is missing"),
    ],
)
def test_a_mistake_in_these_files_is_named(
    reference: Path, name: str, old: str, new: str, expected: str
) -> None:
    broken(reference, name, old, new)
    with pytest.raises(Misconfigured, match=name.partition(".")[0]) as error:
        (load_laws(reference), load_request_texts(reference), load_coverage_notes(reference))
    assert expected in str(error.value)


def test_a_law_without_sources_is_refused(reference: Path) -> None:
    path = reference / "records_requests.yml"
    path.write_text(path.read_text("utf-8").partition("  sources:")[0], "utf-8")
    with pytest.raises(Misconfigured, match="sources"):
        load_laws(reference)


def test_coverage_speaks_of_portals_that_exist() -> None:
    assert set(load_coverage_notes().portals) <= set(load_portals())


@pytest.mark.parametrize(
    ("contact", "start"),
    [
        ("vigie@example.org", "mailto:vigie@example.org?subject=Un%20titre&body="),
        ("mailto:vigie@example.org", "mailto:vigie@example.org?subject=Un%20titre&body="),
        ("https://github.com/u/vigie/issues", "https://github.com/u/vigie/issues/new?title=Un+"),
        ("https://gitlab.com/u/v/-/issues", "https://gitlab.com/u/v/-/issues/new?issue%5Btitle%5D"),
        ("https://example.org/contact", "https://example.org/contact"),
    ],
)
def test_a_report_reaches_the_operator_filled_in(contact: str, start: str) -> None:
    place = written_to(Operator(contact=contact), "Un titre", "Ligne 1\nLigne 2")
    assert place is not None
    assert place.startswith(start)
    assert place == contact or "Ligne 2" in unquote_plus(place)


@pytest.mark.parametrize("contact", ["", "javascript:alert(1)", "not an address", "a b@c.org"])
def test_a_contact_that_is_none_gives_no_link(contact: str) -> None:
    assert written_to(Operator(contact=contact), "t", "b") is None
