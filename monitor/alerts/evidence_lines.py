"""Choose the words that a mail quotes for an entry: why it is told, those asked for first."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.alerts.contract_and_notice_facts import Facts
from monitor.alerts.subscription_filters import Filter
from monitor.i18n import value_formatting

MAX_REASONS = 3


def chosen_evidence(facts: Facts, filter_: Filter) -> list[Facts]:
    """Choose the evidence to show: tags the filter asks for first, one of each tag before a
    second one; evidence contained in another's is left out.  Of a filter for checked claims, those
    that were checked.

    The line of a group says by the same words that it is big tech: it stands for both.
    """
    wanted = set(filter_.tags) | ({"vendor"} if filter_.groups or filter_.tiers else set())
    if filter_.verified:
        checked = set(facts.get("verified") or ())
        wanted = wanted & checked or checked
    why: Sequence[Facts] = facts.get("why") or ()
    groups, big_tech = (_evidence_of(why, tag) for tag in ("vendor", "big_tech"))

    def claim(reason: Facts) -> str:
        stands_for_both = reason["tag"] == "vendor" and reason["evidence"] in big_tech
        return "big_tech" if stands_for_both else str(reason["tag"])

    result: list[Facts] = []
    for more in (False, True):
        for reason in sorted(why, key=lambda one: not wanted & {one["tag"], claim(one)}):
            same = [other for other in result if claim(other) == claim(reason)]
            if reason["tag"] == "big_tech" and reason["evidence"] in groups:
                continue
            if bool(same) is more and not any(_is_same_evidence(other, reason) for other in same):
                result.append(reason)
    return result[:MAX_REASONS]


def evidence_label(reason: Facts) -> str:
    """Return the group or the tag that a reason is for, with its role."""
    label = str(reason["group"] or value_formatting.column_label(reason["tag"]))
    role = reason["role"]
    notes = (
        [value_formatting.value_label(role)] if role and value_formatting.has_label(role) else []
    )
    return f"{label} ({', '.join(notes)})" if notes else label


def _evidence_of(why: Sequence[Facts], tag: str) -> set[str]:
    return {reason["evidence"] for reason in why if reason["tag"] == tag}


def _is_same_evidence(tag: Facts, other: Facts) -> bool:
    """Return whether one evidence text contains the other."""
    first, second = str(tag["evidence"]).casefold(), str(other["evidence"]).casefold()
    return first in second or second in first
