"""One amount that a notice repeats for several contracts is added once."""

from __future__ import annotations

from pathlib import Path

from tests.pipelines.store.store_support import (
    ECONOCOM,
    SCC,
    award,
    euros,
    fetch_value,
    notice,
    stored,
)


def test_one_amount_repeated_for_two_winners_of_a_lot_counts_once(tmp_path: Path) -> None:
    ranks = tuple(
        award(f"Rank {n}", (who,), lots=("LOT-0001",), value=euros(600), value_kind="exact")
        for n, who in enumerate((SCC, ECONOCOM), 1)
    )
    for name, total, counted in (("a", 600, 600.0), ("b", 1200, 1200.0), ("c", None, 600.0)):
        whole = euros(total) if total else None
        db = stored(tmp_path / f"{name}.db", [notice("1-2026", awards=ranks, result_value=whole)])
        assert fetch_value(
            db, "SELECT sum(value_countable_eur), sum(value), max(value_shared) FROM contracts"
        ) == (counted, 1200.0, int(counted == 600))


def test_equal_amounts_of_different_lots_are_added_where_no_total_tells(tmp_path: Path) -> None:
    lots = tuple(
        award(f"Lot {n}", (SCC,), lots=(f"{n}",), value=euros(600), value_kind="exact")
        for n in (1, 2)
    )
    db = stored(tmp_path / "v.db", [notice("1-2026", awards=lots)])
    assert fetch_value(db, "SELECT sum(value_countable_eur) FROM contracts") == 1200.0


def test_the_total_of_a_notice_repeated_for_each_lot_counts_once(tmp_path: Path) -> None:
    counties = tuple(
        award(f"Lot {n}", (SCC,), lots=(f"{n}",), value=euros(600), value_kind="exact")
        for n in (1, 2, 3)
    )
    for name, total, counted in (("a", 600, 600.0), ("b", 1200, 1800.0), ("c", 1800, 1800.0)):
        db = stored(
            tmp_path / f"{name}.db",
            [notice("1-2026", awards=counties, result_value=euros(total))],
        )
        assert fetch_value(
            db, "SELECT sum(value_countable_eur), sum(value), sum(value_shared) FROM contracts"
        ) == (counted, 1800.0, 3 if total == 600 else 0)
