"""Read words that were typed with a blank too many or too few ("Micro soft", "flower pot")."""

from __future__ import annotations

from collections.abc import Callable

from monitor.search.known_names_and_spellings import KnownNames
from monitor.search.query_words import QueryWord, stop_words
from monitor.search.synonyms import load_concepts

_MIN_JOINED_LENGTH = 7  # letters of two words that are read as one
IsKnown = Callable[[QueryWord], bool]


def fix_spacing(
    words: list[QueryWord], names: KnownNames, is_known: IsKnown, joined: bool
) -> tuple[list[QueryWord], dict[str, str]]:
    """Return the words with brands as they are written, and {word searched instead: typed}.

    ``joined``  two words that full text has as one are read as one, too.
    """
    folded = [word.folded for word in words]
    finders = (names.groups.spans(folded), load_concepts().finder.spans(folded))
    spans = [(span.start, span.end) for some in finders for span in some]
    fixed: list[QueryWord] = []
    typed: dict[str, str] = {}
    index = 0
    while index < len(words):
        for length in (2, 1):
            part = words[index : index + length]
            better = _brand(part, index, names, spans)
            if better is None and joined and len(part) > 1:
                better = _as_one(part, index, spans, is_known)
            if better is not None:
                was = " ".join(word.typed for word in part)
                typed |= dict.fromkeys(better.split(), was)
                fixed += [QueryWord(part, part) for part in better.split()]
                index += length
                break
        else:
            fixed.append(words[index])
            index += 1
    return fixed, typed


def _brand(
    part: list[QueryWord],
    index: int,
    names: KnownNames,
    spans: list[tuple[int, int]],
) -> str | None:
    """Return the brand that the words mean ("Micro soft", "Chek Point"), unless they are it."""
    joined = "".join(word.folded for word in part)
    if _is_named(index, index + len(part), spans):
        return None
    brand = names.brands.get(joined)
    small = any(word.folded in stop_words() for word in part)  # "télécoms en" is no "telecom spa"
    if brand is None and len(part) > 1 and not small and not _all_named(part, names):
        brand = names.near_brand(joined)
    return None if brand == " ".join(word.folded for word in part) else brand


def _all_named(part: list[QueryWord], names: KnownNames) -> bool:
    return all(names.has(word.folded) for word in part)


def _as_one(
    part: list[QueryWord], index: int, spans: list[tuple[int, int]], is_known: IsKnown
) -> str | None:
    joined = "".join(word.folded for word in part)
    if len(joined) < _MIN_JOINED_LENGTH or _is_named(index, index + len(part), spans):
        return None
    return joined if is_known(QueryWord(joined, joined)) else None


def _is_named(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether the words together, or as a part of more, name something already."""
    return any(first <= start and until >= end for first, until in spans)
