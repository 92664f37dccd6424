"""Names of vendors as tables list them -> an index that finds them in a supplier's name.

Never by similarity alone: whole names, names without legal form and country, names at the start or
inside, and one wrong letter only where the table's column ``near`` allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pipelines.matching import fold, fold_once

SHORTEST_NEAR = 8  # letters; below, one wrong letter makes another word


class AliasRow(Protocol):
    """What the index needs of a row of vendor_aliases.csv."""

    @property
    def row(self) -> int: ...
    @property
    def group(self) -> str: ...
    @property
    def alias(self) -> str: ...
    @property
    def match(self) -> str: ...
    @property
    def near(self) -> bool: ...
    @property
    def context(self) -> tuple[str, ...]: ...
    @property
    def confidence(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Match:
    """An alias in a name: how it was found (exact, core, start, inside, near) and in which words.

    ``at``: number of its first word in the folded name, ``words``: how many.
    """

    alias: AliasRow
    how: str
    at: int
    words: int


class NameIndex:
    """All aliases, by whole name and by first word."""

    def __init__(self, aliases: Iterable[AliasRow], words: dict[str, str]) -> None:
        self._kinds: dict[str, dict[tuple[str, ...], None]] = {}
        for phrase, kind in words.items():
            self._kinds.setdefault(kind, {})[tuple(phrase.split())] = None
        self.placeholders = {phrase for phrase, kind in words.items() if kind == "placeholder"}
        self._whole: dict[tuple[str, ...], list[AliasRow]] = {}
        self._first: dict[str, list[tuple[tuple[str, ...], AliasRow]]] = {}
        self._near: dict[str, list[tuple[str, int, AliasRow]]] = {}
        for alias in aliases:
            self._add(alias)

    def _add(self, alias: AliasRow) -> None:
        words = tuple(fold_once(alias.alias).split())
        keys = {words}
        if alias.match != "literal":
            keys.add(self._formless(words))
        core = self.core(words)
        if len(core) > 1 or alias.match in ("start", "inside"):
            keys.add(core)
        for whole in keys:
            self._whole.setdefault(whole, []).append(alias)
        if alias.match not in ("exact", "literal"):
            self._first.setdefault(words[0], []).append((words, alias))
        if alias.near:
            joined = "".join(words)
            if len(joined) >= SHORTEST_NEAR:
                for key in {joined, *_without_one(joined)}:
                    self._near.setdefault(key, []).append((joined, len(words), alias))

    def _strip(self, words: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Words -> without those of these kinds at the end (and legal forms in front)."""
        tables = [self._kinds[kind] for kind in kinds if kind in self._kinds]
        changed = True
        while changed and words:
            changed = False
            for length in (4, 3, 2, 1):
                if len(words) > length and any(words[-length:] in table for table in tables):
                    words, changed = words[:-length], True
                    break
        return words

    def _formless(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Words -> without the legal form."""
        return self._strip(words, ("legal_form", "branch"))

    def core(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Words -> without legal form, country and role."""
        return self._strip(words, ("legal_form", "place", "branch", "role"))

    def is_ordinary(self, words: tuple[str, ...], *, generic: bool) -> bool:
        """Whether all these words are legal forms and countries (or general words as well)."""
        kinds = ("legal_form", "place", "branch", "role") + (("generic",) if generic else ())
        tables = [self._kinds[kind] for kind in kinds if kind in self._kinds]
        place = 0
        while place < len(words):
            for length in (4, 3, 2, 1):
                part = words[place : place + length]
                if len(part) == length and any(part in table for table in tables):
                    place += length
                    break
            else:
                return False
        return True

    def find(self, words: tuple[str, ...]) -> Iterator[Match]:
        """Words of a folded name -> every alias in them, whenever the group owned it."""
        for key in dict.fromkeys((words, self._formless(words), self.core(words))):
            for alias in self._whole.get(key, ()):
                yield Match(alias, "exact", 0, len(key))
        for place, word in enumerate(words):
            for alias_words, alias in self._first.get(word, ()):
                stop = place + len(alias_words)
                if words[place:stop] != alias_words:
                    continue
                if how := self._allowed(alias, words, place, stop):
                    yield Match(alias, how, place, len(alias_words))
        yield from self._misspelt(words)

    def _allowed(self, alias: AliasRow, words: tuple[str, ...], place: int, stop: int) -> str:
        """How the alias may stand here; "" when it may not."""
        rest = words[:place] + words[stop:]
        if alias.context and any(fold(word) in rest for word in alias.context):
            return "context"
        if alias.match == "core":
            before = self.is_ordinary(words[:place], generic=False)
            return "core" if before and self.is_ordinary(words[stop:], generic=False) else ""
        if alias.match == "start":
            return "start" if self.is_ordinary(words[:place], generic=False) else ""
        return "inside" if place else "start"

    def _misspelt(self, words: tuple[str, ...]) -> Iterator[Match]:
        for length in (1, 2, 3):
            joined = "".join(words[:length])
            if len(words) < length or not SHORTEST_NEAR - 1 <= len(joined) <= 40:
                continue
            for key in {joined, *_without_one(joined)}:
                for name, count, alias in self._near.get(key, ()):
                    if abs(count - length) <= 1 and joined != name and _one_off(joined, name):
                        yield Match(alias, "near", 0, length)


def _without_one(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(1, len(word))}


def _one_off(one: str, other: str) -> bool:
    """Whether one letter was added, left out or changed, or two neighbours changed places."""
    if len(one) == len(other):
        differ = [place for place in range(len(one)) if one[place] != other[place]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            first, second = differ
            return one[first] == other[second] and one[second] == other[first]
        return len(differ) <= 1
    long, short = (one, other) if len(one) > len(other) else (other, one)
    return len(long) - len(short) == 1 and short in _without_one(long) | {long[1:]}
