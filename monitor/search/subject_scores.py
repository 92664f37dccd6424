"""Say how well each contract, and each notice, answers one subject of a query.

A level is ``TITLE`` … ``FAR``, 0 where the subject does not stand.  A contract's own words (title,
parties) count for more than a synonym, and these for more than the text of its notices.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from monitor.search.column_store import Numbers
from monitor.search.cpv_code_finder import code_prefix, codes_of_concepts
from monitor.search.fts5_word_queries import (
    MIN_PREFIX_LENGTH,
    begun_queries,
    compounds_query,
    grouped,
    near_query,
    word_query,
)
from monitor.search.interpreted_query import YEAR, Subject
from monitor.search.known_names_and_spellings import KnownNames
from monitor.search.matching_rowids import RowidLookup
from monitor.search.query_words import QueryWord
from monitor.search.synonyms import concept_queries
from monitor.search.word_endings import stem

TITLE, EXACT, SYNONYM, CODE, NOTICE, FAR = 6, 5, 4, 3, 2, 1
_COMMON = 50_000  # contracts
_TEXTS = "{title description lot_titles lot_descriptions}"  # of notices, without names of bodies
_CPV = re.compile(r"(\d{8})(?:-\d)?")  # with its check digit, as notices and lists write it
_REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{3,80}[A-Za-z0-9]")


class SubjectScores:
    """Scores of the subjects of one query, each reckoned once."""

    def __init__(self, lookup: RowidLookup, names: KnownNames) -> None:
        self.lookup, self.columns, self.names = lookup, lookup.columns, names
        self._scored: dict[tuple[Any, ...], tuple[Numbers, Numbers]] = {}

    def of(self, subject: Subject, exact: bool, beside: bool) -> tuple[Numbers, Numbers]:
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
        titled = self.lookup.rowids("contracts", f"title : {grouped(asked)}")
        others = () if exact or beside else self._synonyms(subject)
        # a word that is everywhere is not told from its plural: three long lists are read, not five
        is_common = len(titled) > _COMMON and len(others) == 1
        self._raise_others(own, notices, subject, others)
        if subject.is_place and not exact:
            self._raise_place_forms(own, notices, subject)
        if subject.country and not exact:
            self._raise_country(own, notices, subject.country)
        self._raise_labels(own, notices, subject)
        if not exact and len(subject.words) == 1:
            self._raise_compounds(own, notices, subject.words[0])
            self._raise_number(own, notices, subject.words[0].typed)
        if not is_common:
            self._raise(own, notices, (asked,), (asked,), (EXACT, NOTICE))
        own[titled] = TITLE
        if not exact:
            self._raise_known(own, notices, subject)
        np.maximum(own, self.columns.of_notices(notices, (FAR, NOTICE)), out=own)
        return own, notices

    def _raise_others(
        self, own: Numbers, notices: Numbers, subject: Subject, others: Sequence[str]
    ) -> None:
        """Set the scores of what has other words for the same, or the code of the concept."""
        if not others:
            return
        if subject.concepts and not subject.is_in_names:
            self._raise_texts(own, notices, _unlike(others, subject))
        else:
            # a text that mentions a town hall is not the town hall's
            of_body = tuple(f"buyer : {one}" for one in others) if subject.is_kind_of_body else ()
            self._raise(own, notices, others, of_body or others, (SYNONYM, FAR))
        if subject.concepts:
            self._raise_codes(own, notices, subject)
            if not subject.is_in_names:  # "comune" is another form of "comunicazione"
                self._raise_forms(own, notices, subject)

    def _raise_known(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of what is in a region, of a group, or of the bodies with an acronym."""
        if subject.region:
            regions = self.columns.facets["region"]
            _raise(own, regions.numbers == (regions.number(subject.region) or -1), CODE)
        if subject.groups:
            named = self.columns.of_groups({one.group for one in subject.groups})
            of_product = all(one.product for one in subject.groups)
            _raise(own, named, SYNONYM if of_product else EXACT)
        elif subject.acronym:
            of_acronym = np.array(self.names.of_acronym(subject.acronym), dtype=np.int64)
            _raise(own, self.columns.bought_by(of_acronym), SYNONYM)
            _raise(notices, self.lookup.notices_of_bodies(of_acronym), FAR)

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
        found = self.lookup.rowids("contracts", *queries)
        own[found] = of_contract
        # the body's name of the register, where another name or its number was published
        bodies = self.lookup.rowids("organizations", *queries)
        if len(bodies):
            _raise(own, self.columns.bought_by(bodies), of_contract)
            _raise(notices, self.lookup.notices_of_bodies(bodies), of_notice)
        if told:
            spoken = self.lookup.rowids("notices", *told)
            notices[spoken] = of_notice

    def _raise_texts(self, own: Numbers, notices: Numbers, queries: Sequence[str]) -> None:
        """Set the scores where titles and texts speak of a subject.  Names of bodies do not:
        "camera" is in every chamber of commerce of Italy."""
        found = self.lookup.rowids("contracts", *(f"title : {query}" for query in queries))
        own[found] = SYNONYM
        spoken = self.lookup.rowids("notices", *(f"{_TEXTS} : {query}" for query in queries))
        notices[spoken] = FAR

    def _raise_forms(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of titles with another form of the word, before those with a synonym."""
        near = near_query(subject.words[0], self.names) if len(subject.words) == 1 else None
        if near:
            found = self.lookup.rowids("contracts", f"title : {grouped(near)}")
            _raise(own, found, EXACT)
            told = self.lookup.rowids("notices", f"{_TEXTS} : {grouped(near)}")
            _raise(notices, told, FAR)

    def _raise_place_forms(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of what has the place in another case: "Košiciach" of Košice."""
        (word, *more) = subject.words
        begun = stem(word.folded)
        if more or begun is None or len(begun) < MIN_PREFIX_LENGTH:
            return
        near = near_query(word, self.names)
        if near:
            self._raise(own, notices, (near,), (near,), (CODE, FAR))

    def _raise_codes(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of what has the code of a concept, whatever its title says."""
        known = codes_of_concepts()
        codes = [code for one in subject.concepts for code in known.get(one.id, ())]
        if codes:
            _raise(own, self.columns.of_codes(codes), CODE)
            _raise(notices, self.lookup.notices_of_codes(codes), FAR)

    def _raise_labels(self, own: Numbers, notices: Numbers, subject: Subject) -> None:
        """Set the scores of what has the word in another language, or a code of which the label has
        it."""
        queries = begun_queries(subject.translated)
        if queries:
            told = tuple(f"{{title lot_titles buyer}} : {one}" for one in queries)
            self._raise(own, notices, queries, told, (NOTICE, FAR))
        if subject.codes:
            _raise(own, self.columns.of_codes(subject.codes), FAR)
            _raise(notices, self.lookup.notices_of_codes(subject.codes), FAR)

    def _raise_compounds(self, own: Numbers, notices: Numbers, word: QueryWord) -> None:
        """Set the scores of titles and texts with a compound of which the word is a part."""
        query = compounds_query(word, self.names)
        if query is not None:
            found = self.lookup.rowids("contracts", f"title : {grouped(query)}")
            _raise(own, found, CODE)
            spoken = self.lookup.rowids("notices", query)
            _raise(notices, spoken, FAR)

    def _raise_country(self, own: Numbers, notices: Numbers, country: str) -> None:
        """Set the scores of what buyers of a country publish."""
        countries = self.columns.facets["country"]
        number = countries.number(country)
        if number is not None:
            own[countries.numbers == number] = CODE
        spoken = self.lookup.notices_of_country(country)
        notices[spoken] = FAR

    def _raise_number(self, own: Numbers, notices: Numbers, word: str) -> None:
        """Set the scores of contracts of a year, of a code of the CPV, or of a notice's number."""
        if YEAR.fullmatch(word):
            years = self.columns.facets["year"]
            _raise(own, years.numbers == (years.number(word) or -1), FAR)
        if code := _CPV.fullmatch(word):
            _raise(own, self.columns.of_codes([code_prefix(code[1])]), CODE)
            _raise(notices, self.lookup.notices_of_codes([code_prefix(code[1])]), FAR)
        if _REFERENCE.fullmatch(word):
            for table, scores, level in (
                ("contracts", own, EXACT),
                ("notices", notices, NOTICE),
            ):
                found = self.lookup.of_number(table, word)
                scores[found] = level

    def _asked(self, subject: Subject) -> str:
        """Return the FTS5 query of the words themselves."""
        return " AND ".join(grouped(word_query(word, self.names)) for word in subject.words)

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


def _unlike(queries: Sequence[str], subject: Subject) -> Sequence[str]:
    """Return the queries of words that are no form of the subject's own word, which is searched in
    all its forms."""
    (word, *more) = subject.words
    begun = None if more else stem(word.folded)
    if begun is None:
        return queries
    return [one for one in queries if not one.lstrip("(").startswith(f'"{begun}')]


def _raise(scores: Numbers, at: Numbers, level: int) -> None:
    """Set the scores of some rows (rowids, or a mask of all) to a level, where they are lower."""
    if at.dtype == bool:  # a hundredth of the time of picking the marked ones of a million
        np.maximum(scores, at.view(np.int8) * np.int8(level), out=scores)
    else:
        scores[at] = np.maximum(scores[at], level)
