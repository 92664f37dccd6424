"""Search a text for the names of persons that are known for its notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.reference.person_words import load_person_words
from pipelines.reference.scanned_text import ScannedText
from pipelines.text_folding import fold, fold_map


def name_phrases(names: Iterable[str]) -> tuple[str, ...]:
    """Return the folded names to search for, also with surname first; longest first."""
    words = load_person_words()
    phrases = {
        " ".join(order)
        for name in names
        for order in _word_orders(
            [t for t in fold(name).split() if t not in words.title and len(t) > 1]
        )
    }
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _word_orders(tokens: list[str]) -> Iterable[list[str]]:
    """Yield the words of a name in the given order and rotated."""
    if not tokens or (len(tokens) == 1 and len(tokens[0]) < 4):
        return
    yield tokens
    if 2 <= len(tokens) <= 4:
        for cut in range(1, len(tokens)):
            yield tokens[cut:] + tokens[:cut]


def find_phrases(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the spans where a phrase of ``name_phrases`` occurs as whole words."""
    folded = fold(text) if names else ""
    padded, places = f" {folded} ", ScannedText(text, folded, [])
    exact_places: list[int] = []
    for phrase in names:
        start = padded.find(f" {phrase} ")
        while start >= 0:
            first, last = places.published_span(start, start + len(phrase))
            if fold(text[first:last]) != phrase:  # counting words missed it: map letter by letter
                exact_places = exact_places or fold_map(text)[1]
                first, last = exact_places[start], exact_places[start + len(phrase) - 1] + 1
            yield first, last
            start = padded.find(f" {phrase} ", start + 1)
