"""Totals come from the tables of counts and are those of the rows."""

from __future__ import annotations

from pathlib import Path

from pipelines.model import Scope
from pipelines.store.contract_conditions import IN_FORCE
from pipelines.store.totals_and_portal_counts import database_totals, update_portal_counts
from tests.pipelines.store.store_support import MICROSOFT, award, fetch_value, notice, stored, tag


def test_totals_are_those_of_the_rows(tmp_path: Path) -> None:
    won = (award(who=(MICROSOFT,), status="active"),)
    lost = (award(who=(MICROSOFT,), status="cancelled"),)
    unsure = Scope("borderline", "one weak word")
    big = tag(key="LOT-0001", role="winner")
    db = stored(
        tmp_path / "vigie.db",
        [
            notice("1-2026", awards=won, tags=(big,)),
            notice("1-2026", portal="boamp", awards=won, tags=(big,)),
            notice("2-2026", procedure="p2"),
            notice("3-2026", procedure="p3", scope=Scope("no", "nothing digital")),
            notice("4-2026", procedure="p4", awards=lost, tags=(big,)),
            notice("5-2026", procedure="p5", awards=won, tags=(big,), scope=unsure),
        ],
    )
    assert fetch_value(db, "SELECT count(*) FROM contracts WHERE same_as IS NOT NULL") == 1
    assert database_totals(db) == {
        "received": fetch_value(db, "SELECT count(*) FROM register"),
        "notices": fetch_value(db, "SELECT count(*) FROM notices"),
        "contracts": fetch_value(db, f"SELECT count(*) FROM contracts c WHERE {IN_FORCE}"),
        "big_tech": 1,
    }
    assert fetch_value(db, "SELECT count(*) FROM contracts WHERE big_tech = 'yes'") == 4
    assert database_totals(db)["received"] == 6
    update_portal_counts(db)
    counted = "SELECT notices_received, notices_published FROM portals WHERE name = ?"
    assert fetch_value(db, counted, "ted") == (5, 4)
    assert fetch_value(db, counted, "boamp") == (1, 1)
    assert fetch_value(db, counted, "ghana_ppa") == (0, 0)
