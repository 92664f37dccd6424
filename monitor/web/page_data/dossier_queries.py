"""Queries that the dossiers of buyers and of vendor groups share: years, shares, resellers.

Everything but a page of the list and what ends comes from rows made with ``aggregates``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from monitor.web.page_data.aggregate_queries import LISTED, by_year, totals
from monitor.web.read_only_pool import ReadSession, Row

A_PAGE = 25  # contracts
IN_A_FILE = 20_000
SHOWN = 10  # rows of a ranking
GROWN_SHOWN = 5  # contracts
ENDING_SHOWN = 8  # contracts
SOON_MONTHS = 24  # as the page of what ends counts them: two years with a leap day are 731 days
GROUP_PARTS = ("signed", "shared", "product")
MIN_PROCEDURES = 20  # no percentage is told of fewer
ASIDE = ("several", "nobody", "withheld")  # in place of a holder

_NAMED = """
SELECT s.other, s.via, s.contracts, s.valued, s.total_eur, s.procedures,
       coalesce(g.name, o.name, s.other) AS name, g.id AS group_id, o.id AS organization_id
FROM shares s
LEFT JOIN vendor_groups g ON g.id = CASE WHEN :kind IN ('buyer_group', 'country_group')
     THEN s.other WHEN s.other LIKE 'group:%' THEN substr(s.other, 7) END
LEFT JOIN organizations o ON o.id = CASE WHEN s.other LIKE 'org:%' THEN substr(s.other, 5)
     ELSE s.other END
WHERE s.kind = :kind AND s.key = :key AND s.other NOT IN ('several', 'nobody', 'withheld')
ORDER BY s.total_eur DESC, s.contracts DESC, s.other, s.via LIMIT :most
"""
# one holder each, so that the parts of the whole are its shares
_CONCENTRATION = """
SELECT count(total_eur) AS holders, sum(total_eur) AS total_eur,
       coalesce(sum(valued), 0) AS valued, coalesce(sum(procedures), 0) AS procedures,
       max(total_eur) AS largest_eur,
       sum(total_eur * total_eur) AS squares
FROM shares
WHERE kind = :kind AND key = :key AND total_eur > 0
      AND other NOT IN ('several', 'nobody', 'withheld')
"""
_GROWN = f"""
SELECT {LISTED}, c.initial_value_eur, c.amendments, s.total_eur AS grown_eur
FROM shares s JOIN contracts c ON c.id = s.other
WHERE s.kind = :kind AND s.key = :key ORDER BY s.total_eur DESC, s.other LIMIT :most
"""
_HOW_MANY = """
SELECT count(*) FROM shares
WHERE kind = :kind AND key = :key AND other NOT IN ('several', 'nobody', 'withheld')
"""


# of the suppliers and bodies with most contracts; the others, and what they buy, are put together
_FLOWS = """
WITH sales AS MATERIALIZED (
    SELECT key AS buyer_id, other AS supplier_id, contracts, procedures FROM shares
    WHERE kind = 'buyer_via' AND via = :key
), sellers AS (
    SELECT supplier_id FROM sales GROUP BY 1 ORDER BY sum(contracts) DESC, 1 LIMIT :suppliers
), bodies AS (
    SELECT buyer_id FROM sales WHERE supplier_id IN sellers
    GROUP BY 1 ORDER BY sum(contracts) DESC, 1 LIMIT :buyers
), shown AS (
    SELECT iif(supplier_id IN sellers, supplier_id, NULL) AS supplier_id,
           iif(buyer_id IN bodies, buyer_id, NULL) AS buyer_id,
           sum(contracts) AS contracts, sum(procedures) AS procedures
    FROM sales GROUP BY 1, 2
)
SELECT shown.*, o.name AS supplier, i.name AS buyer FROM shown
LEFT JOIN organizations o ON o.id = shown.supplier_id
LEFT JOIN organizations i ON i.id = shown.buyer_id
ORDER BY supplier_id IS NULL, buyer_id IS NULL, contracts DESC, supplier_id, buyer_id
"""
FLOW_SUPPLIERS, FLOW_BUYERS = 6, 8


def money(db: ReadSession, kind: str, key: str) -> dict[str, Any]:
    """total: row of aggregates or None; years: see ``years``; left_out: {other: reason, contracts};
    unspread: {contracts, whole_eur} without period, placed whole in their year;
    undated: {contracts, total_eur} that are in no year."""
    left_out = db.rows(
        "SELECT other, contracts FROM shares WHERE kind = :kind AND key = :key"
        " ORDER BY contracts DESC",
        kind=f"{kind}_left_out",
        key=key,
    )
    rows = years(db, kind, key)
    total = totals(db, kind, key)
    return {
        "total": total,
        "years": rows,
        "left_out": left_out,
        "unspread": {
            "contracts": sum(row["without_period"] for row in rows),
            "whole_eur": sum(row["whole_eur"] for row in rows),
        },
        "undated": _undated(total, rows),
    }


def _undated(total: Row | None, by_year: list[Row]) -> dict[str, Any]:
    """What of the total no year has: contracts of which no day was published."""
    if total is None:
        return {"contracts": 0, "total_eur": None}
    dated = sum(row["contracts"] for row in by_year)
    euros = round((total["total_eur"] or 0) - sum(row["total_eur"] or 0 for row in by_year), 2)
    return {"contracts": total["contracts"] - dated, "total_eur": euros or None}


def years(db: ReadSession, kind: str, key: str) -> list[Row]:
    """Return figures by year: signed in it (contracts, total_eur), falling on it (eur_in_year)."""
    signed = {row["year"]: row for row in by_year(db, kind, key)}
    spent = {
        row["year"]: row
        for row in db.rows(
            "SELECT * FROM spendings WHERE kind = :kind AND key = :key", kind=kind, key=key
        )
    }
    return [_year(year, signed.get(year), spent.get(year)) for year in sorted({*signed, *spent})]


def _year(year: str, signed: Row | None, spent: Row | None) -> Row:
    return {
        "year": year,
        "contracts": signed["contracts"] if signed else 0,
        "total_eur": signed["total_eur"] if signed else None,
        "direct": (signed["direct_procedures"] or 0) if signed else 0,
        "method_known": (signed["method_known_procedures"] or 0) if signed else 0,
        "eur_in_year": round(spent["spread_eur"] + spent["whole_eur"], 2) if spent else None,
        "without_period": spent["without_period"] if spent else 0,
        "whole_eur": spent["whole_eur"] if spent else 0,
    }


def ranking(db: ReadSession, kind: str, key: str, most: int = SHOWN) -> list[Row]:
    """Rows of ``shares``, the largest sums first, with name, group_id or organization_id."""
    return db.rows(_NAMED, kind=kind, key=key, most=most)


def how_many(db: ReadSession, key: str, **kinds: str) -> dict[str, int]:
    """Count the rows of rankings by name, of which a page shows the first: {name: number}."""
    return {name: db.value(_HOW_MANY, kind=kind, key=key) for name, kind in kinds.items()}


def rows_of(format: str, shown: int) -> int:
    """Return how many rows a ranking has: those that a page shows; a file has all."""
    return IN_A_FILE if format == "csv" else shown


def parts(db: ReadSession, key: str) -> list[Row]:
    """Return a group's contracts by its part in them: signed alone, shared, sold by others.

    Three facts, which nothing adds up.
    """
    rows = {row["other"]: row for row in ranking(db, "group_part", key)}
    nothing = {"contracts": 0, "valued": 0, "total_eur": None, "procedures": 0}
    return [{"part": name, **nothing, **rows.get(name, {})} for name in GROUP_PARTS]


def concentration(db: ReadSession, kind: str, key: str, most: int = SHOWN) -> dict[str, Any]:
    """Return the shares of the holders in the countable value, and their Herfindahl index.

    Shape  holders: number; valued, total_eur: contracts with one holder and a countable value;
           procedures: of these, those of different holders apart; no share is told of fewer than
           ``MIN_PROCEDURES``; herfindahl: 0 to 10,000; equal: so many equal shares would be as
           concentrated; both None without values; top: ranking, each with its ``share``;
           several, nobody, withheld: contracts that have no place in it.
    """
    figures = db.row(_CONCENTRATION, kind=kind, key=key) or {}
    total = figures.get("total_eur")
    top = ranking(db, kind, key, most)
    for row in top:
        enough = total and figures["procedures"] >= MIN_PROCEDURES
        row["share"] = row["total_eur"] / total if enough and row["total_eur"] else None
    return {
        **figures,
        "herfindahl": round(10_000 * figures["squares"] / total**2) if total else None,
        "equal": round(total**2 / figures["squares"], 1) if total else None,
        "top": top,
        **{name: _aside(db, kind, key, name) for name in ASIDE},
    }


def _aside(db: ReadSession, kind: str, key: str, name: str) -> Row:
    row = db.row(
        "SELECT contracts, total_eur FROM shares WHERE kind = :kind AND key = :key"
        " AND other = :name",
        kind=kind,
        key=key,
        name=name,
    )
    return row or {"contracts": 0, "total_eur": None}


def grown(db: ReadSession, kind: str, key: str, most: int = GROWN_SHOWN) -> list[Row]:
    """Contracts that amendments made dearer, the largest growth in euros first."""
    return db.rows(_GROWN, kind=f"{kind}_grown", key=key, most=most)


def resellers(db: ReadSession, kind: str, key: str, most: int = SHOWN) -> list[Row]:
    """Suppliers that bring the product of a group to which they do not belong."""
    return db.rows(
        "SELECT s.other AS organization_id, s.via, s.contracts, s.valued, s.total_eur,"
        " coalesce(o.name, s.other) AS name FROM shares s"
        " LEFT JOIN organizations o ON o.id = s.other"
        " WHERE s.kind = :kind AND s.key = :key"
        " ORDER BY s.contracts DESC, s.total_eur DESC, s.other LIMIT :most",
        kind=f"{kind}_via",
        key=key,
        most=most,
    )


def flows(db: ReadSession, group: str) -> list[Row]:
    """Return the suppliers of the group's products with their buyers, by number of contracts.

    Shape  supplier_id, supplier, buyer_id, buyer: both None for all others together.
    """
    parameters = {"key": group, "suppliers": FLOW_SUPPLIERS, "buyers": FLOW_BUYERS}
    result: list[Row] = db.get_cached(f"flows of {group}", lambda db: db.rows(_FLOWS, **parameters))
    return result


def last_day_soon(today: date) -> str:
    """Return the last day on which a contract ends soon."""
    return (today + relativedelta(months=SOON_MONTHS)).isoformat()


def soon(today: date, format: str) -> dict[str, str | int]:
    """Days between which a contract ends soon, both included, and how many are listed."""
    most = rows_of(format, ENDING_SHOWN)
    return {"today": today.isoformat(), "last": last_day_soon(today), "most": most}


def paginate(rows: list[Row], number: int | None, format: str = "html") -> dict[str, Any]:
    """Split rows into those of this page and whether there is a next page."""
    size = _size(format)
    return {"contracts": rows[:size], "number_shown": number or 1, "more": len(rows) > size}


def limit_and_offset(number: int | None, format: str = "html") -> dict[str, int]:
    """Return LIMIT and OFFSET of a page, with one row more to detect a next page."""
    size = _size(format)
    return {"most": size + 1, "skip": ((number or 1) - 1) * size}


def _size(format: str) -> int:
    return IN_A_FILE if format == "csv" else A_PAGE
