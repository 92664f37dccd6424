"""Phrases that people write in rules -> one automaton that finds them all in one pass of a text.

A phrase is words.  ``*`` after a word: any ending (``héberg*``).  ``(a|b)``: one or the other,
``(the |)``: may be missing.  A leading ``=``: capital letters as written (``=IT`` is not
"it"; ``=Azure`` may also stand in a line of capitals).
Accents, case, punctuation never matter: both sides go through ``matching.fold``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from pipelines.text_folding import fold, fold_map, fold_once, without_joins

MOST_FORMS = 400  # of one phrase; more is a mistake in its brackets
MOST_HITS = 50  # of one phrase in one text: evidence needs one, hostile texts hold thousands
CACHED_LENGTH = 20_000
ANY_ENDING = "[^ ]{0,30}"
_WORD = re.compile(r"[^\W_]+")
_BRACKET = re.compile(r"\(([^()]*)\)")
_SIGN = re.compile(r"[()|]")
_PIECE = re.compile(r"(\*|[^\w*]+)")


class Hit(NamedTuple):
    """One phrase in one text: whose it is, and where it lies in the folded text."""

    owner: int
    start: int
    end: int


class Spelling(NamedTuple):
    """One form of a phrase as it is looked for in a folded text.

    ``key``       what the automaton looks for: the words before the first ``*``.
    ``tail``      pattern of what follows the key; None when nothing must.
    ``follows``   the letters with which ``tail`` goes on after the word that the key begins; they
                  are looked at first, since most texts have others.  "" when it does not say.
    ``capitals``  the first word as it must be published; None when case does not matter.
    """

    key: str
    tail: str | None
    follows: str
    capitals: str | None


def forms(phrase: str) -> list[str]:
    """Phrase with brackets -> every form without; ValueError when a bracket is missing."""
    pieces = _BRACKET.split(phrase)
    if len(pieces) > 1 and not any(_SIGN.search(piece) for piece in pieces[::2]):
        choices = [[piece] if n % 2 == 0 else piece.split("|") for n, piece in enumerate(pieces)]
        return _some("".join(form) for form in product(*choices))
    return _nested_forms(phrase)


def _nested_forms(phrase: str) -> list[str]:
    """The same where brackets stand in brackets, or are missing."""
    opened = phrase.find("(")
    if opened < 0:
        if _SIGN.search(phrase):
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
    rests = forms(phrase[place + 1 :])
    return _some(phrase[:opened] + one + rest for one in inner for rest in rests)


def _some(found: Iterable[str]) -> list[str]:
    out = list(islice(found, MOST_FORMS + 1))
    if len(out) > MOST_FORMS:
        raise ValueError(f"its brackets make more than {MOST_FORMS} forms")
    return out


@lru_cache(maxsize=10_000)
def spellings(phrase: str) -> tuple[Spelling, ...]:
    """Phrase -> what to look for; ValueError with the reason when it cannot be searched."""
    if phrase.startswith("="):
        return tuple(
            _spelling(form, form.split(" ")[0].split("-")[0].rstrip("*"))
            for form in forms(phrase.lstrip("="))
        )
    return tuple(_spelling(form, None) for form in forms(phrase))


def _spelling(form: str, capitals: str | None) -> Spelling:
    first, star, rest = form.partition("*")
    words = fold_once(first)
    if not words:
        raise ValueError("a phrase must begin with letters or digits")
    glued = first[-1:].isalnum()
    if not star or not rest.strip(" -*"):
        return Spelling(f" {words}" if star and glued else f" {words} ", None, "", capitals)
    pieces = [piece for piece in _PIECE.split(rest) if piece]
    tail = "".join(ANY_ENDING if p == "*" else re.escape(fold_once(p) or " ") for p in pieces)
    until = pieces.index("*") if "*" in pieces else len(pieces)
    follows = "".join(fold_once(piece) or " " for piece in pieces[:until])
    tail = ANY_ENDING + tail + ("" if rest.endswith("*") else "(?= |$)")
    return Spelling(f" {words}", tail, follows if follows.startswith(" ") else "", capitals)


def check(phrase: str) -> None:
    """A phrase that cannot be searched -> ValueError with the reason."""
    spellings(phrase)


class Matcher:
    """All phrases of all tables, compiled once; ``find`` reads a text once.

    An owner is a number that the caller gives meaning to.
    """

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        by_key: dict[str, dict[Spelling, dict[int, None]]] = {}
        for phrase, owner in entries:
            for spelling in spellings(phrase):
                by_key.setdefault(spelling.key, {}).setdefault(spelling, {})[owner] = None
        spellings.cache_clear()  # what the check of the tables found out is used up
        self._owned = [tuple((s, tuple(o)) for s, o in owned.items()) for owned in by_key.values()]
        self._follows = [tuple({s.follows for s, _ in owned}) for owned in self._owned]
        self.automaton = AhoCorasick(list(by_key), implementation=Implementation.ContiguousNFA)
        self._cached = lru_cache(maxsize=256)(self._found)

    def find(self, text: str) -> Found:
        """Text as published -> its folded form and every hit, in order."""
        return self._cached(text) if len(text) < CACHED_LENGTH else self._found(text)

    def _found(self, text: str) -> Found:
        found = Found(text, fold(text), [])
        padded = f" {found.folded} "
        counts: dict[int, int] = {}
        for key, start, end in self.automaton.find_matches_as_indexes(padded, overlapping=True):
            rest = padded.find(" ", end)
            if not padded.startswith(self._follows[key], rest):
                continue
            counts[key] = counts.get(key, 0) + 1
            if counts[key] > MOST_HITS:
                continue
            for spelling, owners in self._owned[key]:
                if not padded.startswith(spelling.follows, rest):
                    continue
                stop = _stop(spelling, padded, start, end, found)
                if stop is not None:
                    found.hits += [Hit(owner, start, stop) for owner in owners]
        return found


def _stop(spelling: Spelling, padded: str, start: int, end: int, found: Found) -> int | None:
    """Key at start:end of the padded text -> where its phrase ends in the folded text, if there."""
    if spelling.tail is not None:
        more = _compiled(spelling.tail).match(padded, end)
        if more is None:
            return None
        end = more.end()
    if spelling.capitals is not None and not found.is_written(start, spelling.capitals):
        return None
    return end - 2 if padded[end - 1] == " " else padded.find(" ", end) - 1


@lru_cache(maxsize=8192)
def _compiled(tail: str) -> re.Pattern[str]:
    return re.compile(tail)


class Found:
    """A text, its folded form, and what was found in it; gives back the words as published."""

    __slots__ = ("_places", "_starts", "folded", "hits", "text")

    def __init__(self, text: str, folded: str, hits: list[Hit]) -> None:
        self.text = text
        self.folded = folded
        self.hits = hits
        self._starts: list[int] | None = None  # of the words of ``text``
        self._places: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span of the folded form -> span of the text as published."""
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

    def words(self, start: int, end: int) -> tuple[str, int]:
        """Span of the folded form -> the words as published, and their offset there."""
        first, last = self.span(start, end)
        return self.text[first:last], first

    def is_written(self, start: int, capitals: str) -> bool:
        """Whether the word at ``start`` of the folded form is published in these capitals."""
        text = without_joins(self.text)
        if capitals not in text and capitals.upper() not in text:
            return False  # the usual case, without looking for places
        if not _beginning(capitals).search(text):
            return False
        first, last = self.span(start, start + len(fold(capitals)))
        written = without_joins(self.text[first:last])
        return written.startswith((capitals, capitals.upper()))


@lru_cache(maxsize=1024)
def _beginning(capitals: str) -> re.Pattern[str]:
    """These capitals where a word begins."""
    either = "|".join(dict.fromkeys((re.escape(capitals), re.escape(capitals.upper()))))
    return re.compile(rf"(?<![^\W_])(?:{either})")
