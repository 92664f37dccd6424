"""One answer for those who ask together, and a page's questions on one instant of the file."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.web import read_only_pool
from monitor.web.app import create_app
from monitor.web.errors import QueryTimeoutError
from monitor.web.pages import home
from monitor.web.read_only_pool import ReadPool, ReadSession
from tests.web.support import TODAY


async def _asked(application: Any, addresses: list[str], **headers: str) -> list[httpx.Response]:
    asgi = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=asgi, base_url="http://vigie.test") as client:
        return await asyncio.gather(
            *(client.get(address, headers=headers) for address in addresses)
        )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Languages in which the home page was made, a moment each."""
    result: list[str] = []
    real = home.data

    def slow(request: Any) -> dict[str, Any]:
        result.append(request.lang)
        time.sleep(0.3)
        return real(request)

    monkeypatch.setattr(home, "data", slow)
    return result


def test_readers_of_one_page_at_one_moment_share_its_answer(demo_db: Path, made: list[str]) -> None:
    application = create_app(demo_db, today=lambda: TODAY)
    responses = asyncio.run(_asked(application, ["/fr/"] * 6 + ["/en/"]))
    assert {answer.status_code for answer in responses} == {200}
    assert len({answer.text for answer in responses[:6]}) == 1
    assert '<html lang="en">' in responses[6].text
    assert sorted(made) == ["en", "fr"]
    asyncio.run(_asked(application, ["/fr/"]))
    assert sorted(made) == ["en", "fr", "fr"], "nothing is kept"


def test_who_brings_a_cookie_gets_an_answer_of_her_own(demo_db: Path, made: list[str]) -> None:
    application = create_app(demo_db, today=lambda: TODAY)
    asyncio.run(_asked(application, ["/fr/"] * 3, cookie="vigie_lang=fr"))
    assert made == ["fr"] * 3


def test_all_who_wait_are_told_what_is_wrong(demo_db: Path) -> None:
    application = create_app(demo_db, today=lambda: TODAY)
    responses = asyncio.run(_asked(application, ["/fr/contrat/none"] * 4 + ["/fr/?nothing=1"] * 2))
    assert [answer.status_code for answer in responses] == [404] * 4 + [400] * 2


def test_a_page_reads_one_instant_whatever_is_written_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_only_pool, "LIMIT_MS", 200)
    path = tmp_path / "v.db"
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("CREATE TABLE seen (n)")
    writer.commit()

    pool = ReadPool(path, lambda: TODAY)

    def page(db: ReadSession) -> tuple[Any, Any]:
        before = db.value("SELECT count(*) FROM seen")
        writer.execute("INSERT INTO seen VALUES (1)")
        writer.commit()
        return before, db.value("SELECT count(*) FROM seen")

    for expected in ((0, 0), (1, 1)):
        with pool.session() as db:
            assert page(db) == expected
    with pool.session() as db, pytest.raises(QueryTimeoutError):
        db.value(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        )
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        _broken(pool)
    with pool.session() as db:
        assert db.value("SELECT count(*) FROM seen") == 2
    pool.close()


def _broken(pool: ReadPool) -> None:
    with pool.session() as db:
        db.rows("ROLLBACK")  # as SQLite does it at a bad disk
        raise sqlite3.OperationalError("disk I/O error")


def test_a_page_waits_for_the_one_before_it_but_not_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = ReadPool(tmp_path / "v.db", lambda: TODAY)

    def crowd(wait: Callable[[], object]) -> int:
        here, most = [0], [0]

        def page(_: int) -> None:
            with pool.turn():
                here[0] += 1
                most[0] = max(most[0], here[0])
                wait()
                here[0] -= 1

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(page, range(4)))
        return most[0]

    crowd(threading.Barrier(4, timeout=60).wait)  # all beside the slow ones, or the barrier breaks
    monkeypatch.setattr(read_only_pool, "CACHE_WAIT_S", 60.0)
    assert crowd(partial(time.sleep, 0.005)) == 1
