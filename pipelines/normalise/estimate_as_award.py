"""Doubt an award that only repeats the estimate of its notice, beside a lower total of the result.

Some buyers enter the estimate, options included, as the value of the winning tender, and what was
awarded as the total of the result alone (653871-2024: 1,839,124.29 and 1,242,436.13 for one lot).
"""

from __future__ import annotations

from pipelines.model import Money, Notice, replace

LEAST = 1_000  # a lower total is a placeholder: 1.00


def with_estimates_as_such(notice: Notice) -> Notice:
    """Return the notice; its only award is an estimate if the total of the result belies it."""
    if len(notice.awards) != 1:
        return notice
    (award,) = notice.awards
    total = notice.result_value
    if award.value_kind != "exact" or not award.value or not total or total.amount < LEAST:
        return notice
    if not _same(award.value, notice.value) or total.currency != award.value.currency:
        return notice
    if total.amount >= award.value.amount:
        return notice
    return replace(notice, awards=(replace(award, value_kind="estimate"),))


def _same(one: Money, other: Money | None) -> bool:
    return other is not None and (one.amount, one.currency) == (other.amount, other.currency)
