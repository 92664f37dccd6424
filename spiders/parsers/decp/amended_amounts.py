"""Tell a contract's new total and length from what an amendment adds, or from the most of a year.

DECP asks for the amount and length after the modification.  Of thirteen amounts of one city four
are something else: "Avenant 1 augmentant le montant maximum annuel initial de 3 000 €" has 33,000
of 120,000.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.model import Money

# In folded words: no accents.
_MORE = re.compile(
    r"\b(?:augment|plus[- ]value|prolong|supplement|ajout|hausse|extension|annuel|par an\b)"
)
_LESS = re.compile(
    r"\b(?:moins[- ]value|diminu|suppr|redui|reduc|baisse|retrait|retir|resili|renonc|negati)"
)
_SHORTER = re.compile(
    r"\b(?:resili|raccourci|fin anticipee"
    r"|(?:redui|reduc|diminu)\w* (?:[\w']+ ){0,3}(?:duree|delai))"
)


def is_new_total(before: Money | None, after: Money | None, reason: str) -> bool:
    """Whether an amount may be that of the whole contract.

    What adds to a contract makes it no smaller; where the reason speaks of less as well, it may.

    Source  croix-modifications.json: 1,533.33 and 7,199.95 for three months more of a lease
    """
    if before is None or after is None or after.amount >= before.amount:
        return True
    return _MORE.search(reason) is None or _LESS.search(reason) is not None


def is_new_length(before: Decimal | None, after: Decimal | None, reason: str) -> bool:
    """Whether months may be those of the whole contract: fewer only where the reason says so.

    Source  croix-modifications.json: 1 of 4 months for "AJOUT ECHELLE SECURITE", 1 of 24 for
            "Augmentation montant initial", 3 of 6 for "Prolongation de la durée de location"
    """
    if before is None or after is None or after >= before:
        return True
    return _SHORTER.search(reason) is not None
