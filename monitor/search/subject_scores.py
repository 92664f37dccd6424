"""Score how well each contract, and each notice, matches one subject of a query.

A score is one of ``TITLE`` … ``MENTION``, or 0 without a match.  A contract's own words (title,
parties) score higher than a synonym, a synonym higher than the text of its notices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from monitor.search.column_store import CLAIMS, Numbers
from monitor.search.cpv_code_finder import code_prefix, codes_of_concepts
from monitor.search.fts5_word_queries import (
    MIN_PREFIX_LENGTH,
    compounds_query,
    grouped,
    inflections_query,
    prefix_queries,
    word_query,
)
from monitor.search.interpreted_query import YEAR, Subject
from monitor.search.known_names_and_spellings import KnownNames
from monitor.search.matching_rowids import RowidLookup
from monitor.search.query_words import QueryWord, languages_of_small_word, registry_ids, stop_words
from monitor.search.synonyms import acronyms_by_language, concept_queries
from monitor.search.word_endings import stem

TITLE, EXACT, SYNONYM, CODE, NOTICE, MENTION = 6, 5, 4, 3, 2, 1
_COMMON = 50_000  # contracts
_TEXTS = "{title description lot_titles lot_descriptions}"  # of notices, without names of bodies
_CPV = re.compile(r"(\d{8})(?:-\d)?")  # with its check digit, as notices and lists write it
_MIN_DIGITS = 5  # of the number of a contract, for which all ids are read
_REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9./_-]{3,80}[A-Za-z0-9]")


class SubjectScores:
    """Scores of the subjects of one query, each computed once."""

    def __init__(self, lookup: RowidLookup, names: KnownNames) -> None:
        self.lookup, self.columns, self.names = lookup, lookup.columns, names
        self._scored: dict[tuple[Any, ...], tuple[Numbers, Numbers]] = {}

    def of(self, subject: Subject, exact: bool, is_optional: bool) -> tuple[Numbers, Numbers]:
        """Return the scores of all contracts and of all notices for a subject (0: no match).

        ``is_optional``  other subjects decide what is found: this one only moves it up.
        """
        key = subject.words, subject.translated, subject.codes, exact, is_optional
        if key not in self._scored:
            self._scored[key] = self._new_scores(subject, exact, is_optional)
        return self._scored[key]

    def _new_scores(
        self, subject: Subject, exact: bool, is_optional: bool
    ) -> tuple[Numbers, Numbers]:
        contract_scores = np.zeros(self.columns.size, dtype=np.int8)
        notice_scores = np.zeros(self.columns.notice_size, dtype=np.int8)
        acronyms = {} if exact else self._short_words(subject)
        # "AI", which most Italian texts have, and "dell"; "IA", which says another thing in Dutch
        is_unwritten = subject.text.lower() in acronyms or (subject.is_question and not exact)
        exact_query = self._exact_query(subject)
        in_title = (
            np.zeros(0, dtype=np.int32)
            if is_unwritten
            else self.lookup.rowids("contracts", f"title : {grouped(exact_query)}")
        )
        synonyms = () if exact or is_optional else self._synonyms(subject)
        # a very common word is searched without its plural: three long lists are read, not five
        is_common = len(in_title) > _COMMON and len(synonyms) == 1
        self._score_synonyms(contract_scores, notice_scores, subject, synonyms)
        if subject.is_place and not exact:
            self._score_place_forms(contract_scores, notice_scores, subject)
        if subject.country and not exact:
            self._score_country(contract_scores, notice_scores, subject.country)
        self._score_labels(contract_scores, notice_scores, subject)
        if not exact and len(subject.words) == 1:
            self._score_compounds(contract_scores, notice_scores, subject.words[0])
            self._score_number(contract_scores, notice_scores, subject.words[0].typed)
        if not is_common and not is_unwritten:
            self._score_queries(
                contract_scores, notice_scores, (exact_query,), (exact_query,), (EXACT, NOTICE)
            )
        contract_scores[in_title] = TITLE
        if not exact:
            self._score_acronyms(contract_scores, notice_scores, acronyms)
            self._score_named_entities(contract_scores, notice_scores, subject)
        np.maximum(
            contract_scores,
            self.columns.of_notices(notice_scores, (MENTION, NOTICE)),
            out=contract_scores,
        )
        return contract_scores, notice_scores

    def _short_words(self, subject: Subject) -> Mapping[str, Sequence[str]]:
        """Return the words of a subject that say something else in other languages, each with those
        of which it is."""
        word = subject.text.lower()
        if not subject.groups or word not in stop_words():
            return acronyms_by_language(tuple(concept.id for concept in subject.concepts))
        languages = self.columns.facets["language"].values
        small_in = languages_of_small_word(word)
        return {word: [language for language in languages if language and language not in small_in]}

    def _score_synonyms(
        self,
        contract_scores: Numbers,
        notice_scores: Numbers,
        subject: Subject,
        synonyms: Sequence[str],
    ) -> None:
        """Score matches of synonyms, and of the codes of the concepts."""
        if not synonyms:
            return
        if subject.concepts and not subject.is_in_names:
            self._score_texts(contract_scores, notice_scores, _without_forms_of(synonyms, subject))
        else:
            # a text that mentions a town hall is not the town hall's
            of_body = (
                tuple(f"buyer : {query}" for query in synonyms) if subject.is_kind_of_body else ()
            )
            self._score_queries(
                contract_scores, notice_scores, synonyms, of_body or synonyms, (SYNONYM, MENTION)
            )
        if subject.concepts:
            self._score_claims(contract_scores, subject)
            self._score_codes(contract_scores, notice_scores, subject)
            # "comune" is another form of "comunicazione"
            if not (subject.is_in_names or subject.is_question):
                self._score_forms(contract_scores, notice_scores, subject)

    def _score_acronyms(
        self,
        contract_scores: Numbers,
        notice_scores: Numbers,
        acronyms: Mapping[str, Sequence[str]],
    ) -> None:
        """Score the short words of the concepts, in titles and texts of their languages."""
        language = self.columns.facets["language"]
        for word, languages in acronyms.items():
            numbers = [language.number(code) or -1 for code in languages]
            rowids = self.lookup.rowids("contracts", f'title : "{word}"')
            rowids = rowids[np.isin(language.numbers[rowids], numbers)]
            _raise_scores(contract_scores, rowids, SYNONYM)
            rowids = self.lookup.rowids_in_languages(f'{_TEXTS} : "{word}"', languages)
            _raise_scores(notice_scores, rowids, MENTION)

    def _score_named_entities(
        self, contract_scores: Numbers, notice_scores: Numbers, subject: Subject
    ) -> None:
        """Score what is in a region, of a vendor group, or of the bodies with an acronym."""
        if subject.region:
            regions = self.columns.facets["region"]
            _raise_scores(
                contract_scores, regions.numbers == (regions.number(subject.region) or -1), CODE
            )
        if subject.groups:
            of_group = self.columns.of_groups({group.group for group in subject.groups})
            of_product = all(group.product for group in subject.groups)
            _raise_scores(contract_scores, of_group, SYNONYM if of_product else EXACT)
        elif subject.acronym:
            of_acronym = np.array(self.names.of_acronym(subject.acronym), dtype=np.int64)
            _raise_scores(contract_scores, self.columns.bought_by(of_acronym), SYNONYM)
            _raise_scores(notice_scores, self.lookup.notices_of_bodies(of_acronym), MENTION)

    def _score_queries(
        self,
        contract_scores: Numbers,
        notice_scores: Numbers,
        queries: Sequence[str],
        notice_queries: Sequence[str],
        levels: tuple[int, int],
    ) -> None:
        """Score contracts that match ``queries`` and notices that match ``notice_queries``.

        ``levels``  of contracts and of notices; higher than what was set before.
        """
        of_contract, of_notice = levels
        rowids = self.lookup.rowids("contracts", *queries)
        contract_scores[rowids] = of_contract
        # the body's name of the register, where another name or its number was published
        bodies = self.lookup.rowids("organizations", *queries)
        if len(bodies):
            _raise_scores(contract_scores, self.columns.bought_by(bodies), of_contract)
            _raise_scores(notice_scores, self.lookup.notices_of_bodies(bodies), of_notice)
        if notice_queries:
            rowids = self.lookup.rowids("notices", *notice_queries)
            notice_scores[rowids] = of_notice

    def _score_texts(
        self, contract_scores: Numbers, notice_scores: Numbers, queries: Sequence[str]
    ) -> None:
        """Score matches in titles and texts.  Names of bodies are not searched: "camera" is in
        every chamber of commerce of Italy."""
        rowids = self.lookup.rowids("contracts", *(f"title : {query}" for query in queries))
        contract_scores[rowids] = SYNONYM
        rowids = self.lookup.rowids("notices", *(f"{_TEXTS} : {query}" for query in queries))
        notice_scores[rowids] = MENTION

    def _score_forms(
        self, contract_scores: Numbers, notice_scores: Numbers, subject: Subject
    ) -> None:
        """Score titles with an inflection of the word, higher than those with a synonym."""
        inflections = self._inflections(subject)
        if inflections:
            rowids = self.lookup.rowids("contracts", f"title : {grouped(inflections)}")
            _raise_scores(contract_scores, rowids, EXACT)
            rowids = self.lookup.rowids("notices", f"{_TEXTS} : {grouped(inflections)}")
            _raise_scores(notice_scores, rowids, MENTION)

    def _score_place_forms(
        self, contract_scores: Numbers, notice_scores: Numbers, subject: Subject
    ) -> None:
        """Score inflections of a place name: "Košiciach" of Košice."""
        inflections = self._inflections(subject)
        if inflections:
            self._score_queries(
                contract_scores, notice_scores, (inflections,), (inflections,), (CODE, MENTION)
            )

    def _inflections(self, subject: Subject) -> str | None:
        """Return the query for forms of the word of a concept; None where its beginning is short:
        "visit" is no form of "visio"."""
        (word, *more) = subject.words
        word_stem = None if more else stem(word.folded)
        if word_stem is None or len(word_stem) < MIN_PREFIX_LENGTH:
            return None
        return inflections_query(word, self.names)

    def _score_claims(self, contract_scores: Numbers, subject: Subject) -> None:
        """Score what is marked so, where a concept is a tag: "who holds the data of hospitals"."""
        for concept in subject.concepts:
            if concept.id in CLAIMS:
                claim = self.columns.facets[concept.id]
                _raise_scores(contract_scores, claim.numbers == (claim.number("yes") or -1), CODE)

    def _score_codes(
        self, contract_scores: Numbers, notice_scores: Numbers, subject: Subject
    ) -> None:
        """Score what has the CPV code of a concept, whatever its title says."""
        codes_by_concept = codes_of_concepts()
        codes = [
            code for concept in subject.concepts for code in codes_by_concept.get(concept.id, ())
        ]
        if codes:
            _raise_scores(contract_scores, self.columns.of_codes(codes), CODE)
            _raise_scores(notice_scores, self.lookup.notices_of_codes(codes), MENTION)

    def _score_labels(
        self, contract_scores: Numbers, notice_scores: Numbers, subject: Subject
    ) -> None:
        """Score translations of the word, and the CPV codes whose label contains it."""
        queries = prefix_queries(subject.translated)
        if queries:
            notice_queries = tuple(f"{{title lot_titles buyer}} : {query}" for query in queries)
            self._score_queries(
                contract_scores, notice_scores, queries, notice_queries, (NOTICE, MENTION)
            )
        if subject.codes:
            _raise_scores(contract_scores, self.columns.of_codes(subject.codes), MENTION)
            _raise_scores(notice_scores, self.lookup.notices_of_codes(subject.codes), MENTION)

    def _score_compounds(
        self, contract_scores: Numbers, notice_scores: Numbers, word: QueryWord
    ) -> None:
        """Score titles and texts with a compound that contains the word."""
        query = compounds_query(word, self.names)
        if query is not None:
            rowids = self.lookup.rowids("contracts", f"title : {grouped(query)}")
            _raise_scores(contract_scores, rowids, CODE)
            rowids = self.lookup.rowids("notices", query)
            _raise_scores(notice_scores, rowids, MENTION)

    def _score_country(
        self, contract_scores: Numbers, notice_scores: Numbers, country: str
    ) -> None:
        """Score what buyers of a country publish."""
        countries = self.columns.facets["country"]
        number = countries.number(country)
        if number is not None:
            contract_scores[countries.numbers == number] = CODE
        rowids = self.lookup.notices_of_country(country)
        notice_scores[rowids] = MENTION

    def _score_number(self, contract_scores: Numbers, notice_scores: Numbers, word: str) -> None:
        """Score a number: a year, a CPV code, that of a notice or contract, or in a register."""
        if YEAR.fullmatch(word):
            years = self.columns.facets["year"]
            _raise_scores(contract_scores, years.numbers == (years.number(word) or -1), MENTION)
        if code := _CPV.fullmatch(word):
            _raise_scores(contract_scores, self.columns.of_codes([code_prefix(code[1])]), CODE)
            _raise_scores(
                notice_scores, self.lookup.notices_of_codes([code_prefix(code[1])]), MENTION
            )
        if _REFERENCE.fullmatch(word):
            for table, scores, level in (
                ("contracts", contract_scores, EXACT),
                ("notices", notice_scores, NOTICE),
            ):
                rowids = self.lookup.of_number(table, word)
                scores[rowids] = level
            if not contract_scores.any() and sum(map(str.isdigit, word)) >= _MIN_DIGITS:
                contract_scores[self.lookup.contracts_numbered(word)] = EXACT
        if ids := registry_ids(word):
            bodies = self.lookup.bodies_with_ids(ids)
            _raise_scores(contract_scores, self.columns.bought_by(bodies), EXACT)
            _raise_scores(contract_scores, self.lookup.contracts_signed_by(bodies), EXACT)
            _raise_scores(notice_scores, self.lookup.notices_of_bodies(bodies), NOTICE)

    def _exact_query(self, subject: Subject) -> str:
        """Return the FTS5 query for the words as typed."""
        return " AND ".join(grouped(word_query(word, self.names)) for word in subject.words)

    def _synonyms(self, subject: Subject) -> Sequence[str]:
        """Return FTS5 queries for the synonyms, or else for the inflections, of the words."""
        if subject.country:
            return ()
        if subject.concepts:
            return concept_queries(tuple(concept.id for concept in subject.concepts))
        if len(subject.words) > 1 or subject.groups:
            return ()
        inflections = inflections_query(subject.words[0], self.names)
        return (inflections,) if inflections else ()


def _without_forms_of(queries: Sequence[str], subject: Subject) -> Sequence[str]:
    """Drop the queries for forms of the subject's own word, which are searched separately."""
    (word, *more) = subject.words
    word_stem = None if more else stem(word.folded)
    if word_stem is None:
        return queries
    return [query for query in queries if not query.lstrip("(").startswith(f'"{word_stem}')]


def _raise_scores(scores: Numbers, at: Numbers, level: int) -> None:
    """Raise the scores of some rows (rowids, or a mask) to a level where they are lower."""
    if at.dtype == bool:  # a hundredth of the time of picking the marked ones of a million
        np.maximum(scores, at.view(np.int8) * np.int8(level), out=scores)
    else:
        scores[at] = np.maximum(scores[at], level)
