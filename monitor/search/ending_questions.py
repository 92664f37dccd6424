"""Find in a query that it asks for contracts that end, in a year or soon ("se terminent en 2027"),
or that have ended.

Notices hardly ever say so in words: the day on which a contract ends is a column.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from monitor.search.query_words import stop_words
from monitor.search.question_phrases import IsName, any_of, find_phrase, no_name
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.text_folding import fold

ENDING_WORDS_FILE = REFERENCE / "search_ending_words.csv"
_YEAR = "(?P<year>20[0-9]{2})"
_MAX_BETWEEN = 2  # stop words between "ending" and the year: "terminan en el 2027"


class EndingQuestion(NamedTuple):
    """A question for contracts that end in a ``year``, or soon: None, or that have ``ended``;
    ``words``: the others, if they say anything ("contracts that" does not)."""

    words: str
    year: str | None
    ended: bool = False


def find_ending_question(query: str, is_name: IsName = no_name) -> EndingQuestion | None:
    """Return what a query asks of the end of contracts, None when it does not."""
    found = find_phrase(query, _patterns(), is_name)
    if found is None:
        return _find_when(query, is_name)
    named = found.match.groupdict()
    return EndingQuestion(found.words, named.get("year"), bool(named.get("ended")))


def _find_when(query: str, is_name: IsName) -> EndingQuestion | None:
    """Return what "when does the contract with SAP end" asks, whose words stand apart."""
    when, ends = (any_of(_phrases()[kind]) for kind in ("when", "ends"))
    asked = find_phrase(query, (re.compile(rf"\b{when}\b"),), is_name)
    verb = find_phrase(asked.words, (re.compile(rf"\b{ends}\b"),), is_name) if asked else None
    return EndingQuestion(verb.words, None) if verb else None


@lru_cache(maxsize=1)
def _phrases() -> dict[str, list[str]]:
    """Return the folded phrases of each kind."""
    phrases: dict[str, list[str]] = {}
    for row in read_csv(ENDING_WORDS_FILE):
        phrases.setdefault(row["kind"], []).extend(map(fold, row["phrases"].split(";")))
    return phrases


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return patterns for folded text, those with a year first: it is their only group."""
    ends, soon, alone, ended = (
        any_of(_phrases()[kind]) for kind in ("ends", "soon", "alone", "ended")
    )
    between = f"(?: {any_of(stop_words())}){{0,{_MAX_BETWEEN}}}"
    patterns = (
        rf"{ends}{between} {_YEAR}",
        rf"{_YEAR} {ends}",
        rf"(?P<ended>{ended})",
        rf"{alone}(?: {soon})?|{ends} {soon}|{soon} {ends}",
    )
    return tuple(re.compile(rf"\b(?:{pattern})\b") for pattern in patterns)
