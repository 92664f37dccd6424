"""Explore page: the public tables, their sizes, columns and ways to download them.

Shape  tables: {name, title, description, rows (None: not counted yet), columns: {name, title, says,
       type}, key, search: has full text}; sql: may visitors ask in SQL?
       columns: the same columns as one table, for the file
       freshness: aggregate_queries.freshness; the numbers of rows are of its as_of
"""

from __future__ import annotations

from typing import Any

from monitor.i18n.datasette_metadata import table_descriptions
from monitor.i18n.table_labels import column_meaning, column_title
from monitor.i18n.value_formatting import translated
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PageRequest
from pipelines.store.schema import TABLES as SCHEMA

TABLES = {"tables": "rows", "columns": "columns"}
# groups of tables, in the order in which a reader needs them
PARTS = (
    ("buying", ("contracts", "suppliers", "contract_groups", "notices", "contract_notices")),
    ("claims", ("tags", "texts", "vendor_groups", "vendor_proofs", "corrections")),
    (
        "who",
        (
            "organizations",
            "organization_names",
            "buyers",
            "procedures",
            "lots",
            "links",
            "redirects",
        ),
    ),
    ("proof", ("documents", "receipts", "troubles", "register", "changes")),
    ("machine", ("portals", "runs", "windows", "health", "meta")),
)


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page."""
    counted = {
        row["key"]: row["contracts"]
        for row in request.db.rows("SELECT key, contracts FROM aggregates WHERE kind = 'table'")
    }
    tables = {
        name: _table_entry(name, counted.get(name)) for name in table_descriptions()["tables"]
    }
    parts = [
        {"part": part, "tables": [tables[name] for name in names if name in tables]}
        for part, names in PARTS
    ]
    placed = {name for _part, names in PARTS for name in names}
    parts.append({"part": "more", "tables": [tables[n] for n in tables if n not in placed]})
    return {
        "parts": [part for part in parts if part["tables"]],
        "rows": [{k: v for k, v in table.items() if k != "columns"} for table in tables.values()],
        "columns": [
            {"table": name, **column}
            for name, table in tables.items()
            for column in table["columns"]
        ],
        "freshness": freshness(request.db),
    }


def _table_entry(name: str, rows: int | None) -> dict[str, Any]:
    texts = table_descriptions()["tables"][name]
    return {
        "name": name,
        "title": translated(texts["title"]),
        "description": translated(texts["description"]),
        "rows": rows,
        "key": ", ".join(SCHEMA[name].pk),
        "search": bool(SCHEMA[name].full_text),
        "columns": [
            {
                "name": column,
                "title": column_title(name, column),
                "says": column_meaning(name, column),
                "type": kind,
            }
            for column, kind, _says in SCHEMA[name].columns
        ],
    }
