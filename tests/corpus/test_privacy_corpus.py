"""Over the real notices: nothing private is left, and companies keep their names.

The counts on the whole database are taken in the store's tests; here the stage itself is measured.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from pipelines.model import Notice, Organization
from pipelines.normalise.normalise_notice import normalise
from pipelines.privacy.mask_notice import WITHHELD, free_texts, remove_personal_data
from pipelines.privacy.natural_person_detection import is_person
from pipelines.privacy.pii_detection import find_personal_data
from pipelines.reference.normalisation_tables import load_normalisation_tables
from spiders.ted import TedSpider

pytestmark = pytest.mark.corpus
_CONTACTS = frozenset(("CONTACT_POINT", "ATTENTION"))


def _ted(corpus: Path) -> Iterator[tuple[Path, bytes, list[Notice]]]:
    for folder in ("ted", "ted-train"):
        for file in sorted((corpus / "samples" / folder).glob("*.xml")):
            body = file.read_bytes()
            notices = [n for n in TedSpider.read(body, file.name) if isinstance(n, Notice)]
            yield file, body, notices


@pytest.fixture(scope="module")
def notices(corpus: Path) -> list[tuple[str, bytes, Notice]]:
    return [
        (file.name, body, remove_personal_data(n))
        for file, body, notices in _ted(corpus)
        for n in notices
    ]


def test_no_published_address_or_telephone_is_left(
    notices: list[tuple[str, bytes, Notice]],
) -> None:
    left = []
    for name, body, notice in notices:
        words = "\n".join(free_texts(notice))
        digits = re.sub(r"[^\d\n]", "", words)
        for mail in set(re.findall(rb"[\w.+-]+@[\w-]+\.[\w.-]+\w", body)):
            if mail.decode() in words:
                left.append((name, mail))
        for number in _values(body, ("PHONE", "FAX", "Telephone", "Telefax")):
            compact = re.sub(r"\D", "", number)
            if len(compact) >= 8 and compact[-8:] in digits:
                left.append((name, number))
    assert left == []


def test_nothing_found_a_second_time(notices: list[tuple[str, bytes, Notice]]) -> None:
    again = [
        (name, text[a:b])
        for name, _, notice in notices
        for text in free_texts(notice)
        for a, b, kind in find_personal_data(text, notice.languages)
        if kind != "contact"
    ]
    assert again == []
    assert all(remove_personal_data(notice) == notice for _, _, notice in notices)


def test_no_contact_with_a_given_name_is_left(notices: list[tuple[str, bytes, Notice]]) -> None:
    left = []
    for name, body, notice in notices:
        words = "\n".join(free_texts(notice))
        organisations = " | ".join(
            [b.organization.name for b in notice.buyers]
            + [s.organization.name for award in notice.awards for s in award.suppliers]
        )
        for contact in _values(body, ("CONTACT_POINT", "ATTENTION")) | _eforms_contacts(body):
            person = is_person(Organization(contact))
            if person and contact in words and contact not in organisations:
                left.append((name, contact))
    assert left == []


def test_companies_keep_their_names(corpus: Path) -> None:
    """Names of the gold list are companies but for what its note says: 1 in 200 withheld."""
    with (corpus / "gold" / "supplier_names_dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    withheld = [r for r in rows if is_person(Organization(r["name"], country=r["country"] or None))]
    assert [row for row in withheld if row["group_id"]] == []
    assert len(withheld) <= len(rows) / 200


def test_few_winners_are_withheld(notices: list[tuple[str, bytes, Notice]]) -> None:
    winners = [s.organization for _, _, n in notices for a in n.awards for s in a.suppliers]
    withheld = [winner for winner in winners if winner.name == WITHHELD]
    assert len(winners) > 500
    assert len(withheld) < len(winners) * 0.05


def test_each_registry_number_has_one_dossier(notices: list[tuple[str, bytes, Notice]]) -> None:
    from pipelines.reference.registry_numbers import is_organization_id

    dossiers: dict[tuple[str, str], set[str | None]] = {}
    tables = load_normalisation_tables()
    for _, _, notice in notices:
        once = normalise(notice, tables)
        assert normalise(once, tables) == once
        for buyer in once.buyers:
            for identifier in filter(is_organization_id, buyer.organization.identifiers):
                dossiers.setdefault((identifier.scheme, identifier.id), set()).add(
                    buyer.organization.id
                )
    assert len(dossiers) > 300
    assert {number: ids for number, ids in dossiers.items() if len(ids) != 1} == {}


def _values(body: bytes, names: tuple[str, ...]) -> set[str]:
    root = etree.fromstring(body)
    return {
        " ".join(element.text.split())
        for element in root.iter()
        if isinstance(element.tag, str)
        and etree.QName(element).localname in names
        and element.text
        and element.text.strip()
    }


def _eforms_contacts(body: bytes) -> set[str]:
    root = etree.fromstring(body)
    elements = root.xpath("//*[local-name()='Contact']/*[local-name()='Name']/text()")
    return {" ".join(name.split()) for name in elements if name.strip()}
