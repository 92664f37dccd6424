"""Build the SQL that counts the values of columns, by a precomputed table of counts if one fits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from monitor.web.page_data.aggregate_queries import COUNTED
from pipelines.store.contract_conditions import in_force
from pipelines.store.schema import COUNT_TABLES

GROUP = "_group"  # contracts?_group=microsoft: those in which a group has a role
GROUPS = "vendor_groups"
# comparison in an address -> the same on a table of counts; {} are parameters
_NULLS = {"isnull": "[{}] IS NULL", "notnull": "[{}] IS NOT NULL"}
_COMPARED = {"exact": "[{}] = {}", "not": "[{}] != {}"} | _NULLS
_COMPARED |= {"in": "[{}] IN ({})", "notin": "[{}] NOT IN ({})"}
MAX_ROWS = 75_000  # rows that are read in the time there is; 90,000 were not, on two cores
MAX_FULL_TEXT_ROWS = 40_000  # rows found by full text; 52,000 were not
_SEARCH = "_search"
_IN_FORCE = in_force(prefix="")
MAX_GROUP_ARRAYS = 1000  # distinct arrays of groups
_ONE = (
    "SELECT * FROM (SELECT '{column}' AS facet, [{column}] AS value, sum(rows) AS count FROM kept"
    " WHERE [{column}] IS NOT NULL GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {limit})"
)


@dataclass(frozen=True)
class CountConditions:
    """Conditions of an address that a table of counts may know."""

    columns: frozenset[str]  # compared with values, and ``GROUP``
    nulls: frozenset[str]  # asked whether they are null
    where: str  # SQL over a table of counts
    params: Mapping[str, str]


def choice_of(query: str) -> CountConditions | None:
    """Read the conditions of a table's address; None when there are others (words, days,
    amounts)."""
    columns: set[str] = set()
    nulls: set[str] = set()
    parts: list[str] = []
    params: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name.startswith(_SEARCH) or (name == GROUP and '"' in value):
            return None
        if name == COUNTED:
            columns |= {"status", "digital"}
            nulls.add("same_as")
            parts.append(_IN_FORCE)
            continue
        if name.startswith("_") and "__" not in name and name != GROUP:
            continue
        column, separator, lookup = name.rpartition("__")
        column, lookup = (column, lookup) if separator else (name, "exact")
        if lookup not in _COMPARED:
            return None
        values = {
            f"value_{len(params) + n}": value for n, value in enumerate(_values(lookup, value))
        }
        if name == GROUP:  # ids have no quote and no comma: searched as text
            compared = f"instr([{GROUPS}], '\"' || :{next(iter(values))} || '\"') > 0"
        else:
            compared = _COMPARED[lookup]
        (nulls if lookup in _NULLS else columns).add(column)
        parts.append(compared.format(column, ", ".join(f":{n}" for n in values)))
        params |= values
    return CountConditions(frozenset(columns), frozenset(nulls), " AND ".join(parts) or "1", params)


def conditions_of_contracts(
    groups: Iterable[str], is_counted: bool
) -> tuple[list[str], dict[str, str], list[str]]:
    """Conditions of ``?_group=`` and ``?_counted=1``, their parameters, and each in words."""
    params = {f"group_{index}": group for index, group in enumerate(groups)}
    # by rowid, which every index has: beside another choice no row is read to know its id
    condition = (
        "rowid IN (SELECT c.rowid FROM contract_groups g JOIN contracts c ON c.id = g.contract_id"
        " WHERE g.vendor_group = :{})"
    )
    return (
        [condition.format(name) for name in params] + [_IN_FORCE] * is_counted,
        params,
        [f'group is "{group}"' for group in params.values()] + ["counted in figures"] * is_counted,
    )


def _values(lookup: str, value: str) -> list[str]:
    if lookup in _NULLS:
        return []
    if lookup not in ("in", "notin"):
        return [value]
    return [str(item) for item in json.loads(value)] if value.startswith("[") else value.split(",")


def counts_for(table: str, columns: Iterable[str], choice: CountConditions) -> str | None:
    """Name of the table of counts that knows these columns and this choice."""
    wanted = {GROUPS if column == GROUP else column for column in choice.columns} | set(columns)
    is_grouped = GROUP in choice.columns or GROUPS in columns
    for name, counts in COUNT_TABLES.items():
        is_counted = wanted <= set(counts.columns) and choice.nulls <= {
            *counts.columns,
            *counts.flags,
        }
        if counts.of == table and is_counted and (is_grouped or not counts.only):
            return name
    return None


def facet_queries(
    table: str, columns: list[str], query: str, size: int, rows: tuple[str, Any, int | None]
) -> list[tuple[str, Any]] | None:
    """Return SQL of facet, value and count, the ``size`` largest of each column, with parameters.

    ``query`` is the address's; ``rows`` what it chooses, where no table of counts knows it: SQL,
    parameters, number.  None: these are too many to be read.
    """
    if not columns:
        return []
    choice = choice_of(query)
    if choice is not None and counts_for(table, columns, choice):
        # groups have a table of counts of their own
        parts = (
            [column for column in columns if (column == GROUPS) is apart] for apart in (False, True)
        )
        return [(_by_counts(table, part, choice, size), choice.params) for part in parts if part]
    sql, params, number = rows
    by_words = any(name.startswith(_SEARCH) for name, _value in parse_qsl(query))
    if number is None or number > (MAX_FULL_TEXT_ROWS if by_words else MAX_ROWS):
        return None
    listed = _listed(columns)
    read = f"SELECT {listed}, count(*) AS rows FROM ({sql}) GROUP BY {listed}"
    return [(_largest(read, columns, size), params)]


def _by_counts(table: str, columns: list[str], choice: CountConditions, size: int) -> str:
    counts = counts_for(table, columns, choice)
    select = f"SELECT {_listed(columns)}, rows FROM [{counts}] WHERE {choice.where}"
    return _largest(select, columns, size)


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f"[{column}]" for column in columns)


def _largest(select: str, columns: list[str], size: int) -> str:
    ones = [
        _ONE.format(column=column, limit=MAX_GROUP_ARRAYS if column == GROUPS else size)
        for column in columns
    ]
    return f"WITH kept AS MATERIALIZED ({select}) {' UNION ALL '.join(ones)}"
