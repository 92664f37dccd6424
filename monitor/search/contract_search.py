"""Find the contracts, and the notices without one, in which the subjects of a query stand.

Each subject marks the contracts in which it stands, with how well (``_EXACT`` … ``_NOTICE``); a
contract is found when every subject stands in it.  Its own words (title, parties) count for more
than a synonym, and these for more than the text of its notices.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import log
from typing import Any

import numpy as np

from monitor.search.contract_columns import ContractColumns, Numbers
from monitor.search.contract_filters import Filters, chosen, facet_counts, ordered
from monitor.search.cpv_search import beginning, codes_of_concepts, labelled_codes
from monitor.search.fts5_queries import compounds_query, near_query, word_query
from monitor.search.known_names import KnownNames
from monitor.search.partial_answers import may_lack, says_little, without
from monitor.search.query_subjects import YEAR, Subject, Understood
from monitor.search.query_words import QueryWord
from monitor.search.rowid_cache import RowidCache
from monitor.search.synonyms import concept_queries
from monitor.search.word_endings import stem

_TITLE, _EXACT, _SYNONYM, _CODE, _NOTICE, _FAR = 6, 5, 4, 3, 2, 1
_MOST_CALLS = 200
_MOST_LESS = 12  # queries with less that are answered
_ENOUGH_CALLS = 10  # of which some do not have all words
_COMMON = 50_000  # contracts
_FEW = 10  # contracts; where words find fewer, they are searched in other languages, too
_SHORTEST_BEGUN = 5  # letters of a beginning; a shorter word is searched as it is
_AT_ONCE = 10  # queries in one statement, whose time is limited
_TEXTS = "{title description lot_titles lot_descriptions}"  # of notices, without names of bodies
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
_CPV = re.compile(r"\d{8}")
_REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{3,80}[A-Za-z0-9]")
_HIGHEST = 2**31 - 1  # rowid that is read
Rows = Callable[..., list[dict[str, Any]]]


@dataclass
class Found:
    """What a search found.

    ``contracts``  rowids of the first ones, ordered; ``total``: how many there are.
    ``facets``     of each [(value, contracts)], the most first.
    ``calls``      rowids of notices without a contract, the best first; ``without``: the words that
                   some of them do not have, as none has all.
    """

    contracts: Numbers
    total: int
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
    said: Numbers

    def ordered_calls(self) -> list[int]:
        """Return the first notices without a contract, the best, and of these the last, first."""
        left = np.flatnonzero(self.calls)[::-1]
        order: list[int] = left[np.argsort(-self.said[left], kind="stable")][:_MOST_CALLS].tolist()
        return order


class ContractSearch:
    """Searches one database; ``rows`` asks it in SQL."""

    def __init__(
        self,
        rows: Rows,
        columns: ContractColumns,
        names: KnownNames,
        cache: RowidCache,
        too_long: type[Exception] | tuple[()] = (),
    ) -> None:
        """``too_long``: raised by ``rows`` when an answer takes too long; ``incomplete`` says that
        one did, and that its rows are missing."""
        self.rows, self.columns, self.names, self.cache = rows, columns, names, cache
        self.too_long, self.incomplete = too_long, False
        self._scored: dict[tuple[Any, ...], tuple[Numbers, Numbers]] = {}

    def is_known(self, word: QueryWord) -> bool:
        """Return whether some text has the word, in any of its forms."""
        near = near_query(word, self.names)
        return self._is_written(word, near) or compounds_query(word, self.names) is not None

    def is_spelt(self, word: QueryWord) -> bool:
        """Return whether some text has the word as typed: "prosecuton" begins as "prosecutor"."""
        return self._is_written(word, None)

    def _is_written(self, word: QueryWord, near: str | None) -> bool:
        match = word_query(word, self.names)
        match = f"{match} OR {near}" if near else match
        return any(
            self.rows(
                f"SELECT 1 FROM {table}_fts WHERE {table}_fts MATCH :match LIMIT 1", match=match
            )
            for table in ("contracts", "organizations", "notices")
        )

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

    def _notices_of_codes(self, beginnings: Sequence[str]) -> Numbers:
        """Return which notices have a main code, of the CPV, that begins with one of these."""
        codes = tuple(f"CPV {one}" for one in beginnings)
        found = np.zeros(self.columns.notice_size, dtype=bool)
        if codes:
            asked = partial(self._rowids_of_each, "notices", _OF_CODE, codes)
            places = self.cache.get(("notices", "code", *codes), asked)
            found[places[places < len(found)]] = True
        return found

    def _notices_of_bodies(self, bodies: Numbers) -> Numbers:
        """Return the rowids of what bodies (by rowid) publish; nothing where they are many."""
        if not 0 < len(bodies) <= _MOST_BODIES:
            return np.zeros(0, dtype=np.int32)
        places = ", ".join(map(str, np.unique(bodies)))
        asked = partial(self._all_rowids, "notices", _OF_BODIES.format(places=places), {})
        return self.cache.get(("notices", "bodies", places), asked)

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

    def scores(self, subject: Subject, exact: bool, beside: bool) -> tuple[Numbers, Numbers]:
        """Return how well each contract, and each notice, answers a subject (0: not at all).

        ``beside``  other subjects decide what is found: this one only brings it forward.
        """
        key = subject.words, subject.translated, subject.codes, exact, beside
        if key not in self._scored:
            self._scored[key] = self._new_scores(subject, exact, beside)
        return self._scored[key]

    def _new_scores(self, subject: Subject, exact: bool, beside: bool) -> tuple[Numbers, Numbers]:
        own = np.zeros(self.columns.size, dtype=np.int8)
        notices = np.zeros(self.columns.notice_size, dtype=np.int8)
        asked = self._asked(subject)
        titled = self.rowids("contracts", f"title : ({asked})")
        others = () if exact or beside else self._synonyms(subject)
        # a word that is everywhere is not told from its plural: three long lists are read, not five
        is_common = len(titled) > _COMMON and len(others) == 1
        if others and subject.concepts and not subject.is_in_names:
            self._raise_texts(own, notices, others)
        elif others:
            # a text that mentions a town hall is not the town hall's
            of_body = tuple(f"buyer : {one}" for one in others) if subject.is_kind_of_body else ()
            told = of_body or others
            self._raise(own, notices, others, told, (_SYNONYM, _FAR))
        if others and subject.concepts:
            self._raise_codes(own, notices, subject)
            if not subject.is_in_names:  # "comune" is another form of "comunicazione"
                self._raise_forms(own, notices, subject)
        if subject.is_place and not exact:
            self._raise_place_forms(own, notices, subject)
        if subject.country and not exact:
            self._raise_country(own, notices, subject.country)
        self._raise_labels(own, notices, subject)
        if not exact and len(subject.words) == 1:
            self._raise_compounds(own, notices, subject.words[0])
            self._raise_number(own, notices, subject.words[0].typed)
        if not is_common:
            self._raise(own, notices, (asked,), (asked,), (_EXACT, _NOTICE))
        own[titled[titled < len(own)]] = _TITLE
        if subject.region and not exact:
            regions = self.columns.facets["region"]
            _raise(own, regions.numbers == (regions.number(subject.region) or -1), _CODE)
        if not exact:
            if subject.groups:
                named = self.columns.of_groups({one.group for one in subject.groups})
                of_product = all(one.product for one in subject.groups)
                _raise(own, named, _SYNONYM if of_product else _EXACT)
            elif subject.acronym:
                of_acronym = np.array(self.names.of_acronym(subject.acronym), dtype=np.int64)
                _raise(own, self.columns.bought_by(of_acronym), _SYNONYM)
                _raise_some(notices, self._notices_of_bodies(of_acronym), _FAR)
        np.maximum(own, self.columns.of_notices(notices, (_FAR, _NOTICE)), out=own)
        return own, notices

    def _raise(
        self,
        own: Numbers,
        notices: Numbers,
        queries: Sequence[str],
        told: Sequence[str],
        levels: tuple[int, int],
    ) -> None:
        """Set the scores of contracts that answer ``queries`` and of notices that answer ``told``,
        which are better than what was set before."""
        of_contract, of_notice = levels
        found = self.rowids("contracts", *queries)
        own[found[found < len(own)]] = of_contract
        # the body's name of the register, where another name or its number was published
        bodies = self.rowids("organizations", *queries)
        if len(bodies):
            _raise(own, self.columns.bought_by(bodies), of_contract)
            _raise_some(notices, self._notices_of_bodies(bodies), of_notice)
        if told:
            spoken = self.rowids("notices", *told)
            notices[spoken[spoken < len(notices)]] = of_notice

    def _raise_texts(self, own: Numbers, notices: Numbers, queries: Sequence[str]) -> None:
        """Set the scores where titles and texts speak of a subject.  Names of bodies do not:
        "camera" is in every chamber of commerce of Italy."""
        found = self.rowids("contracts", *(f"title : {query}" for query in queries))
        own[found[found < len(own)]] = _SYNONYM
        spoken = self.rowids("notices", *(f"{_TEXTS} : {query}" for query in queries))
        notices[spoken[spoken < len(notices)]] = _FAR

    def _raise_forms(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of titles with another form of the word, before those with a synonym."""
        near = near_query(subject.words[0], self.names) if len(subject.words) == 1 else None
        if near:
            found = self.rowids("contracts", f"title : ({near})")
            _raise_some(own, found, _EXACT)
            told = self.rowids("notices", f"{_TEXTS} : ({near})")
            _raise_some(notices, told, _FAR)

    def _raise_place_forms(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of what has the place in another case: "Košiciach" of Košice."""
        (word, *more) = subject.words
        begun = stem(word.folded)
        if more or begun is None or len(begun) < _SHORTEST_BEGUN:
            return
        near = near_query(word, self.names)
        if near:
            self._raise(own, notices, (near,), (near,), (_CODE, _FAR))

    def _raise_codes(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of what has the code of a concept, whatever its title says."""
        known = codes_of_concepts()
        codes = [code for one in subject.concepts for code in known.get(one.id, ())]
        if codes:
            _raise(own, self.columns.of_codes(codes), _CODE)
            _raise(notices, self._notices_of_codes(codes), _FAR)

    def _raise_labels(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of what has the word in another language, or a code of which the label has
        it."""
        queries = tuple(
            f'"{one}"*' if len(one) >= _SHORTEST_BEGUN else f'"{one}"' for one in subject.translated
        )
        if queries:
            told = tuple(f"{{title lot_titles buyer}} : {one}" for one in queries)
            self._raise(own, notices, queries, told, (_NOTICE, _FAR))
        if subject.codes:
            _raise(own, self.columns.of_codes(subject.codes), _FAR)
            _raise(notices, self._notices_of_codes(subject.codes), _FAR)

    def _raise_compounds(self, own: Numbers, notices: Numbers, word: QueryWord) -> None:
        """Set the scores of titles and texts with a compound of which the word is a part."""
        query = compounds_query(word, self.names)
        if query is not None:
            found = self.rowids("contracts", f"title : ({query})")
            _raise(own, found[found < len(own)], _CODE)
            spoken = self.rowids("notices", query)
            _raise(notices, spoken[spoken < len(notices)], _FAR)

    def _raise_country(self, own: Numbers, notices: Numbers, country: str) -> None:
        """Set the scores of what buyers of a country publish."""
        countries = self.columns.facets["country"]
        number = countries.number(country)
        if number is not None:
            own[countries.numbers == number] = _CODE
        spoken = self.cache.get(("country", country), lambda: self._of_country(country))
        notices[spoken[spoken < len(notices)]] = _FAR

    def _raise_number(self, own: Numbers, notices: Numbers, word: str) -> None:
        """Set the scores of contracts of a year, of a code of the CPV, or of a notice's number."""
        if YEAR.fullmatch(word):
            years = self.columns.facets["year"]
            _raise(own, years.numbers == (years.number(word) or -1), _FAR)
        if _CPV.fullmatch(word):
            _raise(own, self.columns.of_codes([beginning(word)]), _CODE)
            _raise(notices, self._notices_of_codes([beginning(word)]), _FAR)
        if _REFERENCE.fullmatch(word):
            for table, scores, level in (
                ("contracts", own, _EXACT),
                ("notices", notices, _NOTICE),
            ):
                found = self.cache.get((table, "id", word), partial(self._of_number, table, word))
                scores[found[found < len(scores)]] = level

    def _of_number(self, table: str, word: str) -> Numbers:
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
        return self._all_rowids(table, " UNION ALL ".join(which), given)

    def _of_country(self, country: str) -> Numbers:
        return self._all_rowids("notices", _OF_COUNTRY, {"country": country})

    def _asked(self, subject: Subject) -> str:
        """Return the FTS5 query of the words themselves."""
        words = [f"({word_query(word, self.names)})" for word in subject.words]
        return " AND ".join(words)

    def _synonyms(self, subject: Subject) -> Sequence[str]:
        """Return FTS5 queries of other words for the same."""
        if subject.country:
            return ()
        if subject.concepts:
            return concept_queries(tuple(one.id for one in subject.concepts))
        if len(subject.words) > 1 or subject.groups:
            return ()
        near = near_query(subject.words[0], self.names)
        return (near,) if near else ()

    def find_best(
        self, understood: Understood, filters: Filters, sort: str, most: int, exact: bool = False
    ) -> tuple[Found, Understood]:
        """Return what all subjects find; where they find few contracts, in other languages, too;
        where they find none, in the country of a town, then what has most of them.  With what was
        searched at last."""
        found = self.find(understood, filters, sort, most, exact)
        wider = understood.in_labels() if found.total < _FEW and not exact else None
        if wider:
            more = self.find(wider, filters, sort, most)
            if (more.total, len(more.calls)) > (found.total, len(found.calls)):
                found, understood = more, wider
        if found.total or exact:
            return found, understood
        understood = wider or understood
        partly = self._partly(found, understood, filters, sort, most)
        # "vidéosurveillance Oslo": notices seldom name the town
        near = understood.in_countries() if _is_poor(partly, understood) else None
        if near:
            found = self.find(near, filters, sort, most)
            if found.total or found.calls:
                return replace(found, without=dict.fromkeys(found.calls, near.left_out)), near
            nearly = self._partly(found, near, filters, sort, most)
            if not _is_poor(nearly, near):
                return nearly
        return partly

    def _partly(
        self, found: Found, understood: Understood, filters: Filters, sort: str, most: int
    ) -> tuple[Found, Understood]:
        """Return the contracts that have most of what was asked, and calls, those that have most
        first, with the words that each does not have."""
        called: dict[int, list[str]] = {call: [] for call in found.calls}
        have_all = bool(called)
        best: tuple[Found, Understood] | None = None
        for less in self._with_less(understood):
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
                some = self._found(answers, filters, sort, most)
                best = (some, less) if some.total else None
            if best and len(called) >= _ENOUGH_CALLS:
                break
        listed, searched = best or (found, understood)
        lacking = {call: left_out for call, left_out in called.items() if left_out}
        return replace(listed, calls=list(called), without=lacking), searched

    def _with_less(self, understood: Understood) -> list[Understood]:
        """Return the queries with less that something answers: what says most first, by how few
        contracts and calls have each of the subjects that are left; elsewhere than asked last."""
        needed = understood.needed
        together, says = self._together(understood)
        found: list[tuple[bool, bool, float, Understood]] = []
        for bits in together.tolist():
            missing = [one for place, one in enumerate(needed) if not bits >> place & 1]
            if missing and may_lack(understood, missing):
                less = without(understood, missing)
                told = sum(says[place] for place in range(len(needed)) if bits >> place & 1)
                elsewhere = less.places != understood.places
                found.append((says_little(less), elsewhere, -told, less))
        found.sort(key=lambda one: one[:3])
        return [less for *_, less in found[:_MOST_LESS]]

    def _together(self, understood: Understood) -> tuple[Numbers, list[float]]:
        """Return which needed subjects stand together in some contract or call, as numbers of which
        each bit is a subject, and how much each subject says: the fewer have it, the more."""
        contracts = np.zeros(self.columns.size, dtype=np.uint16)
        calls = np.zeros(self.columns.notice_size, dtype=np.uint16)
        topic, coded, coded_calls = self._labelled(understood)
        says = []
        for number, subject in enumerate(understood.needed):
            own, notices = self.scores(subject, False, False)
            marked = (own > 0) & self.columns.listed
            called = (notices > 0) & self.columns.uncontracted
            having = np.count_nonzero(marked) + np.count_nonzero(called)
            says.append(log((len(marked) + len(called) + 1) / (having + 1)))
            if subject in topic:
                marked |= coded & self.columns.listed
                called |= coded_calls & self.columns.uncontracted
            contracts |= marked.astype(np.uint16) << np.uint16(number)
            calls |= called.astype(np.uint16) << np.uint16(number)
        size = 1 << len(understood.needed)
        there = sum(np.bincount(one[one > 0], minlength=size) for one in (contracts, calls))
        return np.flatnonzero(there), says

    def _labelled(self, understood: Understood) -> tuple[Sequence[Subject], Numbers, Numbers]:
        """Return the subjects whose words together are the label of a code, and which contracts
        and notices have it."""
        codes = topic_codes(understood)
        if not codes:
            return (), self.columns.listed, self.columns.uncontracted
        return understood.topic, self.columns.of_codes(codes), self._notices_of_codes(codes)

    def find(
        self, understood: Understood, filters: Filters, sort: str, most: int, exact: bool = False
    ) -> Found:
        """Return what answers every subject and filter, the first ``most`` in order."""
        return self._found(self._answers(understood, exact), filters, sort, most)

    def _found(self, answers: _Answers, filters: Filters, sort: str, most: int) -> Found:
        """Order and count what answers a query."""
        found = chosen(self.columns, answers.marked, filters)
        order = ordered(self.columns, found, answers.total, sort, most)
        facets = facet_counts(self.columns, answers.marked, filters)
        return Found(order, len(found), facets, answers.ordered_calls())

    def _answers(self, understood: Understood, exact: bool = False) -> _Answers:
        """Return what has all subjects of a query."""
        total = np.zeros(self.columns.size, dtype=np.int8)  # of sixteen words at most
        marked = self.columns.listed.copy()
        calls = self.columns.uncontracted.copy()
        said = np.zeros(self.columns.notice_size, dtype=np.int8)
        needed = understood.needed
        none: tuple[Sequence[Subject], Numbers, Numbers] = ((), marked, calls)
        topic, coded, called = none if exact else self._labelled(understood)
        for subject in understood.subjects:
            is_needed = subject in needed
            own, notices = self.scores(subject, exact, not is_needed)
            if subject in topic:
                own = np.maximum(own, coded * np.int8(_FAR))
                notices = np.maximum(notices, called * np.int8(_FAR))
            total += own
            said += notices
            if is_needed:
                marked &= own > 0
                calls &= notices > 0
        if not understood.subjects:
            calls = np.zeros_like(calls)
        return _Answers(marked, total, calls, said)


def _is_poor(answer: tuple[Found, Understood], asked: Understood) -> bool:
    """Whether an answer has less than half of what was asked, or not where it was asked for."""
    found, searched = answer
    if found.total:
        return says_little(searched) or searched.places != asked.places
    places = {one.text for one in asked.places}
    return all(places & set(found.without.get(call, ())) for call in found.calls)


def topic_codes(understood: Understood) -> tuple[str, ...]:
    """Return the beginnings of the codes of which the words together are the label."""
    return labelled_codes(tuple(word.folded for one in understood.topic for word in one.words))


def _raise_some(scores: Numbers, rowids: Numbers, level: int) -> None:
    """Set the scores of rowids to a level, where they are lower; rows that came since stay out."""
    _raise(scores, rowids[rowids < len(scores)], level)


def _raise(scores: Numbers, at: Numbers, level: int) -> None:
    """Set the scores of some rows to a level, where they are lower."""
    scores[at] = np.maximum(scores[at], level)
