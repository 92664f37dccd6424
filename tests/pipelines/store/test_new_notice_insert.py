"""Notices that stand alone take a short way into the tables; it ends where the long one does."""

from __future__ import annotations

import sqlite3
from itertools import permutations
from pathlib import Path

import pytest

from pipelines.model import Notice
from pipelines.store.new_notice_insert import NewNoticeInsert
from pipelines.store.writer import Writer
from tests.pipelines.store.store_support import (
    MICROSOFT,
    RANK,
    SCC,
    amends,
    award,
    contract_ids,
    corrects,
    database,
    dump,
    euros,
    fetch_value,
    notice,
    reading,
    sound,
    stored,
    tag,
)

ALONE = notice(
    "611835-2024",
    procedure="0a1c6d9e-2c43-4a0b-8b8e-5d7f1e2a3b4c",
    title="Hébergement Azure du système d'information",
    awards=(
        award("LOT-0001", (MICROSOFT,), value=euros("1250000.40"), contract_number="2024-0117"),
        award("LOT-0002", (SCC,), value=euros("98000"), contract_number="2024-0118"),
    ),
    tags=(tag(key="LOT-0001"), tag("data_outsourcing", "unclear", field="title")),
)
AWARD = notice("120001-2026", awards=(award(value=euros("40000"), contract_number="26S0012"),))
CORRECTION = notice(
    "120950-2026",
    day=9,
    change="correction",
    references=corrects("120001-2026"),
    awards=(award(value=euros("44000"), contract_number="26S0012"),),
)
AMENDMENT = notice(
    "131777-2026",
    "amendment",
    day=20,
    references=amends("120001-2026"),
    awards=(award(value=euros("61000"), contract_number="26S0012"),),
)
SAME_ELSEWHERE = notice(
    "26-31415",
    portal="boamp",
    day=3,
    awards=(award(value=euros("40000"), contract_number="26S0012"),),
)
OUT = notice("140000-2026", procedure=None, scope=None)
ALL = (ALONE, AWARD, OUT, CORRECTION, SAME_ELSEWHERE, AMENDMENT)


def test_the_short_way_ends_where_the_long_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = stored(tmp_path / "short.db", ALL)
    monkeypatch.setattr(NewNoticeInsert, "try_insert", lambda *_: False)
    long = stored(tmp_path / "long.db", ALL)
    assert dump(short, ["meta"]) == dump(long, ["meta"])
    assert fetch_value(short, "SELECT count(*) FROM contracts WHERE same_as IS NOT NULL") == 1


@pytest.mark.parametrize("first", range(len(ALL)))
def test_relatives_in_one_batch_find_each_other_in_whatever_batches_they_come(
    first: int, tmp_path: Path
) -> None:
    together = database(tmp_path / "together.db")
    writer = Writer(together, rank=RANK)
    writer.save([reading(n) for n in ALL[:first]])
    writer.save([reading(n) for n in ALL[first:]])
    apart = database(tmp_path / "apart.db")
    for each in ALL:
        Writer(apart, rank=RANK).save([reading(each)])
    assert dump(together, ["meta"]) == dump(apart, ["meta"])


@pytest.mark.parametrize("order", [*permutations((AWARD, CORRECTION, AMENDMENT, SAME_ELSEWHERE))])
def test_a_contract_whose_id_changes_in_a_batch_ends_as_in_batches_of_one(
    order: tuple[Notice, ...], tmp_path: Path
) -> None:
    together = database(tmp_path / "together.db")
    Writer(together, rank=RANK).save([reading(n) for n in order])
    apart = database(tmp_path / "apart.db")
    for each in order:
        Writer(apart, rank=RANK).save([reading(each)])
    assert dump(together, ["meta"]) == dump(apart, ["meta"])
    assert fetch_value(together, "SELECT same_as FROM contracts WHERE portal = 'boamp'") is not None
    moved = order.index(AWARD) > min(order.index(CORRECTION), order.index(AMENDMENT))
    assert fetch_value(together, "SELECT count(*) > 0 FROM redirects") == moved
    sound(together)


@pytest.mark.parametrize("order", [*permutations((AWARD, CORRECTION, AMENDMENT))])
def test_a_procedure_rebuilt_several_times_in_a_batch_is_written_once(
    order: tuple[Notice, ...], tmp_path: Path
) -> None:
    connection = database(tmp_path / "vigie.db")
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    Writer(connection, rank=RANK).save([reading(n) for n in order])
    connection.set_trace_callback(None)
    for table in ("notices", "contracts"):
        # the tracer tells a statement once more after each trigger
        (written,) = {s for s in statements if s.startswith(f"INSERT INTO [{table}] ")}
        assert "SELECT * FROM temp" in written
        assert statements.count(f"DELETE FROM temp.[gathered_{table}]") == 1
    assert fetch_value(connection, "SELECT value FROM contracts") == 61_000
    assert fetch_value(connection, "SELECT count(*) FROM changes WHERE kind = 'changed'") > 0


def test_full_text_finds_what_was_written_together(tmp_path: Path) -> None:
    connection = stored(tmp_path / "vigie.db", ALL)
    for table in ("notices", "contracts", "organizations"):
        connection.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('integrity-check')")
    sql = "SELECT count(*) FROM notices_fts WHERE notices_fts MATCH 'hebergement'"
    assert fetch_value(connection, sql) == 1
    sound(connection)


def test_a_batch_that_fails_leaves_nothing_for_the_next_one(tmp_path: Path) -> None:
    connection = database(tmp_path / "vigie.db")
    writer = Writer(connection, rank=RANK)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON register WHEN new.notice_id ="
        " 'ted:120001-2026' BEGIN SELECT raise(ABORT, 'disk full'); END"
    )
    with pytest.raises(sqlite3.IntegrityError, match="disk full"):
        writer.save([reading(ALONE), reading(AWARD)])
    connection.execute("DROP TRIGGER full")
    writer.save([reading(AWARD)])
    assert contract_ids(connection) == ["ted:120001-2026/LOT-0001"]
    assert fetch_value(connection, "SELECT count(*) FROM changes") == 2
    assert fetch_value(connection, "SELECT group_concat(name) FROM organizations") is not None
    assert (
        fetch_value(connection, "SELECT count(*) FROM organizations WHERE name LIKE 'Microsoft%'")
        == 0
    )


def test_a_notice_withdrawn_in_the_same_batch_leaves_no_row_behind(tmp_path: Path) -> None:
    connection = database(tmp_path / "vigie.db")
    body = reading(ALONE, name="one body")
    out = reading(notice("611835-2024", scope=None, title="Car leasing"), name="another body")
    Writer(connection, rank=RANK).save([body, out])
    for table in ("notices", "contracts", "organizations", "family_keys", "cluster_keys"):
        assert fetch_value(connection, f"SELECT count(*) FROM [{table}]") == 0, table
