"""What the notices of a contract leave unsaid and other notices of the same procedure say.

Spain's open-data table of results names no buyer, and many OCDS releases of a contract state only
what is new.  Taken over is only what those notices agree on: in doubt it stays unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.contract import Contract
from pipelines.model import Buyer, Method, Notice


def complete(contract: Contract, family: Sequence[Notice]) -> None:
    """Buyers and method of the latest notice, else of the procedure.  ``family``: oldest first."""
    latest = contract.latest
    contract.buyers, contract.method = latest.buyers, latest.procedure.method
    if contract.buyers and contract.method:
        return  # nearly always: a family may be of thousands
    near = [mention.notice for mention in contract.mentions]
    others = [notice for notice in family if _of_one_procedure(notice, latest)]
    contract.buyers = contract.buyers or _buyers(near) or _buyers(others)
    contract.method = contract.method or _method(near) or _method(others)


def _of_one_procedure(notice: Notice, other: Notice) -> bool:
    named = notice.procedure.id
    return named is not None and (notice.portal, named) == (other.portal, other.procedure.id)


def _buyers(notices: Iterable[Notice]) -> tuple[Buyer, ...]:
    """As the latest names them; a process may be shared by many buyers, then none."""
    found = [notice.buyers for notice in notices if notice.buyers]
    ids = {frozenset(buyer.organization.id for buyer in buyers) for buyers in found}
    return found[-1] if len(ids) == 1 else ()


def _method(notices: Iterable[Notice]) -> Method | None:
    found = {notice.procedure.method for notice in notices} - {None}
    return found.pop() if len(found) == 1 else None
