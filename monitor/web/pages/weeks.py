"""Bulletins of the last weeks, newest first, and their feed.

Shape  weeks: {week, number, first, last, contracts, big_tech, data_outsourcing, direct, read}; the
       first one is not over yet; read: as on the page of the week
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from starlette.responses import Response

from monitor.alerts.iso_week import Week
from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import _, day, language, number
from monitor.web.page_data.aggregate_queries import (
    freshness,
    is_week_read,
    oldest_day,
    totals_between,
)
from monitor.web.page_data.atom_writer import Entry, Head
from monitor.web.page_data.atom_writer import atom as written
from monitor.web.page_request import PageRequest
from monitor.web.read_only_pool import Row

TABLES = {"weeks": "weeks"}
SHOWN = 26


def data(request: PageRequest) -> dict[str, Any]:
    """Return the figures of half a year of weeks."""
    latest, fresh = Week.of(request.today), freshness(request.db)
    weeks = [latest.later(-back) for back in range(SHOWN)]
    oldest = oldest_day(request.db)
    figures = [totals_between(request.db, week.first, week.later(1).first) for week in weeks]
    return {
        "weeks": [
            {
                "week": str(week),
                "number": week.number,
                "first": week.first.isoformat(),
                "last": week.last.isoformat(),
                **brought,
                "read": is_week_read(week, brought["contracts"], oldest, fresh["newest"]),
            }
            for week, brought in zip(weeks, figures, strict=True)
        ],
        "home": request.home,
        "freshness": fresh,
    }


def atom(data: dict[str, Any]) -> Response:
    """One entry a week that is over and brought a contract, or comes after the last that was
    read."""
    home, lang, newest = data["home"], language(), data["freshness"]["newest"] or ""
    head = Head(
        title=_("Vigie – week by week"),
        key="weeks",
        here=home + page_path("weeks", lang, "atom"),
        page=home + page_path("weeks", lang),
    )
    read_weeks = [
        row
        for row in data["weeks"][1:]
        if row["contracts"] or (not row["read"] and row["first"] > newest)
    ]
    return written(head, [_entry(row, home) for row in read_weeks])


def _entry(row: Row, home: str) -> Entry:
    over = datetime.fromisoformat(row["last"]) + timedelta(days=1)
    return Entry(
        kind="week",
        first_id=row["week"],
        title=title_of(row),
        link=home + page_path("week", language(), week=row["week"]),
        updated=datetime.combine(over.date(), time(), UTC),
        lines=(_("No notice of this week was read: nothing can be said of it."),)
        if not row["read"]
        else (
            _("Digital contracts: %(n)s") % {"n": number(row["contracts"])},
            _("With big tech: %(n)s") % {"n": number(row["big_tech"])},
            _("Data handed to a supplier: %(n)s") % {"n": number(row["data_outsourcing"])},
            _("Without competition: %(n)s") % {"n": number(row["direct"])},
        ),
    )


def title_of(row: Row) -> str:
    """Name of a bulletin, with its days."""
    return _("Week %(number)s, %(first)s to %(last)s") % {
        "number": row["number"],
        "first": day(row["first"]),
        "last": day(row["last"]),
    }
