"""data/reference/ -> frozen tables, checked once a process.

People correct these files, so every complaint names file, row, column and value and says what to
do.  All complaints are told at once.  Raises  Misconfigured.
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
from pipelines.model import Identifier
from pipelines.reference.identifiers import valid_identifiers
from pipelines.reference.legal_regimes import EEA, REGIMES, regime_of_country
from pipelines.reference.organization_registers import REGISTERS
from pipelines.reference.phrase_matcher import PhraseMatcher, check_phrase
from pipelines.reference.rules import Rule, load_rules, load_weights
from pipelines.reference.tables import (
    TIERS,
    Alias,
    CodeEntry,
    Correction,
    Portal,
    Product,
    ReferenceTables,
    VendorGroup,
    VendorIdentifier,
)
from pipelines.reference.vendor_index import VendorIndex
from pipelines.text_folding import fold_uncached

REFERENCE_FOLDER = Path(__file__).parents[2] / "data" / "reference"
CONFIDENCES = ("high", "medium", "low")
ALIAS_MATCH_KINDS = ("literal", "exact", "start", "inside", "core")
MAX_COMPLAINTS_SHOWN = 30
FIRST_PUBLISHER_ORDER = (
    2000  # their place in the order of portals: behind all that have their own file
)
CORRECTION_KINDS = ("claim", "withdrawn", "supplier", "reply")
_ANSWERS = ("yes", "unclear", "no")
# claim that a person may correct -> its values
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
        "non_eu_parent",
        "unknown",
    ),
}


@lru_cache(maxsize=4)
def load_tables(folder: Path = REFERENCE_FOLDER) -> ReferenceTables:
    """Folder -> its tables, checked and compiled; kept for the life of the process."""
    return _TableReader(folder).read_all()


@lru_cache(maxsize=4)
def load_portals(folder: Path = REFERENCE_FOLDER) -> dict[str, Portal]:
    """Folder -> its portals alone, by name: for who needs no other table (they take memory).

    Raises  Misconfigured with file, row and column of every mistake in them.
    """
    reader = _TableReader(folder)
    found = reader._read_portals()
    if reader.complaints:
        raise Misconfigured(_complaint_message(folder, reader.complaints))
    return found


@lru_cache(maxsize=4)
def load_vendor_groups(folder: Path = REFERENCE_FOLDER) -> dict[str, VendorGroup]:
    """Folder -> its vendor groups alone, by id, likewise."""
    reader = _TableReader(folder)
    found = reader._read_groups()
    if reader.complaints:
        raise Misconfigured(_complaint_message(folder, reader.complaints))
    return found


def table_versions(folder: Path = REFERENCE_FOLDER) -> dict[str, str]:
    """Folder -> a hash of each of its files, by their path in it."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class _TableReader:
    """Reads one folder and gathers complaints; only ``tables`` raises."""

    folder: Path
    complaints: list[str] = field(default_factory=list)

    def read_all(self) -> ReferenceTables:
        groups = self._read_groups()
        aliases = self._read_aliases(groups)
        products = self._read_products(groups)
        found_rules = load_rules(self.folder / "rules", self.complaints)
        found_weights = load_weights(self.folder / "rules" / "weights.yml", self.complaints)
        lookalikes = self._read_lookalikes(groups, aliases)
        identifiers = self._read_identifiers(groups)
        words = self._read_name_words()
        sectors = self._read_sectors()
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
            _by_notice(corrections),
            {fold_uncached(one.supplier): one for one in corrections if one.kind == "supplier"},
            sector_patterns=sectors,
        )

    def _read_rows(self, name: str, columns: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Rows with their line as a spreadsheet numbers it; missing columns end the file."""
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
        """What was sold was bought before."""
        since, until = cells["since"], cells["until"]
        if since and until and since > until:
            advice = f"ends before it begins on {since}: correct one of the two"
            self._complain(name, row, "until", cells["until"], advice)

    def _read_groups(self) -> dict[str, VendorGroup]:
        name, out = "vendor_groups.csv", {}
        for row, c in self._read_rows(
            name,
            "group_id name tier hq_country regime legal_regime_note why_listed why_listed_fr "
            "source checked_on confidence",
        ):
            if c["group_id"] in out:
                self._complain(name, row, "group_id", c["group_id"], "twice: keep one row")
            self._check_seat(name, row, c)
            self._check_source(name, row, c)
            for column in ("why_listed", "why_listed_fr"):
                if not c[column]:
                    self._complain(name, row, column, "", "is empty: say it in both languages")
            self._check_value(name, row, c, "tier", TIERS)
            self._check_value(name, row, c, "confidence", CONFIDENCES)
            out[c["group_id"]] = VendorGroup(
                c["group_id"],
                c["name"],
                c["tier"],
                c["hq_country"] or None,
                c["regime"],
                c["legal_regime_note"],
                c["why_listed"],
                c["why_listed_fr"],
                c["source"] or None,
                c["checked_on"] or None,
                c["confidence"],
            )
        return out

    def _check_seat(self, name: str, row: int, c: dict[str, str]) -> None:
        """Head office and law of a group fit together."""
        if not c["regime"]:
            self._complain(name, row, "regime", "", "is empty: say whose law applies")
            return
        self._check_value(name, row, c, "regime", REGIMES)
        if not re.fullmatch("[A-Z]{2}", c["hq_country"]):
            self._complain(name, row, "hq_country", c["hq_country"], "expected a code like FR")
        elif c["regime"] in ("eu", "hybrid") and c["hq_country"] not in EEA:
            advice = f"but the head office is in {c['hq_country']}: correct one of the two"
            self._complain(name, row, "regime", c["regime"], advice)
        local = ("hybrid", regime_of_country(c["hq_country"]))
        if c["tier"] == "sovereign_alternative" and c["regime"] not in local:
            advice = f"readers see: without a foreign parent, but regime is {c['regime']}"
            self._complain(name, row, "tier", c["tier"], f"{advice}: correct one of the two")

    def _check_source(self, name: str, row: int, c: dict[str, str]) -> None:
        """A source is an address; a day of reading belongs to one."""
        if c["source"] and not re.match("https?://", c["source"]):
            self._complain(name, row, "source", c["source"], "expected the address of a page")
        if self._read_day(name, row, c, "checked_on") and not c["source"]:
            advice = "says that a source was read, and none is given: name it, or drop the day"
            self._complain(name, row, "checked_on", c["checked_on"], advice)

    def _read_aliases(self, groups: dict[str, VendorGroup]) -> tuple[Alias, ...]:
        name, out = "vendor_aliases.csv", []
        seen: dict[str, list[Alias]] = {}
        for row, c in self._read_rows(
            name, "group_id alias kind match near context since until source confidence"
        ):
            self._check_value(name, row, c, "match", ALIAS_MATCH_KINDS)
            self._check_value(name, row, c, "confidence", CONFIDENCES)
            self._check_period(name, row, c)
            if not self._check_group(name, row, c, groups):
                continue
            folded = fold_uncached(c["alias"])
            if not folded:
                self._complain(name, row, "alias", c["alias"], "holds no letter: correct it")
                continue
            alias = Alias(
                row,
                c["group_id"],
                c["alias"],
                c["kind"],
                c["match"],
                c["near"] == "yes",
                _split_cell(c["context"]),
                self._read_day(name, row, c, "since"),
                self._read_day(name, row, c, "until"),
                c["source"] or None,
                c["confidence"],
            )
            others = seen.setdefault(folded, [])
            for other in others:
                self._check_alias_conflict(name, alias, other)
            others.append(alias)
            out.append(alias)
        return tuple(out)

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
        out: dict[tuple[str, str], VendorIdentifier] = {}
        for row, c in self._read_rows(name, "group_id scheme id name source confidence"):
            if not self._check_group(name, row, c, groups):
                continue
            key = (c["scheme"], re.sub(r"\W", "", c["id"]).upper())
            if key in out and out[key].group != c["group_id"]:
                self._complain(
                    name,
                    row,
                    "id",
                    c["id"],
                    f"is also in row {out[key].row} for {out[key].group}: keep one",
                )
            self._check_value(name, row, c, "confidence", CONFIDENCES)
            self._check_registry_number(name, row, c)
            out[key] = VendorIdentifier(
                row, c["group_id"], c["name"], c["source"] or None, c["confidence"]
            )
        return out

    def _check_registry_number(self, name: str, row: int, c: dict[str, str]) -> None:
        """The number stands as readers of notices write it, or no notice would ever match it."""
        register = {one.scheme for many in REGISTERS.values() for one in many}
        found = [
            one for one in valid_identifiers(c["scheme"], c["id"], None) if one.scheme in register
        ]
        if Identifier(c["scheme"], c["id"]) in found:
            return
        told = ", ".join(f"{one.scheme} {one.id}" for one in found)
        advice = f"write it {told}" if told else "no register that we know has such a number"
        self._complain(name, row, "id", f"{c['scheme']} {c['id']}", advice)

    def _read_lookalikes(
        self, groups: dict[str, VendorGroup], aliases: tuple[Alias, ...]
    ) -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
        name = "vendor_lookalikes.csv"
        out: dict[str, tuple[tuple[int, re.Pattern[str]], ...]] = {}
        for row, c in self._read_rows(name, "group_id pattern match why confidence"):
            self._check_value(name, row, c, "match", ("substring", "regex"))
            if not self._check_group(name, row, c, groups):
                continue
            try:
                source = c["pattern"] if c["match"] == "regex" else re.escape(c["pattern"])
                pattern = re.compile(source, re.IGNORECASE)
            except re.error as error:
                self._complain(name, row, "pattern", c["pattern"], f"{error}: correct it")
                continue
            for alias in aliases:
                if alias.group == c["group_id"] and pattern.search(alias.alias):
                    self._complain(
                        name,
                        row,
                        "pattern",
                        c["pattern"],
                        f"hides the alias {alias.alias!r} of vendor_aliases.csv, row "
                        f"{alias.row}: make the pattern narrower or drop the alias",
                    )
            out[c["group_id"]] = (*out.get(c["group_id"], ()), (row, pattern))
        return out

    def _read_products(self, groups: dict[str, VendorGroup]) -> tuple[Product, ...]:
        name, out = "products.csv", []
        for row, c in self._read_rows(
            name,
            "product match group_id category implies_data_outsourcing context where since "
            "until source confidence",
        ):
            self._check_value(name, row, c, "implies_data_outsourcing", ("yes", "maybe", "no"))
            self._check_value(name, row, c, "where", ("title", "any"))
            self._check_period(name, row, c)
            self._check_value(name, row, c, "confidence", CONFIDENCES)
            if not self._check_group(name, row, c, groups):
                continue
            try:
                check_phrase(c["match"])
            except ValueError as error:
                self._complain(name, row, "match", c["match"], f"{error}: correct the phrase")
                continue
            out.append(
                Product(
                    row,
                    c["match"],
                    c["group_id"],
                    c["category"],
                    c["implies_data_outsourcing"],
                    _split_cell(c["context"]),
                    c["where"] == "title",
                    self._read_day(name, row, c, "since"),
                    self._read_day(name, row, c, "until"),
                    c["source"] or None,
                    c["confidence"],
                )
            )
        return tuple(out)

    def _read_codes(self) -> dict[str, dict[str, CodeEntry]]:
        name = "classification_codes.csv"
        out: dict[str, dict[str, CodeEntry]] = {}
        tags = ("data_outsourcing", "worker_surveillance", "public_surveillance_ai")
        for row, c in self._read_rows(name, "scheme code label digital domain " + " ".join(tags)):
            self._check_value(name, row, c, "digital", ("yes", "weak", "no"))
            for tag in tags:
                self._check_value(name, row, c, tag, ("strong", "weak", "none"))
            table = out.setdefault(c["scheme"], {})
            if c["code"] in table:
                self._complain(name, row, "code", c["code"], "twice: keep one row")
            table[c["code"]] = CodeEntry(
                c["label"],
                c["digital"] != "no",
                c["domain"],
                {t: c[t] for t in tags},
                c["digital"] == "weak",
            )
        return out

    def _read_portals(self) -> dict[str, Portal]:
        name, out = "portals.csv", {}
        for row, c in self._read_rows(
            name,
            "name title_fr title_en country languages access licence url order "
            "enabled_by_default state terms",
        ):
            self._check_value(name, row, c, "enabled_by_default", ("yes", "no"))
            if c["name"] in out:
                self._complain(name, row, "name", c["name"], "twice: keep one row")
            if not c["order"].isdigit():
                self._complain(name, row, "order", c["order"], "expected a whole number")
                continue
            out[c["name"]] = Portal(
                c["name"],
                c["title_fr"],
                c["title_en"],
                c["country"] or None,
                _split_cell(c["languages"], ","),
                c["access"],
                c["licence"],
                c["url"],
                int(c["order"]),
                c["enabled_by_default"] == "yes",
                c["state"],
                c["terms"],
            )
        return {**out, **self._read_publishers()}

    def _read_publishers(self) -> dict[str, Portal]:
        """Publishers of OCDS, as portals ``ocds:NAME``; the rest of a row is its spider's."""
        name = "ocds_portals.yml"
        try:
            rows = yaml.load((self.folder / name).read_text("utf-8"), Loader=_yaml_loader())
            return {
                f"ocds:{key}": Portal(
                    f"ocds:{key}",
                    row["title"]["fr"],
                    row["title"]["en"],
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
        out: list[Correction] = []
        for row, c in self._read_rows(name, columns):
            found = len(self.complaints)
            for column in ("id", "author", "date", "reason", "source"):
                if not c[column]:
                    self._complain(name, row, column, "", "a correction says who, when and why")
            self._check_value(name, row, c, "kind", CORRECTION_KINDS)
            self._read_day(name, row, c, "date")
            if any(c["id"] == other.id for other in out):
                self._complain(name, row, "id", c["id"], "twice: give it its own id")
            self._check_subject(name, row, c, groups)
            if len(self.complaints) == found:
                cells = {key: c[key] for key in columns.split()}
                out.append(Correction(row, **_empty_as_none(cells, ("award", "role"))))
        return tuple(out)

    def _check_subject(
        self, name: str, row: int, c: dict[str, str], groups: dict[str, VendorGroup]
    ) -> None:
        """What a correction is about must be named, and its new value be one of its tag."""
        if c["kind"] == "supplier":
            if not c["supplier"]:
                self._complain(name, row, "supplier", "", "name the supplier as published")
            if c["new_value"] and c["new_value"] not in groups:
                self._complain(name, row, "new_value", c["new_value"], "no such group")
            return
        for column in ("portal", "number", "tag"):
            if not c[column]:
                self._complain(name, row, column, "", "say which notice and which claim")
        if c["kind"] == "reply":
            if not c["reply"] or not c["reply_by"]:
                self._complain(name, row, "reply", c["reply"], "a reply has words and an author")
            return
        allowed = CORRECTABLE_VALUES.get(c["tag"])
        if allowed is None and c["tag"] != "vendor":
            self._complain(
                name, row, "tag", c["tag"], f"expected vendor, {', '.join(CORRECTABLE_VALUES)}"
            )
        elif allowed is not None:
            self._check_value(name, row, c, "new_value", allowed)
        elif c["new_value"] and c["new_value"] not in groups:
            self._complain(name, row, "new_value", c["new_value"], "no such group")

    def _read_sectors(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        name, found = "buyer_sectors.csv", dict[str, list[str]]()
        for row, c in self._read_rows(name, "sector language words"):
            self._check_value(name, row, c, "sector", BUYER_SECTORS)
            ending = r"\w*" if c["words"].endswith("*") else ""
            words = re.escape(fold_uncached(c["words"].removesuffix("*")))
            found.setdefault(c["sector"], []).append(words + ending)
        return tuple(
            (sector, re.compile(rf"(?<!\S)(?:{'|'.join(words)})(?!\S)"))
            for sector, words in found.items()
        )

    def _read_name_words(self) -> dict[str, str]:
        name, out = "name_words.csv", {}
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
        for row, c in self._read_rows(name, "words kind"):
            self._check_value(name, row, c, "kind", kinds)
            out[fold_uncached(c["words"])] = c["kind"]
        return out


BUYER_SECTORS = ("health", "police", "transport", "education")


def _split_cell(cell: str, by: str = "|") -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(by) if part.strip())


def _empty_as_none(cells: dict[str, str], names: tuple[str, ...]) -> dict[str, Any]:
    """Cells of a row, with the empty ones among these as None."""
    return {key: (cell or None) if key in names else cell for key, cell in cells.items()}


def _by_notice(
    corrections: tuple[Correction, ...],
) -> dict[tuple[str, str], tuple[Correction, ...]]:
    out: dict[tuple[str, str], tuple[Correction, ...]] = {}
    for one in corrections:
        if one.kind != "supplier":
            key = (one.portal, one.number)
            out[key] = (*out.get(key, ()), one)
    return out


def _yaml_loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _complaint_message(folder: Path, complaints: list[str]) -> str:
    lines = [f"{folder.name}/: {len(complaints)} faults in the reference tables."]
    lines += complaints[:MAX_COMPLAINTS_SHOWN]
    if len(complaints) > MAX_COMPLAINTS_SHOWN:
        lines.append(f"… and {len(complaints) - MAX_COMPLAINTS_SHOWN} more.")
    return "\n  ".join(lines)


def _phrase_owners(
    found_rules: tuple[Rule, ...], products: tuple[Product, ...]
) -> tuple[tuple[tuple[Rule | Product, str | None, bool], ...], list[tuple[str, int]]]:
    """Rules and products -> who owns hit i, and the phrases with their owner's number."""
    owners: list[tuple[Rule | Product, str | None, bool]] = []
    numbers: dict[tuple[str, str | None, bool], int] = {}
    entries: list[tuple[str, int]] = []
    for rule in found_rules:
        for phrases, forbids in ((rule.any, False), (rule.none, True)):
            for language, phrase in phrases:
                key = (rule.id + rule.tag, language, forbids)
                if key not in numbers:
                    numbers[key] = len(owners)
                    owners.append((rule, language, forbids))
                entries.append((phrase, numbers[key]))
    for product in products:
        entries.append((product.name, len(owners)))
        owners.append((product, None, False))
    return tuple(owners), entries
