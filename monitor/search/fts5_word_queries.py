"""Write the FTS5 queries of one word: in its spellings, and in its other forms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.search.known_names_and_spellings import KnownNames
from monitor.search.query_words import QueryWord
from monitor.search.word_endings import stem

_MIN_SINGLE_VOWEL_LENGTH = 4  # letters of a word that is written with one vowel for two
MIN_PREFIX_LENGTH = 5  # letters of a beginning; a shorter word is searched as it is
_MAX_SPELLINGS = 20
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss"}
_TWO_LETTERS = re.compile("[äöüåøæß]")
_DOUBLE = re.compile("ae|oe|ue|aa")


def word_query(word: QueryWord, names: KnownNames) -> str:
    """Return the FTS5 query of one word in all its spellings."""
    spelt = dict.fromkeys((word.typed.lower(), word.folded, *names.letters.get(word.folded, ())))
    spelt.update(dict.fromkeys(_umlauts(word, names)))
    return " OR ".join(f'"{spelling}"' for spelling in spelt)


def _umlauts(word: QueryWord, names: KnownNames) -> list[str]:
    """Return the word with "ue" for "ü", and with "u" for "ue" ("Luebeck"), and what it stands for.

    "queue" is no "que": a word that names have stays as it is, unless they have the other one.
    """
    written = _TWO_LETTERS.sub(lambda match: _UMLAUTS[match[0]], word.typed.lower())
    result = [] if written == word.typed.lower() else [written]
    single = _DOUBLE.sub(lambda match: match[0][0], word.folded)
    meant = single in names.words or word.folded not in names.words
    if single != word.folded and len(single) >= _MIN_SINGLE_VOWEL_LENGTH and meant:
        result += [single, *names.letters.get(single, ())]
    return result


def grouped(query: str) -> str:
    """Return a query that stands for one thing beside others; the same words have the same text,
    by which answers are kept."""
    return f"({query})" if " OR " in query or " AND " in query else query


def inflections_query(word: QueryWord, names: KnownNames) -> str | None:
    """Return the FTS5 query of a word in other forms (plural, case); None for short words."""
    begun = stem(word.folded)
    if begun is None:
        return None
    lettered = names.spelt_from(begun, len(word.folded) + 3)
    spelt = [
        spelling for spelling in lettered if not spelling.startswith(begun)
    ]  # those are found by it
    return " OR ".join([f'"{begun}"*', *(f'"{spelling}"' for spelling in spelt[:_MAX_SPELLINGS])])


def prefix_queries(words: Sequence[str]) -> tuple[str, ...]:
    """Return the FTS5 queries of what begins as these words do; of short ones, of the words."""
    return tuple(f'"{word}"*' if len(word) >= MIN_PREFIX_LENGTH else f'"{word}"' for word in words)


def compounds_query(word: QueryWord, names: KnownNames) -> str | None:
    """Return the FTS5 query of the compounds in which the word is a part but the first."""
    compounds = names.compounds.get(stem(word.folded) or word.folded, ())
    return " OR ".join(f'"{compound}"' for compound in compounds) or None
