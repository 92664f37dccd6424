"""Cells that a table's page does not show are not made: of 46 columns of contracts it shows seven.

Datasette makes the words of every cell before its template chooses.  Another column of a row is
read by its value; JSON and CSV never ask for words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from typing import Any

from datasette import hookimpl
from datasette.views import table as pages

from monitor.i18n import translation
from monitor.i18n.metadata import NAME, shown
from pipelines.store.schema import TABLES

OWN_CHOICE = ("_all", "_col", "_nocol")  # columns that the reader chose, or all
columns: ContextVar[frozenset[str]] = ContextVar("columns", default=frozenset())

App = Callable[[Any, Any, Any], Awaitable[None]]


def shown_of(request: Any, table: str) -> tuple[str, ...]:
    """Columns that this page of a table shows; (): every one that it has."""
    if request is None or any(name in request.args for name in OWN_CHOICE):
        return ()
    return shown(table, translation.language())


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


class _Part:
    """A row in which Datasette comes upon the columns only that are shown."""

    def __init__(self, row: Any, places: tuple[int, ...]) -> None:
        self._row, self._places = row, places

    def __iter__(self) -> Iterator[Any]:
        values = tuple(self._row)
        return (values[place] for place in self._places)

    def __getitem__(self, key: Any) -> Any:
        return self._row[key]


class _Line(pages.Row):  # type: ignore[misc]
    """A line of the page: words for what is shown, the value of any other column."""

    def __init__(self, row: Any, cells: Any) -> None:
        super().__init__(cells)
        self._row = row

    def __getitem__(self, key: Any) -> Any:
        return self._row[key]


_whole = pages.display_columns_and_rows


async def display(
    datasette: Any, database: str, table: str, description: Any, rows: Any, **options: Any
) -> tuple[Any, Any]:
    """Datasette's own, for the columns that this page shows; all are named."""
    left_out = columns.get()
    heads, lines = await _whole(
        datasette, database, table, description, [] if left_out else rows, **options
    )
    if not left_out:
        return heads, lines
    names = [one[0] for one in description]
    places = tuple(place for place, name in enumerate(names) if name not in left_out)
    _heads, lines = await _whole(
        datasette,
        database,
        table,
        [description[place] for place in places],
        [_Part(row, places) for row in rows],
        **options,
    )
    return heads, [_Line(row, line.cells) for row, line in zip(rows, lines, strict=True)]


pages.display_columns_and_rows = display
