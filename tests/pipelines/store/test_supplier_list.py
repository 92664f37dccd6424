"""Who reads the column of suppliers does not take a subcontractor for one that signed."""

from __future__ import annotations

from pathlib import Path

from tests.pipelines.store.store_support import (
    ECONOCOM,
    SCC,
    award,
    fetch_value,
    notice,
    stored,
    supplier,
)

HELPER = supplier("Aide SARL", "443061841", role="subcontractor")
MARKED = "Aide SARL (sous-traitant / subcontractor)"


def test_a_subcontractor_is_marked_among_the_suppliers(tmp_path: Path) -> None:
    db = stored(tmp_path / "v.db", [notice("1-2026", awards=(award(who=(SCC, HELPER)),))])
    for table in ("contracts", "notices"):
        assert fetch_value(db, f"SELECT suppliers FROM {table}") == f"SCC France | {MARKED}"
    sql = "SELECT count(*) FROM contracts_fts WHERE contracts_fts MATCH 'aide'"
    assert fetch_value(db, sql) == 1, "it is found by its name all the same"


def test_who_also_signed_is_a_supplier(tmp_path: Path) -> None:
    both = supplier("SCC France", "421048190", role="subcontractor")
    db = stored(tmp_path / "v.db", [notice("1-2026", awards=(award(who=(SCC, ECONOCOM, both)),))])
    names = "SCC France | Econocom Products et Solutions"
    assert fetch_value(db, "SELECT suppliers FROM contracts") == names
