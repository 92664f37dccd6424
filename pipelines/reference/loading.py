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
from pipelines.reference.identifiers import checked
from pipelines.reference.legal_regimes import EEA, REGIMES, law_of
from pipelines.reference.phrase_matcher import Matcher, check
from pipelines.reference.registers import REGISTERS
from pipelines.reference.rules import Rule, rules, weights
from pipelines.reference.tables import (
    TIERS,
    Alias,
    CodeRow,
    Correction,
    Group,
    Identified,
    Portal,
    Product,
    Tables,
)
from pipelines.reference.vendor_index import NameIndex
from pipelines.text_folding import fold_once

__all__ = ["FOLDER", "Tables", "load", "table_versions"]

FOLDER = Path(__file__).parents[2] / "data" / "reference"
CONFIDENCES = ("high", "medium", "low")
MATCHES = ("literal", "exact", "start", "inside", "core")
SHOWN = 30
PUBLISHERS_FROM = 2000  # their place in the order of portals: behind all that have their own file
CORRECTION_KINDS = ("claim", "withdrawn", "supplier", "reply")
_ANSWERS = ("yes", "unclear", "no")
# claim that a person may correct -> its values
CORRECTED = {
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
def load(folder: Path = FOLDER) -> Tables:
    """Folder -> its tables, checked and compiled; kept for the life of the process."""
    return _Reader(folder).tables()


@lru_cache(maxsize=4)
def portals(folder: Path = FOLDER) -> dict[str, Portal]:
    """Folder -> its portals alone, by name: for who needs no other table (they take memory).

    Raises  Misconfigured with file, row and column of every mistake in them.
    """
    reader = _Reader(folder)
    found = reader._portals()
    if reader.complaints:
        raise Misconfigured(_told(folder, reader.complaints))
    return found


@lru_cache(maxsize=4)
def groups(folder: Path = FOLDER) -> dict[str, Group]:
    """Folder -> its vendor groups alone, by id, likewise."""
    reader = _Reader(folder)
    found = reader._groups()
    if reader.complaints:
        raise Misconfigured(_told(folder, reader.complaints))
    return found


def table_versions(folder: Path = FOLDER) -> dict[str, str]:
    """Folder -> a hash of each of its files, by their path in it."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class _Reader:
    """Reads one folder and gathers complaints; only ``tables`` raises."""

    folder: Path
    complaints: list[str] = field(default_factory=list)

    def tables(self) -> Tables:
        groups = self._groups()
        aliases = self._aliases(groups)
        products = self._products(groups)
        found_rules = rules(self.folder / "rules", self.complaints)
        found_weights = weights(self.folder / "rules" / "weights.yml", self.complaints)
        lookalikes = self._lookalikes(groups, aliases)
        identifiers = self._identifiers(groups)
        words = self._name_words()
        sectors = self._sectors()
        codes, portals, corrections = self._codes(), self._portals(), self._corrections(groups)
        if self.complaints or found_weights is None:
            raise Misconfigured(_told(self.folder, self.complaints))
        owners, entries = _owners(found_rules, products)
        return Tables(
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
            NameIndex(aliases, words),
            Matcher(entries),
            owners,
            _by_notice(corrections),
            {fold_once(one.supplier): one for one in corrections if one.kind == "supplier"},
            sectors=sectors,
        )

    def _rows(self, name: str, columns: str) -> Iterator[tuple[int, dict[str, str]]]:
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

    def _one_of(
        self, name: str, row: int, cells: dict[str, str], column: str, allowed: tuple[str, ...]
    ) -> None:
        if cells[column] not in allowed:
            self._complain(name, row, column, cells[column], f"expected {', '.join(allowed)}")

    def _known_group(
        self, name: str, row: int, cells: dict[str, str], groups: dict[str, Group]
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

    def _day(self, name: str, row: int, cells: dict[str, str], column: str) -> date | None:
        if not cells[column]:
            return None
        try:
            return date.fromisoformat(cells[column])
        except ValueError:
            self._complain(name, row, column, cells[column], "expected a date like 2023-11-22")
            return None

    def _period(self, name: str, row: int, cells: dict[str, str]) -> None:
        """What was sold was bought before."""
        since, until = cells["since"], cells["until"]
        if since and until and since > until:
            advice = f"ends before it begins on {since}: correct one of the two"
            self._complain(name, row, "until", cells["until"], advice)

    def _groups(self) -> dict[str, Group]:
        name, out = "vendor_groups.csv", {}
        for row, c in self._rows(
            name,
            "group_id name tier hq_country regime legal_regime_note why_listed why_listed_fr "
            "source checked_on confidence",
        ):
            if c["group_id"] in out:
                self._complain(name, row, "group_id", c["group_id"], "twice: keep one row")
            self._seat(name, row, c)
            self._looked_up(name, row, c)
            for column in ("why_listed", "why_listed_fr"):
                if not c[column]:
                    self._complain(name, row, column, "", "is empty: say it in both languages")
            self._one_of(name, row, c, "tier", TIERS)
            self._one_of(name, row, c, "confidence", CONFIDENCES)
            out[c["group_id"]] = Group(
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

    def _seat(self, name: str, row: int, c: dict[str, str]) -> None:
        """Head office and law of a group fit together."""
        if not c["regime"]:
            self._complain(name, row, "regime", "", "is empty: say whose law applies")
            return
        self._one_of(name, row, c, "regime", REGIMES)
        if not re.fullmatch("[A-Z]{2}", c["hq_country"]):
            self._complain(name, row, "hq_country", c["hq_country"], "expected a code like FR")
        elif c["regime"] in ("eu", "hybrid") and c["hq_country"] not in EEA:
            advice = f"but the head office is in {c['hq_country']}: correct one of the two"
            self._complain(name, row, "regime", c["regime"], advice)
        local = ("hybrid", law_of(c["hq_country"]))
        if c["tier"] == "sovereign_alternative" and c["regime"] not in local:
            advice = f"readers see: without a foreign parent, but regime is {c['regime']}"
            self._complain(name, row, "tier", c["tier"], f"{advice}: correct one of the two")

    def _looked_up(self, name: str, row: int, c: dict[str, str]) -> None:
        """A source is an address; a day of reading belongs to one."""
        if c["source"] and not re.match("https?://", c["source"]):
            self._complain(name, row, "source", c["source"], "expected the address of a page")
        if self._day(name, row, c, "checked_on") and not c["source"]:
            advice = "says that a source was read, and none is given: name it, or drop the day"
            self._complain(name, row, "checked_on", c["checked_on"], advice)

    def _aliases(self, groups: dict[str, Group]) -> tuple[Alias, ...]:
        name, out = "vendor_aliases.csv", []
        seen: dict[str, list[Alias]] = {}
        for row, c in self._rows(
            name, "group_id alias kind match near context since until source confidence"
        ):
            self._one_of(name, row, c, "match", MATCHES)
            self._one_of(name, row, c, "confidence", CONFIDENCES)
            self._period(name, row, c)
            if not self._known_group(name, row, c, groups):
                continue
            folded = fold_once(c["alias"])
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
                _split(c["context"]),
                self._day(name, row, c, "since"),
                self._day(name, row, c, "until"),
                c["source"] or None,
                c["confidence"],
            )
            others = seen.setdefault(folded, [])
            for other in others:
                self._contradiction(name, alias, other)
            others.append(alias)
            out.append(alias)
        return tuple(out)

    def _contradiction(self, name: str, alias: Alias, other: Alias) -> None:
        apart = (alias.until and other.since and alias.until < other.since) or (
            other.until and alias.since and other.until < alias.since
        )
        if alias.group != other.group and not apart:
            advice = (
                f"is in group {alias.group} here and in {other.group} in row {other.row}: "
                "keep one, or give both dates that do not overlap"
            )
            self._complain(name, alias.row, "alias", alias.alias, advice)

    def _identifiers(self, groups: dict[str, Group]) -> dict[tuple[str, str], Identified]:
        name = "vendor_identifiers.csv"
        out: dict[tuple[str, str], Identified] = {}
        for row, c in self._rows(name, "group_id scheme id name source confidence"):
            if not self._known_group(name, row, c, groups):
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
            self._one_of(name, row, c, "confidence", CONFIDENCES)
            self._registered(name, row, c)
            out[key] = Identified(
                row, c["group_id"], c["name"], c["source"] or None, c["confidence"]
            )
        return out

    def _registered(self, name: str, row: int, c: dict[str, str]) -> None:
        """The number stands as readers of notices write it, or no notice would ever match it."""
        register = {one.scheme for many in REGISTERS.values() for one in many}
        found = [one for one in checked(c["scheme"], c["id"], None) if one.scheme in register]
        if Identifier(c["scheme"], c["id"]) in found:
            return
        told = ", ".join(f"{one.scheme} {one.id}" for one in found)
        advice = f"write it {told}" if told else "no register that we know has such a number"
        self._complain(name, row, "id", f"{c['scheme']} {c['id']}", advice)

    def _lookalikes(
        self, groups: dict[str, Group], aliases: tuple[Alias, ...]
    ) -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
        name = "vendor_lookalikes.csv"
        out: dict[str, tuple[tuple[int, re.Pattern[str]], ...]] = {}
        for row, c in self._rows(name, "group_id pattern match why confidence"):
            self._one_of(name, row, c, "match", ("substring", "regex"))
            if not self._known_group(name, row, c, groups):
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

    def _products(self, groups: dict[str, Group]) -> tuple[Product, ...]:
        name, out = "products.csv", []
        for row, c in self._rows(
            name,
            "product match group_id category implies_data_outsourcing context where since "
            "until source confidence",
        ):
            self._one_of(name, row, c, "implies_data_outsourcing", ("yes", "maybe", "no"))
            self._one_of(name, row, c, "where", ("title", "any"))
            self._period(name, row, c)
            self._one_of(name, row, c, "confidence", CONFIDENCES)
            if not self._known_group(name, row, c, groups):
                continue
            try:
                check(c["match"])
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
                    _split(c["context"]),
                    c["where"] == "title",
                    self._day(name, row, c, "since"),
                    self._day(name, row, c, "until"),
                    c["source"] or None,
                    c["confidence"],
                )
            )
        return tuple(out)

    def _codes(self) -> dict[str, dict[str, CodeRow]]:
        name = "classification_codes.csv"
        out: dict[str, dict[str, CodeRow]] = {}
        tags = ("data_outsourcing", "worker_surveillance", "public_surveillance_ai")
        for row, c in self._rows(name, "scheme code label digital domain " + " ".join(tags)):
            self._one_of(name, row, c, "digital", ("yes", "weak", "no"))
            for tag in tags:
                self._one_of(name, row, c, tag, ("strong", "weak", "none"))
            table = out.setdefault(c["scheme"], {})
            if c["code"] in table:
                self._complain(name, row, "code", c["code"], "twice: keep one row")
            table[c["code"]] = CodeRow(
                c["label"],
                c["digital"] != "no",
                c["domain"],
                {t: c[t] for t in tags},
                c["digital"] == "weak",
            )
        return out

    def _portals(self) -> dict[str, Portal]:
        name, out = "portals.csv", {}
        for row, c in self._rows(
            name,
            "name title_fr title_en country languages access licence url order "
            "enabled_by_default state terms",
        ):
            self._one_of(name, row, c, "enabled_by_default", ("yes", "no"))
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
                _split(c["languages"], ","),
                c["access"],
                c["licence"],
                c["url"],
                int(c["order"]),
                c["enabled_by_default"] == "yes",
                c["state"],
                c["terms"],
            )
        return {**out, **self._publishers()}

    def _publishers(self) -> dict[str, Portal]:
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
                    PUBLISHERS_FROM + place,
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

    def _corrections(self, groups: dict[str, Group]) -> tuple[Correction, ...]:
        name = "corrections.csv"
        columns = (
            "id kind portal number award supplier tag old_value new_value role author date reason "
            "source reply_by reply"
        )
        out: list[Correction] = []
        for row, c in self._rows(name, columns):
            found = len(self.complaints)
            for column in ("id", "author", "date", "reason", "source"):
                if not c[column]:
                    self._complain(name, row, column, "", "a correction says who, when and why")
            self._one_of(name, row, c, "kind", CORRECTION_KINDS)
            self._day(name, row, c, "date")
            if any(c["id"] == other.id for other in out):
                self._complain(name, row, "id", c["id"], "twice: give it its own id")
            self._about(name, row, c, groups)
            if len(self.complaints) == found:
                cells = {key: c[key] for key in columns.split()}
                out.append(Correction(row, **_optional(cells, ("award", "role"))))
        return tuple(out)

    def _about(self, name: str, row: int, c: dict[str, str], groups: dict[str, Group]) -> None:
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
        allowed = CORRECTED.get(c["tag"])
        if allowed is None and c["tag"] != "vendor":
            self._complain(name, row, "tag", c["tag"], f"expected vendor, {', '.join(CORRECTED)}")
        elif allowed is not None:
            self._one_of(name, row, c, "new_value", allowed)
        elif c["new_value"] and c["new_value"] not in groups:
            self._complain(name, row, "new_value", c["new_value"], "no such group")

    def _sectors(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        name, found = "buyer_sectors.csv", dict[str, list[str]]()
        for row, c in self._rows(name, "sector language words"):
            self._one_of(name, row, c, "sector", SECTORS)
            ending = r"\w*" if c["words"].endswith("*") else ""
            words = re.escape(fold_once(c["words"].removesuffix("*")))
            found.setdefault(c["sector"], []).append(words + ending)
        return tuple(
            (sector, re.compile(rf"(?<!\S)(?:{'|'.join(words)})(?!\S)"))
            for sector, words in found.items()
        )

    def _name_words(self) -> dict[str, str]:
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
        for row, c in self._rows(name, "words kind"):
            self._one_of(name, row, c, "kind", kinds)
            out[fold_once(c["words"])] = c["kind"]
        return out


SECTORS = ("health", "police", "transport", "education")


def _split(cell: str, by: str = "|") -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(by) if part.strip())


def _optional(cells: dict[str, str], names: tuple[str, ...]) -> dict[str, Any]:
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


def _told(folder: Path, complaints: list[str]) -> str:
    lines = [f"{folder.name}/: {len(complaints)} faults in the reference tables."]
    lines += complaints[:SHOWN]
    if len(complaints) > SHOWN:
        lines.append(f"… and {len(complaints) - SHOWN} more.")
    return "\n  ".join(lines)


def _owners(
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
