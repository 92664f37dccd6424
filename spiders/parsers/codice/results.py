"""Parse ``TenderResult`` and ``ContractModification`` of a file into awards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.model import (
    Amendment,
    Award,
    Identifier,
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
    is_person_number,
    parse_date,
    planned_period,
)
from spiders.parsers.common.build_period import stated_period
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import integer
from spiders.parsers.decoding.atom_feed import Element, select_all, select_first, select_text


def awards(folder: Element) -> Iterator[Award]:
    """Read the results in their order, keyed by contract number, else by lot, and told apart."""
    changed = list(select_all(folder, "ContractModification"))
    results = select_all(folder, "TenderResult")
    for award in with_unique_keys([_award(folder, result) for result in results]):
        yield replace(award, amendments=tuple(_amendments(changed, award, len(results) == 1)))


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
    value = amount(money, "TaxExclusiveAmount", False) or amount(money, "PayableAmount", True)
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
        name = select_text(party, "PartyName/Name")
        if not name:
            continue
        ids = [
            (x.get("schemeName") or "", (x.text or "").strip())
            for x in select_all(party, "PartyIdentification/ID")
        ]
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


def _amendments(changed: list[Element], award: Award, alone: bool) -> Iterator[Amendment]:
    """Modifications that name the award's contract, or all where there is one award only."""
    for element in changed:
        contract_id = select_text(element, "ContractID") or select_text(
            element, "ContractReference/ID"
        )
        if (contract_id and contract_id == award.contract_number) or (alone and not contract_id):
            yield Amendment(
                id=select_text(element, "ID"),
                date=parse_date(select_text(element, "IssueDate")),
                description=select_text(element, "Note"),
                value_after=amount(element, "FinalLegalMonetaryTotal/TaxExclusiveAmount", False),
            )
