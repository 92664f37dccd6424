"""Totals come from the tables of counts and are those of the rows."""

from __future__ import annotations

from pathlib import Path

from pipelines.model import Scope
from pipelines.store.totals_and_portal_counts import database_totals, update_portal_counts
from tests.pipelines.store.store_support import MICROSOFT, award, fetch_value, notice, stored, tag


def test_totals_are_those_of_the_rows(tmp_path: Path) -> None:
    won = (award(who=(MICROSOFT,), status="active"),)
    big = tag(key="LOT-0001", role="winner")
    db = stored(
        tmp_path / "vigie.db",
        [
            notice("1-2026", awards=won, tags=(big,)),
            notice("1-2026", portal="boamp", awards=won, tags=(big,)),
            notice("2-2026", procedure="p2"),
            notice("3-2026", procedure="p3", scope=Scope("no", "nothing digital")),
        ],
    )
    assert fetch_value(db, "SELECT count(*) FROM contracts WHERE same_as IS NOT NULL") == 1
    assert database_totals(db) == {
        "received": fetch_value(db, "SELECT count(*) FROM register"),
        "notices": fetch_value(db, "SELECT count(*) FROM notices"),
        "contracts": fetch_value(db, "SELECT count(*) FROM contracts WHERE same_as IS NULL"),
        "big_tech": 1,
    }
    assert database_totals(db)["received"] == 4
    update_portal_counts(db)
    counted = "SELECT notices_received, notices_published FROM portals WHERE name = ?"
    assert fetch_value(db, counted, "ted") == (3, 2)
    assert fetch_value(db, counted, "boamp") == (1, 1)
    assert fetch_value(db, counted, "ghana_ppa") == (0, 0)
