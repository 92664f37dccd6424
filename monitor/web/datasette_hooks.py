"""The plugin of the site: what Datasette's documented hooks give.

Cells in words, filter and facets on groups, words and values for its templates, limits of its
connections, and errors as the site's own pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from datasette import NotFound, hookimpl
from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments
from datasette.utils import tilde_decode

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.web import templating
from monitor.web.errors import HttpError
from monitor.web.page_data.aggregate_queries import COUNTED
from monitor.web.read_only_pool import prepare
from monitor.web.table_pages import cells, row_links
from monitor.web.table_pages.facet_count_queries import GROUP, conditions_of_contracts
from monitor.web.table_pages.facets_from_counts import Counted
from monitor.web.table_pages.template_context import context, table_context
from monitor.web.visitor_sql_pool import asking
from pipelines.store.schema import TABLES

MOVING = ("contracts", "notices", "procedures")
INTERRUPTED = "SQL Interrupted"  # title of Datasette's own error, whose text is a page


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    if database == DATABASE_NAME:
        prepare(conn, datasette.vigie.today)


@hookimpl
def permission_allowed(action: str) -> bool | None:
    """SQL of a visitor, in the one place where it is executed apart from everything."""
    return True if action == "execute-sql" and asking.get() else None


@hookimpl
def actor_from_request(datasette: Any, request: Any) -> None:
    """Nobody signs in.  Datasette took the prefix from the address to find its page; here it is
    taken from the request, so that no link to the page itself carries it twice."""
    base = datasette.setting("base_url")
    if base != "/":
        scope, prefix = request.scope, base.rstrip("/")
        scope["path"] = scope["path"].removeprefix(prefix)
        scope["raw_path"] = scope["raw_path"].removeprefix(prefix.encode())


@hookimpl
def filters_from_request(request: Any, database: str, table: str) -> FilterArguments | None:
    """``?_group=``, ``?_counted=1``.  The first that Datasette says of a request for a table."""
    if database != DATABASE_NAME or table not in TABLES:
        return None
    columns = cells.shown_of(request, table)
    cells.not_shown.set(frozenset(TABLES[table].names) - set(columns) if columns else frozenset())
    groups, is_counted = request.args.getlist(GROUP), COUNTED in request.args
    contracts = conditions_of_contracts(groups, is_counted)
    return FilterArguments(*contracts) if table == "contracts" and contracts[0] else None


@hookimpl
def register_facet_classes() -> list[type[Facet]]:
    return [Counted]


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Any:
    if database != DATABASE_NAME:
        return None
    return cells.render_cell(row, value, column, table, datasette.vigie)


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
            lambda db: context(db, view_name, table, request)
        )
        if view_name == "table" and table is not None:
            given |= table_context(table, columns or (), request, datasette.urls)
        return given

    return found


@hookimpl
def forbidden() -> NoReturn:
    """Refuse a table that is not public, and SQL where it is switched off."""
    raise HttpError("", 403)


@hookimpl
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Callable[[], Awaitable[None]]:
    """Raise what Datasette caught: ``endpoints/error_page.py`` answers it as on every other page.

    Datasette awaits all answers to an error, its own too, which prints each 404 where the package
    ``rich`` is installed, and fails on one that nothing raised.
    """

    async def answer() -> None:
        if isinstance(exception, NotFound):
            moved = await _moved(datasette, request)
            if moved is not None:
                raise HttpError("", 302, headers={"location": moved})
        raise _refusal(exception) or exception

    return answer


def _refusal(error: Exception) -> HttpError | None:
    """Return the refusal that an error of Datasette is; None for what nobody foresaw."""
    if isinstance(error, QueryInterrupted):
        return HttpError(INTERRUPTED, 400, INTERRUPTED)
    if asking.get() and isinstance(error, sqlite3.Error):
        return HttpError(str(error), 400, "Invalid SQL")
    status = getattr(error, "status", None)
    if not isinstance(status, int):
        return None
    title = getattr(error, "title", None)
    text = INTERRUPTED if title == INTERRUPTED else str(getattr(error, "message", error))
    return HttpError(text, status, title)


async def _moved(datasette: Any, request: Any) -> str | None:
    """Address of a row whose id is another one now."""
    route = request.url_vars
    if route.get("table") not in MOVING or "pks" not in route:
        return None
    old = tilde_decode(route["pks"])
    new_path = await datasette.vigie.pool.run(lambda db: db.find_redirect(old))
    if new_path is None:
        return None
    suffix = f".{route['format']}" if route.get("format") else ""
    query = f"?{request.query_string}" if request.query_string else ""
    return row_links.row_url(datasette.urls, route["table"], new_path) + suffix + query
