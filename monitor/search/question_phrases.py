"""Find in a query a phrase that asks for a column of contracts, and the other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from monitor.search.query_words import stop_words
from pipelines.text_folding import fold

IsName = Callable[[str], bool]  # whether a folded word is the name of a vendor group


def no_name(_: str) -> bool:
    """Say of every word that it names nobody."""
    return False


class FoundPhrase(NamedTuple):
    """What a pattern found; ``words``: the others, if they say anything ("contracts that" does
    not)."""

    match: re.Match[str]
    words: str


def find_phrase(
    query: str, patterns: Iterable[re.Pattern[str]], is_name: IsName = no_name
) -> FoundPhrase | None:
    """Return what the first pattern finds that finds something in the folded query.

    A small word that is also a name says something: "Dell", not the Italian "dell'ospedale".
    """
    words = query.split()
    folded = [fold(word) for word in words]
    starts = [0, *accumulate(len(word) + 1 for word in folded)]
    found = (match for pattern in patterns for match in pattern.finditer(" ".join(folded)))
    # from the beginning of a word: not the end of "back-end"
    match = next((match for match in found if match.start() in starts), None)
    if match is None:
        return None
    taken = [
        place
        for place, start in enumerate(starts[: len(words)])
        if match.start() <= start < match.end()
    ]
    return FoundPhrase(match, other_words(words, folded, taken, is_name))


def other_words(
    words: Sequence[str], folded: Sequence[str], taken: Collection[int], is_name: IsName = no_name
) -> str:
    """Return the words of a query at other places than those taken, if they say anything."""
    left = [place for place in range(len(words)) if place not in taken]
    says_more = any(folded[place] not in stop_words() or is_name(folded[place]) for place in left)
    return " ".join(words[place] for place in left) if says_more else ""


def any_of(phrases: Collection[str]) -> str:
    """Return the pattern of any of these folded phrases, the longest first."""
    return f"(?:{'|'.join(sorted(map(re.escape, phrases), key=len, reverse=True))})"
