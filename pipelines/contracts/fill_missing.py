"""Fill in the buyer, method, technique and title that the notices of a contract leave out.

Spain's open-data table of results names no buyer, no framework and often no subject, and many OCDS
releases of a contract state only what is new.  Values are taken from other notices of the
procedure, and only when these agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipelines.contracts.compiled_contract import CompiledContract
from pipelines.model import Buyer, Method, Notice, Technique


class Techniques(NamedTuple):
    """What one notice states: the technique of each lot that has one, and of the procedure."""

    by_lot: frozenset[tuple[str, Technique]]
    of_procedure: Technique | None


class AgreedValues(NamedTuple):
    """What several notices agree on, and the techniques that each of them states."""

    buyers: tuple[Buyer, ...] = ()
    method: Method | None = None
    title: str | None = None
    techniques: frozenset[Techniques] = frozenset()


def fill_missing(contracts: Iterable[CompiledContract], notices: Sequence[Notice]) -> None:
    """Set buyers, method and procedure title of each contract: as stated, else from its procedure.

    As stated by the latest notice, else by the contract's other notices, else by the procedure's.

     ``notices``  all notices of the procedure, oldest first.  Each procedure is looked up once,
    since it may have thousands of notices and as many contracts.
    """
    by_procedure: dict[tuple[str, str], AgreedValues] = {}
    for contract in contracts:
        latest = contract.latest
        contract.buyers, contract.method = latest.buyers, _method(contract, latest.procedure.method)
        is_told_technique = contract.technique is not None or len(notices) == 1
        if contract.buyers and contract.method and latest.title and is_told_technique:
            continue  # nearly always
        from_contract = _agreed_values([mention.notice for mention in contract.mentions])
        from_procedure = AgreedValues()
        if latest.procedure.id is not None:
            key = (latest.portal, latest.procedure.id)
            if key not in by_procedure:
                by_procedure[key] = _agreed_values(
                    [notice for notice in notices if _procedure_key(notice) == key]
                )
            from_procedure = by_procedure[key]
        contract.buyers = contract.buyers or from_contract.buyers or from_procedure.buyers
        contract.method = _method(
            contract, contract.method or from_contract.method or from_procedure.method
        )
        contract.procedure_title = from_contract.title or from_procedure.title
        if contract.technique is None:
            _fill_technique(contract, from_procedure.techniques)


def _method(contract: CompiledContract, stated: Method | None) -> Method | None:
    """Return the method of a contract: for one of ten tenders, no award without competition
    (160640-2021, negotiated without a call)."""
    return "limited" if stated == "direct" and (contract.tenders_received or 0) > 1 else stated


def method_of(notice: Notice) -> Method | None:
    """Return the method of a notice: of one that is direct, limited where several tenders came for
    each of its awards, as of its contracts."""
    method, counts = notice.procedure.method, [award.tenders_received for award in notice.awards]
    several = bool(counts) and all((count or 0) > 1 for count in counts)
    return "limited" if method == "direct" and several else method


def _fill_technique(contract: CompiledContract, stated: Iterable[Techniques]) -> None:
    """Set the technique of a contract to that of its lots, or of the whole, in the procedure's
    notices if these agree; the amount of what then is a framework was no exact one."""
    techniques = {_technique_in(notice, contract.lots) for notice in stated} - {None}
    if len(techniques) == 1:
        contract.technique = techniques.pop()
    if contract.technique == "framework" and contract.value_kind == "exact":
        contract.value_kind = "estimate"


def _techniques(notices: Iterable[Notice]) -> frozenset[Techniques]:
    """Return what the notices state, each once: thousands may state the same."""
    return frozenset(
        Techniques(
            frozenset((lot.id, lot.technique) for lot in notice.lots if lot.technique is not None),
            notice.procedure.technique,
        )
        for notice in notices
    )


def _technique_in(stated: Techniques, lots: Sequence[str]) -> Technique | None:
    """Return what a notice says of the lots, if it tells lots apart, else of the procedure."""
    by_lot = dict(stated.by_lot)
    if not by_lot:
        return stated.of_procedure
    techniques = {by_lot.get(lot) for lot in lots} if lots else set(by_lot.values())
    return techniques.pop() if len(techniques) == 1 else None


def _procedure_key(notice: Notice) -> tuple[str, str | None]:
    """Return portal and procedure id."""
    return notice.portal, notice.procedure.id


def _agreed_values(notices: Sequence[Notice]) -> AgreedValues:
    return AgreedValues(
        _agreed_buyers(notices),
        _agreed_method(notices),
        _agreed_title(notices),
        _techniques(notices),
    )


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
