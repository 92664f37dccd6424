"""Tell the new total of a contract from what an amendment adds, or from the most of a year.

DECP asks for the amount after the modification.  Of thirteen amounts of one city four are something
else: "Avenant 1 augmentant le montant maximum annuel initial de 3 000 €" has 33,000 of 120,000.
"""

from __future__ import annotations

import re

from pipelines.model import Money

# In folded words: no accents.
_MORE = re.compile(
    r"\b(?:augment|plus[- ]value|prolong|supplement|ajout|hausse|extension|annuel|par an\b)"
)
_LESS = re.compile(
    r"\b(?:moins[- ]value|diminu|suppr|redui|reduc|baisse|retrait|retir|resili|renonc|negati)"
)


def is_new_total(before: Money | None, after: Money | None, reason: str) -> bool:
    """Whether an amount may be that of the whole contract.

    What adds to a contract makes it no smaller; where the reason speaks of less as well, it may.

    Source  croix-modifications.json: 1,533.33 and 7,199.95 for three months more of a lease
    """
    if before is None or after is None or after.amount >= before.amount:
        return True
    return _MORE.search(reason) is None or _LESS.search(reason) is not None
