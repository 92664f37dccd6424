"""What the notices of a contract leave unsaid and other notices of the same procedure say.

Spain's open-data table of results names no buyer, and many OCDS releases of a contract state only
what is new.  Taken over is only what those notices agree on: in doubt it stays unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.contracts.contract import Contract
from pipelines.model import Buyer, Method, Notice

BuyersAndMethod = tuple[
    tuple[Buyer, ...], Method | None
]  # buyers and method that some notices agree on


def fill_missing(contracts: Iterable[Contract], notices: Sequence[Notice]) -> None:
    """Buyers and method of the latest notice, else of the procedure.  ``family``: oldest first.

    A procedure is asked once: it may be of thousands of notices, and of as many contracts.
    """
    by_procedure: dict[tuple[str, str], BuyersAndMethod] = {}
    for contract in contracts:
        latest = contract.latest
        contract.buyers, contract.method = latest.buyers, latest.procedure.method
        if contract.buyers and contract.method:
            continue  # nearly always
        from_contract = _agreed_values([mention.notice for mention in contract.mentions])
        from_procedure: BuyersAndMethod = ((), None)
        if latest.procedure.id is not None:
            key = (latest.portal, latest.procedure.id)
            if key not in by_procedure:
                by_procedure[key] = _agreed_values(
                    [notice for notice in notices if _procedure_key(notice) == key]
                )
            from_procedure = by_procedure[key]
        contract.buyers = contract.buyers or from_contract[0] or from_procedure[0]
        contract.method = contract.method or from_contract[1] or from_procedure[1]


def _procedure_key(notice: Notice) -> tuple[str, str | None]:
    return notice.portal, notice.procedure.id


def _agreed_values(notices: Sequence[Notice]) -> BuyersAndMethod:
    return _agreed_buyers(notices), _agreed_method(notices)


def _agreed_buyers(notices: Iterable[Notice]) -> tuple[Buyer, ...]:
    """As the latest names them; a process may be shared by many buyers, then none."""
    stated = [notice.buyers for notice in notices if notice.buyers]
    ids = {frozenset(buyer.organization.id for buyer in buyers) for buyers in stated}
    return stated[-1] if len(ids) == 1 else ()


def _agreed_method(notices: Iterable[Notice]) -> Method | None:
    methods = {notice.procedure.method for notice in notices} - {None}
    return methods.pop() if len(methods) == 1 else None
