"""Our pages under ``/fr/`` and ``/en/``: address -> module -> data -> template, JSON or CSV.

The table of addresses is ``monitor.i18n.routes``; docs/site.md says how to add a page.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, unquote

from datasette import hookimpl
from datasette.utils.asgi import Response

from monitor.i18n import code_labels, display, translation
from monitor.i18n.metadata import NAME
from monitor.i18n.routes import BY_NAME, Route, address, find
from monitor.web import chart, contract_summary
from monitor.web.aggregate_queries import freshness
from monitor.web.plugins.errors import as_json, wants_json
from monitor.web.request_coalescing import key_of
from monitor.web.request_context import Ask, Db, Missing, TooLong, Unclear, read

LONGEST_QUERY = 4000  # bytes
# in the order of the menu: name of the page, or where it stands until it has a page of its own
MENU = ("home", "ending", "compare", "alternatives", "questions", "sources", "method", "explore")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [
        (r"^/$", front),
        (r"^/(?P<lang>fr|en)$", front),
        (r"^/(?P<lang>fr|en)/(?P<rest>.*)$", page),
        (r"^/robots\.txt$", robots),
    ]


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Addresses and small functions for every template, Datasette's own pages included."""

    def to(name: str, format: str = "", /, **given: object) -> str:
        return str(datasette.urls.path(address(name, translation.language(), format, **given)))

    env.globals.update(
        to=to,
        has_page=BY_NAME.__contains__,
        menu=MENU,
        highlighted=display.highlighted,
        bars=chart.bars,
        line=chart.line,
        safe_address=display.safe_address,
        clipped=display.clipped,
        listed=display.listed,
        unsigned=display.unsigned,
        spelt=display.spelt,
        kind_words=code_labels.kind_words,
        scope_words=code_labels.scope_words,
        untitled=contract_summary.untitled,
        euros=lambda value: translation.money(value, cents=False),
    )


async def front(request: Any, datasette: Any) -> Response:
    """/ -> /fr/ or /en/, by the switch's cookie, else by the browser."""
    named = request.url_vars.get("lang")
    target = datasette.urls.path(f"/{named or translation.language()}/")
    return Response("", status=301 if named else 302, headers={"location": target})


async def robots() -> Response:
    """Everything may be read; endless combinations of filters need not be."""
    return Response.text(
        "User-agent: *\nDisallow: /*?*_facet\nDisallow: /*?*_sort\nCrawl-delay: 2\n"
    )


async def page(request: Any, datasette: Any) -> Response:
    """One of ours: 200, a redirect, 400, 404 or 503, never a trace."""
    key = key_of(request)
    if key is None:
        return await _page(request, datasette)
    answer: Response = await datasette.vigie_shared.answer(key, lambda: _page(request, datasette))
    return answer


async def _page(request: Any, datasette: Any) -> Response:
    lang, rest = request.url_vars["lang"], unquote(request.url_vars["rest"])
    found = find(rest, lang)
    if found is None:
        return await _elsewhere(request, datasette, lang, rest)
    route, parts = found
    format = parts.pop("format", "html")
    try:
        return await _answer(request, datasette, route, parts, format)
    except Unclear as error:
        return await _refused(request, datasette, 400, str(error))
    except TooLong:
        return await _refused(request, datasette, 503, "")
    except Missing as missing:
        moved = await _moved(datasette, missing.old_id)
        if moved is None:
            return await _refused(request, datasette, 404, missing.old_id or "")
        part = route.parts[0]
        suffix = "" if format == "html" else format
        target = address(route.name, lang, suffix, **{**parts, part: moved})
        return _redirect(datasette, target, request)


async def _answer(
    request: Any, datasette: Any, route: Route, parts: dict[str, str], format: str
) -> Response:
    module = import_module(route.place)
    if len(request.query_string) > LONGEST_QUERY:
        raise Unclear(translation._("The address is too long.  Use fewer or shorter filters."))
    given = parse_qs(request.query_string, keep_blank_values=True)
    table = _table(module, given) if format == "csv" else ""
    args = parts | read(getattr(module, "PARAMS", {}), given)
    database = datasette.get_database(NAME)
    today: date = database.today()
    home = outside(datasette, request)
    exports = getattr(datasette, "vigie_exports", None)

    async def questions(db: Db) -> tuple[dict[str, Any], dict[str, str]]:
        asked = Ask(db, args, translation.language(), today, format, home, exports)
        data = await module.data(asked)
        return data, await db.kept("group names", _group_names) if format == "html" else {}

    data, group_names = await Db(database).at_once(questions)
    if format != "html":
        return _raw(module, data, format, table)
    others = {
        lang: datasette.urls.path(address(route.name, lang, **args))
        for lang in translation.LANGUAGES
    }
    body = await datasette.render_template(
        f"pages/{route.name}.html",
        {
            **data,
            "data": data,
            "args": args,
            "page": route.name,
            "others": others,
            "formats": route.formats,
            "tables": tuple(getattr(module, "TABLES", ())),
            "today": today,
            "group_names": group_names,
        },
        request=request,
        view_name="vigie_page",
    )
    return Response.html(body)


def outside(datasette: Any, request: Any) -> str:
    """Address of the site as this visitor reached it, without a slash at its end."""
    return str(datasette.absolute_url(request, datasette.urls.path("/"))).rstrip("/")


async def _group_names(db: Db) -> dict[str, str]:
    """A few hundred short rows: lists show names, not ids."""
    found = await db.rows("SELECT id, name FROM vendor_groups")
    return {row["id"]: row["name"] for row in found if row["name"]}


def _table(module: ModuleType, given: dict[str, list[str]]) -> str:
    """``?table=`` of a CSV, taken from the parameters -> where its rows stand in the data.

    ``TABLES`` of a page maps a name to dotted keys; the first one is given without a name.
    Raises  Unclear: the page has no such table.
    """
    tables: dict[str, str] = module.TABLES
    named = (given.pop("table", None) or [next(iter(tables))])[-1]
    if named not in tables:
        raise Unclear(
            translation._("This page has no table “%(name)s”.  It has: %(known)s.")
            % {"name": named[:40], "known": ", ".join(tables)}
        )
    return tables[named]


def _raw(module: ModuleType, data: dict[str, Any], format: str, table: str) -> Response:
    """The page's data as JSON, one of its tables as CSV, or what the module makes."""
    make = getattr(module, format, None)
    if make is not None:
        made: Response = make(data)
        return made
    if format == "json":
        text = json.dumps(data, ensure_ascii=False, default=str)
        return Response(text, content_type="application/json; charset=utf-8")
    rows: Any = data
    for key in table.split("."):
        rows = rows[key] if rows else None
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    # the sign at the start tells spreadsheets that this is UTF-8
    return Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")


def _cell(value: Any) -> Any:
    """What is no single value is JSON in its cell; what a spreadsheet would obey is made inert."""
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return display.inert(value)


async def _elsewhere(request: Any, datasette: Any, lang: str, rest: str) -> Response:
    """The word of the other language, or one slash too many, redirects; anything else is 404."""
    for other in translation.LANGUAGES:
        found = find(rest.strip("/"), other)
        if found is not None:
            route, parts = found
            suffix = parts.pop("format", "")
            return _redirect(datasette, address(route.name, lang, suffix, **parts), request)
    return await _refused(request, datasette, 404, "")


async def _moved(datasette: Any, old_id: str | None) -> str | None:
    if old_id is None:
        return None
    found = await datasette.get_database(NAME).execute(
        "SELECT new_id FROM redirects WHERE old_id = ?", [old_id]
    )
    row = found.first()
    return str(row[0]) if row else None


def _redirect(datasette: Any, target: str, request: Any) -> Response:
    query = f"?{request.query_string}" if request.query_string else ""
    place = datasette.urls.path(target) + query
    return Response("", status=301, headers={"location": place})


async def _fresh(datasette: Any) -> dict[str, Any] | None:
    """What a refusal says of the sources, unless that takes too long itself."""
    try:
        return await freshness(Db(datasette.get_database(NAME)))
    except TooLong:
        return None


async def _refused(request: Any, datasette: Any, status: int, said: str) -> Response:
    if wants_json(request.path):
        words = translation._("Nothing at this address") if status == 404 else said
        return as_json(status, words or translation._("That takes too long"))
    # what does not exist here need not exist in the other language: the switch goes home
    others = {other: datasette.urls.path(f"/{other}/") for other in translation.LANGUAGES}
    body = await datasette.render_template(
        "pages/refused.html",
        {
            "status": status,
            "said_why": said,
            "others": others,
            "page": "",
            "formats": (),
            "tables": (),
            "freshness": await _fresh(datasette),
        },
        request=request,
        view_name="vigie_page",
    )
    return Response.html(body, status=status)
