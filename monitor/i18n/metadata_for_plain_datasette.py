"""Metadata with which plain Datasette shows our titles, descriptions, units and canned queries.

``datasette vigie.db --metadata metadata.json``: no plugin and no template of ours is needed, so
facets are Datasette's own, and the day of "this week" is SQLite's.
"""

from __future__ import annotations

import re
from typing import Any

from monitor.i18n.datasette_metadata import DATABASE_NAME, metadata
from pipelines.store.schema import TABLES

# defined for pint, by which Datasette shows units
CURRENCY = "euro = [currency] = EUR"
BYTES = {"documents": ("length",)}
_TODAY = re.compile(r"\btoday\(\)")


def plain_metadata(database: str = DATABASE_NAME) -> dict[str, Any]:
    """The metadata of the site without what only the site can do; ``database`` is the name of the
    file without its ending, by which Datasette calls it."""
    site_metadata = metadata()
    shown = site_metadata["databases"].pop(DATABASE_NAME)
    for name, table in shown["tables"].items():
        table["units"] = _units(name)
        table["facets"] = [_plain_facet(facet) for facet in table.get("facets", ())]
    for query in shown["queries"].values():
        query["sql"] = _TODAY.sub("date('now')", query["sql"])
    site_metadata["databases"][database] = shown
    site_metadata["custom_units"] = [CURRENCY]
    return site_metadata


def _units(name: str) -> dict[str, str]:
    """Return the unit of each column whose values all have the same."""
    columns = TABLES[name].names if name in TABLES else ()
    euros = {column: "EUR" for column in columns if column.endswith("_eur")}
    return euros | dict.fromkeys(BYTES.get(name, ()), "byte")


def _plain_facet(facet: str | dict[str, str]) -> str | dict[str, str]:
    """A facet on groups counts the values of a JSON array."""
    return facet if isinstance(facet, str) else {"array": facet["group"]}
