"""Write data/measured/page_shapes.json: what the JSON of each page holds in the demonstration."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from monitor.demo.run_demo import EXPORT_FOLDER, run_demo
from monitor.demo.shift_dates import WRITTEN_FOR
from monitor.i18n.routes import BUILT, Route, page_path
from monitor.web.app import create_app
from monitor.web.page_data.openapi import SHAPES
from pipelines.store.schema import TABLES

Json = dict[str, Any]
DEPTH = 4  # of objects within objects
OF_A_PAGE = 6  # things of one kind that are looked at
_LARGEST = "SELECT key FROM aggregates WHERE kind = '{}' AND year = '' ORDER BY contracts DESC"
_IDS = {
    "contract": "SELECT id FROM contracts ORDER BY amendments DESC, id",
    "buyer": _LARGEST.format("buyer"),
    "group": _LARGEST.format("group"),
    "tag": "SELECT DISTINCT tag FROM tags WHERE tag IN ('big_tech', 'data_outsourcing')",
    "week": "SELECT '2026-W46'",
    "cite": "SELECT 'group:microsoft' UNION SELECT 'group.years:microsoft' UNION SELECT 'home'",
}


def schema_of(values: Iterable[Any], depth: int = DEPTH) -> Json:
    """Return a schema that all values hold to; whatever is a value may also be null."""
    known_values = [value for value in values if value is not None]
    if known_values and depth and all(isinstance(value, dict) for value in known_values):
        names = dict.fromkeys(name for value in known_values for name in value)
        if len(names) > 60 or any(not name.isidentifier() for name in names):
            return {"type": ["object", "null"]}  # its keys are data
        return {"type": ["object", "null"], "properties": _properties(known_values, names, depth)}
    if known_values and all(isinstance(value, list | tuple) for value in known_values):
        items = (
            schema_of((item for value in known_values for item in value), depth - 1)
            if depth
            else {}
        )
        return {"type": ["array", "null"], "items": items}
    types = {_TYPES.get(type(value)) for value in known_values}
    if not known_values or None in types:
        return {}
    if types == {"integer", "number"}:
        types = {"number"}
    return {"type": [*sorted(filter(None, types)), "null"]}


_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}


def _properties(objects: list[Json], names: Iterable[str], depth: int) -> Json:
    meanings = {name: meaning for name, _kind, meaning in TABLES["contracts"].columns}
    result = {}
    for name in names:
        schema = schema_of([item.get(name) for item in objects], depth - 1)
        if name in meanings and {"id", "title", "buyer"} <= set(names):
            schema = {**schema, "description": meanings[name]}
        result[name] = schema
    return result


def page_schema(answers: list[Json]) -> Json:
    """Return the schema of a page's JSON: the keys that all of its answers have are promised."""
    names = list(dict.fromkeys(name for answer in answers for name in answer))
    return {
        "type": "object",
        "required": [name for name in names if all(name in answer for answer in answers)],
        "properties": _properties(answers, names, DEPTH),
    }


async def _answers(application: Any, addresses: list[str]) -> list[Json]:
    asgi = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=asgi, base_url="http://vigie.test") as client:
        responses = [await client.get(address) for address in addresses]
    return [response.json() for response in responses if response.status_code == 200]


def addresses_of(route: Route, database: sqlite3.Connection) -> list[str]:
    """Return addresses of examples of a page."""
    if not route.parts:
        return [page_path(route.name, "en", "json")]
    (part,) = route.parts
    rows = database.execute(_IDS[route.name]).fetchmany(OF_A_PAGE)
    return [page_path(route.name, "en", "json", **{part: value}) for (value,) in rows]


def describe(database: Path) -> Json:
    """Return the schema of every page by its name, from the demonstration's database."""
    application = create_app(
        database, today=lambda: WRITTEN_FOR, export=database.parent / EXPORT_FOLDER
    )
    with closing(sqlite3.connect(database)) as rows:
        return {
            route.name: page_schema(asyncio.run(_answers(application, addresses_of(route, rows))))
            for route in BUILT
            if "json" in route.formats
        }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run_demo(day=WRITTEN_FOR, port=0, serve=False, folder=Path(folder), echo=lambda _: None)
        schemas = describe(Path(folder) / "vigie.db")
    write(schemas)


def write(shapes: Json) -> None:
    """Write a page a line, so that a change of one page is one line."""
    lines = (f"{json.dumps(name)}: {json.dumps(schema)}" for name, schema in shapes.items())
    SHAPES.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
