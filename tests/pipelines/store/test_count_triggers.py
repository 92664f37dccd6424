"""Tables of counts say what is in the tables they count, whatever is done to these."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.store.database import INSERT, UPSERT, connect
from pipelines.store.schema import COUNT_TABLES, TABLES, VERSION
from pipelines.store.totals_and_portal_counts import update_portal_counts
from tests.pipelines.store.store_support import SCC, award, notice, rows, sound, stored, tag

NAMES = TABLES["contracts"].names
VALUES = st.sampled_from([None, "", "FR", "DE", "[]", '["x"]'])
ROWS = st.fixed_dictionaries(
    {
        "id": st.sampled_from("abc"),
        "country": VALUES,
        "status": VALUES,
        "big_tech": VALUES,
        "vendor_groups": st.sampled_from(["[]", '["x"]', '["x", "y"]']),
        "same_as": st.sampled_from([None, "a", "b"]),
    }
)


def contract(values: dict[str, str | None]) -> tuple[str | None, ...]:
    return tuple(values.get(name) for name in NAMES)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["insert", "upsert", "update", "replace", "delete"]), ROWS),
        max_size=12,
    )
)
def test_whatever_statement_writes_a_row_it_is_counted(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[str, dict[str, str | None]]]
) -> None:
    db = connect(tmp_path_factory.mktemp("counts") / "v.db")
    for what, values in story:
        if what == "insert":
            db.execute(INSERT["contracts"], contract(values))
        elif what == "upsert":
            db.execute(UPSERT["contracts"], contract(values))
        elif what == "delete":
            db.execute("DELETE FROM contracts WHERE id = ?", (values["id"],))
        else:  # as an objection blots words, in any column
            order = "OR REPLACE" if what == "replace" else ""
            db.execute(
                f"UPDATE {order} contracts SET country = ?, same_as = ? WHERE id = ?",
                (values["country"], values["same_as"], values["id"]),
            )
    sound(db)
    db.close()


def test_what_is_counted_is_null_where_the_row_is(tmp_path: Path) -> None:
    db = connect(tmp_path / "v.db")
    twin = {"id": "b", "country": "FR", "same_as": "a", "vendor_groups": '["x"]'}
    for values in ({"id": "a", "vendor_groups": "[]"}, twin):
        db.execute(INSERT["contracts"], contract(values))
    cursor = db.execute("SELECT country, same_as, rows FROM contract_counts ORDER BY country")
    assert cursor.fetchall() == [(None, None, 1), ("FR", "", 1)]
    grouped = db.execute("SELECT vendor_groups, rows FROM contract_group_counts").fetchall()
    assert grouped == [('["x"]', 1)]


def test_a_value_that_nothing_has_any_more_leaves_no_row(tmp_path: Path) -> None:
    first = notice(
        "100-2026", awards=(award(who=(SCC,), status="active"),), tags=(tag(key="LOT-0001"),)
    )
    db = stored(tmp_path / "v.db", [first])
    assert rows(db, "contract_counts")
    assert rows(db, "tag_counts")
    for table in ("tags", "contracts", "notices"):
        db.execute(f"DELETE FROM {table}")
    for name in ("contract_counts", "tag_counts", "notice_counts"):
        assert rows(db, name) == []


def test_a_file_of_the_version_before_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "v.db"
    db = stored(path, [notice("100-2026", awards=(award(),)), notice("101-2026", procedure="p2")])
    as_new = {name: rows(db, name) for name in COUNT_TABLES}
    indexes = _indexes(db)
    for name in COUNT_TABLES:
        for what in ("ai", "ad", "au"):
            db.execute(f"DROP TRIGGER {name}_{what}")
        db.execute(f"DROP TABLE {name}")
    wide = next(name for name in indexes if name.startswith("idx_contracts_country_updated_"))
    db.execute(f"DROP INDEX {wide}")
    db.execute("CREATE INDEX idx_contracts_country_updated ON contracts (country, updated)")
    db.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm007'")
    db.execute("PRAGMA user_version = 6")
    db.close()
    db = connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert {name: rows(db, name) for name in COUNT_TABLES} == as_new
    assert _indexes(db) == indexes
    db.execute("UPDATE notices SET country = 'XX'")
    assert {row[4] for row in rows(db, "notice_counts")} == {"XX"}
    sound(db)


def test_a_file_of_schema_9_counts_techniques_too(tmp_path: Path) -> None:
    path = tmp_path / "v.db"
    db = stored(path, [notice("100-2026", awards=(award(technique="framework"),))])
    as_new = {name: rows(db, name) for name in COUNT_TABLES}
    indexes = _indexes(db)
    assert {"framework"} == {
        item for (item,) in db.execute("SELECT technique FROM contract_counts")
    }
    for name in ("contract_counts", "contract_group_counts"):
        for what in ("ai", "ad", "au"):
            db.execute(f"DROP TRIGGER {name}_{what}")
        db.execute(f"ALTER TABLE {name} DROP COLUMN technique")
    db.execute("DROP INDEX idx_contracts_big_tech_published")
    db.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm010'")
    db.execute("PRAGMA user_version = 9")
    db.commit()
    db.close()
    db = connect(path)
    assert {name: rows(db, name) for name in COUNT_TABLES} == as_new
    assert _indexes(db) == indexes
    db.execute("UPDATE contracts SET technique = 'call_off'")
    assert {"call_off"} == {item for (item,) in db.execute("SELECT technique FROM contract_counts")}
    sound(db)


def _indexes(db: sqlite3.Connection) -> list[str]:
    cursor = db.execute("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name")
    return [name for (name,) in cursor]


@pytest.mark.parametrize(
    ("days", "run", "newest"),
    [
        (("2026-11-12", "2027-04-01"), "2026-11-12T09:00:00Z", "2026-11-12"),
        (("2026-11-12", "2026-11-13"), "2026-11-12T23:30:00Z", "2026-11-13"),
        (("2027-04-01",), "2026-11-12T09:00:00Z", "2027-04-01"),
        (("2026-11-12",), None, "2026-11-12"),
        ((), "2026-11-12T09:00:00Z", None),
    ],
)
def test_a_date_that_has_not_come_yet_is_not_the_newest_of_a_source(
    tmp_path: Path, days: tuple[str, ...], run: str | None, newest: str | None
) -> None:
    db = connect(tmp_path / "v.db")
    db.execute("INSERT INTO portals (name) VALUES ('decp')")
    for number, day in enumerate(days):
        db.execute(
            "INSERT INTO register (notice_id, portal, published) VALUES (?, 'decp', ?)",
            (f"decp:{number}", day),
        )
    if run:
        db.execute("INSERT INTO runs (id, portal, started) VALUES ('r', 'decp', ?)", (run,))
    update_portal_counts(db)
    assert db.execute("SELECT newest_notice FROM portals").fetchone() == (newest,)
