"""Add variables to Datasette's templates: labels, names of referenced rows, evidence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from datasette import hookimpl
from datasette.utils import tilde_decode

from monitor.i18n import table_labels as tables
from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.table_filters import chosen
from monitor.web import templating
from monitor.web.downloads.table_export import from_start, is_fed
from monitor.web.list_filters import choices
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.pages import contract
from monitor.web.plugins.cells import shown_of
from monitor.web.read_only_pool import ReadSession
from monitor.web.site_state import path_of
from pipelines.store.schema import TABLES

CONTRACTS = (
    "SELECT k.contract_id, k.role, c.title, c.suppliers FROM contract_notices k JOIN contracts c"
    " ON c.id = k.contract_id WHERE k.notice_id = :id ORDER BY k.contract_id LIMIT 200"
)
# an organisation buys, sells, or both
DEALINGS = (
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM contracts WHERE buyer_id = :id LIMIT 1)) AS buys,"
    " (SELECT count(*) FROM (SELECT 1 FROM suppliers WHERE organization_id = :id LIMIT 1)) AS sells"
)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Words and small functions for every template, error pages included."""
    templating.install(env, datasette.vigie)


@hookimpl
def extra_template_vars(
    table: str | None, columns: list[str] | None, view_name: str, request: Any, datasette: Any
) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def found() -> dict[str, Any]:
        if view_name not in ("table", "row", "query", "database"):
            return {}
        given: dict[str, Any] = await datasette.vigie.pool.run(
            lambda db: _asked(db, view_name, table, request)
        )
        if view_name == "table" and table is not None:
            given["shown"] = shown_of(request, table)
            given["feed"] = _feed(datasette, table, columns or (), request)
            given["sortable"] = tables.sortable(table)
            given["chosen_filters"] = chosen(path_of(request.scope), table)
        return given

    return found


def _feed(datasette: Any, table: str, columns: Iterable[str], request: Any) -> str | None:
    """Address of the feed of this choice."""
    if not is_fed(table, columns):
        return None
    _path, mark, query = path_of(request.scope).partition("?")
    return from_start(f"{datasette.urls.table(DATABASE_NAME, table)}.atom{mark}{query}")


def _asked(db: ReadSession, view_name: str, table: str | None, request: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"freshness": freshness(db)}
    if view_name == "row" and table in TABLES:
        found |= _evidence(db, table, tilde_decode(request.url_vars["pks"].partition(",")[0]))
    elif table is None:  # a question, or the list of tables
        found["choices"] = choices(db)
    return found


def _evidence(db: ReadSession, table: str, key: str) -> dict[str, Any]:
    """Tags of a contract or notice and what led to it; contracts of a notice."""
    if table == "organizations":
        return {"dealings": db.row(DEALINGS, id=key)}
    asked = {
        "contracts": {"evidence": contract.TAGS, "story": contract.NOTICES},
        "notices": {"evidence": contract.TAGS_OF_NOTICE, "of_notice": CONTRACTS},
    }
    return {name: db.rows(sql, id=key) for name, sql in asked.get(table, {}).items()}
