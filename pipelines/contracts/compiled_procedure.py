"""Compile the notices of a procedure: which are current, and which contracts they state.

A pure function of the *set* of notices: the order of arrival changes nothing, so a rebuilt database
has the same ids.  Only a notice that names another one replaces it; a further result without such a
reference is a further tranche.  A reference to a notice not yet received takes effect once that
notice is in the set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.contracts.compiled_contract import (
    CompiledContract,
    ContractMention,
    NoticeState,
    mark_shared_values,
    merge_mentions,
    supplier_key,
)
from pipelines.contracts.fill_missing import fill_missing
from pipelines.model import Award, Notice

STATING_KINDS = ("award_intention", "award", "contract", "amendment", "termination")
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
class CompiledProcedure:
    """The state of each notice by id, and the contracts of a procedure."""

    notice_states: dict[str, NoticeState]
    contracts: list[CompiledContract]


def chronological_key(notice: Notice) -> tuple[date, int, int, list[tuple[int, str]]]:
    """Sort key of notices: publication date, corrections last, kind, number."""
    number = [
        (int(part), "") if part.isdigit() else (0, part)
        for part in re.split(r"(\d+)", notice.number)
        if part
    ]
    change = 0 if notice.change == "none" else 1
    return notice.published or date.min, change, _KIND_ORDER[notice.kind], number


def in_order(notices: Iterable[Notice]) -> list[Notice]:
    """Return the notices of a procedure, oldest first; most procedures have one."""
    unordered = list(notices)
    return sorted(unordered, key=chronological_key) if len(unordered) > 1 else unordered


def compile_procedure(notices: Iterable[Notice]) -> CompiledProcedure:
    """Compile connected notices, given in any order, into notice states and contracts."""
    ordered = in_order(notices)
    states = _notice_states(ordered)
    contracts: list[CompiledContract] = []
    by_notice: dict[str, list[CompiledContract]] = {}
    for notice in ordered:
        changed = _changed_notice(notice, ordered)
        if notice.kind in STATING_KINDS or notice.awards:
            _add_awards(notice, changed, states, contracts, by_notice)
        if notice.change == "cancellation" and changed is not None:
            _cancel_contracts(notice, by_notice.get(changed.id, ()))
    for contract in contracts:
        merge_mentions(contract, states)
    mark_shared_values(contracts)
    mentioned = [contract for contract in contracts if contract.mentions]
    fill_missing(mentioned, ordered)
    return CompiledProcedure(states, mentioned)


def _notice_states(ordered: Sequence[Notice]) -> dict[str, NoticeState]:
    """Determine which notices are current, replaced or cancelled."""
    states = {notice.id: NoticeState() for notice in ordered}
    for notice in ordered:
        changed = _changed_notice(notice, ordered, relations=("replaces",))
        if changed is None or notice.change == "none":
            continue
        states[notice.id].replaces = changed.id
        replaced = _current_successor(changed.id, notice.id, states)
        states[replaced].state = "cancelled" if notice.change == "cancellation" else "replaced"
        states[replaced].replaced_by = notice.id
    return states


def _current_successor(target: str, successor: str, states: dict[str, NoticeState]) -> str:
    """Return the notice that now stands in the place of ``target``.

    Two corrections may both name the same notice.
    """
    visited = {successor}
    while target not in visited:
        visited.add(target)
        successor_id = states[target].replaced_by
        if successor_id is None or successor_id in visited:
            break
        target = successor_id
    return target


def _changed_notice(
    notice: Notice, notices: Sequence[Notice], relations: tuple[str, ...] = ("replaces", "amends")
) -> Notice | None:
    """Return the notice that this one says it changes; the latest when several match."""
    for reference in notice.references:
        if reference.relation not in relations:
            continue
        if reference.scheme == "ocid":
            return _earlier_ocds_notice(notice, notices, reference.id)
        for other in reversed(notices):
            if other.id != notice.id and has_id(other, reference.scheme, reference.id):
                return other
    return None


def _earlier_ocds_notice(notice: Notice, notices: Sequence[Notice], ocid: str) -> Notice | None:
    """Return the notice that an OCDS update changes.

    An OCDS update names no notice: it is the latest earlier one of the same kind, buyer and awards.
    """
    awards = {award.award_id for award in notice.awards}
    latest: Notice | None = None
    for other in notices:
        if other.id == notice.id:
            break
        if (
            other.kind != notice.kind
            or other.procedure.id != ocid
            or not _same_buyer(notice, other)
        ):
            continue
        if not awards or awards & {award.award_id for award in other.awards}:
            latest = other
    return latest


def _same_buyer(one: Notice, other: Notice) -> bool:
    """Whether two notices may have the same buyer; unnamed buyers do not contradict."""
    first = {buyer.organization.id for buyer in one.buyers}
    second = {buyer.organization.id for buyer in other.buyers}
    return not first or not second or bool(first & second)


def has_id(notice: Notice, scheme: str, id_: str) -> bool:
    """Whether ``id_`` of this scheme is an id of the notice."""
    if scheme == "number" or (scheme == "ted" and notice.portal == "ted"):
        return id_ == notice.number
    if scheme == "notice_identifier" and notice.notice_identifier:
        identifier, _, version = id_.rpartition("-")
        same_version = version.lstrip("0") == (notice.notice_version or "").lstrip("0")
        return (identifier == notice.notice_identifier and same_version) or (
            id_ == notice.notice_identifier
        )
    return False


def _add_awards(
    notice: Notice,
    changed: Notice | None,
    states: dict[str, NoticeState],
    contracts: list[CompiledContract],
    by_notice: dict[str, list[CompiledContract]],
) -> None:
    """Add each award of a notice to the contract that it restates, or start a new contract."""
    assigned: set[int] = set()
    of_changed = by_notice.get(changed.id, []) if changed is not None else []
    for award in notice.awards:
        contract = _find_contract(notice, award, of_changed, contracts, assigned)
        if contract is None:
            contract = CompiledContract(id=f"{notice.portal}:{notice.number}/{award.key}")
            contracts.append(contract)
        assigned.add(id(contract))
        contract.mentions.append(ContractMention(notice, _mention_role(notice), award))
        _update_match_fields(contract, award)
        by_notice.setdefault(notice.id, []).append(contract)
    if not notice.awards and notice.kind in ("amendment", "termination"):
        for contract in of_changed:
            contract.mentions.append(ContractMention(notice, _mention_role(notice), None))
            by_notice.setdefault(notice.id, []).append(contract)


def _update_match_fields(contract: CompiledContract, award: Award) -> None:
    """Update the fields by which later awards are matched with this contract."""
    contract.lots = award.lots or contract.lots
    contract.suppliers = award.suppliers or contract.suppliers
    contract.contract_number = award.contract_number or contract.contract_number
    contract.award_id = award.award_id or contract.award_id
    contract.technique = award.technique or contract.technique


def _find_contract(
    notice: Notice,
    award: Award,
    of_changed: Sequence[CompiledContract],
    contracts: Sequence[CompiledContract],
    assigned: set[int],
) -> CompiledContract | None:
    """Find the contract that an award restates.

    None when in doubt: a contract listed twice is noticed, a wrong merge is not.
    """
    unassigned = [contract for contract in contracts if id(contract) not in assigned]
    candidates = [contract for contract in of_changed if id(contract) not in assigned]
    if award.award_id is not None:
        # award ids count from 1 in each process, and a process may be shared by many buyers
        matching = [
            c
            for c in unassigned
            if c.award_id == award.award_id
            and c.latest.procedure.id == notice.procedure.id
            and _same_buyer(c.latest, notice)
        ]
        return matching[0] if matching else None
    for number in (award.amends, award.contract_number):
        if number:
            matching = [
                c
                for c in candidates or unassigned
                if _normalised_number(c.contract_number) == _normalised_number(number)
            ]
            if len(matching) == 1:
                return matching[0]
    pools = (candidates, unassigned) if candidates else (unassigned,)
    for pool in pools:
        matching = [c for c in pool if _same_lots_and_suppliers(c, award)]
        if len(matching) == 1 and _may_merge(notice, award, matching[0], pool is candidates):
            return matching[0]
    if notice.kind == "amendment" or notice.change != "none":
        matching = [c for c in candidates if set(c.lots) == set(award.lots)]
        if len(matching) == 1:
            return matching[0]
        # Poland's changes of contracts name the winner and no lot
        matching = [c for c in candidates if not award.lots and _same_suppliers(c, award)]
        if len(matching) == 1:
            return matching[0]
        if len(candidates) == 1 and len(notice.awards) == 1:
            return candidates[0]
    return None


def _may_merge(notice: Notice, award: Award, contract: CompiledContract, named: bool) -> bool:
    """Whether an award with the lots and suppliers of a contract is that contract.

    Not when the numbers differ, nor under a purchasing system or framework, where many contracts
    are awarded to the same supplier.

    ``named``  the notice names the one that stated the contract.
    """
    if named:
        return True
    if award.contract_number and contract.contract_number:
        return _normalised_number(award.contract_number) == _normalised_number(
            contract.contract_number
        )
    return not (
        award.technique in ("dynamic_purchasing", "call_off") and notice.kind != "amendment"
    )


def _normalised_number(number: str | None) -> str | None:
    """Return a contract number without separators, folded."""
    return re.sub(r"[\s./_-]+", "", number).casefold() if number else None


def _same_lots_and_suppliers(contract: CompiledContract, award: Award) -> bool:
    """Whether the award has the lots and main suppliers of the contract."""
    return _same_suppliers(contract, award) and set(award.lots) == set(contract.lots)


def _same_suppliers(contract: CompiledContract, award: Award) -> bool:
    """Whether the award has the main suppliers of the contract."""
    award_main = {supplier_key(s) for s in award.suppliers if s.role != "subcontractor"}
    contract_main = {supplier_key(s) for s in contract.suppliers if s.role != "subcontractor"}
    return bool(award_main) and award_main == contract_main


def _mention_role(notice: Notice) -> str:
    """Return the role in which a notice mentions its contracts."""
    if notice.kind == "termination":
        return "ends"
    if notice.kind == "amendment":
        return "amends"
    return "states" if notice.change == "none" else "corrects"


def _cancel_contracts(notice: Notice, contracts: Iterable[CompiledContract]) -> None:
    """Note that a notice cancelled these contracts."""
    for contract in contracts:
        contract.mentions = [m for m in contract.mentions if m.notice.id != notice.id]
        contract.mentions.append(ContractMention(notice, "ends", None))
