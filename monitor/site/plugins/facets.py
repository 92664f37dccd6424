"""Values of columns and how many rows have each, beside a table; all of a page in one look.

Datasette reads the filtered rows once for each facet.  Here a table of counts is read, if it has
the columns of the filters and of the facets, else the rows once for all.  What takes too long is
named, and then no number stands there.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.facets import Facet, load_facet_configs
from datasette.utils import path_with_added_args, path_with_removed_args

from monitor.site import narrowing, plans
from monitor.site.metadata import NAME
from monitor.site.plugins.groups import ARGUMENT
from pipelines.store.schema import COUNTS, TABLES

GROUPS = "vendor_groups"
_ONE = (
    "SELECT * FROM (SELECT '{column}' AS facet, [{column}] AS value, sum(rows) AS count FROM kept"
    " WHERE [{column}] IS NOT NULL GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {limit})"
)
MANY = 150_000  # rows that are read in the time there is
_LARGEST = 1000  # distinct arrays of groups


class Facets(Facet):  # type: ignore[misc]
    """Metadata ``facets: [column, …, {group: vendor_groups}]``, and ``_facet=column``."""

    type = "column"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        named = self._named()
        # on later pages Datasette's condition would be about the rest of the rows
        if not named or self.request.args.get("_next"):
            return [], []
        try:
            parts = [part async for part in self._parts(named)]
            if not parts:
                return [], list(named)
            found = [row for part in parts for row in await self._rows(part)]
        except QueryInterrupted:
            return [], list(named)
        return await self._told(named, found), []

    def _named(self) -> dict[str, bool]:
        """Column -> was it asked for in the address?"""
        if self.database != NAME or self.table not in TABLES:
            return {}
        configs = load_facet_configs(self.request, self.metadata)
        names = TABLES[self.table].names
        found = {
            one["config"]["simple"]: one["source"] == "request"
            for one in (*configs.get("column", ()), *configs.get("group", ()))
        }
        return {name: asked for name, asked in found.items() if name in names}

    async def _parts(self, named: dict[str, bool]) -> AsyncIterator[str]:
        """SQL that finds everything: of a table of counts, or of the rows; none: too many."""
        plain = [name for name in named if name != GROUPS]
        parts = [plain] if plain else []
        if GROUPS in named:
            parts.append([GROUPS])
        found = [self._from_counts(columns) for columns in parts]
        if all(found):
            for sql in filter(None, found):
                yield sql
        elif self.row_count is not None and self.row_count <= MANY:
            yield await self._from_rows(list(named))

    def _from_counts(self, columns: list[str]) -> str | None:
        where = self._where()
        grouped = GROUPS in columns
        for name, counts in COUNTS.items():
            if counts.of != self.table or not set(columns) <= set(counts.columns):
                continue
            asked = plans.conditions(where, self.params, self.table, name)
            if asked is not None and (grouped or not counts.only or asked.grouped):
                kept = f"SELECT {_listed(columns)}, rows FROM [{name}] WHERE {asked.sql}"
                return self._counting(kept, columns)
        return None

    async def _from_rows(self, columns: list[str]) -> str:
        where = self._where()
        execute = self.ds.get_database(NAME).execute
        index = await narrowing.index_of(execute, self.table, where, self.params)
        kept = (f"SELECT {_listed(columns)}, count(*) AS rows FROM {self.table} {index}"
                f" WHERE {where or 1}"
                f" GROUP BY {self._together(columns)}")  # fmt: skip
        return self._counting(kept, columns)

    def _together(self, columns: list[str]) -> str:
        """Rows are sorted by one text a third faster than by nine; of numbers it might be rounded.

        What SQLite then gives for a column is that of any row of the group: all have the same.
        """
        kinds = {name: kind for name, kind, _ in TABLES[self.table].columns}
        texts = all(kinds[column] == "TEXT" for column in columns)
        return f"json_array({_listed(columns)})" if texts else _listed(columns)

    def _where(self) -> str:
        return str(self.sql).partition(f" from {self.table} ")[2].strip().removeprefix("where ")

    def _counting(self, kept: str, columns: list[str]) -> str:
        ones = " UNION ALL ".join(
            _ONE.format(column=column, limit=_LARGEST if column == GROUPS else self._size + 1)
            for column in columns
        )
        return f"WITH kept AS MATERIALIZED ({kept}) {ones}"

    @property
    def _size(self) -> int:
        return int(self.get_facet_size())

    async def _rows(self, sql: str) -> list[Any]:
        found = await self.ds.execute(
            self.database, sql, self.params, truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )  # fmt: skip
        return list(found.rows)

    async def _told(self, named: dict[str, bool], found: list[Any]) -> list[dict[str, Any]]:
        """As Datasette's templates and JSON have it."""
        told = []
        for column, asked in named.items():
            rows = [(row["value"], row["count"]) for row in found if row["facet"] == column]
            if column == GROUPS:
                rows = _each(rows)
            labels = await self._labels(column, [value for value, _ in rows[: self._size]])
            told.append({
                "name": column, "type": "group" if column == GROUPS else self.type,
                "hideable": asked, "truncated": len(rows) > self._size,
                "toggle_url": self.ds.urls.path(
                    path_with_removed_args(self.request, {"_facet": column})),
                "results": [self._result(column, value, count, labels.get(value, value))
                            for value, count in rows[: self._size]],
            })  # fmt: skip
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
            "value": value, "label": label, "count": count, "selected": selected,
            "toggle_url": self.ds.absolute_url(self.request, address),
        }  # fmt: skip


def _listed(columns: list[str]) -> str:
    return ", ".join(f"[{column}]" for column in columns)


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
