"""Find the contracts, and the notices without one, in which the subjects of a query stand.

A contract is found when every subject stands in it; how well each does (``subject_scores``) orders
what is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import log
from typing import NamedTuple

import numpy as np

from monitor.search.column_store import Numbers
from monitor.search.cpv_code_finder import labelled_codes
from monitor.search.filters_and_facets import Filters, apply_filters, facet_counts, ordered
from monitor.search.fts5_word_queries import compounds_query, near_query, word_query
from monitor.search.interpreted_query import InterpretedQuery, Subject
from monitor.search.known_names_and_spellings import KnownNames
from monitor.search.matching_rowids import RowidLookup
from monitor.search.query_relaxation import can_drop, drop_subjects, says_little
from monitor.search.query_words import QueryWord
from monitor.search.subject_scores import FAR, SubjectScores

_MAX_CALLS = 200
_MAX_RELAXED_QUERIES = 12  # queries with less that are answered
_ENOUGH_CALLS = 10  # of which some do not have all words
_FEW = 10  # contracts; where words find fewer, they are searched in other languages, too


class ResultOptions(NamedTuple):
    """Which contracts of those that a query finds are listed: the first ``most`` that pass the
    filters, in the order of ``sort`` (one of ``SORTS``)."""

    filters: Filters
    sort: str
    most: int


@dataclass
class SearchResult:
    """What a search found.

    ``contracts``  rowids of the first ones, ordered; ``total``: how many there are.
    ``unfiltered``  how many there were without the filters.
    ``facets``     of each [(value, contracts)], the most first.
    ``calls``      rowids of notices without a contract, the best first; ``without``: the words that
                   some of them do not have, as none has all.
    """

    contracts: Numbers
    total: int
    unfiltered: int
    facets: dict[str, list[tuple[str, int]]]
    calls: list[int] = field(default_factory=list)
    without: dict[int, list[str]] = field(default_factory=dict)


@dataclass
class _Answers:
    """What answers a query: ``marked`` contracts with their ``total`` score, and ``calls`` with
    what is ``said`` of each."""

    marked: Numbers
    total: Numbers
    calls: Numbers
    notice_scores: Numbers

    def ordered_calls(self) -> list[int]:
        """Return the first notices without a contract, the best, and of these the last, first."""
        left = np.flatnonzero(self.calls)[::-1]
        order: list[int] = left[np.argsort(-self.notice_scores[left], kind="stable")][
            :_MAX_CALLS
        ].tolist()
        return order


class ContractSearch:
    """Searches one database, by its full text and the columns of all its contracts."""

    def __init__(self, lookup: RowidLookup, names: KnownNames) -> None:
        self.lookup, self.columns, self.names = lookup, lookup.columns, names
        self._scores = SubjectScores(lookup, names)

    def is_known(self, word: QueryWord) -> bool:
        """Return whether some text has the word, in any of its forms."""
        near = near_query(word, self.names)
        return self._is_written(word, near) or compounds_query(word, self.names) is not None

    def is_spelt(self, word: QueryWord) -> bool:
        """Return whether some text has the word as typed: "prosecuton" begins as "prosecutor"."""
        return self._is_written(word, None)

    def _is_written(self, word: QueryWord, near: str | None) -> bool:
        tables = ("contracts", "organizations", "notices")
        # the word first: for a beginning, SQLite reads the rows of all words that begin so
        asked = filter(None, (word_query(word, self.names), near))
        return any(self.lookup.has(table, match) for match in asked for table in tables)

    def find_best(
        self, query: InterpretedQuery, options: ResultOptions, exact: bool = False
    ) -> tuple[SearchResult, InterpretedQuery]:
        """Return what all subjects find; where they find few contracts, in other languages, too;
        where they find none, in the country of a town, then what has most of them.  With what was
        searched at last.

        Other languages are searched by what the words find before the filters: a facet counts the
        same contracts before and after it is chosen."""
        found = self.find(query, options, exact)
        few = found.unfiltered < _FEW or not found.total
        wider = query.in_labels() if few and not exact else None
        if wider:
            more = self.find(wider, options)
            if (more.unfiltered, len(more.calls)) > (found.unfiltered, len(found.calls)):
                found, query = more, wider
        if found.total or exact:
            return found, query
        query = wider or query
        partly = self._partly(found, query, options)
        # "vidéosurveillance Oslo": notices seldom name the town
        near = query.in_countries() if _is_poor(partly, query) else None
        if near:
            found = self.find(near, options)
            if found.total or found.calls:
                return replace(found, without=dict.fromkeys(found.calls, near.left_out)), near
            nearly = self._partly(found, near, options)
            if not _is_poor(nearly, near):
                return nearly
        return partly

    def _partly(
        self, found: SearchResult, query: InterpretedQuery, options: ResultOptions
    ) -> tuple[SearchResult, InterpretedQuery]:
        """Return the contracts that have most of what was asked, and calls, those that have most
        first, with the words that each does not have."""
        called: dict[int, list[str]] = {call: [] for call in found.calls}
        have_all = bool(called)
        best: tuple[SearchResult, InterpretedQuery] | None = None
        for less in self._with_less(query):
            little = says_little(less)
            if little and (best or have_all):
                break
            # beside a call that has more, contracts of a group that is named are an answer
            beside = little and bool(called)
            if beside and not any(one.groups and not one.is_word_too for one in less.subjects):
                continue
            answers = self._answers(less)
            for call in () if beside else answers.ordered_calls()[:_ENOUGH_CALLS]:
                called.setdefault(call, less.left_out)
            if best is None and answers.marked.any():
                some = self._found(answers, options)
                best = (some, less) if some.total else None
            if best and len(called) >= _ENOUGH_CALLS:
                break
        listed, searched = best or (found, query)
        lacking = {call: left_out for call, left_out in called.items() if left_out}
        return replace(listed, calls=list(called), without=lacking), searched

    def _with_less(self, query: InterpretedQuery) -> list[InterpretedQuery]:
        """Return the queries with less that something answers: what says most first, by how few
        contracts and calls have each of the subjects that are left; elsewhere than asked last."""
        needed = query.needed
        together, says = self._together(query)
        found: list[tuple[bool, bool, float, InterpretedQuery]] = []
        for bits in together.tolist():
            missing = [one for place, one in enumerate(needed) if not bits >> place & 1]
            if missing and can_drop(query, missing):
                less = drop_subjects(query, missing)
                weight = sum(says[place] for place in range(len(needed)) if bits >> place & 1)
                elsewhere = less.places != query.places
                found.append((says_little(less), elsewhere, -weight, less))
        found.sort(key=lambda one: one[:3])
        return [less for *_, less in found[:_MAX_RELAXED_QUERIES]]

    def _together(self, query: InterpretedQuery) -> tuple[Numbers, list[float]]:
        """Return which needed subjects stand together in some contract or call, as numbers of which
        each bit is a subject, and how much each subject says: the fewer have it, the more."""
        contracts = np.zeros(self.columns.size, dtype=np.uint16)
        calls = np.zeros(self.columns.notice_size, dtype=np.uint16)
        topic, coded, coded_calls = self._labelled(query)
        says = []
        for number, subject in enumerate(query.needed):
            own, notices = self._scores.of(subject, False, False)
            marked = (own > 0) & self.columns.listed
            called = (notices > 0) & self.columns.uncontracted
            having = np.count_nonzero(marked) + np.count_nonzero(called)
            says.append(log((len(marked) + len(called) + 1) / (having + 1)))
            if subject in topic:
                marked |= coded & self.columns.listed
                called |= coded_calls & self.columns.uncontracted
            contracts |= marked.astype(np.uint16) << np.uint16(number)
            calls |= called.astype(np.uint16) << np.uint16(number)
        size = 1 << len(query.needed)
        there = sum(np.bincount(one[one > 0], minlength=size) for one in (contracts, calls))
        return np.flatnonzero(there), says

    def _labelled(self, query: InterpretedQuery) -> tuple[Sequence[Subject], Numbers, Numbers]:
        """Return the subjects whose words together are the label of a code, and which contracts
        and notices have it."""
        codes = topic_codes(query)
        if not codes:
            return (), self.columns.listed, self.columns.uncontracted
        return query.topic, self.columns.of_codes(codes), self.lookup.notices_of_codes(codes)

    def find(
        self, query: InterpretedQuery, options: ResultOptions, exact: bool = False
    ) -> SearchResult:
        """Return what answers every subject and filter, the first ones in order."""
        return self._found(self._answers(query, exact), options)

    def _found(self, answers: _Answers, options: ResultOptions) -> SearchResult:
        """Order and count what answers a query."""
        found = apply_filters(self.columns, answers.marked, options.filters)
        order = ordered(self.columns, found, answers.total, options.sort, options.most)
        facets = facet_counts(self.columns, answers.marked, options.filters)
        unfiltered = int(np.count_nonzero(answers.marked))
        return SearchResult(order, len(found), unfiltered, facets, answers.ordered_calls())

    def _answers(self, query: InterpretedQuery, exact: bool = False) -> _Answers:
        """Return what has all subjects of a query."""
        total = np.zeros(self.columns.size, dtype=np.int8)  # of sixteen words at most
        marked = self.columns.listed.copy()
        calls = self.columns.uncontracted.copy()
        notice_scores = np.zeros(self.columns.notice_size, dtype=np.int8)
        needed = query.needed
        none: tuple[Sequence[Subject], Numbers, Numbers] = ((), marked, calls)
        topic, coded, called = none if exact else self._labelled(query)
        for subject in query.subjects:
            is_needed = subject in needed
            own, notices = self._scores.of(subject, exact, not is_needed)
            if subject in topic:
                own = np.maximum(own, coded * np.int8(FAR))
                notices = np.maximum(notices, called * np.int8(FAR))
            total += own
            notice_scores += notices
            if is_needed:
                marked &= own > 0
                calls &= notices > 0
        if not query.subjects:
            calls = np.zeros_like(calls)
        return _Answers(marked, total, calls, notice_scores)


def _is_poor(answer: tuple[SearchResult, InterpretedQuery], asked: InterpretedQuery) -> bool:
    """Whether an answer has less than half of what was asked, or not where it was asked for."""
    found, searched = answer
    if found.total:
        return says_little(searched) or searched.places != asked.places
    places = {one.text for one in asked.places}
    return all(places & set(found.without.get(call, ())) for call in found.calls)


def topic_codes(query: InterpretedQuery) -> tuple[str, ...]:
    """Return the beginnings of the codes of which the words together are the label."""
    return labelled_codes(tuple(word.folded for one in query.topic for word in one.words))
