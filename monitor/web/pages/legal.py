"""Legal page: who is responsible, what is kept of whom, how to object, under which licences.

Shape  sources: name, title and licence of the portals that gave notices.
"""

from __future__ import annotations

from typing import Any

from monitor.web.page_data.aggregate_queries import freshness
from monitor.web.page_request import PageRequest
from pipelines.store.schema import PORTAL_TITLES

TABLES = {"sources": "sources"}
_SOURCES = f"""
SELECT name, {PORTAL_TITLES}, licence, url FROM portals WHERE notices_received > 0
ORDER BY rank, name
"""


def data(request: PageRequest) -> dict[str, Any]:
    """Everything on the legal page."""
    return {"sources": request.db.rows(_SOURCES), "freshness": freshness(request.db)}
