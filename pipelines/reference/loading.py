"""Load and check data/reference/, once for each process.

People correct these files, so every complaint names file, row, column and value and says what to
do.  All complaints are reported at once.  Raises  Misconfigured.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

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


@lru_cache(maxsize=4)
def load_portals(folder: Path = REFERENCE_FOLDER) -> dict[str, Portal]:
    """Load only the portals, by name; the other tables take memory.

    Raises  Misconfigured with file, row and column of every mistake in them.
    """
    reader = _TableReader(folder)
    portals = reader._read_portals()
    if reader.complaints:
        raise Misconfigured(_complaint_message(folder, reader.complaints))
    return portals


@lru_cache(maxsize=4)
def load_vendor_groups(folder: Path = REFERENCE_FOLDER) -> dict[str, VendorGroup]:
    """Load only the vendor groups, by id.  Raises  Misconfigured."""
    reader = _TableReader(folder)
    vendor_groups = reader._read_groups()
    if reader.complaints:
        raise Misconfigured(_complaint_message(folder, reader.complaints))
    return vendor_groups


@lru_cache(maxsize=4)
def load_ownership(folder: Path = REFERENCE_FOLDER) -> supplier_ownership.OwnershipTable:
    """Load only the table of who owns suppliers.  Raises  Misconfigured."""
    reader = _TableReader(folder)
    table = reader._read_ownership(reader._read_groups())
    if reader.complaints:
        raise Misconfigured(_complaint_message(folder, reader.complaints))
    return table


def table_versions(folder: Path = REFERENCE_FOLDER) -> dict[str, str]:
    """Return a hash of each file in the folder by its relative path."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class _TableReader:
    """Reads the tables of one folder and collects complaints; only ``read_all`` raises."""

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
        if self.complaints or found_weights is None:
            raise Misconfigured(_complaint_message(self.folder, self.complaints))
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

    def _read_rows(self, name: str, columns: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (line number, row) of a CSV file, numbered as a spreadsheet numbers lines.

        Yields nothing when a column is missing.
        """
        path = self.folder / name
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                header = next(reader, [])
                missing = [c for c in columns.split() if c not in header]
                if missing:
                    self._complain(name, 1, missing[0], "", "the column is missing: add it")
                    return
                for cells in reader:
                    if cells and len(cells) != len(header):
                        self._complain(
                            name,
                            reader.line_num,
                            "(row)",
                            "",
                            "it has more or fewer cells than the header: mend it",
                        )
                        continue
                    if cells:
                        row = dict(zip(header, map(str.strip, cells), strict=True))
                        yield reader.line_num, row
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self._complain(name, 0, "(file)", "", f"cannot be read ({error}): restore it")

    def _complain(self, name: str, row: int, column: str, value: str, advice: str) -> None:
        self.complaints.append(f"{name}, row {row}, {column}: {value!r}: {advice}.")

    def _check_value(
        self, name: str, row: int, cells: dict[str, str], column: str, allowed: tuple[str, ...]
    ) -> None:
        if cells[column] not in allowed:
            self._complain(name, row, column, cells[column], f"expected {', '.join(allowed)}")

    def _check_group(
        self, name: str, row: int, cells: dict[str, str], groups: dict[str, VendorGroup]
    ) -> bool:
        if cells["group_id"] in groups:
            return True
        self._complain(
            name,
            row,
            "group_id",
            cells["group_id"],
            "no such group: add it to vendor_groups.csv or correct it",
        )
        return False

    def _read_day(self, name: str, row: int, cells: dict[str, str], column: str) -> date | None:
        if not cells[column]:
            return None
        try:
            return date.fromisoformat(cells[column])
        except ValueError:
            self._complain(name, row, column, cells[column], "expected a date like 2023-11-22")
            return None

    def _check_period(self, name: str, row: int, cells: dict[str, str]) -> None:
        """Complain when ``until`` is before ``since``."""
        since, until = cells["since"], cells["until"]
        if since and until and since > until:
            advice = f"ends before it begins on {since}: correct one of the two"
            self._complain(name, row, "until", cells["until"], advice)

    def _read_groups(self) -> dict[str, VendorGroup]:
        name, vendor_groups = "vendor_groups.csv", {}
        for row, cells in self._read_rows(
            name,
            "group_id name tier hq_country regime legal_regime_note source checked_on confidence "
            + " ".join(_WHY_LISTED.values()),
        ):
            if cells["group_id"] in vendor_groups:
                self._complain(name, row, "group_id", cells["group_id"], "twice: keep one row")
            self._check_seat(name, row, cells)
            self._check_source(name, row, cells)
            for column in _WHY_LISTED.values():
                if not cells[column]:
                    self._complain(name, row, column, "", "is empty: say it in every language")
            self._check_value(name, row, cells, "tier", TIERS)
            self._check_value(name, row, cells, "confidence", CONFIDENCES)
            vendor_groups[cells["group_id"]] = VendorGroup(
                cells["group_id"],
                cells["name"],
                cells["tier"],
                cells["hq_country"] or None,
                cells["regime"],
                cells["legal_regime_note"],
                {lang: cells[column] for lang, column in _WHY_LISTED.items()},
                cells["source"] or None,
                cells["checked_on"] or None,
                cells["confidence"],
            )
        return vendor_groups

    def _check_seat(self, name: str, row: int, cells: dict[str, str]) -> None:
        """Complain when head office, regime and tier of a group contradict each other."""
        if not cells["regime"]:
            self._complain(name, row, "regime", "", "is empty: say whose law applies")
            return
        self._check_value(name, row, cells, "regime", REGIMES)
        if not re.fullmatch("[A-Z]{2}", cells["hq_country"]):
            self._complain(name, row, "hq_country", cells["hq_country"], "expected a code like FR")
        elif cells["regime"] in ("eu", "hybrid") and cells["hq_country"] not in EEA:
            advice = f"but the head office is in {cells['hq_country']}: correct one of the two"
            self._complain(name, row, "regime", cells["regime"], advice)
        local = ("hybrid", regime_of_country(cells["hq_country"]))
        if cells["tier"] == "sovereign_alternative" and cells["regime"] not in local:
            advice = f"readers see: without a foreign parent, but regime is {cells['regime']}"
            self._complain(name, row, "tier", cells["tier"], f"{advice}: correct one of the two")

    def _check_source(self, name: str, row: int, cells: dict[str, str]) -> None:
        """Complain about a source without address, or a check day without source."""
        if cells["source"] and not re.match("https?://", cells["source"]):
            self._complain(name, row, "source", cells["source"], "expected the address of a page")
        if self._read_day(name, row, cells, "checked_on") and not cells["source"]:
            advice = "says that a source was read, and none is given: name it, or drop the day"
            self._complain(name, row, "checked_on", cells["checked_on"], advice)

    def _read_aliases(self, groups: dict[str, VendorGroup]) -> tuple[Alias, ...]:
        name, read = "vendor_aliases.csv", []
        by_name: dict[str, list[Alias]] = {}
        for row, cells in self._read_rows(
            name, "group_id alias kind match near context since until source confidence"
        ):
            self._check_value(name, row, cells, "match", ALIAS_MATCH_KINDS)
            self._check_value(name, row, cells, "confidence", CONFIDENCES)
            self._check_period(name, row, cells)
            if not self._check_group(name, row, cells, groups):
                continue
            folded = fold_uncached(cells["alias"])
            if not folded:
                self._complain(name, row, "alias", cells["alias"], "holds no letter: correct it")
                continue
            alias = Alias(
                row,
                cells["group_id"],
                cells["alias"],
                cells["kind"],
                cells["match"],
                cells["near"] == "yes",
                _split_cell(cells["context"]),
                self._read_day(name, row, cells, "since"),
                self._read_day(name, row, cells, "until"),
                cells["source"] or None,
                cells["confidence"],
            )
            others = by_name.setdefault(folded, [])
            for other in others:
                self._check_alias_conflict(name, alias, other)
            others.append(alias)
            read.append(alias)
        return tuple(read)

    def _check_alias_conflict(self, name: str, alias: Alias, other: Alias) -> None:
        apart = (alias.until and other.since and alias.until < other.since) or (
            other.until and alias.since and other.until < alias.since
        )
        if alias.group != other.group and not apart:
            advice = (
                f"is in group {alias.group} here and in {other.group} in row {other.row}: "
                "keep one, or give both dates that do not overlap"
            )
            self._complain(name, alias.row, "alias", alias.alias, advice)

    def _read_identifiers(
        self, groups: dict[str, VendorGroup]
    ) -> dict[tuple[str, str], VendorIdentifier]:
        name = "vendor_identifiers.csv"
        identifiers: dict[tuple[str, str], VendorIdentifier] = {}
        for row, cells in self._read_rows(name, "group_id scheme id name source confidence"):
            if not self._check_group(name, row, cells, groups):
                continue
            key = (cells["scheme"], re.sub(r"\W", "", cells["id"]).upper())
            if key in identifiers and identifiers[key].group != cells["group_id"]:
                self._complain(
                    name,
                    row,
                    "id",
                    cells["id"],
                    f"is also in row {identifiers[key].row} for {identifiers[key].group}: keep one",
                )
            self._check_value(name, row, cells, "confidence", CONFIDENCES)
            self._check_registry_number(name, row, cells)
            identifiers[key] = VendorIdentifier(
                row, cells["group_id"], cells["name"], cells["source"] or None, cells["confidence"]
            )
        return identifiers

    def _check_registry_number(self, name: str, row: int, cells: dict[str, str]) -> None:
        """Complain about a number that differs from its canonical form."""
        register = {one.scheme for many in REGISTERS.values() for one in many}
        valid = [
            one
            for one in valid_identifiers(cells["scheme"], cells["id"], None)
            if one.scheme in register
        ]
        if Identifier(cells["scheme"], cells["id"]) in valid:
            return
        numbers = ", ".join(f"{one.scheme} {one.id}" for one in valid)
        advice = f"write it {numbers}" if numbers else "no register that we know has such a number"
        self._complain(name, row, "id", f"{cells['scheme']} {cells['id']}", advice)

    def _read_lookalikes(
        self, groups: dict[str, VendorGroup], aliases: tuple[Alias, ...]
    ) -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
        name = "vendor_lookalikes.csv"
        patterns: dict[str, tuple[tuple[int, re.Pattern[str]], ...]] = {}
        for row, cells in self._read_rows(name, "group_id pattern match why confidence"):
            self._check_value(name, row, cells, "match", ("substring", "regex"))
            if not self._check_group(name, row, cells, groups):
                continue
            try:
                source = (
                    cells["pattern"] if cells["match"] == "regex" else re.escape(cells["pattern"])
                )
                pattern = re.compile(source, re.IGNORECASE)
            except re.error as error:
                self._complain(name, row, "pattern", cells["pattern"], f"{error}: correct it")
                continue
            for alias in aliases:
                if alias.group == cells["group_id"] and pattern.search(alias.alias):
                    self._complain(
                        name,
                        row,
                        "pattern",
                        cells["pattern"],
                        f"hides the alias {alias.alias!r} of vendor_aliases.csv, row "
                        f"{alias.row}: make the pattern narrower or drop the alias",
                    )
            patterns[cells["group_id"]] = (*patterns.get(cells["group_id"], ()), (row, pattern))
        return patterns

    def _read_products(self, groups: dict[str, VendorGroup]) -> tuple[Product, ...]:
        name, products = "products.csv", []
        for row, cells in self._read_rows(
            name,
            "product match group_id category implies_data_outsourcing context where since "
            "until source confidence",
        ):
            self._check_value(name, row, cells, "implies_data_outsourcing", ("yes", "maybe", "no"))
            self._check_value(name, row, cells, "where", ("title", "any"))
            self._check_period(name, row, cells)
            self._check_value(name, row, cells, "confidence", CONFIDENCES)
            if not self._check_group(name, row, cells, groups):
                continue
            try:
                check_phrase(cells["match"])
            except ValueError as error:
                self._complain(name, row, "match", cells["match"], f"{error}: correct the phrase")
                continue
            products.append(
                Product(
                    row,
                    cells["match"],
                    cells["group_id"],
                    cells["category"],
                    cells["implies_data_outsourcing"],
                    _split_cell(cells["context"]),
                    cells["where"] == "title",
                    self._read_day(name, row, cells, "since"),
                    self._read_day(name, row, cells, "until"),
                    cells["source"] or None,
                    cells["confidence"],
                )
            )
        return tuple(products)

    def _read_codes(self) -> dict[str, dict[str, CodeEntry]]:
        name = "classification_codes.csv"
        codes: dict[str, dict[str, CodeEntry]] = {}
        tags = ("data_outsourcing", "worker_surveillance", "public_surveillance_ai")
        for row, cells in self._read_rows(
            name, "scheme code label digital domain " + " ".join(tags)
        ):
            self._check_value(name, row, cells, "digital", ("yes", "weak", "no"))
            for tag in tags:
                self._check_value(name, row, cells, tag, ("strong", "weak", "none"))
            table = codes.setdefault(cells["scheme"], {})
            if cells["code"] in table:
                self._complain(name, row, "code", cells["code"], "twice: keep one row")
            table[cells["code"]] = CodeEntry(
                cells["label"],
                cells["digital"] != "no",
                cells["domain"],
                {t: cells[t] for t in tags},
                cells["digital"] == "weak",
            )
        return codes

    def _read_portals(self) -> dict[str, Portal]:
        name, portals = "portals.csv", {}
        for row, cells in self._read_rows(
            name,
            "name country languages access licence url order enabled_by_default state terms "
            + " ".join(_TITLE.values()),
        ):
            self._check_value(name, row, cells, "enabled_by_default", ("yes", "no"))
            if cells["name"] in portals:
                self._complain(name, row, "name", cells["name"], "twice: keep one row")
            if not cells["order"].isdigit():
                self._complain(name, row, "order", cells["order"], "expected a whole number")
                continue
            portals[cells["name"]] = Portal(
                cells["name"],
                {lang: cells[column] for lang, column in _TITLE.items()},
                cells["country"] or None,
                _split_cell(cells["languages"], ","),
                cells["access"],
                cells["licence"],
                cells["url"],
                int(cells["order"]),
                cells["enabled_by_default"] == "yes",
                cells["state"],
                cells["terms"],
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
            self._complain(name, 0, "(file)", "", f"cannot be read ({error}): restore it")
        except (KeyError, TypeError, AttributeError) as error:
            what = f"a publisher lacks {error}, or it is of another kind: see its neighbours"
            self._complain(name, 0, "(block)", "", what)
        return {}

    def _read_corrections(self, groups: dict[str, VendorGroup]) -> tuple[Correction, ...]:
        name = "corrections.csv"
        columns = (
            "id kind portal number award supplier tag old_value new_value role author date reason "
            "source reply_by reply"
        )
        corrections: list[Correction] = []
        for row, cells in self._read_rows(name, columns):
            complaints_before = len(self.complaints)
            for column in ("id", "author", "date", "reason", "source"):
                if not cells[column]:
                    self._complain(name, row, column, "", "a correction says who, when and why")
            self._check_value(name, row, cells, "kind", CORRECTION_KINDS)
            self._read_day(name, row, cells, "date")
            if any(cells["id"] == other.id for other in corrections):
                self._complain(name, row, "id", cells["id"], "twice: give it its own id")
            self._check_subject(name, row, cells, groups)
            if len(self.complaints) == complaints_before:
                values = {key: cells[key] for key in columns.split()}
                corrections.append(Correction(row, **_empty_as_none(values, ("award", "role"))))
        return tuple(corrections)

    def _check_subject(
        self, name: str, row: int, cells: dict[str, str], groups: dict[str, VendorGroup]
    ) -> None:
        """Complain when a correction lacks its subject or has no valid new value."""
        if cells["kind"] == "supplier":
            if not cells["supplier"]:
                self._complain(name, row, "supplier", "", "name the supplier as published")
            if cells["new_value"] and cells["new_value"] not in groups:
                self._complain(name, row, "new_value", cells["new_value"], "no such group")
            return
        for column in ("portal", "number", "tag"):
            if not cells[column]:
                self._complain(name, row, column, "", "say which notice and which claim")
        if cells["kind"] == "reply":
            if not cells["reply"] or not cells["reply_by"]:
                self._complain(
                    name, row, "reply", cells["reply"], "a reply has words and an author"
                )
            return
        allowed = CORRECTABLE_VALUES.get(cells["tag"])
        if allowed is None and cells["tag"] != "vendor":
            self._complain(
                name, row, "tag", cells["tag"], f"expected vendor, {', '.join(CORRECTABLE_VALUES)}"
            )
        elif allowed is not None:
            self._check_value(name, row, cells, "new_value", allowed)
        elif cells["new_value"] and cells["new_value"] not in groups:
            self._complain(name, row, "new_value", cells["new_value"], "no such group")

    def _read_ownership(self, groups: dict[str, VendorGroup]) -> supplier_ownership.OwnershipTable:
        name, found = supplier_ownership.FILE, []
        for row, cells in self._read_rows(name, supplier_ownership.COLUMNS):
            complaints_before = len(self.complaints)
            self._check_value(name, row, cells, "match", supplier_ownership.MATCHES)
            self._check_value(name, row, cells, "ownership", supplier_ownership.OWNERSHIPS)
            self._check_value(name, row, cells, "kind", supplier_ownership.KINDS)
            self._check_value(name, row, cells, "confidence", CONFIDENCES)
            if not cells["source"]:
                self._complain(name, row, "source", "", "say where this can be checked")
            if cells["match"] == "group" and cells["value"] not in groups:
                self._complain(name, row, "value", cells["value"], "no such group")
            if len(self.complaints) == complaints_before:
                found.append(supplier_ownership.ownership_row(row, cells))
        return supplier_ownership.OwnershipTable(tuple(found))

    def _read_confirmed_alternatives(self) -> confirmed_alternatives.Confirmed:
        name, found = confirmed_alternatives.FILE, confirmed_alternatives.Confirmed()
        for row, cells in self._read_rows(name, confirmed_alternatives.COLUMNS):
            self._check_value(name, row, cells, "way", confirmed_alternatives.CONFIRMABLE_WAYS)
            self._check_value(name, row, cells, "confirmed", ("yes", "no"))
            day = self._read_day(name, row, cells, "checked_on")
            if day is None or not cells["source"]:
                advice = "say when and where a person checked it"
                self._complain(name, row, "checked_on, source", cells["source"], advice)
                continue
            answer = confirmed_alternatives.ConfirmedAlternative(
                cells["way"], cells["confirmed"] == "yes", day, cells["source"]
            )
            key = (cells["portal"], cells["number"])
            found[key] = (*found.get(key, ()), answer)
        return found

    def _read_sectors(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        name, words_by_sector = "buyer_sectors.csv", dict[str, list[str]]()
        for row, cells in self._read_rows(name, "sector language words"):
            self._check_value(name, row, cells, "sector", BUYER_SECTORS)
            ending = r"\w*" if cells["words"].endswith("*") else ""
            words = re.escape(fold_uncached(cells["words"].removesuffix("*")))
            words_by_sector.setdefault(cells["sector"], []).append(words + ending)
        return tuple(
            (sector, re.compile(rf"(?<!\S)(?:{'|'.join(words)})(?!\S)"))
            for sector, words in words_by_sector.items()
        )

    def _read_name_words(self) -> dict[str, str]:
        name, kinds_by_words = "name_words.csv", {}
        kinds = (
            "legal_form",
            "place",
            "generic",
            "branch",
            "role",
            "joiner",
            "trading_as",
            "placeholder",
        )
        for row, cells in self._read_rows(name, "words kind"):
            self._check_value(name, row, cells, "kind", kinds)
            kinds_by_words[fold_uncached(cells["words"])] = cells["kind"]
        return kinds_by_words


BUYER_SECTORS = ("health", "police", "transport", "education")


def _split_cell(cell: str, by: str = "|") -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(by) if part.strip())


def _empty_as_none(cells: dict[str, str], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the cells of a row; empty ones among ``names`` become None."""
    return {key: (cell or None) if key in names else cell for key, cell in cells.items()}


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
