"""Datasette facets that read the precomputed tables of counts.

Datasette reads the filtered rows once for each facet.  Here a table of counts is read, if it has
the columns of the filters and of the facets, else the rows once for all.  What takes too long is
named, and then no number stands there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.web.site_state import path_of
from pipelines.store.schema import COUNT_TABLES, TABLES, CountTable

TYPE = "counted"
ARGUMENT = f"_facet_{TYPE}"
GROUP = "_group"  # contracts?_group=microsoft: those in which a group has a role
GROUPS = "vendor_groups"
MANY = 150_000  # rows that are read in the time there is
LARGEST = 1000  # distinct arrays of groups
_ONE = (
    "SELECT * FROM (SELECT '{column}' AS facet, [{column}] AS value, sum(rows) AS count FROM kept"
    " WHERE [{column}] IS NOT NULL GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {limit})"
)
# comparison in an address -> the same on a table of counts; {} are parameters
_COMPARED = {"exact": "[{}] = {}", "not": "[{}] != {}", "in": "[{}] IN ({})"}
_COMPARED |= {"notin": "[{}] NOT IN ({})", "isnull": "[{}] IS NULL", "notnull": "[{}] IS NOT NULL"}
_NULLS = ("isnull", "notnull")


@hookimpl
def filters_from_request(
    request: Any, database: str, table: str
) -> Callable[[], FilterArguments] | FilterArguments | None:
    groups = request.args.getlist(GROUP)
    if not groups or (database, table) != (DATABASE_NAME, "contracts"):
        return None
    names = {f"group_{place}": group for place, group in enumerate(groups)}
    clauses = [
        f"id IN (SELECT contract_id FROM contract_groups WHERE vendor_group = :{name})"
        for name in names
    ]
    said = [f'group is "{group}"' for group in groups]
    return FilterArguments(clauses, params=names, human_descriptions=said)


@hookimpl
def register_facet_classes() -> list[type[Facet]]:
    return [Counted]


@dataclass(frozen=True)
class Choice:
    """Conditions of an address that a table of counts may know."""

    columns: frozenset[str]  # compared with values
    nulls: frozenset[str]  # asked whether they are null
    groups: tuple[str, ...]
    parts: tuple[str, ...]  # SQL over a table of counts
    params: Mapping[str, str]

    def fits(self, counts: CountTable) -> bool:
        """Has this table all that is compared?"""
        return (
            self.columns <= set(counts.columns)
            and self.nulls <= set(counts.columns) | set(counts.flags)
            and (not self.groups or GROUPS in counts.columns)
        )


def choice_of(query: str) -> Choice | None:
    """Read the conditions of a table's address; None when there are others (words, days,
    amounts)."""
    columns: set[str] = set()
    nulls: set[str] = set()
    groups: list[str] = []
    parts: list[str] = []
    params: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name == GROUP:
            groups.append(value)
        elif name.startswith("_search"):
            return None
        elif not name.startswith("_") or "__" in name:
            column, found, lookup = name.rpartition("__")
            if not found:
                column, lookup = name, "exact"
            if lookup not in _COMPARED:
                return None
            (nulls if lookup in _NULLS else columns).add(column)
            given = {
                f"value_{len(params) + n}": one for n, one in enumerate(_values(lookup, value))
            }
            parts.append(_COMPARED[lookup].format(column, ", ".join(f":{n}" for n in given)))
            params |= given
    for place, group in enumerate(groups):  # ids have no quote and no comma: searched as text
        if '"' in group:
            return None
        parts.append(f"instr({GROUPS}, '\"' || :group_{place} || '\"') > 0")
        params[f"group_{place}"] = group
    return Choice(frozenset(columns), frozenset(nulls), tuple(groups), tuple(parts), params)


def _values(lookup: str, value: str) -> list[str]:
    if lookup in _NULLS:
        return []
    if lookup not in ("in", "notin"):
        return [value]
    return [str(one) for one in json.loads(value)] if value.startswith("[") else value.split(",")


def counts_for(table: str, columns: Iterable[str], choice: Choice) -> str | None:
    """Name of the table of counts that knows these columns and this choice."""
    wanted = set(columns)
    grouped = bool(choice.groups) or GROUPS in wanted
    for name, counts in COUNT_TABLES.items():
        known = counts.of == table and wanted <= set(counts.columns) and choice.fits(counts)
        if known and (grouped or not counts.only):
            return name
    return None


class Counted(Facet):  # type: ignore[misc]
    """Metadata ``facets: [{counted: column}, …]``, and ``_facet=column`` of an address."""

    type = TYPE

    async def suggest(self) -> list[dict[str, Any]]:
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        named = self._named()
        if not named:
            return [], []
        found = await self._counted(list(named))
        if found is None:
            return [], list(named)
        return await self._told(named, found), []

    def _named(self) -> dict[str, bool]:
        """Return for each column whether the address asks for it."""
        # on later pages Datasette's condition would be about the rest of the rows
        later = "_next=" in path_of(self.request.scope)
        if self.database != DATABASE_NAME or self.table not in TABLES or later:
            return {}
        names = TABLES[self.table].names
        found = {one["config"]["simple"]: one["source"] == "request" for one in self.get_configs()}
        return {name: asked for name, asked in found.items() if name in names}

    async def _counted(self, columns: list[str]) -> list[tuple[str, Any, int]] | None:
        """Facet, value, count; None: too many rows, or no time."""
        choice = choice_of(self.request.query_string)
        plain = [name for name in columns if name != GROUPS]
        parts = [part for part in (plain, [GROUPS] if GROUPS in columns else []) if part]
        if choice is not None:
            tables = [counts_for(self.table, part, choice) for part in parts]
            if all(tables):
                where = " AND ".join(choice.parts) or "1"
                found: list[tuple[str, Any, int]] = []
                for name, part in zip(tables, parts, strict=True):
                    kept = f"SELECT {_listed(part)}, rows FROM [{name}] WHERE {where}"
                    found += await self._rows(self._sql(kept, part), choice.params)
                return found
        if self.row_count is None or self.row_count > MANY:
            return None
        kept = (
            f"SELECT {_listed(columns)}, count(*) AS rows FROM ({self.sql})"
            f" GROUP BY {_listed(columns)}"
        )
        try:
            return await self._rows(self._sql(kept, columns), self.params)
        except QueryInterrupted:
            return None

    def _sql(self, kept: str, columns: list[str]) -> str:
        """Wrap SQL of columns and ``rows`` to return facet, value and count, the largest first."""
        size = int(self.get_facet_size()) + 1
        ones = [
            _ONE.format(column=one, limit=LARGEST if one == GROUPS else size) for one in columns
        ]
        return f"WITH kept AS MATERIALIZED ({kept}) {' UNION ALL '.join(ones)}"

    async def _rows(self, sql: str, params: Any) -> list[tuple[str, Any, int]]:
        limit = self.ds.setting("facet_time_limit_ms")
        found = await self.ds.get_database(DATABASE_NAME).execute(
            sql, params, custom_time_limit=limit
        )
        return [tuple(row) for row in found.rows]

    async def _told(
        self, named: dict[str, bool], found: list[tuple[str, Any, int]]
    ) -> list[dict[str, Any]]:
        """As Datasette's templates and JSON have it."""
        size = int(self.get_facet_size())
        told = []
        for column, asked in named.items():
            rows = [(value, count) for facet, value, count in found if facet == column]
            if column == GROUPS:
                rows = _each(rows)
            labels = await self._labels(column, [value for value, _ in rows[:size]])
            told.append(
                {
                    "name": column,
                    "type": "group" if column == GROUPS else "column",
                    "hideable": asked,
                    "truncated": len(rows) > size,
                    "toggle_url": self._address(ARGUMENT, column, taken=True),
                    "results": [
                        self._result(column, value, count, labels.get(value, value))
                        for value, count in rows[:size]
                    ],
                }
            )
        return told

    async def _labels(self, column: str, values: list[Any]) -> dict[Any, Any]:
        """Look up the labels of values that name a row of another table."""
        table, key = ("vendor_groups", "id") if column == GROUPS else _target(self.table, column)
        if table is None or not values:
            return {}
        label = self.ds.table_metadata(DATABASE_NAME, table).get("label_column")
        if label is None:
            return {}
        names = {f"v{place}": value for place, value in enumerate(values)}
        listed = ", ".join(f":{name}" for name in names)
        sql = f"SELECT [{key}], [{label}] FROM [{table}] WHERE [{key}] IN ({listed})"
        found = await self.ds.get_database(DATABASE_NAME).execute(sql, names)
        return {row[0]: row[1] or row[0] for row in found.rows}

    def _result(self, column: str, value: Any, count: int, label: Any) -> dict[str, Any]:
        name, text = GROUP if column == GROUPS else column, str(value)
        selected = (name, text) in self.get_querystring_pairs()
        address = self._address(name, text, taken=selected)
        return {
            "value": value,
            "label": label,
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


def _target(table: str, column: str) -> tuple[str | None, str]:
    """Table and key that a column points to."""
    for name, other, key in TABLES[table].foreign_keys:
        if name == column:
            return other, key
    return None, ""


def _each(rows: list[tuple[Any, int]]) -> list[tuple[str, int]]:
    """Add up arrays of groups by group, the most frequent first."""
    found: dict[str, int] = {}
    for array, count in rows:
        for group in json.loads(array):
            found[group] = found.get(group, 0) + count
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f"[{column}]" for column in columns)
