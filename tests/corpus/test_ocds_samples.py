"""Every real OCDS document at hand gives its notices, and nothing is lost between the two.

Counts come from the plain JSON, not from the reader.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.model import Notice, Trouble
from spiders.anac import AnacSpider
from spiders.base.portal import PortalSpider
from spiders.base_pt import BasePtSpider
from spiders.contracts_finder import ContractsFinderSpider
from spiders.find_a_tender import FindATenderSpider
from spiders.ocds import OcdsSpider
from spiders.public_contracts_scotland import PublicContractsScotlandSpider
from spiders.sell2wales import Sell2WalesSpider

pytestmark = pytest.mark.corpus

FOLDERS: dict[str, type[PortalSpider]] = {
    "uk-find-a-tender": FindATenderSpider,
    "uk-contracts-finder": ContractsFinderSpider,
    "uk-public-contracts-scotland": PublicContractsScotlandSpider,
    "uk-sell2wales": Sell2WalesSpider,
    "it-appaltipop": AnacSpider,
    "pt-base": BasePtSpider,
}
ELSEWHERE = {  # file -> notices, or the words of its refusal
    "pe-oece/releases.json": 1,
    "py-dncp/155220.json": 1,
    "cl-chilecompra/record-3955-54-LE24.json": 1,
    "seao/release-package-sample.json": 2,
    "seao/release-contract-1740136.json": 1,
    "mx-cdmx/compiled-release-1.json": 1,
    "mx-cdmx/compile_encoding_encoding.json": 1,
    "australia-austender/release_excerpt_CN4026155.json": 1,
    "seao/resources-index-excerpt.json": "expected an OCDS package or release",
    "australia-austender/release-schema.json": "expected an OCDS package or release",
    "ua-prozorro/UA-2024-02-28-009286-a.json": "expected an OCDS package or release",
    "ua-prozorro/risk-fixture-UA-2023-02-16-009364-a.json": "expected an OCDS package or release",
}


def listed(corpus: Path, folder: str) -> Iterator[Path]:
    with (corpus / "samples" / folder / "index.csv").open(newline="") as rows:
        for row in csv.DictReader(rows):
            yield corpus / "samples" / folder / row["file"]


def documents(corpus: Path, folder: str) -> list[Path]:
    return [path for path in listed(corpus, folder) if path.suffix == ".json"]


def plain(path: Path) -> list[dict[str, Any]]:
    """The releases of a file, by hand."""
    value = json.loads(path.read_bytes())
    return value.get("releases", [value])


def results(spider: type[PortalSpider], path: Path) -> list[Notice | Trouble]:
    return list(spider.read(path.read_bytes(), path.name))


def pairs(corpus: Path, folder: str) -> Iterator[tuple[dict[str, Any], Notice]]:
    for path in documents(corpus, folder):
        actual = results(FOLDERS[folder], path)
        assert not [x for x in actual if isinstance(x, Trouble)], path.name
        yield from zip(plain(path), (x for x in actual if isinstance(x, Notice)), strict=True)


@pytest.mark.parametrize("folder", FOLDERS)
def test_as_many_notices_as_releases_and_no_trouble(corpus: Path, folder: str) -> None:
    actual = list(pairs(corpus, folder))
    assert actual
    assert len({notice.id for _, notice in actual}) == len(
        {(value["ocid"], value.get("id")) for value, _ in actual}
    )


@pytest.mark.parametrize("folder", ["uk-find-a-tender", "uk-contracts-finder"])
def test_a_saved_web_page_is_refused_with_a_reason(corpus: Path, folder: str) -> None:
    pages = [path for path in listed(corpus, folder) if path.suffix == ".html"]
    for path in pages:
        (trouble,) = results(FOLDERS[folder], path)
        assert isinstance(trouble, Trouble)
        assert (trouble.kind, trouble.code) == ("broken", "html_instead")
    assert pages


@pytest.mark.parametrize("folder", FOLDERS)
def test_buyer_title_code_date_and_page_are_there_where_published(
    corpus: Path, folder: str
) -> None:
    for value, notice in pairs(corpus, folder):
        tender = value.get("tender", {})
        assert notice.published, notice.id
        assert notice.title == (tender.get("title") or tender["description"]).strip()
        assert notice.buyers[0].organization.name == value["buyer"]["name"].strip()
        assert notice.country == {"it-appaltipop": "IT", "pt-base": "PT"}.get(folder, "GB")
        assert bool(notice.main_code) == ("classification" in tender or "items" in tender)
        assert notice.procedure.id == value["ocid"]
        # A Find a Tender notice of the documentation and one NOCIG lot have no page of their own.
        assert notice.url or notice.test or folder == "it-appaltipop", notice.id


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_award_keeps_its_suppliers_value_and_dates(corpus: Path, folder: str) -> None:
    for value, notice in pairs(corpus, folder):
        awards = value.get("awards", [])
        assert len(notice.awards) == len(awards)
        for plain_award, award in zip(awards, notice.awards, strict=True):
            names = [x["name"] for x in plain_award["suppliers"] if x.get("name")]
            kept = [x.organization.name for x in award.suppliers]
            assert [x.strip() for x in names if re.search(r"\w", x)] == kept, notice.id
            amount = plain_award["value"]["amount"]
            if folder == "uk-contracts-finder" and not amount:
                assert award.value is None, "the portal writes 0 where the buyer states no value"
            else:
                assert award.value
                assert float(award.value.amount) == amount
                assert award.value.currency in ("GBP", "EUR")
            assert bool(award.decided) == ("date" in plain_award)


def test_pages_of_the_uk_portals_are_those_that_the_release_names(corpus: Path) -> None:
    for folder in ("uk-contracts-finder", "uk-public-contracts-scotland", "uk-sell2wales"):
        for value, notice in pairs(corpus, folder):
            assert notice.url in json.dumps(value), notice.id


def test_no_text_of_contracts_finder_stays_mangled(corpus: Path) -> None:
    for _, notice in pairs(corpus, "uk-contracts-finder"):
        assert not [text.text for text in notice.texts if "â€" in text.text or "Â" in text.text]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_contact_point_is_read(corpus: Path, folder: str) -> None:
    for value, notice in pairs(corpus, folder):
        names = {buyer.organization.name for buyer in notice.buyers}
        for party in value["parties"]:
            contact = party.get("contactPoint", {})
            if (name := contact.get("name")) and name not in names:
                assert name not in repr(notice.buyers) + repr(notice.awards), notice.id
            assert "email" not in contact or contact["email"] not in repr(notice.awards)


@pytest.mark.parametrize(("name", "expected"), ELSEWHERE.items())
def test_other_publishers_are_read_under_their_prefix_or_refused_by_name(
    corpus: Path, name: str, expected: int | str
) -> None:
    actual = results(OcdsSpider, corpus / "samples" / name)
    if isinstance(expected, str):
        (trouble,) = actual
        assert isinstance(trouble, Trouble)
        assert expected in trouble.message
    else:
        assert [type(item) for item in actual] == [Notice] * expected
        assert all(x.portal.startswith("ocds:") for x in actual if isinstance(x, Notice))
