"""Mock DECP: the ministry's data set on its Opendatasoft domain, and data.gouv.fr's files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.boamp import QUOTA, Boamp
from monitor.demo.portals.mock_portal import base_url
from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import stock

FILES = "/api/1/datasets/donnees-essentielles-de-la-commande-publique-fichiers-consolides/"
DATASET = "/api/explore/v2.1/catalog/datasets/decp-2022-marches-valides"


class Decp(Boamp):
    name = "decp"
    dataset = DATASET
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("quota of a day", QUOTA, 86_400, "X-RateLimit headers", paths=f"{DATASET}.*"),
        Limit("30 in 10 seconds", 30, 10, "our own measure", paths=f"{DATASET}.*"),
    )

    def routes(self) -> Sequence[Route]:
        return [*super().routes(), Route(FILES, self.resources), Route("/r/{name}", self.file)]

    def consolidated(self) -> dict[str, Path]:
        """Names of the consolidated files -> fixtures in the two regimes' shapes."""
        years = {
            "flat_2019_with_amendments": "decp-2019.json",
            "nested_2022_subcontracting_and_concession": "decp-2025-01.json",
        }
        return {years[stem]: path for stem, path in stock(self.folder).items() if stem in years}

    async def resources(self, request: Request) -> Response:
        resources = [
            {"title": name, "url": f"{base_url(request)}/r/{name}", "filesize": 1}
            for name in (*self.consolidated(), "decp-global.json")
        ]
        return JSONResponse({"resources": resources})

    async def file(self, request: Request) -> Response:
        path = self.consolidated().get(request.path_params["name"])
        if path is None:
            return self.not_found()
        return Response(path.read_bytes(), media_type="application/json")

    def stock(self) -> list[dict[str, Any]]:
        """Rows of the answers in the folder; documents of other shapes are no rows."""
        bodies = (json.loads(path.read_bytes()) for path in stock(self.folder).values())
        return [row for body in bodies for row in body.get("results", [])]
