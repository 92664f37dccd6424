"""Contracts that end in twelve, six or three months: told on the day, or on the next run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date

from monitor.alerts import facts
from monitor.alerts.events import Thing, members
from monitor.alerts.filters import MONTHS
from monitor.alerts.times import months_on


def ends(public: sqlite3.Connection, since: date, today: date) -> Iterable[Thing]:
    """Days after ``since`` up to ``today`` -> contracts whose end came into sight on them."""
    if today <= since:
        return
    for months in MONTHS:
        ids = [
            row[0]
            for row in public.execute(
                "SELECT id FROM contracts WHERE [end] > ? AND [end] <= ? AND same_as IS NULL"
                " AND status = 'active' ORDER BY id",
                (months_on(since, months).isoformat(), months_on(today, months).isoformat()),
            )
        ]
        clusters = members(public, ids)
        for contract_id, row in facts.contracts(public, ids).items():
            yield Thing(
                contract_id,
                f"ends:{months}:{row['end']}",
                "ends",
                frozenset([f"ends:{months}"]),
                clusters[contract_id],
                rows=[row],
                change={"months": months},
            )
