"""Render Datasette's errors as the site's own error pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound

from monitor.web.errors import Moved, Refused
from monitor.web.plugins.cells import row_url
from monitor.web.visitor_sql import asking

MOVING = ("contracts", "notices", "procedures")
INTERRUPTED = "SQL Interrupted"  # title of Datasette's own error, whose text is a page


@hookimpl
def forbidden() -> NoReturn:
    """Refuse a table that is not public, and SQL where it is switched off."""
    raise Refused("", 403)


@hookimpl
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Callable[[], Awaitable[None]]:
    """Raise what Datasette caught: ``monitor.web.error_pages`` answers it as on every other page.

    Datasette awaits all answers to an error, its own too, which prints each 404 where the package
    ``rich`` is installed, and fails on one that nothing raised.
    """

    async def answer() -> None:
        if isinstance(exception, NotFound):
            moved = await _moved(datasette, request)
            if moved is not None:
                raise Moved(moved)
        raise _refusal(datasette, exception) or exception

    return answer


def _refusal(datasette: Any, error: Exception) -> Refused | None:
    """Return the refusal that an error of Datasette is; None for what nobody foresaw."""
    if isinstance(error, QueryInterrupted):
        return Refused(INTERRUPTED, 400, INTERRUPTED)
    if asking.get() and isinstance(error, sqlite3.Error):
        return Refused(str(error), 400, "Invalid SQL")
    status = getattr(error, "status", None)
    if not isinstance(status, int):
        return None
    title = getattr(error, "title", None)
    words = INTERRUPTED if title == INTERRUPTED else str(getattr(error, "message", error))
    return Refused(words, status, title)


async def _moved(datasette: Any, request: Any) -> str | None:
    """Address of a row whose id is another one now."""
    route = request.url_vars
    if route.get("table") not in MOVING or "pks" not in route:
        return None
    old = tilde_decode(route["pks"])
    found = await datasette.vigie.pool.run(
        lambda db: db.value("SELECT new_id FROM redirects WHERE old_id = :old", old=old)
    )
    if found is None:
        return None
    suffix = f".{route['format']}" if route.get("format") else ""
    query = f"?{request.query_string}" if request.query_string else ""
    return row_url(datasette.urls, route["table"], found) + suffix + query
