"""Parse the awards of an OCDS release, each joined with its contract.

An award and its contract are one row for a reader.  Where one award has several contracts (one
for each supplier, as Paraguay publishes them) each contract is a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any, get_args

from pipelines.model import Award, AwardStatus, Kind, Money, Period, Renewal, Supplier, replace
from spiders.parsers.common.concession_value_as_estimate import LAW, mark_as_estimate
from spiders.parsers.common.json_values import civil_date, clean_text, mapping
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.parsers.ocds.award_and_lot_fields import (
    Context,
    amendments,
    codes,
    lots_of,
    renewal,
    tenders_received,
)
from spiders.parsers.ocds.parties import suppliers
from spiders.parsers.ocds.values import period

_ORDINAL = re.compile(r"(?:contract|contrato|award|lot)?[-_ ]?\d{1,3}", re.I)
_STATUSES: dict[str, AwardStatus] = {status: status for status in get_args(AwardStatus)}
# OCDS 1.2, which deprecates the status
_FINAL_OF_AWARDS: dict[str, AwardStatus] = {
    "complete": "active",
    "cancelled": "cancelled",
    "unsuccessful": "unsuccessful",
}
_FINAL_OF_CONTRACTS: dict[str, AwardStatus] = {
    "complete": "terminated",
    "incomplete": "terminated",
    "cancelled": "cancelled",
    "unsuccessful": "cancelled",
}
_DELTA = {"id", "amendments", "documents"}
_OF_NO_AWARD = ""  # no award has this id
_PENDING: tuple[Kind, ...] = ("award_intention", "award")


def awards(here: Context) -> tuple[Award, ...]:
    """All awards that the release states, keys unique in it.

    An award of nothing but ``id`` and ``amendments`` (a change that restates nothing: Find a
    Tender 083685-2026) states none.
    """
    stated_awards = list_of_objects(here.release.get("awards"))
    contracts = _by_award(here.release, stated_awards)
    stated = [
        (award, contract, len(award_contracts))
        for award in stated_awards
        for award_contracts in [contracts.pop(clean_text(award.get("id")), [])]
        for contract in award_contracts or [{}]
        if contract or "amendments" not in award or award.keys() - _DELTA
    ]
    stated += [({}, contract, 1) for contract in chain.from_iterable(contracts.values())]
    alone = len(stated) == 1
    awarded: dict[int, tuple[Supplier, ...]] = {}  # by the identity of the award
    for award, _, _ in stated:
        if id(award) not in awarded:
            awarded[id(award)] = _awarded(award, here)
    awards = _unique(
        _award(award, contract, siblings, here, alone, awarded[id(award)])
        for award, contract, siblings in stated
    )
    if clean_text(mapping(here.tender.get("legalBasis")).get("id")) == LAW:
        awards = map(mark_as_estimate, awards)
    return tuple(awards)


def _by_award(
    release: dict[str, Any], stated_awards: Collection[dict[str, Any]]
) -> dict[str | None, list[dict[str, Any]]]:
    """Contracts by the award that they name.

    One that names none is of the award that bears its own id, else of the only one there is: which
    of several it is of, nothing tells.
    """
    award_ids = [clean_text(award.get("id")) for award in stated_awards]
    contracts: dict[str | None, list[dict[str, Any]]] = {}
    known_ids = set(award_ids)
    for contract in list_of_objects(release.get("contracts")):
        award_id, own_id = _award_of(contract), clean_text(contract.get("id"))
        if award_id is None and own_id in known_ids:
            award_id = own_id
        elif award_id is None:
            award_id = award_ids[0] if len(award_ids) == 1 else _OF_NO_AWARD
        contracts.setdefault(award_id, []).append(contract)
    return contracts


def _award_of(contract: dict[str, Any]) -> str | None:
    return clean_text(contract.get("awardID")) or clean_text(contract.get("awardId"))


def _unique(awards: Iterable[Award]) -> Iterator[Award]:
    """Two awards under one id stay two: the second is called ``id#2``."""
    seen: dict[str, int] = {}
    for award in awards:
        seen[award.key] = count = seen.get(award.key, 0) + 1
        yield award if count == 1 else replace(award, key=f"{award.key}#{count}", award_id=None)


def _award(
    award: dict[str, Any],
    contract: dict[str, Any],
    siblings: int,
    here: Context,
    alone: bool,
    awarded: tuple[Supplier, ...],
) -> Award:
    lots = lots_of(contract) or lots_of(award)
    lot = here.lots.get(lots[0]) if len(lots) == 1 else None
    lot = lot or (here.tender if alone else {})
    who = _suppliers(awarded, award, contract, here, alone)
    award_id = clean_text(award.get("id")) or _award_of(contract)
    if siblings > 1 and award_id and (id_ := clean_text(contract.get("id"))):
        award_id = f"{award_id}/{id_}"
    number_ = _contract_number(contract, award)
    key = award_id or number_ or "+".join([*lots, *(x.organization.name for x in who)]) or "1"
    status = _status(award, contract, here.kind)
    value = _value(award, contract, siblings, here)
    if status == "unsuccessful":
        # "may indicate the suppliers which were to be awarded" (awardStatus): they were not
        who, value = (), None
    ceiling = _ceiling(here, lot, value)
    if ceiling and not ceiling.amount:  # of a framework for nothing, no value was filled in
        value = ceiling = None
    return Award(
        key=key,
        key_basis="award_id" if award_id else "contract_number" if number_ else "lot_suppliers",
        award_id=award_id,
        lots=lots,
        title=clean_text(award.get("title")) or clean_text(contract.get("title")),
        description=clean_text(award.get("description")) or clean_text(contract.get("description")),
        status=status,
        decided=civil_date(award.get("date"), here.zone),
        signed=civil_date(contract.get("dateSigned"), here.zone),
        value=value,
        value_kind=None if value is None else "ceiling" if ceiling else "exact",
        maximum=ceiling,
        tenders_received=tenders_received(here, lots, alone),
        suppliers=who,
        contract_number=number_,
        period=_period(award, contract, lot, here),
        renewal=_renewal(award, contract, lot, here.zone),
        codes=tuple(dict.fromkeys(chain(codes(award), codes(contract)))),
        technique=here.procedure.technique,
        framework_id=here.procedure.framework_id,
        amendments=tuple(amendments(award, contract, here)),
        amends=award_id if here.kind in ("amendment", "termination") else None,
        url=_url(award) or _url(contract),
    )


def _value(
    award: dict[str, Any], contract: dict[str, Any], siblings: int, here: Context
) -> Money | None:
    """The contract's value, as a proposed amendment changes it, else its award's.

    That of an award with several contracts is theirs together.  A contract whose value is 0, after
    an award that has one, was not filled in.
    """
    if here.kind == "amendment":
        for change in reversed(list(list_of_objects(contract.get("proposedAmendments")))):
            if result := here.money(change.get("value")):
                return result
    own = here.money(contract.get("value"))
    if siblings > 1 or (own and own.amount):
        return own
    return here.positive_money(award.get("value")) or own or here.money(award.get("value"))


def value_of_all(here: Context) -> Money | None:
    """The value of the only award, where none of its several contracts has one of its own, or where
    that of its only contract is another: what was settled in the end (SEAO)."""
    contracts = list_of_objects(here.release.get("contracts"))
    stated_awards = list_of_objects(here.release.get("awards"))
    if len(stated_awards) != 1 or not contracts:
        return None
    awarded = here.positive_money(next(iter(stated_awards)).get("value"))
    own = [money for contract in contracts if (money := here.money(contract.get("value")))]
    if len(contracts) > 1:
        return None if own else awarded
    return awarded if own and own[0].amount and own[0] != awarded else None


def _contract_number(contract: dict[str, Any], award: dict[str, Any]) -> str | None:
    """The contract's id where it is more than a counter or the award's id again."""
    id_ = clean_text(contract.get("id"))
    if not id_ or id_ == clean_text(award.get("id")) or id_ == _award_of(contract):
        return None
    return None if _ORDINAL.fullmatch(id_) else id_


def _status(award: dict[str, Any], contract: dict[str, Any], kind: Kind) -> AwardStatus | None:
    """The contract's status, else the award's; before signature UK5 and UK6 without one wait."""
    for part in (contract, award):
        status = (clean_text(part.get("status")) or "").lower()
        if status in _STATUSES:
            return _STATUSES[status]
    for part, states in ((contract, _FINAL_OF_CONTRACTS), (award, _FINAL_OF_AWARDS)):
        if final := states.get((clean_text(part.get("finalStatus")) or "").lower()):
            return final
    return "pending" if kind in _PENDING and award and not contract else None


def _suppliers(
    awarded: tuple[Supplier, ...],
    award: dict[str, Any],
    contract: dict[str, Any],
    here: Context,
    alone: bool,
) -> tuple[Supplier, ...]:
    """Suppliers of the contract, else of the award; parties only where there is one award."""
    own = list_of_objects(contract.get("suppliers"))
    changes = (
        *list_of_objects(contract.get("amendments")),
        *list_of_objects(contract.get("proposedAmendments")),
    )
    if alone and not (award.get("suppliers") or contract.get("suppliers")):
        own = here.parties.with_role("supplier")
    if not own and not changes:
        return awarded
    others = [supplier for supplier in awarded if supplier.role == "subcontractor"]
    who = list(suppliers(own, here.parties)) or [x for x in awarded if x not in others]
    return tuple(dict.fromkeys((*_changed(who, changes, here), *others)))


def _awarded(award: dict[str, Any], here: Context) -> tuple[Supplier, ...]:
    """Suppliers and subcontractors of an award, which all of its contracts share."""
    who = list(suppliers(list_of_objects(award.get("suppliers")), here.parties))
    for part in list_of_objects(mapping(award.get("subcontracting")).get("subcontracts")):
        references = chain(
            list_of_objects(part.get("subcontractors")), list_of_objects(part.get("suppliers"))
        )
        who += suppliers(references, here.parties, "subcontractor")
    return tuple(dict.fromkeys(who))


def _changed(
    who: list[Supplier], changes: Iterable[dict[str, Any]], here: Context
) -> Iterator[Supplier]:
    """Suppliers after those that amendments remove have gone and those that they add have come."""
    by_name: dict[str, list[Supplier]] = {}
    for supplier in who:
        by_name.setdefault(supplier.organization.name, []).append(supplier)
    for change in changes:
        gone = list_of_objects(change.get("suppliersRemoved"))
        removed = chain.from_iterable(here.parties.with_id(party.get("id")) for party in gone)
        for supplier in suppliers(removed, here.parties):
            by_name.pop(supplier.organization.name, None)
        for supplier in suppliers(list_of_objects(change.get("suppliersAdded")), here.parties):
            by_name.setdefault(supplier.organization.name, []).append(supplier)
    return chain.from_iterable(by_name.values())


def _ceiling(here: Context, lot: dict[str, Any], value: Money | None) -> Money | None:
    """Most that can be called off; None where this is no framework or dynamic market."""
    if here.procedure.technique not in ("framework", "dynamic_purchasing"):
        return None
    for part in (lot, here.tender):
        framework = mapping(mapping(part.get("techniques")).get("frameworkAgreement"))
        if amount := here.positive_money(framework.get("value")):
            return amount
    return value


def _period(
    award: dict[str, Any], contract: dict[str, Any], lot: dict[str, Any], here: Context
) -> Period | None:
    """As amended last, else signed, awarded or announced period (of the one lot or award)."""
    if here.kind == "amendment":
        made, proposed = (contract.get(name) for name in ("amendments", "proposedAmendments"))
        for change in reversed([*list_of_objects(made), *list_of_objects(proposed)]):
            if result := period(change.get("period"), here.zone):
                return result
    for value in (contract.get("period"), award.get("contractPeriod"), lot.get("contractPeriod")):
        if result := period(value, here.zone):
            return result
    return None


def _renewal(
    award: dict[str, Any], contract: dict[str, Any], lot: dict[str, Any], zone: str | None
) -> Renewal | None:
    for part in (contract, award, lot):
        if result := renewal(part, zone):
            return result
    return None


def _url(part: dict[str, Any]) -> str | None:
    """Page of the latest notice that the award or contract lists."""
    for document in reversed(list(list_of_objects(part.get("documents")))):
        if clean_text(document.get("documentType")) in ("awardNotice", "contractNotice"):
            url = clean_text(document.get("url"))
            if url and url.startswith(("http://", "https://")):
                return url
    return clean_text(part.get("url"))
