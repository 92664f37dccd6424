"""A contract for which several tenders came was not awarded without competition."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.model import Lot, Method, Money, Procedure, Technique, replace
from tests.pipelines.store.store_support import SCC, award, fetch_value, notice, stored


@pytest.mark.parametrize(
    ("method", "tenders", "expected"),
    [
        ("direct", 10, "limited"),  # 160640-2021
        ("direct", 1, "direct"),
        ("direct", None, "direct"),
        ("open", 10, "open"),
        (None, 10, None),
    ],
)
def test_an_award_for_which_several_tenders_came_is_not_without_competition(
    tmp_path: Path, method: Method | None, tenders: int | None, expected: str | None
) -> None:
    result = replace(
        notice("1-2026", awards=(award("1", (SCC,), tenders_received=tenders),)),
        procedure=Procedure(id="p", method=method),
    )
    db = stored(tmp_path / "v.db", [result])
    assert fetch_value(db, "SELECT method FROM contracts") == expected
    assert fetch_value(db, "SELECT method FROM procedures") == expected
    assert fetch_value(db, "SELECT method FROM notices") == expected


@pytest.mark.parametrize(
    ("call", "kind", "countable"), [("framework", "estimate", None), ("none", "exact", 100_000.0)]
)
def test_a_result_that_states_no_technique_has_that_of_its_call(
    tmp_path: Path, call: Technique, kind: str, countable: float | None
) -> None:
    """Spain's table of results has no column for frameworks, its table of calls has one."""
    announced = replace(
        notice("1-2026", kind="tender"), procedure=Procedure(id="p", technique=call)
    )
    money = Money(Decimal(100_000), "EUR", eur=Decimal(100_000))
    paid = award("1", value=money, value_kind="exact", status="active")
    result = replace(notice("2-2026", awards=(paid,)), procedure=Procedure(id="p"))
    db = stored(tmp_path / "v.db", [announced, result])
    (row,) = db.execute("SELECT technique, value_kind, value_countable_eur FROM contracts")
    assert tuple(row) == (call, kind, countable)


@pytest.mark.parametrize(
    ("lots", "expected"), [(("1",), "framework"), (("2",), "none"), (("1", "2"), None), ((), None)]
)
def test_the_technique_of_the_call_is_that_of_the_lots_awarded(
    tmp_path: Path, lots: tuple[str, ...], expected: str | None
) -> None:
    announced = replace(
        notice("1-2026", kind="tender"),
        procedure=Procedure(id="p", technique="framework"),
        lots=(Lot(id="1", technique="framework"), Lot(id="2", technique="none")),
    )
    result = replace(
        notice("2-2026", awards=(award("1", (SCC,), lots=lots),)), procedure=Procedure(id="p")
    )
    db = stored(tmp_path / "v.db", [announced, result])
    assert fetch_value(db, "SELECT technique FROM contracts") == expected
