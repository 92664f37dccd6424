"""Detect contracts that end in twelve, six or three months."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta

from monitor.alerts import published_facts
from monitor.alerts.events import Event, cluster_members
from monitor.alerts.subscription_filters import MONTHS_BEFORE_END


def contract_end_events(public: sqlite3.Connection, since: date, today: date) -> Iterable[Event]:
    """Yield an event for each contract whose end came within reach after ``since`` and up to
    ``today``.
    """
    if today <= since:
        return
    for months in MONTHS_BEFORE_END:
        ids = [
            row[0]
            for row in public.execute(
                "SELECT id FROM contracts WHERE [end] > ? AND [end] <= ? AND same_as IS NULL"
                " AND coalesce(digital, 'yes') <> 'borderline'"
                " AND status = 'active' ORDER BY id",
                (
                    (since + relativedelta(months=months)).isoformat(),
                    (today + relativedelta(months=months)).isoformat(),
                ),
            )
        ]
        clusters = cluster_members(public, ids)
        for contract_id, row in published_facts.contract_facts(public, ids).items():
            yield Event(
                contract_id,
                f"ends:{months}:{row['end']}",
                "ends",
                frozenset([f"ends:{months}"]),
                clusters[contract_id],
                rows=[row],
                change={"months": months},
            )
