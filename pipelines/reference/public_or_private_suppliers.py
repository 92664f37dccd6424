"""The curated table of who owns suppliers, compiled: by group, registry number and name.

A row names one supplier, or words by which a name says that it is a public body or company.  Where
no row speaks nobody is said to be private: a municipal company may have any name and legal form.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.reference.automaton import Automaton
from pipelines.reference.csv_table_reader import CONFIDENCES, TableFolder
from pipelines.reference.phrase_forms import words_with_stars
from pipelines.text_folding import fold_uncached

FILE = "supplier_ownership.csv"
COLUMNS = "match value country ownership kind source checked_on confidence"
MATCHES = ("group", "number", "name", "start", "inside", "end")
OWNERSHIPS = ("public", "private", "unknown")
# authority: a body of public law; operator: owned by such bodies; listed: public bodies hold the
# majority, others the rest; purchasing_body: it buys for others, and who holds the data is not said
KINDS = ("authority", "operator", "listed", "purchasing_body", "")
_PLACES = {
    "name": "^{}$",
    "start": r"^{}(?!\S)",
    "inside": r"(?<!\S){}(?!\S)",
    "end": r"(?<!\S){}$",
}


@dataclass(frozen=True, slots=True)
class OwnershipRow:
    """One row: what it matches, where, and what it says."""

    row: int
    match: str
    value: str
    countries: frozenset[str]
    ownership: str
    kind: str
    source: str | None
    confidence: str

    @property
    def rule(self) -> str:
        """The row as tags and suppliers name it."""
        return f"{FILE}:{self.row}"

    @property
    def pattern(self) -> str:
        """Expression for a folded name."""
        return _PLACES[self.match].format(words_with_stars(self.value))


@dataclass(frozen=True)
class OwnershipTable:
    """All rows, by what they match."""

    rows: tuple[OwnershipRow, ...] = field(default=(), repr=False)

    @cached_property
    def groups(self) -> dict[str, OwnershipRow]:
        """Rows by vendor group."""
        return {row.value: row for row in self.rows if row.match == "group"}

    @cached_property
    def _numbers(self) -> tuple[OwnershipRow, ...]:
        return tuple(row for row in self.rows if row.match == "number")

    @cached_property
    def _names(self) -> tuple[OwnershipRow, ...]:
        """Rows of names: named suppliers first, then words, the longest first."""
        name_rows = [row for row in self.rows if row.match in _PLACES]
        return tuple(sorted(name_rows, key=lambda row: (row.kind == "authority", -len(row.value))))

    @cached_property
    def _beginnings(self) -> tuple[Automaton, tuple[tuple[int, ...], ...]]:
        """Automaton of the first words of rows, and the indexes of these rows in ``_names``."""
        places: dict[str, list[int]] = {}
        for index, row in enumerate(self._names):
            places.setdefault(f" {fold_uncached(row.value.split('*')[0])}", []).append(index)
        return Automaton(list(places)), tuple(map(tuple, places.values()))

    def by_number(self, scheme: str, number: str) -> OwnershipRow | None:
        """Return the row of a registry number, whole or by its beginning."""
        identifier = f"{scheme} {number}"
        for row in self._numbers:
            if identifier == row.value or (
                row.value.endswith("*") and identifier.startswith(row.value.rstrip("*"))
            ):
                return row
        return None

    def by_name(
        self, folded: str, country: str | None, *, has_legal_form: bool
    ) -> tuple[OwnershipRow, str] | None:
        """Return the row that a folded name matches, and the words; a firm is no authority.

        ``country``  of the supplier, else of the buyer; None: rows of any country count.
        """
        automaton, places = self._beginnings
        hits = automaton.find(f" {folded}")
        for index in sorted({index for key, _, _ in hits for index in places[key]}):
            row = self._names[index]
            if row.countries and country is not None and country not in row.countries:
                continue
            match = re.search(row.pattern, folded)
            if match is None:
                continue
            # "office" ends names of firms, and the whole name of the Cabinet Office
            if row.kind == "authority" and has_legal_form and match[0].strip() != folded:
                continue
            return row, match[0]
        return None


def read_ownership(files: TableFolder, groups: Container[str]) -> OwnershipTable:
    """Read the table; a row with a fault is complained about and left out."""
    rows = []
    for row in files.rows(FILE, COLUMNS):
        complaints_before = len(files.complaints)
        row.check("match", MATCHES)
        row.check("ownership", OWNERSHIPS)
        row.check("kind", KINDS)
        row.check("confidence", CONFIDENCES)
        if not row["source"]:
            row.complain("source", "say where this can be checked")
        if row["match"] == "group" and row["value"] not in groups:
            row.complain("value", "no such group")
        if len(files.complaints) == complaints_before:
            rows.append(
                OwnershipRow(
                    row.number,
                    row["match"],
                    row["value"],
                    frozenset(row["country"].split()),
                    row["ownership"],
                    row["kind"],
                    row["source"] or None,
                    row["confidence"],
                )
            )
    return OwnershipTable(tuple(rows))
