"""Find the contracts, and the notices without a contract, that match a query.

A contract matches when it matches every subject of the query; the sum of the subjects' scores
(``subject_scores``) is the order of the results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import log
from typing import NamedTuple

import numpy as np

from monitor.search.column_store import Numbers
from monitor.search.cpv_code_finder import labelled_codes
from monitor.search.filters_and_facets import Filters, apply_filters, facet_counts, ordered
from monitor.search.fts5_word_queries import compounds_query, inflections_query, word_query
from monitor.search.interpreted_query import InterpretedQuery, Subject
from monitor.search.known_names_and_spellings import KnownNames
from monitor.search.matching_rowids import RowidLookup
from monitor.search.query_relaxation import can_drop, drop_subjects, drops_most
from monitor.search.query_words import QueryWord
from monitor.search.subject_scores import MENTION, SubjectScores

_MAX_CALLS = 200
_MAX_RELAXED_QUERIES = 12  # queries with less that are answered
_WANTED_CALLS = 10  # of which some do not have all words
_MIN_CONTRACTS = 10  # contracts; where words find fewer, they are searched in other languages, too


class ResultOptions(NamedTuple):
    """Which contracts of those that a query finds are listed: the first ``most`` that pass the
    filters, in the order of ``sort`` (one of ``SORTS``); ``today``: what ends is ahead or past."""

    filters: Filters
    sort: str
    most: int
    today: date


@dataclass
class SearchResult:
    """The result of a search.

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
class _Matches:
    """Masks of the contracts (``marked``) and of the notices without a contract (``calls``) that
    match a query, with the scores of all contracts (``total``) and of all notices."""

    marked: Numbers
    total: Numbers
    calls: Numbers
    notice_scores: Numbers

    def ordered_calls(self) -> list[int]:
        """Return rowids of matching notices without a contract: best score first, then newest."""
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
        """Return whether some text has the word, in any of its inflections."""
        inflections = inflections_query(word, self.names)
        return self._is_indexed(word, inflections) or compounds_query(word, self.names) is not None

    def is_spelt(self, word: QueryWord) -> bool:
        """Return whether some text has the word as typed: "prosecuton" begins as "prosecutor"."""
        return self._is_indexed(word, None)

    def _is_indexed(self, word: QueryWord, inflections: str | None) -> bool:
        tables = ("contracts", "organizations", "notices")
        # the word first: for a beginning, SQLite reads the rows of all words that begin so
        queries = filter(None, (word_query(word, self.names), inflections))
        return any(self.lookup.has(table, match) for match in queries for table in tables)

    def find_best(
        self, query: InterpretedQuery, options: ResultOptions, exact: bool = False
    ) -> tuple[SearchResult, InterpretedQuery]:
        """Return the best result, and the query that gave it.

        Where all subjects together match few contracts, their translations are searched too; where
        they match none, the country of a town instead of the town, then most of the subjects.

        Whether translations are searched is decided before the filters are applied, so that a facet
        counts the same contracts before and after it is chosen.
        """
        result = self.find(query, options, exact)
        has_few = result.unfiltered < _MIN_CONTRACTS or not result.total
        translated = query.with_translations() if has_few and not exact else None
        if translated:
            more = self.find(translated, options)
            if (more.unfiltered, len(more.calls)) > (result.unfiltered, len(result.calls)):
                result, query = more, translated
        if result.total or exact:
            return result, query
        query = translated or query
        partial = self._find_partial_matches(result, query, options)
        # "vidéosurveillance Oslo": notices seldom name the town
        wider = query.with_countries() if _is_poor(partial, query) else None
        if wider:
            result = self.find(wider, options)
            if result.total or result.calls:
                return replace(result, without=dict.fromkeys(result.calls, wider.left_out)), wider
            in_country = self._find_partial_matches(result, wider, options)
            if not _is_poor(in_country, wider):
                return in_country
        return partial

    def _find_partial_matches(
        self, result: SearchResult, query: InterpretedQuery, options: ResultOptions
    ) -> tuple[SearchResult, InterpretedQuery]:
        """Return the contracts, and the calls, that match most of the subjects, with the words that
        each call does not have."""
        missing_of_call: dict[int, list[str]] = {call: [] for call in result.calls}
        have_all = bool(missing_of_call)
        best: tuple[SearchResult, InterpretedQuery] | None = None
        for shorter in self._shortened_queries(query):
            little = drops_most(shorter)
            if little and (best or have_all):
                break
            # beside a call that has more, contracts of a group that is named are an answer
            is_fallback = little and bool(missing_of_call)
            if is_fallback and not any(
                subject.groups and not subject.is_also_word for subject in shorter.subjects
            ):
                continue
            matches = self._match(shorter)
            for call in () if is_fallback else matches.ordered_calls()[:_WANTED_CALLS]:
                missing_of_call.setdefault(call, shorter.left_out)
            if best is None and matches.marked.any():
                some = self._to_result(matches, options)
                best = (some, shorter) if some.total else None
            if best and len(missing_of_call) >= _WANTED_CALLS:
                break
        listed, searched = best or (result, query)
        without = {call: left_out for call, left_out in missing_of_call.items() if left_out}
        return replace(listed, calls=list(missing_of_call), without=without), searched

    def _shortened_queries(self, query: InterpretedQuery) -> list[InterpretedQuery]:
        """Return shorter queries that have a match, the most specific first; those without a place
        of the query come last.  A subject is the more specific, the fewer contracts match it."""
        needed = query.needed
        combinations, weights = self._cooccurring_subjects(query)
        candidates: list[tuple[bool, bool, float, InterpretedQuery]] = []
        for bits in combinations.tolist():
            missing = [subject for index, subject in enumerate(needed) if not bits >> index & 1]
            if missing and can_drop(query, missing):
                shorter = drop_subjects(query, missing)
                weight = sum(weights[index] for index in range(len(needed)) if bits >> index & 1)
                elsewhere = shorter.places != query.places
                candidates.append((drops_most(shorter), elsewhere, -weight, shorter))
        candidates.sort(key=lambda candidate: candidate[:3])
        return [shorter for *_, shorter in candidates[:_MAX_RELAXED_QUERIES]]

    def _cooccurring_subjects(self, query: InterpretedQuery) -> tuple[Numbers, list[float]]:
        """Return the sets of needed subjects that some contract or call matches together, as bit
        masks, and the weight of each subject: the rarer it is, the higher."""
        contracts = np.zeros(self.columns.size, dtype=np.uint16)
        calls = np.zeros(self.columns.notice_size, dtype=np.uint16)
        topic, coded_contracts, coded_notices = self._topic_code_matches(query)
        weights = []
        for number, subject in enumerate(query.needed):
            contract_scores, notices = self._scores.of(subject, False, False)
            marked = (contract_scores > 0) & self.columns.listed
            in_notices = (notices > 0) & self.columns.uncontracted
            match_count = np.count_nonzero(marked) + np.count_nonzero(in_notices)
            weights.append(log((len(marked) + len(in_notices) + 1) / (match_count + 1)))
            if subject in topic:
                marked |= coded_contracts & self.columns.listed
                in_notices |= coded_notices & self.columns.uncontracted
            contracts |= marked.astype(np.uint16) << np.uint16(number)
            calls |= in_notices.astype(np.uint16) << np.uint16(number)
        size = 1 << len(query.needed)
        counts = sum(np.bincount(bits[bits > 0], minlength=size) for bits in (contracts, calls))
        return np.flatnonzero(counts), weights

    def _topic_code_matches(
        self, query: InterpretedQuery
    ) -> tuple[Sequence[Subject], Numbers, Numbers]:
        """Return the subjects whose words together are the label of a CPV code, and masks of the
        contracts and notices with that code."""
        codes = topic_codes(query)
        if not codes:
            return (), self.columns.listed, self.columns.uncontracted
        return query.topic, self.columns.of_codes(codes), self.lookup.notices_of_codes(codes)

    def find(
        self, query: InterpretedQuery, options: ResultOptions, exact: bool = False
    ) -> SearchResult:
        """Return what matches every subject and filter, in order, up to ``options.most``."""
        return self._to_result(self._match(query, exact), options)

    def count(self, query: InterpretedQuery, exact: bool = False) -> tuple[int, int]:
        """Return how many contracts, whatever the filters, and how many calls match a query, with
        translations where few do."""
        counts = self._counts(query, exact)
        has_few = counts[0] < _MIN_CONTRACTS and not exact
        translated = query.with_translations() if has_few else None
        return max(counts, self._counts(translated, exact)) if translated else counts

    def _counts(self, query: InterpretedQuery, exact: bool) -> tuple[int, int]:
        matches = self._match(query, exact)
        return int(np.count_nonzero(matches.marked)), int(np.count_nonzero(matches.calls))

    def _to_result(self, matches: _Matches, options: ResultOptions) -> SearchResult:
        """Filter, order and count the matches of a query."""
        filters = apply_filters(self.columns, matches.marked, options.filters)
        order = ordered(
            self.columns, filters, matches.total, options.sort, options.most, options.today
        )
        facets = facet_counts(self.columns, matches.marked, options.filters)
        unfiltered = int(np.count_nonzero(matches.marked))
        return SearchResult(order, len(filters), unfiltered, facets, matches.ordered_calls())

    def _match(self, query: InterpretedQuery, exact: bool = False) -> _Matches:
        """Return what matches all subjects of a query."""
        total = np.zeros(self.columns.size, dtype=np.int8)  # of sixteen words at most
        marked = self.columns.listed.copy()
        calls = self.columns.uncontracted.copy()
        notice_scores = np.zeros(self.columns.notice_size, dtype=np.int8)
        needed = query.needed
        no_topic: tuple[Sequence[Subject], Numbers, Numbers] = ((), marked, calls)
        topic, coded_contracts, coded_notices = (
            no_topic if exact else self._topic_code_matches(query)
        )
        for subject in query.subjects:
            is_needed = subject in needed
            contract_scores, notices = self._scores.of(subject, exact, not is_needed)
            if subject in topic:
                contract_scores = np.maximum(contract_scores, coded_contracts * np.int8(MENTION))
                notices = np.maximum(notices, coded_notices * np.int8(MENTION))
            total += contract_scores
            notice_scores += notices
            if is_needed:
                marked &= contract_scores > 0
                calls &= notices > 0
        if not query.subjects:
            calls = np.zeros_like(calls)
        return _Matches(marked, total, calls, notice_scores)


def _is_poor(answer: tuple[SearchResult, InterpretedQuery], query: InterpretedQuery) -> bool:
    """Return whether a result has less than half of the subjects, or is from another place."""
    result, searched = answer
    if result.total:
        return drops_most(searched) or searched.places != query.places
    places = {place.text for place in query.places}
    return all(places & set(result.without.get(call, ())) for call in result.calls)


def topic_codes(query: InterpretedQuery) -> tuple[str, ...]:
    """Return prefixes of the CPV codes whose label consists of the topic's words."""
    return labelled_codes(tuple(word.folded for subject in query.topic for word in subject.words))
