"""Limit what Datasette's connections may read and how long, and remove the proxy's path prefix."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import hookimpl

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.web.read_only_pool import prepare
from monitor.web.visitor_sql import asking


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
