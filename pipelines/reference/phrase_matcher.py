"""Compile phrases into one automaton that finds all of them in one pass over a text.

``phrase_forms`` tells how phrases are written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

import msgspec

from pipelines.reference.automaton import PhraseAutomaton
from pipelines.reference.phrase_forms import (
    ANY_ENDING,
    SearchPattern,
    follows_of,
    search_patterns,
    tail_of,
)
from pipelines.reference.scanned_text import PhraseHit, ScannedText
from pipelines.text_folding import fold

MAX_HITS = 50  # of one phrase in one text: one is enough as evidence, hostile texts have thousands
MAX_CACHED_LENGTH = 20_000
# Forms that begin with the same words, from which one expression first asks whether any follows.
MIN_INDEXED_FORMS = 16
FOLLOWING_LETTERS = 4  # by which the forms of a key are found
MAX_FOLLOWS = 8  # compared whole with a text

Owners = tuple[int, ...]
# What follows a key, capitals of the first word, owners: of one form, as it is packed.
PackedForm = tuple[str, str | None, Owners]
WHOLE = ("", None)  # of a key that is a whole phrase


class PatternGroup:
    """Forms of one key that go on with the same letters, each with its owners."""

    __slots__ = ("_any_tail", "follows", "forms", "start")

    def __init__(self, follows: str, forms: list[PackedForm]) -> None:
        self.forms = tuple(forms)
        self.follows = follows
        self.start = follows[:FOLLOWING_LETTERS]
        self._any_tail: re.Pattern[str] | None = None  # compiled when a text asks for it

    def may_match(self, padded: str, end: int) -> bool:
        """Whether one of the forms may match after a key: of hundreds, mostly none does."""
        if len(self.forms) < MIN_INDEXED_FORMS:
            return True
        if self._any_tail is None:
            tails = [tail_of(rest).split(ANY_ENDING) for rest, _, _ in self.forms]
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

    def __init__(self, packed: dict[int, bytes]) -> None:
        super().__init__()
        self._packed = packed

    def __missing__(self, key: int) -> KeyGroups:
        by_follows: dict[str, list[PackedForm]] = {}
        for form in _UNPACK.decode(self._packed[key]):
            by_follows.setdefault(follows_of(form[0]), []).append(form)
        groups = [PatternGroup(follows, forms) for follows, forms in by_follows.items()]
        self[key] = of_key = KeyGroups(groups)
        return of_key


_UNPACK = msgspec.msgpack.Decoder(list[PackedForm])


def _shortened(follows: Collection[str]) -> tuple[str, ...]:
    """Return what may follow a key, or how it begins where there is much of it."""
    if len(follows) <= MAX_FOLLOWS:
        return tuple(follows)
    return tuple(dict.fromkeys(start[:FOLLOWING_LETTERS] for start in follows))


class _FormsByKey:
    """The forms of all phrases by their keys, while they are compiled.

    ``alone``   owners of the keys that are the whole of their only form, which most are.
    ``others``  owners of each form of the other keys, by what follows and the capitals.
    """

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        self.alone: dict[str, Owners] = {}
        self.others: dict[str, dict[tuple[str, str | None], Owners]] = {}
        self._shared: dict[Owners, Owners] = {}  # one object for equal ones: 10 MB less
        for phrase, owner in entries:
            for pattern in search_patterns(phrase):
                self._add(pattern, owner)

    def _add(self, pattern: SearchPattern, owner: int) -> None:
        key, form = pattern.key, pattern[1:]
        forms = self.others.get(key)
        if forms is None and form == WHOLE:
            self.alone[key] = self._with(self.alone.get(key, ()), owner)
            return
        if forms is None:
            alone = self.alone.pop(key, None)
            forms = self.others[key] = {} if alone is None else {WHOLE: alone}
        forms[form] = self._with(forms.get(form, ()), owner)

    def _with(self, owners: Owners, owner: int) -> Owners:
        if owner in owners:
            return owners
        more = (*owners, owner)
        return self._shared.setdefault(more, more)


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
        found = _FormsByKey(entries)
        self.automaton = PhraseAutomaton([*found.alone, *found.others])
        self._alone: list[Owners | None] = []  # of each key that is a whole phrase
        self._follows: dict[int, tuple[str, ...]] = {}  # of the groups of each other key
        packed: dict[int, bytes] = {}
        for number, key in enumerate(self.automaton.keys()):
            self._alone.append(found.alone.get(key))
            forms = found.others.pop(key, None)  # what is packed is not held any more
            if forms:
                self._follows[number] = _shortened({follows_of(rest): None for rest, _ in forms})
                packed[number] = msgspec.msgpack.encode([(*form, forms[form]) for form in forms])
        self._groups = PatternGroups(packed)

    def scan(self, text: str) -> ScannedText:
        """Find all phrases in a text, in order."""
        scanned = ScannedText(text, fold(text), [])
        padded = f" {scanned.folded} "
        hits, owners_alone = scanned.hits, self._alone
        matches = self.automaton.find(padded)
        counts: dict[int, int] | None = {} if len(matches) > MAX_HITS else None
        for key, start, end in matches:
            alone = owners_alone[key]
            rest = end if alone else padded.find(" ", end)
            if not alone and not padded.startswith(self._follows[key], rest):
                continue
            if counts is not None:
                counts[key] = counts.get(key, 0) + 1
                if counts[key] > MAX_HITS:
                    continue
            if alone:
                stop = _word_end(padded, end)
                for owner in alone:
                    hits.append(PhraseHit(owner, start, stop))
                continue
            for group in self._groups[key][padded[rest : rest + FOLLOWING_LETTERS]]:
                if not padded.startswith(group.follows, rest) or not group.may_match(padded, end):
                    continue
                for form, capitals, owners in group.forms:
                    last = _form_end(form, padded, end)
                    if last is not None and (
                        capitals is None or scanned.is_written(start, capitals)
                    ):
                        hits += [PhraseHit(owner, start, last) for owner in owners]
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


def _form_end(rest: str, padded: str, end: int) -> int | None:
    """Return where a form ends in the folded text; None when it does not match here.

    ``rest``  what follows its key, which ends at ``end`` of the padded text.
    """
    if rest:
        more = _compiled(rest).match(padded, end)
        if more is None:
            return None
        end = more.end()
    return _word_end(padded, end)


def _word_end(padded: str, end: int) -> int:
    """Return where the word that ends or goes on at ``end`` ends in the folded text."""
    return end - 2 if padded[end - 1] == " " else padded.find(" ", end) - 1


@lru_cache(maxsize=8192)
def _compiled(rest: str) -> re.Pattern[str]:
    return re.compile(tail_of(rest))
