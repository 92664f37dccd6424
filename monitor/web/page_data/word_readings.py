"""Say of each word of a query how it was used, and what it finds by itself.

A word that was not used must not look as if it had been.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from monitor.i18n.value_formatting import translated
from monitor.search.contract_search import ContractSearch
from monitor.search.interpreted_query import InterpretedQuery, Subject
from monitor.search.query_words import unread_words
from monitor.search.questions import Questions


class WordReading(NamedTuple):
    """How some words of a query were used.

    ``use``       filter: they ask for a column; required: all that is listed has them; general:
                  what has them comes first; other_way: alternatives to them are asked for;
                  left_out: nothing has them beside the others; small: they are not searched;
                  unread: they are beyond the longest query.
    ``label``     of what they were taken for.
    ``searched``  they, as corrected; ``contracts``, ``calls``: how many they find by themselves.
    ``naming``    contracts that have the words, where those of a product's maker are found, too.
    """

    words: str
    use: str
    label: str | None = None
    searched: str | None = None
    contracts: int | None = None
    calls: int | None = None
    naming: int | None = None


def word_readings(
    search: ContractSearch,
    text: str,
    questions: Questions,
    query: InterpretedQuery,
    searched: InterpretedQuery,
    exact: bool,
) -> list[dict[str, Any]]:
    """Return how the words of ``text`` were used.

    ``query``     what they were taken for; ``searched``: what is listed.
    """
    readings = [_of_subject(search, subject, searched, exact) for subject in query.subjects]
    others = {
        "filter": " ".join(_words_of_questions(text, questions.words)),
        "small": ", ".join(dict.fromkeys(query.dropped)),
        "unread": ", ".join(word.typed for word in unread_words(questions.words)),
    }
    readings += [WordReading(words, use) for use, words in others.items() if words]
    return [reading._asdict() for reading in readings]


def _of_subject(
    search: ContractSearch, subject: Subject, searched: InterpretedQuery, exact: bool
) -> WordReading:
    label = translated(subject.concepts[0].label) if subject.concepts and not exact else None
    alone = InterpretedQuery([subject])
    counts = search.count(alone, exact)
    is_product = bool(subject.groups) and all(group.product for group in subject.groups)
    naming = search.count(alone, exact=True)[0] if is_product and not exact else None
    typed = subject.corrected or subject.text
    return WordReading(typed, _use(subject, searched), label, subject.text, *counts, naming)


def _use(subject: Subject, searched: InterpretedQuery) -> str:
    def is_among(subjects: list[Subject]) -> bool:  # its translations may be searched, too
        return any(subject.words == other.words for other in subjects)

    if not is_among(searched.subjects):
        return "left_out"
    if is_among(searched.alternatives_to):
        return "other_way"
    return "required" if is_among(searched.needed) else "general"


def _words_of_questions(text: str, others: str) -> list[str]:
    """Return the words of a query that are not among the others."""
    left = Counter(others.split())
    asked = []
    for word in text.split():
        if left[word]:
            left[word] -= 1
        else:
            asked.append(word)
    return asked
