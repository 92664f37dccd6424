"""Resolve the parts of ``efac:NoticeResult``, whose ids are local to the notice.

The chain is LotResult -> LotTender -> TenderingParty -> Tenderer -> Organization, and
SettledContract -> LotTender.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from pipelines.model import Money, Organization, Supplier, Text
from spiders.parsers.common.subcontracting_texts import subcontracting_texts
from spiders.parsers.eforms import amounts_dates_durations, xml_paths
from spiders.parsers.eforms.organizations import Organizations
from spiders.parsers.eforms.parse_state import ParseState
from spiders.parsers.eforms.xml_paths import Element, compile_path

ID = compile_path("cbc:ID")
LOT_ID = compile_path("efac:TenderLot/cbc:ID")
TENDER_ID = compile_path("efac:LotTender/cbc:ID")
CONTRACT_ID = compile_path("efac:SettledContract/cbc:ID")
PARTY_ID = compile_path("efac:TenderingParty/cbc:ID")
OUTCOME = compile_path("cbc:TenderResultCode")
WITHOUT_WINNER = compile_path("efac:DecisionReason/efbc:DecisionReasonCode")
STATISTICS = compile_path("efac:ReceivedSubmissionsStatistics")
STATISTICS_CODE = compile_path("efbc:StatisticsCode")
STATISTICS_NUMBER = compile_path("efbc:StatisticsNumeric")
CEILING = compile_path("efac:FrameworkAgreementValues/cbc:MaximumValueAmount")
VALUE = compile_path("cac:LegalMonetaryTotal/cbc:PayableAmount")
RANK = compile_path("cbc:RankCode")
TERM = "efac:SubcontractingTerm"
PERCENT = compile_path(f"{TERM}/efbc:TermPercent")
AMOUNT = compile_path(f"{TERM}/efbc:TermAmount")
DESCRIPTION = compile_path(f"{TERM}/efbc:TermDescription")
PRIVATE = compile_path("efac:FieldsPrivacy/efbc:FieldIdentifierCode")
TENDERER = compile_path("efac:Tenderer")
SUBCONTRACTOR = compile_path("efac:SubContractor/cbc:ID")
LEADER = compile_path("efbc:GroupLeadIndicator")
NAME = compile_path("cbc:Name")
NUMBER = compile_path("efac:ContractReference/cbc:ID")


MISSING = "MISSING"
"""What the converter of older forms writes for a lot that a result does not name (Doffin)."""


_PERCENT = re.compile(r"(?!0*\.?0*$)\d+(?:\.\d+)?")


class LotResult(msgspec.Struct, frozen=True):
    """Result of one lot; ``received`` is the number of tenders, ``reason`` why nobody won."""

    id: str
    lots: tuple[str, ...]
    outcome: str | None
    reason: str | None
    tenders: tuple[str, ...]
    contracts: tuple[str, ...]
    received: int | None
    ceiling: Money | None


class Tender(msgspec.Struct, frozen=True):
    id: str
    lot: str | None
    party: str | None
    value: Money | None
    withheld: bool
    rank: str | None
    subcontracting: tuple[Text, ...]


class Contract(msgspec.Struct, frozen=True):
    """A settled contract, with its element for what is read only once it becomes an award."""

    id: str
    tenders: tuple[str, ...]
    number: str | None
    element: Element


def unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def lot_result(element: Element, doc: ParseState) -> LotResult:
    return LotResult(
        id=xml_paths.text_at(element, ID) or "",
        lots=unique(lot for lot in xml_paths.texts_at(element, LOT_ID) if lot != MISSING),
        outcome=xml_paths.text_at(element, OUTCOME),
        reason=xml_paths.text_at(element, WITHOUT_WINNER),
        tenders=unique(xml_paths.texts_at(element, TENDER_ID)),
        contracts=unique(xml_paths.texts_at(element, CONTRACT_ID)),
        received=tenders_received(element, doc),
        ceiling=amounts_dates_durations.positive_amount(
            xml_paths.find_first(element, CEILING), doc, "max-val"
        ),
    )


def tenders_received(element: Element, doc: ParseState) -> int | None:
    """All tenders, else electronic ones (many notices give only these), else the one number that
    stands there without saying of what (611835-2024).  BT-759 by BT-760."""
    counts = {
        xml_paths.text_at(block, STATISTICS_CODE): xml_paths.text_at(block, STATISTICS_NUMBER)
        for block in xml_paths.find_all(element, STATISTICS)
    }
    alone = counts.get(None) if len(counts) == 1 else None
    stated = counts.get("tenders") or counts.get("t-esubm") or alone
    return amounts_dates_durations.integer(stated, doc, "rec-sub-cou")


def received_by_lot(results: list[LotResult]) -> dict[str, int]:
    """Count tenders received by lot; a lot with several winners has several results (627166-2024).

    A lot whose results do not agree is left out.
    """
    stated: dict[str, set[int]] = {}
    for result in results:
        if result.received is not None:
            for lot in result.lots:
                stated.setdefault(lot, set()).add(result.received)
    return {lot: numbers.pop() for lot, numbers in stated.items() if len(numbers) == 1}


def tender(element: Element, doc: ParseState) -> Tender:
    amount = xml_paths.find_first(element, VALUE)
    value = amounts_dates_durations.amount(amount, doc, "win-ten-val")
    masked = "win-ten-val" in xml_paths.texts_at(element, PRIVATE)
    negative = value is None and (xml_paths.element_text(amount) or "").startswith("-")
    return Tender(
        id=xml_paths.text_at(element, ID) or "",
        lot=xml_paths.text_at(element, LOT_ID),
        party=xml_paths.text_at(element, PARTY_ID),
        value=None if masked else value,
        withheld=masked or negative,
        rank=xml_paths.text_at(element, RANK),
        subcontracting=tuple(subcontracting(element, doc)),
    )


def subcontracting(element: Element, doc: ParseState) -> Iterator[Text]:
    """What part of a tender is left to others: its share (BT-555) or value (BT-553), and what it
    is (BT-554).  A zero stands for "not known" beside a description."""
    percent = xml_paths.text_at(element, PERCENT)
    if percent and not _PERCENT.fullmatch(percent):
        percent = None
    amount = xml_paths.find_first(element, AMOUNT)
    money = amounts_dates_durations.amount(amount, doc, "sub-val")
    yield from subcontracting_texts(percent, money)
    words = xml_paths.find_all(element, DESCRIPTION)
    yield from xml_paths.texts("subcontracting", words, doc.language)


def contract(element: Element) -> Contract:
    number = xml_paths.text_at(element, NUMBER)
    return Contract(
        id=xml_paths.text_at(element, ID) or "",
        tenders=unique(xml_paths.texts_at(element, TENDER_ID)),
        # "." and "-" are filled in where the form requires a number (229377-2025)
        number=xml_paths.one_line(number) if number and any(map(str.isalnum, number)) else None,
        element=element,
    )


def suppliers_of(element: Element, organizations: Organizations) -> tuple[Supplier, ...]:
    """Return tenderers and subcontractors of a tendering party; a group's leader is main.

    A party without tenderers still has its own name (215441-2024).
    """
    tenderers = [
        (reference, xml_paths.is_true(element, LEADER))
        for element in xml_paths.find_all(element, TENDERER)
        if (reference := xml_paths.text_at(element, ID))
    ]
    alone = len({reference for reference, _ in tenderers}) == 1
    suppliers = [
        Supplier(organization, "main" if alone or leads else "member")
        for reference, leads in tenderers
        if (organization := organizations.get(reference))
    ]
    suppliers += [
        Supplier(organization, "subcontractor")
        for reference in xml_paths.texts_at(element, SUBCONTRACTOR)
        if (organization := organizations.get(reference))
    ]
    name = xml_paths.text_at(element, NAME)
    if name and not tenderers:
        suppliers.insert(0, Supplier(Organization(xml_paths.one_line(name))))
    return tuple(dict.fromkeys(suppliers))


def without_groups(lots: tuple[str, ...]) -> tuple[str, ...]:
    """Lots of an award; a group of lots (GLO-0001) only where no lot of it is named."""
    return tuple(lot for lot in lots if not lot.startswith("GLO-")) or lots


def by_role(suppliers: Iterable[Supplier]) -> tuple[Supplier, ...]:
    """Each supplier once in each role, main ones first."""
    order = {"main": 0, "member": 1, "subcontractor": 2}
    return tuple(sorted(dict.fromkeys(suppliers), key=lambda s: order[s.role]))


def parts(results: list[LotResult], lots: Iterable[str], tenders: Iterable[str] = ()) -> set[str]:
    """Lots, tenders (those given, else all of the results) and results, by which a modification may
    name a contract."""
    listed = tuple(tenders) or (tender for result in results for tender in result.tenders)
    return {*lots, *listed, *(result.id for result in results)}
