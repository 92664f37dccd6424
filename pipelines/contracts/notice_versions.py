"""The notices of one procedure -> which of them stand, and the contracts that they state.

A pure function of the *set* of notices: the order in which they arrived changes nothing, so a
rebuilt database has the same ids.  Only a notice that says so replaces another; a further result
without it is a tranche and replaces nothing.  What arrives before its target waits for it: as soon
as both are there the fold finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.contracts.contract import Contract, Mention, Standing, settle, share, supplier_key
from pipelines.contracts.fill_missing import complete
from pipelines.model import Award, Notice

STATING = ("award_intention", "award", "contract", "amendment", "termination")
_KIND_ORDER = {
    "planning": 0,
    "tender": 1,
    "award_intention": 2,
    "award": 3,
    "contract": 4,
    "amendment": 5,
    "termination": 6,
}
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class History:
    """What a procedure's notices amount to."""

    standings: dict[str, Standing]
    contracts: list[Contract]


def chronological(notice: Notice) -> tuple[date, int, int, list[tuple[int, str]]]:
    """Order in which notices speak: publication date, corrections after, kind, number."""
    number = [
        (int(part), "") if part.isdigit() else (0, part)
        for part in re.split(r"(\d+)", notice.number)
        if part
    ]
    change = 0 if notice.change == "none" else 1
    return notice.published or date.min, change, _KIND_ORDER[notice.kind], number


def fold(notices: Iterable[Notice]) -> History:
    """Notices of one family, in any order -> standings and contracts."""
    ordered = sorted(notices, key=chronological)
    standings = _standings(ordered)
    contracts: list[Contract] = []
    by_notice: dict[str, list[Contract]] = {}
    for notice in ordered:
        target = _target(notice, ordered)
        if notice.kind in STATING or notice.awards:
            _state(notice, target, standings, contracts, by_notice)
        if notice.change == "cancellation" and target is not None:
            _cancel(notice, by_notice.get(target.id, ()))
    for contract in contracts:
        settle(contract, standings)
    share(contracts)
    spoken_of = [contract for contract in contracts if contract.mentions]
    complete(spoken_of, ordered)
    return History(standings, spoken_of)


def _standings(ordered: Sequence[Notice]) -> dict[str, Standing]:
    standings = {notice.id: Standing() for notice in ordered}
    for notice in ordered:
        target = _target(notice, ordered, relations=("replaces",))
        if target is None or notice.change == "none":
            continue
        standings[notice.id].replaces = target.id
        ended = _head(target.id, notice.id, standings)
        standings[ended].state = "cancelled" if notice.change == "cancellation" else "replaced"
        standings[ended].replaced_by = notice.id
    return standings


def _head(target: str, successor: str, standings: dict[str, Standing]) -> str:
    """The notice that stands in the target's place by now: two corrections may name one notice."""
    seen = {successor}
    while target not in seen:
        seen.add(target)
        following = standings[target].replaced_by
        if following is None or following in seen:
            break
        target = following
    return target


def _target(
    notice: Notice, family: Sequence[Notice], relations: tuple[str, ...] = ("replaces", "amends")
) -> Notice | None:
    """The notice of the family that this one says it changes; the latest when several match."""
    for reference in notice.references:
        if reference.relation not in relations:
            continue
        if reference.scheme == "ocid":
            return _like(notice, family, reference.id)
        for other in reversed(family):
            if other.id != notice.id and names(other, reference.scheme, reference.id):
                return other
    return None


def _like(notice: Notice, family: Sequence[Notice], ocid: str) -> Notice | None:
    """An OCDS update names no notice: the latest earlier one of its kind, buyer and awards."""
    awards = {award.award_id for award in notice.awards}
    found: Notice | None = None
    for other in family:
        if other.id == notice.id:
            break
        if (
            other.kind != notice.kind
            or other.procedure.id != ocid
            or not _same_buyer(notice, other)
        ):
            continue
        if not awards or awards & {award.award_id for award in other.awards}:
            found = other
    return found


def _same_buyer(one: Notice, other: Notice) -> bool:
    """Unnamed buyers contradict nothing."""
    first = {buyer.organization.id for buyer in one.buyers}
    second = {buyer.organization.id for buyer in other.buyers}
    return not first or not second or bool(first & second)


def names(notice: Notice, scheme: str, wanted: str) -> bool:
    """True if ``wanted`` of that scheme is an id of this notice."""
    if scheme == "number" or (scheme == "ted" and notice.portal == "ted"):
        return wanted == notice.number
    if scheme == "notice_identifier" and notice.notice_identifier:
        identifier, _, version = wanted.rpartition("-")
        same_version = version.lstrip("0") == (notice.notice_version or "").lstrip("0")
        return (identifier == notice.notice_identifier and same_version) or (
            wanted == notice.notice_identifier
        )
    return False


def _state(
    notice: Notice,
    target: Notice | None,
    standings: dict[str, Standing],
    contracts: list[Contract],
    by_notice: dict[str, list[Contract]],
) -> None:
    """Lay each award of a notice on the contract that it restates, or begin a new one."""
    taken: set[int] = set()
    of_target = by_notice.get(target.id, []) if target is not None else []
    for award in notice.awards:
        contract = _match(notice, award, of_target, contracts, taken)
        if contract is None:
            contract = Contract(id=f"{notice.portal}:{notice.number}/{award.key}")
            contracts.append(contract)
        taken.add(id(contract))
        contract.mentions.append(Mention(notice, _role(notice), award))
        _remember(contract, award)
        by_notice.setdefault(notice.id, []).append(contract)
    if not notice.awards and notice.kind in ("amendment", "termination"):
        for contract in of_target:
            contract.mentions.append(Mention(notice, _role(notice), None))
            by_notice.setdefault(notice.id, []).append(contract)


def _remember(contract: Contract, award: Award) -> None:
    """Facts by which the next notice finds this contract."""
    contract.lots = award.lots or contract.lots
    contract.suppliers = award.suppliers or contract.suppliers
    contract.contract_number = award.contract_number or contract.contract_number
    contract.award_id = award.award_id or contract.award_id
    contract.technique = award.technique or contract.technique


def _match(
    notice: Notice,
    award: Award,
    of_target: Sequence[Contract],
    contracts: Sequence[Contract],
    taken: set[int],
) -> Contract | None:
    """The contract that this award restates; None when in doubt (a doubled row is seen)."""
    free = [contract for contract in contracts if id(contract) not in taken]
    near = [contract for contract in of_target if id(contract) not in taken]
    if award.award_id is not None:
        # award ids count from 1 in each process, and a process may be shared by many buyers
        same = [
            c
            for c in free
            if c.award_id == award.award_id
            and c.latest.procedure.id == notice.procedure.id
            and _same_buyer(c.latest, notice)
        ]
        return same[0] if same else None
    for wanted in (award.amends, award.contract_number):
        if wanted:
            same = [c for c in near or free if _number(c.contract_number) == _number(wanted)]
            if len(same) == 1:
                return same[0]
    pools = (near, free) if near else (free,)
    for pool in pools:
        same = [c for c in pool if _same_lots_and_suppliers(c, award)]
        if len(same) == 1 and _may_merge(notice, award, same[0], pool is near):
            return same[0]
    if notice.kind == "amendment" or notice.change != "none":
        same = [c for c in near if set(c.lots) == set(award.lots)]
        if len(same) == 1:
            return same[0]
        # Poland's changes of contracts name the winner and no lot
        same = [c for c in near if not award.lots and _same_suppliers(c, award)]
        if len(same) == 1:
            return same[0]
        if len(near) == 1 and len(notice.awards) == 1:
            return near[0]
    return None


def _may_merge(notice: Notice, award: Award, contract: Contract, named: bool) -> bool:
    """Same lot and suppliers is the same contract, unless the notice tells two numbers apart or
    many contracts are awarded under one framework or purchasing system."""
    if named:
        return True
    if award.contract_number and contract.contract_number:
        return _number(award.contract_number) == _number(contract.contract_number)
    return not (
        award.technique in ("dynamic_purchasing", "call_off") and notice.kind != "amendment"
    )


def _number(number: str | None) -> str | None:
    return re.sub(r"[\s./_-]+", "", number).casefold() if number else None


def _same_lots_and_suppliers(contract: Contract, award: Award) -> bool:
    return _same_suppliers(contract, award) and set(award.lots) == set(contract.lots)


def _same_suppliers(contract: Contract, award: Award) -> bool:
    main = {supplier_key(s) for s in award.suppliers if s.role != "subcontractor"}
    known = {supplier_key(s) for s in contract.suppliers if s.role != "subcontractor"}
    return bool(main) and main == known


def _role(notice: Notice) -> str:
    if notice.kind == "termination":
        return "ends"
    if notice.kind == "amendment":
        return "amends"
    return "states" if notice.change == "none" else "corrects"


def _cancel(notice: Notice, contracts: Iterable[Contract]) -> None:
    for contract in contracts:
        contract.mentions = [m for m in contract.mentions if m.notice.id != notice.id]
        contract.mentions.append(Mention(notice, "ends", None))
