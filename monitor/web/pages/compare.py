"""Comparison page: countries or public bodies side by side, by the same figures.

Shape  rows: one per country or body: key, name, contracts, valued, total_eur, and shares (0 to 1,
       None under twenty procedures): big_tech_share and data_share of its procedures, direct_share
       of those whose method is published, amended_share, valued_share; procedures; counts: the
       two numbers of each share
       buyers: was it asked for bodies?  year: shown; years: that may be chosen
       found: bodies that the name or number asked for means; keys: ids compared
Units  euros as published, mostly without VAT; year of signature, else of decision or publication.
Raises  NotFoundError: no such body.
"""

from __future__ import annotations

from json import dumps
from typing import Any

from monitor.i18n.value_formatting import _, country
from monitor.web.errors import BadRequest, NotFoundError
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_data.dossier_queries import MIN_PROCEDURES
from monitor.web.page_data.list_filters import (
    buyers_numbered,
    buyers_published_as,
    match_query,
)
from monitor.web.page_request import PageRequest, code, free_text
from monitor.web.read_only_pool import ReadSession, Row

SEPARATOR = "|"  # no id has it
MAX_BODIES = 6
COUNTRIES = code(r"[A-Z]{2}(,[A-Z]{2}){0,29}", "FR,BE,GB")
PARAMS = {
    "countries": COUNTRIES,
    "buyers": free_text(800),
    "year": code("[0-9]{4}", "2025"),
    "add": free_text(),
}
TABLES = {"compared": "rows"}
_SHARES = {
    "big_tech_share": ("big_tech_procedures", "procedures"),
    "data_share": ("data_procedures", "procedures"),
    "direct_share": ("direct_procedures", "method_known_procedures"),
    "amended_share": ("amended_procedures", "procedures"),
    "valued_share": ("valued_procedures", "procedures"),
}

_COUNTRIES = """
SELECT * FROM aggregates WHERE kind = 'country' AND year = :year
ORDER BY contracts DESC, key LIMIT 300
"""
_BODY = """
SELECT o.id AS key, o.name, o.country, a.contracts, a.valued, a.total_eur,
       a.procedures, a.big_tech_procedures, a.data_procedures,
       a.method_known_procedures, a.direct_procedures, a.amended_procedures, a.valued_procedures
FROM organizations o
LEFT JOIN aggregates a ON a.kind = 'buyer' AND a.key = o.id AND a.year = :year
WHERE o.id = :id
"""
_ADD = """
SELECT o.id, o.name, o.country, a.contracts FROM ({bodies}) f
JOIN organizations o ON o.rowid = f.rowid
JOIN aggregates a ON a.kind = 'buyer' AND a.key = o.id AND a.year = ''
ORDER BY a.contracts DESC, o.name LIMIT 10
"""
_NAMED = """
SELECT rowid FROM organizations_fts WHERE organizations_fts MATCH :match ORDER BY rowid LIMIT 400
"""
_WITH_IDS = "SELECT rowid FROM organizations WHERE id IN (SELECT value FROM json_each(:ids))"


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page."""
    db, args = request.db, request.args
    keys = list(dict.fromkeys((args["buyers"] or "").split(SEPARATOR))) if args["buyers"] else []
    if len(keys) > MAX_BODIES:
        raise BadRequest(_("At most %(most)s bodies can be compared.") % {"most": MAX_BODIES})
    year = args["year"] or ""
    rows = [_body(db, key, year) for key in keys] if keys else _countries(db, args)
    return {
        "rows": [_measured(row) for row in rows],
        "buyers": bool(keys) or bool(args["add"]),
        "keys": keys,
        "year": year or None,
        "years": _years(db),
        "found": _found(db, args["add"] or ""),
        "freshness": freshness(db),
    }


def _found(db: ReadSession, text: str) -> list[Row]:
    """Bodies with contracts of their own that a name or a number means, those with most first."""
    match = match_query(text)
    if not match:
        return []
    bodies = buyers_numbered(db, text)
    rows = [] if bodies else db.rows(_ADD.format(bodies=_NAMED), match=match)
    if rows:
        return rows
    ids = dumps([body["id"] for body in bodies or buyers_published_as(db, match)])
    return db.rows(_ADD.format(bodies=_WITH_IDS), ids=ids)


def _countries(db: ReadSession, args: Any) -> list[Row]:
    wanted = args["countries"].split(",") if args["countries"] else None
    rows = db.rows(_COUNTRIES, year=args["year"] or "")
    return [
        row | {"name": country(row["key"])}
        for row in rows
        if wanted is None or row["key"] in wanted
    ]


def _body(db: ReadSession, key: str, year: str) -> Row:
    row = db.row(_BODY, id=key, year=year)
    if row is None:
        raise NotFoundError
    return row


def _years(db: ReadSession) -> list[str]:
    rows = db.rows(
        "SELECT year FROM aggregates WHERE kind = 'all' AND year <> '' ORDER BY year DESC LIMIT 15"
    )
    return [row["year"] for row in rows]


def _measured(row: Row) -> Row:
    """Compute the compared figures of a row of aggregates; of too few procedures no share."""
    counts = {name: (row[part] or 0, row[base] or 0) for name, (part, base) in _SHARES.items()}
    shares = {
        name: part / base if base >= MIN_PROCEDURES else None
        for name, (part, base) in counts.items()
    }
    return {
        "key": row["key"],
        "name": row["name"],
        "contracts": row["contracts"] or 0,
        "procedures": row["procedures"] or 0,
        "valued": row["valued"] or 0,
        "total_eur": row["total_eur"],
        **shares,
        "counts": counts,
    }
