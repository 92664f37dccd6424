"""Datasette facets that read the precomputed tables of counts.

Datasette reads the filtered rows once for each facet.  Here a table of counts is read, if it has
the columns of the filters and of the facets, else the rows once for all columns (and once for
groups).  What takes too long is named, and then no number stands there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.table_labels import group_word, portal_word
from monitor.web.site_state import path_of
from pipelines.store.schema import COUNT_TABLES, TABLES

TYPE = "counted"
ARGUMENT = f"_facet_{TYPE}"
GROUP = "_group"  # contracts?_group=microsoft: those in which a group has a role
GROUPS = "vendor_groups"
LABELS = {GROUPS: group_word, "vendor_group": group_word, "portal": portal_word}
MANY = 150_000  # rows that are read in the time there is
LARGEST = 1000  # distinct arrays of groups
_ONE = (
    "SELECT * FROM (SELECT '{column}' AS facet, [{column}] AS value, sum(rows) AS count FROM kept"
    " WHERE [{column}] IS NOT NULL GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {limit})"
)
# comparison in an address -> the same on a table of counts; {} are parameters
_NULLS = {"isnull": "[{}] IS NULL", "notnull": "[{}] IS NOT NULL"}
_COMPARED = {"exact": "[{}] = {}", "not": "[{}] != {}"} | _NULLS
_COMPARED |= {"in": "[{}] IN ({})", "notin": "[{}] NOT IN ({})"}


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

    columns: frozenset[str]  # compared with values, and ``GROUP``
    nulls: frozenset[str]  # asked whether they are null
    where: str  # SQL over a table of counts
    params: Mapping[str, str]


def choice_of(query: str) -> Choice | None:
    """Read the conditions of a table's address; None when there are others (words, days,
    amounts)."""
    columns: set[str] = set()
    nulls: set[str] = set()
    parts: list[str] = []
    params: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name.startswith("_search") or (name == GROUP and '"' in value):
            return None
        if name.startswith("_") and "__" not in name and name != GROUP:
            continue
        column, found, lookup = name.rpartition("__")
        column, lookup = (column, lookup) if found else (name, "exact")
        if lookup not in _COMPARED:
            return None
        given = {f"value_{len(params) + n}": one for n, one in enumerate(_values(lookup, value))}
        if name == GROUP:  # ids have no quote and no comma: searched as text
            compared = f"instr([{GROUPS}], '\"' || :{next(iter(given))} || '\"') > 0"
        else:
            compared = _COMPARED[lookup]
        (nulls if lookup in _NULLS else columns).add(column)
        parts.append(compared.format(column, ", ".join(f":{n}" for n in given)))
        params |= given
    return Choice(frozenset(columns), frozenset(nulls), " AND ".join(parts) or "1", params)


def _values(lookup: str, value: str) -> list[str]:
    if lookup in _NULLS:
        return []
    if lookup not in ("in", "notin"):
        return [value]
    return [str(one) for one in json.loads(value)] if value.startswith("[") else value.split(",")


def counts_for(table: str, columns: Iterable[str], choice: Choice) -> str | None:
    """Name of the table of counts that knows these columns and this choice."""
    wanted = {GROUPS if one == GROUP else one for one in choice.columns} | set(columns)
    is_grouped = GROUP in choice.columns or GROUPS in columns
    for name, counts in COUNT_TABLES.items():
        known = wanted <= set(counts.columns) and choice.nulls <= {*counts.columns, *counts.flags}
        if counts.of == table and known and (is_grouped or not counts.only):
            return name
    return None


class Counted(Facet):  # type: ignore[misc]
    """Metadata ``facets: [{counted: column}, …]``, and ``_facet=column`` of an address."""

    type = TYPE

    async def suggest(self) -> list[dict[str, Any]]:
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        named = self._named()
        try:
            found = await self._counted(list(named))
        except QueryInterrupted:
            found = None
        if found is None:
            return [], list(named)
        return [self._told(column, found[column], asked) for column, asked in named.items()], []

    def _named(self) -> dict[str, bool]:
        """Return for each column whether the address asks for it."""
        # on later pages Datasette's condition would be about the rest of the rows
        later = "_next=" in path_of(self.request.scope)
        if self.database != DATABASE_NAME or self.table not in TABLES or later:
            return {}
        names = TABLES[self.table].names
        found = {one["config"]["simple"]: one["source"] == "request" for one in self.get_configs()}
        return {name: asked for name, asked in found.items() if name in names}

    async def _counted(self, columns: list[str]) -> dict[str, Counter[Any]] | None:
        """Values of each column with their number; None: too many rows."""
        choice = choice_of(self.request.query_string)
        found: dict[str, Counter[Any]] = {column: Counter() for column in columns}
        plain = [name for name in columns if name != GROUPS]
        for part in filter(None, (plain, [name for name in columns if name == GROUPS])):
            listed = ", ".join(f"[{column}]" for column in part)
            table = choice and counts_for(self.table, part, choice)
            if choice is not None and table:
                kept, params = (
                    f"SELECT {listed}, rows FROM [{table}] WHERE {choice.where}",
                    choice.params,
                )
            elif self.row_count is None or self.row_count > MANY:
                return None
            else:
                kept = f"SELECT {listed}, count(*) AS rows FROM ({self.sql}) GROUP BY {listed}"
                params = self.params
            for column, value, count in await self._rows(kept, params, part):
                for one in json.loads(value) if column == GROUPS else [value]:
                    found[column][one] += count
        return found

    async def _rows(self, kept: str, params: Any, columns: list[str]) -> list[Any]:
        """Facet, value and count of SQL of columns and ``rows``, the largest first."""
        size = int(self.get_facet_size()) + 1
        ones = [
            _ONE.format(column=one, limit=LARGEST if one == GROUPS else size) for one in columns
        ]
        found = await self.ds.get_database(DATABASE_NAME).execute(
            f"WITH kept AS MATERIALIZED ({kept}) {' UNION ALL '.join(ones)}",
            params,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        return list(found.rows)

    def _told(self, column: str, found: Counter[Any], asked: bool) -> dict[str, Any]:
        """As Datasette's templates and JSON have it."""
        size = int(self.get_facet_size())
        rows = found.most_common()
        if column == GROUPS:
            rows.sort(key=lambda one: (-one[1], one[0]))
        return {
            "name": column,
            "type": "group" if column == GROUPS else "column",
            "hideable": asked,
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
