"""Load freedom-of-information laws (data/reference/records_requests.yml).

No law without a page in which its words were read: a block without sources stops the site.
Raises  Misconfigured naming file, entry and what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.i18n.multilingual_yaml import (
    read_yaml,
    required_key,
    required_text,
    texts_in_languages,
)
from monitor.i18n.typography import typeset_in
from pipelines.errors import Misconfigured
from pipelines.interface_languages import LANGUAGES, Texts
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER

LETTER_LANGUAGES = (*LANGUAGES, "nl")  # of letters: a body answers in its own
UNITS = ("month", "day", "working_day")


@dataclass(frozen=True)
class Source:
    """A page in which the words of a law were read."""

    url: str
    says: Texts


@dataclass(frozen=True)
class InformationLaw:
    """A law that opens the documents of public bodies; ``limit`` (number, unit) None: not read.

    ``letters``  language of a letter -> (its name for the law, its sentence about the limit or "")
    """

    id: str
    countries: tuple[str, ...]
    portals: tuple[str, ...]
    names: tuple[str, ...]
    whom: Texts
    law: Texts
    articles: str
    limit: tuple[int, str] | None
    more: Texts
    after: Texts
    body: Texts
    site: str | None
    letters: Mapping[str, tuple[str, str]]
    read_on: date
    sources: tuple[Source, ...]


@lru_cache(maxsize=4)
def load_laws(folder: Path = REFERENCE_FOLDER) -> tuple[InformationLaw, ...]:
    """Load records_requests.yml, in the order of the file."""
    name = "records_requests.yml"
    laws = [_law(row, f"{name}, {_id(row, n)}") for n, row in enumerate(read_yaml(folder, name), 1)]
    ids = [law.id for law in laws]
    if twice := {id_ for id_ in ids if ids.count(id_) > 1}:
        raise Misconfigured(f"{name}: these ids stand twice: {', '.join(sorted(twice))}")
    return tuple(laws)


@lru_cache(maxsize=4)
def laws_as_data(folder: Path = REFERENCE_FOLDER) -> Mapping[str, Mapping[str, Any]]:
    """Return the same by id as dicts, for pages and their JSON; nobody changes them."""
    return {law.id: asdict(law) for law in load_laws(folder)}


def _id(row: Any, number: int) -> str:
    return str(row.get("id", f"block {number}")) if isinstance(row, dict) else f"block {number}"


def _law(row: Any, where: str) -> InformationLaw:
    limit = required_key(row, "limit", where)
    if limit is not None:
        limit = (required_key(limit, "number", where), required_key(limit, "unit", where))
        if type(limit[0]) is not int or limit[0] <= 0 or limit[1] not in UNITS:
            raise Misconfigured(f"{where}: limit is {limit}, expected a number of {UNITS}")
    read_on = required_key(row, "read_on", where)
    sources = tuple(
        Source(
            str(required_key(source, "url", where)),
            texts_in_languages(required_key(source, "says", where), f"{where}: says"),
        )
        for source in required_key(row, "sources", where) or ()
    )
    if not sources or type(read_on) is not date:
        raise Misconfigured(f"{where}: a law needs sources and read_on, the day they were read")
    return InformationLaw(
        id=str(required_key(row, "id", where)),
        countries=tuple(required_key(row, "countries", where)),
        portals=tuple(row.get("portals", ())),
        names=tuple(row.get("names", ())),
        whom=required_text(row, "whom", where),
        law=required_text(row, "law", where),
        articles=str(required_key(row, "articles", where)),
        limit=limit,
        more=required_text(row, "more", where),
        after=required_text(row, "after", where),
        body=required_text(row, "body", where),
        site=row.get("site"),
        letters=_letters(required_key(row, "letter", where), where),
        read_on=read_on,
        sources=sources,
    )


def _letters(letter: Any, where: str) -> dict[str, tuple[str, str]]:
    language = required_key(letter, "language", where)
    law, limit = required_key(letter, "law", where), required_key(letter, "limit", where)
    if language == "any":
        names, limits = (
            texts_in_languages(law, f"{where}: law"),
            texts_in_languages(limit, f"{where}: limit"),
        )
        return {lang: (names[lang], limits[lang]) for lang in LANGUAGES}
    if language not in LETTER_LANGUAGES:
        expected = ", ".join(LETTER_LANGUAGES)
        raise Misconfigured(f"{where}: language is {language!r}, expected {expected} or any")
    words = (str(law), str(limit or ""))
    return {language: (typeset_in(language, words[0]), typeset_in(language, words[1]))}
