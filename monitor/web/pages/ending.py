"""Page of contracts that end soon, by published end or computed from their length.

Shape  rows: contracts (aggregate_queries.LISTED), the next to end first; a page, or all for a file
       entries: the same for the page, {month, first, others: of its procedure, the same day}
       objections: awards only announced that can still be objected to, the next last day first
       calls: open calls for tenders (open_calls), the next deadline first
       more_calls, more_objections: there are more of them than were read
       total: contracts that answer, at most one more than ``MAX_COUNTED``, which reads "more than"
       unknown: contracts that answer but for an end, which nobody published; as many at most.
       With ``end=unpublished`` they are the rows, the latest first, and nothing else is told
       chosen: what was chosen, in full; options: what the form offers
Units  days of the site's time zone, ends included; months counted from today.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from starlette.responses import Response

from monitor.alerts.standstill import standstill_end
from monitor.i18n.value_formatting import _, day
from monitor.web import page_request
from monitor.web.page_data.aggregate_queries import LISTED, freshness
from monitor.web.page_data.coverage_caveats import chosen_sources
from monitor.web.page_data.feed_entry_fields import first_ids, last_changed_at
from monitor.web.page_data.icalendar_writer import by_procedure, calendar
from monitor.web.page_data.list_filters import PARAMS as CHOICE
from monitor.web.page_data.list_filters import (
    ListFilters,
    choice_words,
    choices,
    parse_list_filters,
)
from monitor.web.page_data.open_calls import open_calls
from monitor.web.page_request import PAGE, PageRequest, integer
from monitor.web.read_only_pool import Row
from pipelines.store.contract_conditions import IN_FORCE, RUNNING
from pipelines.store.schema import TABLES as TABLES_OF

MONTHS = 12
AHEAD_MONTHS = 1  # that a calendar looks further: what appears in it still has its first reminder
PARAMS = {
    **CHOICE,
    "months": integer(1, 60),
    "end": page_request.choice("unpublished"),
    "page": PAGE,
}
TABLES = {"contracts": "rows", "calls": "calls"}
# what an entry shows beside the list: the procedure, to be told once, and our tags
_SHOWN = f"{LISTED}, c.procedure_id, c.public_alternative"
SIZES = {"html": 40, "csv": 20_000}  # rows of a page, by format
IN_A_FILE = 1000
MAX_COUNTED = 1000


def _index(*beginning: str) -> str:
    """Clause that names the index of contracts which begins with these columns."""
    length = len(beginning)
    columns = next(index for index in TABLES_OF["contracts"].indexes if index[:length] == beginning)
    return f" INDEXED BY [idx_contracts_{'_'.join(columns)}]"


# The index of all that is chosen by: without being told so, SQLite takes the one of the order, and
# reads every row of two years to skip it.
_BY_CHOICE = _index("end", "country")
_ENDING = f"""
SELECT {{what}} FROM contracts c{{by}}
WHERE c.end >= :today AND c.end <= :last AND {RUNNING}{{choice}} ORDER BY c.end, c.id
"""
# Of a group with many contracts; its list by date is as old as the figures.
_OF_A_GROUP = f"""
SELECT {{what}} FROM group_contracts g JOIN contracts c ON c.id = g.contract_id
WHERE g.vendor_group = :group AND g.end >= :today AND g.end <= :last
      AND {RUNNING}{{choice}} ORDER BY g.end, g.contract_id
"""
# Rows of contracts, or of the counts of contracts by what is chosen, that say no end.
_UNKNOWN = f"c.end IS NULL AND {RUNNING}"
_BY_DAY = _index("published")
_WITHOUT_END = f"""
SELECT {{what}} FROM contracts c{{by}}
WHERE {_UNKNOWN}{{choice}} ORDER BY c.published DESC, c.id
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Contracts that end within the months asked for (12), of what was chosen; or those without a
    published end, of which a calendar has none.
    """
    db, today = request.db, request.today
    choice = parse_list_filters(db, request.args)
    is_unpublished = request.args["end"] is not None and request.format != "ics"
    ahead = AHEAD_MONTHS if request.format == "ics" else 0
    last = today + relativedelta(months=(request.args["months"] or MONTHS) + ahead)
    days = {"today": today.isoformat(), "last": last.isoformat(), **choice.values}
    sql = choice.sql()
    source = _source(choice, is_unpublished)
    size = SIZES.get(request.format, IN_A_FILE)
    nth = request.args["page"] or 1
    places = _places(request, source.format(what="c.rowid AS place", choice=sql), days)
    if nth * size <= MAX_COUNTED:
        rows = _at(request, places[(nth - 1) * size :][: size + 1])
    else:
        rows = db.rows(
            source.format(what=_SHOWN, choice=sql) + " LIMIT :most OFFSET :skipped",
            most=size + 1,
            skipped=(nth - 1) * size,
            **days,
        )
    result: dict[str, Any] = {
        "first_day": today.isoformat(),
        "last_day": last.isoformat(),
        "chosen": choice.chosen,
        "rows": rows[:size],
        **_others(request, choice, last, size if nth == 1 and not is_unpublished else 0),
        "nth": nth,
        "more": len(rows) > size,
        "total": len(places),
        "unknown": len(places) if is_unpublished else _unknown(request, choice),
        "many": MAX_COUNTED,
        "sources": chosen_sources(db, request.args["country"]),
        "freshness": freshness(db),
    }
    if request.format == "html":
        result["options"] = choices(db)  # countries with a call alone, too
        result["entries"] = [
            {"month": (same[0]["end"] or "")[:7], "first": same[0], "others": same[1:]}
            for same in by_procedure(result["rows"])
        ]
    if request.format == "ics":
        ids = [row["id"] for row in (*result["rows"], *result["objections"])]
        result |= {
            "first": first_ids(db, ids),
            "changed_at": last_changed_at(db, ids),
            "home": request.home,
            "groups": _groups(request),
        }
    return result


def _others(request: PageRequest, choice: ListFilters, last: date, size: int) -> dict[str, Any]:
    """Open calls, awards that can be objected to, and whether there are more of each; none of any
    without a size, on a further page.
    """
    calls: tuple[list[Row], bool] = [], False
    objections = calls
    if size:
        calls = open_calls(request.db, choice, request.today, last, max(size, IN_A_FILE))
        objections = _objections(request, choice)
    return {
        "calls": calls[0],
        "objections": objections[0],
        "more_calls": calls[1],
        "more_objections": objections[1],
    }


def _source(choice: ListFilters, is_unpublished: bool) -> str:
    """Query whose ``{what}`` and ``{choice}`` are still to be filled in."""
    if is_unpublished:
        return _WITHOUT_END.replace("{by}", "" if choice.rare else _BY_DAY)
    if choice.group and not choice.rare:
        return _OF_A_GROUP
    return _ENDING.replace("{by}", "" if choice.rare else _BY_CHOICE)


def _places(request: PageRequest, question: str, values: dict[str, Any]) -> list[int]:
    """Return the rowids of the first rows in their order, at most ``MAX_COUNTED + 1``.

    Counting all of a million takes too long; the search is most of the work, so it is done once.
    """
    rows = request.db.rows(f"{question} LIMIT :most", most=MAX_COUNTED + 1, **values)
    return [row["place"] for row in rows]


def _at(request: PageRequest, places: list[int]) -> list[Row]:
    """The rows at these places, in their order."""
    listed = ", ".join(map(str, places))
    rows = request.db.rows(
        f"SELECT {_SHOWN}, c.rowid AS place FROM contracts c WHERE c.rowid IN ({listed})"
    )
    rows.sort(key=lambda row: places.index(row["place"]))
    return [{name: value for name, value in row.items() if name != "place"} for row in rows]


def _counted(request: PageRequest, question: str, values: dict[str, Any]) -> int:
    """Up to one more than ``MAX_COUNTED``: counting all of a million takes too long."""
    sql = f"SELECT count(*) FROM ({question} LIMIT :most)"
    result: int = request.db.value(sql, most=MAX_COUNTED + 1, **values)
    return result


def _unknown(request: PageRequest, choice: ListFilters) -> int:
    """Contracts of the choice without an end, at most ``MAX_COUNTED`` and one."""
    if not choice.is_counted:
        of = f"SELECT 1 FROM contracts c WHERE {_UNKNOWN}{choice.sql()}"
        return _counted(request, of, choice.values)
    sql = f"SELECT coalesce(sum(rows), 0) FROM {choice.counts} c WHERE {_UNKNOWN}{choice.on_counts}"
    count: int = request.db.value(sql, **choice.values)
    return min(count, MAX_COUNTED + 1)


# None is updated before it is published: by this index those of years ago are not read.
_BY_STATUS = _index("status", "updated")
_ANNOUNCED = f"""
SELECT {_SHOWN} FROM contracts c{{by}}
WHERE c.status = 'pending' AND c.updated >= :since AND c.published >= :since
      AND {IN_FORCE}{{choice}} ORDER BY c.published, c.id LIMIT :most
"""
_MAX_STANDSTILL = timedelta(days=31)


def _objections(request: PageRequest, choice: ListFilters) -> tuple[list[Row], bool]:
    """Awards only announced, each with its ``last_day`` where a known law sets one, and whether
    more than ``MAX_COUNTED`` are announced."""
    since = (request.today - _MAX_STANDSTILL).isoformat()
    sql = _ANNOUNCED.format(by="" if choice.rare else _BY_STATUS, choice=choice.sql())
    rows = request.db.rows(sql, since=since, most=MAX_COUNTED + 1, **choice.values)
    calls = [{**row, "last_day": standstill_end(row)} for row in rows[:MAX_COUNTED]]
    left = [row for row in calls if row["last_day"] and row["last_day"] >= request.today]
    left.sort(key=lambda row: (row["last_day"], row["id"]))
    return left, len(rows) > MAX_COUNTED


def _groups(request: PageRequest) -> dict[str, str]:
    rows = request.db.rows("SELECT id, name FROM vendor_groups")
    return {row["id"]: row["name"] or row["id"] for row in rows}


def title_of(data: dict[str, Any]) -> str:
    """Name of the calendar of this choice."""
    chosen = data["chosen"]
    words = choice_words(chosen)
    return _("Ending soon") + (f" – {words}" if words else "")


def ics(data: dict[str, Any]) -> Response:
    """The calendar of the choice."""
    return Response(
        calendar(title_of(data), _described(data), data).to_ical().decode(),
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": 'inline; filename="vigie.ics"'},
    )


def _described(data: dict[str, Any]) -> str:
    text = _(
        "Contracts that end from %(first)s to %(last)s, as published or computed from their length;"
        " last days to object and deadlines for tenders."
    ) % {
        "first": day(data["first_day"]),
        "last": day(data["last_day"]),
    }
    if data["more"] or data["more_calls"] or data["more_objections"]:
        text += " " + _(
            "Only the next %(most)s are in this file: choose a country, a body or a group."
        ) % {"most": IN_A_FILE}
    return text
