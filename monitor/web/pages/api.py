"""Page for programs: the JSON of every page, how to ask for it, and the OpenAPI description.

Shape  openapi: address of the description
       pages, table_addresses: lists of {path, example, summary}
       freshness: aggregate_queries.freshness
"""

from __future__ import annotations

from typing import Any

from monitor.i18n.table_labels import table_title
from monitor.web.page_data import openapi
from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PageRequest

TABLES = {"pages": "pages", "tables": "table_addresses"}


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the page."""
    paths = openapi.document(request.home)["paths"]
    found = [
        {"path": request.place(path), "summary": asked["get"]["summary"]}
        for path, asked in paths.items()
    ]
    tables = request.place("/vigie/")
    return {
        "openapi": request.home + openapi.PATH,
        "pages": [one for one in found if not one["path"].startswith(tables)],
        "table_addresses": [
            {**one, "summary": table_title(one["path"].removeprefix(tables).removesuffix(".json"))}
            for one in found
            if one["path"].startswith(tables)
        ],
        "freshness": freshness(request.db),
    }
