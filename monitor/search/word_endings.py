"""Forgive the endings of words: plural, case, and what a reader adds to a word that texts have."""

from __future__ import annotations

import re
from collections.abc import Callable

from monitor.search.query_words import QueryWord

_MIN_STEM_LENGTH = 4  # letters of a word whose endings are forgiven
_MIN_BEGINNING_LENGTH = 6  # letters of a beginning that stands for an unknown word
_ENDING = re.compile(
    r"(?:(?<=\w{5})(?:ow|ami|ach|ego|ych|ssa|sta|lla|lta|nak|nek|ban|ben|erne|ene)"
    r"|aux|eux|ies|es|en|er|s|e|n|a|o|i)$"
)


def stem(folded: str) -> str | None:
    """Return a word without its ending; None for short words and for numbers.

    >>> stem("kameras"), stem("bus"), stem("2024")
    ('kamera', None, None)
    """
    if len(folded) < _MIN_STEM_LENGTH or not folded.isalpha():
        return None
    word_stem = _ENDING.sub("", folded)
    return word_stem if len(word_stem) >= _MIN_STEM_LENGTH else folded


def known_stem(folded: str, is_known: Callable[[QueryWord], bool]) -> str | None:
    """Return the longest beginning that some text has, at least two thirds of the word."""
    if not folded.isalpha():
        return None
    shortest = max(_MIN_BEGINNING_LENGTH, len(folded) * 2 // 3)
    for end in range(len(folded) - 1, shortest - 1, -1):
        begun = folded[:end]
        if is_known(QueryWord(begun, begun)):
            return begun
    return None
