"""Home page: purpose, news, largest vendor groups, contracts that end, freshness of sources.

Shape  figures: list of {name, total, now, before, query} (contracts; ``now`` the last 30 days,
       None where it is not told; query: filters of the table that lists them)
       countries: {country, contracts, newest}: day of the newest notice of that country
       week, ending: contracts (aggregate_queries.LISTED); groups: rows of aggregates,
       ``groups_in_all`` so many, of which the page shows the first
       years: of the largest groups, the last years in which one of them signed, and
       ``other_years_eur``: what they signed in other years, or on a day that is not published
       total: contracts that a known group signed alone; borderline: what no figure counts
       freshness: see aggregate_queries.freshness; as_of None: figures were never made.
Units  euros without VAT where the notice says so; days of the site's time zone, ends included.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from monitor.alerts.iso_week import Week
from monitor.web.page_data.aggregate_queries import (
    COUNTED_QUERY,
    LISTED,
    by_year,
    freshness,
    ranked,
    totals,
    trend,
)
from monitor.web.page_request import PageRequest
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.store.contract_conditions import IN_FORCE, RUNNING

TABLES = {
    "groups": "groups",
    "years": "years",
    "week": "week",
    "ending": "ending",
    "countries": "countries",
    "sources": "freshness.portals",
}
WEEK_DAYS = 7
SOON_MONTHS = 12
MAX_ROWS = 8
MAX_ROWS_OF_FILE = 20_000
_GROUPS, _GROUPS_BY_YEAR, _YEARS = 10, 6, 6

_WEEK = f"""
SELECT {LISTED} FROM contracts c
WHERE c.published > :first AND c.published <= :today AND c.big_tech = 'yes' AND {IN_FORCE}
ORDER BY c.published DESC, c.value_eur DESC LIMIT :most
"""
# "+" keeps SQLite to the index of the ends: those of big tech are a hundred thousand.
_ENDING = f"""
SELECT {LISTED} FROM contracts c
WHERE c.end >= :today AND c.end <= :last AND +c.big_tech = 'yes' AND {RUNNING}
ORDER BY c.end, c.id LIMIT :most
"""
_HOW_MANY_GROUPS = "SELECT count(*) FROM aggregates WHERE kind = 'group' AND year = ''"


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the home page."""
    today, db = request.today, request.db
    most, most_groups, most_by_year = (
        MAX_ROWS_OF_FILE if request.format == "csv" else shown
        for shown in (MAX_ROWS, _GROUPS, _GROUPS_BY_YEAR)
    )
    return {
        "figures": _figures(db, today),
        "week": new_big_tech(db, today, most),
        "groups": ranked(db, "group", most_groups),
        "groups_in_all": db.value(_HOW_MANY_GROUPS),
        "years": _years(db, most_by_year),
        "total": totals(db, "grouped"),
        "borderline": totals(db, "borderline"),
        "ending": _ending(db, today, most),
        "countries": db.get_cached("newest of countries", _countries),
        "freshness": freshness(db),
        "today": today.isoformat(),
        "this_week": str(Week.of(today)),
    }


def new_big_tech(db: ReadSession, today: date, most: int = MAX_ROWS) -> list[Row]:
    """Contracts with big tech first published in the last seven days, newest first."""
    first = today - timedelta(days=WEEK_DAYS)
    return db.rows(_WEEK, first=first.isoformat(), today=today.isoformat(), most=most)


def _ending(db: ReadSession, today: date, most: int) -> list[Row]:
    last = today + relativedelta(months=SOON_MONTHS)
    return db.rows(_ENDING, today=today.isoformat(), last=last.isoformat(), most=most)


FIGURES = {
    "contracts": "",
    "big_tech": "big_tech=yes",
    "data_outsourcing": "data_outsourcing=yes",
    "worker_surveillance": "worker_surveillance=yes",
    "public_surveillance_ai": "public_surveillance_ai=yes",
    "direct": "method=direct",
}


def _figures(db: ReadSession, today: date) -> list[Row]:
    """The six figures: total so far, and the last 30 days against the 30 before.

    Days are not counted for surveillance: ``now`` and ``before`` are None.
    """
    whole = totals(db, "all") or {}
    spans = trend(db, today)
    result = []
    for name, chosen in FIGURES.items():
        total = whole.get(name)
        if name not in spans["now"] and whole:
            tagged = totals(db, "tag", name)
            total = tagged["contracts"] if tagged else 0
        now, before = (spans[span].get(name) for span in ("now", "before"))
        query = "&".join(filter(None, (chosen, COUNTED_QUERY)))
        result.append({"name": name, "total": total, "now": now, "before": before, "query": query})
    return result


def _countries(db: ReadSession) -> list[Row]:
    """Countries with contracts, those with most first, and the day of their newest notice."""
    return db.rows(
        "SELECT a.key AS country, a.contracts,"
        " (SELECT max(n.published) FROM notices n WHERE n.country = a.key) AS newest"
        " FROM aggregates a WHERE a.kind = 'country' AND a.year = ''"
        " ORDER BY a.contracts DESC, a.key"
    )


def _years(db: ReadSession, most: int) -> list[Row]:
    """Of the largest groups, the last years: {name, key, years: {year: total_eur}}, and the rest
    of the sum of each, so that its row adds up to it."""
    largest = ranked(db, "group", most)
    sums = {
        group["key"]: {
            row["year"]: row["total_eur"]
            for row in by_year(db, "group", group["key"])
            if row["total_eur"] is not None
        }
        for group in largest
    }
    years = sorted({year for amounts in sums.values() for year in amounts}, reverse=True)[:_YEARS]
    return [_by_shown_year(group, sums[group["key"]], years) for group in largest]


def _by_shown_year(group: Row, sums: dict[str, float], shown: list[str]) -> Row:
    years = {year: sums.get(year) for year in shown}
    other = round((group["total_eur"] or 0) - sum(year or 0 for year in years.values()), 2)
    return {
        "key": group["key"],
        "name": group["name"],
        "years": years,
        "other_years_eur": other or None,
    }
