"""The initial value of a contract is one with which the latest may be compared."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.model import Money, ValueKind, Vat, replace
from tests.pipelines.store.store_support import SCC, amends, award, fetch_value, notice, stored


def money(amount: str, vat: Vat = "unknown", plausible: bool = True) -> Money:
    return Money(Decimal(amount), "EUR", vat, Decimal(amount), plausible=plausible)


@pytest.mark.parametrize(
    ("first", "latest", "kind", "expected"),
    [
        (money("100000"), money("150000"), "exact", 100_000.0),
        (money("100000", "excluded"), money("150000", "excluded"), "exact", 100_000.0),
        (money("100000", "excluded"), money("120000", "included"), "exact", None),
        (money("100000000000000000", plausible=False), money("22540"), "exact", None),
        (money("100000"), money("150000"), "obligation", None),
    ],
)
def test_an_amount_that_may_not_be_compared_is_no_initial_value(
    tmp_path: Path, first: Money, latest: Money, kind: ValueKind, expected: float | None
) -> None:
    signed = notice("1-2026", awards=(award("1", (SCC,), value=first, value_kind=kind),))
    changed = replace(
        notice("2-2026", day=9, awards=(award("1", (SCC,), value=latest, value_kind=kind),)),
        kind="amendment",
        references=amends("1-2026"),
    )
    db = stored(tmp_path / "v.db", [signed, changed])
    assert fetch_value(db, "SELECT initial_value_eur FROM contracts") == expected
