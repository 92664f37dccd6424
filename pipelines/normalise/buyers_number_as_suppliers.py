"""Drop the number of a supplier that is the number of its buyer, beside another name.

Some buyers enter their own number as that of the winner (SIRET of the winner in France's data of
contracts).  By that number a firm would be the public body itself, and what it is handed a
cooperation of public bodies.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.model import Award, Notice, Organization, Supplier, replace
from pipelines.text_folding import fold

_WORD = re.compile(r"[^\W\d_]{4,}")  # "de", "SA" and numbers make no name


def without_buyers_numbers(notice: Notice, id_of: Callable[[Organization], str | None]) -> Notice:
    """Return a normalised notice; a supplier with the id of a buyer keeps it if named alike.

    ``id_of``  id of a supplier by its numbers, else by its name.
    """
    buyers = {
        buyer.organization.id: _words(buyer.organization.name)
        for buyer in notice.buyers
        if buyer.organization.identifiers
    }
    if not any(s.organization.id in buyers for award in notice.awards for s in award.suppliers):
        return notice  # nearly always

    def own(supplier: Supplier) -> Supplier:
        organization = supplier.organization
        if organization.id not in buyers or _words(organization.name) & buyers[organization.id]:
            return supplier
        bare = replace(organization, identifiers=())
        return replace(supplier, organization=replace(bare, id=id_of(bare)))

    def changed(award: Award) -> Award:
        return replace(award, suppliers=tuple(map(own, award.suppliers)))

    return replace(notice, awards=tuple(map(changed, notice.awards)))


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(name))) - {"siret", "siren"}
