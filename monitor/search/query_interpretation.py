"""Split the words of a query into subjects (a group, a kind of body, a concept, a word)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, combinations, islice

from monitor.search.compound_words import two_parts
from monitor.search.known_names import GroupName, KnownNames
from monitor.search.label_words import (
    codes_by_label,
    in_labels,
    is_ordinary_word,
    translations,
)
from monitor.search.query_words import QueryWord, query_words, stop_words
from monitor.search.synonyms import Concept, load_concepts
from monitor.search.word_endings import known_stem
from monitor.search.word_spacing import respaced
from pipelines.text_folding import fold

_LONGEST_SHORT = 6  # letters of an acronym
_FEW = 2  # subjects; with one less nothing would be left of what was meant
_MOST_TRIES = 200
_LONGEST_NAME = 11  # letters; a longer word in a capital may be a German compound
_FEWEST_DIGITS = 5  # of a number that a notice or procedure has
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
        said = self.corrected or word.typed
        typed, plain = fold(said), said.islower()
        if more or (self.names_something and not self.is_word_too) or not typed.isalpha():
            return self
        return replace(
            self, translated=translations(typed, plain), codes=codes_by_label(typed, plain)
        )

    @property
    def is_said(self) -> bool:
        """Whether some text or label has it."""
        return self.known or bool(self.translated or self.codes)

    @property
    def is_unknown(self) -> bool:
        """Whether no text, label, concept or name has its word; a number of a notice is no word."""
        digits = sum(one.isdigit() for one in self.text)
        known = self.is_said or self.names_something or self.region or self.corrected
        return not known and digits < _FEWEST_DIGITS

    @property
    def may_be_name(self) -> bool:
        """Whether it is written as names are, and not as long as compounds are in German."""
        return not self.text.islower() and len(self.text) <= _LONGEST_NAME

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
        product."""
        of_places = any(one.kind in ("place", "country") for one in self.concepts)
        of_group = any(one.product is None for one in self.groups)
        of_group &= not self.is_word_too
        return of_group or of_places or not self.text.islower()

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
        if more or not 2 < len(first.folded) <= _LONGEST_SHORT or not first.folded.isalpha():
            return None
        return first.folded


@dataclass
class Understood:
    """A query's subjects in order.

    ``dropped``   words that say nothing by themselves.
    ``left_out``  ordinary words that are not searched since nothing has all.
    ``either``    one of the subjects is enough, since nothing has all.
    """

    subjects: list[Subject] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    either: bool = False

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
    def says_little(self) -> bool:
        """Whether more subjects were left out than are left, or only a country is left."""
        few = len(self.left_out) > len(self.subjects)
        return few or all(one.country for one in self.subjects)

    @property
    def places(self) -> list[Subject]:
        """Return the countries, regions and towns that are named."""
        return [one for one in self.subjects if one.country or one.is_place]

    def in_labels(self) -> Understood | None:
        """Return the same with ordinary words in other languages, too; None: no label has one."""
        subjects = [one.in_labels() for one in self.subjects]
        return replace(self, subjects=subjects) if subjects != self.subjects else None

    def with_less(self) -> Iterator[Understood]:
        """Yield the same without an ordinary word, for each of them; then without some that name
        nobody, at most half, where three or a name were asked; then without all ordinary words;
        then elsewhere than in the country, with one word less or none."""
        ordinary = [one for one in self.subjects if one.is_ordinary]
        named = any(
            concept.kind in ("subject", "sector")
            for one in self.subjects
            for concept in one.concepts
        )
        strange = [one for one in self.subjects if one.is_place] if len(self.needed) > _FEW else []
        spare = [one for one in self.subjects if not one.is_name or one in strange]
        told = len(self.subjects) > _FEW or len(spare) < len(self.subjects)
        # beside a name anything may be left out
        fewest = 1 if len(spare) < len(self.subjects) else -(-len(self.subjects) // 2)
        sizes = range(1, len(self.subjects) - fewest + 1 if told else 1)
        some = chain.from_iterable(combinations(spare, many) for many in sizes)
        abroad = [one for one in self.subjects if one.country] if len(self.subjects) > _FEW else []
        elsewhere = ((place, *less) for place in abroad for less in ((), *((o,) for o in spare)))
        # "wifi hôpital": what is bought is found, if not by whom; "mairie sudoku" is a name
        bodies = tuple(one for one in self.subjects if one.is_kind_of_body and not one.corrected)
        bought = [one for one in self.subjects if one.concepts and not one.is_in_names]
        anybody = (bodies,) if bought and len(bodies + tuple(bought)) == len(self.needed) else ()
        every = chain(
            ((one,) for one in ordinary),
            islice(some, _MOST_TRIES),
            (tuple(ordinary),),
            anybody,
            elsewhere,
        )
        tries: list[tuple[Subject, ...]] = []
        for less in every:
            if less and less not in tries:
                tries.append(less)
        for less in tries:
            kept = [one for one in self.subjects if one not in less]
            telling = [one for one in kept if not one.is_kind_of_body and not one.is_general]
            # "control" is not what "power grid control" asks for
            lost = named and all(one in ordinary for one in kept)
            lost |= any(one in strange for one in less) and len(kept) < _FEW
            left_out = self.left_out + [one.text for one in less]
            # all that a country buys is no answer to two words
            lost |= len(left_out) > len(kept) and all(one.country for one in kept)
            # where a word is known nowhere, one of two others that name nobody is no answer
            nobody = len(spare) == len(self.subjects)
            lost |= nobody and bool(self.left_out) and len(left_out) > len(kept)
            if telling and not lost:
                yield replace(self, subjects=kept, left_out=left_out)

    def without_unknown(self) -> Iterator[Understood]:
        """Yield the same without the words that are known nowhere, which find nothing whatever else
        is asked, then without the capitalised words beside them: "Malo" makes all of "Saint-Malo"
        one.  Nothing where the rest is no more than a place, a kind of body, a general word or a
        number."""
        unknown = [one for one in self.subjects if one.is_unknown]
        beside: list[Subject] = []
        for place, one in enumerate(self.subjects):
            if one in unknown and one.may_be_name:
                unknown += [
                    near for near in self.subjects[place + 1 : place + 2] if near.may_follow
                ]
                near_ones = self.subjects[max(0, place - 1) : place + 2]
                beside += [near for near in near_ones if near.is_name and not near.names_something]
        telling = [
            one
            for one in self.subjects
            if one not in unknown + beside and one.tells and not one.text.isdigit()
        ]
        for less in (unknown, unknown + beside):
            kept = [one for one in self.subjects if one not in less]
            if less and telling and not (len(kept) < _FEW and kept[0].is_place):
                left_out = [one.text for one in self.subjects if one in less]
                yield replace(self, subjects=kept, left_out=self.left_out + left_out)

    def with_either(self) -> Understood | None:
        """Return the same where one of the subjects that are more than a word is enough; None where
        somebody or a kind of body is named or a word stands nowhere: the rest would mislead."""
        apart = [one for one in self.needed if one.concepts and not one.is_general]
        rest = [one for one in self.needed if one not in apart]
        named = any(one.is_name or one.is_kind_of_body for one in self.needed)
        said = all(one.known for one in rest) and not self.left_out
        if named or not apart or len(self.needed) < _FEW or not said:
            return None
        left_out = [one.corrected or one.text for one in rest]
        return replace(self, subjects=apart, left_out=left_out, either=len(apart) >= _FEW)

    def with_one(self) -> Iterator[Understood]:
        """Yield each subject alone, an ordinary word too, where nobody is named and no word was
        misspelt or stands nowhere."""
        plain = all(one.is_said and not (one.is_name or one.corrected) for one in self.needed)
        if len(self.needed) < _FEW or not plain or self.left_out:
            return
        for one in self.needed:
            left_out = [other.corrected or other.text for other in self.needed if other is not one]
            if not one.is_kind_of_body:
                yield replace(self, subjects=[one], left_out=left_out)

    @property
    def corrections(self) -> dict[str, str]:
        return {one.corrected: one.text for one in self.subjects if one.corrected}


def understand(
    text: str,
    names: KnownNames,
    is_known: Callable[[QueryWord], bool],
    exact: bool = False,
    joined: bool = False,
) -> Understood:
    """Split a query into subjects.

    ``is_known``  whether full text has the word; others are taken for misspelt.
    ``exact``     each word is a subject, as typed, without synonyms.
    ``joined``    two words that full text has as one are read as one ("flower pot").
    """
    words = query_words(text)
    if exact:
        return Understood([Subject((word,)) for word in words])
    words, typed = respaced(words, names, is_known, joined)
    for subject in _split(words, names).subjects:
        (word, *more) = subject.words
        if not (more or subject.names_something or word.acronym or is_known(word)) and (
            not in_labels(word.folded)
        ):
            better = _better_words(word, names, is_known)
            place = words.index(word)
            words[place : place + 1] = better
            typed |= {one.folded: word.typed for one in better if one.typed != word.typed}
    found = _split(words, names)
    named = [_with_group(one, names, is_known) for one in found.subjects]
    found.subjects = [_checked(one, typed, is_known) for one in named]
    return found


def _with_group(
    subject: Subject, names: KnownNames, is_known: Callable[[QueryWord], bool]
) -> Subject:
    """Return the subject with the group that was misspelt, where no text has the word though it
    begins as words of a concept do: "Telefonika"."""
    (word, *more) = subject.words
    if more or subject.groups or not subject.concepts or names.has(word.folded) or is_known(word):
        return subject
    brand = names.near_brand(word.folded)
    owners = [one for span in names.groups.spans((brand or "").split()) for one in span.owners]
    return replace(subject, groups=tuple(owners))


def _better_words(
    word: QueryWord, names: KnownNames, is_known: Callable[[QueryWord], bool]
) -> list[QueryWord]:
    """Return what may be meant by a word that no text has: another word, a word with another
    ending (typed as it was), the parts of a compound; the word itself where nothing is near."""
    better = names.corrected(word.folded)
    if better:
        return [QueryWord(better, better)]
    begun = known_stem(word.folded, is_known)
    if begun:
        return [QueryWord(word.typed, begun)]
    parts = two_parts(word.folded, names.words)
    return [QueryWord(one, one) for one in parts] if parts else [word]


def _checked(
    subject: Subject, typed: dict[str, str], is_known: Callable[[QueryWord], bool]
) -> Subject:
    """Return the subject with what was typed instead of it, and whether texts have its word."""
    if any(word.folded in typed for word in subject.words):
        said = dict.fromkeys(typed.get(word.folded, word.typed) for word in subject.words)
        was = " ".join(said)
        return replace(subject, corrected=was)
    if subject.names_something or len(subject.words) > 1:
        return subject
    return replace(subject, known=is_known(subject.words[0]))


def _split(words: list[QueryWord], names: KnownNames) -> Understood:
    """Take names of groups, but for those within a longer concept; then concepts, then words."""
    folded = [word.folded for word in words]
    concepts = load_concepts()
    concept_spans = concepts.finder.spans(folded)
    taken: dict[int, tuple[int, Subject]] = {}

    def take(start: int, end: int, subject: Subject) -> None:
        if all(end <= other or start >= until for other, (until, _) in taken.items()):
            taken[start] = end, subject

    for span in names.groups.spans(folded):
        # "informática" in small letters is no firm of that name
        plain = all(word.typed.islower() for word in words[span.start : span.end])
        inside = any(
            other.start <= span.start
            and other.end >= span.end
            and (
                other.end - other.start > span.end - span.start
                or (plain and all(concepts.by_id[id_].kind == "general" for id_ in other.owners))
            )
            for other in concept_spans
        )
        if not inside:
            part = tuple(words[span.start : span.end])
            take(span.start, span.end, Subject(part, groups=span.owners))
    for other in concept_spans:
        named = tuple(concepts.by_id[id_] for id_ in other.owners)
        # "polish" begins as the Swedish word for police
        named = tuple(one for one in named if one.kind == "country") or named
        take(other.start, other.end, Subject(tuple(words[other.start : other.end]), named))
    stop = stop_words()
    understood = Understood()
    for place, word in enumerate(words):
        if place in taken:
            understood.subjects.append(taken[place][1])
        elif all(not start <= place < end for start, (end, _) in taken.items()):
            if word.folded in stop:
                understood.dropped.append(word.typed)
            else:
                understood.subjects.append(Subject((word,)))
    if not understood.subjects:  # nothing but small words: "IT", "The The"
        understood = Understood([Subject((word,)) for word in words])
    return understood
