"""Make the files of a page: its data as JSON, its tables as CSV or sheets of a workbook."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Any

from starlette.responses import Response

from monitor.i18n.routes import Route
from monitor.i18n.table_labels import page_table_label
from monitor.i18n.value_formatting import _, day, instant, number, value_label
from monitor.web.downloads.sheet_writers import About, Sheet, csv_text, xlsx, xlsx_response
from monitor.web.errors import BadRequest


def rows_at(data: Mapping[str, Any], path: str) -> Any:
    """Return the rows of a page's data at dotted keys; None where a part of them is missing."""
    result: Any = data
    for key in path.split("."):
        result = result[key] if result else None
    return result


def table_named(module: ModuleType, query: dict[str, list[str]]) -> str:
    """Take ``?table=`` of a CSV from the parameters and return where its rows stand in the data.

    ``TABLES`` of a page maps a name to dotted keys; the first one is given without a name.
    Raises  BadRequest: the page has no such table.
    """
    tables: dict[str, str] = module.TABLES
    table = (query.pop("table", None) or [next(iter(tables))])[-1]
    if table not in tables:
        raise BadRequest(
            _("This page has no table “%(name)s”.  It has: %(known)s.")
            % {"name": table[:40], "known": ", ".join(tables)}
        )
    return tables[table]


def is_cut(module: ModuleType, data: Mapping[str, Any], place: str) -> bool:
    """Whether there are more rows than the table at a place holds."""
    main = next(iter(module.TABLES.values()))
    return bool(data.get("more") if place == main else data.get(f"more_{place}"))


def data_response(
    module: ModuleType, data: dict[str, Any], format: str, table: str, name: str
) -> Response:
    """Return the page's data as JSON, one of its tables as CSV, or what the module makes.

    ``name``  of a file, without its ending; one that is cut has it, and says so in it.
    """
    make = getattr(module, format, None)
    if make is not None:
        response: Response = make(data)
        return response
    if format == "json":
        text = json.dumps(data, ensure_ascii=False, default=str)
        return Response(text, status_of(data), media_type="application/json; charset=utf-8")
    rows = rows_at(data, table) or ()
    head = {}
    if is_cut(module, data, table):
        head["content-disposition"] = f'attachment; filename="{name}-first-{len(rows)}.csv"'
    # the sign at the start tells spreadsheets that this is UTF-8
    return Response("\ufeff" + csv_text(rows), 200, head, "text/csv")


def status_of(data: Mapping[str, Any]) -> int:
    """Return the status of a page: 410 where it was withdrawn, which search engines forget."""
    return 410 if data.get("gone") else 200


def file_name(route: Route, args: Mapping[str, Any], today: date) -> str:
    """Return the name of a page's file, without its ending: page, id and day."""
    name = "-".join(("vigie", route.name, *(str(args[part]) for part in route.parts)))
    return re.sub(r"[^A-Za-z0-9-]+", "-", name)[:80].rstrip("-") + f"-{today.isoformat()}"


def workbook(module: ModuleType, data: Mapping[str, Any], name: str, here: str) -> Response:
    """Return the tables of a page as a file of sheets; ``here``: its own address.

    A file in which a table is cut says so in its name and on its last sheet.
    """
    sheets, cut = [], []
    for table, path in module.TABLES.items():
        label, rows = page_table_label(table), rows_at(data, path) or ()
        sheets.append(Sheet(label, rows))
        if is_cut(module, data, path):
            words = _("only the first %(n)s rows are in this file") % {"n": number(len(rows))}
            cut.append((label, words))
    name += "-first-rows" if cut else ""
    about_it = about(data.get("freshness"), here)
    about_it = replace(about_it, lines=[*about_it.lines, *cut])
    return xlsx_response(xlsx(sheets, about_it), name)


def about(freshness: Mapping[str, Any] | None, here: str) -> About:
    """Say where a file comes from, of which day it is, and what it may be taken for."""
    lines = [(_("Source"), "Vigie"), (_("Page"), re.sub(r"\.xlsx(?=\?|$)", "", here))]
    if freshness and freshness["as_of"]:
        lines.append((_("Figures as of"), instant(freshness["as_of"])))
    if freshness and freshness["newest"]:
        lines.append((_("Notices up to"), day(freshness["newest"])))
    terms = _("Notices remain under the terms of their portal, named on the page of sources.")
    limits = _(
        "A contract that is missing here may exist.  “%(no)s” means that nothing in the notice says"
        " so, not that it is not so.  A value is what was published; a sum adds exact values of"
        " awarded contracts only, each once.  The official notice alone is authoritative."
    )
    # cells have words where the data have codes
    return About(lines, (limits % {"no": value_label("no")}, terms))
