"""Bulletin of one week: what its notices brought, what ends, which sources were silent.

The page keeps its address and its week.  A contract stands in the first part that it belongs to.

Shape  week, before, after: "2026-W47" (after None: it has not begun); week_number: 47; first,
       last: days
       figures: {contracts, big_tech, data_outsourcing, direct} of that week
       surveillance, big_tech, handed: {total, rows: contracts (aggregate_queries.LISTED)} first
       published in it; ending: the same, of those with a claim that end half a year later
       silent: {name, title_LANGUAGE, state} of sources that gave less than all in it
Raises  Missing: it is no week, or has not begun.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.alerts.dates import add_months
from monitor.web.errors import Missing
from monitor.web.page_data.aggregate_queries import IN_FORCE, LISTED, SILENT, between, freshness
from monitor.web.page_data.iso_week import Week
from monitor.web.page_request import PageRequest
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.store.schema import PORTAL_TITLES

TABLES = {
    "surveillance": "surveillance.rows",
    "big_tech": "big_tech.rows",
    "handed": "handed.rows",
    "ending": "ending.rows",
}
MOST = 10
IN_A_FILE = 1000
MONTHS_AHEAD = 6
_WATCHES = "c.worker_surveillance, c.public_surveillance_ai"
_WATCHED = "c.worker_surveillance = 'yes' OR c.public_surveillance_ai = 'yes'"
# part -> its condition; what an earlier part has is not told again
PARTS = {
    "surveillance": f"({_WATCHED})",
    "big_tech": f"c.big_tech = 'yes' AND NOT coalesce({_WATCHED}, 0)",
    "handed": "c.data_outsourcing = 'yes' AND coalesce(c.big_tech, '') <> 'yes'"
    f" AND NOT coalesce({_WATCHED}, 0)",
}
_CLAIMED = f"(c.big_tech = 'yes' OR c.data_outsourcing = 'yes' OR {_WATCHED})"
_SELECT = "SELECT {what} FROM contracts c WHERE c.[{day}] >= :first AND c.[{day}] <= :last AND {of}"
_SILENT = f"""
SELECT DISTINCT p.name, {PORTAL_TITLES}, h.state FROM health h
JOIN portals p ON p.name = h.subject
WHERE h.state IN ({", ".join(map(repr, SILENT))}) AND substr(h.since, 1, 10) <= :last
      AND (h.until IS NULL OR substr(h.until, 1, 10) >= :first)
ORDER BY p.name
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything in the bulletin of one week."""
    week = Week.parse(request.args["week"])
    if week is None or week.first > request.today:
        raise Missing
    return bulletin(request.db, week, request.today, IN_A_FILE if request.format == "csv" else MOST)


def bulletin(db: ReadSession, week: Week, today: date, most: int = MOST) -> dict[str, Any]:
    """Return what the notices of a week brought; see the module."""
    after = week.later(1)
    ends = (add_months(week.first, MONTHS_AHEAD), add_months(week.last, MONTHS_AHEAD))
    return {
        "week": str(week),
        "week_number": week.number,
        "first": week.first.isoformat(),
        "last": week.last.isoformat(),
        "before": str(week.later(-1)),
        "after": str(after) if after.first <= today else None,
        "figures": between(db, week.first, after.first),
        **{
            name: _part(db, "published", (week.first, week.last), condition, most)
            for name, condition in PARTS.items()
        },
        "ending": _part(db, "end", ends, _CLAIMED, most),
        "silent": db.rows(_SILENT, first=week.first.isoformat(), last=week.last.isoformat()),
        "freshness": freshness(db),
    }


def _part(
    db: ReadSession, day: str, days: tuple[date, date], condition: str, most: int
) -> dict[str, Any]:
    """Contracts whose ``day`` is one of these: how many, and the first of them."""
    values: Row = {"first": days[0].isoformat(), "last": days[1].isoformat()}
    of = f"{condition} AND {IN_FORCE}"
    order = f" ORDER BY c.[{day}], c.value_eur DESC, c.id LIMIT :most"
    listed = _SELECT.format(what=f"{LISTED}, {_WATCHES}", day=day, of=of) + order
    return {
        "total": db.value(_SELECT.format(what="count(*)", day=day, of=of), **values),
        "rows": db.rows(listed, most=most, **values),
    }
