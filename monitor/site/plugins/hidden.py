"""Cells that a table's page does not show get no words: of 46 columns of contracts it shows seven.

Datasette makes the words of every cell before its template chooses.  JSON and CSV never ask for
them, and another column of the row is read by its value.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from datasette import hookimpl
from markupsafe import Markup

from monitor.site import i18n
from monitor.site.metadata import NAME, shown
from pipelines.store.schema import TABLES

OWN_CHOICE = ("_all", "_col", "_nocol")  # columns that the reader chose, or all
NOTHING = Markup("&nbsp;")
columns: ContextVar[frozenset[str]] = ContextVar("columns", default=frozenset())

App = Callable[[Any, Any, Any], Awaitable[None]]


def shown_of(request: Any, table: str) -> tuple[str, ...]:
    """Columns that this page of a table shows; (): every one that it has."""
    if request is None or any(name in request.args for name in OWN_CHOICE):
        return ()
    return shown(table, i18n.language())


@hookimpl
def filters_from_request(request: Any, database: str, table: str) -> None:
    """The first that Datasette says of a request for a table; it filters nothing."""
    if database == NAME and table in TABLES:
        kept = shown_of(request, table)
        columns.set(frozenset(TABLES[table].names) - set(kept) if kept else frozenset())


@hookimpl
def asgi_wrapper() -> Callable[[App], App]:
    """What one request hides is shown to the next, whoever serves both."""

    def wrap(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            before = columns.set(frozenset())
            try:
                await app(scope, receive, send)
            finally:
                columns.reset(before)

        return answer

    return wrap
