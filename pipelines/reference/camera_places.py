"""Words of places where cameras see the public: camera_places.csv.

Video surveillance that a public body buys counts as public surveillance.  A notice that names no
place does not say whom the cameras see, and pages say so beside the claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.reference.csv_table_reader import TableFolder, TableRow
from pipelines.reference.phrase_forms import words_with_stars
from pipelines.text_folding import fold_uncached

FILE = "camera_places.csv"
COLUMNS = "language words"
_LANGUAGE = re.compile("[a-z]{2}")
ANY_BEGINNING = "[^ ]*?"


@dataclass(frozen=True, slots=True)
class CameraPlaces:
    """Expressions that search folded texts for a place.

    ``by_language``  two small letters -> expression; ``any_language`` all of them in one.
    """

    by_language: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    any_language: re.Pattern[str] = re.compile("(?!)")

    def is_named_in(self, folded: str, language: str | None) -> bool:
        """Whether a folded text names a place; in any language where its own is not known."""
        return bool(self.by_language.get(language or "", self.any_language).search(folded))


def read_camera_places(files: TableFolder) -> CameraPlaces:
    """Read the table; words that cannot be used are complained about and left out."""
    expressions: dict[str, list[str]] = {}
    for row in files.rows(FILE, COLUMNS):
        if not _LANGUAGE.fullmatch(row["language"]):
            row.complain("language", "expected two small letters, as in: fr")
        elif row["language"] in expressions:
            row.complain("language", "twice: keep one row")
        else:
            found = (_expression(row, words) for words in row["words"].split("|"))
            expressions[row["language"]] = list(filter(None, found))
    return CameraPlaces(
        {language: _either(those) for language, those in expressions.items()},
        _either(expression for those in expressions.values() for expression in those),
    )


def _either(expressions: Iterable[str]) -> re.Pattern[str]:
    """Return one expression for all; those of a word's beginning are tried at beginnings alone."""
    in_words: list[str] = []
    at_starts: list[str] = []
    for expression in sorted(set(expressions)):
        at_start = not expression.startswith(ANY_BEGINNING)
        (at_starts if at_start else in_words).append(expression.removeprefix(ANY_BEGINNING))
    starts = f"(?<![^ ])(?:{'|'.join(at_starts) or '(?!)'})"
    return re.compile(f"(?:{'|'.join([starts, *in_words])})(?![^ ])")


def _expression(row: TableRow, words: str) -> str:
    """Return the expression for words with ``*`` for any beginning or ending; "" if none are."""
    written = words.split()
    if not written or not all(fold_uncached(word.strip("*")) for word in written):
        row.complain("words", f"{words!r}: expected words between the signs |")
        return ""
    return " ".join(
        (ANY_BEGINNING if word.startswith("*") else "") + words_with_stars(word.removeprefix("*"))
        for word in written
    )
