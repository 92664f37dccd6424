"""A table with its filters, or the answer to a question, taken away: CSV and Atom.

CSV    all rows of the choice, at most ``MOST``; more is refused with a sentence, never cut in
       silence.  Cells that a spreadsheet would obey are made inert.  An answer that is cut by its
       limit says so in the name of its file.
Atom   contracts and notices, a page of them in the order of the table
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.utils import InvalidSql
from datasette.utils.asgi import AsgiStream, Request, Response
from datasette.views.base import DatasetteError
from datasette.views.database import DatabaseView
from datasette.views.table import TableView

from monitor.i18n import display
from monitor.i18n.metadata import NAME
from monitor.i18n.table_labels import chosen, group_word, portal_word, table_title
from monitor.i18n.translation import _, day, number, value_word
from monitor.web.contract_summary import facts_of, first_ids, instant_of, name_of, page_of, roles_of
from monitor.web.feed import Entry, Head, atom
from monitor.web.plugins.base_url import here
from monitor.web.plugins.cells import row_url
from monitor.web.plugins.pages import outside
from monitor.web.request_context import Db
from pipelines.store.schema import TABLES

MOST = 200_000  # rows of a CSV
TYPE = "text/csv; charset=utf-8"
INTERRUPTED = "SQL Interrupted"
FED = ("contracts", "notices")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [(rf"^/{NAME}\.csv$", csv_of_sql), (rf"^/{NAME}/(?P<table>[^/.]+)\.csv$", csv_of_table)]


async def csv_of_sql(request: Any, datasette: Any) -> Any:
    """/vigie.csv?sql=…"""
    return await _csv(request, datasette, DatabaseView(datasette), {"database": NAME}, "answer")


async def csv_of_table(request: Any, datasette: Any) -> Any:
    """/vigie/contracts.csv?country=FR, or a question by its name."""
    table = request.url_vars["table"]
    return await _csv(
        request, datasette, TableView(datasette), {"database": NAME, "table": table}, table
    )


async def _csv(
    request: Any, datasette: Any, view: Any, route: dict[str, str], name: str
) -> Response | AsgiStream:
    await datasette.refresh_schemas()
    asked = _asking(request, route)
    try:
        first = await view.data(asked)
    except QueryInterrupted as error:
        raise DatasetteError(str(error), title=INTERRUPTED, status=400) from None
    except (sqlite3.OperationalError, InvalidSql) as error:
        raise DatasetteError(str(error), title="Invalid SQL", status=400) from None
    if isinstance(first, Response):
        return first
    data = first[0]
    if data.get("error"):
        raise DatasetteError(data["error"], title="Invalid SQL", status=400)
    if "rows" not in data or not data.get("columns"):
        raise DatasetteError(_("There is no table at this address."), status=404)
    _refuse_too_many(data)
    cut = f"-first-{len(data['rows'])}" if data.get("truncated") and "next" not in data else ""
    head = {"content-disposition": f'attachment; filename="vigie-{name}{cut}.csv"'}

    async def write(to: Any) -> None:
        await to.write("\ufeff" + _lines([data["columns"]]))
        async for rows in _pages(view, asked, data):
            await to.write(_lines([[_inert(value) for value in row] for row in rows]))

    return AsgiStream(write, headers=head, content_type=TYPE)


def _asking(request: Any, route: dict[str, str]) -> Request:
    """The same question from its first row on, without what a file does not need, in the largest
    pages."""
    query = f"{from_start(request.query_string)}&_nofacet=1&_size=max"
    scope = {
        **request.scope,
        "query_string": query.encode("latin-1"),
        "url_route": {"kwargs": {**route, "format": None}},
    }
    return Request(scope, request.receive)


def from_start(query: str) -> str:
    """Parameters without those of one page among others: a choice is taken away whole."""
    kept = [one for one in query.split("&") if one.partition("=")[0] not in ("_next", "_size")]
    return "&".join(kept)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    env.filters["from_start"] = _address_from_start


def _address_from_start(address: str) -> str:
    path, mark, query = address.partition("?")
    kept = from_start(query)
    return f"{path}{mark}{kept}" if kept else path


def _refuse_too_many(data: dict[str, Any]) -> None:
    if "filtered_table_rows_count" not in data or not data["next"]:
        return
    count = data["filtered_table_rows_count"]
    if count is None or count > MOST:
        words = _(
            "This choice has more rows than a file from here may hold (%(most)s).  Narrow it"
            " down, or take the whole table."
        ) % {"most": number(MOST)}
        raise DatasetteError(words, title=_("Too many rows for one file"), status=400)


async def _pages(view: Any, asked: Request, data: dict[str, Any]) -> AsyncIterator[list[Any]]:
    """Rows, a page at a time.  A page that cannot be had breaks the connection: a file that ends
    too early must not look whole."""
    yield list(data["rows"])
    # every later page would count all rows again
    scope = {**asked.scope, "query_string": asked.scope["query_string"] + b"&_nocount=1"}
    further = Request(scope, asked.receive)
    following = data.get("next")
    while following:
        try:
            (found, *_more) = await view.data(further, _next=following)
        except QueryInterrupted:  # others were asking: once more
            (found, *_more) = await view.data(further, _next=following)
        yield list(found["rows"])
        following = found["next"]


def _lines(rows: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _inert(value: Any) -> Any:
    if isinstance(value, dict):  # a foreign key with its label
        value = value["value"]
    return value.hex() if isinstance(value, bytes) else display.inert(value)


@hookimpl
def register_output_renderer() -> dict[str, Any]:
    return {"extension": "atom", "render": render, "can_render": can_render}


def can_render(table: str | None, view_name: str, columns: list[str]) -> bool:
    """Contracts and notices with all of their columns: an entry is made of many."""
    return view_name == "table" and _whole(table, columns)


def _whole(table: str | None, columns: Iterable[str]) -> bool:
    return table in FED and set(TABLES[table].names) <= set(columns)


async def render(datasette: Any, request: Any, table: str | None, data: dict[str, Any]) -> Response:
    """Page of a table -> feed."""
    if table is None or not _whole(table, data.get("columns") or ()):
        raise DatasetteError(
            _("There is a feed of contracts and of notices only, with all of their columns."),
            status=400,
        )
    rows = [
        {name: _bare(value) for name, value in zip(data["columns"], row, strict=True)}
        for row in data["rows"]
    ]
    home = outside(datasette, request)
    make: Callable[..., Entry] = _contract if table == "contracts" else _notice
    db, ids = Db(datasette.get_database(NAME)), [row["id"] for row in rows]
    first = await first_ids(db, ids)
    roles = await roles_of(db, ids) if table == "contracts" else {}
    for row in rows:
        row["group_roles"] = roles.get(row["id"])
    said = ", ".join(one["words"] for one in chosen(request, table))
    head = Head(
        title=f"Vigie – {table_title(table)}" + (f" ({said})" if said else ""),
        key=f"{table}?{request.query_string}",
        here=here(datasette, request),
        page=here(datasette, request).replace(f"/{table}.atom", f"/{table}", 1),
        older=data.get("next_url"),
    )
    return atom(head, [make(row, first.get(row["id"], row["id"]), home, datasette) for row in rows])


def _bare(value: Any) -> Any:
    """A value as stored, also where labels were asked for."""
    return value["value"] if isinstance(value, dict) else value


def _contract(row: dict[str, Any], first_id: str, home: str, _datasette: Any) -> Entry:
    groups = display.listed(row["vendor_groups"])
    return Entry(
        kind="contract",
        first_id=first_id,
        title=name_of(row),
        link=page_of(home, row["id"]),
        updated=instant_of(None, row["updated"]),
        tags=tuple(groups),
        lines=tuple(facts_of(row, {one: group_word(one) for one in groups})),
    )


def _notice(row: dict[str, Any], first_id: str, home: str, datasette: Any) -> Entry:
    lines = (
        value_word(row["kind"]),
        display.clipped(row["buyer"], 300),
        portal_word(row["portal"]),
        day(row["published"]),
        display.clipped(row["description"], 500),
    )
    path = row_url(datasette, "notices", row["id"]).removeprefix(datasette.setting("base_url"))
    return Entry(
        kind="notice",
        first_id=first_id,
        title=name_of(row),
        link=f"{home}/{path.lstrip('/')}",
        updated=instant_of(None, row["published"]),
        lines=tuple(line for line in lines if line),
        tags=tuple(display.listed(row["vendor_groups"])),
    )
