"""What is asked of the schema is kept as long as the schema stays."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.database import Database

from monitor.i18n.metadata import NAME
from monitor.web.schema_cache import Known
from monitor.web.server import site
from tests.site.conftest import asker
from tests.site.support import TODAY

ADDRESS = "/vigie/contracts.json?_size=1&country=FR"


@pytest.fixture
def own_db(demo_db: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    path = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def test_the_schema_is_asked_once(own_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    for name in ("table_columns", "primary_keys", "fts_table", "foreign_keys_for_table"):
        real = getattr(Database, name)

        async def noted(self: Any, table: str, name: str = name, real: Any = real) -> Any:
            asked.append((name, table))
            return await real(self, table)

        monkeypatch.setattr(Database, name, noted)
    get = asker(own_db)
    first = get(ADDRESS).json()
    assert {name for name, table in asked if table == "contracts"} >= {"table_columns", "fts_table"}
    del asked[:]
    second = get(ADDRESS).json()
    assert [one for one in asked if one[1] == "contracts"] == []
    assert second["columns"] == first["columns"]


def test_a_schema_that_changed_is_seen_at_once(own_db: Path) -> None:
    get = asker(own_db)
    before = get(ADDRESS).json()["columns"]
    assert get("/vigie/contracts").status_code == 200
    change(own_db, "ALTER TABLE contracts ADD COLUMN weather TEXT")
    assert get(ADDRESS).json()["columns"] == [*before, "weather"]
    assert get("/vigie/contracts").status_code == 200
    change(own_db, "DROP TABLE lots")
    assert get("/vigie/lots").status_code == 404


def test_rows_that_changed_are_no_other_schema(own_db: Path) -> None:
    get = asker(own_db)
    before = get(ADDRESS).json()["filtered_table_rows_count"]
    change(
        own_db,
        "UPDATE contracts SET country = 'XX' WHERE id IN"
        " (SELECT id FROM contracts WHERE country = 'FR' LIMIT 1)",
    )
    assert get(ADDRESS).json()["filtered_table_rows_count"] == before - 1


def test_nobody_fills_the_memory_with_names_of_his_own(own_db: Path) -> None:
    database = site(own_db, today=lambda: TODAY).get_database(NAME)
    assert isinstance(database, Known)

    async def asked() -> None:
        for number in range(20):
            assert not await database.table_exists(f"nothing{number}")

    asyncio.run(asked())
    assert database._known == {}


def test_what_one_page_does_with_an_answer_no_other_sees(own_db: Path) -> None:
    database = site(own_db, today=lambda: TODAY).get_database(NAME)

    async def twice() -> tuple[list[str], list[str]]:
        first = await database.table_columns("lots")
        first.append("mine")
        return first, await database.table_columns("lots")

    first, second = asyncio.run(twice())
    assert first == [*second, "mine"]
