"""Find the contract of a procedure that an award restates.

None when in doubt: a contract listed twice is noticed, a wrong merge is not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from pipelines.contracts.compiled_contract import CompiledContract, supplier_key
from pipelines.model import Award, Notice, Supplier

Key = tuple[Hashable, ...]


class ContractIndex:
    """The contracts of a procedure by what an award may restate them by: the id of the award, the
    number of the contract, its lots with its main suppliers.

    A purchasing system may have thousands of contracts: to compare each award with each of them
    would take hours.
    """

    def __init__(self) -> None:
        self.contracts: list[CompiledContract] = []
        self._keys: list[list[Key]] = []
        self._positions: dict[int, int] = {}  # by identity
        self._by_key = defaultdict[Key, set[int]](set)

    def add(self, contract: CompiledContract) -> None:
        self._positions[id(contract)] = len(self.contracts)
        self.contracts.append(contract)
        self._keys.append([])

    def update(self, contract: CompiledContract, award: Award) -> None:
        """Update the fields by which later awards are matched with this contract."""
        contract.lots = award.lots or contract.lots
        contract.suppliers = award.suppliers or contract.suppliers
        contract.contract_number = award.contract_number or contract.contract_number
        contract.award_id = award.award_id or contract.award_id
        contract.technique = award.technique or contract.technique
        position = self._positions[id(contract)]
        for key in self._keys[position]:
            self._by_key[key].discard(position)
        self._keys[position] = keys = list(_keys(contract))
        for key in keys:
            self._by_key[key].add(position)

    def matching(self, key: Key | None, assigned: set[int]) -> list[CompiledContract]:
        """Return the contracts with this key, oldest first, without those already assigned."""
        if key is None:
            return []
        contracts = (self.contracts[position] for position in sorted(self._by_key.get(key, ())))
        return [contract for contract in contracts if id(contract) not in assigned]


def _keys(contract: CompiledContract) -> Iterable[Key]:
    if contract.award_id is not None:
        yield _award_id_key(contract.award_id)
    if contract.contract_number:
        yield _number_key(contract.contract_number)
    if (key := _lots_and_suppliers_key(contract.lots, contract.suppliers)) is not None:
        yield key


def _award_id_key(award_id: str) -> Key:
    return "award id", award_id


def _number_key(number: str) -> Key:
    return "number", _normalised_number(number)


def _lots_and_suppliers_key(lots: Iterable[str], suppliers: Sequence[Supplier]) -> Key | None:
    main = _main_suppliers(suppliers)
    return ("lots and suppliers", frozenset(lots), main) if main else None


def find_contract(
    notice: Notice,
    award: Award,
    of_changed: Sequence[CompiledContract],
    index: ContractIndex,
    assigned: set[int],
) -> CompiledContract | None:
    """Find the contract that an award restates.

    ``of_changed``  contracts of the notice that this one changes.
    ``assigned``    identities of contracts that other awards of the notice restate.
    """
    if award.award_id is not None:
        # award ids count from 1 in each process, and a process may be shared by many buyers
        contracts = index.matching(_award_id_key(award.award_id), assigned)
        return next(
            (contract for contract in contracts if _is_same_process(contract.latest, notice)), None
        )
    candidates = [contract for contract in of_changed if id(contract) not in assigned]
    ids = {id(contract) for contract in candidates}
    for number in (award.amends, award.contract_number):
        if number:
            matching = index.matching(_number_key(number), assigned)
            matching = [contract for contract in matching if not ids or id(contract) in ids]
            if len(matching) == 1:
                return matching[0]
    alike = index.matching(_lots_and_suppliers_key(award.lots, award.suppliers), assigned)
    of_candidates = [contract for contract in alike if id(contract) in ids]
    if len(of_candidates) == 1:
        return of_candidates[0]
    if len(alike) == 1 and _may_merge(notice, award, alike[0]):
        return alike[0]
    if notice.kind == "amendment" or notice.change != "none":
        return _find_changed_contract(notice, award, candidates)
    return None


def _find_changed_contract(
    notice: Notice, award: Award, candidates: Sequence[CompiledContract]
) -> CompiledContract | None:
    """Find the contract that a correction or amendment means, among those of what it changes."""
    matching = [contract for contract in candidates if set(contract.lots) == set(award.lots)]
    if len(matching) == 1:
        return matching[0]
    # Poland's changes of contracts name the winner and no lot
    main = _main_suppliers(award.suppliers)
    if main and not award.lots:
        matching = [
            contract for contract in candidates if _main_suppliers(contract.suppliers) == main
        ]
        if len(matching) == 1:
            return matching[0]
    return candidates[0] if len(candidates) == 1 and len(notice.awards) == 1 else None


def _is_same_process(notice: Notice, other: Notice) -> bool:
    return notice.procedure.id == other.procedure.id and is_same_buyer(notice, other)


def is_same_buyer(notice: Notice, other: Notice) -> bool:
    """Whether two notices may have the same buyer; unnamed buyers do not contradict."""
    first = {buyer.organization.id for buyer in notice.buyers}
    second = {buyer.organization.id for buyer in other.buyers}
    return not first or not second or bool(first & second)


def _may_merge(notice: Notice, award: Award, contract: CompiledContract) -> bool:
    """Whether an award with the lots and suppliers of a contract is that contract, though the
    notice does not name the one that stated it.

    Not when the numbers differ, nor under a purchasing system or framework, where many contracts
    are awarded to the same supplier.
    """
    if award.contract_number and contract.contract_number:
        return _normalised_number(award.contract_number) == _normalised_number(
            contract.contract_number
        )
    return not (
        award.technique in ("dynamic_purchasing", "call_off") and notice.kind != "amendment"
    )


def _normalised_number(number: str) -> str:
    """Return a contract number without separators, folded."""
    return re.sub(r"[\s./_-]+", "", number).casefold()


def _main_suppliers(suppliers: Sequence[Supplier]) -> frozenset[str]:
    return frozenset(
        supplier_key(supplier) for supplier in suppliers if supplier.role != "subcontractor"
    )
