"""Query what the pages of rows, questions and tables show besides their rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from datasette.utils import tilde_decode

from monitor.i18n import table_labels
from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.table_filters import active_filters
from monitor.web.downloads.table_export import from_start, is_fed
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_data.claims_with_evidence import with_checks_once
from monitor.web.page_data.list_filters import choices
from monitor.web.pages import contract
from monitor.web.read_only_pool import ReadSession
from monitor.web.site_state import path_of
from monitor.web.table_pages import cells
from pipelines.store.schema import TABLES

CONTRACTS = (
    "SELECT k.contract_id, k.role, c.title, n.language, c.suppliers FROM contract_notices k"
    " JOIN contracts c ON c.id = k.contract_id LEFT JOIN notices n ON n.id = c.notice_id"
    " WHERE k.notice_id = :id ORDER BY k.contract_id LIMIT 200"
)
# an organisation buys, sells, or both
DEALINGS = (
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM contracts WHERE buyer_id = :id LIMIT 1)) AS buys,"
    " (SELECT count(*) FROM (SELECT 1 FROM suppliers WHERE organization_id = :id LIMIT 1)) AS sells"
)


def context(db: ReadSession, view_name: str, table: str | None, request: Any) -> dict[str, Any]:
    """Values for the template of a page of Datasette's: its freshness, evidence or choices."""
    result: dict[str, Any] = {"freshness": freshness(db)}
    if view_name == "row" and table in TABLES:
        result |= _evidence(db, table, tilde_decode(request.url_vars["pks"].partition(",")[0]))
    elif table is None:  # a question, or the list of tables
        result["choices"] = choices(db)
    return result


def table_context(table: str, columns: Iterable[str], request: Any, urls: Any) -> dict[str, Any]:
    """Values for the template of a table: columns, order, filters in words, its feed if any."""
    path, mark, query = path_of(request.scope).partition("?")
    feed = from_start(f"{urls.table(DATABASE_NAME, table)}.atom{mark}{query}")
    return {
        "shown": cells.shown_of(request, table),
        "feed": feed if is_fed(table, columns) else None,
        "sortable": table_labels.sortable_columns(table),
        "chosen_filters": active_filters(path + mark + query, table),
    }


def _evidence(db: ReadSession, table: str, key: str) -> dict[str, Any]:
    """Tags of a contract or notice and what led to it; contracts of a notice."""
    if table == "organizations":
        return {"dealings": db.row(DEALINGS, id=key)}
    queries = {
        "contracts": {"evidence": contract.TAGS, "story": contract.NOTICES},
        "notices": {"evidence": contract.TAGS_OF_NOTICE, "of_notice": CONTRACTS},
    }
    result = {name: db.rows(sql, id=key) for name, sql in queries.get(table, {}).items()}
    if "evidence" in result:
        first: dict[Any, Any] = {}
        for tag in with_checks_once(result["evidence"]):
            first.setdefault(_claim(tag), tag)
        result["evidence"] = list(first.values())
    return result


def _claim(tag: Any) -> tuple[Any, ...]:
    """Return claims and their evidence; what is equal for all contracts of a notice comes once."""
    return tuple(tag[name] for name in ("tag", "value", "role", "rule", "field", "evidence"))
