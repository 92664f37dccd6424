"""Datasette facets that read the precomputed tables of counts.

Datasette reads the filtered rows once for each facet.  Here a table of counts is read, if it has
the columns of the filters and of the facets, else the rows once for all columns (and once for
groups).  What takes too long is named, and then no number stands there.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.facets import Facet

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.table_labels import group_label, portal_label
from monitor.web.site_state import path_of
from monitor.web.table_pages.facet_count_queries import (
    GROUP,
    GROUPS,
    facet_queries,
)
from pipelines.store.schema import TABLES

TYPE = "counted"
ARGUMENT = f"_facet_{TYPE}"
LABELS = {GROUPS: group_label, "vendor_group": group_label, "portal": portal_label}


class Counted(Facet):  # type: ignore[misc]
    """Metadata ``facets: [{counted: column}, …]``, and ``_facet=column`` of an address."""

    type = TYPE

    async def suggest(self) -> list[dict[str, Any]]:
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        requested = self._named()
        try:
            counts = await self._counted(list(requested))
        except QueryInterrupted:
            counts = None
        if counts is None:
            return [], list(requested)
        return [
            self._facet(column, counts[column], is_requested)
            for column, is_requested in requested.items()
        ], []

    def _named(self) -> dict[str, bool]:
        """Return for each column whether the address asks for it."""
        # on later pages Datasette's condition would be about the rest of the rows
        later = "_next=" in path_of(self.request.scope)
        if self.database != DATABASE_NAME or self.table not in TABLES or later:
            return {}
        names = TABLES[self.table].names
        requested = {
            config["config"]["simple"]: config["source"] == "request"
            for config in self.get_configs()
        }
        return {name: is_requested for name, is_requested in requested.items() if name in names}

    async def _counted(self, columns: list[str]) -> dict[str, Counter[Any]] | None:
        """Values of each column with their number; None: too many rows."""
        result: dict[str, Counter[Any]] = {column: Counter() for column in columns}
        rows = self.sql, self.params, self.row_count
        size = int(self.get_facet_size()) + 1
        query = self.request.query_string
        queries = facet_queries(self.table, columns, query, size, rows)
        if queries is None:
            return None
        for facet_query in queries:
            answer = await self.ds.get_database(DATABASE_NAME).execute(
                *facet_query, custom_time_limit=self.ds.setting("facet_time_limit_ms")
            )
            for column, value, count in answer.rows:
                for group in json.loads(value) if column == GROUPS else [value]:
                    result[column][group] += count
        return result

    def _facet(self, column: str, counts: Counter[Any], is_requested: bool) -> dict[str, Any]:
        """Return a facet in the form of Datasette's templates and JSON."""
        size = int(self.get_facet_size())
        rows = counts.most_common()
        if column == GROUPS:
            rows.sort(key=lambda row: (-row[1], row[0]))
        return {
            "name": column,
            "type": "group" if column == GROUPS else "column",
            "hideable": is_requested,
            "truncated": len(rows) > size,
            "toggle_url": self._address(ARGUMENT, column, taken=True),
            "results": [self._result(column, value, count) for value, count in rows[:size]],
        }

    def _result(self, column: str, value: Any, count: int) -> dict[str, Any]:
        name, text = GROUP if column == GROUPS else column, str(value)
        selected = (name, text) in self.get_querystring_pairs()
        address = self._address(name, text, taken=selected)
        return {
            "value": value,
            "label": LABELS[column](text) if column in LABELS else value,
            "count": count,
            "selected": selected,
            "toggle_url": self.ds.absolute_url(self.request, address),
        }

    def _address(self, name: str, value: str, taken: bool) -> str:
        """This page with one more parameter, or without it; from its first row on."""
        given = self.get_querystring_pairs()
        pairs = [pair for pair in given if pair != (name, value) and pair[0] != "_next"]
        query = urlencode(pairs if taken else [*pairs, (name, value)])
        return str(self.ds.urls.path(self.request.path + (f"?{query}" if query else "")))
