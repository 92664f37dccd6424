"""Serve our pages under ``/fr/``, ``/en/`` and so on as HTML, JSON, CSV or XLSX.

The table of addresses is ``monitor.i18n.routes``; docs/site.md says how to add a page.
"""

from __future__ import annotations

from importlib import import_module
from urllib.parse import parse_qs

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route as Address

from monitor.i18n.routes import PICTURES, Route, match_path, page_path
from monitor.i18n.value_formatting import LANGUAGES, _, language
from monitor.web.citations import citation_and_charts
from monitor.web.downloads import page_export
from monitor.web.errors import BadRequest, NotFoundError
from monitor.web.page_request import PageRequest, read
from monitor.web.site_state import Site, site_of

MAX_QUERY_BYTES = 4000  # bytes


def _one_of(*words: str) -> StringConvertor:
    result = StringConvertor()
    result.regex = "|".join(words)  # type: ignore[misc] # Starlette reads it from the instance
    return result


register_url_convertor("lang", _one_of(*LANGUAGES))
register_url_convertor("purpose", _one_of("confirm", "never", "unsubscribe"))


def routes() -> list[Address]:
    """Every page in each language and format, then what is none of them."""
    return [
        Address("/", redirect_to_language),
        Address("/{lang:lang}", redirect_to_language),
        Address("/{lang:lang}/{rest:path}", page),
    ]


def redirect_to_language(request: Request) -> Response:
    """Redirect ``/`` to the pages in a language, by the cookie, else by the browser's wish."""
    lang = request.path_params.get("lang")
    target = site_of(request.scope).link(f"/{lang or language()}/")
    return redirect(target, 301 if lang else 302)


def redirect(target: str, status: int) -> Response:
    return Response("", status, {"location": target, "content-type": "text/plain"})


def page(request: Request) -> Response:
    """One of our pages: 200, 410 (it was withdrawn, and why), a redirect, or a refusal."""
    site, lang = site_of(request.scope), request.path_params["lang"]
    match = match_path(request.path_params["rest"], lang)
    if match is None:
        return _elsewhere(request, lang)
    route, parts = match
    format = parts.pop("format", "html")
    try:
        with site.pool.turn():
            return _answer(request, site, route, parts, format)
    except NotFoundError as missing:
        with site.pool.session() as db:
            moved = db.find_redirect(missing.old_id)
        if moved is None:
            raise
        suffix = "" if format == "html" else format
        return _moved_to(request, page_path(route.name, lang, suffix, **{route.parts[0]: moved}))


def _answer(
    request: Request, site: Site, route: Route, parts: dict[str, str], format: str
) -> Response:
    module = import_module(route.place)
    if hasattr(module, "prepare"):  # before the time of the session runs
        module.prepare()
    if len(query := request.url.query) > getattr(module, "MAX_QUERY_BYTES", MAX_QUERY_BYTES):
        raise BadRequest(_("The address is too long.  Use fewer or shorter filters."))
    query_values = parse_qs(query, keep_blank_values=True)
    table = page_export.table_named(module, query_values) if format == "csv" else ""
    chart_name = (query_values.pop("chart", None) or [""])[-1] if format in PICTURES else ""
    args = parts | read(getattr(module, "PARAMS", {}), query_values)
    lang, today, home = language(), site.today(), site.home(request.scope)
    kind = "csv" if format == "xlsx" else format  # as many rows
    with site.pool.session() as db:
        page_request = PageRequest(db, args, lang, today, site, kind, home)
        data = module.data(page_request)
        citation = (
            citation_and_charts.citation(page_request, route, data) if format == "html" else None
        )
    name = page_export.file_name(route, args, today)
    if format == "xlsx":
        return page_export.workbook(module, data, name, site.here(request.scope))
    has_charts = format in ("html", *PICTURES)
    charts = citation_and_charts.charts(module, route, data) if has_charts else {}
    if format in PICTURES:
        chart = citation_and_charts.chosen(charts, chart_name)
        return citation_and_charts.chart_response(site, page_request, route, data, chart, format)
    if format != "html":
        return page_export.data_response(module, data, format, table, name)
    others = {code: site.link(page_path(route.name, code, **args)) for code in LANGUAGES}
    body = site.render(
        f"site/{route.name}.html",
        **data
        | {
            "data": data,
            "args": args,
            "request": request,
            "page": route.name,
            "others": others,
            "formats": tuple(format_ for format_ in route.formats if format_ not in PICTURES),
            "charts": charts,
            "cite": citation,
            "canonical": home + page_path(route.name, lang, **args),
            "home": home,
            "tables": tuple(getattr(module, "TABLES", ())),
            "today": today,
        },
    )
    return HTMLResponse(body, page_export.status_of(data))


def _elsewhere(request: Request, lang: str) -> Response:
    """The word of the other language, or one slash too many, redirects; anything else is 404."""
    rest = request.path_params["rest"]
    for other in LANGUAGES:
        match = match_path(rest.strip("/"), other)
        if match is not None:
            route, parts = match
            suffix = parts.pop("format", "")
            return _moved_to(request, page_path(route.name, lang, suffix, **parts))
    raise NotFoundError


def _moved_to(request: Request, target: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return redirect(site_of(request.scope).link(target) + query, 301)
