"""Parse results in R2.0.9: awards, prizes of design contests, contracts modified.

Winners are ADDRESS_CONTRACTOR and ADDRESS_WINNER only: OFFICIALNAME also wraps the buyer, appeal
bodies and mediators.  They stand in CONTRACTORS since S02, directly in AWARDED_CONTRACT before.
Units  amounts of these forms are without VAT, as their headings say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from pipelines.model import (
    Amendment,
    Award,
    AwardStatus,
    Money,
    Organization,
    Supplier,
    SupplierRole,
    Technique,
    Text,
    ValueKind,
    replace,
)
from spiders.parsers.common.concession_value_as_estimate import DIRECTIVE, LAW, mark_as_estimate
from spiders.parsers.common.prize_text import prize_text
from spiders.parsers.common.subcontracting_texts import by_lot, subcontracting_texts
from spiders.parsers.ted_export import amounts_and_dates, unique_award_keys
from spiders.parsers.ted_export.code_lists import OUTCOMES, UTILITIES
from spiders.parsers.ted_export.organizations import organisation
from spiders.parsers.ted_export.parse_state import ParseState
from spiders.parsers.ted_export.parsed_form import cpv, named
from spiders.parsers.ted_export.xml_tree import Node

DECISIONS = frozenset({"F15", "F23", "F25"})
"""Forms whose DATE_CONCLUSION_CONTRACT is headed "date of award decision", not of conclusion."""

CONCESSIONS = frozenset({"F23", "F25"})
"""Forms of concessions.  A modification names its law; so does an intention, but five of seven of
those that name the directive on concessions are none (403877-2019)."""

COUNTED = frozenset({"F03", "F06", "F21", "F22", "F23", "F25"})
"""Forms that ask how many tenders came."""

Lots = dict[str, str]


class Results(msgspec.Struct, frozen=True):
    """Awards, and words about them with the lots they speak of."""

    awards: tuple[Award, ...]
    texts: list[tuple[tuple[str, ...], Text]]


def results(form: Node, doc: ParseState, lots: Lots, technique: Technique | None) -> Results:
    """Parse the awards of a form in order, with unique keys.  ``lots`` maps numbers to ids."""
    name = form.get("FORM") or ""
    left_to_others: list[tuple[tuple[str, ...], str | None, tuple[Text, ...]]] = []
    awards = [
        _award(node, doc, lots, technique, name, left_to_others)
        for node in form.all("AWARD_CONTRACT")
    ]
    for section in form.all("RESULTS"):
        awards += [_prize(node, doc) for node in section.all("AWARDED_PRIZE", "NO_AWARDED_PRIZE")]
    changed = form.first("MODIFICATIONS_CONTRACT")
    if changed is not None and awards:
        concluded = form.first("OBJECT_CONTRACT", "OBJECT_DESCR", "DURATION")
        awards[0] = _modified(awards[0], changed, doc, name, concluded)
        if _is_signed_at_the_change(awards[0], form, doc):
            awards[0] = replace(awards[0], signed=None)
    laws = {law.get("VALUE") for law in form.all("LEGAL_BASIS", "DIRECTIVE")}
    if name in CONCESSIONS or (name == "F20" and laws & {LAW, DIRECTIVE}):
        awards = [mark_as_estimate(award) for award in awards]
    texts = [*by_lot(left_to_others), *(((), text) for text in _prizes(form, doc))]
    return Results(unique_award_keys.with_unique_keys(awards), texts)


def _award(
    node: Node,
    doc: ParseState,
    lots: Lots,
    technique: Technique | None,
    form: str,
    left_to_others: list[tuple[tuple[str, ...], str | None, tuple[Text, ...]]],
) -> Award:
    """Parse AWARD_CONTRACT; a lot that was not awarded gives an award with that outcome."""
    about = unique_award_keys.lots_named(node.line("LOT_NO"), lots)
    number = unique_award_keys.contract_number(node.line("CONTRACT_NO"))
    contract = node.first("AWARDED_CONTRACT")
    if contract is None:
        return Award(
            key="",
            lots=about,
            title=node.line("TITLE"),
            contract_number=number,
            status=_outcome(node.first("NO_AWARDED_CONTRACT")),
        )
    left_to_others.append((about, number, tuple(_subcontracting(contract, doc))))
    suppliers = _suppliers(contract, doc)
    if not suppliers and form in UTILITIES:
        doc.withhold("winner")
    day = amounts_and_dates.parse_date(
        contract.line("DATE_CONCLUSION_CONTRACT"), doc, "DATE_CONCLUSION_CONTRACT"
    )
    decided = form in DECISIONS
    value, kind, low, high = _value(contract, doc, form, technique)
    return Award(
        key="",
        lots=about,
        title=node.line("TITLE"),
        status="pending" if form == "F15" else "active",
        decided=day if decided else None,
        signed=None if decided else day,
        value=value,
        value_kind=kind,
        minimum=low,
        maximum=high,
        tenders_received=_tenders(contract, doc, form),
        suppliers=suppliers,
        contract_number=number,
        technique=technique,
    )


def _outcome(node: Node | None) -> AwardStatus | None:
    """Return the reason why nothing was awarded; None when the form does not say."""
    for name in node.names if node else ():
        if name in OUTCOMES:
            return OUTCOMES[name]
    return None


def _suppliers(contract: Node, doc: ParseState) -> tuple[Supplier, ...]:
    """Contractors; several of a group are its members, several of a framework each a main one."""
    parent = contract.first("CONTRACTORS") or contract
    if amounts_and_dates.is_withheld(parent):
        return ()
    organizations = [
        organization
        for node in parent.all("CONTRACTOR")
        for address in node.all("ADDRESS_CONTRACTOR")
        if (organization := named(_sized(node, address), doc, "contractor"))
    ]
    grouped = len(organizations) > 1 and parent.has("AWARDED_TO_GROUP")
    role: SupplierRole = "member" if grouped else "main"
    return tuple(Supplier(organization, role) for organization in organizations)


def _sized(node: Node, address: Node) -> Organization:
    size = "sme" if node.has("SME") else "large" if node.has("NO_SME") else None
    organization = organisation(address)
    return replace(organization, size=size) if size else organization


def _subcontracting(contract: Node, doc: ParseState) -> Iterator[Text]:
    """What part of a contract is left to others: its share or value, and what it is."""
    value = contract.first("VAL_SUBCONTRACTING")
    money = amounts_and_dates.money(value, doc) if value is not None else None
    yield from subcontracting_texts(contract.line("PCT_SUBCONTRACTING"), money)
    if words := contract.text("INFO_ADD_SUBCONTRACTING"):
        yield Text("subcontracting", words, doc.language)


def _value(
    contract: Node, doc: ParseState, form: str, technique: Technique | None
) -> tuple[Money | None, ValueKind | None, Money | None, Money | None]:
    """Value, what it is, lowest, highest.

    The total of a framework is its ceiling, as the form says.  Utilities may keep it to themselves.
    """
    parent = contract.first("VALUES") or contract.first("VALUE") or contract
    total = amounts_and_dates.money(parent.first("VAL_TOTAL"), doc)
    if total and not amounts_and_dates.is_withheld(parent):
        ceiling = technique == "framework"
        return total, "ceiling" if ceiling else "exact", None, total if ceiling else None
    scale = parent.first("VAL_RANGE_TOTAL")
    if (
        scale is not None
        and not amounts_and_dates.is_withheld(scale)
        and not amounts_and_dates.is_withheld(parent)
    ):
        low, high = (
            amounts_and_dates.money(scale.first(name), doc, scale.get("CURRENCY"))
            for name in ("LOW", "HIGH")
        )
        if low or high:
            return None, "range", low, high
    estimate = (
        None if amounts_and_dates.is_withheld(parent) else parent.first("VAL_ESTIMATED_TOTAL")
    )
    if (
        form in UTILITIES
        or amounts_and_dates.is_withheld(parent)
        or amounts_and_dates.is_withheld(parent.first("VAL_TOTAL"))
    ):
        doc.withhold("win-ten-val")
        return None, "undisclosed", None, None
    guess = amounts_and_dates.money(estimate, doc)
    return guess, "estimate" if guess else None, None, None


def _tenders(contract: Node, doc: ParseState, form: str) -> int | None:
    parent = contract.first("TENDERS") or contract
    number = None if amounts_and_dates.is_withheld(parent) else parent.line("NB_TENDERS_RECEIVED")
    if number is None and form in UTILITIES & COUNTED:
        doc.withhold("rec-sub-cou")
    return amounts_and_dates.count(number, doc, "NB_TENDERS_RECEIVED")


def _prizes(form: Node, doc: ParseState) -> Iterator[Text]:
    """Yield the prizes of a design contest."""
    for section in form.all("RESULTS"):
        for node in section.all("AWARDED_PRIZE"):
            prize = amounts_and_dates.money(node.first("VAL_PRIZE"), doc)
            if prize is not None:
                yield prize_text(prize)


def _prize(node: Node, doc: ParseState) -> Award:
    """Parse the result of a design contest, which has no value."""
    if node.name == "NO_AWARDED_PRIZE":
        return Award(key="", status=_outcome(node))
    parent = node.first("WINNERS") or node
    people = node.first("PARTICIPANTS") or node
    number = None if amounts_and_dates.is_withheld(people) else people.line("NB_PARTICIPANTS")
    winners = [] if amounts_and_dates.is_withheld(parent) else parent.all("WINNER")
    if not winners:
        doc.withhold("winner")
    return Award(
        key="",
        status="active",
        decided=amounts_and_dates.parse_date(
            node.line("DATE_DECISION_JURY"), doc, "DATE_DECISION_JURY"
        ),
        tenders_received=amounts_and_dates.count(number, doc, "NB_PARTICIPANTS"),
        suppliers=tuple(
            Supplier(organization)
            for winner in winners
            for address in winner.all("ADDRESS_WINNER")
            if (organization := named(_sized(winner, address), doc, "winner"))
        ),
    )


def _modified(
    award: Award, changed: Node, doc: ParseState, form: str, concluded: Node | None
) -> Award:
    """The contract of F20 as it stands after the modification, which it carries as amendment.

    Section V states the contract as concluded, section VII as modified: contractors, value and
    duration are those of section VII where it gives them.  Some buyers state the addition alone
    there; a length that stands beside is the addition's, too (71397-2020: 29 months more).
    ``concluded`` is the length of section II, which stands where that of section VII slipped.
    """
    now = changed.first("DESCRIPTION_PROCUREMENT") or changed
    info = changed.first("INFO_MODIFICATIONS") or changed
    parent = info.first("VALUES") or info
    before = amounts_and_dates.money(parent.first("VAL_TOTAL_BEFORE"), doc)
    after = amounts_and_dates.money(parent.first("VAL_TOTAL_AFTER"), doc)
    if amounts_and_dates.is_withheld(parent):
        before = after = None
    stated = _value(now, doc, form, None)[0]
    value = after or stated
    period = amounts_and_dates.period_in(now, doc)
    is_length = period is not None and not period.start and not period.end
    if is_length and (
        _is_addition(stated, before, after) or _is_other_unit(now.first("DURATION"), concluded)
    ):
        period = None
    reasons = info.all("ADDITIONAL_NEED", "UNFORESEEN_CIRCUMSTANCE")
    return replace(
        award,
        suppliers=_suppliers(now, doc) or award.suppliers,
        value=value or award.value,
        value_kind="exact" if value else award.value_kind,
        description=now.text("SHORT_DESCR"),
        codes=cpv(now.all("CPV_MAIN"), main=True) + cpv(now.all("CPV_ADDITIONAL")),
        period=period,
        amendments=(
            Amendment(
                reason="\n".join(node.text() or node.name for node in reasons) or None,
                description=info.text("SHORT_DESCR"),
                value_before=None if _has_lost_digits(before, award.value) else before,
                value_after=after,
            ),
        ),
        amends=award.contract_number,
    )


LONG_AFTER_START = timedelta(days=90)
SHORTLY_BEFORE_DISPATCH = timedelta(days=14)


def _is_signed_at_the_change(award: Award, form: Node, doc: ParseState) -> bool:
    """Whether the day of conclusion must be that of the modification: it is long after the first
    day of the contract (44340-2017: three years), or shortly before the notice of the modification
    was sent (71397-2020: a form filled in the day, for a contract of 2013)."""
    if award.signed is None:
        return False
    described = form.first("OBJECT_CONTRACT", "OBJECT_DESCR")
    period = amounts_and_dates.period_in(described, doc) if described is not None else None
    if period and period.start and award.signed - period.start > LONG_AFTER_START:
        return True
    info = form.first("COMPLEMENTARY_INFO")
    sent = amounts_and_dates.parse_date(
        info.line("DATE_DISPATCH_NOTICE") if info is not None else None, doc, "DATE_DISPATCH_NOTICE"
    )
    return sent is not None and sent - award.signed <= SHORTLY_BEFORE_DISPATCH


def _is_other_unit(modified: Node | None, concluded: Node | None) -> bool:
    """Whether a modified length repeats the number of the concluded one in another unit (120 days,
    then 120 months: 537472-2021), or has fewer days than that had months."""
    if modified is None or concluded is None:
        return False
    numbers = [amounts_and_dates.decimal(node.line()) for node in (concluded, modified)]
    units = [node.get("TYPE") or "MONTH" for node in (concluded, modified)]
    before, after = numbers
    if before is None or after is None or "DAY" not in units or units[0] == units[1]:
        return False
    return after <= before if units[1] == "DAY" else after >= before


def _has_lost_digits(before: Money | None, concluded: Money | None) -> bool:
    """Whether the value before a modification is less than half of that of section V: 284,541.62
    of 2,845,341.62 (118331-2022), which would make a growth of 2,500 per cent."""
    return bool(before and concluded and before.amount * 2 < concluded.amount)


def _is_addition(stated: Money | None, before: Money | None, after: Money | None) -> bool:
    """Whether an amount is what a modification adds (5 of 17 notices), not what the contract has
    in all."""
    if stated is None or before is None or after is None or stated.amount == after.amount:
        return False
    return stated.amount == after.amount - before.amount
