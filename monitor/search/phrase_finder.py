"""Find phrases in the words of a query: the longest first, none over another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipelines.reference.phrase_matcher import PhraseMatcher

T = TypeVar("T")


@dataclass(frozen=True)
class WordSpan(Generic[T]):
    """Words of a query from ``start`` to the one before ``end``, and what they name."""

    start: int
    end: int
    owners: tuple[T, ...]


class SpanFinder(Generic[T]):
    """Phrases (written as in rules/*.yml) with what each names."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        owners: dict[T, int] = {}
        self._matcher = PhraseMatcher(
            [
                (phrase.lstrip("="), owners.setdefault(owner, len(owners)))
                for phrase, owner in entries
            ]
        )
        self.owners = tuple(owners)

    def spans(self, folded: Sequence[str]) -> list[WordSpan[T]]:
        """Return the longest spans that name something, without overlaps, from the left."""
        text = " ".join(folded)
        starts, offset = {}, 0
        for number, word in enumerate(folded):
            starts[offset] = number
            offset += len(word) + 1
        owners_of_span: dict[tuple[int, int], dict[int, None]] = {}
        for hit in self._matcher.scan(text).hits:
            if hit.start in starts:
                last = max(number for offset, number in starts.items() if offset < hit.end)
                owners_of_span.setdefault((starts[hit.start], last + 1), {})[hit.owner] = None
        chosen: list[WordSpan[T]] = []
        for start, end in sorted(owners_of_span, key=lambda span: (span[0] - span[1], span[0])):
            if all(end <= other.start or start >= other.end for other in chosen):
                owners = tuple(self.owners[number] for number in owners_of_span[start, end])
                chosen.append(WordSpan(start, end, owners))
        return sorted(chosen, key=lambda span: span.start)
