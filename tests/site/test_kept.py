"""What many pages ask alike is asked once, until anybody writes to the file."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.i18n.metadata import NAME
from monitor.i18n.routes import address
from monitor.web import request_context, server
from monitor.web.request_context import Db, Remembering
from monitor.web.server import site
from tests.site.conftest import asker
from tests.site.support import TODAY

CONTRACT = address("contract", "fr", id="ted:990109-2026/C5T2110960")


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thread has its own connection, and each of these asks once."""
    monkeypatch.setitem(server.SETTINGS, "num_sql_threads", 1)


@pytest.fixture
def own_db(demo_db: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    path = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = WAL")
    return path


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    real = request_context.fetched

    def noted(connection: Any, sql: str, *more: Any) -> Any:
        found.append(sql)
        return real(connection, sql, *more)

    monkeypatch.setattr(request_context, "fetched", noted)
    return found


def test_the_second_page_does_not_ask_again(own_db: Path, asked: list[str]) -> None:
    get = asker(own_db)
    first = get(CONTRACT)
    assert first.status_code == 200
    once = [sql for sql in asked if "FROM portals p" in sql or "FROM vendor_groups" in sql]
    assert len(once) == 3
    before = len(asked)
    del asked[:]
    assert get(CONTRACT).text == first.text
    assert [sql for sql in asked if sql in once] == []
    assert len(asked) <= before - 5


def test_what_anybody_writes_is_on_the_next_page(own_db: Path) -> None:
    get = asker(own_db)
    before = get(f"{CONTRACT}.json").json()
    change(
        own_db,
        "UPDATE portals SET newest_notice = '2031-01-02', state = 'failed',"
        " title_fr = 'Journal des ponts' WHERE name = 'ted'",
    )
    after = get(f"{CONTRACT}.json").json()
    assert before["freshness"]["newest"] != after["freshness"]["newest"] == "2031-01-02"
    assert "ted" in set(after["sources"]["silent"]) - set(before["sources"]["silent"])
    assert "Journal des ponts" in get(CONTRACT).text


async def _names(db: Db) -> str:
    return ", ".join(row["name"] for row in await db.rows("SELECT name FROM vendor_groups"))


def test_a_page_under_way_sees_the_file_as_it_was_and_the_next_as_it_is(own_db: Path) -> None:
    """Kept or not: what is asked last in a visit is as old as what was asked first."""
    database = site(own_db, today=lambda: TODAY).get_database(NAME)

    async def page(db: Db) -> tuple[str, str]:
        before = await db.kept("names", _names)
        change(own_db, "UPDATE vendor_groups SET name = name || '!'")
        await db.rows("SELECT count(*) AS n FROM contracts")
        return before, await db.kept("other names", _names)

    async def visits() -> list[tuple[str, str]]:
        return [await Db(database).at_once(page) for _ in range(3)]

    found = asyncio.run(visits())
    assert [first == second for first, second in found] == [True] * 3
    assert [first.count("!") // found[1][0].count("!") for first, _ in found] == [0, 1, 2]


def test_an_answer_that_failed_is_not_kept(own_db: Path) -> None:
    database = site(own_db, today=lambda: TODAY).get_database(NAME)
    tried: list[int] = []

    async def failing(_db: Db) -> str:
        tried.append(1)
        if len(tried) == 1:
            raise request_context.TooLong
        return "told"

    async def page(db: Db) -> str:
        return await db.kept("it", failing)

    async def visits() -> str:
        with pytest.raises(request_context.TooLong):
            await Db(database).at_once(page)
        return await Db(database).at_once(page)

    assert asyncio.run(visits()) == "told"


def test_no_more_is_kept_than_memory_can_bear(
    own_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_context, "MOST_KEPT", 3)
    connection = sqlite3.connect(own_db, factory=Remembering)
    for number in range(20):
        connection.known()[f"answer {number}"] = number
        assert len(connection.answers) <= 4
    connection.close()
