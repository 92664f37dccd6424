"""An installation of alerts in a folder: settings, a database, a clock that the test moves."""

from __future__ import annotations

import re
import signal
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from monitor.alerts import private_db, signing_key
from monitor.alerts.message_builder import message_id_domain
from monitor.alerts.run import RunSummary, flush_outbox, queue_operator_mail, run_alerts
from monitor.alerts.subscription_filters import build_filter
from monitor.alerts.subscriptions import SubscriptionRequest, SubscriptionStore
from monitor.config import KEYS, Config
from pipelines.model import Notice
from pipelines.store.database import connect
from pipelines.store.writer import Writer
from tests.alerts import killed_run
from tests.forked_commands import call
from tests.pipelines.store.store_support import (
    MICROSOFT,
    RANK,
    SCC,
    award,
    database,
    euros,
    notice,
    reading,
    tag,
)

START = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
ANN = "ann@example.org"
BIG_TECH = {"kinds": ["award"], "tags": ["big_tech"]}


@dataclass
class Installation:
    """``folder`` holds vigie.db and private.db; ``now`` is what everybody believes.

    ``before_kill`` is called first in a process that is to be killed; it must be picklable.
    """

    folder: Path
    port: int
    now: datetime = START
    settings: dict[str, Any] = field(default_factory=dict)
    before_kill: Callable[[], Any] | None = None

    @property
    def config(self) -> Config:
        values = {key: default for key, (_, default) in KEYS.items()}
        values |= {
            "paths.database": str(self.folder / "vigie.db"),
            "paths.private": str(self.folder / "private.db"),
            "mail.enabled": True,
            "mail.from": "Vigie <vigie@example.org>",
            "mail.operator_address": "operator@example.org",
            "mail.host": "127.0.0.1",
            "mail.port": self.port,
            "site.public_url": "https://vigie.example.org/",
        }
        return Config(values | self.settings)

    def advance(self, **span: float) -> Installation:
        self.now += timedelta(**span)
        return self

    def run_alerts(self, **options: Any) -> RunSummary:
        return run_alerts(self.config, clock=lambda: self.now, **options)

    def run_killed_at(self, step: str, place: int = 0) -> int:
        """Alerts in a process of its own, killed with -9 at the ``place``-th time after the first
        that a step is met; its exit status, 0 when it does not come to that."""
        status = call(killed_run.run_killed_at, self, step, place)
        assert status in (0, -signal.SIGKILL)
        return status

    def flush_outbox(self) -> RunSummary:
        return flush_outbox(self.config, clock=lambda: self.now)

    def queue_operator_mail(self, subject: str, text: str, key: str) -> bool:
        return queue_operator_mail(self.config, subject, text, key, clock=lambda: self.now)

    def private(self) -> sqlite3.Connection:
        return private_db.connect(self.folder / "private.db")

    def key(self) -> bytes:
        return signing_key.load_signing_key(self.folder / "private.db")

    def subscribe(
        self,
        address: str = ANN,
        rhythm: str = "at_once",
        language: str = "en",
        **filter_values: Any,
    ) -> int:
        with closing(self.private()) as connection:
            subscribers = SubscriptionStore(connection, self.key(), message_id_domain(self.config))
            wish = SubscriptionRequest(
                address, build_filter(filter_values or BIG_TECH), language, rhythm
            )
            number = subscribers.add(wish, self.now)
        assert number is not None
        return number

    def crawl(
        self,
        *notices: Notice,
        cause: str = "notice",
        command: str = "crawl",
        body: str | None = None,
    ) -> None:
        """Notices through the real writer into vigie.db, at this hour; ``body`` names what was
        received, where the same is read twice."""
        path = self.folder / "vigie.db"
        at = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        with closing(connect(path) if path.exists() else database(path)) as connection:
            run_id = f"{at}-{command}"
            connection.execute(
                "INSERT OR IGNORE INTO runs (id, command, portal, started, state)"
                " VALUES (?, ?, ?, ?, 'ok')",
                (run_id, command, notices[0].portal, at),
            )
            writer = Writer(connection, run_id=run_id, rank=RANK, at=at)
            if cause == "retag":
                writer.save_reclassified(list(notices), cause)
            else:
                writer.save([reading(notice, name=body) for notice in notices], cause)

    def sql(self, sql: str, *values: Any) -> list[Any]:
        with closing(self.private()) as connection:
            return connection.execute(sql, values).fetchall()


def microsoft_award(number: str = "100-2026", portal: str = "ted", **facts: Any) -> Notice:
    """A contract with Microsoft in it, tagged with the words that prove it."""
    who: Iterable[Any] = facts.pop("who", (MICROSOFT,))
    worth = facts.pop("worth", 120_000)
    more = {k: facts.pop(k) for k in ("contract_number", "period", "status") if k in facts}
    facts.setdefault("tags", (tag(key="LOT-0001"),))
    made = award(who=tuple(who), value=euros(worth), value_kind="exact", **more)
    return notice(number, portal=portal, awards=(made,), **facts)


def plain_award(number: str = "100-2026", **facts: Any) -> Notice:
    """A contract without big tech."""
    return microsoft_award(number, **({"who": (SCC,), "tags": ()} | facts))


@dataclass
class Visitor:
    """A browser without a screen: keeps cookies, fills in forms."""

    address: str
    opener: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar()))
    )

    def open(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        try:
            with self.opener.open(Request(self.address + path, data)) as answer:
                return answer.status, unescape(answer.read().decode())
        except HTTPError as error:
            return error.code, unescape(error.read().decode())

    def fill(self, path: str, **fields: object) -> tuple[int, str]:
        """Open a page and send its form to where the form says."""
        _, page = self.open(path)
        action = re.search(r'<form method="post" action="([^"]+)"', page)
        assert action, page
        return self.open(action[1], urlencode(fields, doseq=True).encode())
