"""Words of a name, and what the tables say of each in one country.

Source  given names and surnames: lists of the Faker project (MIT licence), completed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.privacy.naming_customs import naming_customs
from pipelines.reference.person_words import PersonWords, load_person_words
from pipelines.text_folding import fold

_ARTICLES = ("la", "le", "les", "el", "il", "lo", "los", "las", "l", "the")
_BEFORE_ARTICLE = ("de", "di", "da", "del", "der", "van", "von", "y", "d")
_VOWEL = re.compile(r"[aeiouyаеиоуыэюяіїєαεηιουω]")


class Word(NamedTuple):
    """A word of a name: as written, folded, and the words in it (Jean-Pierre has two)."""

    written: str
    folded: str
    parts: tuple[str, ...]


class NameLexicon:
    """Words of names in one country: given names, surnames, particles, trades."""

    def __init__(self, words: PersonWords, country: str | None) -> None:
        self.words = words
        self.given_here = words.given_by_country.get(country or "", frozenset())
        self.endings = (
            *words.surname_endings.get(country or "", ()),
            *words.surname_endings.get("*", ()),
        )
        self.customs = naming_customs(country)
        self.surnames = words.surnames.get(self.customs.surnames, frozenset())
        self.country = country
        self.practice_starts = {phrase.split()[0] for phrase in words.practice}
        self.professions = tuple(word for word in words.profession if len(word) > 8)
        self.marks: dict[str, list[str]] = {}  # of sole traders; by first word, blanks around them
        for mark in words.sole_trader:
            self.marks.setdefault(mark.split()[0], []).append(mark)
        self.body_phrases: dict[str, list[str]] = {}  # likewise
        for phrase in words.body_phrase:
            self.body_phrases.setdefault(phrase.split()[0], []).append(f" {phrase} ")

    def runs(self, words: Sequence[Word]) -> list[list[Word]]:
        """Return the runs of words that may be parts of a person's name."""
        runs: list[list[Word]] = [[]]
        for number, word in enumerate(words):
            # Mark, Ville: words of firms that are given names in the country, at the beginning;
            # Mercado, Guardia: those that are surnames, after it
            listed = word.folded in (self.surnames if number else self.given_here) or (
                # URBANO ANNA: a surname that is a word, before a given name
                (number, len(words)) == (0, 2)
                and word.folded in self.surnames
                and self.is_given_name(words[1].folded)
            )
            no_trade = listed or self.no_organisation(_without_initials(word))
            after_given = number == 1 and self.is_given_name(words[0].folded)  # Maria inês Exemplo
            small_given = ((number == 0 and len(words) < 4) or len(words) == 2 or after_given) and (
                self.is_given_name(word.folded)
                or (  # esempi Anna
                    self.customs.small_surname
                    and (number, len(words)) == (0, 2)
                    and word.folded.isalpha()
                    and self.is_given_name(words[1].folded)
                )
            )
            if no_trade and (small_given or not is_no_name(word)):
                runs[-1].append(word)
            else:
                runs.append([])
        return [run for run in runs if run]

    def is_given(self, word: Word) -> bool:
        """Whether a word, or the first of a double name, is a given name."""
        first, *others = word.parts
        if others and len(first) == 1:  # H.-Dieter
            first = others[0]
        return self.is_given_name(word.folded) or (
            len(word.parts) > 1 and len(first) > 1 and self.is_given_name(first)
        )

    def is_given_name(self, folded: str) -> bool:
        """Whether a folded word is a given name in this country."""
        wife_of = self.customs.wife_ending
        if wife_of and len(folded) > 4 and folded.endswith(wife_of):
            folded = folded.removesuffix(wife_of)
        return (
            folded in self.words.given
            or folded in self.given_here
            or (folded.startswith(self.customs.given_prefixes) and self._is_double_name(folded))
            or any(
                folded.endswith(ending)
                and (stem := folded.removesuffix(ending))
                and (stem + base in self.words.given or stem + base in self.given_here)
                for ending, base in self.customs.case_endings
            )
        )

    def _is_double_name(self, folded: str) -> bool:
        """Whether a word is two given names in one (Piermaurizio); surnames in -i are none."""
        return folded[-1] in "aeo" and any(
            len(second) > 3 and (second in self.words.given or second in self.given_here)
            for first in self.customs.given_prefixes
            if (second := folded.removeprefix(first)) != folded
        )

    def is_surname(self, folded: str) -> bool:
        """Whether a folded word is a listed surname of the country, or ends as its surnames do."""
        return folded in self.surnames or any(
            folded.endswith(ending) and len(folded) >= len(ending) + 2 for ending, _ in self.endings
        )

    def is_name_part(self, word: Word) -> bool:
        """Whether a word counts as part of a name: no initial, particle or acronym."""
        return not (
            len(word.folded) == 1
            or all(len(part) == 1 for part in word.parts)
            or (word.folded in self.words.particle and word.folded not in self.words.given)  # Ben
            or word.folded in self.words.saint
            or (len(word.folded) <= 3 and not self.is_given_name(word.folded) and is_acronym(word))
        )

    def follows_saint_or_article(self, words: Sequence[Word], word: Word) -> bool:
        """Whether a saint's or an article's word stands before: Santa Maria, La Victoire."""
        index = next(n for n, candidate in enumerate(words) if candidate is word)
        before = words[index - 1].folded if index else ""
        if before in self.words.saint:
            return True
        if words[index - 1].written.isupper() and not word.written.isupper():
            return False  # LAS Jan Przykładowy: a brand
        earlier = words[index - 2].folded if index > 1 else ""
        return before in _ARTICLES and earlier not in _BEFORE_ARTICLE

    def are_form(self, words: Sequence[Word]) -> bool:
        """Whether words are a legal form, also with blanks or dots in it (Sp. z o.o.)."""
        return "".join(part for word in words for part in word.parts) in self.words.company_form

    def is_profession(self, word: Word) -> bool:
        """Whether a word is a profession of one person, or ends in a long one (Lichtarchitect)."""
        return word.folded in self.words.profession or word.folded.endswith(self.professions)

    def no_organisation(self, tokens: Sequence[str]) -> bool:
        """Whether no word occurs in names of organisations only."""
        return self.words.organisation_word.isdisjoint(tokens)

    def without_titles(self, tokens: list[str]) -> list[str]:
        """Return folded words without particles and the titles at the beginning."""
        rest = [token for token in tokens if token not in self.words.particle]
        while rest and rest[0] in self.words.title:
            rest.pop(0)
        return rest


@lru_cache(maxsize=300)  # one for each country
def name_lexicon(country: str | None) -> NameLexicon:
    """Return the words of a country (ISO 3166-1 alpha-2)."""
    return NameLexicon(load_person_words(), country)


def split_words(name: str) -> list[Word]:
    """Split a name at blanks; words without letters are dropped.

    A name in small letters throughout is read as one in capitals.
    """
    name = name.upper() if name.islower() else name
    pairs = ((written, fold(written)) for written in name.replace("_", " ").split())
    return [Word(written, folded, tuple(folded.split())) for written, folded in pairs if folded]


def _without_initials(word: Word) -> Sequence[str]:
    """Return the words in a word; of W. and W.Z. none, though "w" and "z" are words elsewhere."""
    if len(word.folded) == 1 and word.written.endswith("."):
        return ()
    return word.parts if len(word.parts) == 1 else [part for part in word.parts if len(part) > 1]


def is_no_name(word: Word) -> bool:
    """Whether a word has digits, or a small first letter though it is no particle."""
    if not word.folded.isalpha() and re.search(r"\d", word.folded):
        return True
    particle = len(word.folded) <= 3 or len(word.parts) > 1  # von, d'Angelo
    slip = word.written[1:].isupper()  # eSEMPI
    return word.written[0].islower() and not particle and not slip


def is_acronym(word: Word) -> bool:
    """Whether a short word is no name: without vowel, or two capitals (GTI, IT)."""
    if not word.written.isupper():
        return False
    return (len(word.folded) == 2 and word.written.isascii()) or not _VOWEL.search(word.folded)
