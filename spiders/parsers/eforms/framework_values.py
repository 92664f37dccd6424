"""Say whether the amounts of frameworks and call-offs are exact or only what may be spent.

Half of the contracts that are said to be awarded within a framework (BT-768) set it up themselves:
their lots are frameworks (BT-765), and no other notice is named as the framework.  Their amounts
are what may be ordered under it.  That they are those of call-offs, as said, shows where the total
of the contracts (BT-161, which leaves frameworks out) is their sum (424650-2024).
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


def with_doubted_call_offs(
    awards: Sequence[Award],
    lots: Mapping[str, Lot],
    previous: Set[str | None],
    total: Money | None,
    ceiling: Money | None,
) -> list[Award]:
    """Return the awards; amounts of call-offs that may be the framework itself are not exact.

    They are ceilings where they add up to the maximum of the notice's frameworks (BT-118, Doffin
    2022-927623), else estimates.

    ``previous``  the notices that this one names as earlier ones of its procedure.
    """
    doubted = [award for award in awards if _is_doubted(award, lots, previous)]
    amount = amounts_dates_durations.total([award.value for award in doubted if award.value])
    if amount is None or amount == total:
        return list(awards)
    if amount == ceiling:
        return [
            replace(award, value_kind="ceiling", maximum=award.value) if award in doubted else award
            for award in awards
        ]
    return [
        replace(award, value_kind="estimate") if award in doubted else award for award in awards
    ]


def _is_doubted(award: Award, lots: Mapping[str, Lot], previous: Set[str | None]) -> bool:
    if award.technique != "call_off" or award.value_kind != "exact" or award.value is None:
        return False
    own = {publication_number(number) or number for number in previous}
    names_another = publication_number(award.framework_id) and award.framework_id not in own
    own_lots = [lots[lot] for lot in award.lots if lot in lots]
    # without a lot, of any (Doffin 2022-927623)
    techniques = {lot.technique for lot in own_lots or lots.values()}
    return techniques == {"framework"} and not names_another
