"""What Datasette's own pages know beyond it: words, the evidence of a row, and where a row has gone
whose id moved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.utils import tilde_decode, urlsafe_components
from datasette.utils.asgi import NotFound, Response

from monitor.i18n import table_labels as tables
from monitor.i18n import translation
from monitor.i18n.metadata import NAME, questions, words
from monitor.web.aggregate_queries import freshness
from monitor.web.list_filters import COUNTRIES
from monitor.web.plugins.cells import cell, claim_chips, group_chips, labelled, page_url, row_url
from monitor.web.plugins.hidden_cells import shown_of
from monitor.web.request_context import Db
from pipelines.reference.loading import load_vendor_groups
from pipelines.store.schema import TABLES

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
    env.filters["coded"] = tables.coded
    env.filters["column_word"] = translation.column_word
    env.filters["titled"] = lambda column, table: tables.column_title(table, column)
    env.filters["is_blank"] = lambda shown: str(shown).strip() in ("", "&nbsp;")
    env.filters["row_value"] = lambda column, row: cell(row, column)
    env.globals.update(
        questions=questions(),
        spoken=words(),
        db_name=NAME,
        table_title=tables.table_title,
        told=tables.told,
        lookups=tables.lookups,
        offered=tables.OFFERED,
        sql_allowed=datasette.setting("default_allow_sql"),
        most_rows=datasette.setting("max_returned_rows"),
        notice_word=tables.notice_word,
        claim_chips=claim_chips,
        column_meaning=tables.column_meaning,
        column_title=tables.column_title,
        group_chips_of=lambda row: group_chips(datasette, row),
        row_url=lambda table, *key: row_url(datasette, table, *key),
        row_of=lambda table, row, keys: _row_of(datasette, table, [cell(row, k) for k in keys]),
        page_url=lambda table, key: page_url(datasette, table, key),
    )


def _row_of(datasette: Any, table: str, keys: list[Any]) -> str | None:
    """Address of a row; None where a part of its key is not published: it has no page."""
    return None if None in keys else row_url(datasette, table, *keys)


@hookimpl
def extra_template_vars(
    table: str | None, view_name: str, request: Any, datasette: Any
) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def found() -> dict[str, Any]:
        if view_name not in ("table", "row", "query", "database"):
            return {}
        database = datasette.get_database(NAME)
        # macros shared with our pages ask for both
        names = {key: tables.group_word(key) for key in load_vendor_groups()}
        more: dict[str, Any] = {"group_names": names, "freshness": await freshness(Db(database))}
        if view_name == "table" and table is not None:
            more["shown"] = shown_of(request, table)
            more["sortable"] = tables.sortable(table)
            more["chosen_filters"] = tables.chosen(request, table)
        elif view_name == "row" and table in TABLES:
            more["names"] = await _names(datasette, table, request)
            more |= await _evidence(database, table, request)
        else:
            more["choices"] = await _choices(database)
        return more

    return found


async def _choices(database: Any) -> dict[str, list[tuple[str, str]]]:
    """What a question's field offers: groups that have a contract, countries that have one."""
    groups = await database.execute(
        "SELECT id, name FROM vendor_groups WHERE id IN (SELECT vendor_group FROM contract_groups)"
        " ORDER BY name"
    )
    countries = await database.execute(COUNTRIES)
    return {"groups": [tuple(r) for r in groups], "countries": [tuple(r) for r in countries]}


async def _names(datasette: Any, table: str, request: Any) -> dict[str, dict[str, Any]]:
    """Names of what the keys of a row point to: column -> {label, shown}.  Datasette looks them up
    for the rows of a table only."""
    spec, tables = TABLES[table], words()["tables"]
    keys = [
        (column, other, target, tables[other]["label"])
        for column, other, target in spec.foreign_keys
        if "label" in tables.get(other, {})
    ]
    if not keys:
        return {}
    labels = ", ".join(
        f"[{column}], (SELECT [{label}] FROM [{other}] WHERE [{target}] = r.[{column}])"
        f" AS [{column} named]"
        for column, other, target, label in keys
    )
    where = " AND ".join(f"r.[{column}] = :key{place}" for place, column in enumerate(spec.pk))
    asked = urlsafe_components(request.url_vars["pks"])
    found = await datasette.get_database(NAME).execute(
        f"SELECT {labels} FROM [{table}] r WHERE {where}",
        {f"key{place}": part for place, part in enumerate(asked)},
    )
    row = found.first()
    if row is None:
        return {}
    return {
        column: {
            "label": row[f"{column} named"],
            "shown": labelled(datasette, row, table, column, row[f"{column} named"]),
        }
        for column, *_ in keys
        if row[f"{column} named"]
    }


async def _evidence(database: Any, table: str | None, request: Any) -> dict[str, Any]:
    """Tags of a contract or notice and what led to it; contracts of a notice."""
    key = {"id": tilde_decode(request.url_vars["pks"])}
    if table == "organizations":
        found = await database.execute(DEALINGS, key)
        return {"dealings": dict(found.rows[0])}
    if table not in ("contracts", "notices"):
        return {}
    tags = await database.execute(OF_CONTRACT if table == "contracts" else OF_NOTICE, key)
    story = await database.execute(STORY if table == "contracts" else CONTRACTS, key)
    name = "story" if table == "contracts" else "of_notice"
    return {"evidence": [dict(row) for row in tags], name: [dict(row) for row in story]}


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
