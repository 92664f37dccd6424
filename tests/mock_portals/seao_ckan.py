"""Mock open-data sites: a data set's page that links to dated files, and the files.

The page is written with the marks of CKAN's own templates.  robots.txt forbids the API, as CKAN's
default does, and asks for ten seconds between requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.mock_portal import base_url
from monitor.demo.portals.rate_limits import Clock, Limit
from tests.mock_portals.staged_portal import StagedPortal

PAGE = """<!DOCTYPE html>
<html lang="fr"><head><title>{title}</title></head>
<body><h1 class="heading">{title}</h1><ul class="resource-list">
{rows}
</ul></body></html>
"""
ROW = (
    '<li class="resource-item" data-id="{id}"><a class="heading" href="{page}">{name}</a>'
    '<a class="resource-url-analytics" href="{url}">Télécharger</a></li>'
)


AGAIN = "again "


class Ckan(StagedPortal):
    """``root`` of the site, ``dataset`` its name in addresses, ``uid`` its id there."""

    root: ClassVar[str]
    dataset: ClassVar[str]
    uid: ClassVar[str]

    def __init__(self, folder: Path, clock: Clock | None = None, pace: float = 1.0) -> None:
        super().__init__(folder, clock, pace)
        self.again: dict[str, bytes] = {}  # names that stand there twice, and what the second holds

    def robots_txt(self) -> str:
        return super().robots_txt() + "Crawl-delay: 10\n"

    def routes(self) -> Sequence[Route]:
        return (
            Route(f"{self.root}/dataset/{self.dataset}", self.page),
            Route(f"{self.root}/api/3/action/package_show", self.package_show),
            Route(f"{self.root}/dataset/{self.uid}/resource/{{id}}/download/{{name}}", self.file),
        )

    def resources(self, base: str) -> list[dict[str, str]]:
        """Files of the folder as CKAN names them, under ids that their names give."""
        result = []
        for path in sorted(self.folder.glob("*_*_*.json")):
            if path.name.endswith(".expected.json"):
                continue
            twice = ("", AGAIN) if path.name in self.again else ("",)
            for id_ in (resource_id(f"{text}{path.name}") for text in twice):
                url = f"{base}{self.root}/dataset/{self.uid}/resource/{id_}/download/{path.name}"
                result.append({"id": id_, "name": path.name, "url": url, "format": "JSON"})
        return result

    async def page(self, request: Request) -> Response:
        rows = [
            ROW.format(
                page=f"{self.root}/dataset/{self.dataset}/resource/{resource['id']}", **resource
            )
            for resource in self.resources(base_url(request))
        ]
        return HTMLResponse(PAGE.format(title=self.dataset, rows="\n".join(rows)))

    async def package_show(self, request: Request) -> Response:
        resources = self.resources(base_url(request))
        return JSONResponse({"success": True, "result": {"resources": resources}})

    async def file(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        path = self.folder / name
        if name in self.again and request.path_params["id"] == resource_id(f"{AGAIN}{name}"):
            return Response(self.again[name], media_type="application/json")
        if request.path_params["id"] != resource_id(name) or not path.is_file():
            return self.not_found()
        body = path.read_bytes()
        return Response(body, media_type="application/json")


def resource_id(name: str) -> str:
    digits = sha256(name.encode()).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


class Seao(Ckan):
    name = "seao"
    root = "/recherche"
    dataset = "systeme-electronique-dappel-doffres-seao"
    uid = "d23b2e02-085d-43e5-9e6e-e1d558ebfdd5"
    disallow: ClassVar[tuple[str, ...]] = ("/recherche/api/", "/api/")
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("one in 9 seconds", 1, 9, "robots.txt: Crawl-delay 10", paths="/recherche/.*"),
    )
