"""Which index leads to the fewest rows of a choice that has several, or "from" or "up to" a value.

SQLite takes an index with an equality before one with a range, whatever they hold: for contracts of
France from a million euros on it reads the third of the table that is of France; and of equalities
any one.  All are counted in their index, where ten thousand entries take less than a millisecond,
and no further than needed.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pipelines.store.schema import TABLES

Execute = Callable[..., Awaitable[Any]]
MOST = 100_000  # entries counted; what has more is read as SQLite likes
_PLAIN = re.compile(
    r"(?P<what>[\"\[](?P<column>\w+)[\"\]] (?P<sign>=|[<>]=?) :(?P<name>p\d+))|"
    r"[\"\[]\w+[\"\]] (?:!= :p\d+|is (?:not )?null|(?:not )?like :p\d+)"
)


async def index_of(execute: Execute, table: str, where: str, params: Mapping[str, Any]) -> str:
    """Conditions as Datasette writes them -> ``INDEXED BY …``; "": SQLite's own choice will do."""
    parts = [_PLAIN.fullmatch(part) for part in where.split(" and ")]
    ways = [(one, index) for one in parts if one is not None and one["column"]
            for index in [_beginning_with(table, one["column"])] if index]  # fmt: skip
    if not all(parts) or (len(ways) < 2 and all(one["sign"] == "=" for one, _ in ways)):
        return ""  # a search, a group: they lead by themselves; one equality: SQLite sees it
    best, chosen = MOST, ""
    for one, index in sorted(ways, key=lambda way: way[0]["sign"] == "="):
        along = f"INDEXED BY {index}"
        sql = (f"SELECT count(*) FROM (SELECT 1 FROM [{table}] {along} WHERE {one['what']}"
               f" LIMIT {best})")  # fmt: skip
        many = (await execute(sql, {one["name"]: params.get(one["name"])})).rows[0][0]
        if many < best:
            best, chosen = many, along
    return chosen


def _beginning_with(table: str, column: str) -> str | None:
    spec = TABLES.get(table)
    for columns in spec.indexes if spec else ():
        if columns[0] == column:
            return f"idx_{table}_{'_'.join(columns)}"
    return None
