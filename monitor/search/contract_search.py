"""Find contracts, notices and bodies for the subjects of a query, and count them by facet.

Each subject marks the contracts in which it stands, with how well (``_EXACT`` … ``_NOTICE``); a
contract is found when every subject stands in it.  Its own words (title, parties) count for more
than a synonym, and these for more than the text of its notices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from monitor.search.contract_columns import CLAIMS, ContractColumns, Numbers
from monitor.search.known_names import KnownNames
from monitor.search.query_words import QueryWord
from monitor.search.synonyms import concept_query
from monitor.search.understanding import Subject, Understood

_TITLE, _EXACT, _SYNONYM, _CODE, _NOTICE, _FAR = 6, 5, 4, 3, 2, 1
_SHORTEST_STEM = 4  # letters of a word whose endings are forgiven
_ENDING = re.compile(r"(?:aux|eux|ies|es|en|er|s|e|n|a|o|i)$")
SORTS = ("best", "newest", "oldest", "value", "ending")
ROLES = ("winner", "consortium_member", "subcontractor", "reseller_winner", "named_product")
_MOST_CALLS, _MOST_SPELT = 200, 20
Rows = Callable[..., list[dict[str, Any]]]


@dataclass(frozen=True)
class Filters:
    """What was chosen beside the words; None: any."""

    country: str | None = None
    year: str | None = None
    portal: str | None = None
    language: str | None = None
    method: str | None = None
    band: str | None = None
    group: str | None = None
    role: str | None = None
    claim: str | None = None
    verified: str | None = None
    buyer: int | None = None  # rowid in organizations


@dataclass
class Found:
    """``contracts``: rowids, ordered; ``facets``: of each, [(value, contracts)], the most first."""

    contracts: Numbers
    total: int
    facets: dict[str, list[tuple[str, int]]]
    calls: list[int] = field(default_factory=list)  # notices without a contract, newest first


def word_query(word: QueryWord, names: KnownNames) -> str:
    """Return the FTS5 query of one word in all its spellings."""
    spelt = dict.fromkeys((word.typed.lower(), word.folded, *names.letters.get(word.folded, ())))
    return " OR ".join(f'"{one}"' for one in spelt)


def near_query(word: QueryWord, names: KnownNames) -> str | None:
    """Return the FTS5 query of a word in other forms (plural, case); None for short words."""
    if len(word.folded) < _SHORTEST_STEM or not word.folded.isalpha():
        return None
    stem = _ENDING.sub("", word.folded)
    stem = stem if len(stem) >= _SHORTEST_STEM else word.folded
    lettered = [
        one
        for folded, many in names.letters.items()
        if folded.startswith(stem) and len(folded) <= len(word.folded) + 3
        for one in many
    ]
    spelt = dict.fromkeys([stem, *lettered[:_MOST_SPELT]])
    return " OR ".join(f'"{one}"' + ("*" if one == stem else "") for one in spelt)


class ContractSearch:
    """Searches one database; ``rows`` asks it in SQL."""

    def __init__(self, rows: Rows, columns: ContractColumns, names: KnownNames) -> None:
        self.rows, self.columns, self.names = rows, columns, names

    def is_known(self, word: QueryWord) -> bool:
        """Return whether some text has the word, in any of its forms."""
        match = word_query(word, self.names)
        near = near_query(word, self.names)
        match = f"{match} OR {near}" if near else match
        return any(
            self.rows(
                f"SELECT 1 FROM {table}_fts WHERE {table}_fts MATCH :match LIMIT 1", match=match
            )
            for table in ("contracts", "organizations", "notices")
        )

    def rowids(self, table: str, match: str) -> Numbers:
        """Return the rowids of a full-text table that answer a query."""
        (row,) = self.rows(
            f"SELECT group_concat(rowid) AS found FROM {table}_fts WHERE {table}_fts MATCH :match",
            match=match,
        )
        if not row["found"]:
            return np.zeros(0, dtype=np.int64)
        return np.fromstring(str(row["found"]), dtype=np.int64, sep=",")

    def scores(self, subject: Subject, exact: bool) -> tuple[Numbers, Numbers]:
        """Return how well each contract, and each notice, answers a subject (0: not at all)."""
        own = np.zeros(self.columns.size, dtype=np.int8)
        notices = np.zeros(self.columns.notice_size, dtype=np.int8)
        queries = self._queries(subject, exact)
        for match, of_contract, of_notice in queries:
            found = self.rowids("contracts", match)
            _raise(own, found[found < len(own)], of_contract)
            # the body's name of the register, where another name or its number was published
            bodies = self.rowids("organizations", match)
            _raise(own, self.columns.bought_by(bodies), of_contract)
            told = self.rowids("notices", match)
            _raise(notices, told[told < len(notices)], of_notice)
        titled = self.rowids("contracts", f"title : ({queries[0][0]})")
        _raise(own, titled[titled < len(own)], _TITLE)
        if not exact:
            if subject.groups:
                named = self.columns.of_groups({one.group for one in subject.groups})
                of_product = all(one.product for one in subject.groups)
                _raise(own, named, _SYNONYM if of_product else _EXACT)
            if subject.acronym and not subject.groups:
                of_acronym = np.array(self.names.of_acronym(subject.acronym), dtype=np.int64)
                _raise(own, self.columns.bought_by(of_acronym), _SYNONYM)
        for level in (_FAR, _NOTICE):
            _raise(own, self.columns.of_notices(notices == level), level)
        return own, notices

    def _queries(self, subject: Subject, exact: bool) -> list[tuple[str, int, int]]:
        """FTS5 queries of a subject, with what an answer counts in a contract and in a notice."""
        words = [f"({word_query(word, self.names)})" for word in subject.words]
        asked = " AND ".join(words)
        if len(words) > 1:
            phrase = '"' + " ".join(word.typed.lower() for word in subject.words) + '"'
            asked = f"{phrase} OR ({asked})" if not exact else asked
        found = [(asked, _EXACT, _NOTICE)]
        if exact:
            return found
        if subject.concepts:
            many = concept_query(tuple(one.id for one in subject.concepts))
            if many:
                found.append((many, _SYNONYM, _FAR))
        elif len(words) == 1 and not subject.groups:
            near = near_query(subject.words[0], self.names)
            if near:
                found.append((near, _SYNONYM, _FAR))
        return found

    def find_best(
        self, understood: Understood, filters: Filters, sort: str, exact: bool = False
    ) -> tuple[Found, Understood]:
        """Return what all subjects find, else what they find without some ordinary words."""
        found = self.find(understood, filters, sort, exact)
        if found.total or found.calls or exact:
            return found, understood
        for less in understood.with_less():
            some = self.find(less, filters, sort)
            if some.total:
                return some, less
        return found, understood

    def find(
        self, understood: Understood, filters: Filters, sort: str, exact: bool = False
    ) -> Found:
        """Return the contracts that answer every subject and filter."""
        total = np.zeros(self.columns.size, dtype=np.int32)
        marked = self.columns.listed.copy()
        calls = np.ones(self.columns.notice_size, dtype=bool)
        for subject in understood.subjects:
            own, notices = self.scores(subject, exact)
            total += own
            if subject in understood.needed:
                marked &= own > 0
                calls &= notices > 0
        found = self._chosen(marked, filters)
        order = self._ordered(found, total, sort)
        spoken = np.zeros(self.columns.notice_size, dtype=bool)
        spoken[self.columns.notices] = True
        left = np.flatnonzero(calls & ~spoken)[-_MOST_CALLS:][::-1]
        if not understood.subjects:
            left = left[:0]
        return Found(order, len(order), self._facets(marked, filters), left.tolist())

    def _masks(self, filters: Filters) -> dict[str, Numbers]:
        """The contracts that each filter lets through."""
        columns, found = self.columns, {}
        for name in ("country", "year", "portal", "language", "method", "band"):
            value = getattr(filters, name)
            if value is not None:
                number = columns.facets[name].number(value)
                found[name] = columns.facets[name].numbers == (-1 if number is None else number)
        if filters.claim:
            found["claim"] = columns.facets[filters.claim].numbers == (
                columns.facets[filters.claim].number("yes") or -1
            )
        if filters.group or filters.role:
            roles = (filters.role,) if filters.role else ()
            groups = (
                (filters.group,)
                if filters.group
                else tuple(one for one in columns.groups.columns["group"].values if one)
            )
            found["group"] = columns.of_groups(groups, roles)
        if filters.verified:
            found["verified"] = columns.verified
        if filters.buyer is not None:
            found["buyer"] = columns.numbers["buyer"] == filters.buyer
        return found

    def _chosen(self, marked: Numbers, filters: Filters) -> Numbers:
        for mask in self._masks(filters).values():
            marked = marked & mask
        return np.flatnonzero(marked)

    def _ordered(self, found: Numbers, score: Numbers, sort: str) -> Numbers:
        columns = self.columns.numbers
        published = columns["published"][found].astype(np.int64)
        keys = {
            "best": (-score[found].astype(np.int64), -published, -found),
            "newest": (-published, -found),
            "oldest": (np.where(published == 0, 2**40, published), found),
            "value": (-np.nan_to_num(columns["value"][found], nan=-1.0), -published, -found),
            "ending": (
                np.where(columns["end"][found] == 0, 2**31 - 1, columns["end"][found]),
                -found,
            ),
        }[sort]
        ordered: Numbers = found[np.lexsort(keys[::-1])]
        return ordered

    def _facets(self, marked: Numbers, filters: Filters) -> dict[str, list[tuple[str, int]]]:
        """Counts of each facet among what all other filters let through."""
        masks = self._masks(filters)

        def others(name: str) -> Numbers:
            rest = marked
            for one, mask in masks.items():
                if one != name:
                    rest = rest & mask
            return rest

        every = others("")
        places = np.flatnonzero(every)
        found: dict[str, list[tuple[str, int]]] = {}
        for name in ("country", "year", "portal", "language", "method", "band"):
            at = np.flatnonzero(others(name)) if name in masks else places
            words = self.columns.facets[name]
            counts = np.bincount(words.numbers[at], minlength=len(words.values))
            found[name] = _counted(words.values, counts)
        at = np.flatnonzero(others("claim")) if "claim" in masks else places
        found["claim"] = sorted(
            (
                (claim, int(np.count_nonzero(self.columns.facets[claim].numbers[at] == number)))
                for claim in CLAIMS
                if (number := self.columns.facets[claim].number("yes")) is not None
            ),
            key=lambda one: -one[1],
        )
        rest = others("group") if "group" in masks else every
        pairs = self.columns.groups
        here = rest[pairs.rows]
        for name, column in pairs.columns.items():
            mine = here
            for other, chosen in (("group", filters.group), ("role", filters.role)):
                if chosen and other != name:
                    number = pairs.columns[other].number(chosen) or 0
                    mine = mine & (pairs.columns[other].numbers == number)
            counts = np.bincount(column.numbers[mine], minlength=len(column.values))
            found[name] = _counted(column.values, counts)
        verified = int(np.count_nonzero(self.columns.verified & others("verified")))
        found["verified"] = [("yes", verified)]
        return {name: [one for one in many if one[1]] for name, many in found.items()}


def _counted(values: Sequence[str | None], counts: Numbers) -> list[tuple[str, int]]:
    found = [
        (value, int(count))
        for value, count in zip(values, counts, strict=False)
        if value is not None
    ]
    return sorted(found, key=lambda one: -one[1])


def _raise(scores: Numbers, at: Numbers, level: int) -> None:
    """Set the scores of some rows to a level, where they are lower."""
    scores[at] = np.maximum(scores[at], level)
