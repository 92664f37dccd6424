"""Tell call-offs from the frameworks themselves, whose amounts are only what may be spent.

Half of the contracts that are said to be awarded within a framework (BT-768) set it up themselves:
their lots are frameworks (BT-765), and no other notice is named as the framework; or their amount
is the framework's ceiling (394433-2024, "Accordo Quadro").  That they are call-offs, as said, shows
where the total of the contracts (BT-161, which leaves frameworks out) is their sum (424650-2024).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from pipelines.model import Award, Lot, Money, Technique, ValueKind, replace
from spiders.parsers.eforms import amounts_dates_durations
from spiders.parsers.eforms.changes import publication_number


def value_kind(value: Money, maximum: Money | None, technique: Technique | None) -> ValueKind:
    """What the amount of a contract is; a call-off that has the ceiling as its amount is the
    framework itself (215417-2024)."""
    if technique in ("framework", "call_off") and maximum and value.amount == maximum.amount:
        return "ceiling"
    return "estimate" if technique == "framework" else "exact"


def with_frameworks_told(
    awards: Sequence[Award],
    lots: Mapping[str, Lot],
    previous: Set[str | None],
    total: Money | None,
    ceiling: Money | None,
) -> list[Award]:
    """Return the awards; call-offs that are the framework itself are frameworks.

    Their amounts are ceilings where they add up to the maximum of the notice's frameworks (BT-118,
    Doffin 2022-927623), else estimates.

    ``previous``  the notices that this one names as earlier ones of its procedure.
    """
    doubted = [award for award in awards if _sets_framework_up(award, lots, previous)]
    exact = [award.value for award in doubted if award.value and award.value_kind == "exact"]
    amount = amounts_dates_durations.total(exact)
    if amount is not None and amount == total:
        doubted = []
    is_most = amount is not None and amount == ceiling
    return [
        _framework(award, is_most=is_most) if award in doubted or _is_ceiling(award) else award
        for award in awards
    ]


def _framework(award: Award, *, is_most: bool) -> Award:
    told = replace(award, technique="framework", framework_id=None)
    if award.value_kind != "exact":
        return told
    if is_most:
        return replace(told, value_kind="ceiling", maximum=award.value)
    return replace(told, value_kind="estimate")


def _is_ceiling(award: Award) -> bool:
    is_most = award.value is not None and award.value_kind == "ceiling"
    return award.technique == "call_off" and is_most


def _sets_framework_up(award: Award, lots: Mapping[str, Lot], previous: Set[str | None]) -> bool:
    if award.technique != "call_off":
        return False
    own = {publication_number(number) or number for number in previous}
    names_another = publication_number(award.framework_id) and award.framework_id not in own
    own_lots = [lots[lot] for lot in award.lots if lot in lots]
    # without a lot, of any (Doffin 2022-927623)
    techniques = {lot.technique for lot in own_lots or lots.values()}
    return techniques == {"framework"} and not names_another
