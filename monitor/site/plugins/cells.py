"""What a cell of a table shows: links, groups as chips, words for values, amounts.

Every value is text of a portal: it is escaped here or left to Datasette, which escapes it.
"""

from __future__ import annotations

import json
from typing import Any

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


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    if database != NAME or isinstance(value, (dict, bytes)):
        return None
    if value is None:
        return _named_anyway(row, column, table, datasette)
    for show in (_money, _chips, _official, _claim, _named, _row_link, _value):
        shown = show(row, value, column, table, datasette)
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


def _money(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    if not isinstance(value, int | float):
        return None
    if column.endswith("_eur"):
        unit = "€"
    elif column in ("value", "maximum"):
        unit = str(cell(row, "currency") or "")
    else:
        return None
    return Markup('<span class="money" title="{}">{}</span>').format(value, amount(value, unit))


def _chips(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    if column != "vendor_groups":
        return None
    try:
        groups = json.loads(value)
    except ValueError:
        return None
    if not isinstance(groups, list):
        return None
    chip = Markup('<a class="chip" href="{}?vendor_groups__arraycontains={}">{}</a>')
    page = datasette.urls.table(NAME, "notices" if table == "notices" else "contracts")
    shown = Markup(" ").join(chip.format(page, tilde_encode(str(g)), str(g)) for g in groups)
    return shown or Markup("&nbsp;")


def _official(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:  # fmt: skip
    if column != "url" or not str(value).startswith(("http://", "https://")):
        return None
    words = "avis officiel ↗ official notice" if table != "portals" else value
    return Markup('<a class="official" rel="noopener noreferrer" href="{}">{}</a>').format(
        value, words
    )


def _claim(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    if column not in CLAIMS or value not in ("yes", "unclear", "no"):
        return None
    return Markup('<span class="claim {}">{}</span>').format(value, value_label(value))


def _named(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    target, key = _target(row, column, table)
    if target is None or not isinstance(value, str):
        return None
    text = value if len(value) <= LONGEST else value[:LONGEST] + "…"
    return Markup('<a href="{}">{}</a>').format(row_url(datasette, target, key), text)


def _named_anyway(row: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    """A row without title still needs something to click on."""
    target, key = _target(row, column, table)
    if target is None or column != "title":
        return None
    return Markup('<a href="{}">{}</a>').format(row_url(datasette, target, key), key)


def _target(row: Any, column: str, table: str | None) -> tuple[str | None, Any]:
    if table in ("contracts", "notices", "procedures") and column == "title":
        return table, cell(row, "id")
    for (shown, key), target in NAMED.items():
        if column == shown and cell(row, key) is not None:
            return target, cell(row, key)
    return None, None


def _row_link(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:  # fmt: skip
    target = ROWS.get(column)
    if target is None or value == "":
        return None
    text = str(value) if len(str(value)) <= 40 else str(value)[:12] + "…"
    return Markup('<a href="{}">{}</a>').format(row_url(datasette, target, value), text)


def _value(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    if column in FREE or value not in labels()["values"]:
        return None
    return Markup('<span title="{}">{}</span>').format(value, value_label(value))
