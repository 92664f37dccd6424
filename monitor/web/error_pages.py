"""Render error pages, for refused requests and for unexpected errors."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.i18n import value_formatting
from monitor.web.errors import Missing, Moved, Refused, TooLong, as_json, in_words, wants_json
from monitor.web.middleware.language import of_path
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.site_state import Site, site_of


class ErrorPages:
    """Answer what is raised by anything inside, unless an answer has begun.

    ``answer``  makes the response to an error; the pages of the site by default.
    """

    def __init__(
        self, app: ASGIApp, answer: Callable[[Scope, Exception], Response] | None = None
    ) -> None:
        self.app, self.answer = app, answer or site_answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await self.answer(scope, error)(scope, receive, send)


def site_answer(scope: Scope, error: Exception) -> Response:
    """Return the site's answer to an error."""
    return response(site_of(scope), scope, refusal_of(error))


def refused(request: Request, error: Exception) -> Response:
    """Return the answer in place of one of our pages that cannot be made."""
    return site_answer(request.scope, error)


def refusal_of(error: Exception) -> Refused:
    """An error that nobody foresaw is written to the log and becomes a 500 without words."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, HTTPException):  # of Starlette's own files
        return Refused("", error.status_code)
    traceback.print_exception(error)
    return Refused("", 500)


def response(site: Site, scope: Mapping[str, Any], refused: Refused) -> Response:
    """The answer to a request that is refused."""
    status, words = refused.status, refused.words
    if isinstance(refused, Moved):
        return Response(
            status_code=status, headers=refused.headers | {"content-type": "text/plain"}
        )
    if wants_json(scope["path"]):
        told = "" if isinstance(refused, Missing) else words
        body = as_json(status, in_words(status, told), refused.title)
        return JSONResponse(body, status, refused.headers, "application/json; charset=utf-8")
    if of_path(scope["path"]) and status in (400, 404, 503):
        return HTMLResponse(_page(site, scope, refused), status, refused.headers)
    return HTMLResponse(page(site, scope, refused), status, refused.headers)


def page(site: Site, scope: Mapping[str, Any], refused: Refused) -> str:
    """A refusal on a page like Datasette's; SQL that was asked is there to be mended."""
    return site.render(
        "error.html",
        request=Request(dict(scope)),
        status=refused.status,
        error=refused.words,
        title=refused.title,
        **_question(scope),
    )


def _page(site: Site, scope: Mapping[str, Any], refused: Refused) -> str:
    """A refusal among our pages."""
    # what does not exist here need not exist in the other language: the switch goes home
    others = {lang: site.link(f"/{lang}/") for lang in value_formatting.LANGUAGES}
    return site.render(
        "site/refused.html",
        request=Request(dict(scope)),
        status=refused.status,
        said_why=refused.words,
        others=others,
        page="",
        formats=(),
        tables=(),
        freshness=_fresh(site),
    )


def _fresh(site: Site) -> dict[str, Any] | None:
    """What a refusal says of the sources, unless that takes too long itself."""
    try:
        with site.pool.session() as db:
            return freshness(db)
    except TooLong:
        return None


def _question(scope: Mapping[str, Any]) -> dict[str, Any]:
    """SQL that was asked, with its parameters, to be mended in its form."""
    given = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
    if not given.get("sql"):
        return {}
    named = {k: v for k, v in given.items() if k != "sql" and not k.startswith("_")}
    return {"query": {"sql": given["sql"]}, "named_parameter_values": named}
