"""Export a filtered table, or the result of a query, as CSV, XLSX or Atom.

CSV    all rows of the choice, at most ``MAX_CSV_ROWS``; more is refused with a sentence, never cut
       in silence.  Cells that a spreadsheet would execute are made inert.  An answer that is cut by
       its limit says so in the name of its file.  ``_language=fr`` gives it as French spreadsheets
       read it, with titles and words instead of names and codes.
XLSX   the same for readers, at most ``MAX_XLSX_ROWS`` rows
Atom   contracts and notices, a page of them in the order of the table

All are made of Datasette's own JSON.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any

from datasette.utils import tilde_encode
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Scope

from monitor.i18n import untrusted_text
from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.table_filters import active_filters
from monitor.i18n.table_labels import group_label, portal_label, table_title
from monitor.i18n.value_formatting import _, day, language, number, use_language, value_label
from monitor.web.downloads.page_export import about
from monitor.web.downloads.sheet_writers import has_decimal_comma, xlsx_response
from monitor.web.downloads.table_csv_and_xlsx import SheetLines, TableBook
from monitor.web.errors import HttpError
from monitor.web.page_data import aggregate_queries
from monitor.web.page_data.atom_writer import Entry, Head, atom
from monitor.web.page_data.feed_entry_fields import (
    contract_url,
    facts_of,
    first_ids,
    instant_of,
    name_of,
    roles_of,
)
from monitor.web.read_only_pool import ReadSession
from monitor.web.site_state import path_of, site_of
from pipelines.store.schema import TABLES

MAX_CSV_ROWS = 200_000  # rows of a CSV
MAX_XLSX_ROWS = 20_000  # rows of an XLSX, which takes a hundred times as long to write
FED = ("contracts", "notices")
SIZE = "max"  # rows that are asked for at once
Read = Callable[[Scope, str, str], Awaitable[dict[str, Any]]]


def routes(read: Read) -> list[Route]:
    """Return the routes of exports; ``read`` fetches Datasette's JSON of a path and query."""

    async def csv_of_sql(request: Request) -> Response:
        """/vigie.csv?sql=…"""
        return await _csv(
            partial(read, request.scope), f"/{DATABASE_NAME}", request.url.query, "answer"
        )

    async def csv_of_table(request: Request) -> Response:
        """/vigie/contracts.csv?country=FR, or a canned query: /vigie/this-week.csv."""
        table = request.path_params["table"]
        read_page = partial(read, request.scope)
        return await _csv(read_page, f"/{DATABASE_NAME}/{table}", request.url.query, table)

    async def xlsx_of_table(request: Request) -> Response:
        """/vigie/contracts.xlsx?country=FR, or a canned query: /vigie/this-week.xlsx."""
        return await _xlsx(partial(read, request.scope), request)

    async def atom_of_table(request: Request) -> Response:
        """/vigie/contracts.atom?country=FR"""
        return await _atom(partial(read, request.scope), request)

    def atom_of_nothing(request: Request) -> Response:
        raise _no_feed()

    return [
        Route(f"/{DATABASE_NAME}.atom", atom_of_nothing),
        Route(f"/{DATABASE_NAME}.csv", csv_of_sql),
        Route(f"/{DATABASE_NAME}/{{table}}.csv", csv_of_table),
        Route(f"/{DATABASE_NAME}/{{table}}.xlsx", xlsx_of_table),
        Route(f"/{DATABASE_NAME}/{{table}}.atom", atom_of_table),
    ]


async def _csv(read: Callable[..., Any], path: str, query: str, name: str) -> Response:
    lang, query = _language_of(query)
    query_string = _asked(query)
    first = await _first(read, path, query_string, MAX_CSV_ROWS)
    if lang is not None and has_decimal_comma(lang):
        write: Callable[[Any], str] = SheetLines(name, first, lang).lines
    else:
        write = _lines

    async def lines() -> AsyncIterator[str]:
        yield "\ufeff" + (_lines([first["columns"]]) if write is _lines else "")
        async for rows in _pages(read, path, query_string, first):
            yield write(rows)

    head = {"content-disposition": f'attachment; filename="vigie-{name}{_cut(first)}.csv"'}
    return StreamingResponse(lines(), 200, head, "text/csv")


async def _xlsx(read: Callable[..., Any], request: Request) -> Response:
    """Render all rows of a choice as a workbook, a page of them at a time in a thread."""
    table = request.path_params["table"]
    lang, query = _language_of(request.url.query)
    path, query_string = f"/{DATABASE_NAME}/{table}", _asked(query)
    first = await _first(read, path, query_string, MAX_XLSX_ROWS)
    with use_language(lang or language()):
        book = TableBook(table, first)
        async for rows in _pages(read, path, query_string, first):
            await run_in_threadpool(book.add, rows)
        freshness = await site_of(request.scope).pool.run(aggregate_queries.freshness)
        about_it = about(freshness, site_of(request.scope).here(request.scope))
        body = await run_in_threadpool(book.finish, about_it)
    return xlsx_response(body, f"vigie-{table}{_cut(first)}")


def _language_of(query: str) -> tuple[str | None, str]:
    """Return the language that a file is asked in, if any, and the query without it."""
    languages = [
        part.partition("=")[2] for part in query.split("&") if part.startswith("_language=")
    ]
    return (languages[-1] if languages else None), _without(query, "_language")


def _asked(query: str) -> str:
    return "&".join(filter(None, (_without(query, *PAGE, *SHAPE), f"_nofacet=1&_size={SIZE}")))


async def _first(
    read: Callable[..., Any], path: str, query_string: str, most: int
) -> dict[str, Any]:
    """Return the first page of rows.  Raises  HttpError: no table, or more rows than ``most``."""
    first: dict[str, Any] = await read(path, query_string)
    if "rows" not in first or not first.get("columns"):
        raise HttpError(_("There is no table at this address."), 404)
    _refuse_too_many(first, most)
    return first


async def _pages(
    read: Callable[..., Any], path: str, query_string: str, first: dict[str, Any]
) -> AsyncIterator[list[list[Any]]]:
    response = first
    while True:
        yield response["rows"]
        if not response.get("next"):
            return
        # every later page would count all rows again
        later = f"{query_string}&_nocount=1&_next={response['next']}"
        try:
            response = await read(path, later)
        except HttpError:  # others were asking: once more; then the connection breaks, because a
            response = await read(path, later)  # file that ends too early must not look whole


def _cut(first: Mapping[str, Any]) -> str:
    """Say in a file's name that its answer was cut by its limit."""
    cut = first.get("truncated") and "next" not in first
    return f"-first-{len(first['rows'])}" if cut else ""


PAGE = ("_next", "_size")  # of a page among others
SHAPE = ("_shape", "_nl", "_labels", "_label", "_json", "_json_infinity")


def _without(query: str, *names: str) -> str:
    return "&".join(part for part in query.split("&") if part.partition("=")[0] not in names)


def from_start(address: str) -> str:
    """Remove the page position from a table's address, so that all of its rows are exported."""
    path, mark, query = address.partition("?")
    rest = _without(query, *PAGE)
    return f"{path}{mark}{rest}" if rest else path


def in_language(address: str) -> str:
    """Address of a table's CSV, in the form of the reader's language where that has its own."""
    lang = language()
    if not has_decimal_comma(lang):
        return address
    return f"{address}{'&' if '?' in address else '?'}_language={lang}"


def _refuse_too_many(data: Mapping[str, Any], most: int) -> None:
    if "filtered_table_rows_count" not in data or not data["next"]:
        return
    count = data["filtered_table_rows_count"]
    if count is None or count > most:
        text = _(
            "This choice has more rows than a file from here may hold (%(most)s).  Narrow it"
            " down, or take the whole table."
        ) % {"most": number(most)}
        raise HttpError(text, 400, _("Too many rows for one file"))


def _lines(rows: list[list[Any]]) -> str:
    """Rows, or the names of columns, which a visitor's SQL chooses: no cell is obeyed."""
    out = io.StringIO()
    csv.writer(out).writerows([_inert(value) for value in row] for row in rows)
    return out.getvalue()


def _inert(value: Any) -> Any:
    if isinstance(value, dict):  # bytes, as Datasette writes them in JSON
        return base64.b64decode(value["encoded"]).hex()
    return untrusted_text.escape_formula(value)


def _no_feed() -> HttpError:
    return HttpError(
        _("There is a feed of contracts and of notices only, with all of their columns.")
    )


def is_fed(table: str, columns: Iterable[str]) -> bool:
    """Contracts and notices with all of their columns: an entry is made of many."""
    return table in FED and set(TABLES[table].names) <= set(columns)


async def _atom(read: Callable[..., Any], request: Request) -> Response:
    """Render a page of a table as a feed."""
    site, table = site_of(request.scope), request.path_params["table"]
    path = f"/{DATABASE_NAME}/{table}"
    query = _without(request.url.query, *SHAPE)
    data = await read(path, "&".join(filter(None, (query, "_nofacet=1"))))
    if not is_fed(table, data.get("columns") or ()):
        raise _no_feed()
    rows = [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]
    first, roles = await site.pool.run(lambda db: _facts(db, table, [row["id"] for row in rows]))
    home, here = site.home(request.scope), site.here(request.scope)
    entries = []
    for row in rows:
        first_id = str(first.get(row["id"], row["id"]))
        if table == "contracts":
            entries.append(_contract(row | {"group_roles": roles.get(row["id"])}, first_id, home))
        else:
            entries.append(_notice(row, first_id, site.origin(request.scope), site.urls))
    filters = ", ".join(
        filter_["words"] for filter_ in active_filters(path_of(request.scope), table)
    )
    head = Head(
        title=f"Vigie – {table_title(table)}" + (f" ({filters})" if filters else ""),
        key=f"{table}?{request.url.query}",
        here=here,
        page=here.replace(f"/{table}.atom", f"/{table}", 1),
        older=_older(here, data.get("next")),
    )
    return atom(head, entries)


def _older(here: str, following: str | None) -> str | None:
    if not following:
        return None
    path, _mark, query = here.partition("?")
    parts = [part for part in query.split("&") if part and part.partition("=")[0] != "_next"]
    return f"{path}?{'&'.join((*parts, f'_next={following}'))}"


def _facts(db: ReadSession, table: str, ids: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    return first_ids(db, ids), roles_of(db, ids) if table == "contracts" else {}


def _contract(row: dict[str, Any], first_id: str, home: str) -> Entry:
    groups = untrusted_text.json_texts(row["vendor_groups"])
    return Entry(
        kind="contract",
        first_id=first_id,
        title=name_of(row),
        link=contract_url(home, row["id"]),
        updated=instant_of(None, row["updated"]),
        tags=tuple(groups),
        lines=tuple(facts_of(row, {group: group_label(group) for group in groups})),
    )


def _notice(row: dict[str, Any], first_id: str, origin: str, urls: Any) -> Entry:
    lines: Iterable[str] = (
        value_label(row["kind"]),
        untrusted_text.name_list(row["buyer"], 300),
        portal_label(row["portal"]),
        day(row["published"]),
        untrusted_text.clipped(row["description"], 500),
    )
    return Entry(
        kind="notice",
        first_id=first_id,
        title=name_of(row),
        link=origin + urls.row(DATABASE_NAME, "notices", tilde_encode(row["id"])),
        updated=instant_of(None, row["published"]),
        lines=tuple(line for line in lines if line),
        tags=tuple(untrusted_text.json_texts(row["vendor_groups"])),
    )
