"""Turn a question into conditions of a mail, which knows no synonyms and asks for words as typed.

"who runs the payroll of my hospital" stands in no notice: a mail that waits for it never comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.search.column_store import CLAIMS
from monitor.search.interpreted_query import InterpretedQuery, Subject
from pipelines.reference.regions import regions


def mail_conditions(
    query: InterpretedQuery, readings: Sequence[dict[str, Any]], exact: bool
) -> dict[str, Any]:
    """Return the countries, regions, tags, groups and ``words`` that a mail can wait for.

    One of several words is enough for a mail: it gets the one that tells most, and ``without`` are
    the others, by which it is not narrowed down.
    """
    conditions: dict[str, Any] = {"countries": None, "regions": None, "tags": [], "groups": []}
    candidates: list[tuple[int, int, Subject]] = []
    without = []
    for subject, reading in zip(query.subjects, readings, strict=False):
        tags = [concept.id for concept in subject.concepts if concept.id in CLAIMS]
        if exact:
            candidates.append((0, reading["contracts"], subject))
        elif subject.country and not conditions["countries"]:
            conditions["countries"] = subject.country
        elif subject.region in regions() and not conditions["regions"]:
            conditions["regions"] = subject.region
        elif tags:
            conditions["tags"] += tags
        elif subject.is_question or reading["use"] == "other_way":
            without.append(subject.text)
        else:
            candidates.append((_rank(subject), reading["contracts"], subject))
    candidates.sort(key=lambda candidate: candidate[:2])
    subjects = [candidate[-1] for candidate in candidates]
    named = [one for one in subjects if _groups_named(one)]
    if len(named) == 1 and len(subjects) > 1 and not exact:
        conditions["groups"] = _groups_named(named[0])
        subjects.remove(named[0])
    words = subjects[0].text if subjects else None
    return conditions | {"words": words, "without": without + [one.text for one in subjects[1:]]}


def _rank(subject: Subject) -> int:
    """Return how little a subject tells: what is bought, a plain word, who buys, "software"."""
    if subject.is_general or subject.is_kind_of_body:
        return 3 if subject.is_general else 2
    return 0 if subject.is_recognized else 1


def _groups_named(subject: Subject) -> list[str]:
    """Return the groups that are named by themselves, not by a product."""
    return sorted({group.group for group in subject.groups if group.product is None})
