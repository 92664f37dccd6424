"""What the notices of a contract leave unsaid and other notices of the same procedure say.

Spain's open-data table of results names no buyer, and many OCDS releases of a contract state only
what is new.  Taken over is only what those notices agree on: in doubt it stays unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.contracts.contract import Contract
from pipelines.model import Buyer, Method, Notice

Said = tuple[tuple[Buyer, ...], Method | None]  # buyers and method that some notices agree on


def complete(contracts: Iterable[Contract], family: Sequence[Notice]) -> None:
    """Buyers and method of the latest notice, else of the procedure.  ``family``: oldest first.

    A procedure is asked once: it may be of thousands of notices, and of as many contracts.
    """
    procedures: dict[tuple[str, str], Said] = {}
    for contract in contracts:
        latest = contract.latest
        contract.buyers, contract.method = latest.buyers, latest.procedure.method
        if contract.buyers and contract.method:
            continue  # nearly always
        near = _said([mention.notice for mention in contract.mentions])
        other: Said = ((), None)
        if latest.procedure.id is not None:
            key = (latest.portal, latest.procedure.id)
            if key not in procedures:
                procedures[key] = _said([one for one in family if _place(one) == key])
            other = procedures[key]
        contract.buyers = contract.buyers or near[0] or other[0]
        contract.method = contract.method or near[1] or other[1]


def _place(notice: Notice) -> tuple[str, str | None]:
    return notice.portal, notice.procedure.id


def _said(notices: Sequence[Notice]) -> Said:
    return _buyers(notices), _method(notices)


def _buyers(notices: Iterable[Notice]) -> tuple[Buyer, ...]:
    """As the latest names them; a process may be shared by many buyers, then none."""
    found = [notice.buyers for notice in notices if notice.buyers]
    ids = {frozenset(buyer.organization.id for buyer in buyers) for buyers in found}
    return found[-1] if len(ids) == 1 else ()


def _method(notices: Iterable[Notice]) -> Method | None:
    found = {notice.procedure.method for notice in notices} - {None}
    return found.pop() if len(found) == 1 else None
