"""Look up rows by full text, and notices by code, body, number or country.

Answers are kept for the next query; one that takes too long is empty, and ``incomplete`` says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from monitor.search.contract_columns import ContractColumns, Numbers
from monitor.search.rowid_cache import RowidCache

_AT_ONCE = 10  # queries in one statement, whose time is limited
_BETWEEN = "rowid BETWEEN :low AND :high"
_OF_COUNTRY = f"SELECT rowid FROM notices WHERE country = :country AND {_BETWEEN}"
# signs before ":", which no digit is: all codes that begin so.  "+": by the index of codes
_OF_CODE = f"""
SELECT rowid FROM notices WHERE main_code >= :q{{n}} AND main_code < :q{{n}} || ':' AND +{_BETWEEN}
"""
_OF_BODIES = f"""
SELECT n.rowid FROM notices n WHERE n.buyer_id IN
(SELECT id FROM organizations WHERE rowid IN ({{places}})) AND +n.{_BETWEEN}
"""
_MOST_BODIES = 200  # whose calls are found by their number; names of more are in their notices, too
_HIGHEST = 2**31 - 1  # rowid that is read
Rows = Callable[..., list[dict[str, Any]]]


class RowidLookup:
    """Asks one database in SQL, by ``rows``; answers are rowids."""

    def __init__(
        self,
        rows: Rows,
        columns: ContractColumns,
        cache: RowidCache,
        too_long: type[Exception] | tuple[()] = (),
    ) -> None:
        """``too_long``: raised by ``rows`` when an answer takes too long; ``incomplete`` says that
        one did, and that its rows are missing."""
        self.rows, self.columns, self.cache = rows, columns, cache
        self.too_long, self.incomplete = too_long, False

    def has(self, table: str, query: str) -> bool:
        """Return whether a row of the full text answers a query."""
        asked = f"SELECT 1 FROM {table}_fts WHERE {table}_fts MATCH :query LIMIT 1"
        return bool(self.rows(asked, query=query))

    def rowids(self, table: str, *queries: str) -> Numbers:
        """Return the rowids of a full-text table that answer one of the queries.

        Each query is asked by itself: FTS5 compares all parts of an OR for every row.
        """
        try:
            return self.cache.get((table, *queries), lambda: self._asked_rowids(table, queries))
        except self.too_long:
            self.incomplete = True
            return np.zeros(0, dtype=np.int32)

    def _asked_rowids(self, table: str, queries: Sequence[str]) -> Numbers:
        one = f"SELECT rowid FROM {table}_fts WHERE {_BETWEEN} AND {table}_fts MATCH :q{{n}}"
        return self._rowids_of_each(table, one, queries)

    def _rowids_of_each(self, table: str, one: str, values: Sequence[str]) -> Numbers:
        """Return the rowids that ``one`` selects for each value (as ``:q{n}``), some at once."""
        found = [np.zeros(0, dtype=np.int32)]
        for start in range(0, len(values), _AT_ONCE):
            part = {f"q{n}": value for n, value in enumerate(values[start : start + _AT_ONCE])}
            union = " UNION ALL ".join(one.format(n=n) for n in range(len(part)))
            found.append(self._all_rowids(table, union, part))
        return np.concatenate(found)

    def notices_of_codes(self, beginnings: Sequence[str]) -> Numbers:
        """Return which notices have a main code, of the CPV, that begins with one of these."""
        codes = tuple(f"CPV {one}" for one in beginnings)
        found = np.zeros(self.columns.notice_size, dtype=bool)
        if codes:
            asked = partial(self._rowids_of_each, "notices", _OF_CODE, codes)
            places = self.cache.get(("notices", "code", *codes), asked)
            found[places[places < len(found)]] = True
        return found

    def notices_of_bodies(self, bodies: Numbers) -> Numbers:
        """Return the rowids of what bodies (by rowid) publish; nothing where they are many."""
        if not 0 < len(bodies) <= _MOST_BODIES:
            return np.zeros(0, dtype=np.int32)
        places = ", ".join(map(str, np.unique(bodies)))
        asked = partial(self._all_rowids, "notices", _OF_BODIES.format(places=places), {})
        return self.cache.get(("notices", "bodies", places), asked)

    def of_number(self, table: str, word: str) -> Numbers:
        """Return what a portal publishes under a number: "ted:123456-2026/1" of 123456, or as a
        part of the procedure with that number (the ocid)."""
        cases = dict.fromkeys((word, word.lower(), word.upper()))
        portals = [portal for portal in self.columns.facets["portal"].values if portal]
        begun = [f"{portal}:{one}" for portal in portals for one in cases]
        one = f"SELECT rowid FROM {table} WHERE +{_BETWEEN} AND"  # "+": by the index of ids
        # signs before "0", which end a number
        which = [f"{one} id >= :p{n} AND id < :p{n} || '0'" for n in range(len(begun))]
        marks = ", ".join(f":p{n}" for n in range(len(begun)))
        which.append(f"{one} procedure_id IN ({marks})")
        given = {f"p{n}": text for n, text in enumerate(begun)}
        asked = partial(self._all_rowids, table, " UNION ALL ".join(which), given)
        return self.cache.get((table, "id", word), asked)

    def notices_of_country(self, country: str) -> Numbers:
        """Return the rowids of what buyers of a country publish."""
        asked = partial(self._all_rowids, "notices", _OF_COUNTRY, {"country": country})
        return self.cache.get(("country", country), asked)

    def _all_rowids(
        self, table: str, sql: str, values: dict[str, str], low: int = 0, high: int = _HIGHEST
    ) -> Numbers:
        """Return the rowids that SQL selects, as one text, which is faster than rows; in halves
        where that is longer than a value may be."""
        one_text = f"SELECT group_concat(rowid) AS found FROM ({sql})"
        try:
            (row,) = self.rows(one_text, low=low, high=high, **values)
        except sqlite3.DataError:
            if high == _HIGHEST:
                (last,) = self.rows(f"SELECT max(rowid) AS rowid FROM {table}")
                high = int(last["rowid"])
            middle = (low + high) // 2
            halves = (low, middle), (middle + 1, high)
            return np.concatenate([self._all_rowids(table, sql, values, *half) for half in halves])
        return np.fromstring(str(row["found"] or ""), dtype=np.int32, sep=",")
