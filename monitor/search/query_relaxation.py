"""Decide which subjects of a query may be dropped when nothing matches all of them.

The page names what was dropped; what is left must still be what the reader meant (``can_drop``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.search.interpreted_query import InterpretedQuery, Subject

_MIN_SUBJECTS = 2  # subjects; with one less nothing would be left of what was meant


def drop_subjects(query: InterpretedQuery, missing: Sequence[Subject]) -> InterpretedQuery:
    """Return the query without some subjects; their words are added to ``left_out``."""
    kept = [subject for subject in query.subjects if subject not in missing]
    left_out = [
        subject.corrected or subject.text for subject in query.subjects if subject in missing
    ]
    return replace(query, subjects=kept, left_out=query.left_out + left_out)


def can_drop(query: InterpretedQuery, missing: Sequence[Subject]) -> bool:
    """Return whether a match of all subjects but these is still worth showing."""
    subjects = query.subjects
    kept = [subject for subject in subjects if subject not in missing]
    unknown = _unknown(subjects)
    known = [subject for subject in missing if subject not in unknown]
    # "Drones" of "Zembla Drones" is a part of that name
    specific = [subject for subject in kept if not (subject in unknown and subject.is_recognized)]
    if not _is_specific_enough(subjects, specific, bool(unknown)):
        return False
    # where a word is known nowhere, one of two others that name nobody is no answer
    has_name = any(subject.is_name for subject in kept)
    if unknown and known and not has_name and len(missing) > len(kept):
        return False
    return all(_may_be_missing(subject, subjects, kept) for subject in known)


def drops_most(query: InterpretedQuery) -> bool:
    """Return whether more subjects were dropped than are left, or only countries are left."""
    drops_more_than_half = len(query.left_out) > len(query.subjects)
    return drops_more_than_half or all(subject.country for subject in query.subjects)


def _unknown(needed: Sequence[Subject]) -> list[Subject]:
    """Return the subjects that no text has, with the other words of the same name: for "Malo" also
    "Saint", for "Zembla" also "Systems"."""
    unknown = [subject for subject in needed if subject.is_unknown]
    parts = list(unknown)
    for index, subject in enumerate(needed):
        if subject in unknown and subject.may_be_name:
            parts += [
                following
                for following in needed[index + 1 : index + 2]
                if following.may_continue_name
            ]
            neighbours = needed[max(0, index - 1) : index + 2]
            parts += [
                neighbour
                for neighbour in neighbours
                if neighbour.is_name and not neighbour.is_recognized
            ]
    return parts


def _is_specific_enough(
    subjects: Sequence[Subject], kept: Sequence[Subject], unknown: bool
) -> bool:
    """Return whether the kept subjects are more than a kind of body or a general word: "control" is
    no answer to "power grid control".  A country is enough with another word."""
    if any(_is_subject(subject) for subject in subjects) and all(
        subject.is_ordinary for subject in kept
    ):
        return False
    if unknown:
        specific = [
            subject
            for subject in kept
            if subject.is_specific and (subject.is_number or not subject.text.isdigit())
        ]
        return bool(specific) and not (len(kept) < _MIN_SUBJECTS and kept[0].is_place)
    specific = [subject for subject in kept if not (subject.is_kind_of_body or subject.is_general)]
    only_country = all(subject.country for subject in kept)
    return bool(specific) and not (only_country and len(subjects) > 2 * len(kept))


def _may_be_missing(subject: Subject, subjects: Sequence[Subject], kept: Sequence[Subject]) -> bool:
    """Return whether a subject that occurs in texts may be dropped: not a name; a place, where
    several others are kept; of two subjects a kind of body only beside what is bought."""
    has_several = len(subjects) > _MIN_SUBJECTS
    if subject.country:
        return has_several
    if subject.is_place:
        return has_several and len(kept) >= _MIN_SUBJECTS
    if subject.is_ordinary and not subject.is_number:
        return True
    if subject.is_name or subject.is_number:
        return False
    if has_several:
        return True
    if subject.corrected:
        return False
    return not subject.is_kind_of_body or all(_is_bought(other) for other in kept)


def _is_subject(subject: Subject) -> bool:
    return any(concept.kind in ("subject", "question", "sector") for concept in subject.concepts)


def _is_bought(subject: Subject) -> bool:
    return bool(subject.concepts) and not subject.is_in_names
