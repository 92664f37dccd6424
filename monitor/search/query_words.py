"""Split what a reader typed into words, and leave out those that say nothing ("who", "de la").

The words are those of SQLite's full text (letters and digits); they are compared in their folded
form (``pipelines.text_folding``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.reference.organization_registers import REGISTERS
from pipelines.reference.registry_numbers import is_organization_id, valid_identifiers
from pipelines.text_folding import fold

MAX_WORDS = 16  # of a query that are read
STOP_WORDS_FILE = REFERENCE / "search_stop_words.csv"
_WORD = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"['’](?!s\b)[^\W\d_]")  # not "Dell's"
# A.P.-H.P., AP-HP, H M: single letters and short parts in capitals are one acronym
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|\b[A-ZÀ-Þ]{1,4}(?:[-&][A-ZÀ-Þ]{1,4})+\b")
# 552131-2024, SZP/242-127/2021, ocds-b5fd17-…: one number with signs in it; no day, no years
_NUMBER_WITH_SIGNS = re.compile(
    r"\b(?!(?:19|20)\d\d[-/.]\d{1,4}(?:[-/.]\d{1,2})?\b(?![-/.]\w))(?=(?:[^\W_]|[-/._])*\d)"
    r"[^\W_]+(?:[-/._]+[^\W_]+)+\b"
)
_MIN_DIGITS = 5  # of a number with signs
# 200 093 201 00016: the number of a register in groups, as it is on letters and invoices
_NUMBER_IN_GROUPS = re.compile(r"(?<![\w.-])\d{2,5}(?:[ \u00a0\u202f]\d{2,5}){2,5}(?![\w.-])")
_MIN_REGISTRY_DIGITS = 6  # of a number that is looked up in registers
_ORGANIZATION_ID = re.compile(r"[A-Z]{2}-[A-Z0-9_]{2,20}-\S+")  # as our pages show it
_MAX_ACRONYM_LENGTH = 6  # letters


@dataclass(frozen=True)
class QueryWord:
    """One word: as typed, and folded; a number with signs in it is one.  ``acronym``: it stands for
    letters written apart.  ``elided``: an apostrophe ties it to the next word ("dell'ospedale")."""

    typed: str
    folded: str
    acronym: bool = False
    elided: bool = False


@lru_cache(maxsize=2)
def stop_words(left_out_of: str = "query") -> frozenset[str]:
    """Return the folded words, of all languages, that are left out of a query or a code's label."""
    return frozenset(
        folded
        for row in read_csv(STOP_WORDS_FILE)
        if row["left_out_of"] == left_out_of
        for word in row["words"].split()
        for folded in fold(word).split()
    )


@lru_cache(maxsize=256)
def languages_of_small_word(folded: str) -> frozenset[str]:
    """Return the languages in which a word is left out of a query."""
    return frozenset(
        language
        for row in read_csv(STOP_WORDS_FILE)
        if row["left_out_of"] == "query" and folded in fold(row["words"]).split()
        for language in row["language"].split()
    )


@lru_cache(maxsize=256)
def registry_ids(word: str) -> frozenset[str]:
    """Return the ids of the organisations that a word names by their number in a register.

    The number of an establishment or for VAT is that of the body: SIRET, FR76200093201.
    """
    if _ORGANIZATION_ID.fullmatch(word):
        return frozenset([word])
    if sum(letter.isdigit() for letter in word) < _MIN_REGISTRY_DIGITS:
        return frozenset()
    return frozenset(
        f"{identifier.scheme}-{identifier.id}"
        for country in REGISTERS
        for identifier in valid_identifiers("", word, country)
        if is_organization_id(identifier)
    )


def _join_number(match: re.Match[str]) -> str:
    joined = "".join(match[0].split())
    return joined if registry_ids(joined) else match[0]


def query_words(text: str) -> list[QueryWord]:
    """Return the words of a query in order, at most ``MAX_WORDS``."""
    return all_words(text)[:MAX_WORDS]


def unread_words(text: str) -> list[QueryWord]:
    """Return the words of a query that are not read, as it has more than ``MAX_WORDS``."""
    return all_words(text)[MAX_WORDS:]


def all_words(text: str) -> list[QueryWord]:
    """Return all words of a text in order."""
    text = _NUMBER_IN_GROUPS.sub(_join_number, text)
    numbers = [match.span() for match in _NUMBER_WITH_SIGNS.finditer(text) if _is_number(match[0])]
    acronyms = [match.span() for match in _DOTTED.finditer(text)]
    words: list[QueryWord] = []
    for word in _WORD.finditer(text):
        span = next(((a, b) for a, b in (*numbers, *acronyms) if a <= word.start() < b), None)
        if span is None:
            elided = bool(_ELISION.match(text, word.end()))
            words.append(QueryWord(word[0], fold(word[0]), elided=elided))
        elif span[0] == word.start() and span in numbers:
            words.append(QueryWord(text[slice(*span)], fold(text[slice(*span)])))
        elif span[0] == word.start():
            letters = "".join(_WORD.findall(text[slice(*span)]))
            words.append(QueryWord(letters, fold(letters), True))
    if _is_shouted(text, words):
        words = [replace(word, typed=word.typed.lower()) for word in words]
    return [word for word in words if word.folded]


def _is_shouted(text: str, words: list[QueryWord]) -> bool:
    """Whether all of a text is in capitals, which tell no name then; of acronyms alone it may be
    ("NHS SAP")."""
    return text.isupper() and any(len(word.folded) > _MAX_ACRONYM_LENGTH for word in words[1:])


def _is_number(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) >= _MIN_DIGITS
