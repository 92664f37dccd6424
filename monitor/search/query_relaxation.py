"""Say which words of a query may be missing from an answer, where nothing has all of them.

An answer has some of the subjects together.  What is missing is said on the page; what is left must
still be what was asked for: ``can_drop`` says so, for every query alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.search.interpreted_query import InterpretedQuery, Subject

_FEW = 2  # subjects; with one less nothing would be left of what was meant


def drop_subjects(query: InterpretedQuery, missing: Sequence[Subject]) -> InterpretedQuery:
    """Return the query without some subjects, which are said to be left out."""
    kept = [one for one in query.subjects if one not in missing]
    left_out = [one.corrected or one.text for one in query.subjects if one in missing]
    return replace(query, subjects=kept, left_out=query.left_out + left_out)


def can_drop(query: InterpretedQuery, missing: Sequence[Subject]) -> bool:
    """Return whether what has all subjects but these is an answer, though not to all."""
    asked = query.subjects
    kept = [one for one in asked if one not in missing]
    unknown = _unknown(asked)
    known = [one for one in missing if one not in unknown]
    # "Drones" of "Zembla Drones" is a part of that name
    alone = [one for one in kept if not (one in unknown and one.names_something)]
    if not _tells_enough(asked, alone, bool(unknown)):
        return False
    # where a word is known nowhere, one of two others that name nobody is no answer
    named = any(one.is_name for one in kept)
    if unknown and known and not named and len(missing) > len(kept):
        return False
    return all(_may_be_missing(one, asked, kept) for one in known)


def says_little(query: InterpretedQuery) -> bool:
    """Whether more subjects were left out than are left, or only a country is left."""
    few = len(query.left_out) > len(query.subjects)
    return few or all(one.country for one in query.subjects)


def _unknown(needed: Sequence[Subject]) -> list[Subject]:
    """Return the subjects that no text has, with the rest of a name of which they are a part:
    "Malo" makes all of "Saint-Malo" one, "Zembla" all of "Zembla Systems"."""
    unknown = [one for one in needed if one.is_unknown]
    found = list(unknown)
    for place, one in enumerate(needed):
        if one in unknown and one.may_be_name:
            found += [near for near in needed[place + 1 : place + 2] if near.may_follow]
            beside = needed[max(0, place - 1) : place + 2]
            found += [near for near in beside if near.is_name and not near.names_something]
    return found


def _tells_enough(asked: Sequence[Subject], kept: Sequence[Subject], unknown: bool) -> bool:
    """Whether the subjects that are left are more than a kind of body or a word that anything has:
    "control" is not what "power grid control" asks for.  A country is enough with another word."""
    if any(_is_subject(one) for one in asked) and all(one.is_ordinary for one in kept):
        return False
    if unknown:
        telling = [one for one in kept if one.tells and (one.is_number or not one.text.isdigit())]
        return bool(telling) and not (len(kept) < _FEW and kept[0].is_place)
    telling = [one for one in kept if not (one.is_kind_of_body or one.is_general)]
    only_country = all(one.country for one in kept)
    return bool(telling) and not (only_country and len(asked) > 2 * len(kept))


def _may_be_missing(one: Subject, asked: Sequence[Subject], kept: Sequence[Subject]) -> bool:
    """Whether a subject that texts have may be missing: a name may not, but a place beside others
    that stand together; of two subjects a kind of body only beside what is bought."""
    many = len(asked) > _FEW
    if one.country:
        return many
    if one.is_place:
        return many and len(kept) >= _FEW
    if one.is_ordinary and not one.is_number:
        return True
    if one.is_name or one.is_number:
        return False
    if many:
        return True
    if one.corrected:
        return False
    return not one.is_kind_of_body or all(_is_bought(other) for other in kept)


def _is_subject(one: Subject) -> bool:
    return any(concept.kind in ("subject", "sector") for concept in one.concepts)


def _is_bought(one: Subject) -> bool:
    return bool(one.concepts) and not one.is_in_names
