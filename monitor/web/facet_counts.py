"""How many rows a choice has and how many of them have each value of a column, in one look.

Datasette asks for the number first, then for each facet.  Of a choice that no table of counts knows
(words, dates, amounts) the rows are read once for both: what is found with the number waits in
``wish`` for the facets of the same page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from datasette.database import QueryInterrupted

from pipelines.store.schema import TABLES

Execute = Callable[..., Awaitable[Any]]
READ_AT_ONCE = 200_000  # rows; of more the number is asked alone: it may be all that can be had
TOGETHER_MS = 400  # for number and facets; each alone has 250
ALL = ""  # stands for a facet where the number of all rows is told
_ONE = (
    "SELECT * FROM (SELECT '{column}' AS facet, [{column}] AS value, sum(rows) AS count FROM kept"
    " WHERE [{column}] IS NOT NULL GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT {limit})"
)
_ALL = f"SELECT '{ALL}' AS facet, NULL AS value, coalesce(sum(rows), 0) AS count FROM kept"


@dataclass
class Wish:
    """Facets of the page under way: column -> how many of its values are told, and what was found.

    found  rows of facet, value, count for the conditions ``where``; None: there was no time
    """

    table: str
    columns: Mapping[str, int]
    where: str | None = None
    found: list[Any] | None = None


wish: ContextVar[Wish | None] = ContextVar("wish", default=None)


def counting(kept: str, columns: Mapping[str, int], more: tuple[str, ...] = ()) -> str:
    """SQL for rows of columns and ``rows`` -> SQL for facet, value, count; the largest first."""
    ones = [_ONE.format(column=column, limit=limit) for column, limit in columns.items()]
    return f"WITH kept AS MATERIALIZED ({kept}) {' UNION ALL '.join((*ones, *more))}"


async def number(execute: Execute, table: str, where: str, params: Any, along: str) -> int | None:
    """How many rows; the facets are found with it.  None: no facets are wanted, or no time."""
    wanted = wish.get()
    if wanted is None or wanted.table != table or not wanted.columns:
        return None
    found = await facets(execute, wanted, where, params, along)
    return next((int(row["count"]) for row in found or () if row["facet"] == ALL), None)


async def facets(
    execute: Execute, wanted: Wish, where: str, params: Any, along: str
) -> list[Any] | None:
    """Rows of facet, value, count; None: no time.  Asked again, they are not read again."""
    if wanted.where != where:
        wanted.where = where
        kept = (
            f"SELECT {listed(wanted.columns)}, count(*) AS rows FROM {wanted.table} {along}"
            f" WHERE {where or 1} GROUP BY {_together(wanted)}"
        )
        sql = counting(kept, wanted.columns, (_ALL,))
        try:
            answer = await execute(sql, params, custom_time_limit=TOGETHER_MS)
            wanted.found = list(answer.rows)
        except QueryInterrupted:
            wanted.found = None
    return wanted.found


def _together(wanted: Wish) -> str:
    """Rows are sorted by one text a third faster than by nine; of numbers it might be rounded.

    What SQLite then gives for a column is that of any row of the group: all have the same.
    """
    kinds = {name: kind for name, kind, _ in TABLES[wanted.table].columns}
    texts = all(kinds[column] == "TEXT" for column in wanted.columns)
    names = listed(wanted.columns)
    return f"json_array({names})" if texts else names


def listed(columns: Mapping[str, int]) -> str:
    return ", ".join(f"[{column}]" for column in columns)
