"""Load and check records_requests.yml, questions.yml and coverage.yml of the reference data.

No law without a page in which its words were read: a block without sources stops the site.
Raises  Misconfigured naming file, entry and what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from monitor.i18n.typography import typeset_in
from pipelines.errors import Misconfigured
from pipelines.languages import LANGUAGES, Texts, texts_of
from pipelines.reference.loading import REFERENCE_FOLDER

LETTERS = (*LANGUAGES, "nl")  # of letters: a body answers in its own
UNITS = ("month", "day", "working_day")
CLAIMS = ("big_tech", "data_outsourcing", "worker_surveillance", "public_surveillance_ai")
WHEN = (
    "always",
    *CLAIMS,
    "unclear_data",
    "non_eu",
    "direct",
    "one_tender",
    "amended",
    "ending",
    "awarded",
    "intended",
    "failed",
)
OUTCOMES = ("active", "pending", "unsuccessful", "cancelled")


@dataclass(frozen=True)
class Source:
    """A page in which the words of a law were read."""

    url: str
    says: Texts


@dataclass(frozen=True)
class Law:
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


@dataclass(frozen=True)
class Line:
    """A document to ask for or a question to put, and of which contracts (``WHEN``)."""

    when: str
    words: Texts


@dataclass(frozen=True)
class Questions:
    """questions.yml: the letter by language, documents it asks for, questions for the employer.

    ``outcome``  status of an award (``OUTCOMES``) -> what the letter says became of it
    """

    letter: Texts
    subject: Texts
    outcome: Mapping[str, Texts]
    no_supplier: Texts
    documents: tuple[Line, ...]
    questions: tuple[Line, ...]


@dataclass(frozen=True)
class Held:
    """What a source holds and lacks; ``unsure``: nobody could check it on the live service."""

    holds: Texts
    lacks: Texts
    unsure: bool


@dataclass(frozen=True)
class Coverage:
    """coverage.yml: by portal, and further sentences by country."""

    portals: Mapping[str, Held]
    countries: Mapping[str, tuple[Texts, ...]]


@lru_cache(maxsize=4)
def laws(folder: Path = REFERENCE_FOLDER) -> tuple[Law, ...]:
    """records_requests.yml, in the order of the file."""
    name = "records_requests.yml"
    found = [_law(row, f"{name}, {_id(row, n)}") for n, row in enumerate(_yaml(folder, name), 1)]
    ids = [law.id for law in found]
    if twice := {one for one in ids if ids.count(one) > 1}:
        raise Misconfigured(f"{name}: these ids stand twice: {', '.join(sorted(twice))}")
    return tuple(found)


def _id(row: Any, number: int) -> str:
    return str(row.get("id", f"block {number}")) if isinstance(row, dict) else f"block {number}"


def _law(row: Any, where: str) -> Law:
    limit = _key(row, "limit", where)
    if limit is not None:
        limit = (_key(limit, "number", where), _key(limit, "unit", where))
        if type(limit[0]) is not int or limit[0] <= 0 or limit[1] not in UNITS:
            raise Misconfigured(f"{where}: limit is {limit}, expected a number of {UNITS}")
    read_on = _key(row, "read_on", where)
    sources = tuple(
        Source(str(_key(one, "url", where)), _words(_key(one, "says", where), f"{where}: says"))
        for one in _key(row, "sources", where) or ()
    )
    if not sources or type(read_on) is not date:
        raise Misconfigured(f"{where}: a law needs sources and read_on, the day they were read")
    return Law(
        id=str(_key(row, "id", where)),
        countries=tuple(_key(row, "countries", where)),
        portals=tuple(row.get("portals", ())),
        names=tuple(row.get("names", ())),
        whom=_said(row, "whom", where),
        law=_said(row, "law", where),
        articles=str(_key(row, "articles", where)),
        limit=limit,
        more=_said(row, "more", where),
        after=_said(row, "after", where),
        body=_said(row, "body", where),
        site=row.get("site"),
        letters=_letters(_key(row, "letter", where), where),
        read_on=read_on,
        sources=sources,
    )


def _letters(letter: Any, where: str) -> dict[str, tuple[str, str]]:
    language = _key(letter, "language", where)
    law, limit = _key(letter, "law", where), _key(letter, "limit", where)
    if language == "any":
        names, limits = _words(law, f"{where}: law"), _words(limit, f"{where}: limit")
        return {lang: (names[lang], limits[lang]) for lang in LANGUAGES}
    if language not in LETTERS:
        expected = ", ".join(LETTERS)
        raise Misconfigured(f"{where}: language is {language!r}, expected {expected} or any")
    words = (str(law), str(limit or ""))
    return {language: (typeset_in(language, words[0]), typeset_in(language, words[1]))}


@lru_cache(maxsize=4)
def questions(folder: Path = REFERENCE_FOLDER) -> Questions:
    """questions.yml."""
    name = "questions.yml"
    read = _yaml(folder, name)
    unknown, outcome = _key(read, "unknown", name), _key(read, "outcome", name)
    return Questions(
        letter=_said(read, "letter", name, LETTERS),
        subject=_said(read, "subject", name, LETTERS),
        outcome={one: _said(outcome, one, f"{name}: outcome", LETTERS) for one in OUTCOMES},
        no_supplier=_said(unknown, "supplier", name, LETTERS),
        documents=_lines(read, "documents", name, LETTERS),
        questions=_lines(read, "questions", name),
    )


def _lines(
    read: Any, key: str, name: str, languages: Iterable[str] = LANGUAGES
) -> tuple[Line, ...]:
    found = []
    for number, row in enumerate(_key(read, key, name), 1):
        where = f"{name}, {key} {number}"
        when = _key(row, "when", where)
        if when not in WHEN:
            raise Misconfigured(f"{where}: when is {when!r}, expected one of {', '.join(WHEN)}")
        found.append(Line(when, _words(row, where, languages)))
    return tuple(found)


@lru_cache(maxsize=4)
def coverage(folder: Path = REFERENCE_FOLDER) -> Coverage:
    """coverage.yml."""
    name = "coverage.yml"
    read = _yaml(folder, name)
    portals = {
        str(portal): Held(
            _said(row, "holds", f"{name}, {portal}"),
            _said(row, "lacks", f"{name}, {portal}"),
            bool(row.get("unsure", False)),
        )
        for portal, row in _key(read, "portals", name).items()
    }
    countries = {
        str(code): tuple(_words(row, f"{name}, {code}") for row in rows)
        for code, rows in _key(read, "countries", name).items()
    }
    return Coverage(portals, countries)


def _yaml(folder: Path, name: str) -> Any:
    try:
        return yaml.safe_load((folder / name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{folder / name}: it cannot be read: {error}") from None


def _key(row: Any, key: str, where: str) -> Any:
    if not isinstance(row, dict) or key not in row:
        raise Misconfigured(f"{where}: {key} is missing")
    return row[key]


def _said(row: Any, key: str, where: str, languages: Iterable[str] = LANGUAGES) -> Texts:
    return _words(_key(row, key, where), f"{where}: {key}", languages)


def _words(row: Any, where: str, languages: Iterable[str] = LANGUAGES) -> Texts:
    texts = texts_of(row, where, languages)
    return {lang: typeset_in(lang, text) for lang, text in texts.items()}
