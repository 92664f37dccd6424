"""Parse ``TenderResult`` and ``ContractModification`` of a file into awards.

A result stays as it was awarded when its contract is modified or extended: each modification states
the value and the length that the contract has from then on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pipelines.model import (
    Amendment,
    Award,
    Identifier,
    Money,
    Organization,
    Period,
    Supplier,
    ValueKind,
    replace,
)
from spiders.parsers.codice.code_lists import OUTCOMES, TECHNIQUES
from spiders.parsers.codice.unique_award_keys import with_unique_keys
from spiders.parsers.codice.values import (
    amount,
    duration,
    is_person_number,
    name_and_numbers,
    parse_date,
    planned_period,
    without_tax,
)
from spiders.parsers.common.build_period import stated_period
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import integer
from spiders.parsers.decoding.atom_feed import Element, select_all, select_first, select_text


def awards(folder: Element) -> Iterator[Award]:
    """Read the results in their order, keyed by contract number, else by lot, and told apart."""
    awards = with_unique_keys(
        [_award(folder, result) for result in select_all(folder, "TenderResult")]
    )
    numbers = Counter(award.contract_number for award in awards)
    changed = _in_order(select_all(folder, "ContractModification"))
    for award in awards:
        is_alone = len(awards) == 1
        about = [
            element
            for element in changed
            if is_alone or _contract(element) == award.contract_number
        ]
        # regional platforms give the lots of a file one number: whose value it is, nobody can tell
        is_its_own = is_alone or numbers[award.contract_number] == 1
        yield _modified(award, about, is_its_own) if about and _is_awarded(award) else award


def _is_awarded(award: Award) -> bool:
    return award.status not in ("unsuccessful", "cancelled")


def _in_order(changed: list[Element]) -> list[Element]:
    """Return modifications in the order of their numbers, where all have one."""
    numbers = [select_text(element, "ID") or "" for element in changed]
    if not all(map(str.isdecimal, numbers)):
        return changed
    order = sorted(range(len(changed)), key=lambda position: int(numbers[position]))
    return [changed[position] for position in order]


def _contract(element: Element) -> str:
    """Return the number of the contract that a modification names, "" where it names none."""
    return select_text(element, "ContractID") or select_text(element, "ContractReference/ID") or ""


def _modified(award: Award, changed: list[Element], is_its_own: bool) -> Award:
    """The award with its modifications, and the value and length that the last of them states."""
    before = award.value
    amendments = []
    for element in changed:
        amendment = _amendment(element, before if is_its_own else None)
        before = amendment.value_after or before
        amendments.append(amendment if is_its_own else replace(amendment, value_after=None))
    if not is_its_own:
        return replace(award, amendments=tuple(amendments))
    lengths = (duration(element, "FinalDurationMeasure") for element in reversed(changed))
    months = next(filter(None, lengths), None)
    start = award.period.start if award.period else None
    return replace(
        award,
        value=before,
        value_kind=award.value_kind or ("exact" if before else None),
        maximum=before if award.maximum else None,
        period=stated_period(start, None, months) if months else award.period,
        amendments=tuple(amendments),
    )


def _award(folder: Element, result: Element) -> Award:
    lots = tuple(
        dict.fromkeys(
            text
            for element in select_all(result, "AwardedTenderedProject/ProcurementProjectLotID")
            if (text := (element.text or "").strip())
        )
    )
    number = select_text(result, "Contract/ID")
    money = select_first(result, "AwardedTenderedProject/LegalMonetaryTotal")
    value = without_tax(
        amount(money, "TaxExclusiveAmount", False), amount(money, "PayableAmount", True)
    )
    technique = TECHNIQUES.get(select_text(folder, "TenderingProcess/ContractingSystemCode") or "")
    ceiling = technique in ("framework", "dynamic_purchasing")
    kind: ValueKind = "ceiling" if ceiling else "exact"
    project = select_first(folder, "ProcurementProject")
    of_lot = [
        select_first(lot, "ProcurementProject")
        for lot in select_all(folder, "ProcurementProjectLot")
        if select_text(lot, "ID") in lots
    ]
    period = next(filter(None, map(planned_period, [*of_lot, project])), None)
    return Award(
        key=number or "+".join(lots) or "1",
        key_basis="contract_number" if number else "lot_suppliers",
        lots=lots,
        description=select_text(result, "Description"),
        status=OUTCOMES.get(select_text(result, "ResultCode") or ""),
        decided=parse_date(select_text(result, "AwardDate")),
        signed=parse_date(select_text(result, "Contract/IssueDate")),
        value=value,
        value_kind=kind if value else None,
        maximum=value if ceiling else None,
        tenders_received=integer(select_text(result, "ReceivedTenderQuantity")),
        suppliers=tuple(_suppliers(result)),
        contract_number=number,
        period=_in_force(period, parse_date(select_text(result, "StartDate"))),
        technique=technique,
    )


def _in_force(planned: Period | None, start: date | None) -> Period | None:
    """The planned period, from the day on which the contract enters into force where that is told;
    a planned last day stays, unless it was before that day.

    Source  OpenPLACSP, which writes ``TenderResult/StartDate`` as "Fecha entrada en vigor".
    """
    if start is None or planned is None:
        return planned or stated_period(start, None, None)
    end = planned.end if planned.end and planned.end >= start else None
    return stated_period(start, end, planned.months)


def _suppliers(result: Element) -> Iterator[Supplier]:
    parties = select_all(result, "WinningParty")
    for party in parties:
        numbers = select_all(party, "PartyIdentification/ID")
        name, ids = name_and_numbers(
            select_text(party, "PartyName/Name"),
            [(x.get("schemeName") or "", (x.text or "").strip()) for x in numbers],
        )
        if not name:
            continue
        person = any(is_person_number(id_) for _, id_ in ids)
        identifiers = (
            ()
            if person
            else tuple(
                Identifier("ES-NIF" if scheme == "NIF" else "", id_) for scheme, id_ in ids if id_
            )
        )
        where = select_text(party, "PhysicalLocation/Address/Country/IdentificationCode")
        who = Organization(
            name,
            country=country(where)
            or ("ES" if any(x.scheme == "ES-NIF" for x in identifiers) else None),
            identifiers=identifiers,
            natural_person=True if person else None,
            city=select_text(party, "PhysicalLocation/Address/CityName"),
        )
        yield Supplier(who, "main" if len(parties) == 1 else "member")


def _amendment(element: Element, before: Money | None) -> Amendment:
    after = amount(element, "FinalLegalMonetaryTotal/TaxExclusiveAmount", False)
    return Amendment(
        id=select_text(element, "ID"),
        date=parse_date(select_text(element, "IssueDate")),
        description=select_text(element, "Note"),
        value_before=before if after and before and before.vat == after.vat else None,
        value_after=after,
    )
