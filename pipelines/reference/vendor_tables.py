"""Read the tables of vendors: groups, their names, numbers and lookalikes."""

from __future__ import annotations

import re
from collections.abc import Container

from pipelines.interface_languages import language_columns
from pipelines.model import Identifier
from pipelines.reference.csv_table_reader import CONFIDENCES, TableFolder, TableRow, split_cell
from pipelines.reference.legal_regimes import EEA, REGIMES, regime_of_country
from pipelines.reference.organization_registers import REGISTERS
from pipelines.reference.registry_numbers import valid_identifiers
from pipelines.reference.table_classes import TIERS, Alias, VendorGroup, VendorIdentifier
from pipelines.text_folding import fold_uncached

ALIAS_MATCH_KINDS = ("literal", "exact", "start", "inside", "core")
_WHY_LISTED = language_columns("why_listed", source="why_listed")  # language -> column


def read_groups(files: TableFolder) -> dict[str, VendorGroup]:
    """Read the vendor groups, by id."""
    vendor_groups = {}
    for row in files.rows(
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


def read_aliases(files: TableFolder, groups: dict[str, VendorGroup]) -> tuple[Alias, ...]:
    """Read the names of vendors, in the order of the file."""
    read = []
    by_name: dict[str, list[Alias]] = {}
    for row in files.rows(
        "vendor_aliases.csv",
        "group_id alias kind match near context since until source confidence",
    ):
        row.check("match", ALIAS_MATCH_KINDS)
        row.check("confidence", CONFIDENCES)
        row.check_period()
        if not has_group(row, groups):
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
            split_cell(row["context"]),
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


def read_identifiers(
    files: TableFolder, groups: dict[str, VendorGroup]
) -> dict[tuple[str, str], VendorIdentifier]:
    """Read the registry numbers of vendors, by (scheme, number)."""
    identifiers: dict[tuple[str, str], VendorIdentifier] = {}
    for row in files.rows("vendor_identifiers.csv", "group_id scheme id name source confidence"):
        if not has_group(row, groups):
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


def read_lookalikes(
    files: TableFolder, groups: dict[str, VendorGroup], aliases: tuple[Alias, ...]
) -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
    """Read what is not a group though named like it: by group, row number and pattern."""
    patterns: dict[str, tuple[tuple[int, re.Pattern[str]], ...]] = {}
    of_group: dict[str, list[Alias]] = {}
    for alias in aliases:
        of_group.setdefault(alias.group, []).append(alias)
    for row in files.rows("vendor_lookalikes.csv", "group_id pattern match why confidence"):
        row.check("match", ("substring", "regex"))
        if not has_group(row, groups):
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


def has_group(row: TableRow, groups: Container[str]) -> bool:
    """Whether ``group_id`` is one of the groups; complains when it is not."""
    if row["group_id"] in groups:
        return True
    row.complain("group_id", "no such group: add it to vendor_groups.csv or correct it")
    return False


def _check_seat(row: TableRow) -> None:
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


def _check_source(row: TableRow) -> None:
    """Complain about a source without address, or a check day without source."""
    if row["source"] and not re.match("https?://", row["source"]):
        row.complain("source", "expected the address of a page")
    if row.day("checked_on") and not row["source"]:
        advice = "says that a source was read, and none is given: name it, or drop the day"
        row.complain("checked_on", advice)


def _check_alias_conflict(row: TableRow, alias: Alias, other: Alias) -> None:
    apart = (alias.until and other.since and alias.until < other.since) or (
        other.until and alias.since and other.until < alias.since
    )
    if alias.group != other.group and not apart:
        advice = (
            f"is in group {alias.group} here and in {other.group} in row {other.row}: "
            "keep one, or give both dates that do not overlap"
        )
        row.complain("alias", advice)


def _check_registry_number(row: TableRow) -> None:
    """Complain about a number that differs from its canonical form."""
    register = {register.scheme for many in REGISTERS.values() for register in many}
    valid = [
        identifier
        for identifier in valid_identifiers(row["scheme"], row["id"], None)
        if identifier.scheme in register
    ]
    if Identifier(row["scheme"], row["id"]) in valid:
        return
    numbers = ", ".join(f"{identifier.scheme} {identifier.id}" for identifier in valid)
    advice = f"write it {numbers}" if numbers else "no register that we know has such a number"
    row.complain("id", advice, f"{row['scheme']} {row['id']}")
