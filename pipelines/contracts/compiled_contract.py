"""Merge the notices that mention a contract into its latest known state.

``pipelines.contracts.compiled_procedure`` determines which notices these are and which are current.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipelines.model import (
    Award,
    AwardStatus,
    Buyer,
    Lot,
    Method,
    Money,
    Notice,
    Period,
    Supplier,
    Tag,
    Technique,
    ValueKind,
    replace,
)


@dataclass(slots=True)
class NoticeState:
    """State of a notice: current, replaced or cancelled.

    ``replaces``     id of the notice that it replaces or cancels; None for none.
    ``replaced_by``  id of the notice that replaced or cancelled it; None while it is current.
    """

    state: str = "current"
    replaces: str | None = None
    replaced_by: str | None = None


@dataclass(slots=True)
class ContractMention:
    """One notice that mentions a contract.

    ``role``   states, corrects, amends or ends.
    ``award``  the award of that notice that is this contract; None when the notice names none.
    ``tags``   those of the notice that are about this award.
    ``lots``   those that the notice describes and the award is of.
    """

    notice: Notice
    role: str
    award: Award | None
    tags: Sequence[Tag] = ()
    lots: Sequence[Lot] = ()


@dataclass(slots=True)
class CompiledContract:
    """A contract over all notices that mention it; its fields hold the latest known state.

    ``first_value``        the value before the first known change; an initial value only when
                           ``first_is_initial``.
    ``shared_value``       the notice repeats one amount for several contracts; all but one of them
                           are ``counted_elsewhere``.
    ``renewal_months``     length of each of ``renewals``.
    ``renewals_from``      the last day without them, before a modification moved it.
    """

    id: str
    mentions: list[ContractMention] = field(default_factory=list)
    lots: tuple[str, ...] = ()
    title: str | None = None
    procedure_title: str | None = None  # where no notice of the contract has one
    status: AwardStatus | None = None
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
    renewals_from: date | None = None
    technique: Technique | None = None
    framework_id: str | None = None
    amendments: int = 0
    tags: tuple[Tag, ...] = ()
    buyers: tuple[Buyer, ...] = ()
    method: Method | None = None

    @property
    def latest(self) -> Notice:
        """The latest notice that states the contract, else the latest that mentions it."""
        stated = (
            mention.notice for mention in reversed(self.mentions) if mention.award is not None
        )
        return next(stated, None) or self.mentions[-1].notice


def supplier_key(supplier: Supplier) -> str:
    """Return what identifies a supplier in a procedure: its id, else its case-folded name."""
    organization = supplier.organization
    return organization.id or organization.name.casefold()


def merge_mentions(contract: CompiledContract, states: dict[str, NoticeState]) -> None:
    """Set the fields of a contract to the latest known state, from its mentions in order.

    A replaced notice counts only when its successor does not mention the contract (a correction
    that restates nothing).
    """
    stating = [m for m in contract.mentions if m.award is not None]
    if not stating:
        return
    stating_ids = {m.notice.id for m in stating}
    valid = [
        m
        for m in stating
        if states[m.notice.id].replaced_by not in stating_ids
        or states[m.notice.id].state == "cancelled"
    ]
    contract.lots, contract.suppliers, contract.technique = (), (), None
    contract.contract_number = None
    for mention in valid:
        _overlay(contract, mention)
    contract.amendments = _count_amendments(valid)
    contract.tags = _tags(valid)
    contract.status = _status(contract, valid)


def _overlay(contract: CompiledContract, mention: ContractMention) -> None:
    """Overlay one award: fields that it states replace earlier ones, the others stay."""
    notice, award = mention.notice, mention.award
    assert award is not None
    contract.lots = award.lots or contract.lots
    contract.title = award.title or contract.title
    contract.decided = award.decided or contract.decided
    contract.signed = award.signed or contract.signed
    contract.tenders_received = (
        award.tenders_received if award.tenders_received is not None else contract.tenders_received
    )
    contract.suppliers = award.suppliers or contract.suppliers
    contract.contract_number = award.contract_number or contract.contract_number
    contract.period = _later_period(contract.period, award.period or _period_of(mention.lots))
    contract.technique = (
        award.technique
        or _technique_of(mention.lots)
        or notice.procedure.technique
        or contract.technique
    )
    contract.framework_id = (
        award.framework_id or notice.procedure.framework_id or contract.framework_id
    )
    _overlay_value(contract, notice, award)
    _overlay_renewal(contract, mention)


def _overlay_value(contract: CompiledContract, notice: Notice, award: Award) -> None:
    """Overlay the value of an award.

    An amendment that does not give the value before it does not tell the initial value; one that
    gives that value alone leaves what earlier ones made of it (rows of DECP tables).
    """
    before = next((a.value_before for a in award.amendments if a.value_before is not None), None)
    value = stated_value(award)
    if contract.first_value is None:
        contract.first_value = before or value
        contract.first_is_initial = before is not None or notice.kind != "amendment"
    if value is not None:
        contract.value, contract.value_kind = value, award.value_kind or "exact"
    elif before is not None and contract.value is None:
        contract.value, contract.value_kind = before, award.value_kind or "exact"
    elif award.value_kind is not None and contract.value is None:
        contract.value_kind = award.value_kind
    contract.minimum = award.minimum or contract.minimum
    contract.maximum = award.maximum or contract.maximum


def stated_value(award: Award) -> Money | None:
    """Return the value of an award, else what its last modification made of it."""
    amended = [change.value_after for change in award.amendments if change.value_after is not None]
    return award.value or (amended[-1] if amended else None)


def _overlay_renewal(contract: CompiledContract, mention: ContractMention) -> None:
    """Overlay the renewal options of an award, else of its lots.

    A modification moves the last day by an option that it uses, or beyond them all.
    """
    renewal = mention.award.renewal if mention.award else None
    if renewal is None:
        renewal = next((lot.renewal for lot in mention.lots if lot.renewal is not None), None)
    if renewal is not None:
        contract.renewals = renewal.maximum
        contract.renewal_months = renewal.months
        contract.renewal_until = renewal.until
        if mention.notice.kind != "amendment" and contract.period is not None:
            contract.renewals_from = contract.period.end


def _period_of(lots: Iterable[Lot]) -> Period | None:
    """Return the period of lots when they agree."""
    periods = [lot.period for lot in lots if lot.period is not None]
    return periods[0] if len(periods) == 1 or len(set(periods)) == 1 else None


def _later_period(known: Period | None, stated: Period | None) -> Period | None:
    """Return the period as stated last; the first day alone, known before, undoes no last day or
    length (Spain's table of results beside its feed)."""
    if known and stated == Period(start=known.start):
        return known
    return stated or known


def _technique_of(lots: Iterable[Lot]) -> Technique | None:
    """Return the technique of lots when they agree."""
    techniques = {lot.technique for lot in lots if lot.technique is not None}
    return techniques.pop() if len(techniques) == 1 else None


def _count_amendments(valid: Sequence[ContractMention]) -> int:
    """Count amendments: notices of amendment, or those that a document lists if more."""
    notices = {m.notice.id for m in valid if m.notice.kind == "amendment"}
    listed = max((len(m.award.amendments) for m in valid if m.award), default=0)
    return max(len(notices), listed)


def _tags(valid: Sequence[ContractMention]) -> tuple[Tag, ...]:
    """Return the tags about this contract, without the award key, each once."""
    tags = (replace(tag, award=None) for mention in valid for tag in mention.tags)
    return tuple(dict.fromkeys(tags))


def _status(contract: CompiledContract, valid: Sequence[ContractMention]) -> AwardStatus | None:
    """Return the status as last stated.

    When unstated: active where supplier, value or a date is given, else unknown (a lot of
    414777-2024 whose outcome is withheld, and which received no tender).
    """
    if any(m.role == "ends" and m.notice.change == "cancellation" for m in contract.mentions):
        return "cancelled"
    if any(m.role == "ends" for m in contract.mentions):
        return "terminated"
    latest = valid[-1]
    assert latest.award is not None
    if latest.award.status is not None:
        return latest.award.status
    if latest.notice.kind == "award_intention":
        return "pending"
    facts = (
        contract.suppliers,
        contract.value,
        contract.signed,
        contract.decided,
        contract.contract_number,
        contract.amendments,
    )
    return "active" if any(facts) else None


def notices_by_tag(contract: CompiledContract) -> dict[Tag, Notice]:
    """Map each tag of the contract to the notice that holds its evidence."""
    notices: dict[Tag, Notice] = {}
    for mention in contract.mentions:
        for tag in mention.tags:
            notices.setdefault(replace(tag, award=None), mention.notice)
    return notices


def mark_shared_values(contracts: Sequence[CompiledContract]) -> None:
    """Mark contracts for which a notice repeats one amount: for several winners of the same lots,
    or its total for several lots (495144-2019: 210 million for each of six counties).

    Only where the notice's total is smaller than the sum of the repeated amounts (31010-2017: two
    ranks of one framework): equal amounts may also be equal contracts.  Without a total nothing
    tells, and the amount is counted once (Toronto: a firm that is written in two ways, and the
    whole programme beside each of four firms that qualified).
    """
    groups: dict[tuple[object, ...], list[CompiledContract]] = {}
    for contract in contracts:
        if contract.value is not None and contract.mentions:
            money, total = contract.value, contract.latest.result_value
            of_notice = total is not None and _amount(money) == _amount(total)
            lots = None if of_notice else frozenset(contract.lots)
            groups.setdefault((contract.latest.id, lots, *_amount(money)), []).append(contract)
    for group in groups.values():
        value, total = group[0].value, group[0].latest.result_value
        if value is None or (total is not None and value.currency != total.currency):
            continue
        if len(group) > 1 and (total is None or value.amount * len(group) > total.amount):
            for contract in group:
                contract.shared_value = True
            for contract in group[1:]:
                contract.counted_elsewhere = True


def _amount(money: Money) -> tuple[Decimal, str | None]:
    return money.amount, money.currency
