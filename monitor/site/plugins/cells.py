"""What a cell of a table shows: links, groups as chips, words for values, amounts.

Every value is text of a portal: it is escaped here or left to Datasette, which escapes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from datasette import hookimpl
from datasette.utils import tilde_encode
from markupsafe import Markup

from monitor.site.metadata import NAME, labels, value_label

LONGEST = 160  # characters of a text in a table
THIN = "\u202f"  # French thousands separator

# column of any table or question -> table whose row it names
ROWS = {
    "contract_id": "contracts", "same_as": "contracts",
    "notice_id": "notices", "replaces": "notices", "replaced_by": "notices",
    "procedure_id": "procedures",
    "buyer_id": "organizations", "organization_id": "organizations", "parent_id": "organizations",
    "vendor_group": "vendor_groups",
    "document_sha256": "documents", "run_id": "runs",
}  # fmt: skip
# column that names the row, and where its id stands: (column, id column) -> table
NAMED = {
    ("title", "contract_id"): "contracts",
    ("title", "notice_id"): "notices",
    ("buyer", "buyer_id"): "organizations",
    ("group_name", "vendor_group"): "vendor_groups",
}
CLAIMS = frozenset({
    "big_tech", "data_outsourcing", "worker_surveillance", "public_surveillance_ai",
    "public_alternative",
})  # fmt: skip
# columns of free text or numbers of the portal's own, where a word like "open" is no value of ours
FREE = frozenset({"title", "name", "text", "evidence", "before", "after", "id", "number", "lot"})


@dataclass(frozen=True)
class Cell:
    """A value and where it stands; ``table`` is None on the page of a question."""

    row: Any
    value: Any
    column: str
    table: str | None
    datasette: Any


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    if database != NAME or isinstance(value, (dict, bytes)):
        return None
    if value is None:
        return _named_anyway(Cell(row, value, column, table, datasette))
    one = Cell(row, value, column, table, datasette)
    for show in (_money, _chips, _official, _claim, _named, _row_link, _value):
        shown = show(one)
        if shown is not None:
            return shown
    return None


def row_url(datasette: Any, table: str, *key: object) -> str:
    """Address of a row's page."""
    path = ",".join(tilde_encode(str(part)) for part in key)
    return str(datasette.urls.row(NAME, table, path))


def amount(value: float, unit: str = "€") -> str:
    """1234567.5 -> "1 234 568 €": no cents on pages, narrow blanks that do not break."""
    return f"{value:,.0f}".replace(",", THIN) + f"\u00a0{unit}"


def cell(row: Any, column: str) -> Any:
    """Value of another column of this row; None when the page does not have it."""
    try:
        found = row[column]
    except (KeyError, IndexError):
        return None
    return found["value"] if isinstance(found, dict) else found


def _money(one: Cell) -> Markup | None:
    if not isinstance(one.value, int | float):
        return None
    if one.column.endswith("_eur"):
        unit = "€"
    elif one.column in ("value", "maximum"):
        unit = str(cell(one.row, "currency") or "")
    else:
        return None
    return Markup('<span class="money" title="{}">{}</span>').format(
        one.value, amount(one.value, unit)
    )


def _chips(one: Cell) -> Markup | None:
    if one.column != "vendor_groups":
        return None
    try:
        groups = json.loads(one.value)
    except (ValueError, TypeError, RecursionError):  # a visitor's SQL calls anything by this name
        return None
    if not isinstance(groups, list):
        return None
    chip = Markup('<a class="chip" href="{}?_group={}">{}</a>')
    page = one.datasette.urls.table(NAME, "contracts")
    shown = Markup(" ").join(chip.format(page, quote_plus(str(g)), str(g)) for g in groups)
    return shown or Markup("&nbsp;")


def _official(one: Cell) -> Markup | None:
    if one.column != "url" or not str(one.value).startswith(("http://", "https://")):
        return None
    words = "avis officiel ↗ official notice" if one.table != "portals" else one.value
    return Markup('<a class="official" rel="noopener noreferrer" href="{}">{}</a>').format(
        one.value, words
    )


def _claim(one: Cell) -> Markup | None:
    if one.column not in CLAIMS or one.value not in ("yes", "unclear", "no"):
        return None
    return Markup('<span class="claim {}">{}</span>').format(one.value, value_label(one.value))


def _named(one: Cell) -> Markup | None:
    target, key = _target(one)
    if target is None or not isinstance(one.value, str):
        return None
    text = one.value if len(one.value) <= LONGEST else one.value[:LONGEST] + "…"
    return Markup('<a href="{}">{}</a>').format(row_url(one.datasette, target, key), text)


def _named_anyway(one: Cell) -> Markup | None:
    """A row without title still needs something to click on."""
    target, key = _target(one)
    if target is None or one.column != "title":
        return None
    return Markup('<a href="{}">{}</a>').format(row_url(one.datasette, target, key), key)


def _target(one: Cell) -> tuple[str | None, Any]:
    if one.table in ("contracts", "notices", "procedures") and one.column == "title":
        return one.table, cell(one.row, "id")
    for (shown, key), target in NAMED.items():
        if one.column == shown and cell(one.row, key) is not None:
            return target, cell(one.row, key)
    return None, None


def _row_link(one: Cell) -> Markup | None:
    target = ROWS.get(one.column)
    if target is None or one.value == "":
        return None
    text = str(one.value) if len(str(one.value)) <= 40 else str(one.value)[:12] + "…"
    return Markup('<a href="{}">{}</a>').format(row_url(one.datasette, target, one.value), text)


def _value(one: Cell) -> Markup | None:
    if one.column in FREE or one.value not in labels()["values"]:
        return None
    return Markup('<span title="{}">{}</span>').format(one.value, value_label(one.value))
