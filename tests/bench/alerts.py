"""(f) Ten thousand subscribers and a thousand changes, matched and written to the outbox."""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from monitor.alerts import private_db
from monitor.alerts.subscription_filters import build_filter
from pipelines.model import replace
from pipelines.store.transaction import transaction
from pipelines.store.writer import Writer
from tests.bench.measures import Row
from tests.bench.running import run
from tests.pipelines.store.store_support import (
    GROUPS,
    RANK,
    Buyer,
    award,
    database,
    euros,
    notice,
    organization,
    reading,
    supplier,
    tag,
)

CHANCE = random.Random(20261124)
COUNTRIES = ("FR", "BE", "DE", "IT", "ES", "NL", "PL", "SE", "IE", "PT")
WORDS = ("licences", "hébergement", "vidéosurveillance", "paie", "messagerie", "réseau", "gestion")
NOW = "2026-03-03T05:30:00+00:00"
RUN = """
import sys
from datetime import datetime
from pathlib import Path
from monitor.alerts.run import run_alerts
from monitor.config import KEYS, Config

folder = Path(sys.argv[1])
values = {key: default for key, (_, default) in KEYS.items()} | {
    "paths.database": str(folder / "vigie.db"), "paths.private": str(folder / "private.db"),
    "mail.enabled": True, "mail.from": "vigie@example.org", "mail.host": "127.0.0.1",
    "mail.port": 9,  # nobody listens: what is measured ends at the outbox
}
done = run_alerts(Config(values), clock=lambda: datetime.fromisoformat(sys.argv[2]))
assert done.counts["composed"], done
"""
PLAIN = """
INSERT INTO scan SELECT e.id, s.id FROM seen e JOIN asked s ON
 (s.tag IS NULL OR (s.tag = 'big_tech' AND e.big_tech = 'yes')) AND
 (s.country IS NULL OR s.country = e.country) AND (s.least IS NULL OR e.value >= s.least) AND
 (s.vendor IS NULL OR e.vendors LIKE '%"' || s.vendor || '"%') AND
 (s.word IS NULL OR e.words LIKE '%' || s.word || '%')
"""


def alerts(work: Path, subscribers: int, changes: int) -> Iterator[Row]:
    """Time and memory of the command; its matching against one SQL statement over the same rows."""
    folder = work / "alerts"
    folder.mkdir()
    _public(folder / "vigie.db", changes)
    requests = _private(folder / "private.db", subscribers)
    ran = run([sys.executable, "-c", RUN, str(folder), NOW], watch=True)
    with closing(private_db.connect(folder / "private.db")) as connection:
        (items,) = connection.execute("SELECT count(*) FROM notifications").fetchone()
        (messages,) = connection.execute("SELECT count(*) FROM messages").fetchone()
    plain, pairs = _plain(folder, requests)
    yield Row(
        f"alerts, {subscribers:,} subscribers × {changes:,} changes",
        f"{ran.seconds:.1f} s ({messages:,} messages, {items:,} items)",
        "30 s",
        ran.seconds < 30,
    )
    yield Row("  peak memory", f"{ran.peak_mb:.0f} MB", "300 MB", ran.peak_mb < 300)
    yield Row(
        "  against a plain SQL scan, same pairs",
        f"{ran.seconds / plain:.2f} ({pairs:,} in {plain:.1f} s)",
        f"{pairs:,} items",
        items == pairs,
    )


def _public(path: Path, changes: int) -> None:
    """A database that alerts have never seen, with so many new contracts."""
    with closing(database(path)) as connection:
        made = []
        for number in range(changes):
            big = number % 10 == 0
            group = CHANCE.choice(GROUPS)
            who = supplier(f"Supplier {number % 400}", None, group if big else None)
            country = CHANCE.choice(COUNTRIES)
            title = f"{CHANCE.choice(WORDS).title()} pour le lot {number}"
            value = award(
                who=(who,), value=euros(CHANCE.randrange(1000, 2_000_000)), value_kind="exact"
            )
            example = notice(
                f"{number + 1}-2026",
                procedure=f"own-{number}",
                title=title,
                awards=(value,),
                country=country,
                day=3,
                tags=(tag(key="LOT-0001"),) if big else (),
            )
            made.append(replace(example, buyers=(Buyer(organization(f"Buyer {number % 300}")),)))
        writer = Writer(connection, run_id=None, rank=RANK, at="2026-03-03T04:00:00Z")
        for start in range(0, changes, 100):
            writer.save([reading(notice) for notice in made[start : start + 100]])


def _wish() -> dict[str, Any]:
    draw = CHANCE.random()
    country, word = CHANCE.choice(COUNTRIES), CHANCE.choice(WORDS)
    if draw < 0.3:
        return {"tags": ["big_tech"]}
    if draw < 0.55:
        return {"tags": ["big_tech"], "countries": [country]}
    if draw < 0.7:
        return {"groups": [CHANCE.choice(GROUPS)]}
    if draw < 0.85:
        return {"words": [word], "countries": [country]}
    return {"countries": [country], "least_value": CHANCE.randrange(1, 200) * 10_000}


def _private(path: Path, subscribers: int) -> list[tuple[int, dict[str, Any]]]:
    wishes = [(number, _wish()) for number in range(1, subscribers + 1)]
    with closing(private_db.connect(path)) as connection, transaction(connection):
        connection.executemany(
            "INSERT INTO subscriptions (id, handle, address, language, rhythm, filter, state,"
            " created, since) VALUES (?, ?, ?, 'fr', 'at_once', ?, 'active', ?, ?)",
            [
                (
                    number,
                    f"h{number}",
                    f"reader{number}@example.org",
                    build_filter(wish).text(),
                    "2026-01-01T00:00:00Z",
                    "2026-01-01T00:00:00Z",
                )
                for number, wish in wishes
            ],
        )
    return wishes


def _plain(folder: Path, requests: list[tuple[int, dict[str, Any]]]) -> tuple[float, int]:
    """The same comparison as one statement of SQL: seconds, pairs found."""
    with closing(sqlite3.connect(folder / "vigie.db")) as connection:
        connection.execute(
            "CREATE TEMP TABLE seen AS SELECT id, big_tech, country, value_eur AS value,"
            " vendor_groups AS vendors, lower(title) AS words FROM contracts"
        )
        connection.execute(
            "CREATE TEMP TABLE asked (id INTEGER, tag TEXT, country TEXT, least REAL, vendor TEXT,"
            " word TEXT)"
        )
        connection.execute("CREATE TEMP TABLE scan (event TEXT, subscription INTEGER)")
        rows = [
            (
                number,
                _first(wish, "tags"),
                _first(wish, "countries"),
                wish.get("least_value"),
                _first(wish, "groups"),
                _first(wish, "words"),
            )
            for number, wish in requests
        ]
        connection.executemany("INSERT INTO asked VALUES (?, ?, ?, ?, ?, ?)", rows)
        start = time.perf_counter()
        connection.execute(PLAIN)
        return time.perf_counter() - start, connection.execute(
            "SELECT count(*) FROM scan"
        ).fetchone()[0]


def _first(wish: dict[str, Any], name: str) -> str | None:
    return wish[name][0] if name in wish else None
