"""Compute the current health of every portal and of the installation, for ``vigie health``.

It loads the spiders, which the site does without: the site shows what was recorded last
(``monitor.health.read_recorded_status``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.config import Config
from monitor.health import state_history, system_checks
from monitor.health.read_recorded_status import (
    SubjectStatus,
    current_status,
    optional_text,
    stored_reasons,
)
from monitor.operations import health_monitor
from pipelines.interface_languages import LANGUAGES

ALERTS = f"{system_checks.SUBJECT_PREFIX}alerts"


def current_health(
    connection: sqlite3.Connection, config: Config, database: Path
) -> list[SubjectStatus]:
    """Return every subject as of now: portals first, then the installation.  Reads only."""
    now = datetime.now(UTC)
    states = state_history.current_states(connection)
    results = [
        *health_monitor.check_all(connection, config, database, now),
        system_checks.check_scheduler(database, now),
    ]
    statuses = [current_status(result, states) for result in results]
    recorded = health_monitor.stored_faults(connection)
    problem = health_monitor.alerts_problem(config)
    if any(result.subject == "system:clock" and result.state != "ok" for result in results):
        problem = None  # alerts are held, as that says
    reasons = dict.fromkeys(LANGUAGES, problem) if problem else None
    for name, row in recorded.items():
        if name != ALERTS or reasons is None:
            statuses.append(_recorded_fault(name, row))
        elif row["state"] != "ok":
            statuses.append(replace(_recorded_fault(name, row), reasons=reasons))
    if reasons and recorded.get(ALERTS, {"state": "ok"})["state"] == "ok":  # no scheduler runs
        statuses.append(SubjectStatus(ALERTS, "degraded", None, reasons))
    return statuses


def _recorded_fault(name: str, row: Mapping[str, object]) -> SubjectStatus:
    return SubjectStatus(
        name,
        str(row["state"]),
        str(row["since"]),
        stored_reasons(row),
        optional_text(row["acknowledged"]),
    )
