"""Load the tables of privacy and normalise: person words, CPV codes, exchange rates, known buyers.

People correct these files, so a complaint names file, row, value and remedy.
Raises  Misconfigured.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipelines.errors import Misconfigured
from pipelines.languages import LANGUAGES
from pipelines.reference import data_folder
from pipelines.reference.exchange_rates import EcbRates
from pipelines.reference.vendor_index import PLACEHOLDER_KINDS
from pipelines.text_folding import fold_uncached

REFERENCE_FOLDER = data_folder.REFERENCE
WORD_KINDS = (
    "company_form",
    "organisation_word",
    "body_word",
    "own_business",
    "sole_trader",
    "title",
    "sure_title",
    "profession",
    "practice",
    "particle",
    "saint",
    "not_a_person",
)
BUYER_KINDS = ("main", "name", "acronym", "former_name", "identifier")
BUYER_ROLES = ("buyer", "central_purchasing")


@dataclass(frozen=True, slots=True)
class PersonWords:
    """Folded words that distinguish names of persons from names of companies.

    ``given``              given names in every country; ``given_by_country`` holds those that are
                           ordinary words elsewhere.
    ``rare_given``         given names that count in a name of two words only.
    ``surnames``           by language (ISO 639-1) of the families.
    ``surname_endings``    by country: ending, and how many words a name with it has at least.
    ``organisation_word``  no part of a person's name; includes ``body_word``.
    ``body_word``          only in names of bodies and of firms of several, never beside the name of
                           a sole trader; ``body_phrase`` are those of several words.
    ``own_business``       businesses of one person (ditta, PHU): with a given name anywhere.
    ``sure_title``         a name after it is a person's; after another title a given name decides.
    ``profession``         of one person: with a surname alone it makes a person's name.
    ``practice``           words before the surname of who works there: studio tecnico, Kanzlei.
    ``saint``              the name after it is a place's, a school's or a firm's.
    ``not_a_person``       whole names, those of known buyers and vendors among them.
    """

    given: frozenset[str]
    given_by_country: dict[str, frozenset[str]]
    rare_given: frozenset[str]
    surnames: dict[str, frozenset[str]]
    surname_endings: dict[str, tuple[tuple[str, int], ...]]
    company_form: frozenset[str]
    organisation_word: frozenset[str]
    body_word: frozenset[str]
    body_phrase: tuple[str, ...]
    own_business: frozenset[str]
    sole_trader: tuple[str, ...]
    title: frozenset[str]
    sure_title: frozenset[str]
    profession: frozenset[str]
    practice: frozenset[str]
    particle: frozenset[str]
    saint: frozenset[str]
    not_a_person: frozenset[str]


class CpvCode(NamedTuple):
    """Check digit and labels, by language, of a CPV code."""

    check_digit: str
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class ExchangeRates:
    """Units of a currency for one euro: ``days`` and ``units`` are parallel, oldest first.

    ``basis``  parity, conversion rate or yearly average.
    """

    days: tuple[date, ...]
    units: tuple[Decimal, ...]
    basis: str

    def at_or_before(self, day: date) -> tuple[date, Decimal] | None:
        """Return the last rate on or before a day; None before the first."""
        place = bisect_right(self.days, day)
        return (self.days[place - 1], self.units[place - 1]) if place else None


@dataclass(frozen=True, slots=True)
class KnownBuyer:
    """A buyer known under several names.

    ``id``      ``SCHEME-number`` or ``name:CC:slug``: the dossier.
    ``parent``  id of the body it belongs to, with its ``parent_basis``; None when it has none.
    """

    id: str
    country: str
    name: str
    role: str
    parent: str | None
    parent_basis: str | None
    source: str
    acronym: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class NormalisationTables:
    """All tables that privacy and normalise look up.

    ``other_rates``        rates of currencies that the ECB does not quote, by currency.
    ``ecb_rates``          crawled rates of the ECB; None when not crawled: then the packaged ones.
    ``placeholders``       folded names that name nobody (name_words.csv).
    ``buyers``             known buyer by dossier id.
    ``buyer_names``        dossier id by (country, name as written).
    ``buyer_identifiers``  dossier id by second or earlier ``SCHEME-number``.
    """

    cpv: dict[str, CpvCode]
    other_rates: dict[str, ExchangeRates]
    buyers: dict[str, KnownBuyer] = field(default_factory=dict)
    buyer_names: dict[tuple[str, str], str] = field(default_factory=dict)
    buyer_identifiers: dict[str, str] = field(default_factory=dict)
    placeholders: frozenset[str] = frozenset()
    ecb_rates: EcbRates | None = None


@lru_cache(maxsize=1)
def load_person_words() -> PersonWords:
    """Load the tables of names and words of persons, buyers.csv and vendor_aliases.csv."""
    folder = REFERENCE_FOLDER
    kinds: dict[str, list[str]] = {kind: [] for kind in WORD_KINDS}
    for number, row in _read_rows(folder / "person_words.csv", "kind", "words"):
        if row["kind"] not in kinds:
            raise _invalid_cell(
                folder / "person_words.csv", number, "kind", row["kind"], WORD_KINDS
            )
        kinds[row["kind"]].append(fold_uncached(row["words"]))
    given, given_by_country = _read_given_names(folder / "given_names.csv")
    body = [words for words in kinds["body_word"] if " " not in words]
    return PersonWords(
        given=given,
        given_by_country=given_by_country,
        rare_given=frozenset(
            fold_uncached(name)
            for _, (name,) in _read_cells(folder / "rare_given_names.csv", "name")
        ),
        surnames=_read_surnames(folder / "surnames.csv"),
        surname_endings=_read_surname_endings(folder / "surname_endings.csv"),
        company_form=frozenset(words.replace(" ", "") for words in kinds["company_form"]),
        organisation_word=frozenset(
            word for words in kinds["organisation_word"] for word in words.split()
        ).union(body),
        body_word=frozenset(body),
        body_phrase=tuple(words for words in kinds["body_word"] if " " in words),
        sole_trader=tuple(f" {words} " for words in kinds["sole_trader"]),
        own_business=frozenset(kinds["own_business"]),
        title=frozenset(kinds["title"]),
        sure_title=frozenset(kinds["sure_title"]),
        profession=frozenset(kinds["profession"]),
        practice=frozenset(kinds["practice"]),
        particle=frozenset(kinds["particle"]),
        saint=frozenset(kinds["saint"]),
        not_a_person=frozenset(kinds["not_a_person"]).union(
            (fold_uncached(name) for _, (name,) in _read_cells(folder / "buyers.csv", "name")),
            (fold_uncached(a) for _, (a,) in _read_cells(folder / "vendor_aliases.csv", "alias")),
        ),
    )


def _read_given_names(path: Path) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Read given_names.csv: names of every country, and those of single countries."""
    by_cell: dict[str, set[str]] = {}  # thousands of names have the same countries
    for _, (name, countries) in _read_cells(path, "name", "countries"):
        by_cell.setdefault(countries, set()).add(fold_uncached(name))
    by_country: dict[str, set[str]] = {}
    for countries, names in by_cell.items():
        for country in countries.split():
            by_country.setdefault(country, set()).update(names)
    everywhere = frozenset(by_cell.get("", ()))
    return everywhere, {c: frozenset(names) for c, names in by_country.items()}


def _read_surnames(path: Path) -> dict[str, frozenset[str]]:
    """Read surnames.csv: by language, folded surnames."""
    by_language: dict[str, set[str]] = {}
    for _, (name, languages) in _read_cells(path, "name", "languages"):
        for language in languages.split():
            by_language.setdefault(language, set()).add(fold_uncached(name))
    return {language: frozenset(names) for language, names in by_language.items()}


def _read_surname_endings(path: Path) -> dict[str, tuple[tuple[str, int], ...]]:
    """Read surname_endings.csv: by country, endings and the least number of words of a name."""
    endings: dict[str, list[tuple[str, int]]] = {}
    columns = ("ending", "countries", "least_words")
    for number, (ending, countries, least) in _read_cells(path, *columns):
        if not least.isdigit() or not ending or not countries:
            raise _invalid_cell(path, number, "least_words", least, "ending, countries, a number")
        for country in countries.split():
            endings.setdefault(country, []).append((fold_uncached(ending), int(least)))
    return {country: tuple(rows) for country, rows in endings.items()}


@lru_cache(maxsize=4)
def load_normalisation_tables(folder: Path = REFERENCE_FOLDER) -> NormalisationTables:
    """Load all tables of a folder; cached."""
    buyers, names, identifiers = _read_buyers(folder / "buyers.csv")
    return NormalisationTables(
        cpv={
            code: CpvCode(digit, dict(zip(LANGUAGES, labels, strict=True)))
            for _, (code, digit, *labels) in _read_cells(
                folder / "cpv.csv", "code", "check_digit", *LANGUAGES
            )
        },
        other_rates=_read_rates(folder / "exchange_rates.csv"),
        buyers=buyers,
        buyer_names=names,
        buyer_identifiers=identifiers,
        placeholders=frozenset(
            fold_uncached(words)
            for _, (words, kind) in _read_cells(folder / "name_words.csv", "words", "kind")
            if kind in PLACEHOLDER_KINDS
        ),
    )


def _read_rows(path: Path, *columns: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) with these columns."""
    for number, cells in _read_cells(path, *columns):
        yield number, dict(zip(columns, cells, strict=True))


def _read_cells(path: Path, *columns: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of these columns, stripped; all must exist."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            missing = set(columns) - set(header)
            if missing:
                raise Misconfigured(f"{path.name}: column {', '.join(sorted(missing))} is missing")
            places = [header.index(column) for column in columns]
            for number, cells in enumerate(filter(None, reader), start=2):
                if len(cells) != len(header):
                    raise Misconfigured(f"{path.name}, row {number}: not as many cells as columns")
                yield number, [cells[place].strip() for place in places]
    except FileNotFoundError:
        raise Misconfigured(f"{path} is missing; it is part of the checkout") from None
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise Misconfigured(f"{path.name} cannot be read ({error}): restore it") from None


def _invalid_cell(path: Path, row: int, column: str, value: str, expected: object) -> Misconfigured:
    return Misconfigured(f"{path.name}, row {row}: {column} is {value!r}, expected {expected}")


def _read_rates(path: Path) -> dict[str, ExchangeRates]:
    """Read exchange_rates.csv: a row holds until the next one of its currency."""
    by_currency: dict[str, list[tuple[date, Decimal, str]]] = {}
    for number, row in _read_rows(path, "currency", "from", "units_per_eur", "basis", "source"):
        try:
            day = date.fromisoformat(row["from"])
            units = Decimal(row["units_per_eur"])
        except (ValueError, InvalidOperation):
            raise _invalid_cell(
                path,
                number,
                "from, units_per_eur",
                f"{row['from']}, {row['units_per_eur']}",
                "a date and a number",
            ) from None
        if units <= 0:
            raise _invalid_cell(path, number, "units_per_eur", row["units_per_eur"], "more than 0")
        by_currency.setdefault(row["currency"], []).append((day, units, row["basis"]))
    return {
        currency: ExchangeRates(
            tuple(day for day, _, _ in sorted(rows)),
            tuple(units for _, units, _ in sorted(rows)),
            rows[0][2],
        )
        for currency, rows in by_currency.items()
    }


def _read_buyers(
    path: Path,
) -> tuple[dict[str, KnownBuyer], dict[tuple[str, str], str], dict[str, str]]:
    """Read buyers.csv, one row for each name of a buyer.

    Shape   id, country, name, kind, role, parent, parent_basis, source.

    ``kind``: main (the dossier's name; has role and parent), name, acronym, former_name,
    identifier (``name`` is another SCHEME-number of the same body).
    """
    buyers: dict[str, KnownBuyer] = {}
    names: dict[tuple[str, str], str] = {}
    identifiers: dict[str, str] = {}
    columns = ("id", "country", "name", "kind", "role", "parent", "parent_basis", "source")
    rows = list(_read_rows(path, *columns))
    acronyms = {row["id"]: row["name"] for _, row in reversed(rows) if row["kind"] == "acronym"}
    for number, row in rows:
        kind, role = row["kind"], row["role"]
        if kind not in BUYER_KINDS:
            raise _invalid_cell(path, number, "kind", kind, BUYER_KINDS)
        if not row["source"] or not row["id"] or not row["name"]:
            raise Misconfigured(f"{path.name}, row {number}: id, name and source must be filled")
        if kind == "main":
            if role not in BUYER_ROLES:
                raise _invalid_cell(path, number, "role", role, BUYER_ROLES)
            if row["id"] in buyers:
                raise _invalid_cell(path, number, "id", row["id"], "one main row for each id")
            buyers[row["id"]] = KnownBuyer(
                row["id"],
                row["country"],
                row["name"],
                role,
                row["parent"] or None,
                row["parent_basis"] or None,
                row["source"],
                acronyms.get(row["id"]),
            )
        if kind == "identifier":
            identifiers[row["name"]] = row["id"]
        elif names.setdefault((row["country"], row["name"]), row["id"]) != row["id"]:
            raise _invalid_cell(
                path, number, "name", row["name"], "one dossier for a name of a country"
            )
    for number, row in rows:
        for column in ("id", "parent"):
            if row[column] and row[column] not in buyers:
                raise _invalid_cell(path, number, column, row[column], "an id that has a main row")
        if row["parent"] and not row["parent_basis"]:
            raise _invalid_cell(path, number, "parent_basis", "", "why it belongs to its parent")
    return buyers, names, identifiers
