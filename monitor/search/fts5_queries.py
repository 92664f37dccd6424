"""Write the FTS5 queries of one word: in its spellings, and in its other forms."""

from __future__ import annotations

import re

from monitor.search.known_names import KnownNames
from monitor.search.query_words import QueryWord

_SHORTEST_STEM = 4  # letters of a word whose endings are forgiven
_ENDING = re.compile(r"(?:aux|eux|ies|es|en|er|s|e|n|a|o|i)$")
_MOST_SPELT = 20


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
