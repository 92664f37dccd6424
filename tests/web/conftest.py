"""The demo's database once a session, the real application on it, and a real browser."""

from __future__ import annotations

import asyncio
import gc
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from monitor.demo.run_demo import EXPORT_FOLDER
from monitor.runtime.http_server import Server, listen
from monitor.web.app import create_app
from monitor.web.serve_site import warm_up
from tests.chromium import chromium
from tests.web.support import TODAY, Get, asked


@pytest.fixture(scope="session")
def demo_db(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Database that the whole line makes of the mock portals."""
    folder = tmp_path_factory.mktemp("site demo") / "demo"
    return shutil.copytree(demo_folder, folder) / "vigie.db"


@pytest.fixture(scope="session")
def rows(demo_db: Path) -> sqlite3.Connection:
    """The same database, to read what a page should say."""
    connection = sqlite3.connect(f"file:{demo_db}?mode=ro", uri=True, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.create_function("today", 0, TODAY.isoformat)  # as the site's connections have it
    return connection


@pytest.fixture
def edited(demo_db: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the demo's database that a test may write."""
    target = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(demo_db, target)
    with closing(sqlite3.connect(target)) as connection:
        yield connection


_warm_up_once = cache(warm_up)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Collect no garbage meanwhile: a process of tests has gigabytes to look through, which takes
    seconds of the thread that a question is being answered in, and the question is cut."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def asker(path: Path, **options: Any) -> Get:
    """Database -> address -> answer of the real application; redirects are not followed."""
    _warm_up_once()  # as the server does: else the first search of a process may take too long
    application = create_app(path, **{"today": lambda: TODAY} | options)

    def ask(address: str, method: str = "GET", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = asked(application, address, method, **named)
        with ThreadPoolExecutor(1) as aside, _no_collection():
            # aside: the browser's fixture runs a loop in this thread
            return aside.submit(asyncio.run, answer).result()

    return ask


@pytest.fixture(scope="session")
def fresh_get(demo_db: Path) -> Get:
    """As ``get``, but asks the application every time."""
    return asker(demo_db, export=demo_db.parent / EXPORT_FOLDER)


@pytest.fixture(scope="session")
def kept_get(fresh_get: Get) -> Get:
    """As ``get``, for tests that change nothing of the application; a refusal is not kept."""
    kept: dict[Any, Any] = {}

    def ask(address: str, method: str = "GET", **headers: str) -> Any:
        question = (address, method, *sorted(headers.items()))
        if (answer := kept.get(question)) is None:
            answer = fresh_get(address, method, **headers)
            if answer.status_code < 500:
                kept[question] = answer
        return answer

    return ask


@pytest.fixture
def get(request: pytest.FixtureRequest, fresh_get: Get, kept_get: Get) -> Get:
    """``get("/fr/", accept_language="en")`` -> answer on the demo's database.

    The same question of several tests is put once a process, for database, day and application are
    the same; a test that changes the application by ``monkeypatch`` asks anew.
    """
    return fresh_get if "monkeypatch" in request.fixturenames else kept_get


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """Address of a real server on a database, at the day of the demo."""
    listening = listen("127.0.0.1", 0)
    application = create_app(path, today=lambda: TODAY, export=path.parent / EXPORT_FOLDER)
    running = Server(uvicorn.Config(application, log_level="error", lifespan="off"))
    started = threading.Event()
    running.ready = started.set
    thread = threading.Thread(
        target=lambda: asyncio.run(running.serve(sockets=[listening])), daemon=True
    )
    thread.start()
    assert started.wait(30)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(20)


@pytest.fixture(scope="session")
def server(demo_db: Path) -> Iterator[str]:
    """Address of a real server on the demo's database."""
    with serving(demo_db) as address:
        yield address


@pytest.fixture(scope="module")  # its event loop would be in the way of other modules
def browser() -> Iterator[Any]:
    """Chromium that asks nobody anything by itself."""
    with chromium() as actual:
        yield actual
