"""Queries for totals, portals and recent contracts, shared by commands and the site."""

from __future__ import annotations

import sqlite3
from typing import Any

from pipelines.store.contract_conditions import in_force
from pipelines.store.database import as_dicts


def database_totals(connection: sqlite3.Connection) -> dict[str, int]:
    """Count what the database holds: received, notices, contracts, big_tech; contracts as the
    figures of the site do, without borderline, cancelled and unsuccessful ones.

    By the tables of counts: to count a million rows after each portal of a night takes seconds.
    """
    counted = {
        "received": "register_counts",
        "notices": "notice_counts",
        "contracts": f"contract_counts WHERE {in_force('')}",
        "big_tech": f"contract_counts WHERE {in_force('')} AND big_tech = 'yes'",
    }
    questions = {name: f"SELECT coalesce(sum(rows), 0) FROM {at}" for name, at in counted.items()}
    return {name: connection.execute(sql).fetchone()[0] for name, sql in questions.items()}


_NEWEST = "SELECT max(published) FROM register r WHERE r.portal = portals.name AND published <="
_PORTAL_COUNTS = {
    "notices_received": "SELECT coalesce(sum(rows), 0) FROM register_counts r"
    " WHERE r.portal = portals.name",
    "notices_published": "SELECT coalesce(sum(rows), 0) FROM notice_counts n"
    " WHERE n.portal = portals.name",
    "newest_notice": f"SELECT coalesce(({_NEWEST} min(coalesce("
    "(SELECT date(max(started), '+1 day') FROM runs u WHERE u.portal = portals.name),"
    " (SELECT date(max(started), '+1 day') FROM runs)),"
    f" date('now', '+1 year'))), ({_NEWEST} date('now', '+1 year')))",
}


def update_portal_counts(connection: sqlite3.Connection) -> None:
    """Update counts and newest notice of every portal from the register.

    A publication date after the portal's last run (of a publisher whose files came under another
    name: after the last run of all) counts only when no other is known: it is a typing error of
    the buyer (DECP has a notice of April 2027).  One more than a year ahead never
    counts, also where a run was dated by a clock that was ahead.  Time zones differ by a day.
    """
    columns = ", ".join(f"{name} = ({select})" for name, select in _PORTAL_COUNTS.items())
    connection.execute(f"UPDATE portals SET {columns}")


def portal_rows(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return the rows of ``portals`` in their order, with counts and newest notice as of now."""
    columns = ", ".join(f"({select}) AS {name}" for name, select in _PORTAL_COUNTS.items())
    cursor = connection.execute(f"SELECT *, {columns} FROM portals ORDER BY rank, name")
    return list(as_dicts(cursor))


def recent_big_tech_contracts(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Return the eight contracts with big tech that were updated last.

    Shape  (title, buyer, suppliers, groups, value_eur, id)
    """
    return connection.execute(
        "SELECT title, buyer, suppliers, vendor_groups, value_eur, id FROM contracts"
        " WHERE big_tech = 'yes' AND same_as IS NULL AND status IN ('active', 'pending')"
        " ORDER BY updated DESC, id LIMIT 8"
    ).fetchall()
