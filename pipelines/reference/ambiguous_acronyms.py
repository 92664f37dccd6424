"""Acronyms of systems that have another meaning in another field: ambiguous_acronyms.csv.

ERP is enterprise resource planning, and in France a building that is open to the public.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.reference.csv_table_reader import TableFolder, TableRow
from pipelines.text_folding import fold_uncached

FILE = "ambiguous_acronyms.csv"
COLUMNS = "kind word languages note"
KINDS = ("acronym", "equipment_acronym", "purpose_word")
MAX_WORD_LENGTH = 20  # letters: what follows an acronym is read no further
_LANGUAGES = re.compile("(?:[a-z]{2}(?: [a-z]{2})*)?")


@dataclass(frozen=True, slots=True)
class AmbiguousAcronyms:
    """The words of the table, folded, by kind.

    ``acronym``            of a system, and of something else that no such word follows.
    ``equipment_acronym``  of a system, and of equipment that is for something as well.
    ``purpose_word``       what a system is for follows it: "CRM for a housing association".
    """

    acronym: frozenset[str] = frozenset()
    equipment_acronym: frozenset[str] = frozenset()
    purpose_word: frozenset[str] = frozenset()

    def __contains__(self, folded: str) -> bool:
        return folded in self.acronym or folded in self.equipment_acronym

    def is_system(self, folded: str, next_word: str) -> bool:
        """Whether the word after an acronym says that it names a system."""
        return next_word in self.purpose_word and folded in self.acronym


def read_ambiguous_acronyms(files: TableFolder) -> AmbiguousAcronyms:
    """Read the table; a row that cannot be used is complained about and left out."""
    words: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in files.rows(FILE, COLUMNS):
        word = fold_uncached(row["word"])
        row.check("kind", KINDS)
        if not _LANGUAGES.fullmatch(row["languages"]):
            row.complain("languages", "expected two small letters each, as in: da no")
        if row["kind"] != "purpose_word" and not row["note"]:
            row.complain("note", "is empty: say what it means of a system, and elsewhere")
        if _is_usable(row, word, words):
            words[row["kind"]].add(word)
    return AmbiguousAcronyms(**{kind: frozenset(acronyms) for kind, acronyms in words.items()})


def _is_usable(row: TableRow, word: str, words: dict[str, set[str]]) -> bool:
    """Whether a row has a kind and one new word; complains about the word when it has not."""
    if not word or " " in word or len(word) > MAX_WORD_LENGTH:
        row.complain("word", f"expected one word of at most {MAX_WORD_LENGTH} letters")
    elif any(word in acronyms for acronyms in words.values()):
        row.complain("word", "is in the table already: keep one row")
    else:
        return row["kind"] in KINDS
    return False
