"""Detect contracts that end in twelve, six or three months."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta

from monitor.alerts import contract_and_notice_facts
from monitor.alerts.change_log_events import Event, cluster_members
from monitor.alerts.subscription_filters import MONTHS_BEFORE_END
from pipelines.store.contract_conditions import RUNNING


def contract_end_events(public: sqlite3.Connection, since: date, today: date) -> Iterable[Event]:
    """Yield an event for each contract whose end came within reach after ``since`` and up to
    ``today``.

    After a time without runs several of these dates may lie behind: the contract is reported once,
    with the months that are left, and not at all when it has ended.
    """
    reached: dict[str, list[int]] = defaultdict(list)
    for months in MONTHS_BEFORE_END if today > since else ():
        for (id_,) in public.execute(
            "SELECT c.id FROM contracts c WHERE c.[end] > ? AND c.[end] <= ? AND c.[end] >= ?"
            f" AND {RUNNING} ORDER BY c.id",
            (
                (since + relativedelta(months=months)).isoformat(),
                (today + relativedelta(months=months)).isoformat(),
                today.isoformat(),
            ),
        ):
            reached[id_].append(months)
    clusters = cluster_members(public, list(reached))
    for contract_id, row in contract_and_notice_facts.contract_facts(public, reached).items():
        yield Event(
            contract_id,
            f"ends:{min(reached[contract_id])}:{row['end']}",
            "ends",
            frozenset(f"ends:{months}" for months in reached[contract_id]),
            clusters[contract_id],
            rows=[row],
            change={"months": _months_left(today, date.fromisoformat(row["end"]))},
        )


def _months_left(today: date, end: date) -> int:
    """Return in how many months ``end`` is reached, at least one."""
    months = 1
    while today + relativedelta(months=months) < end:
        months += 1
    return months
