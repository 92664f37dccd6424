"""Data classes of an interpreted query: its subjects (group, kind of body, concept or word)."""

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
OTHER_WAYS = "public_alternative"  # concept: "alternatives to"
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Subject:
    """One part of a query's meaning; a match has all of them.

    ``words``     as typed, or as corrected.
    ``concepts``  whose synonyms are searched too; ``groups`` whose contracts are; ``makers``:
                  groups of which a product has the name, where the concept is searched instead.
    ``corrected`` the words as typed, when another spelling is searched.
    ``known``     some text has the words.
    ``translated`` prefixes of its translations, and ``codes`` of the CPV whose label contains it:
                  searched where the words as typed match little.
    """

    words: tuple[QueryWord, ...]
    concepts: tuple[Concept, ...] = ()
    groups: tuple[GroupName, ...] = ()
    makers: tuple[GroupName, ...] = ()
    corrected: str | None = None
    known: bool = True
    translated: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def with_translations(self) -> Subject:
        """Return the subject with translations and codes from the CPV labels, for a plain word."""
        (word, *more) = self.words
        typed_text = self.corrected or word.typed
        typed, plain = fold(typed_text), typed_text.islower()
        if more or (self.is_recognized and not self.is_also_word) or not typed.isalpha():
            return self
        return replace(
            self, translated=translations(typed, plain), codes=codes_by_label(typed, plain)
        )

    def with_country(self) -> Subject:
        """Return the country of the place that it names; itself where it names no place."""
        concepts = load_concepts().by_id
        country = next((concepts.get(concept.within or "") for concept in self.concepts), None)
        if country is None or self.groups or not self.is_place:
            return self
        return Subject(tuple(query_words(country.label["en"])), (country,))

    @property
    def is_known_anywhere(self) -> bool:
        """Whether some text or CPV label has it."""
        return self.known or bool(self.translated or self.codes)

    @property
    def is_unknown(self) -> bool:
        """Whether no text, label, concept or name has its word, and it is no number."""
        is_known = self.is_known_anywhere or self.is_recognized or self.region or self.corrected
        return not is_known and not self.is_number

    @property
    def is_number(self) -> bool:
        """Whether it may be the number of a notice or procedure."""
        return sum(character.isdigit() for character in self.text) >= _MIN_DIGITS

    @property
    def may_be_name(self) -> bool:
        """Whether it is written with a capital, and is too short for a German compound."""
        return self.text.lower() != self.text and len(self.text) <= _MAX_NAME_LENGTH

    @property
    def may_continue_name(self) -> bool:
        """Whether it may be a further word of a name: "Systems" of "Zembla Systems"."""
        plain = any(word.typed.islower() for word in self.words)
        return bool(self.concepts) and not (plain or self.groups or self.is_place or self.country)

    @property
    def is_specific(self) -> bool:
        """Whether it is more than a country, a kind of body or a general word."""
        return not (self.is_kind_of_body or self.is_general or self.country)

    @property
    def is_recognized(self) -> bool:
        """Whether it is a known concept or group, and not just a word."""
        return bool(self.concepts or self.groups)

    @property
    def is_also_word(self) -> bool:
        """Whether a group's name is an ordinary word as it was typed ("strategy" of Strategy&)."""
        (word, *more) = self.words
        alone = bool(self.groups) and not (more or self.concepts)
        return alone and word.typed.islower() and is_ordinary_word(word.folded)

    @property
    def is_ordinary(self) -> bool:
        """Whether it is an ordinary lower-case word ("mobile", "77") that texts have, or a year:
        a query keeps its meaning without it."""
        (first, *more) = self.words
        is_known = self.known or bool(YEAR.fullmatch(first.typed))
        is_name_alone = self.is_recognized and not self.is_also_word
        plain = is_known and not (more or is_name_alone or self.corrected)
        return plain and (first.typed.islower() or first.typed.isdigit())

    @property
    def is_name(self) -> bool:
        """Whether it names a group, a place, or somebody in capitals; not "office", which is also a
        product, nor a concept or an ordinary word, which German and the start of a sentence also
        write in capitals."""
        of_places = any(concept.kind in ("place", "country") for concept in self.concepts)
        of_group = any(group.product is None for group in self.groups)
        of_group &= not self.is_also_word
        (word, *more) = self.words
        ordinary = not more and is_ordinary_word(word.folded)
        return of_group or of_places or not (self.concepts or self.text.islower() or ordinary)

    @property
    def text(self) -> str:
        return " ".join(word.typed for word in self.words)

    @property
    def is_kind_of_body(self) -> bool:
        """Whether it is only a kind of body ("mairie")."""
        return bool(self.concepts) and all(concept.kind == "body" for concept in self.concepts)

    @property
    def is_question(self) -> bool:
        """Whether readers alone write its words: "alternatives to" is said of other things."""
        return bool(self.concepts) and all(concept.kind == "question" for concept in self.concepts)

    @property
    def is_in_names(self) -> bool:
        """Whether its synonyms occur in names of bodies ("Szpital", "Comune di Firenze")."""
        return any(
            concept.kind in ("body", "sector", "place", "country") for concept in self.concepts
        )

    @property
    def country(self) -> str | None:
        """Return the code of the country that it names."""
        return next((concept.id for concept in self.concepts if concept.kind == "country"), None)

    @property
    def is_place(self) -> bool:
        """Whether it names a city or region."""
        return any(concept.kind == "place" for concept in self.concepts)

    @property
    def region(self) -> str | None:
        """Return the code of the region that it names."""
        return next((concept.region for concept in self.concepts if concept.region), None)

    @property
    def is_general(self) -> bool:
        """Whether it adds little to other words ("logiciel", "maintenance")."""
        return bool(self.concepts) and all(concept.kind == "general" for concept in self.concepts)

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

    ``dropped``   stop words.
    ``left_out``  words that are not searched because nothing matches all of them.
    """

    subjects: list[Subject] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def needed(self) -> list[Subject]:
        """Return the subjects that a match must have: general ones only where there is no other; a
        group not where alternatives to it are asked for, which its own contracts are not."""
        return [
            subject
            for subject in self.subjects
            if not (subject.is_general or (self.alternatives_to and subject.groups))
        ] or self.subjects

    @property
    def alternatives_to(self) -> list[Subject]:
        """Return the groups to which other ways are asked for."""
        ids = {concept.id for subject in self.subjects for concept in subject.concepts}
        groups = [subject for subject in self.subjects if subject.groups]
        return groups if OTHER_WAYS in ids else []

    @property
    def topic(self) -> list[Subject]:
        """Return the subjects for what is bought: no name, place or kind of body."""
        return [
            subject
            for subject in self.subjects
            if not (subject.groups or subject.is_in_names)
            and (subject.concepts or subject.text.islower())
        ]

    @property
    def places(self) -> list[Subject]:
        """Return the countries, regions and towns among the subjects."""
        return [subject for subject in self.subjects if subject.country or subject.is_place]

    def with_countries(self) -> InterpretedQuery | None:
        """Return the query with towns and regions replaced by countries; None where that changes
        nothing, a word is unknown, or there is no subject besides the place."""
        subjects = [subject.with_country() for subject in self.subjects]
        has_topic = any(subject.is_specific and not subject.is_place for subject in self.subjects)
        guessed = any(subject.is_unknown or subject.corrected for subject in self.subjects)
        if guessed or not has_topic or subjects == self.subjects:
            return None
        left_out = [subject.text for subject in self.subjects if subject not in subjects]
        return replace(self, subjects=subjects, left_out=self.left_out + left_out)

    def with_translations(self) -> InterpretedQuery | None:
        """Return the query with translations of its ordinary words; None where no label has one."""
        subjects = [subject.with_translations() for subject in self.subjects]
        return replace(self, subjects=subjects) if subjects != self.subjects else None

    @property
    def corrections(self) -> dict[str, str]:
        return {subject.corrected: subject.text for subject in self.subjects if subject.corrected}
