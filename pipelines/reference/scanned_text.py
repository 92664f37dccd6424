"""A text in which phrases were searched, and what was found where."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from pipelines.text_folding import fold, fold_map, strip_invisible

_WORD = re.compile(r"[^\W_]+")


class PhraseHit(msgspec.Struct, frozen=True, gc=False):
    """A phrase found in a text: number of its owner and its span in the folded text."""

    owner: int
    start: int
    end: int


class ScannedText:
    """A text, its folded form and the hits in it; maps spans back to published words."""

    __slots__ = ("_places", "_starts", "_visible", "_words", "folded", "hits", "text")

    def __init__(self, text: str, folded: str, hits: list[PhraseHit]) -> None:
        self.text = text
        self.folded = folded
        self.hits = hits
        self._starts: list[int] | None = None  # of the words of ``text``
        self._places: list[int] | None = None
        self._visible: str | None = None  # ``text`` without invisible characters
        self._words: list[str] | None = None

    @property
    def words(self) -> list[str]:
        """The words of the folded form."""
        if self._words is None:
            self._words = self.folded.split()
        return self._words

    def first_words(self, limit: int) -> str:
        """Return the first words of the folded form, with a blank between them."""
        return self.folded if len(self.words) <= limit else " ".join(self.words[:limit])

    def published_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded form to a span of the text as published."""
        if self._starts is None:
            self._starts = [word.start() for word in _WORD.finditer(self.text)]
        if len(self._starts) == self.folded.count(" ") + 1:
            first = self.folded.count(" ", 0, start)
            last = self._starts[first + self.folded.count(" ", start, end)]
            word = _WORD.match(self.text, last)
            assert word is not None
            return self._starts[first], word.end()
        if self._places is None:  # letters that fold into two words (½): the slow, exact way
            self._places = fold_map(self.text)[1]
        return self._places[start], self._places[end - 1] + 1

    def published_words(self, start: int, end: int) -> tuple[str, int]:
        """Return the published words of a span of the folded form, and their offset."""
        first, last = self.published_span(start, end)
        return self.text[first:last], first

    def is_written(self, start: int, capitals: str) -> bool:
        """Whether the word at ``start`` of the folded form is published in these capitals."""
        if self._visible is None:
            self._visible = strip_invisible(self.text)
        text = self._visible
        if capitals not in text and capitals.upper() not in text:
            return False  # the usual case, without mapping spans
        if not _at_word_start(capitals).search(text):
            return False
        first, last = self.published_span(start, start + len(fold(capitals)))
        written = strip_invisible(self.text[first:last])
        return written.startswith((capitals, capitals.upper()))


@lru_cache(maxsize=1024)
def _at_word_start(capitals: str) -> re.Pattern[str]:
    """Return an expression for these capitals at the start of a word."""
    either = "|".join(dict.fromkeys((re.escape(capitals), re.escape(capitals.upper()))))
    return re.compile(rf"(?<![^\W_])(?:{either})")
