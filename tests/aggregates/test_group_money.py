"""What a group gets of a contract by its role, and how often a framework counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.aggregates.refresh import refresh
from tests.pipelines.store.store_support import (
    SCC,
    award,
    euros,
    notice,
    stored,
    supplier,
    tag,
)

TITLES = ["Hébergement de la paie", "Payroll hosting", "Hosting der Lohnabrechnung"]


@pytest.mark.parametrize("title", TITLES)
def test_a_sum_is_credited_to_no_subcontractor(tmp_path: Path, title: str) -> None:
    below = supplier("Microsoft France", "327733184", "microsoft", "subcontractor")
    role = tag("vendor", "microsoft", "LOT-0001", role="subcontractor")
    awarded = award(who=(SCC, below), status="active", value=euros(900_000), value_kind="exact")
    db = stored(
        tmp_path / "vigie.db", [notice("1-2026", title=title, awards=(awarded,), tags=(role,))]
    )
    refresh(db)
    sums = dict(
        db.execute(
            "SELECT kind, coalesce(total_eur, 0) FROM aggregates"
            " WHERE key = 'microsoft' AND year = '' AND kind LIKE 'group%'"
        ).fetchall()
    )
    assert sums.pop("group_shared") == 900_000
    assert set(sums.values()) <= {0}


@pytest.mark.parametrize("title", TITLES)
def test_one_framework_with_twelve_winners_is_one_procedure(tmp_path: Path, title: str) -> None:
    winners = [supplier(f"Prestataire {n}", f"42104819{n % 10}") for n in range(12)]
    awards = tuple(
        award(f"LOT-0001-{n}", who=(winner,), lots=("LOT-0001",), status="active")
        for n, winner in enumerate(winners)
    )
    db = stored(
        tmp_path / "vigie.db",
        [notice("1-2026", title=title, awards=awards)],
    )
    refresh(db)
    total = "SELECT contracts, procedures FROM aggregates WHERE kind = 'all' AND year = ''"
    assert tuple(db.execute(total).fetchone()) == (12, 1)
