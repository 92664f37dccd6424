"""The words that tell names of persons from names of firms and bodies.

Raises  Misconfigured with every fault of the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipelines.reference import data_folder
from pipelines.reference.csv_table_reader import TableFolder
from pipelines.text_folding import fold_uncached

WORD_KINDS = (
    "company_form",
    "organisation_word",
    "body_word",
    "body_ending",
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
    ``body_ending``        ends of words that name a body or firm of any kind: Iskolaszövetkezet.
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
    body_ending: tuple[str, ...]
    own_business: frozenset[str]
    sole_trader: tuple[str, ...]
    title: frozenset[str]
    sure_title: frozenset[str]
    profession: frozenset[str]
    practice: frozenset[str]
    particle: frozenset[str]
    saint: frozenset[str]
    not_a_person: frozenset[str]


@lru_cache(maxsize=1)
def load_person_words() -> PersonWords:
    """Load the tables of names and words of persons, buyers.csv and vendor_aliases.csv."""
    files = TableFolder(data_folder.REFERENCE)
    words = _read_words(files)
    given_names, given_by_country = _read_given_names(files)
    body = [phrase for phrase in words["body_word"] if " " not in phrase]
    person_words = PersonWords(
        given=given_names,
        given_by_country=given_by_country,
        rare_given=_folded_column(files, "rare_given_names.csv", "name"),
        surnames=_read_surnames(files),
        surname_endings=_read_surname_endings(files),
        company_form=frozenset(form.replace(" ", "") for form in words["company_form"]),
        organisation_word=frozenset(
            word for phrase in words["organisation_word"] for word in phrase.split()
        ).union(body),
        body_word=frozenset(body),
        body_phrase=tuple(phrase for phrase in words["body_word"] if " " in phrase),
        body_ending=tuple(words["body_ending"]),
        sole_trader=tuple(f" {phrase} " for phrase in words["sole_trader"]),
        own_business=frozenset(words["own_business"]),
        title=frozenset(words["title"]),
        sure_title=frozenset(words["sure_title"]),
        profession=frozenset(words["profession"]),
        practice=frozenset(words["practice"]),
        particle=frozenset(words["particle"]),
        saint=frozenset(words["saint"]),
        not_a_person=frozenset(words["not_a_person"])
        | _folded_column(files, "buyers.csv", "name")
        | _folded_column(files, "vendor_aliases.csv", "alias"),
    )
    return files.checked(person_words)


def _read_words(files: TableFolder) -> dict[str, list[str]]:
    """Read person_words.csv: folded words by kind."""
    words: dict[str, list[str]] = {kind: [] for kind in WORD_KINDS}
    for row in files.rows("person_words.csv", "kind words"):
        row.check("kind", WORD_KINDS)
        words.setdefault(row["kind"], []).append(fold_uncached(row["words"]))
    return words


def _folded_column(files: TableFolder, name: str, column: str) -> frozenset[str]:
    return frozenset(fold_uncached(cell) for (cell,) in files.cells(name, column))


def _read_given_names(files: TableFolder) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Read given_names.csv: names of every country, and those of single countries."""
    by_cell: dict[str, set[str]] = {}  # thousands of names have the same countries
    for name, countries in files.cells("given_names.csv", "name countries"):
        by_cell.setdefault(countries, set()).add(fold_uncached(name))
    by_country: dict[str, set[str]] = {}
    for countries, names in by_cell.items():
        for country in countries.split():
            by_country.setdefault(country, set()).update(names)
    everywhere = frozenset(by_cell.get("", ()))
    return everywhere, {c: frozenset(names) for c, names in by_country.items()}


def _read_surnames(files: TableFolder) -> dict[str, frozenset[str]]:
    """Read surnames.csv: by language, folded surnames."""
    by_language: dict[str, set[str]] = {}
    for name, languages in files.cells("surnames.csv", "name languages"):
        for language in languages.split():
            by_language.setdefault(language, set()).add(fold_uncached(name))
    return {language: frozenset(names) for language, names in by_language.items()}


def _read_surname_endings(files: TableFolder) -> dict[str, tuple[tuple[str, int], ...]]:
    """Read surname_endings.csv: by country, endings and the least number of words of a name."""
    endings: dict[str, list[tuple[str, int]]] = {}
    for row in files.rows("surname_endings.csv", "ending countries least_words"):
        if not (row["least_words"].isdigit() and row["ending"] and row["countries"]):
            row.complain("least_words", "expected an ending, its countries and a whole number")
            continue
        for country in row["countries"].split():
            ending = fold_uncached(row["ending"]), int(row["least_words"])
            endings.setdefault(country, []).append(ending)
    return {country: tuple(rows) for country, rows in endings.items()}
