"""How well Vigie sees: each portal, and the installation itself.

``states`` says it as of now, from any process; the scheduler records it in the table ``health`` and
tells the keeper (``watching``).  The judgement itself is pure (``states.judge``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.config import Config
from monitor.health import history, system
from monitor.health.states import Health

__all__ = ["Told", "report", "states", "stored"]


@dataclass(frozen=True)
class Told:
    """One subject as people are told of it.  ``since``: None while it was not stored yet."""

    subject: str
    state: str
    since: str | None
    reason_fr: str | None
    reason_en: str | None
    acknowledged: str | None = None

    @property
    def is_blind(self) -> bool:
        return self.state in ("blind", "paused")


def report(
    connection: sqlite3.Connection, config: Config, database: Path,
    clock: Callable[[], datetime] | None = None,
) -> list[Told]:  # fmt: skip
    """Every subject as of now: portals first, then the installation.  Reads only."""
    from monitor.health import watching  # loads the spiders, which the site does without

    now = clock() if clock else datetime.now(UTC)
    known = history.present(connection)
    found = [*watching.seen(connection, config, database, now), system.scheduler(database, now)]
    live = [_told(one, known) for one in found]
    for name, row in watching.stored_faults(connection).items():
        more = watching.detail(config, name) if row["state"] != "ok" else None
        live.append(Told(name, str(row["state"]), str(row["since"]),
                         more or _text(row["reason_fr"]), more or _text(row["reason_en"]),
                         _text(row["acknowledged"])))  # fmt: skip
    return live


def stored(connection: sqlite3.Connection, database: Path, now: datetime) -> list[Told]:
    """Every subject as it was recorded last, and whether somebody still looks.  Reads little: this
    is what the site shows."""
    known = history.present(connection)
    live = (system.scheduler(database, now), system.looking(history.looked(connection), now))
    recorded = [Told(name, row["state"], row["since"], row["reason_fr"], row["reason_en"],
                     row["acknowledged"]) for name, row in known.items()]  # fmt: skip
    portals = [one for one in recorded if not one.subject.startswith(system.PREFIX)]
    others = [one for one in recorded if one.subject.startswith(system.PREFIX)]
    return [*portals, *others, *(_told(one, {}) for one in live)]


def _told(one: Health, known: dict[str, dict[str, object]]) -> Told:
    row = known.get(one.subject)
    same = row if row is not None and row["state"] == one.state else {}
    return Told(one.subject, one.state, _text(same.get("since")), one.said("fr"), one.said("en"),
                _text(same.get("acknowledged")))  # fmt: skip


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def states(connection: sqlite3.Connection) -> dict[str, dict[str, object]]:
    """The stored state of each portal by name: state, since, reason_fr, reason_en, acknowledged."""
    return {
        subject: dict(row)
        for subject, row in history.present(connection).items()
        if not subject.startswith(system.PREFIX)
    }
