"""Values of columns and how many rows have each, beside a table; all of a page in one look.

Datasette reads the filtered rows once for each facet.  Here a table of counts is read, if it has
the columns of the filters and of the facets, else the rows once for all.  What takes too long is
named, and then no number stands there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.facets import Facet, load_facet_configs
from datasette.utils import path_with_added_args, path_with_removed_args

from monitor.i18n.metadata import NAME
from monitor.web import facet_counts, index_choice, table_queries
from monitor.web.plugins.group_filter import ARGUMENT
from pipelines.store.schema import COUNT_TABLES, TABLES

GROUPS = "vendor_groups"
MANY = 150_000  # rows that are read in the time there is
_LARGEST = 1000  # distinct arrays of groups


@hookimpl
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> None:
    """It filters nothing: it says which facets a page will show, before its rows are counted."""
    metadata = datasette.table_metadata(database, table)
    page = Facets(datasette, request, database, table=table, metadata=metadata)
    none = "_nofacet" in request.args or request.args.get("_shape") in ("array", "object")
    facet_counts.wish.set(None if none else page.wish(page.named()))


class Facets(Facet):  # type: ignore[misc]
    """Metadata ``facets: [column, …, {group: vendor_groups}]``, and ``_facet=column``."""

    type = "column"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        named = self.named()
        try:
            found = await self._found(list(named)) if named else []
        except QueryInterrupted:
            found = None
        return ([], list(named)) if found is None else (await self._told(named, found), [])

    def named(self) -> dict[str, bool]:
        """Column -> was it asked for in the address?"""
        # on later pages Datasette's condition would be about the rest of the rows
        if self.database != NAME or self.table not in TABLES or self.request.args.get("_next"):
            return {}
        configs = load_facet_configs(self.request, self.metadata)
        names = TABLES[self.table].names
        found = {
            one["config"]["simple"]: one["source"] == "request"
            for one in (*configs.get("column", ()), *configs.get("group", ()))
        }
        return {name: asked for name, asked in found.items() if name in names}

    def wish(self, columns: Iterable[str]) -> facet_counts.Wish:
        """What is to be counted of rows."""
        return facet_counts.Wish(str(self.table), self._sizes(columns))

    async def _found(self, columns: list[str]) -> list[Any] | None:
        """Rows of facet, value, count; None: too many rows, or no time.

        From tables of counts, or from the rows of the choice, for all at once.
        """
        plain = [name for name in columns if name != GROUPS]
        parts = [part for part in (plain, [GROUPS] if GROUPS in columns else []) if part]
        counted = [self._from_counts(part) for part in parts]
        if all(counted):
            return [row for sql in counted if sql for row in await self._rows(sql)]
        where = self._where()
        wanted = facet_counts.wish.get() or self.wish(columns)
        if wanted.where == where:  # found with their number
            return wanted.found
        if self.row_count is None or self.row_count > MANY:
            return None
        execute = self.ds.get_database(NAME).execute
        way = await index_choice.way(execute, str(self.table), where, self.params)
        return await facet_counts.facets(execute, wanted, where, self.params, way.along)

    def _from_counts(self, columns: list[str]) -> str | None:
        where = self._where()
        grouped = GROUPS in columns
        for name, counts in COUNT_TABLES.items():
            if counts.of != self.table or not set(columns) <= set(counts.columns):
                continue
            asked = table_queries.conditions(where, self.params, self.table, name)
            if asked is not None and (grouped or not counts.only or asked.grouped):
                sizes = self._sizes(columns)
                kept = f"SELECT {facet_counts.listed(sizes)}, rows FROM [{name}] WHERE {asked.sql}"
                return facet_counts.counting(kept, sizes)
        return None

    def _where(self) -> str:
        return str(self.sql).partition(f" from {self.table} ")[2].strip().removeprefix("where ")

    def _sizes(self, columns: Iterable[str]) -> dict[str, int]:
        """Column -> how many of its values are asked for."""
        return {name: _LARGEST if name == GROUPS else self._size + 1 for name in columns}

    @property
    def _size(self) -> int:
        return int(self.get_facet_size())

    async def _rows(self, sql: str) -> list[Any]:
        found = await self.ds.execute(
            self.database,
            sql,
            self.params,
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        return list(found.rows)

    async def _told(self, named: dict[str, bool], found: list[Any]) -> list[dict[str, Any]]:
        """As Datasette's templates and JSON have it."""
        told = []
        for column, asked in named.items():
            rows = [(row["value"], row["count"]) for row in found if row["facet"] == column]
            if column == GROUPS:
                rows = _each(rows)
            labels = await self._labels(column, [value for value, _ in rows[: self._size]])
            told.append(
                {
                    "name": column,
                    "type": "group" if column == GROUPS else self.type,
                    "hideable": asked,
                    "truncated": len(rows) > self._size,
                    "toggle_url": self.ds.urls.path(
                        path_with_removed_args(self.request, {"_facet": column})
                    ),
                    "results": [
                        self._result(column, value, count, labels.get(value, value))
                        for value, count in rows[: self._size]
                    ],
                }
            )
        return told

    async def _labels(self, column: str, values: list[Any]) -> dict[Any, Any]:
        if column != GROUPS:
            found = await self.ds.expand_foreign_keys(self.database, self.table, column, values)
            return {value: label for (_, value), label in found.items()}
        rows = await self.ds.execute(self.database, "SELECT id, name FROM vendor_groups")
        return {row["id"]: row["name"] or row["id"] for row in rows.rows}

    def _result(self, column: str, value: Any, count: int, label: Any) -> dict[str, Any]:
        pair = {ARGUMENT if column == GROUPS else column: str(value)}
        selected = next(iter(pair.items())) in self.get_querystring_pairs()
        change = path_with_removed_args if selected else path_with_added_args
        address = self.ds.urls.path(change(self.request, pair))
        return {
            "value": value,
            "label": label,
            "count": count,
            "selected": selected,
            "toggle_url": self.ds.absolute_url(self.request, address),
        }


def _each(rows: list[tuple[Any, int]]) -> list[tuple[str, int]]:
    """Arrays of groups with their counts -> groups with theirs, the most frequent first."""
    found: dict[str, int] = {}
    for array, count in rows:
        for group in json.loads(array):
            found[group] = found.get(group, 0) + count
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


@hookimpl
def register_facet_classes() -> list[type[Facet]]:
    return [Facets]
