"""Look up rows by full text, and notices by code, body, number or country.

Answers are kept for the next query; one that takes too long is empty, and ``incomplete`` says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from monitor.search.column_store import ContractColumns, Numbers
from monitor.search.in_memory_full_text import RecentFullText
from monitor.search.rowid_cache import Ask, IncrementalRowidCache, QueryKey

_AT_ONCE = 10  # queries in one statement, whose time is limited
_BETWEEN = "rowid BETWEEN :low AND :high"
_OF_COUNTRY = f"SELECT rowid FROM notices WHERE country = :q{{n}} AND {_BETWEEN}"
_OF_WORDS = f"SELECT rowid FROM {{table}}_fts WHERE {_BETWEEN} AND {{table}}_fts MATCH :q{{n}}"
_OF_LANGUAGES = f"""
SELECT rowid FROM notices_fts WHERE {_BETWEEN} AND notices_fts MATCH :query
AND (SELECT language FROM notices n WHERE n.rowid = notices_fts.rowid) IN ({{marks}})
"""
# signs before ":", which no digit is: all codes that begin so.  "+": by the index of codes
_OF_CODE = f"""
SELECT rowid FROM notices WHERE main_code >= :q{{n}} AND main_code < :q{{n}} || ':' AND +{_BETWEEN}
"""
_OF_BODIES = f"""
SELECT n.rowid FROM notices n WHERE n.buyer_id IN
(SELECT id FROM organizations WHERE rowid IN ({{places}})) AND +n.{_BETWEEN}
"""
_OF_FIRMS = f"""
SELECT rowid FROM contracts WHERE +{_BETWEEN} AND id IN (SELECT contract_id FROM suppliers
WHERE organization_id IN (SELECT id FROM organizations WHERE rowid IN ({{places}})))
"""
_MAX_BODIES = 200  # whose calls are found by their number; names of more are in their notices, too
RunQuery = Callable[..., list[dict[str, Any]]]


class RowidLookup:
    """Asks one database in SQL, by ``rows``; answers are rowids that the columns have."""

    def __init__(
        self,
        rows: RunQuery,
        columns: ContractColumns,
        cache: IncrementalRowidCache,
        too_long: type[Exception] | tuple[()] = (),
        recent: RecentFullText | None = None,
    ) -> None:
        """``recent``: full text of the last rows, where ``cache`` holds answers of earlier ones.

        ``too_long``: raised by ``rows`` when an answer takes too long; ``incomplete`` says that
        one did, and that its rows are missing."""
        self.rows, self.columns, self.kept = rows, columns, cache
        self.too_long, self.incomplete = too_long, False
        self.recent = recent
        self._ends = {
            "contracts": columns.size - 1,
            "notices": columns.notice_size - 1,
            "organizations": columns.body_size - 1,
        }

    def has(self, table: str, query: str) -> bool:
        """Return whether a row of the full text answers a query."""
        select = f"SELECT 1 FROM {table}_fts WHERE {table}_fts MATCH :query LIMIT 1"
        return bool(self.rows(select, query=query))

    def rowids(self, table: str, *queries: str) -> Numbers:
        """Return the rowids of a full-text table that answer one of the queries.

        Each query is asked by itself: FTS5 compares all parts of an OR for every row.
        """
        return self._of_each(table, "words", _OF_WORDS.format(table=table, n="{n}"), queries)

    def _of_each(self, table: str, kind: str, select: str, values: Sequence[str]) -> Numbers:
        """Return the rowids that ``select`` finds for one of the values (as ``:q{n}``)."""

        def ask(keys: Sequence[QueryKey], low: int, high: int) -> list[Numbers]:
            result: list[Numbers] = []
            is_recent = kind == "words" and self.recent and self.recent.has(table, low)
            rows = self.recent.rows if self.recent and is_recent else self.rows
            for start in range(0, len(keys), _AT_ONCE):
                parameters = {
                    f"q{n}": key[2] for n, key in enumerate(keys[start : start + _AT_ONCE])
                }
                selects = [select.format(n=n) for n in range(len(parameters))]
                result += _all_rowids(rows, selects, parameters, low, high)
            return result

        return self._kept(table, [(table, kind, value) for value in values], ask)

    def _of_one(self, table: str, key: QueryKey, select: str, values: Mapping[str, str]) -> Numbers:
        """Return the rowids that one ``select`` finds."""
        ask = partial(_all_rowids, self.rows, [select], values)
        return self._kept(table, [(table, *key)], lambda _, low, high: ask(low, high))

    def _kept(self, table: str, keys: Sequence[QueryKey], ask: Ask) -> Numbers:
        """Return the rowids of all keys, as they were kept or as they are asked for now; none where
        that takes too long."""
        try:
            rowids = self.kept.get(table, keys, self._ends[table], ask)
        except self.too_long:
            self.incomplete = True
            return _NONE
        return rowids[0] if len(rowids) == 1 else np.concatenate([_NONE, *rowids])

    def rowids_in_languages(self, query: str, languages: Sequence[str]) -> Numbers:
        """Return the rowids of notices in one of these languages that answer a full-text query."""
        values = {"query": query} | {f"l{n}": language for n, language in enumerate(languages)}
        marks = ", ".join(f":l{n}" for n in range(len(languages)))
        select = _OF_LANGUAGES.format(marks=marks)
        return self._of_one("notices", ("languages", query, *languages), select, values)

    def notices_of_codes(self, beginnings: Sequence[str]) -> Numbers:
        """Return which notices have a main code, of the CPV, that begins with one of these."""
        codes = tuple(f"CPV {prefix}" for prefix in beginnings)
        result = np.zeros(self.columns.notice_size, dtype=bool)
        result[self._of_each("notices", "code", _OF_CODE, codes)] = True
        return result

    def notices_of_bodies(self, bodies: Numbers) -> Numbers:
        """Return the rowids of what bodies (by rowid) publish; nothing where they are many."""
        if not 0 < len(bodies) <= _MAX_BODIES:
            return _NONE
        places = ", ".join(map(str, np.unique(bodies)))
        return self._of_one("notices", ("bodies", places), _OF_BODIES.format(places=places), {})

    def of_number(self, table: str, word: str) -> Numbers:
        """Return what a portal publishes under a number: "ted:123456-2026/1" of 123456, or as a
        part of the procedure with that number (the ocid)."""
        cases = dict.fromkeys((word, word.lower(), word.upper()))
        portals = [portal for portal in self.columns.facets["portal"].values if portal]
        begun = [f"{portal}:{case}" for portal in portals for case in cases]
        select = f"SELECT rowid FROM {table} WHERE +{_BETWEEN} AND"  # "+": by the index of ids
        # signs before "0", which end a number
        which = [f"{select} id >= :p{n} AND id < :p{n} || '0'" for n in range(len(begun))]
        marks = ", ".join(f":p{n}" for n in range(len(begun)))
        which.append(f"{select} procedure_id IN ({marks})")
        parameters = {f"p{n}": text for n, text in enumerate(begun)}
        return self._of_one(table, ("id", word), " UNION ALL ".join(which), parameters)

    def contracts_numbered(self, word: str) -> Numbers:
        """Return the contracts that their buyer has given a number, which ends their id."""
        select = (
            f"SELECT rowid FROM contracts WHERE +{_BETWEEN}"  # "+": the index of ids has all
            " AND lower(substr(id, -length(:number))) = :number"
        )
        return self._of_one("contracts", ("number", word), select, {"number": f"/{word.lower()}"})

    def bodies_with_ids(self, ids: Iterable[str]) -> Numbers:
        """Return the rowids of the organisations with these ids."""
        values = {f"id{n}": id_ for n, id_ in enumerate(sorted(ids))}
        marks = ", ".join(f":{name}" for name in values)
        rows = self.rows(
            f"SELECT rowid AS place FROM organizations WHERE id IN ({marks})", **values
        )
        places = np.array([row["place"] for row in rows], dtype=np.int32)
        return places[places <= self._ends["organizations"]]

    def contracts_signed_by(self, bodies: Numbers) -> Numbers:
        """Return the rowids of the contracts that firms (by rowid) have signed."""
        if not 0 < len(bodies) <= _MAX_BODIES:
            return _NONE
        places = ", ".join(map(str, np.unique(bodies)))
        return self._of_one("contracts", ("firms", places), _OF_FIRMS.format(places=places), {})

    def notices_of_country(self, country: str) -> Numbers:
        """Return the rowids of what buyers of a country publish."""
        return self._of_each("notices", "country", _OF_COUNTRY, (country,))


def _all_rowids(
    rows: RunQuery, selects: Sequence[str], values: Mapping[str, str], low: int, high: int
) -> list[Numbers]:
    """Return the rowids that each of some SELECTs finds from ``low`` to ``high``: as one text,
    which is faster than rows; in halves where that is longer than a value may be."""
    texts = (
        f"SELECT {n} AS number, group_concat(rowid) AS found FROM ({select})"
        for n, select in enumerate(selects)
    )
    try:
        selected = rows(" UNION ALL ".join(texts), low=low, high=high, **values)
    except sqlite3.DataError:
        middle = (low + high) // 2
        halves = (low, middle), (middle + 1, high)
        both = (_all_rowids(rows, selects, values, *half) for half in halves)
        return [np.concatenate(pair) for pair in zip(*both, strict=True)]
    selected.sort(key=lambda row: int(row["number"]))
    return [np.fromstring(str(row["found"] or ""), dtype=np.int32, sep=",") for row in selected]


_NONE = np.zeros(0, dtype=np.int32)
