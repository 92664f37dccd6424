"""Answer refused requests and unexpected errors, with a page or with JSON.

A program that asks for ``.json`` gets JSON whatever the answer is.  An error that nobody foresaw
goes to the log; its words may name files of this machine, and stay there.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from monitor.i18n import value_formatting
from monitor.i18n.value_formatting import _, language
from monitor.web.errors import HttpError, NotFoundError, QueryTimeoutError
from monitor.web.middleware.language import of_path
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.site_state import Site, site_of

_SENTENCE = "(sentence)"  # where it stands in the frame of a page


def refusal_of(error: Exception) -> HttpError:
    """An error that nobody foresaw is written to the log and becomes a 500 without words."""
    if isinstance(error, HttpError):
        return error
    if isinstance(error, HTTPException):  # of Starlette's own files
        return HttpError("", error.status_code)
    traceback.print_exception(error)
    return HttpError("", 500)


def answer(request: Request, error: Exception) -> Response:
    """Return the answer in place of one that cannot be made: an exception handler of Starlette."""
    site, path, refused = site_of(request.scope), request.scope["path"], refusal_of(error)
    status, headers = refused.status, refused.headers
    if status == 302:
        return Response("", status, headers | {"content-type": "text/plain"})
    if path.endswith(".json"):
        return JSONResponse(as_json(refused), status, headers, "application/json; charset=utf-8")
    is_ours = of_path(path) is not None
    with_freshness = is_ours and status in (400, 404, 503)
    page = site.render(
        "error.html",
        request=request,
        status=status,
        error=refused.words,
        title=refused.title,
        missing=refused.old_id if isinstance(refused, NotFoundError) else None,
        is_ours=is_ours,
        **(_of_ours(site) if with_freshness else _question(request)),
    )
    return HTMLResponse(page, status, headers)


def _of_ours(site: Site) -> dict[str, Any]:
    """Return the context of an error page: links and, unless they take too long, the sources."""
    # what does not exist here need not exist in the other language: the switch goes home
    result: dict[str, Any] = {
        "others": {lang: site.link(f"/{lang}/") for lang in value_formatting.LANGUAGES}
    }
    try:
        with site.pool.session() as db:
            return result | {"freshness": freshness(db)}
    except QueryTimeoutError:
        return result


def _question(request: Request) -> Mapping[str, Any]:
    """SQL that was asked, with its parameters, to be mended in its form."""
    query = dict(parse_qsl(request.url.query))
    if not query.get("sql"):
        return {}
    parameters = {k: v for k, v in query.items() if k != "sql" and not k.startswith("_")}
    return {"query": {"sql": query["sql"]}, "named_parameter_values": parameters}


async def brief(request: Request, refused: Exception) -> Response:
    """Answer a refusal at next to no cost, as there may be hundreds at once: of the page only the
    sentence is made anew, and the database is not asked."""
    assert isinstance(refused, HttpError)
    if request.scope["path"].endswith(".json"):
        return JSONResponse(as_json(refused), refused.status, refused.headers)
    is_ours = of_path(request.scope["path"]) is not None
    before, after = _frame(site_of(request.scope), refused.status, is_ours)
    return HTMLResponse(before + escape(refused.words) + after, refused.status, refused.headers)


def _frame(site: Site, status: int, is_ours: bool) -> tuple[str, str]:
    """An error page before and after its sentence: the same for every visitor of a language.
    ``is_ours``: as narrow as our pages, so that the header stays in its place."""
    key = (language(), status, is_ours)
    if key not in site.error_frames:
        page = site.render(
            "error.html", status=status, error=_SENTENCE, is_brief=True, is_ours=is_ours
        )
        before, _found, after = page.partition(_SENTENCE)
        site.error_frames[key] = before, after
    return site.error_frames[key]


def as_json(refused: HttpError) -> dict[str, object]:
    """The body of a refusal, with the keys of Datasette's and words that are never empty."""
    status = refused.status
    default = {
        403: _("This page is not open"),
        404: _("Nothing at this address"),
        500: _("Something went wrong here"),
    }.get(status, _("That takes too long"))
    text = refused.words or default
    return {"ok": False, "error": text, "status": status, "title": refused.title}
