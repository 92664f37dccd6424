"""Parse ``TenderResult`` and ``ContractModification`` of a file into awards."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import (
    Amendment,
    Award,
    Identifier,
    Organization,
    Supplier,
    ValueKind,
    replace,
)
from spiders.parsers.codice.distinct_keys import distinct_keys
from spiders.parsers.codice.values import (
    OUTCOMES,
    TECHNIQUES,
    amount,
    day,
    is_person,
    month_and_period,
)
from spiders.parsers.common.iso_codes import country
from spiders.parsers.decoding.atom_feed import Element, every, first, words
from spiders.parsers.ocds.values import whole


def awards(folder: Element) -> Iterator[Award]:
    """Read the results in their order, keyed by contract number, else by lot, and told apart."""
    changed = list(every(folder, "ContractModification"))
    results = every(folder, "TenderResult")
    for award in distinct_keys([_award(folder, result) for result in results]):
        yield replace(award, amendments=tuple(_amendments(changed, award, len(results) == 1)))


def _award(folder: Element, result: Element) -> Award:
    lots = tuple(
        dict.fromkeys(
            text
            for one in every(result, "AwardedTenderedProject/ProcurementProjectLotID")
            if (text := (one.text or "").strip())
        )
    )
    number = words(result, "Contract/ID")
    money = first(result, "AwardedTenderedProject/LegalMonetaryTotal")
    value = amount(money, "TaxExclusiveAmount", False) or amount(money, "PayableAmount", True)
    technique = TECHNIQUES.get(words(folder, "TenderingProcess/ContractingSystemCode") or "")
    ceiling = technique in ("framework", "dynamic_purchasing")
    kind: ValueKind = "ceiling" if ceiling else "exact"
    project = first(folder, "ProcurementProject")
    of_lot = [
        first(lot, "ProcurementProject")
        for lot in every(folder, "ProcurementProjectLot")
        if words(lot, "ID") in lots
    ]
    period = next(filter(None, map(month_and_period, [*of_lot, project])), None)
    return Award(
        key=number or "+".join(lots) or "1",
        key_basis="contract_number" if number else "lot_suppliers",
        lots=lots,
        description=words(result, "Description"),
        status=OUTCOMES.get(words(result, "ResultCode") or ""),
        decided=day(words(result, "AwardDate")),
        signed=day(words(result, "Contract/IssueDate")),
        value=value,
        value_kind=kind if value else None,
        maximum=value if ceiling else None,
        tenders_received=whole(words(result, "ReceivedTenderQuantity")),
        suppliers=tuple(_suppliers(result)),
        contract_number=number,
        period=period,
        technique=technique,
    )


def _suppliers(result: Element) -> Iterator[Supplier]:
    parties = every(result, "WinningParty")
    for party in parties:
        name = words(party, "PartyName/Name")
        if not name:
            continue
        ids = [
            (x.get("schemeName") or "", (x.text or "").strip())
            for x in every(party, "PartyIdentification/ID")
        ]
        person = any(is_person(id_) for _, id_ in ids)
        known = (
            ()
            if person
            else tuple(
                Identifier("ES-NIF" if scheme == "NIF" else "", id_) for scheme, id_ in ids if id_
            )
        )
        where = words(party, "PhysicalLocation/Address/Country/IdentificationCode")
        who = Organization(
            name,
            country=country(where) or ("ES" if any(x.scheme == "ES-NIF" for x in known) else None),
            identifiers=known,
            natural_person=True if person else None,
            city=words(party, "PhysicalLocation/Address/CityName"),
        )
        yield Supplier(who, "main" if len(parties) == 1 else "member")


def _amendments(changed: list[Element], award: Award, alone: bool) -> Iterator[Amendment]:
    """Modifications that name the award's contract, or all where there is one award only."""
    for one in changed:
        named = words(one, "ContractID") or words(one, "ContractReference/ID")
        if (named and named == award.contract_number) or (alone and not named):
            yield Amendment(
                id=words(one, "ID"),
                date=day(words(one, "IssueDate")),
                description=words(one, "Note"),
                value_after=amount(one, "FinalLegalMonetaryTotal/TaxExclusiveAmount", False),
            )
