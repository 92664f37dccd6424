"""Along which index the fewest rows of a choice are read, and how many these are at most.

SQLite takes an index with an equality before one with a range, whatever they hold: for contracts of
France from a million euros on it reads the third of the table that is of France; and of equalities
any one.  All are counted in their index, where ten thousand entries take less than a millisecond,
and no further than needed.  Words are counted in the index of words, where a hundred thousand take
three milliseconds, and not by the rows that have them, where they take a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.store.schema import TABLES

Execute = Callable[..., Awaitable[Any]]
MOST = 100_000  # entries counted; what has more is read as SQLite likes
WORDS_MS = 250  # for their number; a million rows take thirty
_PLAIN = re.compile(
    r"(?P<what>[\"\[](?P<column>\w+)[\"\]] (?P<sign>=|[<>]=?) :(?P<name>p\d+))|"
    r"[\"\[]\w+[\"\]] (?:!= :p\d+|is (?:not )?null|(?:not )?like :p\d+)"
)
# what Datasette writes for words to be found in any column, or in one
_WORDS = re.compile(
    r"rowid in \((?P<what>select rowid from (?P<index>\w+) where \[?\w+\]?"
    r" match (?:escape_fts\(:search(?:_\d+)?\)|:search(?:_\d+)?))\)"
)


@dataclass(frozen=True)
class Way:
    """along  ``INDEXED BY …``; "": SQLite's own choice will do
    most   rows that are read then; None: not known
    exact  they are the rows of the choice: nothing else leaves any of them out
    """

    along: str = ""
    most: int | None = None
    exact: bool = False


async def way(execute: Execute, table: str, where: str, params: Mapping[str, Any]) -> Way:
    """Conditions as Datasette writes them -> the way to their rows.

    Raises  QueryInterrupted: words that so many rows have that they could not be counted.
    """
    conditions = where.split(" and ")
    for one in map(_WORDS.fullmatch, conditions):
        if one is not None and one["index"] == f"{table}_fts":
            sql = f"SELECT count(*) FROM ({one['what']})"
            found = await execute(sql, params, custom_time_limit=WORDS_MS)
            return Way(most=found.rows[0][0], exact=len(conditions) == 1)
    parts = [_PLAIN.fullmatch(part) for part in conditions]
    ways = [
        (one, index)
        for one in parts
        if one is not None and one["column"]
        for index in [_beginning_with(table, one["column"])]
        if index
    ]
    if not all(parts) or (len(ways) < 2 and all(one["sign"] == "=" for one, _ in ways)):
        return Way()  # a group leads by itself; one equality: SQLite sees it
    best, chosen = MOST, ""
    for one, index in sorted(ways, key=lambda way: way[0]["sign"] == "="):
        along = f"INDEXED BY {index}"
        sql = (
            f"SELECT count(*) FROM (SELECT 1 FROM [{table}] {along} WHERE {one['what']}"
            f" LIMIT {best})"
        )
        many = (await execute(sql, {one["name"]: params.get(one["name"])})).rows[0][0]
        if many < best:
            best, chosen = many, along
    return Way(chosen, best, exact=len(conditions) == 1) if chosen else Way()


def _beginning_with(table: str, column: str) -> str | None:
    spec = TABLES.get(table)
    for columns in spec.indexes if spec else ():
        if columns[0] == column:
            return f"idx_{table}_{'_'.join(columns)}"
    return None
