"""Mark the value of a concession as an estimate.

The holder of a concession is paid by users, wholly or in part.  Its value is "the total turnover of
the concessionaire generated over the duration of the contract […] as estimated by the contracting
authority" (directive 2014/23/EU, article 8): money that the buyer does not spend, and an estimate.
496975-2017 and two other fibre networks alone are 2.5 thousand million euros.
"""

from __future__ import annotations

from pipelines.model import Award, replace

LAW = "32014L0023"  # CELEX number by which notices name that directive; before 2019 its own
DIRECTIVE = "2014/23/EU"


def mark_as_estimate(award: Award) -> Award:
    """Mark the value of a concession's award as an estimate."""
    return replace(award, value_kind="estimate") if award.value_kind == "exact" else award
