"""Aggregates: what they count, when they are made again, and a file that never had them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.aggregates import aggregate_statements, working_tables
from monitor.aggregates import refresh as aggregates
from monitor.aggregates.refresh import AS_OF_KEY, refresh
from pipelines.store.database import connect, get_meta
from pipelines.store.schema import TABLES as ALL_TABLES
from pipelines.store.schema import VERSION
from pipelines.store.writer import Writer
from tests.aggregates.remade_figures import differences
from tests.pipelines.store.store_support import (
    ECONOCOM,
    MICROSOFT,
    RANK,
    SCC,
    award,
    euros,
    fetch_value,
    notice,
    reading,
    rows,
    stored,
    tag,
)

FIGURES = "SELECT contracts, valued, total_eur, buyers, big_tech, direct FROM aggregates"


def licences(number: str, day: int, value: int | None, procedure: str, **facts: object) -> object:
    amount = {"value": euros(value), "value_kind": "exact"} if value is not None else {}
    return notice(
        number,
        day=day,
        procedure=procedure,
        awards=(award(who=(MICROSOFT,), **{"status": "active", **amount, **facts}),),
        tags=(
            tag(key="LOT-0001", role="winner"),
            tag("vendor", "microsoft", "LOT-0001", role="winner"),
        ),
    )


@pytest.fixture
def db(tmp_path: Path) -> sqlite3.Connection:
    return stored(
        tmp_path / "vigie.db",
        [
            licences("1-2026", 2, 1000, "p1"),  # type: ignore[list-item]
            licences("2-2026", 3, None, "p2"),  # type: ignore[list-item]
            licences("3-2026", 4, 500, "p3", status="cancelled"),  # type: ignore[list-item]
            notice(
                "4-2026", day=4, procedure="p4", awards=(award(who=(ECONOCOM,), status="active"),)
            ),
        ],
    )


def test_cancelled_contracts_are_in_no_figure_and_missing_values_are_counted(
    db: sqlite3.Connection,
) -> None:
    assert refresh(db)
    assert fetch_value(db, f"{FIGURES} WHERE kind = 'all' AND year = ''") == (3, 1, 1000.0, 1, 2, 0)
    assert fetch_value(
        db, f"{FIGURES} WHERE kind = 'group' AND key = 'microsoft' AND year = '2026'"
    ) == (
        2,
        1,
        1000.0,
        1,
        2,
        0,
    )
    assert (
        fetch_value(
            db, "SELECT contracts FROM aggregates WHERE kind = 'day' AND key = '2026-03-04'"
        )
        == 1
    )


def test_years_add_up_to_all_years(db: sqlite3.Connection) -> None:
    refresh(db)
    for kind in ("all", "buyer", "country", "group", "tag"):
        sums = [
            fetch_value(
                db,
                "SELECT sum(contracts), sum(valued), sum(total_eur) FROM aggregates"
                f" WHERE kind = '{kind}' AND year {sign} ''",
            )
            for sign in ("=", "<>")
        ]
        assert sums[0] == sums[1], kind


def test_figures_are_made_again_only_when_something_changed(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refresh(db)
    assert not refresh(db)
    Writer(db, rank=RANK).save(
        [
            reading(
                notice(
                    "5-2026", day=9, procedure="p5", awards=(award(who=(SCC,), status="active"),)
                )
            )
        ]
    )
    assert refresh(db)
    assert fetch_value(db, "SELECT contracts FROM aggregates WHERE kind = 'all' AND year = ''") == 4
    monkeypatch.setattr(aggregate_statements, "FIGURE_KINDS", aggregate_statements.FIGURE_KINDS[:1])
    assert refresh(db), "another question is a change too"
    assert not refresh(db)
    monkeypatch.setattr(aggregates, "VERSION", VERSION + 1)
    assert refresh(db), "what a migration filled is in no log"
    assert not refresh(db)
    assert get_meta(db, AS_OF_KEY)


def test_rows_written_by_another_process_meanwhile_are_in_the_figures(
    db: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = notice("9-2026", day=9, procedure="p9", awards=(award(who=(SCC,), status="active"),))
    real = aggregates.rebuild_statements
    waiting = [late]

    def disturbed() -> Iterator[str]:
        for nth, sql in enumerate(real()):
            if nth == 4 and waiting:  # the state that is read was chosen by the first statements
                Writer(connect(tmp_path / "vigie.db"), rank=RANK).save([reading(waiting.pop())])
            yield sql

    fingerprint = aggregates._fingerprint()
    monkeypatch.setattr(aggregates, "_fingerprint", lambda: fingerprint)
    monkeypatch.setattr(aggregates, "rebuild_statements", disturbed)
    refresh(db)
    assert not waiting
    assert fetch_value(db, "SELECT contracts FROM aggregates WHERE kind = 'all' AND year = ''") == 4
    assert not refresh(db)
    assert differences(db) == []


def test_a_failure_leaves_the_figures_as_they_were(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(db)
    before = rows(db, "aggregates")
    monkeypatch.setattr(
        aggregate_statements,
        "FIGURE_KINDS",
        (*aggregate_statements.FIGURE_KINDS, ("x", "nothing", "y", False)),
    )
    with pytest.raises(sqlite3.OperationalError):
        refresh(db)
    assert rows(db, "aggregates") == before
    assert not db.in_transaction


def test_a_file_of_schema_2_gets_the_table_and_keeps_its_rows(
    db: sqlite3.Connection, tmp_path: Path
) -> None:
    db.execute("DROP TABLE aggregates")
    db.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm003'")
    db.execute("PRAGMA user_version = 2")
    before = rows(db, "contracts")
    db.close()
    again = connect(tmp_path / "vigie.db")
    assert fetch_value(again, "PRAGMA user_version") == VERSION
    assert rows(again, "contracts") == before
    assert refresh(again)


def test_no_question_reads_all_tags_of_a_kind_again_for_each_row(tmp_path: Path) -> None:
    """Of a million contracts that takes hours: a row's own tags are found by its id."""
    db = connect(tmp_path / "v.db")
    seen = 0
    for sql in aggregates.rebuild_statements():
        within: set[int] = set()
        for number, parent, _, detail in db.execute(f"EXPLAIN QUERY PLAN {sql}"):
            if "CORRELATED" in detail or parent in within:
                within.add(number)
            if parent in within and " idx_tags_" in detail:
                seen += 1
                assert "idx_tags_tag_value" not in detail, sql
        db.execute(sql)
    assert seen


def test_a_night_reads_no_tags_but_those_of_what_changed(db: sqlite3.Connection) -> None:
    """Nothing of the stored tables is read whole: each is entered by the ids that changed."""
    refresh(db)
    Writer(db, rank=RANK).save([reading(licences("7-2026", 9, 1000, "p7"))])  # type: ignore[arg-type]
    whole: list[str] = []
    statements = (
        *aggregates._choose(),
        *aggregates._take_out(),
        *(f"DROP TABLE IF EXISTS temp.{name}" for name in working_tables.TEMPORARY),
        *aggregates._put_in(),
        *(f"DROP TABLE IF EXISTS temp.{name}" for name in working_tables.TEMPORARY),
        *aggregates._merge(),
    )
    stored = {"contracts", "notices", "tags", "suppliers", "contract_groups", "contract_notices"}
    stored |= {"buyers", *working_tables.REMEMBERED}
    for sql in statements:
        for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {sql}"):
            match = re.match(r"(SCAN|SEARCH) (\w+)", detail)
            if match and _table_of(sql, match[2]) in stored:
                assert match[1] == "SEARCH", (sql, detail)
                assert "idx_tags_tag" not in detail, (sql, detail)
                whole.append(detail)
        db.execute(sql)
    assert len(whole) > 10


def _table_of(sql: str, alias: str) -> str:
    """Return the table that an alias of a query stands for."""
    named = re.findall(rf"(?<!temp\.)\b(\w+) (?:AS )?{alias}\b", sql)
    tables = [name for name in named if name in ALL_TABLES]
    return tables[0] if tables else "" if f"temp.{alias}" in sql else alias
