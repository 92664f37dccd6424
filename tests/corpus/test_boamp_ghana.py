"""Every BOAMP and Ghana document of the corpus is read, or refused with its reason.

The facts compared are taken from the bytes by other means than the readers': the standard library's
XML and JSON, and regular expressions.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipelines.model import Notice, Trouble
from pipelines.privacy.mask_notice import remove_personal_data
from spiders.boamp import BoampSpider
from spiders.ghana_ppa import GhanaPpaSpider

pytestmark = pytest.mark.corpus


def named_files(folder: Path) -> list[Path]:
    with (folder / "index.csv").open(encoding="utf-8", newline="") as lines:
        return [folder / row["file"] for row in csv.DictReader(lines)]


def read(spider: Any, path: Path) -> list[Notice | Trouble]:
    return list(spider.read(path.read_bytes(), path.name))


def notices(spider: Any, path: Path) -> list[Notice]:
    results = read(spider, path)
    assert [result for result in results if isinstance(result, Trouble)] == []
    return [result for result in results if isinstance(result, Notice)]


def records(path: Path) -> list[dict[str, Any]]:
    value = json.loads(path.read_bytes())
    result: list[dict[str, Any]] = (
        value if isinstance(value, list) else value.get("results", [value])
    )
    return result


@pytest.fixture(scope="module")
def boamp(corpus: Path) -> list[Path]:
    return named_files(corpus / "samples" / "boamp")


@pytest.fixture(scope="module")
def ghana(corpus: Path) -> list[Path]:
    return named_files(corpus / "samples" / "ghana-ppa")


def portal_json(paths: list[Path]) -> Iterator[tuple[dict[str, Any], Notice]]:
    """Records of the portal with the notices read from them, in order."""
    for path in paths:
        if path.suffix == ".json" and not path.name.startswith("fr-award-extract"):
            yield from zip(records(path), notices(BoampSpider, path), strict=True)


def xml(paths: list[Path]) -> Iterator[tuple[ElementTree.Element, Notice]]:
    for path in paths:
        if path.suffix == ".xml":
            (notice,) = notices(BoampSpider, path)
            yield ElementTree.fromstring(path.read_bytes()), notice


def test_as_many_notices_come_out_as_records_went_in(boamp: list[Path]) -> None:
    assert sum(1 for _ in portal_json(boamp)) == 75
    assert sum(1 for _ in xml(boamp)) == 10


def test_the_extract_that_is_no_answer_of_the_portal_is_refused_record_by_record(
    boamp: list[Path],
) -> None:
    (path,) = [path for path in boamp if path.name.startswith("fr-award-extract")]
    troubles = read(BoampSpider, path)
    assert len(troubles) == len(records(path)) == 15
    assert {(t.kind, t.code) for t in troubles if isinstance(t, Trouble)} == {
        ("refused", "not_a_notice")
    }


def test_columns_are_said_as_published(boamp: list[Path]) -> None:
    for record, notice in portal_json(boamp):
        assert notice.number == record["idweb"]
        assert str(notice.published) == record["dateparution"]
        assert notice.url == record["url_avis"] or record["url_avis"] is None
        assert notice.title == record["objet"].strip()
        if record.get("datelimitereponse"):
            assert str(notice.deadline) == record["datelimitereponse"][:10]
        if "donnees" not in record:
            assert [b.organization.name for b in notice.buyers] == [record["nomacheteur"]]


def test_eforms_holders_are_those_that_the_column_names(boamp: list[Path]) -> None:
    compared = 0
    for record, notice in portal_json(boamp):
        if "EFORMS" not in record.get("donnees", ""):
            continue
        suppliers = [s.organization.name for a in notice.awards for s in a.suppliers]
        names = {name.strip() for name in suppliers}
        assert names == {name.strip() for name in record["titulaire"] or []}, notice.id
        compared += bool(names)
        assert notice.procedure.id == record["contractfolderid"]
        stated = [b.organization.name.strip() for b in notice.buyers]
        assert record["nomacheteur"].strip() in stated
    assert compared == 12


def test_codes_of_the_blobs_are_said(boamp: list[Path]) -> None:
    for record, notice in portal_json(boamp):
        blob = record.get("donnees", "").replace("\\", "")
        known = re.findall(
            r'"@listName": "cpv", "#text": "(\d{8})"|"classPrincipale": "(\d{8})"', blob
        )
        codes = {code.id for code in notice.codes} | {
            c.id for lot in notice.lots for c in lot.codes
        }
        assert {first or second for first, second in known} <= codes, notice.id


def test_xml_notices_say_buyer_title_date_and_codes(boamp: list[Path]) -> None:
    for root, notice in xml(boamp):
        assert notice.number == root.findtext(".//GESTION/REFERENCE/IDWEB")
        assert notice.title == (root.findtext(".//RESUME_OBJET") or "").strip()
        assert str(notice.published) == root.findtext(".//INDEXATION/DATE_PUBLICATION")
        (buyer,) = notice.buyers
        assert buyer.organization.name == root.findtext(".//IDENTITE/DENOMINATION")
        main = root.findtext(".//DONNEES/OBJET/CPV/PRINCIPAL")
        assert (notice.main_code.id if notice.main_code else None) == main
        closing = root.findtext(".//RECEPT_OFFRES")
        assert str(notice.deadline) == (closing[:10] if closing else "None")
        nature = root.find(".//GESTION/REFERENCE/TYPE_AVIS/NATURE")
        assert nature is not None
        assert notice.kind == {"APPEL_OFFRE": "tender", "ATTRIBUTION": "award"}[nature[0].tag]


def test_xml_awards_say_holders_amounts_dates_and_tenders_received(boamp: list[Path]) -> None:
    awarded = 0
    for root, notice in xml(boamp):
        held = {
            re.sub(r"\(.*", "", e.text or "").strip()
            for e in root.findall(".//TITULAIRE/DENOMINATION")
        }
        assert {s.organization.name for a in notice.awards for s in a.suppliers} == held
        amounts = {Decimal(e.text or "") for e in root.findall(".//RENSEIGNEMENT/MONTANT")}
        assert {a.value.amount for a in notice.awards if a.value} == amounts
        days = {e.text for e in root.findall(".//DATE_ATTRIBUTION")}
        days |= {e.text for e in root.findall(".//ATTRIBUTION/DATE_DECISION")}
        assert {str(a.decided) for a in notice.awards if a.decided} == days
        received = {int(e.text or "") for e in root.findall(".//NB_OFFRE_RECU")}
        assert {a.tenders_received for a in notice.awards if a.tenders_received} == received
        failed = root.findall(".//DECISION/INFRUCTUEUX")
        assert [a.status for a in notice.awards].count("unsuccessful") == len(failed)
        awarded += len(notice.awards)
    assert awarded == 26


def test_xml_notices_follow_the_notices_that_they_name(boamp: list[Path]) -> None:
    for root, notice in xml(boamp):
        earlier = [e.text for e in root.findall(".//ANNONCE_ANTERIEUR/REFERENCE/IDWEB")]
        assert [r.id for r in notice.references if r.scheme == "number"] == earlier
        journal = root.findall(".//PUBLICATION_JOUE")
        stated = {f"{e.findtext('NUM_ANNONCE')}-{e.findtext('ANNEE')}" for e in journal}
        assert {r.id for r in notice.references if r.scheme == "ted"} == stated


def test_no_contact_of_a_buyer_is_left(boamp: list[Path]) -> None:
    """Contacts are read to be hidden in texts, and leave the notice with that."""
    for root, notice in xml(boamp):
        written = repr(remove_personal_data(notice))
        for tag in ("CORRESPONDANT", "MEL", "TEL", "FAX"):
            for element in root.findall(f".//IDENTITE/{tag}"):
                words = (element.text or "").strip()
                assert words not in written or words in (root.findtext(".//RENS_COMPLEMENT") or "")


def test_a_ghana_page_says_what_its_list_says(ghana: list[Path]) -> None:
    assert len(ghana) == 16
    for path in ghana:
        (notice,) = notices(GhanaPpaSpider, path)
        page = path.read_text(encoding="utf-8")
        fields = dict(re.findall(r"<dl><dt>([^<]*):</dt><dd>(.*?)</dd></dl>", page, re.S))
        (award,) = notice.awards
        assert notice.number == path.stem
        (buyer,) = notice.buyers
        assert buyer.organization.name == fields["Awarding Agency"]
        (supplier,) = award.suppliers
        assert supplier.organization.name == html.unescape(fields["Contract Awarded To"]).strip()
        assert award.value is not None
        assert str(award.value.amount) == re.sub(r"[^\d.]", "", fields["Contract Award Price"])
        currencies = {"Ghana Cedi": "GHS", "USA Dollar": "USD"}
        assert award.value.currency == currencies[fields["Contract Currency"]]
        methods = {
            "Open Tender": "open",
            "Restricted Tender": "limited",
            "Single Sourced": "direct",
        }
        assert notice.procedure.method == methods[fields["Contract Type"]]
        day = datetime.strptime(
            re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", fields["Contract Date"]), "%d %B, %Y"
        )
        assert award.signed == day.date()
        first = html.unescape(fields["Tender Description"]).strip().splitlines()[:1]
        title = re.sub(r"<br ?/?>", "", first[0]).strip() if first else None
        assert notice.title == (title or None)
