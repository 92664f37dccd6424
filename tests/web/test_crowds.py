"""What a flood, a slow reader or somebody's SQL does to others, on a real server with real HTTP."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil
import pytest

from monitor.i18n.value_formatting import LANGUAGES
from monitor.runtime.http_connection_limits import REQUEST_S, UNREAD_S
from monitor.runtime.http_server import END_S
from tests.other_days import with_real_clock
from tests.web.crowded_db import crowded

MB = 1_000_000
SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from monitor.runtime import http_connection_limits
from monitor.web import serve_site
from monitor.web.middleware import form_validation
http_connection_limits.UNREAD_S = float(sys.argv[2])
http_connection_limits.REQUEST_S = form_validation.BODY_S = float(sys.argv[3])
sys.exit(serve_site.serve(
    Path(sys.argv[1]), "127.0.0.1", 0, lambda address: print(address, flush=True),
    today=lambda: date(2026, 11, 13),
))
"""
# each takes what SQLite may have, and a second; or a value of a tenth of a gigabyte
HEAVY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000)"
    " SELECT count(*) FROM (SELECT printf('%.*c', 190000, 'x') || i AS x FROM n ORDER BY x)",
    "SELECT length(hex(randomblob(50000000)))",
)


@dataclass
class Running:
    """A server in a process of its own."""

    address: str
    process: psutil.Process

    def get(self, path: str, visitor: str = "192.0.2.1", **headers: str) -> httpx.Response:
        named = {"x-forwarded-for": visitor, **headers}
        return httpx.get(self.address + path, headers=named, timeout=120)

    def socket(self) -> socket.socket:
        port = int(self.address.rpartition(":")[2])
        return socket.create_connection(("127.0.0.1", port), timeout=10)

    def memory(self) -> int:
        return int(self.process.memory_info().rss)


@contextmanager
def serving(db: Path, unread_s: float = 1.0, request_s: float = 1.0) -> Iterator[Running]:
    command = [sys.executable, "-c", SCRIPT, str(db), str(unread_s), str(request_s)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=with_real_clock())
    try:
        assert started.stdout is not None
        address = started.stdout.readline().strip().rstrip("/")
        yield Running(address, psutil.Process(started.pid))
    finally:
        started.kill()
        started.wait()


@pytest.fixture(scope="module")
def many(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a thousand contracts and more, whose titles are long."""
    folder = tmp_path_factory.mktemp("crowds")
    path = crowded(demo_db, folder, "FR-SIREN-200093201", "microsoft")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE contracts SET title = ?", ("long " * 800,))
        connection.commit()
    return path


@pytest.fixture(scope="module")
def server(many: Path) -> Iterator[Running]:
    with serving(many) as running:
        yield running


@contextmanager
def peak_of(running: Running) -> Iterator[list[int]]:
    """[most memory that the process of the pages had meanwhile]"""
    most, done = [running.memory()], threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            most[0] = max(most[0], running.memory())

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield most
    finally:
        done.set()
        looking.join()


def test_pages_never_feel_sql_that_takes_all_the_memory_it_can_get(server: Running) -> None:
    assert server.get("/vigie.json?sql=select+1+as+a").json()["rows"] == [[1]]
    done = threading.Event()

    def loop(visitor: int) -> Counter[int]:
        result: Counter[int] = Counter()
        while not done.is_set():
            answer = server.get(
                f"/vigie.json?sql={quote(HEAVY[visitor % 2])}", f"198.51.100.{visitor}"
            )
            result[answer.status_code] += 1
        return result

    pages = [f"/{lang}/{page}" for lang in LANGUAGES for page in ("", "sources", "explore")]
    pages += ["/vigie/contracts", "/vigie/tags", "/vigie/contracts.json?_size=max"]
    assert {server.get(page).status_code for page in pages} <= {200, 301}  # and what they keep
    with ThreadPoolExecutor(4) as threads, peak_of(server) as most:
        before = server.memory()
        loops = [threads.submit(loop, visitor) for visitor in range(4)]
        try:
            seen = [server.get(page).status_code for page in pages * 3]
        finally:
            done.set()
        refused = sum((each.result() for each in loops), Counter())
    assert set(seen) <= {200, 301}
    assert refused[400], refused  # asked, and stopped
    assert set(refused) <= {400, 503}
    assert most[0] - before < 60 * MB
    assert server.get("/vigie.json?sql=select+1+as+a").status_code == 200


def test_a_process_that_ends_is_replaced(server: Running) -> None:
    assert server.get("/vigie.json?sql=select+1+as+a").status_code == 200
    workers = server.process.children()
    assert workers
    for worker in workers:
        worker.kill()
    time.sleep(0.5)
    assert server.get("/vigie.json?sql=select+2+as+a").json()["rows"] == [[2]]


def test_a_process_has_a_memory_limit_of_its_own(server: Running) -> None:
    assert server.get("/vigie.json?sql=select+1+as+a").status_code == 200
    workers = server.process.children()
    assert workers
    for worker in workers:
        soft, hard = worker.rlimit(psutil.RLIMIT_AS)
        assert 0 < soft == hard < 1_000 * MB
        assert worker.nice() == min(19, server.process.nice() + 5)


def test_a_flood_of_large_answers_is_bounded_and_told_when_to_come_back(many: Path) -> None:
    with serving(many, UNREAD_S, REQUEST_S) as server:
        assert server.get("/fr/").status_code == 200
        size = len(server.get("/vigie/contracts.json?_size=max").content)
        assert size > 2 * MB
        with peak_of(server) as most, ThreadPoolExecutor(120) as threads:
            before = server.memory()
            requests = [
                threads.submit(
                    server.get, f"/vigie/contracts.json?_size=max&id__not={n}", f"203.0.113.{n}"
                )
                if n % 2
                else threads.submit(
                    # a cookie: nobody shares it
                    server.get,
                    "/vigie/contracts.json?_size=max",
                    f"203.0.113.{n}",
                    cookie="a=b",
                )
                for n in range(200)
            ]
            answers = [future.result() for future in requests]
        seen = Counter(answer.status_code for answer in answers)
        assert seen[200] >= 12, seen
        refused = [answer for answer in answers if answer.status_code == 503]
        assert refused, seen
        assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
        assert most[0] - before < 350 * MB
        assert server.get("/fr/").status_code == 200


def test_it_ends_within_seconds_whatever_is_asked_and_however_slowly_it_is_read(
    many: Path,
) -> None:
    with serving(many, UNREAD_S) as server, ThreadPoolExecutor(92) as threads:
        server.get("/vigie.json?sql=select+1+as+a")
        size = len(server.get("/vigie/contracts.json?_size=max").content)
        workers = server.process.children()
        slow = [threads.submit(_read_slowly, server, f"198.51.100.{n}") for n in range(12)]
        requests = [
            threads.submit(
                server.get, "/vigie/contracts.json?_size=max", f"203.0.113.{n}", cookie="a=b"
            )
            for n in range(80)
        ]
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(END_S + 5) == 0
        for future in requests:
            future.exception()
        assert any(0 < reader.result() < size / 2 for reader in slow), "in the middle of an answer"
        _gone, alive = psutil.wait_procs(workers, 3)
        assert not alive


def _read_slowly(server: Running, visitor: str) -> int:
    """Bytes of a large table that came at 40 KB a second, which is enough to be let."""
    got = 0
    with closing(server.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        head = f"Host: x\r\nCookie: a=b\r\nX-Forwarded-For: {visitor}\r\n\r\n"
        connection.sendall(f"GET /vigie/contracts.json?_size=max HTTP/1.1\r\n{head}".encode())
        connection.settimeout(60)
        try:
            while part := connection.recv(4096):
                got += len(part)
                time.sleep(0.1)
        except ConnectionResetError:
            pass
    return got


def test_connections_that_never_finish_a_request_keep_nobody_out(many: Path) -> None:
    with serving(many) as server:
        half = []
        try:
            for _ in range(600):
                connection = server.socket()
                connection.sendall(b"GET /fr/ HTTP/1.1\r\nHost: x\r\n")
                half.append(connection)
            start = time.monotonic()
            assert server.get("/fr/").status_code == 200
            assert time.monotonic() - start < 20
            time.sleep(2.5)
            half[-1].settimeout(1)
            assert _is_over(half[-1])
        finally:
            for connection in half:
                connection.close()


def _is_over(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_who_does_not_read_is_let_go(server: Running) -> None:
    with closing(server.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /vigie/contracts.json?_size=max HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(4)
        got, part = 0, b"x"
        while part:
            try:
                part = connection.recv(1 << 16)
            except ConnectionResetError:
                break
            got += len(part)
        assert got < len(server.get("/vigie/contracts.json?_size=max").content) / 2


def test_a_form_that_never_comes_is_not_waited_for(server: Running) -> None:
    with closing(server.socket()) as connection:
        connection.sendall(
            b"POST /en/alerts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\na=b"
        )
        connection.settimeout(5)
        assert re.match(rb"HTTP/1.1 408 ", connection.recv(100))
