"""Fill in the buyer, method and title that the notices of a contract leave out.

Spain's open-data table of results names no buyer and often no subject, and many OCDS releases of a
contract state only what is new.  Values are taken from other notices of the procedure, and only
when these agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.contracts.compiled_contract import CompiledContract
from pipelines.model import Buyer, Method, Notice

Stated = tuple[tuple[Buyer, ...], Method | None, str | None]  # the title is the procedure's


def fill_missing(contracts: Iterable[CompiledContract], notices: Sequence[Notice]) -> None:
    """Set buyers, method and procedure title of each contract: as stated, else from its procedure.

    As stated by the latest notice, else by the contract's other notices, else by the procedure's.

     ``notices``  all notices of the procedure, oldest first.  Each procedure is looked up once,
    since it may have thousands of notices and as many contracts.
    """
    by_procedure: dict[tuple[str, str], Stated] = {}
    for contract in contracts:
        latest = contract.latest
        contract.buyers, contract.method = latest.buyers, _method(contract, latest.procedure.method)
        if contract.buyers and contract.method and latest.title:
            continue  # nearly always
        from_contract = _agreed_values([mention.notice for mention in contract.mentions])
        from_procedure: Stated = ((), None, None)
        if latest.procedure.id is not None:
            key = (latest.portal, latest.procedure.id)
            if key not in by_procedure:
                by_procedure[key] = _agreed_values(
                    [notice for notice in notices if _procedure_key(notice) == key]
                )
            from_procedure = by_procedure[key]
        contract.buyers = contract.buyers or from_contract[0] or from_procedure[0]
        contract.method = _method(
            contract, contract.method or from_contract[1] or from_procedure[1]
        )
        contract.procedure_title = from_contract[2] or from_procedure[2]


def _method(contract: CompiledContract, stated: Method | None) -> Method | None:
    """Return the method of a contract: for one of ten tenders, no award without competition
    (160640-2021, negotiated without a call)."""
    return "limited" if stated == "direct" and (contract.tenders_received or 0) > 1 else stated


def _procedure_key(notice: Notice) -> tuple[str, str | None]:
    """Return portal and procedure id."""
    return notice.portal, notice.procedure.id


def _agreed_values(notices: Sequence[Notice]) -> Stated:
    """Return the buyers, the method and the title that the notices agree on."""
    return _agreed_buyers(notices), _agreed_method(notices), _agreed_title(notices)


def _agreed_buyers(notices: Iterable[Notice]) -> tuple[Buyer, ...]:
    """Return the buyers as named last; none when notices name different buyers."""
    stated = [notice.buyers for notice in notices if notice.buyers]
    ids = {frozenset(buyer.organization.id for buyer in buyers) for buyers in stated}
    return stated[-1] if len(ids) == 1 else ()


def _agreed_method(notices: Iterable[Notice]) -> Method | None:
    """Return the method when all notices that state one agree."""
    methods = {notice.procedure.method for notice in notices} - {None}
    return methods.pop() if len(methods) == 1 else None


def _agreed_title(notices: Iterable[Notice]) -> str | None:
    """Return the title when all notices that have one agree."""
    titles = {notice.title for notice in notices} - {None}
    return titles.pop() if len(titles) == 1 else None
