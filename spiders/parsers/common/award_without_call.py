"""Say what the grounds for an award without a call (BT-136) tell about competition.

The directives let a buyer do without a call for many reasons, of which some say that one firm alone
was asked.  Others say only that no call was compulsory: French buyers announce contracts below the
threshold, for which firms competed, as outside the scope of the directive (553366-2019,
332349-2016).  Of 119 contracts that the samples of TED called direct 33 had that ground alone.  The
buyer's own words may say more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pipelines.model import Kind, Method, Text
from spiders.parsers.common.one_supplier_alone import is_one_alone

# codes of eForms, and the box of TED's older forms that none of them stands for
NO_CALL_COMPULSORY = frozenset(
    {
        "D_OUTSIDE_SCOPE", "below-thres", "below-thres-sme", "dir24-list", "dir81-annexii",
        "ecom-excl", "serv-excl", "defse-excl", "int-rules",
    }
)  # fmt: skip
# firms competed for a design, or were called in vain before
AFTER_A_CALL = frozenset({"contest", "irregular", "unsuitable"})


def method_of_ted(
    method: Method | None, kind: Kind, grounds: Collection[str], texts: Iterable[Text]
) -> Method | None:
    """Return the method of a notice of TED, old or eForms: what is negotiated without a call
    (``limited``) is what the grounds for it say, or its words, and direct where an award is only
    intended."""
    if method != "limited":
        return method
    if grounds:
        reasons = (text.text for text in texts if text.field == "direct_award_reason")
        return method_by_grounds(grounds) or ("direct" if is_one_alone(reasons) else None)
    return "direct" if kind == "award_intention" else "limited"


def method_by_grounds(grounds: Collection[str]) -> Method | None:
    """Return direct where a ground says that nobody competed, limited after a call that failed or a
    contest; None where the grounds say only that no call was compulsory, or there are none."""
    if any(ground not in NO_CALL_COMPULSORY | AFTER_A_CALL for ground in grounds):
        return "direct"
    return "limited" if AFTER_A_CALL.intersection(grounds) else None
