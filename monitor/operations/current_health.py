"""Compute the current health of every portal and of the installation, for ``vigie health``.

It loads the spiders, which the site does without: the site shows what was recorded last
(``monitor.health.read_recorded_status``).
"""

from __future__ import annotations

import sqlite3
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
    for name, row in health_monitor.stored_faults(connection).items():
        more = health_monitor.fault_detail(config, name) if row["state"] != "ok" else None
        statuses.append(
            SubjectStatus(
                name,
                str(row["state"]),
                str(row["since"]),
                dict.fromkeys(LANGUAGES, more) if more else stored_reasons(row),
                optional_text(row["acknowledged"]),
            )
        )
    return statuses
