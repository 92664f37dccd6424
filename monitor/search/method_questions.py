"""Find in a query that it asks for contracts awarded without competition: "de gré à gré".

Notices seldom say so in these words: the procedure that was followed is a column.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from monitor.search.question_phrases import any_of, find_phrase
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.text_folding import fold

METHOD_WORDS_FILE = REFERENCE / "search_method_words.csv"


class MethodQuestion(NamedTuple):
    """A question for contracts of a ``method``; ``words``: the others, if they say anything."""

    words: str
    method: str


def find_method_question(query: str) -> MethodQuestion | None:
    """Return what a query asks of the procedure of contracts, None when it does not."""
    found = find_phrase(query, _patterns())
    return MethodQuestion(found.words, str(found.match.lastgroup)) if found else None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for folded text, in which each method is a group."""
    phrases: dict[str, list[str]] = {}
    for row in read_csv(METHOD_WORDS_FILE):
        phrases.setdefault(row["method"], []).extend(map(fold, row["phrases"].split(";")))
    groups = (f"(?P<{method}>{any_of(folded)})" for method, folded in phrases.items())
    return (re.compile(rf"\b(?:{'|'.join(groups)})\b"),)
