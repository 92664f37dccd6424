"""Read the recorded state of every source and of the installation.

The site and the command line show what is returned here; ``portal_checks`` and ``system_checks``
assess the states, the scheduler records them (``monitor.operations.health_monitor``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.health import state_history, system_checks
from monitor.health.portal_checks import CheckResult
from monitor.health.state_history import REASON_COLUMNS
from pipelines.interface_languages import LANGUAGES


@dataclass(frozen=True)
class SubjectStatus:
    """State of one subject as it is shown.  ``since`` is None while it is not stored yet.

    ``reasons``  why, by language; empty when all is well
    """

    subject: str
    state: str
    since: str | None
    reasons: Mapping[str, str]
    acknowledged: str | None = None

    def as_row(self) -> dict[str, str | None]:
        """Fields by name, for programs and pages: each reason is ``reason_LANGUAGE``."""
        reasons = {column: self.reasons.get(lang) for lang, column in REASON_COLUMNS.items()}
        return {
            "subject": self.subject,
            "state": self.state,
            "since": self.since,
            **reasons,
            "acknowledged": self.acknowledged,
        }

    @property
    def is_blind(self) -> bool:
        return self.state in ("blind", "paused")


def stored_statuses(
    connection: sqlite3.Connection, database: Path, now: datetime
) -> list[SubjectStatus]:
    """Return the recorded state of every subject, and whether checks still run.  Reads little,
    for the site.
    """
    states = state_history.current_states(connection)
    live = (
        system_checks.check_scheduler(database, now),
        system_checks.check_recording(state_history.last_checked(connection), now),
    )
    recorded = [
        SubjectStatus(
            name,
            row["state"],
            row["since"],
            stored_reasons(row),
            row["acknowledged"],
        )
        for name, row in states.items()
    ]
    portals = [
        result for result in recorded if not result.subject.startswith(system_checks.SUBJECT_PREFIX)
    ]
    others = [
        result for result in recorded if result.subject.startswith(system_checks.SUBJECT_PREFIX)
    ]
    return [*portals, *others, *(current_status(result, {}) for result in live)]


def stored_reasons(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the reasons of a stored row by language."""
    texts = {lang: row.get(column) for lang, column in REASON_COLUMNS.items()}
    return {lang: text for lang, text in texts.items() if text}


def current_status(result: CheckResult, states: dict[str, dict[str, object]]) -> SubjectStatus:
    """Combine a check result of now with the stored rows."""
    row = states.get(result.subject)
    same = row if row is not None and row["state"] == result.state else {}
    return SubjectStatus(
        result.subject,
        result.state,
        optional_text(same.get("since")),
        {lang: text for lang in LANGUAGES if (text := result.reason_text(lang))},
        optional_text(same.get("acknowledged")),
    )


def optional_text(value: object) -> str | None:
    """Return a stored value as text."""
    return str(value) if value is not None else None


def portal_states(connection: sqlite3.Connection) -> dict[str, dict[str, object]]:
    """Return the stored state of each portal: state, since, reason_LANGUAGE, acknowledged."""
    return {
        subject: dict(row)
        for subject, row in state_history.current_states(connection).items()
        if not subject.startswith(system_checks.SUBJECT_PREFIX)
    }
