"""Atom feeds of new contracts: all, or those of a country, buyer, group or tag.

Shape  rows: contracts (aggregate_queries.LISTED) with ``seq``, the number in the log
        of the latest thing that
       we learnt of it from a notice, and ``at``, when (UTC); the latest day first, and in a day
       what says no day of its own after what does: nobody knows that it is new
       before: number after which older ones are read; None when there are none
       ready: feeds that need no form: {tags, countries, groups: rows of key, name, contracts}
What a change of our rules alone finds out about an old contract is no news and moves nothing here.
That a person checked a claim is news of the feeds of checked claims alone, and nothing else is.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from monitor.i18n.routes import page_path
from monitor.i18n.typography import colon
from monitor.i18n.untrusted_text import json_texts
from monitor.i18n.value_formatting import _, column_label, day, language
from monitor.web.page_data.aggregate_queries import LISTED, freshness
from monitor.web.page_data.atom_writer import Entry, Head
from monitor.web.page_data.atom_writer import atom as written
from monitor.web.page_data.coverage_caveats import chosen_sources
from monitor.web.page_data.feed_entry_fields import (
    NEWS,
    contract_url,
    facts_of,
    first_ids,
    instant_of,
    name_of,
)
from monitor.web.page_data.list_filters import PARAMS as CHOICE
from monitor.web.page_data.list_filters import (
    ListFilters,
    choice_words,
    options,
    parse_list_filters,
)
from monitor.web.page_request import PageRequest, integer
from monitor.web.read_only_pool import Row

PARAMS = {**CHOICE, "before": integer(1, 999_999_999)}
TABLES = {"contracts": "rows"}
SIZES = {"html": 10}
IN_A_FEED = 100
# a contract with many changes in one go must not crowd out others
READ = 4 * IN_A_FEED

_KINDS = ("appeared", "changed", "ended", "withdrawn")
# one walk backwards in the index of (kind, cause) for each pair
_WALK = """
SELECT * FROM (SELECT h.seq, h.at, h.contract_id FROM changes h JOIN contracts c
  ON c.id = h.contract_id WHERE h.kind = '{kind}' AND h.cause = '{cause}'
  AND h.seq < :before AND h.seq > :after AND c.same_as IS NULL
  AND coalesce(c.digital, 'yes') <> 'borderline' AND {dated} AND {condition}{choice}
  ORDER BY h.seq DESC LIMIT {most})
"""
_RARE = """
SELECT max(h.seq) AS seq, max(h.at) AS at, h.contract_id FROM contracts c JOIN changes h
ON h.contract_id = c.id WHERE c.same_as IS NULL
AND coalesce(c.digital, 'yes') <> 'borderline'{choice} AND +h.cause IN ({causes})
AND +h.kind IN ({kinds}) AND {dated} AND {condition}
GROUP BY h.contract_id HAVING max(h.seq) < :before
ORDER BY 1 DESC LIMIT {most}
"""
FIRST = 10**12  # larger than any number in the log
_DATED, _UNDATED = "c.updated IS NOT NULL", "c.updated IS NULL"


def data(request: PageRequest) -> dict[str, Any]:
    """The latest news of what was chosen."""
    choice = parse_list_filters(request.db, request.args)
    size = SIZES.get(request.format, IN_A_FEED)
    news = _news(request, choice, size + 1)
    rows = _rows(request, news[:size])
    result: dict[str, Any] = {
        "chosen": choice.chosen,
        "rows": rows,
        "before": news[size - 1]["seq"] if len(news) > size else None,
        "sources": chosen_sources(request.db, request.args["country"]),
        "freshness": freshness(request.db),
    }
    if request.format == "html":
        result["ready"] = options(request.db)
    if request.format == "atom":
        names = request.db.rows("SELECT id, name FROM vendor_groups")
        result |= {
            "home": request.home,
            "args": request.args,
            "first": first_ids(request.db, [row["id"] for row in rows]),
            "groups": {row["id"]: row["name"] or row["id"] for row in names},
        }
    return result


def _news(request: PageRequest, choice: ListFilters, most: int) -> list[Row]:
    """Contracts by their latest news, each once: seq, at, contract_id."""
    before_dated, before_undated = _bounds(request)
    dated = _latest(request, choice, most, _DATED, before_dated, 0)
    after = dated[-1]["seq"] if len(dated) == most else 0  # older ones have no place any more
    undated = _latest(request, choice, most, _UNDATED, before_undated, after)
    both = [(row["at"][:10], True, row["seq"], row) for row in dated]
    both += [(row["at"][:10], False, row["seq"], row) for row in undated]
    return [row for *_order, row in sorted(both, key=lambda item: item[:3], reverse=True)[:most]]


def _bounds(request: PageRequest) -> tuple[int, int]:
    """Numbers before which contracts with and without a day of their own are still to be told."""
    before = request.args["before"] or FIRST
    last = request.db.rows(
        "SELECT h.at, c.id, c.updated FROM changes h LEFT JOIN contracts c ON c.id = h.contract_id"
        " WHERE h.seq = :before",
        before=before,
    )
    if not last:
        return before, before
    day = date.fromisoformat(last[0]["at"][:10])
    if last[0]["id"] and last[0]["updated"] is None:
        return _first_of(request, day), before
    return before, _first_of(request, day + timedelta(days=1))


def _first_of(request: PageRequest, day: date) -> int:
    """First number of the log on a day or later."""
    sql = "SELECT seq FROM changes WHERE at >= :day ORDER BY at, seq LIMIT 1"
    rows = request.db.rows(sql, day=day.isoformat())
    return int(rows[0]["seq"]) if rows else FIRST


def _latest(
    request: PageRequest, choice: ListFilters, most: int, dated: str, before: int, after: int
) -> list[Row]:
    values = {"before": before, **choice.values}
    if choice.rare:
        causes, kinds = (", ".join(f"'{value}'" for value in values) for values in (NEWS, _KINDS))
        sql = _RARE.format(
            choice=choice.sql(),
            causes=causes,
            kinds=kinds,
            most=most,
            condition=_news_condition(choice),
            dated=dated,
        )
        return request.db.rows(sql, **values)
    walks = [
        _WALK.format(
            kind=kind,
            cause=cause,
            choice=choice.sql(),
            most=READ,
            condition=_news_condition(choice),
            dated=dated,
        )
        for kind in _KINDS
        for cause in NEWS
    ]
    sql = " UNION ALL ".join(walks) + " ORDER BY seq DESC"
    latest: dict[str, Row] = {}
    for row in request.db.rows(sql, after=after, **values):
        latest.setdefault(row["contract_id"], row)
    if request.args["before"]:  # told already, in the entries before
        newer = _newer(request, list(latest), choice, before)
        latest = {key: row for key, row in latest.items() if key not in newer}
    return list(latest.values())[:most]


def _news_condition(choice: ListFilters) -> str:
    """Condition on the log: which changes are news of this choice."""
    if choice.verified:  # in a database made anew a contract appears with its claims checked
        return "(h.field = 'verified' OR h.kind = 'appeared')"
    return "h.field IS NOT 'verified'"


def _newer(request: PageRequest, ids: list[str], choice: ListFilters, before: int) -> set[str]:
    rows = _by_ids(
        request,
        ids,
        "SELECT DISTINCT contract_id AS id FROM changes h WHERE contract_id IN ({ids})"
        f" AND seq >= {before} AND cause IN ({', '.join(map(repr, NEWS))})"
        f" AND {_news_condition(choice)}",
    )
    return {row["id"] for row in rows}


def _by_ids(request: PageRequest, ids: list[str], sql: str) -> list[Row]:
    values = {f"id_{index}": id_ for index, id_ in enumerate(ids)}
    return request.db.rows(sql.format(ids=", ".join(f":{name}" for name in values)), **values)


def _rows(request: PageRequest, news: list[Row]) -> list[Row]:
    """The same with what a list shows of each contract."""
    ids = _by_ids(
        request,
        [event["contract_id"] for event in news],
        f"SELECT {LISTED} FROM contracts c WHERE c.id IN ({{ids}})",
    )
    by_id = {row["id"]: row for row in ids}
    return [
        {**by_id[event["contract_id"]], "seq": event["seq"], "at": event["at"]}
        for event in news
        if event["contract_id"] in by_id
    ]


def title_of(chosen: dict[str, Any]) -> str:
    """Return the title of the feed with these filters."""
    return "Vigie – " + (choice_words(chosen) or _("all digital contracts"))


def atom(data: dict[str, Any]) -> Response:
    """One entry per contract, told again when a notice says something new of it."""
    chosen, home, args = data["chosen"], data["home"], data["args"]
    lang = language()
    filters = {name: args[name] for name in CHOICE}
    here = {**filters, "before": args["before"]}
    older = {**filters, "before": data["before"]} if data["before"] else None
    head = Head(
        title=title_of(chosen),
        key="contracts?" + "&".join(f"{n}={v}" for n, v in sorted(filters.items()) if v),
        here=home + page_path("feeds", lang, "atom", **here),
        page=home + page_path("feeds", lang, **filters),
        older=home + page_path("feeds", lang, "atom", **older) if older else None,
    )
    return written(head, [_entry(row, data) for row in data["rows"]])


def _entry(row: Row, data: dict[str, Any]) -> Entry:
    return Entry(
        kind="contract",
        first_id=data["first"].get(row["id"], row["id"]),
        title=name_of(row),
        link=contract_url(data["home"], row["id"]),
        updated=instant_of(row["at"], row["updated"]),
        lines=(*facts_of(row, data["groups"]), _day_of_notice(row)),
        tags=tuple(json_texts(row["vendor_groups"])),
    )


def _day_of_notice(row: Row) -> str:
    """Return the day of the latest notice: the time of an entry is when it was read here."""
    if row["updated"]:
        return f"{column_label('updated')}{colon()}{day(row['updated'])}"
    text = _("not published; first read here on %(day)s") % {"day": day(row["at"][:10])}
    return f"{column_label('published')}{colon()}{text}"
