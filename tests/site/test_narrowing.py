"""A choice "from" or "up to" a value is read along the index that holds the fewest rows of it."""

from __future__ import annotations

import asyncio
import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.web import index_choice, table_queries
from pipelines.store.database import connect

PARAMS = {"p0": 1_000_000, "p1": "FR", "p2": "IE", "p3": 10, "p4": "yes"}
BY_VALUE = "INDEXED BY idx_contracts_value_eur_id"
BY_COUNTRY = "INDEXED BY idx_contracts_country_updated"


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """900 of France and 9 of Ireland; one in thirty from a million euros on."""
    found = connect(tmp_path_factory.mktemp("narrowing") / "vigie.db")
    found.execute("PRAGMA foreign_keys = 0")
    found.executemany(
        "INSERT INTO contracts (id, country, value_eur, updated, digital)"
        " VALUES (?, ?, ?, ?, 'yes')",
        [
            (
                f"ted:{n}",
                "FR" if n % 101 else "IE",
                2_000_000 if n % 30 == 0 else 1000 + n,
                f"2026-01-{n % 28 + 1:02}",
            )
            for n in range(909)
        ],
    )
    return found


def asker(connection: sqlite3.Connection, asked: list[str]) -> Any:
    async def execute(sql: str, params: Any = None, **_options: Any) -> Any:
        asked.append(sql)
        return SimpleNamespace(rows=connection.execute(sql, params).fetchall())

    return execute


@pytest.mark.parametrize(
    ("where", "index"),
    [
        ('"value_eur" >= :p0 and "country" = :p1', BY_VALUE),  # 31 rows, not 900
        ('"country" = :p1 and "value_eur" >= :p0', BY_VALUE),
        ('"value_eur" >= :p0 and "country" = :p2', BY_COUNTRY),  # 9 rows, not 31
        ('"value_eur" >= :p3 and "country" = :p1', BY_COUNTRY),  # all have a value of ten euros
        ('"value_eur" >= :p0 and "title" like :p1', BY_VALUE),
        ('"value_eur" >= :p0 and "country" is not null', BY_VALUE),
        ('"digital" = :p4 and "country" = :p2', BY_COUNTRY),  # 9 rows, not 909
        ('"country" = :p1', ""),  # SQLite takes it by itself
        ('"value" >= :p0 and "country" = :p1', ""),  # no index
        ("", ""),
        ('"value_eur" >= :p0 and rowid in (select rowid from contracts_fts)', ""),
        (
            '"value_eur" >= :p0 and id IN (SELECT contract_id FROM contract_groups'
            " WHERE vendor_group = :group_0)",
            "",
        ),
    ],
)
def test_the_index_with_the_fewest_rows_is_named(
    contracts: sqlite3.Connection, where: str, index: str
) -> None:
    way = asyncio.run(index_choice.way(asker(contracts, []), "contracts", where, PARAMS))
    assert way.along == index
    if where and "IN (" not in where:
        sql = f"SELECT count(*) FROM contracts {{}} WHERE {where}"
        (many,) = contracts.execute(sql.format(index), PARAMS).fetchone()
        assert (many,) == contracts.execute(sql.format("NOT INDEXED"), PARAMS).fetchone()
        assert way.most is None or (way.most == many if way.exact else way.most >= many)


def test_a_number_is_read_along_it(contracts: sqlite3.Connection) -> None:
    asked: list[str] = []
    sql = 'select count(*) from contracts where "value_eur" >= :p0 and "country" = :p1 '
    found = asyncio.run(table_queries.answer(asker(contracts, asked), sql, PARAMS))
    real = contracts.execute(
        "SELECT count(*) FROM contracts WHERE +value_eur >= 1000000 AND +country = 'FR'"
    ).fetchone()
    assert found.rows == [real]
    assert f"from contracts {BY_VALUE} where" in asked[-1]


def test_what_is_wide_is_not_counted_to_its_end(
    contracts: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_choice, "MOST", 20)
    asked: list[str] = []
    where = '"value_eur" >= :p0 and "country" = :p1'
    way = asyncio.run(index_choice.way(asker(contracts, asked), "contracts", where, PARAMS))
    assert way == index_choice.Way()
    assert all(" LIMIT 20)" in sql for sql in asked)
    assert len(asked) == 2
