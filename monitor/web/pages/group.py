"""Vendor group page: which public bodies depend on it, how much, through whom, until when.

Shape  group: row of vendor_groups; own: its companies that signed; roles: how it is in contracts
       parts: see dossier_queries; money elsewhere is of contracts that it signed alone
       sums, concentration (by buyer), resellers, flows, grown, ending: see dossier_queries
       countries: by contracts; in_all: how many rows the rankings have, of which a page shows the
       first; contracts, number_shown, more: one page of the list
       unnamed: contracts of anybody that name no supplier; freshness: aggregate_queries.freshness
Units  euros as published, mostly without VAT; days included.
Raises  NotFoundError: no such group.
"""

from __future__ import annotations

from typing import Any

from monitor.i18n.value_formatting import country, value_label
from monitor.web.errors import NotFoundError
from monitor.web.page_data import dossier_queries
from monitor.web.page_data.aggregate_queries import LISTED, freshness
from monitor.web.page_data.dossier_queries import rows_of
from monitor.web.page_request import PAGE, PageRequest
from monitor.web.read_only_pool import ReadSession, Row
from pipelines.store.contract_conditions import RUNNING

PARAMS = {"page": PAGE}
TABLES = {
    "contracts": "contracts",
    "years": "sums.years",
    "buyers": "concentration.top",
    "countries": "countries",
    "parts": "parts",
    "roles": "roles",
    "resellers": "resellers",
    "flows": "flows",
    "own": "own",
    "ending": "ending",
    "grown": "grown",
}
_OWN_SHOWN = 20

_LIST = f"""
SELECT {LISTED} FROM group_contracts g JOIN contracts c ON c.id = g.contract_id
WHERE g.vendor_group = :id ORDER BY g.published DESC, g.contract_id LIMIT :most OFFSET :skip
"""
_ENDING = f"""
SELECT {LISTED} FROM group_contracts g JOIN contracts c ON c.id = g.contract_id
WHERE g.vendor_group = :id AND g.end >= :today AND g.end <= :last AND {RUNNING}
ORDER BY g.end, g.contract_id LIMIT :most
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page of one group."""
    db, key, number = request.db, request.args["id"], request.args["page"]
    group = db.row("SELECT * FROM vendor_groups WHERE id = :id", id=key)
    if group is None:
        raise NotFoundError(key)
    listed = db.rows(_LIST, id=key, **dossier_queries.limit_and_offset(number, request.format))
    most = rows_of(request.format, dossier_queries.SHOWN)
    return {
        "group": group,
        "own": dossier_queries.ranking(db, "group_own", key, rows_of(request.format, _OWN_SHOWN)),
        "parts": [
            row | {"name": value_label(f"part_{row['part']}")}
            for row in dossier_queries.parts(db, key)
        ],
        "roles": [
            row | {"name": value_label(row["other"])}
            for row in dossier_queries.ranking(db, "group_role", key)
        ],
        "sums": dossier_queries.money(db, "group", key),
        "concentration": dossier_queries.concentration(db, "group_buyer", key, most),
        "countries": _countries(db, key)[:most],
        "resellers": dossier_queries.resellers(db, "group", key, most),
        "flows": dossier_queries.flows(db, key),
        "grown": dossier_queries.grown(
            db, "group", key, rows_of(request.format, dossier_queries.GROWN_SHOWN)
        ),
        "in_all": dossier_queries.how_many(
            db,
            key,
            buyers="group_buyer",
            countries="group_country",
            resellers="group_via",
            own="group_own",
        ),
        "ending": db.rows(_ENDING, id=key, **dossier_queries.soon(request.today, request.format)),
        **dossier_queries.paginate(listed, number, request.format),
        "unnamed": db.value("SELECT contracts FROM shares WHERE kind = 'nobody'") or 0,
        "freshness": freshness(db),
    }


def _countries(db: ReadSession, key: str) -> list[Row]:
    """The most contracts first: that is what their picture shows."""
    countries = dossier_queries.ranking(db, "group_country", key, dossier_queries.IN_A_FILE)
    rows = [row | {"name": country(row["other"])} for row in countries]
    return sorted(rows, key=lambda row: -row["contracts"])
