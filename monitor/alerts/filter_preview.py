"""How many messages would a filter have brought in the last thirty days?  Read from vigie.db alone.

Counted by publication days, not by the log: it answers also where Vigie runs since yesterday.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.alerts import published_facts
from monitor.alerts.dates import add_months
from monitor.alerts.events import award_kinds
from monitor.alerts.filters import EventIndex, Filter, bit_positions
from monitor.alerts.published_facts import Facts

PREVIEW_DAYS = 30
MAX_ROWS = 5_000  # rows looked at of each kind; above, the answer says "at least"
SHOWN_ROWS = 5
DatedFacts = tuple[str, frozenset[str], Facts]


@dataclass(frozen=True)
class FilterPreview:
    """``messages`` in ``DAYS`` days at this rhythm, ``things`` in them, the latest of these."""

    messages: int
    things: int
    latest: Sequence[Facts]
    at_least: bool


def preview_filter(
    public: sqlite3.Connection, asked: Filter, rhythm: str, today: date
) -> FilterPreview:
    """Filter and rhythm -> what the last days would have brought."""
    found: list[DatedFacts] = []
    at_least = False
    for ids, dated in (
        _recent_awards(public, asked, today),
        _recent_amendments(public, asked, today),
        _recent_tenders(public, asked, today),
        _upcoming_ends(public, asked, today),
    ):
        at_least |= ids >= MAX_ROWS
        found += dated
    index = EventIndex([(kinds, [row]) for _, kinds, row in found])
    matched = sorted(
        (found[place] for place in bit_positions(index.match(asked))),
        key=lambda one: (one[0], one[2]["id"]),
        reverse=True,
    )
    days = {day for day, _, _ in matched}
    if rhythm == "weekly":
        days = {"{}-{}".format(*date.fromisoformat(day).isocalendar()[:2]) for day in days}
    latest = [row for _, _, row in matched[:SHOWN_ROWS]]
    return FilterPreview(len(days), len(matched), latest, at_least)


def _sql_conditions(asked: Filter, table: str) -> tuple[str, list[str]]:
    """What the database can leave out by itself."""
    sql = "".join(f" AND {table}.{tag} = 'yes'" for tag in asked.tags[:1] if len(asked.tags) == 1)
    values: list[str] = []
    if asked.countries:
        sql += f" AND {table}.country IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(asked.countries))
    return sql, values


def _select_ids(public: sqlite3.Connection, sql: str, values: Iterable[object]) -> list[str]:
    return [row[0] for row in public.execute(f"{sql} LIMIT {MAX_ROWS}", tuple(values))]


def _first_day(today: date) -> str:
    return (today - timedelta(days=PREVIEW_DAYS)).isoformat()


def _recent_awards(
    public: sqlite3.Connection, asked: Filter, today: date
) -> tuple[int, list[DatedFacts]]:
    if not {"award", "direct_award", "award_intention"} & set(asked.kinds):
        return 0, []
    more, values = _sql_conditions(asked, "c")
    ids = _select_ids(
        public,
        "SELECT c.id FROM contracts c WHERE c.published > ? AND c.same_as IS NULL"
        f" AND c.status IN ('active', 'pending'){more} ORDER BY c.published DESC",
        [_first_day(today), *values],
    )
    rows = published_facts.contract_facts(public, ids).values()
    return len(ids), [(row["published"], award_kinds(row), row) for row in rows]


def _recent_amendments(
    public: sqlite3.Connection, asked: Filter, today: date
) -> tuple[int, list[DatedFacts]]:
    if "amendment" not in asked.kinds:
        return 0, []
    more, values = _sql_conditions(asked, "c")
    ids = _select_ids(
        public,
        "SELECT c.id FROM contracts c WHERE c.updated > ? AND c.same_as IS NULL"
        " AND EXISTS (SELECT 1 FROM contract_notices k JOIN notices n ON n.id = k.notice_id"
        "  WHERE k.contract_id = c.id AND n.kind = 'amendment' AND k.published > ?)"
        f"{more} ORDER BY c.updated DESC",
        [_first_day(today), _first_day(today), *values],
    )
    rows = published_facts.contract_facts(public, ids).values()
    return len(ids), [(row["updated"], frozenset(["amendment"]), row) for row in rows]


def _recent_tenders(
    public: sqlite3.Connection, asked: Filter, today: date
) -> tuple[int, list[DatedFacts]]:
    if "tender" not in asked.kinds:
        return 0, []
    more, values = _sql_conditions(asked, "n")
    ids = _select_ids(
        public,
        "SELECT n.id FROM notices n WHERE n.published > ? AND n.kind = 'tender'"
        f" AND n.state = 'current' AND n.[change] = 'none'{more} ORDER BY n.published DESC",
        [_first_day(today), *values],
    )
    rows = published_facts.notice_facts(public, ids).values()
    return len(ids), [(row["published"], frozenset(["tender"]), row) for row in rows]


def _upcoming_ends(
    public: sqlite3.Connection, asked: Filter, today: date
) -> tuple[int, list[DatedFacts]]:
    found: list[DatedFacts] = []
    most = 0
    more, values = _sql_conditions(asked, "c")
    for months in asked.months if "ends" in asked.kinds else ():
        first = add_months(today - timedelta(days=PREVIEW_DAYS), months)
        ids = _select_ids(
            public,
            "SELECT c.id FROM contracts c WHERE c.[end] > ? AND c.[end] <= ?"
            f" AND c.same_as IS NULL AND c.status = 'active'{more} ORDER BY c.[end]",
            [first.isoformat(), add_months(today, months).isoformat(), *values],
        )
        most = max(most, len(ids))
        rows = published_facts.contract_facts(public, ids).values()
        found += [(row["end"], frozenset([f"ends:{months}"]), row) for row in rows]
    return most, found
