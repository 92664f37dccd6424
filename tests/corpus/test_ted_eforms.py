"""Real eForms notices: what the reader says against what other paths through the tree say.

Nothing here calls the reader's own paths; every difference is listed in the failure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree

from pipelines.model import Award, Notice, Trouble, replace
from spiders.doffin import DoffinSpider
from spiders.ted import TedSpider
from tests.corpus.ted_notices import is_complete, read_one

pytestmark = pytest.mark.corpus

FOLDERS = {"ted": TedSpider, "ted-train": TedSpider, "no-doffin": DoffinSpider}
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {
    "cac": UBL + "CommonAggregateComponents-2",
    "cbc": UBL + "CommonBasicComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
FILLERS = {"1970-01-01", "2000-01-01"}
SHARED = {"458454-2024"}  # one amount published for each of two parties to a framework


class Sample(msgspec.Struct):
    name: str
    root: Any
    notice: Notice
    troubles: list[Trouble]

    def xpath(self, path: str, start: Any = None) -> Any:
        where = self.root if start is None else start
        return where.xpath(path, namespaces=NAMES)


def read_all(folder: Path) -> Iterator[Sample]:
    for name, spider in FOLDERS.items():
        for file in sorted((folder / "samples" / name).glob("*.xml")):
            body = file.read_bytes()
            root = etree.fromstring(body, etree.XMLParser(remove_comments=True))
            if not (root.tag.startswith("{" + UBL)):
                continue
            notice, troubles = read_one(spider, file)
            yield Sample(f"{name}/{file.name}", root, notice, troubles)


@pytest.fixture(scope="module")
def samples(corpus: Path) -> list[Sample]:
    return list(read_all(corpus))


def test_every_notice_is_read_and_nothing_in_it_is_unknown(samples: list[Sample]) -> None:
    assert len(samples) >= 180
    assert [(sample.name, sample.troubles) for sample in samples if sample.troubles] == []


def test_every_notice_has_buyer_title_main_code_date_and_kind(samples: list[Sample]) -> None:
    assert [sample.name for sample in samples if not is_complete(sample.notice)] == []


def test_numbers_are_those_of_the_file_names(samples: list[Sample]) -> None:
    wrong = [
        (sample.name, sample.notice.number)
        for sample in samples
        if sample.notice.number not in re.findall(r"\d+-\d+", sample.name)
    ]
    assert wrong == []


def party_names(sample: Sample, tenders: list[str]) -> set[str]:
    """Names of the tenderers behind these tenders, by the ids alone."""
    result = "//efac:NoticeResult"
    parties = {
        party
        for tender in tenders
        for party in sample.xpath(
            f"{result}/efac:LotTender[normalize-space(cbc:ID)='{tender}']"
            "/efac:TenderingParty/cbc:ID/text()"
        )
    }
    references = {
        reference.strip()
        for party in parties
        for reference in sample.xpath(
            f"{result}/efac:TenderingParty[normalize-space(cbc:ID)='{party.strip()}']"
            "/efac:Tenderer/cbc:ID/text()"
        )
    }
    own = {
        " ".join(name.split())
        for party in parties
        for name in sample.xpath(
            f"{result}/efac:TenderingParty[normalize-space(cbc:ID)='{party.strip()}']"
            "[not(efac:Tenderer)]/cbc:Name/text()"
        )
    }
    return own | {
        " ".join(name.split())
        for reference in references
        for name in sample.xpath(
            "//efac:Organization[.//cac:PartyIdentification/cbc:ID[normalize-space()="
            f"'{reference}']]/efac:Company/cac:PartyName/cbc:Name/text()"
        )
    }


def winners_by_xpath(sample: Sample) -> set[str]:
    result = "//efac:NoticeResult"
    settled = [
        tender.strip()
        for tender in sample.xpath(f"{result}/efac:SettledContract/efac:LotTender/cbc:ID/text()")
    ]
    if settled:
        return party_names(sample, settled)
    open_results = f"{result}/efac:LotResult[not(cbc:TenderResultCode) or cbc:TenderResultCode="
    listed = sample.xpath(f"{open_results}'selec-w']/efac:LotTender/cbc:ID/text()")
    first = [
        tender
        for tender in listed
        if sample.xpath(f"{result}/efac:LotTender[cbc:ID='{tender}'][cbc:RankCode='1']")
    ]
    return party_names(sample, first or listed)


def test_winners_are_those_of_the_settled_contracts(samples: list[Sample]) -> None:
    different, checked = [], 0
    for sample in samples:
        expected = winners_by_xpath(sample)
        names = {
            supplier.organization.name
            for award in sample.notice.awards
            for supplier in award.suppliers
            if supplier.role != "subcontractor"
        }
        checked += bool(expected)
        # a name published in several languages is one organisation
        if names != expected and not (names <= expected and len(sample.notice.languages) > 1):
            different.append((sample.name, sorted(names - expected), sorted(expected - names)))
    assert checked >= 55
    assert different == []


def contracts(sample: Sample) -> list[tuple[Any, list[Any]]]:
    """Settled contracts with the tenders that they list."""
    tenders = {
        sample.xpath("normalize-space(cbc:ID)", tender): tender
        for tender in sample.xpath("//efac:NoticeResult/efac:LotTender")
    }
    return [
        (
            contract,
            [
                tenders[reference.strip()]
                for reference in sample.xpath("efac:LotTender/cbc:ID/text()", contract)
            ],
        )
        for contract in sample.xpath("//efac:NoticeResult/efac:SettledContract")
    ]


def expected_value(sample: Sample, tenders: list[Any]) -> tuple[Decimal, str] | None:
    amounts = [
        amount
        for tender in tenders
        for amount in sample.xpath("cac:LegalMonetaryTotal/cbc:PayableAmount", tender)
    ]
    hidden = [
        tender
        for tender in tenders
        if sample.xpath("efac:FieldsPrivacy[efbc:FieldIdentifierCode='win-ten-val']", tender)
    ]
    numbers = [Decimal(amount.text) for amount in amounts]
    if not numbers or hidden or min(numbers) < 0:
        return None
    return sum(numbers, Decimal(0)), amounts[0].get("currencyID")


def of_contracts(notice: Notice) -> list[Award]:
    return [
        award
        for award in notice.awards
        if award.key_basis in ("contract_number", "settled_contract")
    ]


def test_values_and_currencies_are_those_of_the_tenders(samples: list[Sample]) -> None:
    different, checked = [], 0
    for sample in samples:
        if sample.notice.number in SHARED:
            continue
        expected = Counter(
            value for _, tenders in contracts(sample) if (value := expected_value(sample, tenders))
        )
        actual = Counter(
            (award.value.amount, award.value.currency)
            for award in of_contracts(sample.notice)
            if award.value and award.value != sample.notice.result_value
        )
        totals = Counter(
            (award.value.amount, award.value.currency)
            for award in of_contracts(sample.notice)
            if award.value and award.value == sample.notice.result_value
        )
        checked += sum(expected.values())
        # a contract without a tender's amount may take the total of its notice
        if actual - expected or expected - actual - totals:
            different.append((sample.name, actual - expected, expected - actual))
    assert checked >= 55
    assert different == []


def test_totals_estimates_and_ceilings_are_as_published(samples: list[Sample]) -> None:
    paths = {
        "result_value": "//efac:NoticeResult/cbc:TotalAmount",
        "value": "/*/cac:ProcurementProject/cac:RequestedTenderTotal"
        "/cbc:EstimatedOverallContractAmount",
        "maximum": "(//efac:NoticeResult/efbc:OverallMaximumFrameworkContractsAmount[. > 0]"
        " | /*[not(//efac:NoticeResult/efbc:OverallMaximumFrameworkContractsAmount > 0)]"
        "/cac:ProcurementProject/cac:RequestedTenderTotal//efbc:FrameworkMaximumAmount)",
    }
    different = []
    for sample in samples:
        for field, path in paths.items():
            published = [
                (Decimal(amount.text), amount.get("currencyID") or None)
                for amount in sample.xpath(path)
                if Decimal(amount.text) > 0
                or (field == "result_value" and Decimal(amount.text) == 0)  # else a 0 states none
            ]
            money = getattr(sample.notice, field)
            actual = [(money.amount, money.currency)] if money else []
            if actual != published[:1]:
                different.append((sample.name, field, actual, published))
    assert different == []


def dates(sample: Sample, path: str) -> Counter[str]:
    return Counter(
        text.strip()[:10] for text in sample.xpath(path) if text.strip()[:10] not in FILLERS
    )


@pytest.mark.parametrize(("field", "element"), [("decided", "AwardDate"), ("signed", "IssueDate")])
def test_dates_are_those_of_the_contracts(samples: list[Sample], field: str, element: str) -> None:
    different, checked = [], 0
    for sample in samples:
        elements = [element]
        if sample.notice.kind == "award_intention":  # nothing is concluded: both are the decision's
            elements = ["AwardDate", "IssueDate"] if field == "decided" else []
        settled = "//efac:NoticeResult/efac:SettledContract"
        every = [dates(sample, f"{settled}/cbc:{one}/text()") for one in elements]
        expected = next(filter(None, every), Counter())
        actual = Counter(
            getattr(award, field).isoformat()
            for award in sample.notice.awards
            if getattr(award, field)
        )
        checked += sum(expected.values())
        if actual != expected:
            different.append((sample.name, actual, expected))
    assert checked >= 40
    assert different == []


def received(sample: Sample) -> dict[str, set[int]]:
    """Lot -> the numbers that its results state; withheld ones left out."""
    stated: dict[str, set[int]] = {}
    for result in sample.xpath("//efac:NoticeResult/efac:LotResult"):
        (lot,) = sample.xpath("efac:TenderLot/cbc:ID/text()", result)
        numbers = [
            sample.xpath(
                "string(efac:ReceivedSubmissionsStatistics[normalize-space("
                f"efbc:StatisticsCode)='{code}']/efbc:StatisticsNumeric)",
                result,
            )
            for code in ("tenders", "t-esubm")
        ]
        alone = sample.xpath("efac:ReceivedSubmissionsStatistics", result)
        if len(alone) == 1 and not sample.xpath("efbc:StatisticsCode", alone[0]):
            numbers += sample.xpath("efbc:StatisticsNumeric/text()", alone[0])
        number = next((int(Decimal(number)) for number in numbers if number), -1)
        stated.setdefault(lot, set()).update({number} if number >= 0 else ())
    return stated


def test_tenders_received_are_those_of_the_lot(samples: list[Sample]) -> None:
    different, checked = [], 0
    for sample in samples:
        for lot, expected in received(sample).items():
            actual = {
                award.tenders_received for award in sample.notice.awards if award.lots == (lot,)
            }
            checked += len(expected)
            if actual - (expected or {None}):
                different.append((sample.name, lot, actual, expected))
    assert checked >= 40
    assert different == []


def test_withheld_fields_are_named(samples: list[Sample]) -> None:
    for sample in samples:
        codes = sample.xpath("//efac:FieldsPrivacy/efbc:FieldIdentifierCode/text()")
        assert {code.strip() for code in codes} <= set(sample.notice.withheld), sample.name
    for award in (award for sample in samples for award in sample.notice.awards):
        assert (award.value_kind == "undisclosed") <= (award.value is None)


def test_changes_name_what_they_replace(samples: list[Sample]) -> None:
    for sample in samples:
        named = set(sample.xpath("//efac:Changes/efbc:ChangedNoticeIdentifier/text()"))
        replaced = [r for r in sample.notice.references if r.relation == "replaces"]
        assert len(replaced) == len(named), sample.name
        assert (sample.notice.change != "none") == bool(sample.xpath("//efac:Changes")), sample.name
        assert all(reference.scheme for reference in sample.notice.references), sample.name


def test_award_keys_are_unique_and_do_not_depend_on_order(samples: list[Sample]) -> None:
    for sample in samples:
        keys = [award.key for award in sample.notice.awards]
        assert len(keys) == len(set(keys)), sample.name
        for parent in sample.xpath("//efac:NoticeResult | //efac:LotResult | /*"):
            parent[:] = reversed(parent)
        spider = DoffinSpider if sample.notice.portal == "doffin" else TedSpider
        again = next(iter(spider.notices(sample.root, sample.name)))
        assert {award.key for award in again.awards} == set(keys), sample.name


def test_no_contact_reaches_a_notice_but_by_free_text(samples: list[Sample]) -> None:
    """Names, addresses and numbers of contacts, unless an organisation is called so."""
    actual = []
    for sample in samples:
        contact = ".//cac:Contact/*/text() | .//cac:TechnicalCommitteePerson/*/text()"
        owners = ".//efac:UltimateBeneficialOwner/*[self::cbc:FamilyName or self::cbc:FirstName]"
        names = {" ".join(text.split()) for text in sample.xpath(f"{contact} | {owners}/text()")}
        organizations = " ".join(
            " ".join(
                sample.xpath("//efac:Company/cac:PartyName/cbc:Name/text()")
                + sample.xpath("//efac:TenderingParty/cbc:Name/text()")
            ).split()
            + sample.xpath("//efac:Company/cac:PostalAddress//text()")
        )
        structured = msgspec.json.encode(without_words(sample.notice)).decode()
        actual += [
            (sample.name, name)
            for name in names
            if len(name) > 4 and name in structured and name not in organizations
        ]
    assert actual == []


def without_words(notice: Notice) -> Notice:
    """The notice without what the buyer wrote freely; privacy masks that later."""
    return replace(
        notice,
        contacts=(),
        texts=(),
        lots=tuple(replace(lot, texts=(), renewal=None) for lot in notice.lots),
        awards=tuple(
            replace(award, title=None, renewal=None, amendments=()) for award in notice.awards
        ),
    )
