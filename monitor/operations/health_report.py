"""Judge every subject as of now: what ``vigie health`` prints.

It loads the spiders, which the site does without: the site shows what was recorded last
(``monitor.health.stored``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from monitor.config import Config
from monitor.health import Told, history, system, told_of
from monitor.operations import health_watch


def report(
    connection: sqlite3.Connection,
    config: Config,
    database: Path,
    clock: Callable[[], datetime] | None = None,
) -> list[Told]:
    """Every subject as of now: portals first, then the installation.  Reads only."""
    now = clock() if clock else datetime.now(UTC)
    known = history.present(connection)
    found = [*health_watch.seen(connection, config, database, now), system.scheduler(database, now)]
    live = [told_of(one, known) for one in found]
    for name, row in health_watch.stored_faults(connection).items():
        more = health_watch.detail(config, name) if row["state"] != "ok" else None
        live.append(
            Told(
                name,
                str(row["state"]),
                str(row["since"]),
                more or _text(row["reason_fr"]),
                more or _text(row["reason_en"]),
                _text(row["acknowledged"]),
            )
        )
    return live


def _text(value: object) -> str | None:
    return str(value) if value is not None else None
