"""A small HTTP server that a test scripts, and a crawl of it in a process of its own."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

from monitor.crawling import crawl as product_crawl
from monitor.runtime.parent_watchdog import PARENT_VARIABLE

ROOT = Path(__file__).parents[2]
WINDOW = "2026-11-24T00:00:00Z/2026-11-24T06:00:00Z"
DAY = "2026-11-24/2026-11-25"


@dataclass
class ReceivedRequest:
    """A request as the portal saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    at: float
    count: int


@dataclass
class Answer:
    body: bytes | str | dict[str, Any] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> tuple[bytes, dict[str, str]]:
        kind = "text/html" if isinstance(self.body, str) else "application/json"
        body = json.dumps(self.body) if isinstance(self.body, dict) else self.body
        raw = body.encode() if isinstance(body, str) else body
        return raw, {"Content-Type": kind, **self.headers}


Script = Callable[[ReceivedRequest], Answer]


@dataclass
class Portal:
    base: str
    asked: list[ReceivedRequest]

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def waits(self, path: str) -> list[float]:
        """Seconds between consecutive requests of one path."""
        times = [request.at for request in self.asked if request.path == path]
        return [later - sooner for sooner, later in itertools.pairwise(times)]


@contextmanager
def portal(script: Script, robots: Script | None = None) -> Iterator[Portal]:
    """A portal that answers as told; robots.txt is missing unless scripted."""
    received: list[ReceivedRequest] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            count = sum(1 for request in received if request.path == parts.path)
            query = dict(parse_qsl(parts.query))
            request = ReceivedRequest(
                self.command, parts.path, query, headers, body, time.monotonic(), count
            )
            received.append(request)
            missing = parts.path == "/robots.txt" and robots is None
            answer = (
                Answer(status=404)
                if missing
                else (robots if _is_robots(request) else script)(request)
            )
            raw, sent = answer.encoded()
            head = [f"HTTP/1.1 {answer.status} Scripted", f"Content-Length: {len(raw)}"]
            head += [f"{name}: {value}" for name, value in sent.items()]
            self.wfile.write("\r\n".join([*head, "", ""]).encode() + raw)

        do_GET = do_POST = _answer

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Portal(f"http://127.0.0.1:{server.server_port}", received)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _is_robots(request: ReceivedRequest) -> bool:
    return request.path == "/robots.txt"


@dataclass
class Crawl:
    """What a crawl left behind."""

    stats: dict[str, Any]
    readings: list[dict[str, Any]]
    reports: list[dict[str, Any]]
    log: str
    archive: Path

    def numbers(self) -> list[str]:
        return [
            notice["number"] for reading in self.readings for notice in reading.get("notices", ())
        ]

    @property
    def reason(self) -> str:
        return str(self.stats["finish_reason"])

    def report(self) -> dict[str, Any]:
        """The one report, with the values that encoding leaves out."""
        (actual,) = self.reports
        return {"problem": None, **actual}


def arguments(name: str, folder: Path, base: str, *more: str) -> list[str]:
    items = "ITEM_PIPELINES=" + json.dumps({"tests.spiders.crawl_spiders.Recorder": 300})
    given = {
        "SPIDER_MODULES": "tests.spiders.crawl_spiders",
        "TEST_ITEMS": str(folder / "items.jsonl"),
        "VIGIE_ARCHIVE": str(folder / "archive"),
        "VIGIE_CONTACT": "https://vigie.example/contact",
        "VIGIE_ENDPOINTS": json.dumps({name: base}),
        "VIGIE_PACE": "0",
        "VIGIE_STATS": str(folder / "stats.json"),
    }
    settings = [part for key, value in given.items() for part in ("-s", f"{key}={value}")]
    return ["crawl", name, *settings, "-s", items, *more]


def command(name: str, folder: Path, base: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "scrapy", *arguments(name, folder, base, *more)]


@cache
def _forking() -> tuple[subprocess.Popen[str], threading.Lock]:
    """The process whose forks crawl; to import Scrapy and all spiders takes longer than a crawl."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.spiders.forked_crawls"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.kill)
    return process, threading.Lock()


def in_fork(log: Path, **job: Any) -> str:
    """Do a job of ``forked_crawls`` and return what it wrote to its log."""
    process, lock = _forking()
    given = {"environment": dict(os.environ), "log": str(log), **job}
    assert process.stdin is not None
    assert process.stdout is not None
    with lock:
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        assert process.stdout.readline(), "the process whose forks crawl has ended"
    return log.read_text("utf-8", "replace")


def run_in_fork(command: list[str], *, env: Mapping[str, str], **_: object) -> None:
    """Stand in for ``subprocess.run`` where the product starts a crawl: same arguments, a fork.

    The fork is no child of this process, so it is not told to end with it.
    """
    environment = {name: value for name, value in env.items() if name != PARENT_VARIABLE}
    with tempfile.TemporaryDirectory() as folder:
        in_fork(Path(folder) / "log", arguments=command[3:], environment=environment)


class CrawlInFork:
    """Stand in for the ``subprocess.Popen`` of a crawl: a fork, which has ended when it is made."""

    def __init__(self, command: list[str], *, env: Mapping[str, str], **_: object) -> None:
        run_in_fork(command, env=env)

    def wait(self, timeout: float | None = None) -> int:
        return 0


@contextmanager
def crawls_in_forks() -> Iterator[None]:
    """The crawls that this process starts are forks, each done before the next."""
    stand_in = SimpleNamespace(Popen=CrawlInFork, TimeoutExpired=subprocess.TimeoutExpired)
    with mock.patch.object(product_crawl, "subprocess", stand_in):
        yield


def crawl(name: str, folder: Path, base: str, *more: str) -> Crawl:
    """Crawls one invented portal; ``more`` are further -a and -s arguments, the last one wins."""
    log = in_fork(folder / "crawl.log", arguments=arguments(name, folder, base, *more))
    return left_behind(folder, log)


def left_behind(folder: Path, log: str) -> Crawl:
    items, stats = folder / "items.jsonl", folder / "stats.json"
    lines = items.read_text(encoding="utf-8").splitlines() if items.exists() else []
    actual = [json.loads(line) for line in lines]
    assert stats.exists(), f"the crawl left no stats:\n{log[-3000:]}"
    return Crawl(
        stats=json.loads(stats.read_text(encoding="utf-8")),
        readings=[item for item in actual if item["kind"] == "reading"],
        reports=[item for item in actual if item["kind"] == "report"],
        log=log,
        archive=folder / "archive",
    )


def windows(*ids: str) -> tuple[str, str]:
    return "-a", "windows=" + json.dumps(ids or (WINDOW,))
