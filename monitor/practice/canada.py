"""Practice open-data sites of Canada's government: CKAN's package_show and large CSV files."""

from __future__ import annotations

from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from monitor.practice.bulk import Bulk
from monitor.practice.limits import Limit


class CanadaDisclosure(Bulk):
    """open.canada.ca: the data set of disclosed contracts; its second table is no contracts.

    Source  CKAN's action API (``success`` and ``error`` in each answer, 404 for an unknown id).
    """

    name = "canada_disclosure"
    dataset = "d8f85d91-7dec-4fd1-8055-483b77225d8b"
    listing = "/data/api/3/action/package_show"
    download = f"/data/dataset/{dataset}/resource/"
    media_type = "text/csv"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("10 in 60 seconds", 10, 60, "our own measure", paths="/data/.*"),
    )

    def path_of(self, name: str) -> str:
        return f"fac950c0-00d5-4ec1-a4d3-9cbebf98a305/download/{name}"

    async def resources(self, request: Request) -> Response:
        if request.query_params.get("id") != self.dataset:
            error = {"__type": "Not Found Error", "message": "Not found"}
            return JSONResponse({"success": False, "error": error}, 404)
        return await super().resources(request)

    def listed(self, urls: list[str]) -> Any:
        nil = "https://open.canada.ca/data/dataset/x/resource/fa4ff6c4/download/contracts-nil.csv"
        resources = [{"format": "CSV", "url": url} for url in (*urls, nil)]
        return {"success": True, "result": {"id": self.dataset, "resources": resources}}
