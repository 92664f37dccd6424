"""Sources silent for days: subscribers who depend on them are told, once a silence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta

from monitor.alerts.news import Thing


def silent(public: sqlite3.Connection, today: date, days: int) -> Iterable[Thing]:
    """Portals that are crawled and whose last crawl without failure is so many days ago.

    A portal of the Union concerns every country.
    """
    latest = (today - timedelta(days=days)).isoformat()
    for name, title_fr, title_en, country, last in public.execute(
        "SELECT name, title_fr, title_en, country, substr(last_success, 1, 10) FROM portals"
        " WHERE last_success IS NOT NULL AND state NOT IN ('off', 'never', 'paused')"
        " AND substr(last_success, 1, 10) <= ? ORDER BY name",
        (latest,),
    ).fetchall():
        yield Thing(
            f"portal:{name}", f"silent:{last}", "silent", frozenset(["silent"]),
            change={"id": name, "title_fr": title_fr, "title_en": title_en, "since": last,
                    "country": None if country == "EU" else country},
        )  # fmt: skip
