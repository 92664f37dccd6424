"""Compile the notices of a procedure: which are current, and which contracts they state.

A pure function of the *set* of notices: the order of arrival changes nothing, so a rebuilt database
has the same ids.  Only a notice that names another one replaces it; a further result without such a
reference is a further tranche.  A reference to a notice not yet received takes effect once that
notice is in the set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.contracts.compiled_contract import (
    CompiledContract,
    ContractMention,
    NoticeState,
    mark_shared_values,
    merge_mentions,
)
from pipelines.contracts.fill_missing import fill_missing
from pipelines.contracts.match_awards import ContractIndex, find_contract, is_same_buyer
from pipelines.model import Lot, Notice, Tag

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


def chronological_key(
    notice: Notice, earliest: date = date.min
) -> tuple[date, int, int, date, list[tuple[int, str]]]:
    """Sort key of notices: publication date (at ``earliest``), corrections last, kind, number."""
    number = [
        (int(part), "") if part.isdigit() else (0, part)
        for part in re.split(r"(\d+)", notice.number)
        if part
    ]
    change = 0 if notice.change == "none" else 1
    day = notice.published or date.min
    return max(day, earliest), change, _KIND_ORDER[notice.kind], day, number


def in_order(notices: Iterable[Notice]) -> list[Notice]:
    """Return the notices of a procedure, oldest first; most procedures have one.

    A modification follows the notice whose contract it modifies, whatever its day: France's data
    of a contract are published anew, on a later day than those of its modifications.
    """
    unordered = list(notices)
    if len(unordered) < 2:
        return unordered
    published = {notice.number: notice.published or date.min for notice in unordered}
    return sorted(
        unordered, key=lambda notice: chronological_key(notice, _amended_on(notice, published))
    )


def _amended_on(notice: Notice, published: Mapping[str, date]) -> date:
    """Return the latest day of the notices that a modification names, the first day of all for
    any other notice."""
    if notice.kind != "amendment":
        return date.min
    named = (ref.id for ref in notice.references if ref.relation == "amends")
    return max((published.get(number, date.min) for number in named), default=date.min)


def compile_procedure(notices: Iterable[Notice]) -> CompiledProcedure:
    """Compile connected notices, given in any order, into notice states and contracts."""
    ordered = in_order(notices)
    states = _notice_states(ordered)
    index = ContractIndex()
    by_notice: dict[str, list[CompiledContract]] = {}
    for notice in ordered:
        changed = _changed_notice(notice, ordered)
        if notice.kind in STATING_KINDS or notice.awards:
            _add_awards(notice, changed, index, by_notice)
        if notice.change == "cancellation" and changed is not None:
            contracts = by_notice.get(changed.id, ())
            named = {id(contract) for contract in by_notice.get(notice.id, ())}
            ended = [contract for contract in contracts if id(contract) in named]
            _cancel_contracts(notice, ended or contracts)
    for contract in index.contracts:
        merge_mentions(contract, states)
    mark_shared_values(index.contracts)
    mentioned = [contract for contract in index.contracts if contract.mentions]
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
        if notice.change == "cancellation" and _is_about_some_awards(notice, changed):
            continue
        replaced = _current_successor(changed.id, notice.id, states)
        states[replaced].state = "cancelled" if notice.change == "cancellation" else "replaced"
        states[replaced].replaced_by = notice.id
    return states


def _is_about_some_awards(notice: Notice, changed: Notice) -> bool:
    """Whether a notice names some awards of another one, which has more."""
    named = {award.award_id for award in notice.awards} - {None}
    return bool(named) and named < {award.award_id for award in changed.awards}


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
            or not is_same_buyer(notice, other)
        ):
            continue
        if not awards or awards & {award.award_id for award in other.awards}:
            latest = other
    return latest


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
    index: ContractIndex,
    by_notice: dict[str, list[CompiledContract]],
) -> None:
    """Add each award of a notice to the contract that it restates, or start a new contract."""
    assigned: set[int] = set()
    tags: dict[str | None, list[Tag]] = {}
    for tag in notice.tags:
        tags.setdefault(tag.award, []).append(tag)
    of_changed = by_notice.get(changed.id, []) if changed is not None else []
    for award, lots in zip(notice.awards, _lots_of_awards(notice), strict=True):
        contract = find_contract(notice, award, of_changed, index, assigned)
        if contract is None:
            contract = CompiledContract(id=f"{notice.portal}:{notice.number}/{award.key}")
            index.add(contract)
        assigned.add(id(contract))
        about = tags.get(award.key, ())
        mention = ContractMention(notice, _mention_role(notice), award, about, lots)
        contract.mentions.append(mention)
        index.update(contract, award)
        by_notice.setdefault(notice.id, []).append(contract)
    if not notice.awards and notice.kind in ("amendment", "termination"):
        for contract in of_changed:
            contract.mentions.append(ContractMention(notice, _mention_role(notice), None))
            by_notice.setdefault(notice.id, []).append(contract)


def _lots_of_awards(notice: Notice) -> list[list[Lot]]:
    """Return the lots of each award; the only lot of a notice where no award names it.

    Buyers who describe one lot write in the award its number in the procedure, or "unico".
    """
    awards = notice.awards
    if len(notice.lots) == 1:
        (lot,) = notice.lots
        is_named = any(lot.id in award.lots for award in awards)
        return [
            [lot] if lot.id in award.lots or not (is_named and award.lots) else []
            for award in awards
        ]
    lots: dict[str, list[Lot]] = {}
    for lot in notice.lots:
        lots.setdefault(lot.id, []).append(lot)
    return [
        [lot for id_ in dict.fromkeys(award.lots) for lot in lots.get(id_, ())] for award in awards
    ]


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
