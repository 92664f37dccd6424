"""Put equal rows of a sorted table in the order of their key, on its first page, too."""

from __future__ import annotations

from collections.abc import Mapping

from datasette.utils import tilde_encode

from monitor.i18n.datasette_metadata import DATABASE_NAME, table_descriptions
from pipelines.store.schema import TABLES

AFTER_ALL_VALUES = "\U0010ffff"  # sorts after every text and every number


def first_page(path: str, parameters: Mapping[str, str]) -> tuple[str, str, bool]:
    """Table, ``_next`` of its first page if it is sorted, and whether an index leads to these rows
    in their order.

    Datasette gives equal rows in the order of their key from the second page on only, and would
    leave some of them out there.  What comes after a value larger than any, or after no value and
    the least key, is the first page in that order, too.
    """
    name = path.removeprefix(f"/{DATABASE_NAME}/").partition(".")[0]
    table = TABLES.get(name)
    leads_elsewhere = (
        any(name.startswith("_filter_") for name in parameters) or "_sort_by_desc" in parameters
    )
    if table is None or "_next" in parameters or leads_elsewhere or path.endswith(".jsono"):
        return name, "", False
    usual = table_descriptions()["tables"].get(name, {}).get("sort_desc")
    ascending = parameters.get("_sort")
    order = ascending or parameters.get("_sort_desc") or usual
    if order is None or table.pk == (order,) or (ascending and len(table.pk) > 1):
        return name, "", False  # by its key
    in_order = {columns[:2] for columns in table.indexes}
    quick = any((column, order) in in_order for column in parameters)
    if not ascending:
        return name, ",".join(map(tilde_encode, (AFTER_ALL_VALUES, *table.pk))), quick
    kinds = {column: kind for column, kind, _doc in table.columns}
    least = "-9223372036854775808" if kinds[table.pk[0]] == "INTEGER" else ""
    return name, f"$null,{least}", quick
