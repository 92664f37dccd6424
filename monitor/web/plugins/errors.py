"""What is refused, in one way: a sentence for people, ``{"ok": false, "error": …}`` for programs.

A program that asks for ``.json`` gets JSON whatever the answer is.  An error that nobody foresaw
goes to the log; its words may name files of this machine, and stay there.
"""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError

from monitor.i18n.translation import _


def wants_json(path: str) -> bool:
    """Does this address ask for JSON?"""
    return path.partition("?")[0].endswith(".json")


def as_json(
    status: int, words: str, title: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """As Datasette says it."""
    body = {"ok": False, "error": words, "status": status, "title": title}
    return Response.json(body, status=status, headers=dict(headers or {}))


async def refusal(
    datasette: Any,
    path: str,
    status: int,
    words: str,
    title: str | None = None,
    headers: Mapping[str, str] | None = None,
    request: Any = None,
) -> Response:
    """The answer to ``path``; ``words`` may be empty where the status says it all."""
    if wants_json(path):
        return as_json(status, words, title, headers)
    await datasette.invoke_startup()  # this may be the first request of all
    told = {"status": status, "error": words, "title": title, **_question(request)}
    html = await datasette.render_template("error.html", told, request=request)
    return Response.html(html, status=status, headers=dict(headers or {}))


def _question(request: Any) -> dict[str, Any]:
    """SQL that was asked, with its parameters, to be mended in its form."""
    sql = request.args.get("sql") if request is not None else None
    if not sql:
        return {}
    given = {
        name: request.args[name]
        for name in request.args
        if name != "sql" and not name.startswith("_")
    }
    return {"query": {"sql": sql}, "named_parameter_values": given}


@hookimpl
def forbidden(datasette: Any, request: Any) -> Callable[[], Awaitable[Response]]:
    """A table that is not public, SQL where it is switched off."""

    async def said() -> Response:
        words = _("This page is not open") if wants_json(request.path) else ""
        return await refusal(datasette, request.path, 403, words, request=request)

    return said


@hookimpl
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Callable[[], Awaitable[Response]] | None:
    """SQL that is refused keeps its form; an error that nobody foresaw keeps silent."""
    if isinstance(exception, DatasetteError) and exception.title == "Invalid SQL":
        return partial(
            refusal,
            datasette,
            request.path,
            exception.status,
            str(exception.message),
            exception.title,
            request=request,
        )
    if isinstance(exception, Base400 | DatasetteError):
        return None

    async def said() -> Response:
        traceback.print_exception(exception)
        words = _("Something went wrong here")
        return await refusal(datasette, request.path, 500, words, request=request)

    return said
