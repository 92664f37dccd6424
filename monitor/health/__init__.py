"""How well Vigie sees: each portal, and the installation itself.

``states`` says it as of now, from any process; the scheduler records it in the table ``health`` and
tells the keeper (``watching``).  The judgement itself is pure (``states.judge``).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.health import history, system
from monitor.health.states import Health

__all__ = ["Told", "states", "stored", "told_of"]


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


def stored(connection: sqlite3.Connection, database: Path, now: datetime) -> list[Told]:
    """Every subject as it was recorded last, and whether somebody still looks.  Reads little: this
    is what the site shows."""
    known = history.present(connection)
    live = (system.scheduler(database, now), system.looking(history.looked(connection), now))
    recorded = [
        Told(
            name,
            row["state"],
            row["since"],
            row["reason_fr"],
            row["reason_en"],
            row["acknowledged"],
        )
        for name, row in known.items()
    ]
    portals = [one for one in recorded if not one.subject.startswith(system.PREFIX)]
    others = [one for one in recorded if one.subject.startswith(system.PREFIX)]
    return [*portals, *others, *(told_of(one, {}) for one in live)]


def told_of(one: Health, known: dict[str, dict[str, object]]) -> Told:
    """State of a subject as of now and the stored rows -> what people are told."""
    row = known.get(one.subject)
    same = row if row is not None and row["state"] == one.state else {}
    return Told(
        one.subject,
        one.state,
        _text(same.get("since")),
        one.said("fr"),
        one.said("en"),
        _text(same.get("acknowledged")),
    )


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def states(connection: sqlite3.Connection) -> dict[str, dict[str, object]]:
    """The stored state of each portal by name: state, since, reason_fr, reason_en, acknowledged."""
    return {
        subject: dict(row)
        for subject, row in history.present(connection).items()
        if not subject.startswith(system.PREFIX)
    }
