"""Describe the JSON of every page, and of the tables, as an OpenAPI document.

Addresses and parameters are read from the routes and pages themselves; what an answer holds is in
``data/measured/page_shapes.json``, which ``python -m monitor.demo.infer_page_schemas`` makes of the
demonstration.  An answer may have more keys than are described; those described stay.
"""

from __future__ import annotations

import inspect
import json
from functools import cache
from importlib import import_module
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.i18n.datasette_metadata import table_descriptions
from monitor.i18n.routes import BUILT, PICTURES, Route, page_path
from monitor.web.page_request import Reader
from monitor.web.site_state import site_of
from pipelines.reference.data_folder import MEASURED
from pipelines.store.schema import TABLES, VERSION

Json = dict[str, Any]
SHAPES = MEASURED / "page_shapes.json"
PATH = "/-/openapi.json"
LANGUAGE = "en"
PAGES = [route for route in BUILT if "json" in route.formats]
_TYPES = {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}
_FILTERS = (
    "Columns filter by equality; further filters are Datasette's:"
    " https://docs.datasette.io/en/stable/json_api.html"
)
_ABOUT = (
    "Everything that a page shows is also JSON. Addresses are the English ones; those of another"
    " language begin with its code, and give the same with words in that language. Answers have an"
    " ETag; If-None-Match is answered 304. Any site may read them (CORS). No key is needed; please"
    " ask no more than once in two seconds, and take whole tables from the downloads instead."
)


def send(request: Request) -> Response:
    """/-/openapi.json"""
    return JSONResponse(document(site_of(request.scope).home(request.scope)))


@cache
def shapes() -> Json:
    """Return the schema of each page's JSON by name."""
    data: Json = json.loads(SHAPES.read_text("utf-8"))
    return data


def document(home: str) -> Json:
    """Return the OpenAPI document of a site at an address."""
    paths = {path_of(route): {"get": _page(route)} for route in PAGES}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vigie",
            "version": f"schema {VERSION}",
            "description": _ABOUT,
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": home}],
        "paths": {
            **paths,
            **{f"/vigie/{name}.json": {"get": _table(name)} for name in public_tables()},
        },
        "components": {
            "schemas": {
                **{_schema_name(name): shape for name, shape in shapes().items()},
                **{f"row-{name}": _row(name) for name in public_tables()},
                "error": {
                    "type": "object",
                    "required": ["ok", "error"],
                    "properties": {"ok": {"const": False}, "error": {"type": "string"}},
                },
            }
        },
    }


def public_tables() -> list[str]:
    """Return the names of the tables that have a description."""
    described = table_descriptions()["tables"]
    return [name for name, table in TABLES.items() if table.public and name in described]


def path_of(route: Route, language: str = LANGUAGE) -> str:
    """Return the address of a page's JSON, with its ids as ``{id}``."""
    parts = {part: f"-{part}-" for part in route.parts}
    path = page_path(route.name, language, "json", **parts)
    for part in route.parts:
        path = path.replace(f"-{part}-", f"{{{part}}}")
    return path


def _schema_name(page: str) -> str:
    return f"page-{page}"


def _page(route: Route) -> Json:
    module = import_module(route.place)
    summary, _, shape = (module.__doc__ or route.name).partition("\n")
    others = [format_ for format_ in route.formats if format_ not in ("json", *PICTURES)]
    return {
        "operationId": route.name,
        "summary": summary,
        "description": f"{shape.strip()}\n\nAlso as: {', '.join(others)}.",
        "parameters": [
            *(_in_path(part) for part in route.parts),
            *(_parameter(name, read) for name, read in getattr(module, "PARAMS", {}).items()),
        ],
        "responses": _responses({"$ref": f"#/components/schemas/{_schema_name(route.name)}"}),
    }


def _in_path(name: str) -> Json:
    text = "An id of ours, tilde-encoded: a sign other than A-Z a-z 0-9 _ - is ~ and two hex digits"
    parameter = {"name": name, "in": "path", "required": True, "description": text}
    return {**parameter, "schema": {"type": "string"}}


def _parameter(name: str, read: Reader) -> Json:
    return {"name": name, "in": "query", "schema": reader_schema(read)}


def reader_schema(read: Reader) -> Json:
    """Describe what a reader of ``page_request`` takes, from the values that it was made with."""
    closure = inspect.getclosurevars(read).nonlocals
    if "options" in closure:
        return {"type": "string", "enum": list(closure["options"])}
    if "least" in closure:
        return {"type": "integer", "minimum": closure["least"], "maximum": closure["most"]}
    if "whole" in closure:
        pattern = f"^(?:{closure['whole'].pattern})$"
        return {"type": "string", "pattern": pattern, "example": closure["example"]}
    return {"type": "string", **({"maxLength": closure["longest"]} if "longest" in closure else {})}


def _responses(schema: Json) -> Json:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}
    return {
        "200": {"description": "The data", "content": {"application/json": {"schema": schema}}},
        "304": {"description": "Not changed since the ETag in If-None-Match"},
        "400": {"description": "A parameter cannot be read", "content": error},
        "404": {"description": "Nothing of that id", "content": error},
        "410": {"description": "It was withdrawn: `gone` says when and why; contracts alone"},
    }


def _table(name: str) -> Json:
    described = table_descriptions()["tables"][name]
    row = {"$ref": f"#/components/schemas/row-{name}"}
    filters = [
        {"name": column, "in": "query", "schema": {"type": "string"}, "description": meaning}
        for column, _kind, meaning in TABLES[name].columns
    ]
    shape = {"name": "_shape", "in": "query", "required": True, "schema": {"const": "array"}}
    return {
        "operationId": f"table-{name}",
        "summary": described["title"][LANGUAGE],
        "description": f"{described['description'][LANGUAGE]}\n\n{_FILTERS}",
        "parameters": [shape, *filters],
        "responses": _responses({"type": "array", "items": row}),
    }


def _row(name: str) -> Json:
    return {
        "type": "object",
        "properties": {
            column: {"type": [_TYPES[kind], "null"], "description": meaning}
            for column, kind, meaning in TABLES[name].columns
        },
    }
