"""Find in a query that it asks for contracts that end, in a year or soon: "se terminent en 2027".

Notices hardly ever say so in words: the day on which a contract ends is a column.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from monitor.search.query_words import stop_words
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.text_folding import fold

ENDING_WORDS_FILE = REFERENCE / "search_ending_words.csv"
_YEAR = "(?P<year>20[0-9]{2})"
_MAX_BETWEEN = 2  # stop words between "ending" and the year: "terminan en el 2027"


class EndingQuestion(NamedTuple):
    """A question for contracts that end in a ``year``, or soon: None; ``words``: the others, if
    they say anything ("contracts that" does not)."""

    words: str
    year: str | None


def find_ending_question(query: str) -> EndingQuestion | None:
    """Return what a query asks of the end of contracts, None when it does not."""
    words = query.split()
    folded = [fold(word) for word in words]
    starts = [0, *accumulate(len(word) + 1 for word in folded)]
    found = (match for pattern in _patterns() for match in pattern.finditer(" ".join(folded)))
    # from the beginning of a word: not the end of "back-end"
    match = next((match for match in found if match.start() in starts), None)
    if match is None:
        return None
    left = [
        (word, plain)
        for word, plain, start in zip(words, folded, starts, strict=False)
        if not match.start() <= start < match.end()
    ]
    says_more = any(plain not in stop_words() for _, plain in left)
    others = " ".join(word for word, _ in left) if says_more else ""
    return EndingQuestion(others, match.groupdict().get("year"))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return patterns for folded text, those with a year first: it is their only group."""
    phrases: dict[str, list[str]] = {}
    for row in read_csv(ENDING_WORDS_FILE):
        phrases.setdefault(row["kind"], []).extend(map(fold, row["phrases"].split(";")))
    ends, soon, alone = (_any_of(phrases[kind]) for kind in ("ends", "soon", "alone"))
    between = f"(?: {_any_of(stop_words())}){{0,{_MAX_BETWEEN}}}"
    patterns = (
        rf"{ends}{between} {_YEAR}",
        rf"{_YEAR} {ends}",
        rf"{alone}(?: {soon})?|{ends} {soon}|{soon} {ends}",
    )
    return tuple(re.compile(rf"\b(?:{pattern})\b") for pattern in patterns)


def _any_of(phrases: Collection[str]) -> str:
    return f"(?:{'|'.join(sorted(map(re.escape, phrases), key=len, reverse=True))})"
