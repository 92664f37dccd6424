"""Split the words of a query into subjects (a group, a kind of body, a concept, a word)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from monitor.search.compound_words import two_parts
from monitor.search.interpreted_query import InterpretedQuery, Subject
from monitor.search.known_names_and_spellings import KnownNames
from monitor.search.query_words import QueryWord, query_words, stop_words
from monitor.search.synonyms import load_concepts
from monitor.search.translate_by_cpv_labels import is_translated
from monitor.search.word_agreement import agree
from monitor.search.word_endings import known_stem
from monitor.search.word_spacing import fix_spacing


def interpret_query(
    text: str,
    names: KnownNames,
    is_known: Callable[[QueryWord], bool],
    exact: bool = False,
    joined: bool = False,
) -> InterpretedQuery:
    """Split a query into subjects.

    ``is_known``  whether full text has the word; others are taken for misspelt.
    ``exact``     each word is a subject, as typed, without synonyms.
    ``joined``    two words that full text has as one are read as one ("flower pot").
    """
    words = query_words(text)
    if exact:
        return InterpretedQuery([Subject((word,)) for word in words])
    words, typed = fix_spacing(words, names, is_known, joined)
    words, other_endings = agree(words)
    typed |= other_endings
    for subject in _split(words, names).subjects:
        (word, *more) = subject.words
        if not (more or subject.is_recognized or word.acronym or is_known(word)) and (
            not is_translated(word.folded)
        ):
            better = _better_words(word, names, is_known)
            index = words.index(word)
            words[index : index + 1] = better
            typed |= {
                better_word.folded: word.typed
                for better_word in better
                if better_word.typed != word.typed
            }
    interpreted = _split(words, names)
    with_groups = [_with_group(subject, names, is_known) for subject in interpreted.subjects]
    interpreted.subjects = [_checked(subject, typed, is_known) for subject in with_groups]
    return interpreted


def _with_group(
    subject: Subject, names: KnownNames, is_known: Callable[[QueryWord], bool]
) -> Subject:
    """Return the subject with the group that was misspelt, where no text has the word though it
    begins as words of a concept do: "Telefonika"."""
    (word, *more) = subject.words
    if more or subject.groups or not subject.concepts or names.has(word.folded) or is_known(word):
        return subject
    brand = names.near_brand(word.folded)
    owners = [group for span in names.groups.spans((brand or "").split()) for group in span.owners]
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
    return [QueryWord(part, part) for part in parts] if parts else [word]


def _checked(
    subject: Subject, typed: dict[str, str], is_known: Callable[[QueryWord], bool]
) -> Subject:
    """Return the subject with what was typed instead of it, and whether texts have its word."""
    if any(word.folded in typed for word in subject.words):
        typed_words = dict.fromkeys(typed.get(word.folded, word.typed) for word in subject.words)
        was = " ".join(typed_words)
        return replace(subject, corrected=was)
    if subject.is_recognized or len(subject.words) > 1:
        return subject
    return replace(subject, known=is_known(subject.words[0]))


def _split(words: list[QueryWord], names: KnownNames) -> InterpretedQuery:
    """Take names of groups, but for those within a longer concept; then concepts, then words."""
    folded = [word.folded for word in words]
    concepts = load_concepts()
    concept_spans = concepts.finder.spans(folded)
    taken: dict[int, tuple[int, Subject]] = {}

    def take(start: int, end: int, subject: Subject) -> None:
        if all(end <= other or start >= until for other, (until, _) in taken.items()):
            taken[start] = end, subject

    group_spans = names.groups.spans(folded)
    for span in group_spans:
        # "informática" in small letters is no firm of that name
        plain = all(word.typed.islower() for word in words[span.start : span.end])
        inside = any(
            other.start <= span.start
            and other.end >= span.end
            and (
                other.end - other.start > span.end - span.start
                or (plain and all(concepts.by_id[id_].kind == "general" for id_ in other.owners))
                or all(name.ambiguous for name in span.owners)
            )
            for other in concept_spans
        )
        last = words[span.end - 1]
        is_small_word = last.elided and last.folded in stop_words()  # "stampanti dell'ospedale"
        if not (inside or is_small_word):
            part = tuple(words[span.start : span.end])
            take(span.start, span.end, Subject(part, groups=span.owners))
    for other in concept_spans:
        if _is_preposition(words, other.start, other.end):
            continue
        found_concepts = tuple(concepts.by_id[id_] for id_ in other.owners)
        # "polish" begins as the Swedish word for police
        found_concepts = (
            tuple(concept for concept in found_concepts if concept.kind == "country")
            or found_concepts
        )
        part = tuple(words[other.start : other.end])
        makers = [
            name
            for span in group_spans
            if (span.start, span.end) == (other.start, other.end)
            for name in span.owners
            if name.ambiguous
        ]
        take(other.start, other.end, Subject(part, found_concepts, makers=tuple(makers)))
    stop = stop_words()
    query = InterpretedQuery()
    for index, word in enumerate(words):
        if index in taken:
            query.subjects.append(taken[index][1])
        elif all(not start <= index < end for start, (end, _) in taken.items()):
            if word.folded in stop:
                query.dropped.append(word.typed)
            else:
                query.subjects.append(Subject((word,)))
    if not query.subjects:  # nothing but small words: "IT", "The The"
        query = InterpretedQuery([Subject((word,)) for word in words])
    return query


def _is_preposition(words: list[QueryWord], start: int, end: int) -> bool:
    """Whether a concept's acronym is the Italian "ai", which stands before a plural in -i:
    "servizi ai comuni"."""
    of_one = end - start == 1 and end < len(words)
    word = words[start]
    return of_one and word.typed == "ai" and words[end].folded.endswith("i")
