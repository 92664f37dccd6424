"""What Datasette's own pages know beyond it: words, the evidence of a row, and where a row has gone
whose id moved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Response

from monitor.site.metadata import NAME, both, heading, label, questions, shown, value_label, words
from monitor.site.plugins.cells import amount, row_url

_TAGS = (
    "SELECT t.tag, t.value, t.role, t.confidence, t.evidence, t.field, t.lot, t.language, t.rule,"
    " t.notice_id, t.contract_id, g.name AS group_name, n.url, n.published FROM tags t"
    " LEFT JOIN vendor_groups g ON t.tag = 'vendor' AND g.id = t.value"
    " LEFT JOIN notices n ON n.id = t.notice_id WHERE {} "
    " ORDER BY t.contract_id IS NULL, t.tag, t.value = 'yes' DESC,"
    " instr('high medium low', t.confidence), t.id LIMIT 200"
)
OF_CONTRACT = _TAGS.format(
    "t.contract_id = :id OR (t.contract_id IS NULL AND t.notice_id IN"
    " (SELECT notice_id FROM contract_notices WHERE contract_id = :id))"
)
OF_NOTICE = _TAGS.format("t.notice_id = :id")
STORY = (
    "SELECT c.notice_id, c.role, c.published, c.value, c.currency, n.kind, n.state, n.url"
    " FROM contract_notices c JOIN notices n ON n.id = c.notice_id WHERE c.contract_id = :id"
    " ORDER BY c.published, c.notice_id"
)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Words and small functions for every template, error pages included."""
    env.globals.update(
        both=both, label=label, heading=heading, value_label=value_label, amount=amount,
        questions=questions(), spoken=words(), db_name=NAME,
        row_url=lambda table, *key: row_url(datasette, table, *key),
    )  # fmt: skip


@hookimpl
def extra_template_vars(
    table: str | None, view_name: str, request: Any, datasette: Any
) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def found() -> dict[str, Any]:
        more: dict[str, Any] = {}
        if view_name in ("table", "row") and table is not None:
            whole = request is None or request.args.get("_all")
            more["shown"] = () if whole else shown(table)
        if view_name in ("table", "query", "database") and table is None:
            more["choices"] = await _choices(datasette.get_database(NAME))
        if view_name == "row" and table in ("contracts", "notices"):
            more |= await _evidence(datasette.get_database(NAME), table, request)
        return more

    return found


async def _choices(database: Any) -> dict[str, list[tuple[str, str]]]:
    """What a question's field offers: groups that have a contract, countries that have one."""
    groups = await database.execute(
        "SELECT id, name FROM vendor_groups WHERE id IN (SELECT vendor_group FROM contract_groups)"
        " ORDER BY name"
    )
    countries = await database.execute(
        "SELECT DISTINCT country, country FROM contracts WHERE country IS NOT NULL ORDER BY 1"
    )
    return {"groups": [tuple(r) for r in groups], "countries": [tuple(r) for r in countries]}


async def _evidence(database: Any, table: str, request: Any) -> dict[str, Any]:
    key = {"id": tilde_decode(request.url_vars["pks"])}
    tags = await database.execute(OF_CONTRACT if table == "contracts" else OF_NOTICE, key)
    story = await database.execute(STORY, key) if table == "contracts" else ()
    return {"evidence": [dict(row) for row in tags], "story": [dict(row) for row in story]}


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A row that is not there any more: its id may have moved."""
    if not isinstance(exception, NotFound):
        return None
    route = request.url_vars if request is not None and "url_route" in request.scope else {}
    if route.get("table") not in ("contracts", "notices", "procedures") or "pks" not in route:
        return None

    async def moved() -> Response | None:
        found = await datasette.get_database(NAME).execute(
            "SELECT new_id FROM redirects WHERE old_id = ?", [tilde_decode(route["pks"])]
        )
        row = found.first()
        if row is None:
            return None
        suffix = f".{route['format']}" if route.get("format") else ""
        query = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(row_url(datasette, route["table"], row[0]) + suffix + query)

    return moved
