"""Make the workbook of a page: a sheet for each of its tables, and what they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.responses import Response

from monitor.export.datapackage import DISCLAIMER
from monitor.i18n.routes import Route
from monitor.i18n.table_labels import page_table_word
from monitor.i18n.value_formatting import _, day, gettext, instant
from monitor.web.downloads.sheet_writers import About, Sheet, xlsx, xlsx_response


def rows_at(data: Mapping[str, Any], place: str) -> Any:
    """Return the rows of a page's data at dotted keys; None where a part of them is missing."""
    found: Any = data
    for key in place.split("."):
        found = found[key] if found else None
    return found


def file_name(route: Route, args: Mapping[str, Any], today: date) -> str:
    """Return the name of a page's file, without its ending: page, id and day."""
    named = "-".join(("vigie", route.name, *(str(args[part]) for part in route.parts)))
    return re.sub(r"[^A-Za-z0-9-]+", "-", named)[:80].rstrip("-") + f"-{today.isoformat()}"


def workbook(tables: Mapping[str, str], data: Mapping[str, Any], name: str, here: str) -> Response:
    """Return the tables of a page as a file of sheets; ``here``: its own address."""
    sheets = [
        Sheet(page_table_word(table), rows_at(data, place) or ()) for table, place in tables.items()
    ]
    return xlsx_response(xlsx(sheets, about(data.get("freshness"), here)), name)


def about(freshness: Mapping[str, Any] | None, here: str) -> About:
    """Say where a file comes from, of which day it is, and what it may be taken for."""
    lines = [(_("Source"), "Vigie"), (_("Page"), re.sub(r"\.xlsx(?=\?|$)", "", here))]
    if freshness and freshness["as_of"]:
        lines.append((_("Figures as of"), instant(freshness["as_of"])))
    if freshness and freshness["newest"]:
        lines.append((_("Notices up to"), day(freshness["newest"])))
    terms = _("Notices remain under the terms of their portal, named on the page of sources.")
    return About(lines, (gettext(DISCLAIMER), terms))
