"""Take compounds apart: those that a reader types, and those in titles that hold a typed word.

Full text finds words by their beginning only: without this "Kamera" does not find the title
"Videokameraüberwachung".
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from monitor.search.synonyms import load_concepts
from monitor.search.word_endings import stem
from pipelines.text_folding import fold

_MIN_PART_LENGTH = 4  # letters
_MIN_SEARCHED_LENGTH = 5  # letters of a part by which compounds are found
_MIN_COMPOUND_LENGTH = 10
_MAX_COMPOUNDS = 40  # of one part
_LINKS = ("", "s", "n", "es", "en")  # between the parts
_TITLE_WORDS = "SELECT term FROM temp.title_words WHERE col = 'title' ORDER BY doc DESC, term"


def two_parts(folded: str, vocabulary: Collection[str]) -> tuple[str, str] | None:
    """Return the two known words of a compound ("bibliothekssoftware"); None: it is none."""
    for index in range(len(folded) - _MIN_PART_LENGTH, _MIN_PART_LENGTH - 1, -1):
        first, second = folded[:index], folded[index:]
        for candidate in (first, first.removesuffix("s")):
            if (
                len(candidate) >= _MIN_PART_LENGTH
                and candidate in vocabulary
                and second in vocabulary
            ):
                return candidate, second
    return None


def all_parts(folded: str, vocabulary: Collection[str]) -> Iterator[str]:
    """Yield the known words of which a word is made, all of its letters being in one of them.

    >>> sorted(all_parts("videokameraüberwachung", {"video", "kamera", "überwachung", "wach"}))
    ['kamera', 'video', 'überwachung']
    """
    whole = len(folded)
    splits: dict[int, list[tuple[int, str]]] = {}  # where a part may begin: (the next, the part)
    open_ = [0]
    while open_:
        start = open_.pop()
        if start in splits or start == whole:
            continue
        splits[start] = []
        for end in range(start + _MIN_PART_LENGTH, whole + 1):
            part = folded[start:end]
            if part in vocabulary and part != folded:
                nexts = {end + len(link) for link in _LINKS if folded.startswith(link, end)}
                splits[start] += [
                    (following, part) for following in nexts if end == whole or following < whole
                ]
                open_ += nexts
    ending = {whole}
    for start in sorted(splits, reverse=True):
        parts = [part for end, part in splits[start] if end in ending]
        if parts:
            ending.add(start)
            yield from parts


def read_title_words(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the words of titles of contracts as full text has them, the most frequent first, with
    their folded form.  Reads the words of the full-text index: seconds for a million."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.title_words"
        " USING fts5vocab('main', 'contracts_fts', 'col')"
    )
    written = {term: fold(term) for (term,) in connection.execute(_TITLE_WORDS)}
    connection.execute("DROP TABLE temp.title_words")
    return written


def find_compounds(written: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the compounds in words of titles (``read_title_words``) by the stem of each of their
    parts, the most frequent first, at most 40."""
    vocabulary = {
        word for word in written.values() if len(word) >= _MIN_PART_LENGTH and word.isalpha()
    }
    vocabulary |= {
        word
        for concept in load_concepts().by_id.values()
        for phrase in concept.phrases
        for part in phrase.split()
        if "*" not in part  # a beginning is no word
        for word in fold(part).split()
        if len(word) >= _MIN_PART_LENGTH and word.isalpha()
    }
    compounds: defaultdict[str, list[str]] = defaultdict(list)
    for term, folded in written.items():
        if len(folded) >= _MIN_COMPOUND_LENGTH and folded.isalpha():
            parts = (
                part for part in all_parts(folded, vocabulary) if len(part) >= _MIN_SEARCHED_LENGTH
            )
            # a beginning is found by full text
            for part in {stem(part) or part for part in parts if not folded.startswith(part)}:
                if len(compounds[part]) < _MAX_COMPOUNDS:
                    compounds[part].append(term)
    return {part: terms for part, terms in compounds.items() if terms}
