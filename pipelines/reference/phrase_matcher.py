"""Compile phrases into one automaton that finds all of them in one pass over a text.

A phrase is words.  ``*`` after a word: any ending (``héberg*``); alone: any word, and where it is
the first of a phrase, any ending of the word before it, too.  ``(a|b)``: one or the other,
``(the |)``: optional.  A leading ``=``: capital letters as written (``=IT`` is not "it"; ``=Azure``
also matches in a line of capitals).
Accents, case and punctuation are ignored: texts and phrases go through ``text_folding.fold``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

import msgspec

from pipelines.reference.automaton import Automaton
from pipelines.reference.scanned_text import PhraseHit, ScannedText
from pipelines.text_folding import fold, folding_table

MAX_FORMS = 400  # for one phrase; more is a mistake in its brackets
MAX_HITS = 50  # of one phrase in one text: one is enough as evidence, hostile texts have thousands
MAX_CACHED_LENGTH = 20_000
# Forms that begin with the same words, from which one expression first asks whether any follows.
MIN_INDEXED_FORMS = 16
FOLLOWING_LETTERS = 4  # by which the forms of a key are found
MAX_FOLLOWS = 8  # compared whole with a text
ANY_ENDING = "[^ ]{0,30}"
_BRACKET = re.compile(r"\(([^()]*)\)")
_BRACKET_SIGN = re.compile(r"[()|]")
_PIECE = re.compile(r"(\*| +)")
_FOLDED_BUT_SIGNS = folding_table(kept="()|*")


class SearchPattern(NamedTuple):
    """One form of a phrase as it is searched in a folded text.

    ``key``       what the automaton searches: the words before the first ``*``.
    ``tail``      pattern of what follows the key; None when nothing must.
    ``follows``   the letters with which ``tail`` goes on after the word that the key begins,
                  compared first because most texts differ here; "" when not fixed.
    ``capitals``  the first word as it must be published; None when case does not matter.
    """

    key: str
    tail: str | None
    follows: str
    capitals: str | None


def expand_brackets(phrase: str) -> list[str]:
    """Return every form of a phrase with brackets.  Raises  ValueError: unbalanced."""
    pieces = _BRACKET.split(phrase)
    if len(pieces) > 1 and not any(_BRACKET_SIGN.search(piece) for piece in pieces[::2]):
        choices = [[piece] if n % 2 == 0 else piece.split("|") for n, piece in enumerate(pieces)]
        return _limited("".join(form) for form in product(*choices))
    return _expand_nested(phrase)


def _expand_nested(phrase: str) -> list[str]:
    """Expand nested brackets.  Raises  ValueError when one is missing."""
    opened = phrase.find("(")
    if opened < 0:
        if _BRACKET_SIGN.search(phrase):
            raise ValueError("a bracket is not opened")
        return [phrase]
    depth, parts, begin = 0, [], opened + 1
    for index in range(opened, len(phrase)):
        letter = phrase[index]
        if letter == "(":
            depth += 1
        elif letter in "|)" and depth == 1:
            parts.append(phrase[begin:index])
            begin = index + 1
        if letter == ")":
            depth -= 1
            if depth == 0:
                break
    else:
        raise ValueError("a bracket is not closed")
    inner = [form for part in parts for form in expand_brackets(part)]
    rests = expand_brackets(phrase[index + 1 :])
    return _limited(phrase[:opened] + alternative + rest for alternative in inner for rest in rests)


def _limited(forms_found: Iterable[str]) -> list[str]:
    """Return the forms.  Raises  ValueError when there are more than ``MAX_FORMS``."""
    limited = list(islice(forms_found, MAX_FORMS + 1))
    if len(limited) > MAX_FORMS:
        raise ValueError(f"its brackets make more than {MAX_FORMS} forms")
    return limited


@cache  # emptied once all are compiled
def search_patterns(phrase: str) -> tuple[SearchPattern, ...]:
    """Return the search patterns of a phrase.  Raises  ValueError with the reason.

    Its letters are folded before its brackets are expanded: the forms share most of them.
    """
    forms = expand_brackets(phrase.lstrip("=").translate(_FOLDED_BUT_SIGNS))
    if not phrase.startswith("="):
        return tuple([pattern for form in forms for pattern in _patterns_of_form(form, None)])
    written = expand_brackets(phrase.lstrip("="))
    return tuple(
        pattern
        for form, words in zip(forms, written, strict=True)
        for pattern in _patterns_of_form(form, words.split(" ")[0].split("-")[0].rstrip("*"))
    )


def _patterns_of_form(form: str, capitals: str | None) -> list[SearchPattern]:
    """Return the search patterns of a form of which all but the ``*`` is folded."""
    first, star, rest = form.partition("*")
    text = " ".join(first.split())
    if not text:
        raise ValueError("a phrase must begin with letters or digits")
    if not star or not rest.strip(" *"):
        glued = star and first[-1] != " "
        return [SearchPattern(f" {text}" if glued else f" {text} ", None, "", capitals)]
    pieces = [" " if piece.isspace() else piece for piece in _PIECE.split(rest) if piece]
    until = pieces.index("*") if "*" in pieces else len(pieces)
    follows = "".join(pieces[:until])
    tail = ANY_ENDING + "".join(map(_tail_part, pieces)) + ("" if rest.endswith("*") else "(?= |$)")
    follows = follows if follows.startswith(" ") else ""
    patterns = [SearchPattern(f" {text}", tail, follows, capitals)]
    if first[-1] == " ":  # alone: any word, or any beginning of the next one
        patterns.append(SearchPattern(f" {text}", f" {tail}", " ", capitals))
    return patterns


@cache  # the forms of a phrase share most of their words
def _tail_part(piece: str) -> str:
    return ANY_ENDING if piece == "*" else re.escape(piece)


def check_phrase(phrase: str) -> None:
    """Check that a phrase can be searched.  Raises  ValueError with the reason."""
    search_patterns(phrase)


class PatternGroup:
    """Patterns of one key that go on with the same letters, each with its owners."""

    __slots__ = ("_any_tail", "follows", "patterns", "start")

    def __init__(self, patterns: list[tuple[SearchPattern, tuple[int, ...]]]) -> None:
        self.patterns = tuple(patterns)
        self.follows = patterns[0][0].follows
        self.start = self.follows[:FOLLOWING_LETTERS]
        self._any_tail: re.Pattern[str] | None = None  # compiled when a text asks for it

    def may_match(self, padded: str, end: int) -> bool:
        """Whether one of the patterns may match after a key: of hundreds, mostly none does."""
        if len(self.patterns) < MIN_INDEXED_FORMS:
            return True
        if self._any_tail is None:
            tails = [(pattern.tail or "").split(ANY_ENDING) for pattern, _ in self.patterns]
            self._any_tail = re.compile(_alternatives(tails))
        return self._any_tail.match(padded, end) is not None


class KeyGroups(dict[str, tuple[PatternGroup, ...]]):
    """The groups of one key by the first letters of what follows it, where there is enough.

    A key has up to 700 groups ("gps"), of which a text mostly goes on with one.
    """

    def __init__(self, groups: Iterable[PatternGroup]) -> None:
        groups = tuple(groups)
        long = {group.start for group in groups if len(group.start) == FOLLOWING_LETTERS}
        super().__init__(
            (start, tuple(group for group in groups if start.startswith(group.start)))
            for start in long
        )
        self._others = tuple(group for group in groups if group.start not in long)

    def __missing__(self, start: str) -> tuple[PatternGroup, ...]:
        return self._others


class PatternGroups(dict[int, KeyGroups]):
    """The groups of each key, by its number: unpacked when a text holds the key.

    Most keys are in no text of a run, and a hundred thousand patterns take 40 MB as objects.
    """

    def __init__(self, packed: list[bytes]) -> None:
        super().__init__()
        self._packed = packed

    def __missing__(self, key: int) -> KeyGroups:
        self[key] = groups = KeyGroups(map(PatternGroup, _UNPACK.decode(self._packed[key])))
        return groups


_UNPACK = msgspec.msgpack.Decoder(list[list[tuple[SearchPattern, tuple[int, ...]]]])


def _grouped(
    owned: dict[SearchPattern, dict[int, None]],
) -> dict[str, list[tuple[SearchPattern, list[int]]]]:
    """Group the patterns of one key by the letters with which they go on."""
    by_follows: dict[str, list[tuple[SearchPattern, list[int]]]] = {}
    for pattern, owners in owned.items():
        by_follows.setdefault(pattern.follows, []).append((pattern, list(owners)))
    return by_follows


def _shortened(follows: Collection[str]) -> tuple[str, ...]:
    """Return what may follow a key, or how it begins where there is much of it."""
    if len(follows) <= MAX_FOLLOWS:
        return tuple(follows)
    return tuple(dict.fromkeys(start[:FOLLOWING_LETTERS] for start in follows))


def _owners_of_key(owned: dict[SearchPattern, dict[int, None]]) -> tuple[int, ...] | None:
    """Return the owners of a key that is the whole of its only phrase, else None."""
    pattern, owners = next(iter(owned.items()))
    return tuple(owners) if len(owned) == 1 and pattern[1:] == (None, "", None) else None


class PhraseMatcher:
    """All phrases, compiled once; the texts searched last are kept.

    ``entries``  (phrase, owner); the owner is a number to which the caller gives meaning.
    """

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        self._search(CompiledPhrases(entries))

    def _search(self, phrases: CompiledPhrases) -> None:
        self.phrases = phrases
        # of another object: one that refers to itself would stay for ever, since the collector
        # does not look at tables (gc.freeze)
        self._cached = lru_cache(maxsize=256)(self.phrases.scan)

    def scan(self, text: str) -> ScannedText:
        """Find all phrases in a text, in order; recent texts are cached."""
        return self._cached(text) if len(text) < MAX_CACHED_LENGTH else self.phrases.scan(text)

    def __getstate__(self) -> CompiledPhrases:
        return self.phrases

    def __setstate__(self, phrases: CompiledPhrases) -> None:
        self._search(phrases)


class CompiledPhrases:
    """An automaton for the keys of all phrases, and what follows each key."""

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        by_key: dict[str, dict[SearchPattern, dict[int, None]]] = {}
        for phrase, owner in entries:
            for spelling in search_patterns(phrase):
                by_key.setdefault(spelling.key, {}).setdefault(spelling, {})[owner] = None
        for filled in (search_patterns, _tail_part):
            filled.cache_clear()  # when the tables were checked; not needed any more
        # owners of the keys that are the whole phrase, which most are
        found = [_owners_of_key(owned) for owned in by_key.values()]
        shared = {owners: owners for owners in found}  # one object for equal ones: 10 MB less
        self._alone = [shared[owners] for owners in found]
        self._follows: list[tuple[str, ...]] = []  # of the groups of each key
        packed: list[bytes] = []
        keys = list(by_key)
        for key, alone in zip(keys, self._alone, strict=True):
            owned = by_key.pop(key)  # what is packed is not held any more: the peak of a start
            groups = _grouped(owned) if alone is None else {}
            self._follows.append(_shortened(groups))
            packed.append(msgspec.msgpack.encode(list(groups.values())) if groups else b"")
        self._groups = PatternGroups(packed)
        self.automaton = Automaton(keys)

    def scan(self, text: str) -> ScannedText:
        """Find all phrases in a text, in order."""
        scanned = ScannedText(text, fold(text), [])
        padded = f" {scanned.folded} "
        indexes = self.automaton.find(padded)
        counts: dict[int, int] | None = {} if len(indexes) > MAX_HITS else None
        for key, start, end in indexes:
            alone = self._alone[key]
            rest = end if alone else padded.find(" ", end)
            if not alone and not padded.startswith(self._follows[key], rest):
                continue
            if counts is not None:
                counts[key] = counts.get(key, 0) + 1
                if counts[key] > MAX_HITS:
                    continue
            if alone:
                stop = _word_end(padded, end)
                scanned.hits += [PhraseHit(owner, start, stop) for owner in alone]
                continue
            for group in self._groups[key][padded[rest : rest + FOLLOWING_LETTERS]]:
                if not padded.startswith(group.follows, rest) or not group.may_match(padded, end):
                    continue
                for spelling, owners in group.patterns:
                    last = _match_end(spelling, padded, start, end, scanned)
                    if last is not None:
                        scanned.hits += [PhraseHit(owner, start, last) for owner in owners]
        return scanned


def _alternatives(tails: Iterable[list[str]]) -> str:
    """Return an expression for any of some tails, those that begin alike compared together.

    ``tails``  their parts between ``ANY_ENDING``.
    """
    by_first: dict[str, list[list[str]]] = {}
    for first, *rest in tails:
        by_first.setdefault(first, []).append(rest)
    return "|".join(
        first if [] in rests else f"{first}{ANY_ENDING}(?:{_alternatives(rests)})"
        for first, rests in by_first.items()
    )


def _match_end(
    spelling: SearchPattern, padded: str, start: int, end: int, scanned: ScannedText
) -> int | None:
    """Return where a phrase ends in the folded text; None when it does not match here.

    ``start`` and ``end`` are the span of its key in the padded text.
    """
    if spelling.tail is not None:
        more = _compiled(spelling.tail).match(padded, end)
        if more is None:
            return None
        end = more.end()
    if spelling.capitals is not None and not scanned.is_written(start, spelling.capitals):
        return None
    return _word_end(padded, end)


def _word_end(padded: str, end: int) -> int:
    """Return where the word that ends or goes on at ``end`` ends in the folded text."""
    return end - 2 if padded[end - 1] == " " else padded.find(" ", end) - 1


@lru_cache(maxsize=8192)
def _compiled(tail: str) -> re.Pattern[str]:
    return re.compile(tail)
