"""One answer for those who ask together, and a page's questions on one instant of the file."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.web.pages import home
from monitor.web.request_context import Db, TooLong, turn
from monitor.web.server import site
from tests.site.support import TODAY


async def _asked(application: Any, addresses: list[str], **headers: str) -> list[httpx.Response]:
    asgi = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=asgi, base_url="http://vigie.test") as client:
        return await asyncio.gather(*(client.get(one, headers=headers) for one in addresses))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Languages in which the home page was made, a moment each."""
    found: list[str] = []
    real = home.data

    async def slow(ask: Any) -> dict[str, Any]:
        found.append(ask.lang)
        time.sleep(0.3)
        return await real(ask)

    monkeypatch.setattr(home, "data", slow)
    return found


def test_readers_of_one_page_at_one_moment_share_its_answer(demo_db: Path, made: list[str]) -> None:
    application = site(demo_db, today=lambda: TODAY).app()
    found = asyncio.run(_asked(application, ["/fr/"] * 6 + ["/en/"]))
    assert {answer.status_code for answer in found} == {200}
    assert len({answer.text for answer in found[:6]}) == 1
    assert '<html lang="en">' in found[6].text
    assert sorted(made) == ["en", "fr"]
    asyncio.run(_asked(application, ["/fr/"]))
    assert sorted(made) == ["en", "fr", "fr"], "nothing is kept"


def test_who_brings_a_cookie_gets_an_answer_of_her_own(demo_db: Path, made: list[str]) -> None:
    application = site(demo_db, today=lambda: TODAY).app()
    asyncio.run(_asked(application, ["/fr/"] * 3, cookie="vigie_lang=fr"))
    assert made == ["fr"] * 3


def test_all_who_wait_are_told_what_is_wrong(demo_db: Path) -> None:
    application = site(demo_db, today=lambda: TODAY).app()
    found = asyncio.run(_asked(application, ["/fr/contrat/none"] * 4 + ["/fr/?nothing=1"] * 2))
    assert [answer.status_code for answer in found] == [404] * 4 + [400] * 2


def test_a_page_reads_one_instant_whatever_is_written_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "v.db"
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("CREATE TABLE seen (n)")
    writer.commit()

    class Threaded:
        ds = type("Settings", (), {"sql_time_limit_ms": 200})
        turns = asyncio.Semaphore(1)

        async def execute_fn(self, visit: Any) -> Any:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as reader:
                reader.row_factory = sqlite3.Row
                return visit(reader)

    async def page(db: Db) -> tuple[Any, Any]:
        before = await db.value("SELECT count(*) FROM seen")
        writer.execute("INSERT INTO seen VALUES (1)")
        writer.commit()
        return before, await db.value("SELECT count(*) FROM seen")

    async def endless(db: Db) -> Any:
        return await db.value(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        )

    async def idle(db: Db) -> None:
        await asyncio.sleep(1)

    async def ended(db: Db) -> None:
        await db.rows("ROLLBACK")  # as SQLite does it at a bad disk
        raise sqlite3.OperationalError("disk I/O error")

    assert asyncio.run(Db(Threaded()).at_once(page)) == (0, 0)
    assert asyncio.run(Db(Threaded()).at_once(page)) == (1, 1)
    with pytest.raises(TooLong):
        asyncio.run(Db(Threaded()).at_once(endless))
    with pytest.raises(RuntimeError, match="something else than its database"):
        asyncio.run(Db(Threaded()).at_once(idle))
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        asyncio.run(Db(Threaded()).at_once(ended))


def test_a_page_waits_for_the_one_before_it_but_not_long() -> None:
    async def crowd(each_s: float) -> tuple[int, float]:
        turns, here, most = asyncio.Semaphore(1), 0, 0
        start = time.monotonic()

        async def page() -> None:
            nonlocal here, most
            async with turn(turns):
                here += 1
                most = max(most, here)
                await asyncio.sleep(each_s)
                here -= 1

        await asyncio.gather(*(page() for _ in range(4)))
        return most, time.monotonic() - start

    assert asyncio.run(crowd(0.005))[0] == 1
    most, took = asyncio.run(crowd(1.5))
    assert most == 4
    assert took < 3, "they went beside the slow one"
