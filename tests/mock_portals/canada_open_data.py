"""Mock open-data sites of Canada's government: CKAN's package_show and large CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.bulk_files import Bulk


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


class CanadaBuys(Bulk):
    """canadabuys.canada.ca: a CSV for each table and fiscal year; a visit first, where it insists.

    Source  public clients of 2026: names of the files (read live on 2026-09-22 by one), robots.txt
            as a third party read it, cookies of the data's page without which one got 403; open
            calls in a file of their own, none of 3,809 in that of the year.
    """

    name = "canadabuys"
    listing = "/opendata/"  # none: names are known
    download = "/opendata/pub/"
    media_type = "text/csv"
    data_page = "/en/procurement-and-contracting-data"
    disallow: ClassVar[tuple[str, ...]] = ("/en/tender-opportunities", "/fr/")
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("10 in 60 seconds", 10, 60, "our own measure", paths="/opendata/.*"),
    )
    needs_visit = False
    tables: ClassVar[dict[str, str]] = {
        "call": "2026-2027-TenderNotice-AvisAppelOffres.csv",
        "award": "2026-2027-awardNotice-avisAttribution.csv",
        "open": "openTenderNotice-ouvertAvisAppelOffres.csv",
        "contract": "2026-2027-contractHistory-contratsOctroyes.csv",
    }

    def routes(self) -> Sequence[Route]:
        return (
            Route(f"{self.download}{{name:path}}", self.file),
            Route(self.data_page, self.visit),
        )

    def path_of(self, name: str) -> str:
        """Fixtures are called after their table."""
        return self.tables.get(name.partition("_")[0], name)

    async def _robots(self, request: Request) -> Response:
        kept = "User-agent: Googlebot\nDisallow:\n\nUser-agent: bingbot\nDisallow:\n\n"
        return PlainTextResponse(f"{kept}User-agent: *\nDisallow: /\n")

    async def visit(self, request: Request) -> Response:
        page = HTMLResponse("<!DOCTYPE html><html><body><h1>Data</h1></body></html>")
        page.set_cookie("session", "mock")
        return page

    async def file(self, request: Request) -> Response:
        if self.needs_visit and request.cookies.get("session") != "mock":
            return PlainTextResponse("Forbidden", 403)
        return await super().file(request)
