"""How many messages would a filter have brought in the last thirty days?  Read from vigie.db alone.

Counted by publication days, not by the log: it answers also where Vigie runs since yesterday.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.alerts import facts
from monitor.alerts.events import award_kinds
from monitor.alerts.facts import Row
from monitor.alerts.filters import Filter, Index, places
from monitor.alerts.times import months_on

DAYS = 30
MOST = 5_000  # rows looked at of each kind; above, the answer says "at least"
SHOWN = 5
Dated = tuple[str, frozenset[str], Row]


@dataclass(frozen=True)
class Preview:
    """``messages`` in ``DAYS`` days at this rhythm, ``things`` in them, the latest of these."""

    messages: int
    things: int
    latest: Sequence[Row]
    at_least: bool


def preview(public: sqlite3.Connection, asked: Filter, rhythm: str, today: date) -> Preview:
    """Filter and rhythm -> what the last days would have brought."""
    found: list[Dated] = []
    at_least = False
    for ids, dated in (
        _awards(public, asked, today),
        _amendments(public, asked, today),
        _calls(public, asked, today),
        _ends(public, asked, today),
    ):
        at_least |= ids >= MOST
        found += dated
    index = Index([(kinds, [row]) for _, kinds, row in found])
    matched = sorted(
        (found[place] for place in places(index.match(asked))),
        key=lambda one: (one[0], one[2]["id"]),
        reverse=True,
    )
    days = {day for day, _, _ in matched}
    if rhythm == "weekly":
        days = {"{}-{}".format(*date.fromisoformat(day).isocalendar()[:2]) for day in days}
    latest = [row for _, _, row in matched[:SHOWN]]
    return Preview(len(days), len(matched), latest, at_least)


def _where(asked: Filter, table: str) -> tuple[str, list[str]]:
    """What the database can leave out by itself."""
    sql = "".join(f" AND {table}.{tag} = 'yes'" for tag in asked.tags[:1] if len(asked.tags) == 1)
    values: list[str] = []
    if asked.countries:
        sql += f" AND {table}.country IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(asked.countries))
    return sql, values


def _ids(public: sqlite3.Connection, sql: str, values: Iterable[object]) -> list[str]:
    return [row[0] for row in public.execute(f"{sql} LIMIT {MOST}", tuple(values))]


def _since(today: date) -> str:
    return (today - timedelta(days=DAYS)).isoformat()


def _awards(public: sqlite3.Connection, asked: Filter, today: date) -> tuple[int, list[Dated]]:
    if not {"award", "direct_award", "award_intention"} & set(asked.kinds):
        return 0, []
    more, values = _where(asked, "c")
    ids = _ids(
        public,
        "SELECT c.id FROM contracts c WHERE c.published > ? AND c.same_as IS NULL"
        f" AND c.status IN ('active', 'pending'){more} ORDER BY c.published DESC",
        [_since(today), *values],
    )
    rows = facts.contracts(public, ids).values()
    return len(ids), [(row["published"], award_kinds(row), row) for row in rows]


def _amendments(public: sqlite3.Connection, asked: Filter, today: date) -> tuple[int, list[Dated]]:
    if "amendment" not in asked.kinds:
        return 0, []
    more, values = _where(asked, "c")
    ids = _ids(
        public,
        "SELECT c.id FROM contracts c WHERE c.updated > ? AND c.same_as IS NULL"
        " AND EXISTS (SELECT 1 FROM contract_notices k JOIN notices n ON n.id = k.notice_id"
        "  WHERE k.contract_id = c.id AND n.kind = 'amendment' AND k.published > ?)"
        f"{more} ORDER BY c.updated DESC",
        [_since(today), _since(today), *values],
    )
    rows = facts.contracts(public, ids).values()
    return len(ids), [(row["updated"], frozenset(["amendment"]), row) for row in rows]


def _calls(public: sqlite3.Connection, asked: Filter, today: date) -> tuple[int, list[Dated]]:
    if "tender" not in asked.kinds:
        return 0, []
    more, values = _where(asked, "n")
    ids = _ids(
        public,
        "SELECT n.id FROM notices n WHERE n.published > ? AND n.kind = 'tender'"
        f" AND n.state = 'current' AND n.[change] = 'none'{more} ORDER BY n.published DESC",
        [_since(today), *values],
    )
    rows = facts.notices(public, ids).values()
    return len(ids), [(row["published"], frozenset(["tender"]), row) for row in rows]


def _ends(public: sqlite3.Connection, asked: Filter, today: date) -> tuple[int, list[Dated]]:
    found: list[Dated] = []
    most = 0
    more, values = _where(asked, "c")
    for months in asked.months if "ends" in asked.kinds else ():
        first = months_on(today - timedelta(days=DAYS), months)
        ids = _ids(
            public,
            "SELECT c.id FROM contracts c WHERE c.[end] > ? AND c.[end] <= ?"
            f" AND c.same_as IS NULL AND c.status = 'active'{more} ORDER BY c.[end]",
            [first.isoformat(), months_on(today, months).isoformat(), *values],
        )
        most = max(most, len(ids))
        rows = facts.contracts(public, ids).values()
        found += [(row["end"], frozenset([f"ends:{months}"]), row) for row in rows]
    return most, found
