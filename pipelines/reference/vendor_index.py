"""Index the names of vendor groups and find them in the name of a supplier.

Matches whole names, names without legal form and country, names at the start or inside, and names
with one typing error where the table allows it; never mere similarity.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pipelines.text_folding import fold, fold_uncached

# kinds of name_words.csv of words that stand in the place of a name
PLACEHOLDER_KINDS = ("placeholder", "no_supplier")
MIN_TYPO_LENGTH = 6  # letters; in a shorter name one wrong letter makes another word
# Letters; shorter names allow only a doubled letter or two swapped ones.
MIN_ANY_TYPO_LENGTH = 8
# Letters of a first word that is itself misspelt: SAGA SOFTWARE is not Sage.
MIN_FIRST_WORD_LENGTH = 5
MIN_ORDER_NUMBER_LENGTH = 6  # letters and digits of an order number
MIN_TRUNCATED_LENGTH = 12  # letters of a truncated name; too many names begin with fewer


class AliasEntry(Protocol):
    """The fields of a row of vendor_aliases.csv that the index reads."""

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
class AliasMatch:
    """An alias found in a name.

    ``method``      exact, core, context, start, inside, near (one typing error), cut (truncated).
    ``first_word``  index of its first word in the folded name; ``word_count`` how many it covers.
    """

    alias: AliasEntry
    method: str
    first_word: int
    word_count: int


class VendorIndex:
    """All aliases, indexed by whole name and by first word.

    ``words``         folded words of name_words.csv and their kind.
    ``family_words``  those that name a family's firm: "sons" of "Canon & Sons".
    """

    def __init__(self, aliases: Iterable[AliasEntry], words: dict[str, str]) -> None:
        self._kinds: dict[str, dict[tuple[str, ...], None]] = {}
        for phrase, kind in words.items():
            self._kinds.setdefault(kind, {})[tuple(phrase.split())] = None
        self.family_words = frozenset(phrase for phrase, kind in words.items() if kind == "family")
        self._other_trades = self._kinds.get("other_trade", {}) | self._kinds.get("family", {})
        self.placeholders = {phrase for phrase, kind in words.items() if kind in PLACEHOLDER_KINDS}
        self._whole: dict[tuple[str, ...], list[AliasEntry]] = {}
        self._first: dict[str, list[tuple[tuple[str, ...], AliasEntry]]] = {}
        self._near: dict[str, list[tuple[tuple[str, ...], AliasEntry]]] = {}
        self._cut: dict[str, list[tuple[str, AliasEntry]]] = {}
        for alias in aliases:
            self._add(alias)

    def _add(self, alias: AliasEntry) -> None:
        words = tuple(fold_uncached(alias.alias).split())
        keys = {words}
        if alias.match != "literal":
            keys.add(self.without_legal_form(words))
        for whole in keys:
            self._whole.setdefault(whole, []).append(alias)
        if alias.match not in ("exact", "literal"):
            self._first.setdefault(words[0], []).append((words, alias))
        joined = "".join(words)
        if alias.near and len(joined) >= MIN_TYPO_LENGTH:
            for key in {joined, *_deletions(joined)}:
                self._near.setdefault(key, []).append((words, alias))
        if alias.match != "literal" and len(words) > 1:
            self._cut.setdefault(words[0], []).append((" ".join(words), alias))

    def _strip_kinds(self, words: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Remove words of these kinds from the end."""
        tables = [self._kinds[kind] for kind in kinds if kind in self._kinds]
        end = len(words)
        while end > 0:
            for length in (4, 3, 2, 1):
                last = words[end - length : end] if end > length else ()
                if any(last in table for table in tables):
                    end -= length
                    break
            else:
                break
        return words[:end]

    def without_legal_form(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words without legal form."""
        return self._strip_kinds(words, ("legal_form", "branch"))

    def has_legal_form(self, folded: str) -> bool:
        """Whether a folded name ends in a legal form."""
        words = tuple(folded.split())
        return self.without_legal_form(words) != words

    def without_affixes(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words without legal form, country and role.

        Oracle de México S.A. becomes Oracle.
        """
        return self._strip_kinds(words, ("legal_form", "place", "branch", "role", "joiner"))

    def _count_role_words(self, words: tuple[str, ...]) -> int:
        """Count leading words that give a role ("RTI:", "Konsorcjum")."""
        roles = self._kinds.get("role", {})
        index = 0
        while index < len(words) - 1:
            for length in (3, 2, 1):
                if words[index : index + length] in roles:
                    index += length
                    break
            else:
                return index
        return index

    def are_generic_words(self, words: tuple[str, ...], *, generic: bool) -> bool:
        """Whether all words are legal forms and countries (or generic words too)."""
        more = ("generic",) if generic else ()
        kinds = ("legal_form", "place", "branch", "role", "joiner", *more)
        tables = [self._kinds[kind] for kind in kinds if kind in self._kinds]
        index = 0
        while index < len(words):
            for length in (4, 3, 2, 1):
                part = words[index : index + length]
                if len(part) == length and any(part in table for table in tables):
                    index += length
                    break
            else:
                if not _is_order_number(words[index]):
                    return False
                index += 1
        return True

    def find(self, words: tuple[str, ...]) -> Iterator[AliasMatch]:
        """Yield every alias in the words of a folded name, whenever the group owned it."""
        led = self._count_role_words(words)
        bare = words[led:]
        forms = (
            words,
            self.without_legal_form(words),
            self.without_affixes(words),
            bare,
            self.without_legal_form(bare),
        )
        for key in dict.fromkeys(forms):
            at = led if key and key[0] != words[0] else 0
            for alias in self._whole.get(key, ()):
                yield AliasMatch(alias, "exact", at, len(key))
        for index, word in enumerate(words):
            for alias_words, alias in self._first.get(word, ()):
                stop = index + len(alias_words)
                if words[index:stop] != alias_words:
                    continue
                if how := self._match_method(alias, words, index, stop):
                    yield AliasMatch(alias, how, index, len(alias_words))
        yield from self._typo_matches(words)
        yield from self._truncated_matches(words)

    def _match_method(
        self, alias: AliasEntry, words: tuple[str, ...], index: int, stop: int
    ) -> str:
        """Return the method by which an alias matches at this place; "" when it may not."""
        before, after = words[:index], words[stop:]
        if self._has_other_trade(before) or self._has_other_trade(after):
            return ""
        if alias.context and any(fold(word) in before + after for word in alias.context):
            return "context"
        if alias.match == "core":
            is_generic = self.are_generic_words(before, generic=False)
            return "core" if is_generic and self.are_generic_words(after, generic=False) else ""
        if alias.match == "start":
            return "start" if self.are_generic_words(before, generic=False) else ""
        return "inside" if index else "start"

    def _has_other_trade(self, words: tuple[str, ...]) -> bool:
        return any(
            words[index : index + length] in self._other_trades
            for index in range(len(words))
            for length in (1, 2)
        )

    def _typo_matches(self, words: tuple[str, ...]) -> Iterator[AliasMatch]:
        """Yield aliases with one typing error, when only generic words follow."""
        for length in (1, 2, 3):
            joined = "".join(words[:length])
            if len(words) < length or not MIN_TYPO_LENGTH <= len(joined) <= 40:
                continue
            if not self.are_generic_words(words[length:], generic=True):
                continue
            for key in {joined, *_deletions(joined)}:
                for alias_words, alias in self._near.get(key, ()):
                    if abs(len(alias_words) - length) <= 1 and _is_typo(words, joined, alias_words):
                        yield AliasMatch(alias, "near", 0, length)

    def _truncated_matches(self, words: tuple[str, ...]) -> Iterator[AliasMatch]:
        """Yield the alias that the name is a truncated form of.

        Fields of fixed width cut a name inside a word, or after a word that no name ends with
        (INTERNATIONAL BUSINESS MACHI).
        """
        name = " ".join(words)
        if len(name) < MIN_TRUNCATED_LENGTH or len(words) < 2:
            return
        by_group = {
            alias.group: alias
            for whole, alias in self._cut.get(words[0], ())
            if whole.startswith(name) and _is_truncation(name, whole, self._kinds.get("joiner", {}))
        }
        if len(by_group) == 1:
            yield AliasMatch(next(iter(by_group.values())), "cut", 0, len(words))


def _is_order_number(word: str) -> bool:
    """Whether a word is an order number as purchasing cards print it: Amazon 298Ot9Uj5."""
    digits = sum(letter.isdigit() for letter in word)
    return len(word) >= MIN_ORDER_NUMBER_LENGTH and 1 < digits < len(word)


def _is_truncation(name: str, whole: str, joiners: dict[tuple[str, ...], None]) -> bool:
    rest = whole[len(name) :]
    if rest.startswith(" "):
        return (name.split()[-1],) in joiners
    return len(rest) > 1 and len(name.split()[-1]) > 1


def _is_typo(words: tuple[str, ...], joined: str, alias_words: tuple[str, ...]) -> bool:
    """Whether the words are the alias with one typing error."""
    alias = "".join(alias_words)
    if joined == alias:  # a space that is missing or too many: SopraSteria
        return len(words) > 0 and len(alias_words) != _count_words(words, joined)
    if not _is_one_edit(joined, alias):
        return False
    if (
        words[0] != alias_words[0]
        and min(len(words[0]), len(alias_words[0])) < MIN_FIRST_WORD_LENGTH
    ):
        return False
    return len(alias) >= MIN_ANY_TYPO_LENGTH or sorted(set(joined)) == sorted(set(alias))


def _count_words(words: tuple[str, ...], joined: str) -> int:
    """Count how many of the first words make up the joined ones."""
    length = 0
    for number, word in enumerate(words, 1):
        length += len(word)
        if length >= len(joined):
            return number
    return len(words)


def _deletions(word: str) -> set[str]:
    return {word[:index] + word[index + 1 :] for index in range(1, len(word))}


def _is_one_edit(name: str, other: str) -> bool:
    """Whether one letter was added, left out or changed, or two neighbours swapped."""
    if len(name) == len(other):
        differ = [index for index in range(len(name)) if name[index] != other[index]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            first, second = differ
            return name[first] == other[second] and name[second] == other[first]
        return len(differ) <= 1
    long, short = (name, other) if len(name) > len(other) else (other, name)
    return len(long) - len(short) == 1 and short in _deletions(long) | {long[1:]}
