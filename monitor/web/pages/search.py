"""Search page: public bodies, companies, groups and contracts that hold all words of a query.

The newest rows that hold the words are read, at most ``CAP``: a very common word is answered as
"more than", and as fast as a rare one.

Shape  asked: the words; None: nothing was asked.  groups, buyers, suppliers: rows with name,
       contracts (as buyer) and signed (as supplier)
       contracts: one page of the list, the last received first
       found: how many, at most CAP; capped: there are more; number_shown, more: page
       freshness: figures.freshness
"""

from __future__ import annotations

from typing import Any

from monitor.web import dossier_queries
from monitor.web.aggregate_queries import LISTED, freshness
from monitor.web.coverage_caveats import chosen_sources
from monitor.web.page_request import COUNTRY, PageRequest, match_query, whole, words
from monitor.web.read_only_pool import ReadSession, Row

PARAMS = {"q": words(), "country": COUNTRY, "page": whole(1, 20)}
TABLES = {
    "contracts": "contracts",
    "buyers": "buyers",
    "suppliers": "suppliers",
    "groups": "groups",
}
CAP = 500  # contracts; twenty pages, which nobody turns
_READ = 20_000  # rows of the index that are looked at for a country
_SHOWN = 12  # bodies, companies

# Without a choice the index alone counts and orders: rows are read for the page shown only.
_FOUND = """
SELECT c.rowid FROM (SELECT rowid FROM contracts_fts WHERE contracts_fts MATCH :match
                     ORDER BY rowid DESC LIMIT :read) f
JOIN contracts c ON c.rowid = f.rowid
WHERE c.same_as IS NULL AND (:country IS NULL OR c.country = :country)
ORDER BY f.rowid DESC LIMIT :cap
"""
_LIST = f"""
SELECT {LISTED} FROM contracts c WHERE c.rowid IN ({{places}}) ORDER BY c.published DESC, c.id
"""
_BODIES = """
SELECT o.id, o.name, o.acronym, o.country, a.contracts,
       (SELECT count(*) FROM suppliers s WHERE s.organization_id = o.id) AS signed
FROM (SELECT rowid FROM organizations_fts WHERE organizations_fts MATCH :match
      ORDER BY rowid LIMIT 400) f
JOIN organizations o ON o.rowid = f.rowid
LEFT JOIN aggregates a ON a.kind = 'buyer' AND a.key = o.id AND a.year = ''
WHERE :country IS NULL OR o.country = :country
ORDER BY upper(coalesce(o.acronym, '')) = upper(:asked) DESC, coalesce(a.contracts, 0) DESC,
         signed DESC, length(o.name), o.id
"""
_GROUPS = """
SELECT g.id, g.name, a.contracts FROM vendor_groups g
LEFT JOIN aggregates a ON a.kind = 'group' AND a.key = g.id AND a.year = ''
WHERE g.name LIKE :like ESCAPE '\\' OR g.id LIKE :like ESCAPE '\\'
ORDER BY a.contracts DESC, g.name LIMIT 8
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of results."""
    db, asked, country = request.db, request.args["q"], request.args["country"]
    match = match_query(asked or "")
    bodies = _bodies(db, asked, match, country) if match else []
    found = _found(db, match, country) if match else []
    number = request.args["page"] or 1
    first = (number - 1) * dossier_queries.A_PAGE
    shown = found[first : min(first + dossier_queries.A_PAGE, CAP)]
    return {
        "asked": asked or None,
        "groups": _groups(db, asked) if match else [],
        "buyers": [one for one in bodies if one["contracts"] or not one["signed"]][:_SHOWN],
        "suppliers": [one for one in bodies if one["signed"]][:_SHOWN],
        "contracts": _listed(db, shown),
        "found": min(len(found), CAP),
        "capped": len(found) > CAP,
        "number_shown": number,
        "more": len(found) > first + dossier_queries.A_PAGE
        and first + dossier_queries.A_PAGE < CAP,
        "sources": chosen_sources(db, country),
        "freshness": freshness(db),
    }


def _found(db: ReadSession, match: str, country: str | None) -> list[int]:
    rows = db.rows(_FOUND, match=match, country=country, cap=CAP + 1, read=_READ)
    return [row["rowid"] for row in rows]


def _listed(db: ReadSession, rowids: list[int]) -> list[Row]:
    places = {f"r{place}": rowid for place, rowid in enumerate(rowids)}
    return db.rows(_LIST.format(places=", ".join(f":{name}" for name in places)), **places)


def _bodies(db: ReadSession, asked: str, match: str, country: str | None) -> list[Row]:
    return db.rows(_BODIES, match=match, country=country, asked=asked)


def _groups(db: ReadSession, asked: str) -> list[Row]:
    like = asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return db.rows(_GROUPS, like=f"%{like}%")
