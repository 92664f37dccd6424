"""What a query asks for: its subjects (a group, a kind of body, a concept, a word)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from monitor.search.known_names_and_spellings import GroupName
from monitor.search.query_words import QueryWord, query_words
from monitor.search.synonyms import Concept, load_concepts
from monitor.search.translate_by_cpv_labels import codes_by_label, is_ordinary_word, translations
from pipelines.text_folding import fold

_MAX_ACRONYM_LENGTH = 6  # letters of an acronym
_MAX_NAME_LENGTH = 11  # letters; a longer word in a capital may be a German compound
_MIN_DIGITS = 5  # of a number that a notice or procedure has
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Subject:
    """One thing that a query asks for; all of them must be found together.

    ``words``     as typed, or as corrected.
    ``concepts``  whose synonyms are searched too; ``groups`` whose contracts are.
    ``corrected`` what was typed, when another spelling is searched.
    ``known``     some text has the words.
    ``translated`` beginnings of its word in other languages, and ``codes`` of the CPV that have it
                  in their label: searched where the words as typed find little.
    """

    words: tuple[QueryWord, ...]
    concepts: tuple[Concept, ...] = ()
    groups: tuple[GroupName, ...] = ()
    corrected: str | None = None
    known: bool = True
    translated: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def in_labels(self) -> Subject:
        """Return the subject with what the Union's labels say of its word, where it is one that
        names nothing else."""
        (word, *more) = self.words
        typed_text = self.corrected or word.typed
        typed, plain = fold(typed_text), typed_text.islower()
        if more or (self.names_something and not self.is_word_too) or not typed.isalpha():
            return self
        return replace(
            self, translated=translations(typed, plain), codes=codes_by_label(typed, plain)
        )

    def in_country(self) -> Subject:
        """Return the country in which the place lies that it names; itself where it names none."""
        concepts = load_concepts().by_id
        country = next((concepts.get(one.within or "") for one in self.concepts), None)
        if country is None or self.groups or not self.is_place:
            return self
        return Subject(tuple(query_words(country.label["en"])), (country,))

    @property
    def is_said(self) -> bool:
        """Whether some text or label has it."""
        return self.known or bool(self.translated or self.codes)

    @property
    def is_unknown(self) -> bool:
        """Whether no text, label, concept or name has its word; a number of a notice is no word."""
        known = self.is_said or self.names_something or self.region or self.corrected
        return not known and not self.is_number

    @property
    def is_number(self) -> bool:
        """Whether it may be the number of a notice or procedure."""
        return sum(one.isdigit() for one in self.text) >= _MIN_DIGITS

    @property
    def may_be_name(self) -> bool:
        """Whether it is written as names are, and not as long as compounds are in German."""
        return self.text.lower() != self.text and len(self.text) <= _MAX_NAME_LENGTH

    @property
    def may_follow(self) -> bool:
        """Whether a name may go on with it: "Systems" of "Zembla Systems"."""
        plain = any(word.typed.islower() for word in self.words)
        return bool(self.concepts) and not (plain or self.groups or self.is_place or self.country)

    @property
    def tells(self) -> bool:
        """Whether it says something alone: no country, kind of body or general word does."""
        return not (self.is_kind_of_body or self.is_general or self.country)

    @property
    def names_something(self) -> bool:
        """Whether it is more than a word."""
        return bool(self.concepts or self.groups)

    @property
    def is_word_too(self) -> bool:
        """Whether a group's name is an ordinary word as it was typed ("strategy" of Strategy&)."""
        (word, *more) = self.words
        alone = bool(self.groups) and not (more or self.concepts)
        return alone and word.typed.islower() and is_ordinary_word(word.folded)

    @property
    def is_ordinary(self) -> bool:
        """Whether it is an ordinary word ("mobile", "77") that texts have, in small letters as no
        name is, or a year: without it the rest still says what was meant."""
        (first, *more) = self.words
        known = self.known or bool(YEAR.fullmatch(first.typed))
        named = self.names_something and not self.is_word_too
        plain = known and not (more or named or self.corrected)
        return plain and (first.typed.islower() or first.typed.isdigit())

    @property
    def is_name(self) -> bool:
        """Whether it names a group, a place, or somebody in capitals; not "office", which is also a
        product, nor what is bought, who buys or an ordinary word, which German and the beginning of
        a sentence write in capitals, too."""
        of_places = any(one.kind in ("place", "country") for one in self.concepts)
        of_group = any(one.product is None for one in self.groups)
        of_group &= not self.is_word_too
        (word, *more) = self.words
        ordinary = not more and is_ordinary_word(word.folded)
        return of_group or of_places or not (self.concepts or self.text.islower() or ordinary)

    @property
    def text(self) -> str:
        return " ".join(word.typed for word in self.words)

    @property
    def is_kind_of_body(self) -> bool:
        """Whether it names only a kind of body ("mairie"): alone it names nobody."""
        return bool(self.concepts) and all(concept.kind == "body" for concept in self.concepts)

    @property
    def is_in_names(self) -> bool:
        """Whether names of bodies have its other words ("Szpital", "Comune di Firenze")."""
        return any(
            concept.kind in ("body", "sector", "place", "country") for concept in self.concepts
        )

    @property
    def country(self) -> str | None:
        """Return the code of the country that it names."""
        return next((one.id for one in self.concepts if one.kind == "country"), None)

    @property
    def is_place(self) -> bool:
        """Whether it names a city or region."""
        return any(one.kind == "place" for one in self.concepts)

    @property
    def region(self) -> str | None:
        """Return the code of the region that it names."""
        return next((one.region for one in self.concepts if one.region), None)

    @property
    def is_general(self) -> bool:
        """Whether it says little beside other words ("logiciel", "maintenance")."""
        return bool(self.concepts) and all(one.kind == "general" for one in self.concepts)

    @property
    def acronym(self) -> str | None:
        """Return the word as an acronym, folded; None when it cannot be one."""
        (first, *more) = self.words
        if more or not 2 < len(first.folded) <= _MAX_ACRONYM_LENGTH or not first.folded.isalpha():
            return None
        return first.folded


@dataclass
class InterpretedQuery:
    """A query's subjects in order.

    ``dropped``   words that say nothing by themselves.
    ``left_out``  words that are not searched since nothing has all.
    """

    subjects: list[Subject] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def needed(self) -> list[Subject]:
        """Return the subjects that must be found: the general ones only where there is no other."""
        return [one for one in self.subjects if not one.is_general] or self.subjects

    @property
    def topic(self) -> list[Subject]:
        """Return the subjects that say what is bought: no name, place or kind of body."""
        return [
            one
            for one in self.subjects
            if not (one.groups or one.is_in_names) and (one.concepts or one.text.islower())
        ]

    @property
    def places(self) -> list[Subject]:
        """Return the countries, regions and towns that are named."""
        return [one for one in self.subjects if one.country or one.is_place]

    def in_countries(self) -> InterpretedQuery | None:
        """Return the same with the country of a town or region instead of it; None where it is not
        known, a word stands nowhere, or nothing but a kind of body is asked for."""
        subjects = [one.in_country() for one in self.subjects]
        has_topic = any(one.tells and not one.is_place for one in self.subjects)
        guessed = any(one.is_unknown or one.corrected for one in self.subjects)
        if guessed or not has_topic or subjects == self.subjects:
            return None
        left_out = [one.text for one in self.subjects if one not in subjects]
        return replace(self, subjects=subjects, left_out=self.left_out + left_out)

    def in_labels(self) -> InterpretedQuery | None:
        """Return the same with ordinary words in other languages, too; None: no label has one."""
        subjects = [one.in_labels() for one in self.subjects]
        return replace(self, subjects=subjects) if subjects != self.subjects else None

    @property
    def corrections(self) -> dict[str, str]:
        return {one.corrected: one.text for one in self.subjects if one.corrected}
