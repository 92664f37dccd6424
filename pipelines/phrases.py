"""Phrases that people write in rules -> one automaton that finds them all in one pass of a text.

A phrase is words.  ``*`` after a word: any ending (``héberg*``).  ``(a|b)``: one or the other,
``(the |)``: may be missing.  A leading ``=``: capital letters as written (``=IT`` is not
"it"; ``=Azure`` may also stand in a line of capitals).
Accents, case, punctuation never matter: both sides go through ``matching.fold``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from pipelines.matching import fold, fold_map

MOST_FORMS = 400  # of one phrase; more is a mistake in its brackets
MOST_HITS = 50  # of one phrase in one text: evidence needs one, hostile texts hold thousands
CACHED_LENGTH = 20_000
_WORD = re.compile(r"[^\W_]+")
_FOLDED_WORD = re.compile(r"[^ ]+")


class Hit(NamedTuple):
    """One phrase in one text: whose it is, and where it lies in the folded text."""

    owner: int
    start: int
    end: int


def forms(phrase: str) -> list[str]:
    """Phrase with brackets -> every form without; ValueError when a bracket is missing."""
    opened = phrase.find("(")
    if opened < 0:
        if ")" in phrase or "|" in phrase:
            raise ValueError("a bracket is not opened")
        return [phrase]
    depth, parts, begin = 0, [], opened + 1
    for place in range(opened, len(phrase)):
        letter = phrase[place]
        if letter == "(":
            depth += 1
        elif letter in "|)" and depth == 1:
            parts.append(phrase[begin:place])
            begin = place + 1
        if letter == ")":
            depth -= 1
            if depth == 0:
                break
    else:
        raise ValueError("a bracket is not closed")
    inner = [form for part in parts for form in forms(part)]
    out = [phrase[:opened] + one + rest for one in inner for rest in forms(phrase[place + 1 :])]
    if len(out) > MOST_FORMS:
        raise ValueError(f"its brackets make more than {MOST_FORMS} forms")
    return out


def _key(form: str) -> tuple[str, str | None]:
    """Form -> the folded words to look for, and what must follow them (None: nothing)."""
    first, star, rest = form.partition("*")
    words = fold(first)
    if not words:
        raise ValueError("a phrase must begin with letters or digits")
    glued = first[-1:].isalnum() if first else False
    if not star:
        return f" {words} ", None
    if not rest.strip(" -*"):
        return (f" {words}" if glued else f" {words} "), None
    pieces = [piece for piece in re.split(r"(\*|[^\w*]+)", rest) if piece]
    tail = "".join(
        "[^ ]{0,30}" if piece == "*" else re.escape(fold(piece)).replace(r"\ ", " ") or " "
        for piece in pieces
    )
    return f" {words}", "[^ ]{0,30}" + tail + ("" if rest.endswith("*") else "(?= |$)")


def check(phrase: str) -> None:
    """A phrase that cannot be searched -> ValueError with the reason."""
    for form in forms(phrase.lstrip("=")):
        _key(form)


class Matcher:
    """All phrases of all tables, compiled once; ``find`` reads a text once.

    ``add`` before ``compile``.  An owner is a number that the caller gives meaning to.
    """

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        self._checks: list[list[tuple[re.Pattern[str] | None, str | None, int]]] = []
        places: dict[str, int] = {}
        for phrase, owner in entries:
            capitals = phrase.startswith("=")
            for form in forms(phrase.lstrip("=")):
                key, tail = _key(form)
                if key not in places:
                    places[key] = len(self._checks)
                    self._checks.append([])
                first_word = form.split(" ")[0].split("-")[0].rstrip("*") if capitals else None
                pattern = _compiled(tail) if tail else None
                found = (pattern, first_word, owner)
                if found not in self._checks[places[key]]:
                    self._checks[places[key]].append(found)
        self._automaton = AhoCorasick(list(places), implementation=Implementation.ContiguousNFA)
        self._cached = lru_cache(maxsize=256)(self._found)

    def find(self, text: str) -> Found:
        """Text as published -> its folded form and every hit, in order."""
        return self._cached(text) if len(text) < CACHED_LENGTH else self._found(text)

    def _found(self, text: str) -> Found:
        folded = fold(text)
        found = Found(text, folded, [])
        padded = f" {folded} "
        counts: dict[int, int] = {}
        for key, start, end in self._automaton.find_matches_as_indexes(padded, overlapping=True):
            if counts.setdefault(key, 0) >= MOST_HITS:
                continue
            counts[key] += 1
            for tail, capitals, owner in self._checks[key]:
                stop = end
                if tail is not None:
                    more = tail.match(padded, end)
                    if more is None:
                        continue
                    stop = more.end()
                if capitals is not None and not found.is_written(start, capitals):
                    continue
                stop = stop - 1 if padded[stop - 1] == " " else padded.find(" ", stop)
                found.hits.append(Hit(owner, start, stop - 1))
        return found


@lru_cache(maxsize=4096)
def _compiled(tail: str) -> re.Pattern[str]:
    return re.compile(tail)


class Found:
    """A text, its folded form, and what was found in it; gives back the words as published."""

    __slots__ = ("_places", "_spans", "_starts", "folded", "hits", "text")

    def __init__(self, text: str, folded: str, hits: list[Hit]) -> None:
        self.text = text
        self.folded = folded
        self.hits = hits
        self._spans: list[tuple[int, int]] | None = None
        self._starts: list[int] = []
        self._places: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span of the folded form -> span of the text as published."""
        if self._spans is None:
            self._spans = [word.span() for word in _WORD.finditer(self.text)]
            self._starts = [word.start() for word in _FOLDED_WORD.finditer(self.folded)]
        if len(self._spans) == len(self._starts):
            first = bisect_right(self._starts, start) - 1
            last = bisect_right(self._starts, end - 1) - 1
            return self._spans[first][0], self._spans[last][1]
        if self._places is None:  # letters that fold into two words (½): the slow, exact way
            self._places = fold_map(self.text)[1]
        return self._places[start], self._places[end - 1] + 1

    def words(self, start: int, end: int) -> tuple[str, int]:
        """Span of the folded form -> the words as published, and their offset there."""
        first, last = self.span(start, end)
        return self.text[first:last], first

    def is_written(self, start: int, capitals: str) -> bool:
        """Whether the word at ``start`` of the folded form is published in these capitals."""
        if capitals not in self.text and capitals.upper() not in self.text:
            return False  # the usual case, without looking for places
        first, last = self.span(start, start + len(fold(capitals)))
        written = self.text[first:last]
        return written.startswith((capitals, capitals.upper()))

    def owners(self) -> Iterator[tuple[int, Hit]]:
        for hit in self.hits:
            yield hit.owner, hit
