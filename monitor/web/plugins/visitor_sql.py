"""Requests that carry SQL: who asks, what is refused before it is read, what a refusal says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.views.base import DatasetteError

from monitor.i18n.translation import _
from monitor.web.plugins.errors import refusal
from monitor.web.visitor_sql import Crowded, Visit, visiting, visitor_of

App = Callable[[Any, Any, Any], Awaitable[None]]
WHERE = "_where"  # a piece of SQL inside a question of ours: its limits would be ours
INTERRUPTED = "SQL Interrupted"  # title of Datasette's own error, whose text is a page
TIME = "_timelimit"  # a visitor can only lower it, and a word instead of a number is an error


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    def wrap(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            query = scope.get("query_string", b"") if scope["type"] == "http" else b""
            given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
            kept = [(name, value) for name, value in given if name != TIME]
            if len(kept) != len(given):
                scope = {**scope, "query_string": urlencode(kept).encode()}
            sql = next((value for name, value in kept if name == "sql" and value.strip()), None)
            token = visiting.set(Visit(visitor_of(scope.get("client")), sql) if sql else None)
            try:
                await app(scope, receive, send)
            finally:
                visiting.reset(token)

        return answer

    return wrap


@hookimpl
def filters_from_request(request: Any) -> None:
    """Raises  DatasetteError: a condition written in SQL, on the page of a table."""
    if request.args.get(WHERE) is not None:
        raise DatasetteError(
            _("A condition in SQL cannot be added to a table: write the whole question as SQL."),
            status=403,
        )


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """No place in the queue, or no time left: a sentence for people, a short one for programs."""
    if isinstance(exception, Crowded):
        wait = {"retry-after": "1" if exception.own else "5"}
        return partial(
            refusal,
            datasette,
            request.path,
            exception.status,
            _crowded(exception.own),
            headers=wait,
            request=request,
        )
    if isinstance(exception, DatasetteError) and exception.title == INTERRUPTED:
        return partial(
            refusal, datasette, request.path, 400, INTERRUPTED, INTERRUPTED, request=request
        )
    return None


def _crowded(own: bool) -> str:
    if own:
        return _("Your last question is still being answered.  Wait for it, then ask again.")
    return _("Others are asking right now.  Try again in a few seconds.")
