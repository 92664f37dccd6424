"""The tables that normalise looks up: CPV codes, exchange rates, known buyers.

Raises  Misconfigured with every fault of the tables.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipelines.interface_languages import LANGUAGES
from pipelines.reference import data_folder
from pipelines.reference.csv_table_reader import TableFolder, TableRow
from pipelines.reference.ecb_rate_tables import EcbRates
from pipelines.reference.vendor_index import PLACEHOLDER_KINDS
from pipelines.text_folding import fold_uncached

BUYER_KINDS = ("main", "name", "acronym", "former_name", "identifier")
BUYER_ROLES = ("buyer", "central_purchasing")


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
        index = bisect_right(self.days, day)
        return (self.days[index - 1], self.units[index - 1]) if index else None


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


@lru_cache(maxsize=4)
def load_normalisation_tables(folder: Path = data_folder.REFERENCE) -> NormalisationTables:
    """Load all tables of a folder; cached."""
    files = TableFolder(folder)
    buyers, names, identifiers = _read_buyers(files)
    tables = NormalisationTables(
        cpv={
            code: CpvCode(digit, dict(zip(LANGUAGES, labels, strict=True)))
            for code, digit, *labels in files.cells(
                "cpv.csv", " ".join(("code check_digit", *LANGUAGES))
            )
        },
        other_rates=_read_rates(files),
        buyers=buyers,
        buyer_names=names,
        buyer_identifiers=identifiers,
        placeholders=frozenset(
            fold_uncached(words)
            for words, kind in files.cells("name_words.csv", "words kind")
            if kind in PLACEHOLDER_KINDS
        ),
    )
    return files.checked(tables)


def _read_rates(files: TableFolder) -> dict[str, ExchangeRates]:
    """Read exchange_rates.csv: a row holds until the next one of its currency."""
    by_currency: dict[str, list[tuple[date, Decimal, str]]] = {}
    for row in files.rows("exchange_rates.csv", "currency from units_per_eur basis source"):
        day, units = row.day("from"), _positive(row["units_per_eur"])
        if units is None:
            row.complain("units_per_eur", "expected a number above 0")
        elif not row["from"]:
            row.complain("from", "is empty: say from which day the rate holds")
        elif day is not None:
            by_currency.setdefault(row["currency"], []).append((day, units, row["basis"]))
    return {
        currency: ExchangeRates(
            tuple(day for day, _, _ in sorted(rows)),
            tuple(units for _, units, _ in sorted(rows)),
            rows[0][2],
        )
        for currency, rows in by_currency.items()
    }


def _positive(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number > 0 else None


def _read_buyers(
    files: TableFolder,
) -> tuple[dict[str, KnownBuyer], dict[tuple[str, str], str], dict[str, str]]:
    """Read buyers.csv, one row for each name of a buyer.

    Shape   id, country, name, kind, role, parent, parent_basis, source.

    ``kind``: main (the dossier's name; has role and parent), name, acronym, former_name,
    identifier (``name`` is another SCHEME-number of the same body).
    """
    rows = list(files.rows("buyers.csv", "id country name kind role parent parent_basis source"))
    acronyms = {row["id"]: row["name"] for row in reversed(rows) if row["kind"] == "acronym"}
    buyers: dict[str, KnownBuyer] = {}
    names: dict[tuple[str, str], str] = {}
    identifiers: dict[str, str] = {}
    for row in rows:
        row.check("kind", BUYER_KINDS)
        for column in ("id", "name", "source"):
            if not row[column]:
                row.complain(column, "is empty: id, name and source must be filled")
        if row["kind"] == "main":
            row.check("role", BUYER_ROLES)
            if row["id"] in buyers:
                row.complain("id", "has another main row: keep one")
            buyers[row["id"]] = _known_buyer(row, acronyms.get(row["id"]))
        if row["kind"] == "identifier":
            identifiers[row["name"]] = row["id"]
        elif names.setdefault((row["country"], row["name"]), row["id"]) != row["id"]:
            row.complain("name", "is another dossier's in this country, too: keep one")
    for row in rows:
        _check_main_rows(row, buyers)
    return buyers, names, identifiers


def _known_buyer(row: TableRow, acronym: str | None) -> KnownBuyer:
    return KnownBuyer(
        row["id"],
        row["country"],
        row["name"],
        row["role"],
        row["parent"] or None,
        row["parent_basis"] or None,
        row["source"],
        acronym,
    )


def _check_main_rows(row: TableRow, buyers: dict[str, KnownBuyer]) -> None:
    """Complain when a buyer or its parent has no main row, or why it belongs there is not said."""
    for column in ("id", "parent"):
        if row[column] and row[column] not in buyers:
            row.complain(column, "no such id: give it a row of kind main, or correct it")
    if row["parent"] and not row["parent_basis"]:
        row.complain("parent_basis", "is empty: say why it belongs to its parent")
