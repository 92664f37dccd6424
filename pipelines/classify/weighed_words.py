"""Words of a text that the claim model weighs, and how they are quoted as published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from pipelines.classify.claim_model_sums import MAX_WORDS
from pipelines.classify.keyword_matches_in_text import SearchedText
from pipelines.model import Text
from pipelines.reference.claim_model_weights import (
    ACT_BEGINNINGS,
    SAYING_NOTHING,
)
from pipelines.reference.scanned_text import ScannedText

QUOTED_WORDS = 6  # of one quotation, without its context
CONTEXT_WORDS = 2  # quoted before and after: parts of a phrase alone explain nothing
# what joins the parts of a word: d'asile, instal·lació, buyer's
_JOINS_NEXT = re.compile(r"['’ʼ·](?=[^\W_])")
_JOINED_BEFORE = re.compile(r"[^\W_]['’ʼ·]")


class ReadText(NamedTuple):
    """A text of a target; ``words`` are those of its folded form.

    ``is_title``  whether it is a title, or a description that begins with one.
    """

    text: Text
    lot: str | None
    scanned: ScannedText
    words: list[str]
    is_title: bool = False


class WeighedWords(NamedTuple):
    """Words of a text and what they add to a claim; ``start`` and ``end`` in the folded text."""

    weight: float
    read: ReadText
    start: int
    end: int

    def names_a_thing(self) -> bool:
        """Whether one of the words names more than the act of buying or putting in place."""
        return any(
            word not in SAYING_NOTHING and not word.startswith(ACT_BEGINNINGS)
            for word in self.folded().split()
        )

    def folded(self) -> str:
        """Return the words as the model reads them."""
        return self.read.scanned.folded[self.start : self.end]

    def published(self, before: int = CONTEXT_WORDS, after: int = CONTEXT_WORDS) -> tuple[str, int]:
        """Return the words as published, with so many before and after, and their offset.

        They begin and end with a whole word: an apostrophe is a blank in the folded text, but "s
        contract" of "buyer's contract" and "demandes d" of "demandes d'asile" are cut in the middle
        of one.
        """
        scanned, folded = self.read.scanned, self.read.scanned.folded
        start, end = self.start, self.end
        for _ in range(before):
            start = _word_before(folded, start)
        for _ in range(after):
            end = _word_after(folded, end)
        first, last = scanned.published_span(start, end)
        while start and _JOINED_BEFORE.match(scanned.text, first - 2):
            start = _word_before(folded, start)
            first, last = scanned.published_span(start, end)
        while end < len(folded) and _JOINS_NEXT.match(scanned.text, last):
            end = _word_after(folded, end)
            first, last = scanned.published_span(start, end)
        return _with_whole_bracket(scanned.text[first:last], first, self.read.text)


def _word_before(folded: str, start: int) -> int:
    """Return where the word before this start begins; 0 where there is none."""
    return folded.rfind(" ", 0, max(0, start - 1)) + 1


def _word_after(folded: str, end: int) -> int:
    """Return where the word after this end ends; the end of the text where there is none."""
    following = folded.find(" ", end + 1)
    return following if following >= 0 else len(folded)


def _with_whole_bracket(label: str, start: int, text: Text) -> tuple[str, int]:
    """Close a bracket that the words open and the text closes next, else leave it out."""
    if label.count("(") > label.count(")"):
        if text.text.startswith(")", start + len(label)):
            return label + ")", start
        return label[: label.rindex("(")].rstrip() or label, start
    return label, start


def single_word(weight: float, read: ReadText, number: int) -> WeighedWords:
    """Return a single word of a text, by its number."""
    start = sum(map(len, read.words[:number])) + number
    return WeighedWords(weight, read, start, start + len(read.words[number]))


def quoted_runs(read: ReadText, by_word: dict[int, float]) -> Iterator[WeighedWords]:
    """Yield single words that speak against, and runs of neighbours that speak for a claim."""
    ends = list(accumulate(map(len, read.words))) if by_word else []  # without blanks
    run: list[tuple[int, int, float]] = []
    for number in sorted(by_word):
        end, weight = ends[number] + number, by_word[number]
        start = end - len(read.words[number])
        if run and (run[-1][1] + 1 != start or weight <= 0 or len(run) == QUOTED_WORDS):
            yield _run(read, run)
            run = []
        if weight > 0:
            run.append((start, end, weight))
        elif weight < 0:
            yield WeighedWords(weight, read, start, end)
    if run:
        yield _run(read, run)


def _run(read: ReadText, run: list[tuple[int, int, float]]) -> WeighedWords:
    return WeighedWords(sum(weight for _, _, weight in run), read, run[0][0], run[-1][1])


def read_texts(texts: Iterable[SearchedText], lot: str | None) -> list[ReadText]:
    """Split texts into the words that the model weighs."""
    return [
        ReadText(
            text.text,
            lot,
            text.scanned,
            text.scanned.words[: MAX_WORDS["text"]],
            text.is_title,
        )
        for text in texts
    ]
