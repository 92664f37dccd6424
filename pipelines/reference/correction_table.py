"""Read the table of corrections: what people found wrong, and what holds instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.reference.csv_table_reader import TableFolder, TableRow
from pipelines.reference.table_classes import Correction, VendorGroup

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


def read_corrections(files: TableFolder, groups: dict[str, VendorGroup]) -> tuple[Correction, ...]:
    """Read the corrections; a row with a fault is complained about and left out."""
    columns = (
        "id kind portal number award supplier tag old_value new_value role author date reason "
        "source reply_by reply"
    )
    corrections: list[Correction] = []
    for row in files.rows("corrections.csv", columns):
        complaints_before = len(files.complaints)
        for column in ("id", "author", "date", "reason", "source"):
            if not row[column]:
                row.complain(column, "a correction says who, when and why")
        row.check("kind", CORRECTION_KINDS)
        row.day("date")
        if any(row["id"] == other.id for other in corrections):
            row.complain("id", "twice: give it its own id")
        _check_subject(row, groups)
        if len(files.complaints) == complaints_before:
            values: dict[str, Any] = {key: row[key] for key in columns.split()}
            values |= {key: values[key] or None for key in ("award", "role")}
            corrections.append(Correction(row.number, **values))
    return tuple(corrections)


def corrections_by_notice(
    corrections: tuple[Correction, ...],
) -> dict[tuple[str, str], tuple[Correction, ...]]:
    """Return the corrections of notices, by (portal, number)."""
    by_notice: dict[tuple[str, str], tuple[Correction, ...]] = {}
    for correction in corrections:
        if correction.kind != "supplier":
            key = (correction.portal, correction.number)
            by_notice[key] = (*by_notice.get(key, ()), correction)
    return by_notice


def _check_subject(row: TableRow, groups: Mapping[str, VendorGroup]) -> None:
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
