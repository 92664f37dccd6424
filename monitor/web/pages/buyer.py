"""Buyer page: what a public body bought, from whom, until when, and what is not known.

Shape  organization: row of organizations; names: published under, with establishments;
       parent, below: organisations above and under it (each has a dossier of its own)
       sums, concentration: see dossier_queries; groups: ranking with share
       watching: contracts with each tag of surveillance, None of a body with thousands
       resellers, grown, ending: lists; in_all: how many rows the rankings have, of which a page
       shows the first; contracts, number_shown, more: one page of the list
       not_counted: contracts of the list that no figure counts, None of a body with thousands
       elsewhere: contracts of others in which it is named
       sources: coverage_caveats.sources; freshness: aggregate_queries.freshness
Units  euros as published, mostly without VAT; days included.
Raises  NotFoundError: no such organisation; its id may have moved.
"""

from __future__ import annotations

from typing import Any

from monitor.web.errors import NotFoundError
from monitor.web.page_data import dossier_queries
from monitor.web.page_data.aggregate_queries import LISTED, freshness
from monitor.web.page_data.coverage_caveats import sources
from monitor.web.page_data.dossier_queries import rows_of
from monitor.web.page_request import PAGE, PageRequest
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.store.contract_conditions import DIGITAL, IN_FORCE, RUNNING

PARAMS = {"page": PAGE}
TABLES = {
    "contracts": "contracts",
    "years": "sums.years",
    "holders": "concentration.top",
    "groups": "groups",
    "resellers": "resellers",
    "ending": "ending",
    "grown": "grown",
    "elsewhere": "elsewhere",
    "names": "names",
}
_NAMES_SHOWN = 40
_ELSEWHERE_SHOWN = 8  # contracts

_LIST = f"""
SELECT {LISTED} FROM contracts c WHERE c.buyer_id = :id AND c.same_as IS NULL AND {DIGITAL}
ORDER BY c.published DESC, c.id LIMIT :most OFFSET :skip
"""
_ENDING = f"""
SELECT {LISTED} FROM contracts c
WHERE c.buyer_id = :id AND c.end >= :today AND c.end <= :last AND {RUNNING}
ORDER BY c.end, c.id LIMIT :most
"""
# Bounded: a central purchasing body is named in thousands of notices of its own.
_ELSEWHERE = f"""
SELECT {LISTED}, min(named.role) AS named_as FROM (
  SELECT notice_id, role FROM buyers
  WHERE organization_id = :id AND role <> 'central_purchasing' LIMIT 5000) named
JOIN contract_notices k ON k.notice_id = named.notice_id
JOIN contracts c ON c.id = k.contract_id
WHERE c.buyer_id <> :id AND c.same_as IS NULL
GROUP BY c.id ORDER BY c.published DESC LIMIT :most
"""
MAX_READ = 5000  # contracts of one body that a page reads
_WATCHING = f"""
SELECT sum(c.worker_surveillance = 'yes') AS worker_surveillance,
       sum(c.public_surveillance_ai = 'yes') AS public_surveillance_ai
FROM contracts c WHERE c.buyer_id = :id AND {IN_FORCE}
"""
# Cancelled, or without a winner: they stay in the list.
_NOT_COUNTED = f"""
SELECT count(*) FROM contracts c
WHERE c.buyer_id = :id AND c.same_as IS NULL AND {DIGITAL} AND NOT ({IN_FORCE})
"""
_BELOW = """
SELECT o.id, o.name, a.contracts FROM organizations o
LEFT JOIN aggregates a ON a.kind = 'buyer' AND a.key = o.id AND a.year = ''
WHERE o.parent_id = :id ORDER BY a.contracts DESC, o.name LIMIT 40
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of one buyer."""
    db, key, number = request.db, request.args["id"], request.args["page"]
    organization = db.row("SELECT * FROM organizations WHERE id = :id", id=key)
    if organization is None:
        raise NotFoundError(key)
    listed = db.rows(_LIST, id=key, **dossier_queries.limit_and_offset(number, request.format))
    most = rows_of(request.format, dossier_queries.SHOWN)
    sums = dossier_queries.money(db, "buyer", key)
    return {
        "organization": organization,
        **_family(db, organization, rows_of(request.format, _NAMES_SHOWN)),
        "sums": sums,
        "watching": _watching(db, key, sums["total"]),
        "concentration": dossier_queries.concentration(db, "buyer_holder", key, most),
        "groups": dossier_queries.ranking(db, "buyer_group", key, most),
        "resellers": dossier_queries.resellers(db, "buyer", key, most),
        "in_all": dossier_queries.how_many(
            db, key, holders="buyer_holder", groups="buyer_group", resellers="buyer_via"
        ),
        "grown": dossier_queries.grown(
            db, "buyer", key, rows_of(request.format, dossier_queries.GROWN_SHOWN)
        ),
        "ending": db.rows(_ENDING, id=key, **dossier_queries.soon(request.today, request.format)),
        "not_counted": _not_counted(db, key, sums["total"]),
        "elsewhere": db.rows(_ELSEWHERE, id=key, most=rows_of(request.format, _ELSEWHERE_SHOWN)),
        **dossier_queries.paginate(listed, number, request.format),
        "sources": sources(db, organization["country"]),
        "freshness": freshness(db),
    }


def _is_read(total: Row | None) -> bool:
    return total is None or total["contracts"] <= MAX_READ


def _not_counted(db: ReadSession, key: str, total: Row | None) -> int | None:
    return db.value(_NOT_COUNTED, id=key) if _is_read(total) else None


def _watching(db: ReadSession, key: str, total: Row | None) -> Row:
    """Contracts that watch workers, and the public; None of a body with too many to read."""
    row = db.row(_WATCHING, id=key) if total is not None and _is_read(total) else None
    return row or {"worker_surveillance": None, "public_surveillance_ai": None}


def _family(db: ReadSession, organization: Row, most: int) -> dict[str, Any]:
    """Names it was published under, and organisations above and below it."""
    key, above = organization["id"], organization["parent_id"]
    names = db.rows(
        "SELECT name, establishment FROM organization_names WHERE organization_id = :id"
        " ORDER BY name LIMIT :most",
        id=key,
        most=most + 1,
    )
    return {
        "names": names[:most],
        "more_names": len(names) > most,
        "parent": db.row("SELECT id, name FROM organizations WHERE id = :id", id=above),
        "below": db.rows(_BELOW, id=key),
    }
