"""Convert values of the model to SQL values, and tags to claim columns.

Pure.  Claim columns hold the strongest value among the tags, so a reader can check them against the
notice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from pipelines.model import CLAIM_TAGS, Code, Money, Organization, Supplier, Tag, Text
from pipelines.store.schema import TABLES

SqlRow = tuple[Any, ...]
RowsByTable = dict[str, list[SqlRow]]

# The most exposed value decides (annotation guideline, rule 26).
DATA_LAW_EXPOSURES = (
    "non_eu_parent",
    "foreign_parent",
    "hybrid",
    "unknown",
    "domestic",
    "eu_only",
    "not_applicable",
)
# behind a name among the suppliers, as ``WITHHELD`` stands in place of one
SUBCONTRACTOR_MARK = " (sous-traitant / subcontractor)"
IGNORED_ROLES = ("brand_only_equivalent", "mention_only")
_ROLE_ORDER = (
    "winner",
    "reseller_winner",
    "consortium_member",
    "subcontractor",
    "named_product",
    "named_manufacturer",
    "incumbent",
)


def row_in_order(table: str, values: Mapping[str, Any]) -> SqlRow:
    """Return the values as a row in the table's column order; missing ones are None."""
    return tuple(map(values.get, TABLES[table].names))


def iso_date(value: date | None) -> str | None:
    """Return the date as ISO 8601 text."""
    return value.isoformat() if value is not None else None


def amount_of(money: Money | None) -> float | None:
    """Return the published amount."""
    return float(money.amount) if money is not None else None


def euros_of(money: Money | None) -> float | None:
    """Return the euros, rounded to cents."""
    return float(round(money.eur, 2)) if money is not None and money.eur is not None else None


def json_text(value: Any) -> str:
    """Return the value as JSON text."""
    return msgspec.json.encode(value).decode()


def code_text(codes: Iterable[Code]) -> str | None:
    """Return the main code, else the first one, as ``SCHEME code``."""
    listed = list(codes)
    main = next((code for code in listed if code.main), listed[0] if listed else None)
    return f"{main.scheme} {main.id}" if main is not None else None


def claim_columns(tags: Iterable[Tag]) -> dict[str, str | None]:
    """Reduce tags to the claim columns: the strongest value of each, the most exposed law."""
    values_by_tag: dict[str, set[str]] = {}
    for tag in tags:
        values_by_tag.setdefault(tag.tag, set()).add(tag.value)
    columns: dict[str, str | None] = {}
    for name in CLAIM_TAGS:
        values = values_by_tag.get(name, set())
        columns[name] = "yes" if "yes" in values else "unclear" if "unclear" in values else "no"
    laws = values_by_tag.get("data_law_exposure", set())
    columns["data_law_exposure"] = next((law for law in DATA_LAW_EXPOSURES if law in laws), None)
    return columns


def vendor_group_roles(
    tags: Iterable[Tag], suppliers: Iterable[Supplier] = ()
) -> dict[str, tuple[str, str]]:
    """Return (role, confidence) of each vendor group, by id.

    Without links of low confidence and without ``IGNORED_ROLES``.
    """
    roles: dict[str, tuple[str, str]] = {}
    for tag in tags:
        if tag.tag != "vendor" or tag.confidence == "low" or tag.role in IGNORED_ROLES:
            continue
        role = tag.role or "named_product"
        if tag.value not in roles or _role_rank(role) < _role_rank(roles[tag.value][0]):
            roles[tag.value] = (role, tag.confidence)
    for supplier in suppliers:
        for vendor in supplier.vendors:
            if vendor.confidence != "low" and vendor.group not in roles:
                roles[vendor.group] = ("winner", vendor.confidence)
    return dict(sorted(roles.items()))


def _role_rank(role: str) -> int:
    return _ROLE_ORDER.index(role) if role in _ROLE_ORDER else len(_ROLE_ORDER)


def joined_names(organizations: Iterable[Organization]) -> str | None:
    """Return the names, each once, joined by " | "."""
    return " | ".join(dict.fromkeys(o.name for o in organizations if o.name)) or None


def supplier_list(named: Iterable[tuple[str, Supplier]]) -> str | None:
    """Return the names of suppliers, each once, joined by " | "; who is a subcontractor alone is
    marked, for who reads the list may take all for those that signed."""
    roles: dict[str, set[str]] = {}
    for name, supplier in named:
        roles.setdefault(name, set()).add(supplier.role)
    alone = {"subcontractor"}
    return (
        " | ".join(name + SUBCONTRACTOR_MARK * (of == alone) for name, of in roles.items() if name)
        or None
    )


def first_text(texts: Iterable[Text], field: str, languages: Iterable[str]) -> str | None:
    """Return the text of a field in the first of the languages that has one."""
    of_field = [text for text in texts if text.field == field]
    for language in languages:
        for text in of_field:
            if text.language == language:
                return text.text
    return of_field[0].text if of_field else None


def as_float(value: Decimal | None) -> float | None:
    """Return the number as float."""
    return float(value) if value is not None else None


def tag_row(tag: Tag, notice_id: str, contract_id: str | None) -> SqlRow:
    """Return the row of ``tags``; its id is a hash of the claim and its evidence.

    The probability and what weighs against it are no part of it: a model that is fitted again
    renames no claim.
    """
    parts = (
        notice_id,
        contract_id,
        tag.tag,
        tag.value,
        tag.role,
        tag.confidence,
        tag.rule,
        tag.field,
        tag.lot,
        tag.language,
        tag.evidence,
        tag.start,
    )
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
    against = " | ".join(tag.words_against) or None
    return (digest, *parts, tag.probability, iso_date(tag.checked_on), against)


def unique_rows(table: str, rows: Iterable[SqlRow]) -> list[SqlRow]:
    """Return the rows without repeated keys; the first one stays."""
    rows = list(rows)
    if len(rows) < 2:
        return rows
    names = TABLES[table].names
    places = [names.index(column) for column in TABLES[table].pk]
    by_key: dict[SqlRow, SqlRow] = {}
    for row in rows:
        by_key.setdefault(tuple(row[index] for index in places), row)
    return list(by_key.values())
