"""Awards are matched with the contracts of a procedure in steps that grow with their number."""

from __future__ import annotations

import pytest

from pipelines.contracts import match_awards
from pipelines.contracts.compiled_procedure import compile_procedure
from pipelines.model import Notice, Supplier
from tests.pipelines.store.store_support import award, corrects, euros, notice, supplier


def results(amount: int) -> list[Notice]:
    """So many results of one procedure, each of another lot, and a correction of each."""
    first = [
        notice(f"{n}-2026", awards=(award(f"LOT-{n:04d}", (supplier(f"Firm {n}"),)),))
        for n in range(amount)
    ]
    corrected = [
        notice(
            f"{amount + n}-2026",
            day=20,
            awards=(award(f"LOT-{n:04d}", (supplier(f"Firm {n}"),), value=euros(1_000 + n)),),
            change="correction",
            references=corrects(f"{n}-2026"),
        )
        for n in range(amount)
    ]
    return [*first, *corrected]


def test_the_number_of_comparisons_grows_with_the_number_of_awards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0
    key_of = match_awards.supplier_key

    def counted(supplier: Supplier) -> str:
        nonlocal compared
        compared += 1
        return key_of(supplier)

    monkeypatch.setattr(match_awards, "supplier_key", counted)
    requested = {}
    for amount in (20, 200):
        compared = 0
        compiled = compile_procedure(results(amount))
        assert [
            float(contract.value.amount) for contract in compiled.contracts if contract.value
        ] == [1_000.0 + n for n in range(amount)]
        requested[amount] = compared
    assert 0 < requested[20] <= requested[200] <= 12 * requested[20]
