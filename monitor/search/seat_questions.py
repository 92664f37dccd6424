"""Find in a query that it asks where a firm or a maker has its head office ("American firms",
"caméras chinoises"), or for data that the law of such a country reaches ("data outside Europe").

Notices say neither: the country of a vendor group and the law that reaches data are columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.search.filters_and_facets import ELSEWHERE
from monitor.search.phrase_finder import SpanFinder, WordSpan
from monitor.search.question_phrases import IsName, any_of, no_name, other_words
from monitor.search.synonyms import NATIONALITIES_FILE, load_concepts
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.text_folding import fold

SEAT_WORDS_FILE = REFERENCE / "search_seat_words.csv"
LAW = "non_eu_parent"  # value of the filter "law"
_NO_LANGUAGES = ("country", "names")  # columns beside those of a language
_MAX_BETWEEN = 2  # words between a noun and its adjective: "caméras de surveillance chinoises"
_MAX_FROM_DATA = 4  # words between data and where they are
_WITH_COMPOUNDS = ("de", "nl")  # whose products are written in one word with what they are for
_MIN_ENDING = 6  # letters of a product at the end of a compound
_MIN_BEFORE_ENDING = 3  # letters
_OF_BUYERS = ("body", "sector", "place", "country")  # "logiciels des hôpitaux français"


class SeatQuestion(NamedTuple):
    """A question for contracts with a vendor group whose head office is in a country (``seat``, or
    None: any); ``law``: for data that the law of a country outside the Union reaches; ``words``:
    the others, if they say anything."""

    words: str
    seat: str | None
    law: str | None


class _Owner(NamedTuple):
    """What a phrase says.

    ``kind``  as in the table; adjective and name: of a country (``value``).
    ``value`` of a firm or product: where it stands beside its adjective (before, after, both).
    """

    kind: str
    value: str
    language: str


class _Part(NamedTuple):
    """A phrase of the query: one owner of its words."""

    start: int
    end: int
    kind: str
    value: str
    language: str


def find_seat_question(
    query: str, is_name: IsName = no_name, keep_firms: bool = False
) -> SeatQuestion | None:
    """Return what a query asks of head offices and of laws, None when it does not.

    ``keep_firms``  leave the word for firms ("suppliers") among the others.
    """
    words = query.split()
    folded = [fold(word) for word in words]
    parts = [part for span in _finder().spans(folded) for part in _parts(span)]
    parts += _compounds(folded)
    of_law = _find_law(parts)
    if of_law:
        value, taken = of_law
        left = other_words(words, folded, taken, is_name)
        return SeatQuestion(left, None if value == ELSEWHERE else value, LAW)
    of_seat = _find_seat(parts, folded, keep_firms)
    if of_seat:
        value, taken = of_seat
        return SeatQuestion(other_words(words, folded, taken, is_name), value, None)
    return None


def _parts(span: WordSpan[_Owner]) -> Iterator[_Part]:
    return (_Part(span.start, span.end, *owner) for owner in span.owners)


def _compounds(folded: Sequence[str]) -> list[_Part]:
    """Return the words that end as a product: "Überwachungssoftware" is software."""
    return [
        _Part(place, place + 1, "product", order, language)
        for order, language, pattern in _product_endings()
        for place, word in enumerate(folded)
        if pattern.search(word)
    ]


@lru_cache(maxsize=1)
def _product_endings() -> list[tuple[str, str, re.Pattern[str]]]:
    """Return patterns of compounds, by where their adjective stands and by language."""
    result = []
    for row in read_csv(SEAT_WORDS_FILE):
        if row["kind"] == "product" and row["language"] in _WITH_COMPOUNDS:
            endings = [fold(phrase.rstrip("*")) for phrase in _phrases(row["phrases"])]
            long = any_of([ending for ending in endings if len(ending) >= _MIN_ENDING])
            pattern = re.compile(rf"\w{{{_MIN_BEFORE_ENDING}}}{long}\w{{0,2}}$")
            result.append((row["value"], row["language"], pattern))
    return result


def _find_law(parts: Sequence[_Part]) -> tuple[str, set[int]] | None:
    """Return the country whose law is asked for, and the places of the words that ask."""
    data = [part for part in parts if part.kind in ("data", "topic")]
    for part in parts:
        near = part.kind == "abroad" and any(
            0 <= part.start - one.end <= _MAX_FROM_DATA
            or 0 <= one.start - part.end <= _MAX_FROM_DATA
            for one in data
        )
        if near or part.kind == "law":
            said = [one for one in data if one.kind == "data"]  # of a topic the words are searched
            return part.value, _places((*said, part))
    return None


def _find_seat(
    parts: Sequence[_Part], folded: Sequence[str], keep_firms: bool
) -> tuple[str, set[int]] | None:
    """Return the country that stands beside a firm or a product, and the places of the words that
    ask: the product itself is searched."""
    of_country = [part for part in parts if part.kind in ("adjective", "name")]
    for noun in (part for part in parts if part.kind in ("firm", "product")):
        for country in of_country:
            between = _between(noun, country, parts, folded)
            if between is not None:
                is_said = noun.kind == "firm" and not keep_firms
                own = (noun, country) if is_said else (country,)
                return country.value, _places(own) | between
    return None


def _between(
    noun: _Part, country: _Part, parts: Sequence[_Part], folded: Sequence[str]
) -> set[int] | None:
    """Return the places of small words between a noun and the country that it is from; None when
    they do not belong together."""
    comes_first = noun.end <= country.start
    start, end = (noun.end, country.start) if comes_first else (country.end, noun.start)
    if start > end:
        return None
    if comes_first and any(
        (part.start, part.end, part.kind) == (start, end, "from") for part in parts
    ):
        return set(range(start, end))
    if country.kind == "name":  # "UK firms"; "UK software" may be what buyers there have
        return set() if noun.kind == "firm" and not comes_first and start == end else None
    order = ("before", "both") if comes_first else ("after", "both")
    if noun.language != country.language or noun.value not in order:
        return None
    return set() if _may_stand_between(folded[start:end]) else None


def _may_stand_between(folded: Sequence[str]) -> bool:
    """Whether an adjective may be one of the noun before these words: of a buyer it is not."""
    concepts = load_concepts()
    kinds = {
        concepts.by_id[id_].kind
        for span in (concepts.finder.spans(folded) if folded else ())
        for id_ in span.owners
    }
    return len(folded) <= _MAX_BETWEEN and kinds.isdisjoint(_OF_BUYERS)


def _places(parts: Iterable[_Part]) -> set[int]:
    return {place for part in parts for place in range(part.start, part.end)}


@lru_cache(maxsize=1)
def _finder() -> SpanFinder[_Owner]:
    return SpanFinder(_entries())


def _entries() -> Iterator[tuple[str, _Owner]]:
    """Yield the phrases of both tables with what each says."""
    for row in read_csv(SEAT_WORDS_FILE):
        owner = _Owner(row["kind"], row["value"], row["language"])
        yield from ((phrase, owner) for phrase in _phrases(row["phrases"]))
    for row in read_csv(NATIONALITIES_FILE):
        for phrase in _phrases(row["names"]):
            yield phrase, _Owner("name", row["country"], "")
        for language in row.keys() - set(_NO_LANGUAGES):
            owner = _Owner("adjective", row["country"], language)
            yield from ((phrase, owner) for phrase in _phrases(row[language]))


def _phrases(cell: str) -> Collection[str]:
    return [phrase.strip() for phrase in cell.split(";") if phrase.strip()]
