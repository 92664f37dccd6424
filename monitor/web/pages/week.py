"""Bulletin of one week: what its notices brought, what ends, which sources were silent.

The page keeps its address and its week.  A contract stands in the first part that it belongs to.

Shape  week, before, after: "2026-W47" (after None: it has not begun); week_number: 47; first,
       last: days
       figures: {contracts, big_tech, data_outsourcing, direct} of that week
       surveillance, big_tech, handed: {total, rows: contracts (aggregate_queries.LISTED)} first
       published in it; ending: the same, of those with a claim that end half a year later
       silent: {name, title_LANGUAGE, state} of sources that gave less than all in it, each once
       with its last such state
       read: was a notice of this week, or of weeks on both sides of it, read?
Raises  NotFoundError: it is no week, or has not begun.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.alerts.iso_week import Week
from monitor.alerts.weekly_bulletin_event import parts_of
from monitor.web.errors import NotFoundError
from monitor.web.page_data.aggregate_queries import (
    JUDGED,
    LISTED,
    NOT_LATELY,
    SILENT,
    STATE,
    freshness,
    is_week_read,
    oldest_day,
    totals_between,
)
from monitor.web.page_request import PageRequest
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.store.schema import PORTAL_TITLES

TABLES = {
    "surveillance": "surveillance.rows",
    "big_tech": "big_tech.rows",
    "handed": "handed.rows",
    "ending": "ending.rows",
}
MAX_ROWS = 10
MAX_ROWS_OF_FILE = 1000
_SELECT = "SELECT {what} FROM contracts c WHERE c.[{day}] >= :first AND c.[{day}] <= :last AND {of}"
# By the table ``health``.  A source that is well there, but whose last run failed or is weeks ago,
# is silent since it was last read.
_SILENT = f"""
WITH silent AS (
SELECT p.name, {PORTAL_TITLES}, h.state, h.since FROM health h
JOIN portals p ON p.name = h.subject
WHERE h.state IN ({", ".join(map(repr, SILENT))}) AND substr(h.since, 1, 10) <= :last
      AND (h.until IS NULL OR substr(h.until, 1, 10) >= :first)
UNION ALL
SELECT p.name, {PORTAL_TITLES}, {STATE} AS state, p.last_success FROM portals p {JUDGED}
WHERE coalesce(h.state, 'ok') = 'ok' AND p.notices_received > 0
      AND {STATE} IN ({", ".join(map(repr, (*SILENT, NOT_LATELY)))})
      AND substr(p.last_success, 1, 10) < :last
), latest AS (
SELECT *, row_number() OVER (PARTITION BY name ORDER BY since DESC) AS place FROM silent
)
SELECT name, {PORTAL_TITLES}, state FROM latest WHERE place = 1 ORDER BY name
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything in the bulletin of one week."""
    week = Week.parse(request.args["week"])
    if week is None or week.first > request.today:
        raise NotFoundError
    return bulletin(
        request.db, week, request.today, MAX_ROWS_OF_FILE if request.format == "csv" else MAX_ROWS
    )


def bulletin(db: ReadSession, week: Week, today: date, most: int = MAX_ROWS) -> dict[str, Any]:
    """Return what the notices of a week brought; see the module."""
    after = week.later(1)
    figures, fresh = totals_between(db, week.first, after.first), freshness(db)
    return {
        "week": str(week),
        "week_number": week.number,
        "first": week.first.isoformat(),
        "last": week.last.isoformat(),
        "before": str(week.later(-1)),
        "after": str(after) if after.first <= today else None,
        "figures": figures,
        "read": is_week_read(week, figures["contracts"], oldest_day(db), fresh["newest"]),
        **{
            name: _part(db, column, days, condition, most)
            for name, condition, column, days in parts_of(week)
        },
        "silent": db.rows(_SILENT, first=week.first.isoformat(), last=week.last.isoformat()),
        "freshness": fresh,
    }


def _part(
    db: ReadSession, day: str, days: tuple[date, date], condition: str, most: int
) -> dict[str, Any]:
    """Contracts whose ``day`` is one of these: how many, and the first of them."""
    values: Row = {"first": days[0].isoformat(), "last": days[1].isoformat()}
    order = f" ORDER BY c.[{day}], c.value_eur DESC, c.id LIMIT :most"
    listed = _SELECT.format(what=LISTED, day=day, of=condition) + order
    return {
        "total": db.value(_SELECT.format(what="count(*)", day=day, of=condition), **values),
        "rows": db.rows(listed, most=most, **values),
    }
