"""Find in a query that it asks for what a filter selects: "de gré à gré", "sous-traitants".

Notices seldom say so in these words: the procedure that was followed, the part that a firm has and
what became of an award are columns.  Who asks for the largest contracts asks for an order.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from monitor.search.question_phrases import IsName, any_of, find_phrase, no_name
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.text_folding import fold

FILTER_WORDS_FILE = REFERENCE / "search_filter_words.csv"
_BETWEEN = "__"  # filter and value, in the name of a group of the pattern


class FilterQuestion(NamedTuple):
    """A question for contracts whose ``filter`` (method, role, status) has the ``value``, or for an
    order of them (sort); ``words``: the others, if they say anything."""

    words: str
    filter: str
    value: str


def find_filter_question(query: str, is_name: IsName = no_name) -> FilterQuestion | None:
    """Return which filter the words of a query ask for, None when they ask for none."""
    found = find_phrase(query, _patterns(), is_name)
    if found is None:
        return None
    return FilterQuestion(found.words, *str(found.match.lastgroup).split(_BETWEEN))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return a pattern for folded text, in which each value of a filter is a group."""
    phrases: dict[str, list[str]] = {}
    for row in read_csv(FILTER_WORDS_FILE):
        name = f"{row['filter']}{_BETWEEN}{row['value']}"
        phrases.setdefault(name, []).extend(map(fold, row["phrases"].split(";")))
    groups = (f"(?P<{name}>{any_of(folded)})" for name, folded in phrases.items())
    return (re.compile(rf"\b(?:{'|'.join(groups)})\b"),)
