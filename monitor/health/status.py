"""How well Vigie sees: each portal, and the installation itself.

``states`` says it as of now, from any process; the scheduler records it in the table ``health`` and
tells the keeper (``watching``).  The judgement itself is pure (``states.judge``).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.health import state_history, system_checks
from monitor.health.portal_checks import CheckResult


@dataclass(frozen=True)
class SubjectStatus:
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


def stored_statuses(
    connection: sqlite3.Connection, database: Path, now: datetime
) -> list[SubjectStatus]:
    """Every subject as it was recorded last, and whether somebody still looks.  Reads little: this
    is what the site shows."""
    known = state_history.current_states(connection)
    live = (
        system_checks.check_scheduler(database, now),
        system_checks.check_recording(state_history.last_checked(connection), now),
    )
    recorded = [
        SubjectStatus(
            name,
            row["state"],
            row["since"],
            row["reason_fr"],
            row["reason_en"],
            row["acknowledged"],
        )
        for name, row in known.items()
    ]
    portals = [
        result for result in recorded if not result.subject.startswith(system_checks.SUBJECT_PREFIX)
    ]
    others = [
        result for result in recorded if result.subject.startswith(system_checks.SUBJECT_PREFIX)
    ]
    return [*portals, *others, *(current_status(result, {}) for result in live)]


def current_status(result: CheckResult, known: dict[str, dict[str, object]]) -> SubjectStatus:
    """State of a subject as of now and the stored rows -> what people are told."""
    row = known.get(result.subject)
    same = row if row is not None and row["state"] == result.state else {}
    return SubjectStatus(
        result.subject,
        result.state,
        _optional_text(same.get("since")),
        result.reason_text("fr"),
        result.reason_text("en"),
        _optional_text(same.get("acknowledged")),
    )


def _optional_text(value: object) -> str | None:
    return str(value) if value is not None else None


def portal_states(connection: sqlite3.Connection) -> dict[str, dict[str, object]]:
    """The stored state of each portal by name: state, since, reason_fr, reason_en, acknowledged."""
    return {
        subject: dict(row)
        for subject, row in state_history.current_states(connection).items()
        if not subject.startswith(system_checks.SUBJECT_PREFIX)
    }
