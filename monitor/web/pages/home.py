"""Home: what this is, what is new, who gets the money, what ends, how fresh each source is.

Shape  figures: list of {name, total, now, before} (contracts; ``now`` the last 30 days)
       week, ending: contracts (figures.LISTED); groups, years: rows of aggregates
       total: contracts of all known groups, each once
       freshness: see figures.freshness; as_of None: figures were never made.
Units  euros without VAT where the notice says so; days of the site's time zone, ends included.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from monitor.web.aggregate_queries import (
    IN_FORCE,
    LISTED,
    by_year,
    freshness,
    ranked,
    totals,
    trend,
)
from monitor.web.request_context import Ask, Db, Row

TABLES = {
    "groups": "groups",
    "years": "years",
    "week": "week",
    "ending": "ending",
    "sources": "freshness.portals",
}
WEEK_DAYS = 7
SOON_DAYS = 365
MOST = 8

_WEEK = f"""
SELECT {LISTED} FROM contracts c
WHERE c.published > :first AND c.published <= :today AND c.big_tech = 'yes' AND {IN_FORCE}
ORDER BY c.published DESC, c.value_eur DESC LIMIT :most
"""
# "+" keeps SQLite to the index of the ends: those of big tech are a hundred thousand.
_ENDING = f"""
SELECT {LISTED} FROM contracts c
WHERE c.end >= :today AND c.end <= :last AND +c.big_tech = 'yes' AND {IN_FORCE}
ORDER BY c.end, c.id LIMIT :most
"""


async def data(ask: Ask) -> dict[str, Any]:
    """Everything on the home page."""
    today, db = ask.today, ask.db
    return {
        "figures": await _figures(db, today),
        "week": await new_big_tech(db, today),
        "groups": await ranked(db, "group"),
        "years": await _years(db),
        "total": await totals(db, "grouped"),
        "ending": await _ending(db, today),
        "freshness": await freshness(db),
        "today": today.isoformat(),
    }


async def new_big_tech(db: Db, today: date, most: int = MOST) -> list[Row]:
    """Contracts with big tech first published in the last seven days, newest first."""
    first = today - timedelta(days=WEEK_DAYS)
    return await db.rows(_WEEK, first=first.isoformat(), today=today.isoformat(), most=most)


async def _ending(db: Db, today: date) -> list[Row]:
    last = today + timedelta(days=SOON_DAYS)
    return await db.rows(_ENDING, today=today.isoformat(), last=last.isoformat(), most=MOST)


async def _figures(db: Db, today: date) -> list[Row]:
    """The four figures: total so far, and the last 30 days against the 30 before."""
    whole = await totals(db, "all") or {}
    spans = await trend(db, today)
    return [
        {
            "name": name,
            "total": whole.get(name),
            "now": spans["now"][name],
            "before": spans["before"][name],
        }
        for name in ("contracts", "big_tech", "data_outsourcing", "direct")
    ]


async def _years(db: Db) -> list[Row]:
    """Of the largest groups, the last five years: rows {name, key, years: {year: total_eur}}."""
    largest = await ranked(db, "group", most=6)
    found = []
    for group in largest:
        years = await by_year(db, "group", group["key"])
        sums = {row["year"]: row["total_eur"] for row in years[-5:]}
        found.append({"key": group["key"], "name": group["name"], "years": sums})
    return found
