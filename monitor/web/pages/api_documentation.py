"""Page for programs: the JSON of every page, how to ask for it, and the OpenAPI description.

Shape  openapi: address of the description, which is in English
       pages, table_addresses: lists of {path, summary}, in the reader's language
       parameters: of the pages, each {name, meaning, one_of, accepts, paths}: the values of which
       one is chosen, or in words what it may be; None and None for any text
       freshness: aggregate_queries.freshness
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from monitor.i18n.labels import labels
from monitor.i18n.routes import Route
from monitor.i18n.table_labels import table_title
from monitor.i18n.value_formatting import _
from monitor.web.page_data import openapi
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PageRequest

TABLES = {"pages": "pages", "parameters": "parameters", "tables": "table_addresses"}


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page."""
    lang = request.lang
    paths = {route: request.place(openapi.path_of(route, lang)) for route in openapi.PAGES}
    return {
        "openapi": request.home + openapi.PATH,
        "pages": [
            {"path": path, "summary": labels()["pages"][route.name][lang]}
            for route, path in paths.items()
        ],
        "parameters": _parameters(paths, lang),
        "table_addresses": [
            {"path": request.place(f"/vigie/{name}.json"), "summary": table_title(name)}
            for name in openapi.public_tables()
        ],
        "freshness": freshness(request.db),
    }


def _parameters(paths: dict[Route, str], lang: str) -> list[dict[str, Any]]:
    """Return each parameter once for all pages on which it accepts the same."""
    parameters: dict[tuple[str, str | None, str | None], list[str]] = {}
    for route, path in paths.items():
        for name, read in getattr(import_module(route.place), "PARAMS", {}).items():
            schema = openapi.reader_schema(read)
            one_of = ", ".join(schema["enum"]) if "enum" in schema else None
            parameters.setdefault((name, one_of, _accepts(schema)), []).append(path)
    words = labels()["parameters"]
    return [
        {
            "name": name,
            "meaning": words[name][lang],
            "one_of": one_of,
            "accepts": accepts,
            "paths": ", ".join(used),
        }
        for (name, one_of, accepts), used in parameters.items()
    ]


def _accepts(schema: dict[str, Any]) -> str | None:
    """Say in words what a parameter may be."""
    if "minimum" in schema:
        return _("%(least)s to %(most)s") % {"least": schema["minimum"], "most": schema["maximum"]}
    return (
        _("such as %(example)s") % {"example": schema["example"]} if "example" in schema else None
    )
