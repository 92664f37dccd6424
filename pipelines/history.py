"""The notices of one procedure -> which of them stand, and the contracts that they state.

A pure function of the *set* of notices: the order in which they arrived changes nothing, so a
rebuilt database has the same ids.  Only a notice that says so replaces another; a further result
without it is a tranche and replaces nothing.  What arrives before its target waits for it: as soon
as both are there the fold finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipelines.model import (
    Award,
    AwardStatus,
    Lot,
    Money,
    Notice,
    Period,
    Supplier,
    Tag,
    Technique,
    ValueKind,
    replace,
)  # fmt: skip

STATING = ("award_intention", "award", "contract", "amendment", "termination")
_KIND_ORDER = {
    "planning": 0, "tender": 1, "award_intention": 2, "award": 3, "contract": 4, "amendment": 5,
    "termination": 6,
}  # fmt: skip
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Standing:
    """State of one notice: current, replaced or cancelled, and by which notice."""

    state: str = "current"
    replaces: str | None = None
    replaced_by: str | None = None


@dataclass(slots=True)
class Mention:
    """One notice that speaks of a contract: states, corrects, amends or ends it."""

    notice: Notice
    role: str
    award: Award | None


@dataclass(slots=True)
class Contract:
    """A contract over all notices that speak of it; fields hold the latest known state."""

    id: str
    mentions: list[Mention] = field(default_factory=list)
    lots: tuple[str, ...] = ()
    title: str | None = None
    status: AwardStatus = "active"
    decided: date | None = None
    signed: date | None = None
    value: Money | None = None
    value_kind: ValueKind | None = None
    minimum: Money | None = None
    maximum: Money | None = None
    first_value: Money | None = None
    first_is_initial: bool = True
    shared_value: bool = False
    counted_elsewhere: bool = False
    tenders_received: int | None = None
    suppliers: tuple[Supplier, ...] = ()
    contract_number: str | None = None
    award_id: str | None = None
    period: Period | None = None
    renewal_until: date | None = None
    renewals: int | None = None
    renewal_months: Decimal | None = None
    technique: Technique | None = None
    framework_id: str | None = None
    amendments: int = 0
    tags: tuple[Tag, ...] = ()

    @property
    def latest(self) -> Notice:
        """The latest notice that states it (the last mention with an award)."""
        stated = [mention.notice for mention in self.mentions if mention.award is not None]
        return (stated or [mention.notice for mention in self.mentions])[-1]


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
        _settle(contract, standings)
    _share(contracts)
    return History(standings, [c for c in contracts if c.mentions])


def _share(contracts: Sequence[Contract]) -> None:
    """Mark one amount that a notice repeats for several winners of the same lots.

    Only where the notice's own total is smaller than the amount so repeated (31010-2017: two
    ranks of one framework): equal amounts may as well be equal contracts.
    """
    groups: dict[tuple[object, ...], list[Contract]] = {}
    for contract in contracts:
        if contract.value is not None and contract.mentions:
            money = contract.value
            key = (contract.latest.id, frozenset(contract.lots), money.amount, money.currency)
            groups.setdefault(key, []).append(contract)
    for group in groups.values():
        value, total = group[0].value, group[0].latest.result_value
        if value is None or total is None or value.currency != total.currency:
            continue
        if len(group) > 1 and value.amount * len(group) > total.amount:
            for contract in group:
                contract.shared_value = True
            for contract in group[1:]:
                contract.counted_elsewhere = True


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


def supplier_key(supplier: Supplier) -> str:
    """What identifies a supplier inside a procedure: our id of the organisation."""
    organization = supplier.organization
    return organization.id or organization.name.casefold()


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


def _settle(contract: Contract, standings: dict[str, Standing]) -> None:
    """Latest known state from all mentions; a replaced notice speaks only if its successor is
    silent about this contract (a correction that restates nothing)."""
    speaking = [m for m in contract.mentions if m.award is not None]
    if not speaking:
        return
    heard = {m.notice.id for m in speaking}
    standing = [
        m for m in speaking
        if standings[m.notice.id].replaced_by not in heard
        or standings[m.notice.id].state == "cancelled"
    ]  # fmt: skip
    contract.lots, contract.suppliers, contract.technique = (), (), None
    contract.contract_number = None
    for mention in standing:
        assert mention.award is not None
        _lay(contract, mention.notice, mention.award)
    contract.amendments = _amendments(standing)
    contract.tags = _tags(standing)
    contract.status = _status(contract, standing)


def _lay(contract: Contract, notice: Notice, award: Award) -> None:
    """Overlay one award: what it states wins, what it leaves out stays."""
    contract.lots = award.lots or contract.lots
    contract.title = award.title or contract.title
    contract.status = award.status or contract.status
    contract.decided = award.decided or contract.decided
    contract.signed = award.signed or contract.signed
    contract.tenders_received = (
        award.tenders_received if award.tenders_received is not None else contract.tenders_received
    )
    contract.suppliers = award.suppliers or contract.suppliers
    contract.contract_number = award.contract_number or contract.contract_number
    contract.period = award.period or _lot_period(notice, award) or contract.period
    contract.technique = (
        award.technique or _lot_technique(notice, award) or notice.procedure.technique
        or contract.technique
    )  # fmt: skip
    contract.framework_id = (
        award.framework_id or notice.procedure.framework_id or contract.framework_id
    )
    _lay_value(contract, notice, award)
    _lay_renewal(contract, notice, award)


def _lay_value(contract: Contract, notice: Notice, award: Award) -> None:
    """A modification that does not say what was before tells nothing of the initial value."""
    amended = [a for a in award.amendments if a.value_after is not None]
    before = next((a.value_before for a in award.amendments if a.value_before is not None), None)
    value = award.value or (amended[-1].value_after if amended else None)
    if contract.first_value is None:
        contract.first_value = before or value
        contract.first_is_initial = before is not None or notice.kind != "amendment"
    if value is not None:
        contract.value, contract.value_kind = value, award.value_kind or "exact"
    elif award.value_kind is not None and contract.value is None:
        contract.value_kind = award.value_kind
    contract.minimum = award.minimum or contract.minimum
    contract.maximum = award.maximum or contract.maximum


def _lay_renewal(contract: Contract, notice: Notice, award: Award) -> None:
    renewal = award.renewal
    if renewal is None:
        found = [lot.renewal for lot in _lots(notice, award) if lot.renewal is not None]
        renewal = found[0] if found else None
    if renewal is not None:
        contract.renewals = renewal.maximum
        contract.renewal_months = renewal.months
        contract.renewal_until = renewal.until


def _lots(notice: Notice, award: Award) -> list[Lot]:
    wanted = set(award.lots)
    if not wanted and len(notice.lots) == 1:
        return list(notice.lots)
    return [lot for lot in notice.lots if lot.id in wanted]


def _lot_period(notice: Notice, award: Award) -> Period | None:
    found = [lot.period for lot in _lots(notice, award) if lot.period is not None]
    return found[0] if len(found) == 1 or len(set(found)) == 1 else None


def _lot_technique(notice: Notice, award: Award) -> Technique | None:
    found = {lot.technique for lot in _lots(notice, award) if lot.technique is not None}
    return found.pop() if len(found) == 1 else None


def _amendments(standing: Sequence[Mention]) -> int:
    """Modifications known: notices of modification, or those that a document lists, if more."""
    notices = {m.notice.id for m in standing if m.notice.kind == "amendment"}
    listed = max((len(m.award.amendments) for m in standing if m.award), default=0)
    return max(len(notices), listed)


def _tags(standing: Sequence[Mention]) -> tuple[Tag, ...]:
    """Claims about this contract in the notices that speak; each with the notice's award key."""
    found: list[Tag] = []
    for mention in standing:
        assert mention.award is not None
        key = mention.award.key
        found.extend(tag for tag in mention.notice.tags if tag.award == key)
    return tuple(dict.fromkeys(replace(tag, award=None) for tag in found))


def _status(contract: Contract, standing: Sequence[Mention]) -> AwardStatus:
    if any(m.role == "ends" and m.notice.change == "cancellation" for m in contract.mentions):
        return "cancelled"
    if any(m.role == "ends" for m in contract.mentions):
        return "terminated"
    latest = standing[-1]
    assert latest.award is not None
    if latest.award.status is not None:
        return latest.award.status
    return "pending" if latest.notice.kind == "award_intention" else "active"


def tagged_by(contract: Contract) -> dict[Tag, Notice]:
    """Claim of the contract -> the notice whose words prove it."""
    found: dict[Tag, Notice] = {}
    for mention in contract.mentions:
        if mention.award is None:
            continue
        for tag in mention.notice.tags:
            if tag.award == mention.award.key:
                found.setdefault(replace(tag, award=None), mention.notice)
    return found
