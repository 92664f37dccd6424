"""Read two words whose endings do not agree ("reconnaissance facial") as the concept they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.search.query_words import QueryWord
from monitor.search.synonyms import load_concepts

_MIN_LENGTH = 5  # letters of a word whose ending may be another one
_ENDINGS = ("", "e", "s", "es", "le", "les")
_ENDING = re.compile(r"(?:(?<=l)les?|es|e|s)$")


def agree(words: list[QueryWord]) -> tuple[list[QueryWord], dict[str, str]]:
    """Return the words as a concept of two words has them, and {word searched instead: typed}.

    French writes the endings of gender and number, and hardly speaks them: "intelligence
    artificiel", "donnée personnel".  Texts have each of these words, so that none is misspelt.
    """
    finder = load_concepts().finder
    agreed, typed = list(words), {}
    folded = [word.folded for word in words]
    named = {n for span in finder.spans(folded) for n in range(span.start, span.end)}
    for index in range(len(words) - 1):
        if {index, index + 1} <= named:
            continue
        for first, second in _with_other_endings(folded[index], folded[index + 1]):
            if any(span.end == 2 and span.start == 0 for span in finder.spans([first, second])):
                for number, better in ((index, first), (index + 1, second)):
                    if better != folded[number]:
                        agreed[number] = _respelt(words[number], better)
                        typed[better] = words[number].typed
                break
    return agreed, typed


def _with_other_endings(first: str, second: str) -> Iterator[tuple[str, str]]:
    """Yield the pair with other endings, those of the second word before those of both."""
    for one in (first, *_variants(first)):
        for two in (second, *_variants(second)):
            if (one, two) != (first, second):
                yield one, two


def _respelt(word: QueryWord, better: str) -> QueryWord:
    """Return the word with its accents, where an ending was added to it."""
    added = better.removeprefix(word.folded)
    return QueryWord(word.typed + added if added != better else better, better)


def _variants(folded: str) -> list[str]:
    """Return a word with other endings.

    >>> _variants("faciales")
    ['facial', 'faciale', 'facials', 'facialle', 'facialles']
    """
    if len(folded) < _MIN_LENGTH or not folded.isalpha():
        return []
    bare = _ENDING.sub("", folded)
    return [bare + ending for ending in _ENDINGS if bare + ending != folded]
