"""What many pages ask alike is asked once, until anybody writes to the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.i18n.routes import page_path
from monitor.web import read_only_pool
from monitor.web.app import create_app
from monitor.web.errors import QueryTimeoutError
from monitor.web.page_data.coverage_caveats import sources
from monitor.web.read_only_pool import CachingConnection, ReadSession
from tests.web.conftest import asker
from tests.web.support import TODAY

CONTRACT = page_path("contract", "fr", id="ted:990109-2026/C5T2110960")


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
    result: list[str] = []
    real = ReadSession.rows

    def noted(self: ReadSession, sql: str, **values: Any) -> Any:
        result.append(sql)
        return real(self, sql, **values)

    monkeypatch.setattr(ReadSession, "rows", noted)
    return result


def test_the_second_page_does_not_ask_again(own_db: Path, asked: list[str]) -> None:
    get = asker(own_db)
    first = get(CONTRACT)
    assert first.status_code == 200
    once = [sql for sql in asked if "FROM portals p" in sql or "FROM vendor_groups" in sql]
    assert len(once) == 2
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


def _names(db: ReadSession) -> str:
    return ", ".join(row["name"] for row in db.rows("SELECT name FROM vendor_groups"))


def test_a_page_under_way_sees_the_file_as_it_was_and_the_next_as_it_is(own_db: Path) -> None:
    """Kept or not: what is asked last in a session is as old as what was asked first."""
    pool = create_app(own_db, today=lambda: TODAY).state.site.pool

    def page(db: ReadSession) -> tuple[str, str]:
        before = db.get_cached("names", _names)
        change(own_db, "UPDATE vendor_groups SET name = name || '!'")
        db.rows("SELECT count(*) AS n FROM contracts")
        return before, db.get_cached("other names", _names)

    actual = []
    for _ in range(3):
        with pool.session() as db:
            actual.append(page(db))
    assert [first == second for first, second in actual] == [True] * 3
    assert [first.count("!") // actual[1][0].count("!") for first, _ in actual] == [0, 1, 2]


def test_the_counts_of_notices_are_looked_through_once_for_all_countries(
    own_db: Path, asked: list[str]
) -> None:
    pool = create_app(own_db, today=lambda: TODAY).state.site.pool

    def read_there() -> dict[str, list[str]]:
        with pool.session() as db:
            actual = {item: sources(db, item)["read"] for item in ("FR", "GB", "DE")}
        return {text: [portal["name"] for portal in read] for text, read in actual.items()}

    first = read_there()
    assert first["FR"] != first["GB"]
    assert first == read_there()
    assert len([sql for sql in asked if "notice_counts" in sql]) == 1
    change(own_db, "UPDATE notice_counts SET rows = 0 WHERE country = 'GB'")
    read_there()
    assert len([sql for sql in asked if "notice_counts" in sql]) == 2


def test_an_answer_that_failed_is_not_kept(own_db: Path) -> None:
    pool = create_app(own_db, today=lambda: TODAY).state.site.pool
    tried: list[int] = []

    def failing(_db: ReadSession) -> str:
        tried.append(1)
        if len(tried) == 1:
            raise QueryTimeoutError
        return "told"

    with pool.session() as db, pytest.raises(QueryTimeoutError):
        db.get_cached("it", failing)
    with pool.session() as db:
        assert db.get_cached("it", failing) == "told"


def test_no_more_is_kept_than_memory_can_bear(
    own_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_only_pool, "MAX_CACHED_ANSWERS", 3)
    connection = sqlite3.connect(own_db, factory=CachingConnection)
    read_only_pool.prepare(connection, lambda: TODAY)
    for number in range(20):
        connection.cached()[f"answer {number}"] = number
        assert len(connection.answers) <= 4
    connection.close()
