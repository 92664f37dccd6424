"""Find in a query that it asks for what a filter selects: "de gré à gré", "sous-traitants".

Notices seldom say so in these words: the procedure that was followed, the part that a firm has and
what became of an award are columns.  Who asks for the largest contracts asks for an order, who asks
for the largest suppliers for a canned query.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from monitor.search.question_phrases import IsName, any_of, find_phrase, no_name
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.text_folding import fold

FILTER_WORDS_FILE = REFERENCE / "search_filter_words.csv"


class FilterQuestion(NamedTuple):
    """A question for contracts whose ``filter`` (method, role, status, amended) has the ``value``,
    for an order of them (sort), or for a canned query (query) or page of the site (page) of that
    name; ``words``: the others, if they say anything."""

    words: str
    filter: str
    value: str


def find_filter_question(query: str, is_name: IsName = no_name) -> FilterQuestion | None:
    """Return which filter the words of a query ask for, None when they ask for none."""
    pattern, values = _pattern()
    found = find_phrase(query, (pattern,), is_name)
    if found is None:
        return None
    return FilterQuestion(found.words, *values[(found.match.lastindex or 0) - 1])


@lru_cache(maxsize=1)
def _pattern() -> tuple[re.Pattern[str], list[tuple[str, str]]]:
    """Return a pattern for folded text, in which each value of a filter is a group, and the filter
    and value of each."""
    phrases: dict[tuple[str, str], list[str]] = {}
    for row in read_csv(FILTER_WORDS_FILE):
        of_value = phrases.setdefault((row["filter"], row["value"]), [])
        of_value.extend(map(fold, row["phrases"].split(";")))
    groups = (f"({any_of(folded)})" for folded in phrases.values())
    return re.compile(rf"\b(?:{'|'.join(groups)})\b"), list(phrases)
