"""Find the row that a cell of a table names, and the address of its page.

Where a row has a page of ours (contract, public body, group), links lead there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from datasette.utils import tilde_encode

from monitor.i18n import value_formatting
from monitor.i18n.datasette_metadata import DATABASE_NAME, table_descriptions
from monitor.i18n.routes import BY_NAME, page_path
from monitor.i18n.table_labels import group_label, portal_label
from pipelines.store.schema import TABLES

# column of any table or question -> table whose row it names
ROWS = {
    **{
        column: of
        for table in TABLES.values()
        for column, of, key in table.foreign_keys
        if column != key
    },
    "same_as": "contracts",
    "replaces": "notices",
    "replaced_by": "notices",
}
# column that names the row, and where its id stands: (column, id column) -> table
NAMED = {
    ("title", "contract_id"): "contracts",
    ("title", "notice_id"): "notices",
    ("buyer", "buyer_id"): "organizations",
    ("group_name", "vendor_group"): "vendor_groups",
    ("held_by", "vendor_group"): "vendor_groups",
    ("supplier", "organization_id"): "organizations",
}
# table -> column that names its own row
OWN_NAMES = {
    **dict.fromkeys(("contracts", "notices", "procedures"), "title"),
    **dict.fromkeys(("organizations", "vendor_groups"), "name"),
}
# table -> function that says what its rows are called, where it is no column of theirs
LABEL_FUNCTIONS = {"vendor_groups": group_label, "portals": portal_label}
# table -> column that names its rows
LABEL_COLUMNS = {
    name: table["label"]
    for name, table in table_descriptions()["tables"].items()
    if "label" in table and name not in LABEL_FUNCTIONS
}
# keys of a row's own page, and those without a foreign key, as not all of them have a row:
# (table, column) -> tables that may have the row, with the column that names it
LOOKED_UP: dict[tuple[str | None, str], dict[str, str]] = {
    (name, column): {other: LABEL_COLUMNS[other]}
    for name, table in TABLES.items()
    for column, other, _ in table.foreign_keys
    if other in LABEL_COLUMNS
}
LOOKED_UP[("organizations", "parent_id")] = {"organizations": "name"}
LOOKED_UP |= dict.fromkeys(
    (("links", "from_id"), ("links", "to_id"), ("redirects", "new_id")),
    dict.fromkeys(("contracts", "notices", "procedures"), "id"),
)
# table, or column -> route of our page of a row
PAGES = {
    "contracts": "contract",
    "vendor_groups": "group",
    **dict.fromkeys(("buyer", "buyer_id", "parent_id"), "buyer"),
}


def row_url(urls: Any, table: str, *key: object) -> str:
    """Address of a row's page."""
    path = ",".join(tilde_encode(str(part)) for part in key)
    return str(urls.row(DATABASE_NAME, table, path))


def row_of(urls: Any, table: str, row: Any, keys: Sequence[str]) -> str | None:
    """Address of a row; None where a part of its key is not published: it has no page."""
    key = [cell_value(row, key) for key in keys]
    return None if None in key else row_url(urls, table, *key)


def page_url(urls: Any, table: str, key: object, column: str = "") -> str:
    """Address of our page of a row where there is one, else of the row; who stands in ``column``
    as the buyer has a dossier."""
    page = PAGES.get(column) or PAGES.get(table, "")
    if page in BY_NAME:
        return str(urls.path(page_path(page, value_formatting.language(), id=key)))
    return row_url(urls, table, key)


def cell_value(row: Any, column: str) -> Any:
    """Value of another column of this row; None when the page does not have it."""
    try:
        value = row[column]
    except (KeyError, IndexError):
        return None
    return value["value"] if isinstance(value, Mapping) else value
