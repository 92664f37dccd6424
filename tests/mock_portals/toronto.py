"""Mock Toronto Bids: three tables of a CKAN datastore, asked by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from starlette.responses import JSONResponse, Response

from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.generic_pages import JsonPages


class Toronto(JsonPages):
    """Source  docs.ckan.org, maintaining/datastore (``resource_id``, ``limit`` 100 by default and
    32,000 at most, ``offset``; errors are ``success: false`` with a 404 or 409); public clients.
    """

    name = "toronto"
    limits: ClassVar[tuple[Limit, ...]] = (Limit("20 in 10 seconds", 20, 10, "our own measure"),)
    root = "/api/3/action/datastore_search"
    records = "/result/records"
    total = "/result/total"
    page_size = 32_000

    def documents(self, params: Mapping[str, str]) -> list[dict[str, Any]]:
        table = params.get("resource_id")
        return [
            document
            for document in super().documents(params)
            if document["result"]["resource_id"] == table
        ]

    def refused(self, params: Mapping[str, str]) -> Response | None:
        if not self.documents(params):
            words = {"__type": "Not Found Error", "message": "Not found: Resource was not found."}
            return JSONResponse({"success": False, "error": words}, 404)
        if not params.get("limit", "100").isdigit():
            words = {"__type": "Validation Error", "message": "limit: Invalid integer"}
            return JSONResponse({"success": False, "error": words}, 409)
        return None
