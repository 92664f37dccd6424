"""Load and check data/reference/, once for each process.

People correct these files, so every complaint names file, row, column and value and says what to
do.  All complaints are reported at once.  Raises  Misconfigured.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import yaml

from pipelines.errors import Misconfigured
from pipelines.languages import language_columns, texts_of
from pipelines.model import Identifier
from pipelines.reference import confirmed_alternatives, data_folder, supplier_ownership
from pipelines.reference.claim_model import load_model
from pipelines.reference.legal_regimes import EEA, REGIMES, regime_of_country
from pipelines.reference.organization_registers import REGISTERS
from pipelines.reference.phrase_matcher import PhraseMatcher, check_phrase
from pipelines.reference.registry_numbers import valid_identifiers
from pipelines.reference.rules import Rule, load_rules, load_weights, yaml_loader
from pipelines.reference.tables import (
    TIERS,
    Alias,
    CodeEntry,
    Correction,
    PhraseOwner,
    Portal,
    Product,
    ReferenceTables,
    VendorGroup,
    VendorIdentifier,
)
from pipelines.reference.vendor_index import VendorIndex
from pipelines.text_folding import fold_uncached

Tables = TypeVar("Tables")
REFERENCE_FOLDER = data_folder.REFERENCE
CONFIDENCES = ("high", "medium", "low")
ALIAS_MATCH_KINDS = ("literal", "exact", "start", "inside", "core")
MAX_COMPLAINTS_SHOWN = 30
# Order of OCDS publishers among portals: behind all portals that have a spider of their own.
FIRST_PUBLISHER_ORDER = 2000
CORRECTION_KINDS = ("claim", "withdrawn", "supplier", "reply")
_ANSWERS = ("yes", "unclear", "no")
# claim that a correction may set -> its values
CORRECTABLE_VALUES = {
    "digital": ("yes", "borderline", "no"),
    "big_tech": _ANSWERS,
    "data_outsourcing": _ANSWERS,
    "worker_surveillance": _ANSWERS,
    "public_surveillance_ai": _ANSWERS,
    "public_alternative": _ANSWERS,
    "data_law_exposure": (
        "not_applicable",
        "eu_only",
        "domestic",
        "hybrid",
        "foreign_parent",
        "non_eu_parent",
        "unknown",
    ),
}
# language -> column of the tables that say it
_TITLE = language_columns("title")
_WHY_LISTED = language_columns("why_listed", source="why_listed")


@lru_cache(maxsize=4)
def load_tables(folder: Path = REFERENCE_FOLDER) -> ReferenceTables:
    """Load all tables of a folder, checked and compiled; cached."""
    return _TableReader(folder).read_all()


@lru_cache(maxsize=1)
def load_portals() -> dict[str, Portal]:
    """Load only the portals, by name; the other tables take memory.

    Raises  Misconfigured with file, row and column of every mistake in them.
    """
    reader = _TableReader(REFERENCE_FOLDER)
    return reader.checked(reader._read_portals())


@lru_cache(maxsize=1)
def load_vendor_groups() -> dict[str, VendorGroup]:
    """Load only the vendor groups, by id.  Raises  Misconfigured."""
    reader = _TableReader(REFERENCE_FOLDER)
    return reader.checked(reader._read_groups())


@lru_cache(maxsize=1)
def load_ownership() -> supplier_ownership.OwnershipTable:
    """Load only the table of who owns suppliers.  Raises  Misconfigured."""
    reader = _TableReader(REFERENCE_FOLDER)
    return reader.checked(reader._read_ownership(reader._read_groups()))


def table_versions(folder: Path = REFERENCE_FOLDER) -> dict[str, str]:
    """Return a hash of each file in the folder by its relative path."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class _Row:
    """One row of a table: its number in a spreadsheet, its cells, and complaints about them."""

    table: str
    number: int
    cells: Mapping[str, str]
    complaints: list[str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def complain(self, column: str, advice: str, value: str | None = None) -> None:
        """Complain about a cell, or about another ``value`` than that of the cell."""
        value = self.cells.get(column, "") if value is None else value
        self.complaints.append(f"{self.table}, row {self.number}, {column}: {value!r}: {advice}.")

    def check(self, column: str, allowed: tuple[str, ...]) -> None:
        if self[column] not in allowed:
            self.complain(column, f"expected {', '.join(allowed)}")

    def has_group(self, groups: Mapping[str, VendorGroup]) -> bool:
        if self["group_id"] in groups:
            return True
        self.complain("group_id", "no such group: add it to vendor_groups.csv or correct it")
        return False

    def day(self, column: str) -> date | None:
        try:
            return date.fromisoformat(self[column]) if self[column] else None
        except ValueError:
            self.complain(column, "expected a date like 2023-11-22")
            return None

    def check_period(self) -> None:
        """Complain when ``until`` is before ``since``."""
        since, until = self["since"], self["until"]
        if since and until and since > until:
            self.complain("until", f"ends before it begins on {since}: correct one of the two")


@dataclass
class _TableReader:
    """Reads the tables of one folder and collects complaints, which ``checked`` raises."""

    folder: Path
    complaints: list[str] = field(default_factory=list)

    def read_all(self) -> ReferenceTables:
        groups = self._read_groups()
        aliases = self._read_aliases(groups)
        products = self._read_products(groups)
        found_rules = load_rules(self.folder / "rules", self.complaints)
        found_weights = load_weights(self.folder / "rules" / "weights.yml", self.complaints)
        found_model = load_model(self.folder / "model", self.complaints)
        lookalikes = self._read_lookalikes(groups, aliases)
        identifiers = self._read_identifiers(groups)
        words = self._read_name_words()
        sectors = self._read_sectors()
        ownership = self._read_ownership(groups)
        alternatives = self._read_confirmed_alternatives()
        codes, portals, corrections = (
            self._read_codes(),
            self._read_portals(),
            self._read_corrections(groups),
        )
        self.checked(found_weights)
        assert found_weights is not None  # else there is a complaint
        owners, entries = _phrase_owners(found_rules, products)
        return ReferenceTables(
            groups,
            aliases,
            identifiers,
            lookalikes,
            products,
            codes,
            found_rules,
            found_weights,
            portals,
            corrections,
            VendorIndex(aliases, words),
            PhraseMatcher(entries),
            owners,
            found_model,
            _by_notice(corrections),
            {fold_uncached(one.supplier): one for one in corrections if one.kind == "supplier"},
            sector_patterns=sectors,
            ownership=ownership,
            confirmed_alternatives=alternatives,
        )

    def checked(self, tables: Tables) -> Tables:
        """Return what was read.  Raises  Misconfigured with all complaints."""
        if self.complaints:
            raise Misconfigured(_complaint_message(self.folder, self.complaints))
        return tables

    def _read_rows(self, name: str, columns: str) -> Iterator[_Row]:
        """Yield the rows of a CSV file, with the numbers that a spreadsheet gives them.

        Yields nothing when a column is missing.
        """
        path = self.folder / name
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                header = next(reader, [])
                missing = [c for c in columns.split() if c not in header]
                if missing:
                    self._complain(name, 1, missing[0], "the column is missing: add it")
                    return
                for cells in filter(None, reader):
                    if len(cells) != len(header):
                        advice = "it has more or fewer cells than the header: mend it"
                        self._complain(name, reader.line_num, "(row)", advice)
                        continue
                    row = dict(zip(header, map(str.strip, cells), strict=True))
                    yield _Row(name, reader.line_num, row, self.complaints)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self._complain(name, 0, "(file)", f"cannot be read ({error}): restore it")

    def _complain(self, name: str, row: int, column: str, advice: str) -> None:
        _Row(name, row, {}, self.complaints).complain(column, advice)

    def _read_groups(self) -> dict[str, VendorGroup]:
        vendor_groups = {}
        for row in self._read_rows(
            "vendor_groups.csv",
            "group_id name tier hq_country regime legal_regime_note source checked_on confidence "
            + " ".join(_WHY_LISTED.values()),
        ):
            if row["group_id"] in vendor_groups:
                row.complain("group_id", "twice: keep one row")
            _check_seat(row)
            _check_source(row)
            for column in _WHY_LISTED.values():
                if not row[column]:
                    row.complain(column, "is empty: say it in every language")
            row.check("tier", TIERS)
            row.check("confidence", CONFIDENCES)
            vendor_groups[row["group_id"]] = VendorGroup(
                row["group_id"],
                row["name"],
                row["tier"],
                row["hq_country"] or None,
                row["regime"],
                row["legal_regime_note"],
                {lang: row[column] for lang, column in _WHY_LISTED.items()},
                row["source"] or None,
                row["checked_on"] or None,
                row["confidence"],
            )
        return vendor_groups

    def _read_aliases(self, groups: dict[str, VendorGroup]) -> tuple[Alias, ...]:
        read = []
        by_name: dict[str, list[Alias]] = {}
        for row in self._read_rows(
            "vendor_aliases.csv",
            "group_id alias kind match near context since until source confidence",
        ):
            row.check("match", ALIAS_MATCH_KINDS)
            row.check("confidence", CONFIDENCES)
            row.check_period()
            if not row.has_group(groups):
                continue
            folded = fold_uncached(row["alias"])
            if not folded:
                row.complain("alias", "holds no letter: correct it")
                continue
            alias = Alias(
                row.number,
                row["group_id"],
                row["alias"],
                row["kind"],
                row["match"],
                row["near"] == "yes",
                _split_cell(row["context"]),
                row.day("since"),
                row.day("until"),
                row["source"] or None,
                row["confidence"],
            )
            others = by_name.setdefault(folded, [])
            for other in others:
                _check_alias_conflict(row, alias, other)
            others.append(alias)
            read.append(alias)
        return tuple(read)

    def _read_identifiers(
        self, groups: dict[str, VendorGroup]
    ) -> dict[tuple[str, str], VendorIdentifier]:
        identifiers: dict[tuple[str, str], VendorIdentifier] = {}
        for row in self._read_rows(
            "vendor_identifiers.csv", "group_id scheme id name source confidence"
        ):
            if not row.has_group(groups):
                continue
            key = (row["scheme"], re.sub(r"\W", "", row["id"]).upper())
            if key in identifiers and identifiers[key].group != row["group_id"]:
                other = identifiers[key]
                row.complain("id", f"is also in row {other.row} for {other.group}: keep one")
            row.check("confidence", CONFIDENCES)
            _check_registry_number(row)
            identifiers[key] = VendorIdentifier(
                row.number, row["group_id"], row["name"], row["source"] or None, row["confidence"]
            )
        return identifiers

    def _read_lookalikes(
        self, groups: dict[str, VendorGroup], aliases: tuple[Alias, ...]
    ) -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
        patterns: dict[str, tuple[tuple[int, re.Pattern[str]], ...]] = {}
        of_group: dict[str, list[Alias]] = {}
        for alias in aliases:
            of_group.setdefault(alias.group, []).append(alias)
        for row in self._read_rows(
            "vendor_lookalikes.csv", "group_id pattern match why confidence"
        ):
            row.check("match", ("substring", "regex"))
            if not row.has_group(groups):
                continue
            try:
                source = row["pattern"] if row["match"] == "regex" else re.escape(row["pattern"])
                pattern = re.compile(source, re.IGNORECASE)
            except re.error as error:
                row.complain("pattern", f"{error}: correct it")
                continue
            for alias in of_group.get(row["group_id"], ()):
                if pattern.search(alias.alias):
                    hidden = f"the alias {alias.alias!r} of vendor_aliases.csv, row {alias.row}"
                    advice = f"hides {hidden}: make the pattern narrower or drop the alias"
                    row.complain("pattern", advice)
            patterns[row["group_id"]] = (*patterns.get(row["group_id"], ()), (row.number, pattern))
        return patterns

    def _read_products(self, groups: dict[str, VendorGroup]) -> tuple[Product, ...]:
        products = []
        for row in self._read_rows(
            "products.csv",
            "product match group_id category implies_data_outsourcing context where since "
            "until source confidence",
        ):
            row.check("implies_data_outsourcing", ("yes", "maybe", "no"))
            row.check("where", ("title", "any"))
            row.check_period()
            row.check("confidence", CONFIDENCES)
            if not row.has_group(groups):
                continue
            try:
                check_phrase(row["match"])
            except ValueError as error:
                row.complain("match", f"{error}: correct the phrase")
                continue
            products.append(
                Product(
                    row.number,
                    row["match"],
                    row["group_id"],
                    row["category"],
                    row["implies_data_outsourcing"],
                    _split_cell(row["context"]),
                    row["where"] == "title",
                    row.day("since"),
                    row.day("until"),
                    row["source"] or None,
                    row["confidence"],
                )
            )
        return tuple(products)

    def _read_codes(self) -> dict[str, dict[str, CodeEntry]]:
        codes: dict[str, dict[str, CodeEntry]] = {}
        tags = ("data_outsourcing", "worker_surveillance", "public_surveillance_ai")
        for row in self._read_rows(
            "classification_codes.csv", "scheme code label digital domain " + " ".join(tags)
        ):
            row.check("digital", ("yes", "weak", "no"))
            for tag in tags:
                row.check(tag, ("strong", "weak", "none"))
            table = codes.setdefault(row["scheme"], {})
            if row["code"] in table:
                row.complain("code", "twice: keep one row")
            table[row["code"]] = CodeEntry(
                row["label"],
                row["digital"] != "no",
                row["domain"],
                {t: row[t] for t in tags},
                row["digital"] == "weak",
            )
        return codes

    def _read_portals(self) -> dict[str, Portal]:
        portals = {}
        for row in self._read_rows(
            "portals.csv",
            "name country languages access licence url order enabled_by_default state terms "
            + " ".join(_TITLE.values()),
        ):
            row.check("enabled_by_default", ("yes", "no"))
            if row["name"] in portals:
                row.complain("name", "twice: keep one row")
            if not row["order"].isdigit():
                row.complain("order", "expected a whole number")
                continue
            portals[row["name"]] = Portal(
                row["name"],
                {lang: row[column] for lang, column in _TITLE.items()},
                row["country"] or None,
                _split_cell(row["languages"], ","),
                row["access"],
                row["licence"],
                row["url"],
                int(row["order"]),
                row["enabled_by_default"] == "yes",
                row["state"],
                row["terms"],
            )
        return {**portals, **self._read_publishers()}

    def _read_publishers(self) -> dict[str, Portal]:
        """Read the OCDS publishers as portals ``ocds:NAME``."""
        name = "ocds_portals.yml"
        try:
            rows = yaml.load((self.folder / name).read_text("utf-8"), Loader=yaml_loader())
            return {
                f"ocds:{key}": Portal(
                    f"ocds:{key}",
                    texts_of(row["title"], f"{name}, {key}: title"),
                    row["country"],
                    tuple(row["languages"]),
                    row["access"],
                    row["licence"],
                    row["site"],
                    FIRST_PUBLISHER_ORDER + place,
                    False,
                    row["state"],
                    row["terms"],
                )
                for place, (key, row) in enumerate(rows.items())
            }
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            self._complain(name, 0, "(file)", f"cannot be read ({error}): restore it")
        except (KeyError, TypeError, AttributeError) as error:
            what = f"a publisher lacks {error}, or it is of another kind: see its neighbours"
            self._complain(name, 0, "(block)", what)
        return {}

    def _read_corrections(self, groups: dict[str, VendorGroup]) -> tuple[Correction, ...]:
        columns = (
            "id kind portal number award supplier tag old_value new_value role author date reason "
            "source reply_by reply"
        )
        corrections: list[Correction] = []
        for row in self._read_rows("corrections.csv", columns):
            complaints_before = len(self.complaints)
            for column in ("id", "author", "date", "reason", "source"):
                if not row[column]:
                    row.complain(column, "a correction says who, when and why")
            row.check("kind", CORRECTION_KINDS)
            row.day("date")
            if any(row["id"] == other.id for other in corrections):
                row.complain("id", "twice: give it its own id")
            _check_subject(row, groups)
            if len(self.complaints) == complaints_before:
                values: dict[str, Any] = {key: row[key] for key in columns.split()}
                values |= {key: values[key] or None for key in ("award", "role")}
                corrections.append(Correction(row.number, **values))
        return tuple(corrections)

    def _read_ownership(self, groups: dict[str, VendorGroup]) -> supplier_ownership.OwnershipTable:
        found = []
        for row in self._read_rows(supplier_ownership.FILE, supplier_ownership.COLUMNS):
            complaints_before = len(self.complaints)
            row.check("match", supplier_ownership.MATCHES)
            row.check("ownership", supplier_ownership.OWNERSHIPS)
            row.check("kind", supplier_ownership.KINDS)
            row.check("confidence", CONFIDENCES)
            if not row["source"]:
                row.complain("source", "say where this can be checked")
            if row["match"] == "group" and row["value"] not in groups:
                row.complain("value", "no such group")
            if len(self.complaints) == complaints_before:
                found.append(supplier_ownership.ownership_row(row.number, row.cells))
        return supplier_ownership.OwnershipTable(tuple(found))

    def _read_confirmed_alternatives(self) -> confirmed_alternatives.Confirmed:
        found = confirmed_alternatives.Confirmed()
        for row in self._read_rows(confirmed_alternatives.FILE, confirmed_alternatives.COLUMNS):
            row.check("way", confirmed_alternatives.CONFIRMABLE_WAYS)
            row.check("confirmed", ("yes", "no"))
            day = row.day("checked_on")
            if day is None or not row["source"]:
                advice = "say when and where a person checked it"
                row.complain("checked_on, source", advice, row["source"])
                continue
            answer = confirmed_alternatives.ConfirmedAlternative(
                row["way"], row["confirmed"] == "yes", day, row["source"]
            )
            key = (row["portal"], row["number"])
            found[key] = (*found.get(key, ()), answer)
        return found

    def _read_sectors(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        words_by_sector: dict[str, list[str]] = {}
        for row in self._read_rows("buyer_sectors.csv", "sector language words"):
            row.check("sector", BUYER_SECTORS)
            ending = r"\w*" if row["words"].endswith("*") else ""
            words = re.escape(fold_uncached(row["words"].removesuffix("*")))
            words_by_sector.setdefault(row["sector"], []).append(words + ending)
        return tuple(
            (sector, re.compile(rf"(?<!\S)(?:{'|'.join(words)})(?!\S)"))
            for sector, words in words_by_sector.items()
        )

    def _read_name_words(self) -> dict[str, str]:
        kinds_by_words = {}
        kinds = (
            "legal_form",
            "place",
            "generic",
            "branch",
            "role",
            "joiner",
            "trading_as",
            "placeholder",
            "no_supplier",
        )
        for row in self._read_rows("name_words.csv", "words kind"):
            row.check("kind", kinds)
            kinds_by_words[fold_uncached(row["words"])] = row["kind"]
        return kinds_by_words


BUYER_SECTORS = ("health", "police", "transport", "education")


def _check_seat(row: _Row) -> None:
    """Complain when head office, regime and tier of a group contradict each other."""
    if not row["regime"]:
        row.complain("regime", "is empty: say whose law applies")
        return
    row.check("regime", REGIMES)
    if not re.fullmatch("[A-Z]{2}", row["hq_country"]):
        row.complain("hq_country", "expected a code like FR")
    elif row["regime"] in ("eu", "hybrid") and row["hq_country"] not in EEA:
        advice = f"but the head office is in {row['hq_country']}: correct one of the two"
        row.complain("regime", advice)
    local = ("hybrid", regime_of_country(row["hq_country"]))
    if row["tier"] == "sovereign_alternative" and row["regime"] not in local:
        advice = f"readers see: without a foreign parent, but regime is {row['regime']}"
        row.complain("tier", f"{advice}: correct one of the two")


def _check_source(row: _Row) -> None:
    """Complain about a source without address, or a check day without source."""
    if row["source"] and not re.match("https?://", row["source"]):
        row.complain("source", "expected the address of a page")
    if row.day("checked_on") and not row["source"]:
        advice = "says that a source was read, and none is given: name it, or drop the day"
        row.complain("checked_on", advice)


def _check_alias_conflict(row: _Row, alias: Alias, other: Alias) -> None:
    apart = (alias.until and other.since and alias.until < other.since) or (
        other.until and alias.since and other.until < alias.since
    )
    if alias.group != other.group and not apart:
        advice = (
            f"is in group {alias.group} here and in {other.group} in row {other.row}: "
            "keep one, or give both dates that do not overlap"
        )
        row.complain("alias", advice)


def _check_registry_number(row: _Row) -> None:
    """Complain about a number that differs from its canonical form."""
    register = {one.scheme for many in REGISTERS.values() for one in many}
    valid = [
        one for one in valid_identifiers(row["scheme"], row["id"], None) if one.scheme in register
    ]
    if Identifier(row["scheme"], row["id"]) in valid:
        return
    numbers = ", ".join(f"{one.scheme} {one.id}" for one in valid)
    advice = f"write it {numbers}" if numbers else "no register that we know has such a number"
    row.complain("id", advice, f"{row['scheme']} {row['id']}")


def _check_subject(row: _Row, groups: Mapping[str, VendorGroup]) -> None:
    """Complain when a correction lacks its subject or has no valid new value."""
    if row["kind"] == "supplier":
        if not row["supplier"]:
            row.complain("supplier", "name the supplier as published")
        if row["new_value"] and row["new_value"] not in groups:
            row.complain("new_value", "no such group")
        return
    for column in ("portal", "number", "tag"):
        if not row[column]:
            row.complain(column, "say which notice and which claim")
    if row["kind"] == "reply":
        if not row["reply"] or not row["reply_by"]:
            row.complain("reply", "a reply has words and an author")
        return
    allowed = CORRECTABLE_VALUES.get(row["tag"])
    if allowed is None and row["tag"] != "vendor":
        row.complain("tag", f"expected vendor, {', '.join(CORRECTABLE_VALUES)}")
    elif allowed is not None:
        row.check("new_value", allowed)
    elif row["new_value"] and row["new_value"] not in groups:
        row.complain("new_value", "no such group")


def _split_cell(cell: str, by: str = "|") -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(by) if part.strip())


def _by_notice(
    corrections: tuple[Correction, ...],
) -> dict[tuple[str, str], tuple[Correction, ...]]:
    by_notice: dict[tuple[str, str], tuple[Correction, ...]] = {}
    for one in corrections:
        if one.kind != "supplier":
            key = (one.portal, one.number)
            by_notice[key] = (*by_notice.get(key, ()), one)
    return by_notice


def _complaint_message(folder: Path, complaints: list[str]) -> str:
    lines = [f"{folder.name}/: {len(complaints)} faults in the reference tables."]
    lines += complaints[:MAX_COMPLAINTS_SHOWN]
    if len(complaints) > MAX_COMPLAINTS_SHOWN:
        lines.append(f"… and {len(complaints) - MAX_COMPLAINTS_SHOWN} more.")
    return "\n  ".join(lines)


def _phrase_owners(
    found_rules: tuple[Rule, ...], products: tuple[Product, ...]
) -> tuple[tuple[PhraseOwner, ...], list[tuple[str, int]]]:
    """Return the owner of each hit number, and all phrases with their owner's number."""
    owners: list[PhraseOwner] = []
    numbers: dict[tuple[str, str | None, bool], int] = {}
    entries: list[tuple[str, int]] = []
    for rule in found_rules:
        for phrases, is_exclusion in ((rule.any, False), (rule.none, True)):
            for language, phrase in phrases:
                key = (rule.id + rule.tag, language, is_exclusion)
                if key not in numbers:
                    numbers[key] = len(owners)
                    owners.append(PhraseOwner(rule, language, is_exclusion))
                entries.append((phrase, numbers[key]))
    for product in products:
        entries.append((product.name, len(owners)))
        owners.append(PhraseOwner(product, None, is_exclusion=False))
    return tuple(owners), entries
