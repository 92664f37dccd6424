"""Which words a mail quotes for an entry: those of what was asked for come first."""

from __future__ import annotations

from typing import Any

from monitor.alerts.evidence_lines import chosen_evidence
from monitor.alerts.subscription_filters import Filter


def reason(tag: str, evidence: str, group: str | None = None) -> dict[str, Any]:
    return {"tag": tag, "evidence": evidence, "group": group, "role": None}


HANDED = reason("data_outsourcing", "Microsoft 365")
RESELLER = reason("vendor", "COMPUTACENTER FRANCE", "Computacenter")
MAKER = reason("vendor", "Microsoft 365", "Microsoft")
BIG_TECH = reason("big_tech", "Microsoft 365")
HOSTED = reason("data_outsourcing", "Abonnement")
WHY = {"why": [HANDED, RESELLER, MAKER, BIG_TECH, HOSTED]}


def test_who_asked_for_big_tech_reads_first_whose_words_make_it_so() -> None:
    """The line of the maker stands for it, and was the fourth of three."""
    chosen = chosen_evidence(WHY, Filter(tags=("big_tech",)))
    assert chosen == [MAKER, HANDED, RESELLER]


def test_each_tag_has_a_line_before_one_has_two() -> None:
    assert chosen_evidence(WHY, Filter(tags=("data_outsourcing",))) == [HANDED, RESELLER, MAKER]
    watched = reason("worker_surveillance", "badgeuse")
    several = {"why": [HANDED, HOSTED, watched]}
    assert chosen_evidence(several, Filter(tags=())) == [HANDED, watched, HOSTED]


def test_big_tech_that_no_line_of_a_group_says_has_its_own() -> None:
    alone = {"why": [RESELLER, BIG_TECH]}
    assert chosen_evidence(alone, Filter(tags=("big_tech",))) == [BIG_TECH, RESELLER]
