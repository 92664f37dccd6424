"""How a table's page is asked of a million rows: Datasette's SQL -> SQL that answers in time.

Counts    ``select count(*)`` and facets whose filters are columns of ``COUNT_TABLES`` are answered
          from these small tables, to the row.
Rows      SQLite prefers any equality to the order of the page, and then sorts half a million rows.
          First the index that begins with the rarest value asked for and continues in the order of
          the page, or that order itself, for a moment; then as SQLite likes.

What is not recognised is asked as it stands.  The text is Datasette's alone: values are parameters.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from datasette.database import QueryInterrupted, Results

from monitor.web import facet_counts, index_choice
from pipelines.store.schema import COUNT_TABLES, TABLES, CountTable

Execute = Callable[..., Awaitable[Any]]
A_MOMENT_MS = 120  # for the first way of reading rows
COUNTING_MS = 250  # for a number that no table of counts knows

_COUNT = re.compile(r"select count\(\*\) from (?P<table>\w+) (?:where (?P<where>.+) )?")
_ROWS = re.compile(
    r"(?P<what>select .+?) from (?P<table>\w+) (?P<where>where .+ )?order by (?P<by>\[?\w+\]?)"
    r"(?P<desc>(?: desc)?)(?P<then>(?:, \[?\w+\]?)*)(?P<limit> limit \d+)",
    re.DOTALL,
)
_EQUAL = re.compile(r'(?<![.\w])["\[](?P<column>\w+)["\]] = :(?P<name>p\d+)')
# what follows the last row of a page, in the order of one column and the key
_AFTER = re.compile(
    r"\((?P<by>\[?\w+\]?) (?P<less>[<>]) (?P<value>:p\d+)(?: or \[?\w+\]? is null)?(?= or \()"
)
# what Datasette and our own filter write, one condition each
_CONDITION = re.compile(
    r'"(?P<column>\w+)" (?:!?= :p\d+|(?P<null>is (?:not )?null)|(?:not )?like :p\d+)'
    r"|(?P<listed>\w+) (?:not )?in \((?::p\d+(?:, )?)+\)"
    r"|id IN \(SELECT contract_id FROM contract_groups WHERE vendor_group = :(?P<group>group_\d+)\)"
)
_GROUP_ID = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Conditions:
    """The conditions on a table, as conditions on a table of counts; ``grouped``: on groups too."""

    counts: str
    sql: str
    grouped: bool


def conditions(
    where: str, params: Mapping[str, Any], table: str, counts: str | None = None
) -> Conditions | None:
    """None: no table of counts (not ``counts``, when it is named) has all of their columns."""
    found = [_CONDITION.fullmatch(part) for part in where.split(" and ")] if where else []
    if not all(found):
        return None
    parts = [one for one in found if one is not None]
    grouped = any(one["group"] for one in parts)
    for name in (counts,) if counts else COUNT_TABLES:
        kept = COUNT_TABLES[name]
        if kept.of != table or (grouped and "vendor_groups" not in kept.columns):
            continue
        if all(_fits(one, kept, params) for one in parts):
            return Conditions(name, " and ".join(map(_on_counts, parts)) or "1", grouped)
    return None


def _fits(one: re.Match[str], kept: CountTable, params: Mapping[str, Any]) -> bool:
    if one["group"]:
        return _GROUP_ID.fullmatch(str(params.get(one["group"], ""))) is not None
    column = one["column"] or one["listed"]
    return column in kept.columns or (column in kept.flags and one["null"] is not None)


def _on_counts(one: re.Match[str]) -> str:
    if one["group"]:  # ids have no quote and no comma: the array is searched as text
        return f"instr(vendor_groups, '\"' || :{one['group']} || '\"') > 0"
    return one[0]


def counted(sql: str, params: Mapping[str, Any]) -> str | None:
    """Datasette's count of a table's rows -> the same from a table of counts."""
    found = _COUNT.fullmatch(sql)
    asked = conditions(found["where"] or "", params, found["table"]) if found else None
    if asked is None or (COUNT_TABLES[asked.counts].only and not asked.grouped):
        return None
    return f"SELECT coalesce(sum(rows), 0) FROM [{asked.counts}] WHERE {asked.sql}"


async def _number(execute: Execute, sql: str, params: Any, limit_ms: float) -> Any:
    """A count that reads rows: along the index in which they are fewest, with the facets if they
    are wanted; none are read where an index alone tells it.  Raises  QueryInterrupted."""
    found = _COUNT.fullmatch(sql)
    if found is None or not found["where"]:
        return await execute(sql, params, custom_time_limit=limit_ms)
    table, where = found["table"], found["where"]
    given = params if isinstance(params, Mapping) else {}
    way = await index_choice.way(execute, table, where, given)
    if way.exact:
        return Results([(way.most,)], False, None)
    if way.most is not None and way.most <= facet_counts.READ_AT_ONCE:
        many = await facet_counts.number(execute, table, where, params, way.along)
        if many is not None:
            return Results([(many,)], False, None)
    if way.along:
        sql = f"select count(*) from {table} {way.along} where {where}"
    return await execute(sql, params, custom_time_limit=limit_ms)


@dataclass(frozen=True)
class Rows:
    """Datasette's question for the rows of a page, in its parts."""

    what: str
    table: str
    where: str
    by: str
    desc: str
    then: str
    limit: str

    @property
    def order(self) -> str:
        return self.by.strip("[]")

    def equal(self) -> list[tuple[str, str]]:
        """(column, parameter) of each condition with one value."""
        return [(one["column"], one["name"]) for one in _EQUAL.finditer(self.where)]

    @property
    def bounded(self) -> Rows | None:
        """A later page, said so that an index leads to its first row; rows without a value are not
        in it: they come last.  None: it is no later page."""
        bound = r"(\g<by> \g<less>= \g<value>) and (\g<by> \g<less> \g<value>"
        where, times = _AFTER.subn(bound, self.where)
        return replace(self, where=where) if times == 1 else None

    @property
    def most(self) -> int:
        return int(self.limit.rpartition(" ")[2])

    def sql(self, columns: tuple[str, ...] = ()) -> str:
        """The same, along an index of the schema if it is named.

        Rows that are equal in the order asked for follow by their key.  Datasette says so from the
        second page on only, and would skip some of them there.
        """
        index = f" {along(self.table, columns)}" if columns else ""
        keys = [f"[{key}]" for key in TABLES[self.table].pk if key != self.order]
        then = self.then or "".join(f", {key}" for key in keys)
        return (
            f"{self.what} from {self.table}{index} {self.where}"
            f"order by {self.by}{self.desc}{then}{self.limit}"
        )


def along(table: str, columns: tuple[str, ...]) -> str:
    """What makes SQLite read a table in the order of an index of the schema, or of its key."""
    if columns != TABLES[table].pk:
        return f"INDEXED BY idx_{table}_{'_'.join(columns)}"
    kinds = {name: kind for name, kind, _ in TABLES[table].columns}
    numbered = len(columns) == 1 and kinds[columns[0]] == "INTEGER"
    return "NOT INDEXED" if numbered else f"INDEXED BY sqlite_autoindex_{table}_1"


def rows(sql: str) -> Rows | None:
    """None when it is no page of rows of one of our tables in the order of a column."""
    found = _ROWS.fullmatch(sql)
    if found is None or found["table"] not in TABLES:
        return None
    parts = found.groupdict(default="")
    return Rows(**parts)


async def index_of(execute: Execute, asked: Rows, params: Mapping[str, Any]) -> str | None:
    """Rows along the index that promises most; None when no index has the order of the page."""
    indexes = TABLES[asked.table].indexes
    best: tuple[int, tuple[str, ...]] | None = None
    for column, name in asked.equal():
        if (column, asked.order) in indexes:
            many = await _with(execute, asked.table, column, params.get(name))
            if best is None or many < best[0]:
                best = many, (column, asked.order)
    if best is not None:
        return asked.sql(best[1])
    ways = [columns for columns in (TABLES[asked.table].pk, *indexes) if columns[0] == asked.order]
    return asked.sql(ways[0]) if ways else None


async def _with(execute: Execute, table: str, column: str, value: Any) -> int:
    """Rows with this value, if a table of counts says so; else as good as all."""
    for name, counts in COUNT_TABLES.items():
        if counts.of == table and column in counts.columns and not counts.only:
            sql = f"SELECT coalesce(sum(rows), 0) FROM [{name}] WHERE [{column}] = :value"
            found = await execute(sql, {"value": value})
            return int(found.rows[0][0])
    return 10**9


async def answer(execute: Execute, sql: str, params: Any, **options: Any) -> Any:
    """Execute Datasette's SQL the way that answers first.

    Raises  QueryInterrupted: no way answered in time.
    """
    given = params if isinstance(params, Mapping) else {}
    if sql.startswith("select count(*) from "):
        better = counted(sql, given)
        if better is not None:
            return await execute(better, given)
        limit = min(COUNTING_MS, options.get("custom_time_limit") or COUNTING_MS)
        return await _number(execute, sql, params, limit)
    asked = rows(sql) if sql.startswith("select ") else None
    if asked is None:
        return await execute(sql, params, **options)
    limit = min(A_MOMENT_MS, options.get("custom_time_limit") or A_MOMENT_MS)
    for one in filter(None, (asked.bounded, asked)):
        way = await index_of(execute, one, given)
        if way is None:
            continue
        try:
            found = await execute(way, params, **{**options, "custom_time_limit": limit})
        except QueryInterrupted:
            continue
        if one is asked or len(found.rows) == asked.most:
            return found
    return await execute(asked.sql(), params, **options)
