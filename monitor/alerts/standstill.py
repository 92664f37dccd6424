"""Compute the standstill before a contract that a buyer intends to award may be signed."""

from __future__ import annotations

from datetime import date, timedelta

from monitor.alerts.contract_and_notice_facts import Facts
from monitor.i18n.procurement_thresholds import in_union

# the least time between "we intend to" and the signature, where a law says so
STANDSTILL_DAYS = 10  # Directive 89/665/EEC, articles 2a and 2f, by electronic means
STANDSTILL_UK_WORKING_DAYS = (
    8  # working days, the first one included: Procurement Act 2023, section 51
)


def standstill_end(facts: Facts) -> date | None:
    """Return the last day of the legal standstill before signature, or None where no known law
    sets one.
    """
    country = facts.get("country")
    if not facts.get("published") or not (country == "GB" or in_union(country)):
        return None
    day = date.fromisoformat(facts["published"])
    if country != "GB":
        return day + timedelta(days=STANDSTILL_DAYS)
    left = STANDSTILL_UK_WORKING_DAYS
    while True:
        left -= day.weekday() < 5
        if not left:
            return day
        day += timedelta(days=1)
