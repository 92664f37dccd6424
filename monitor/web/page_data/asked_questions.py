"""Follow what the words of a query ask for: an order, and the canned query or page that answers."""

from __future__ import annotations

from typing import Any

from monitor.i18n.catalogue import N_
from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import _, translated
from monitor.search.interpreted_query import InterpretedQuery
from monitor.search.questions import Questions
from monitor.search.seat_questions import LAW
from monitor.web.page_request import PageRequest

_LARGEST_SUPPLIERS = ("query", "groups-of-a-country")
# canned queries that answer what words ask of a filter
_QUERIES = {
    ("amended", "yes"): "grown",
    ("sort", "value"): "largest",
    ("method", "direct"): "without-competition",
}

# titles of the pages that answer what words ask of the site itself
_PAGES = {
    "reply": N_("Right of reply"),
    "sources": N_("Sources"),
    "method": N_("Method"),
    "download": N_("Data to download"),
}


def order_meant(questions: Questions) -> str:
    """Return the order that the words ask for: of the largest suppliers, largest contracts."""
    if questions.ending:
        return "ending"
    meant = questions.meant
    if meant and meant[1:] == _LARGEST_SUPPLIERS:
        return "value"
    return meant.value if meant and meant.filter == "sort" else "best"


def answering_query(
    request: PageRequest, questions: Questions, query: InterpretedQuery
) -> dict[str, Any] | None:
    """Return the title and path of the page, or of the canned query, that answers what was asked,
    among buyers of the country if one is named; None: there is none."""
    meant, seat = questions.meant, questions.seat
    if meant and meant.filter == "page":
        path = page_path(meant.value, request.lang)
        return {"title": _(_PAGES[meant.value]), "path": request.place(path)}
    if meant:
        name = meant.value if meant.filter == "query" else _QUERIES.get(meant[1:])
    else:
        name = "data-under-foreign-law" if seat and seat.law == LAW else None
    if name is None:
        return None
    canned = canned_queries()[name]
    country = next((subject.country for subject in query.subjects if subject.country), None)
    chosen = f"?country={country}" if country and "country" in canned.params else ""
    path = request.place(f"/{DATABASE_NAME}/{name}") + chosen
    return {"title": translated(canned.title), "path": path}
