"""Mock Public Contracts Scotland and Sell2Wales: one month and one notice type a request.

Source  open-contracting/kingfisher-collect (parameters), and a public client's notes of May 2026:
        default library agents get 403, and Sell2Wales answers 500 to most types.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.demo.portals.mock_portal import TRUTHFUL_AGENT
from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import stock
from tests.mock_portals.staged_portal import StagedPortal

MONTH = re.compile(r"(\d\d)-(\d{4})")
BY_TAG = {
    "tender": "2",
    "award": "3",
    "contract": "3",
    "tenderUpdate": "14",
    "awardUpdate": "20",
    "contractAmendment": "20",
}


class Proactis(StagedPortal):
    """``types`` it knows, ``failing`` those that it answers 500 to, ``locales`` if it wants one."""

    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("20 in 10 seconds", 20, 10, "our own measure", paths="/v1/.*"),
    )
    types: ClassVar[frozenset[str]]
    locales: ClassVar[frozenset[str]] = frozenset()
    failing: frozenset[str] = frozenset()

    def routes(self) -> Sequence[Route]:
        return (Route("/v1/Notices", self.notices),)

    def refusal(self, request: Request) -> Response | None:
        if not TRUTHFUL_AGENT.match(request.headers.get("user-agent", "")):
            self.cross("agent", request.url.path)
            return PlainTextResponse("Forbidden", 403)
        return super().refusal(request)

    def releases(self) -> list[dict[str, Any]]:
        """Releases of the folder, those of packages and those that lie alone."""
        bodies = [json.loads(path.read_bytes()) for path in stock(self.folder).values()]
        packages = [body.get("releases", [body] if "ocid" in body else []) for body in bodies]
        return [release for package in packages for release in package]

    async def notices(self, request: Request) -> Response:
        params = request.query_params
        month, kind = MONTH.fullmatch(params.get("dateFrom", "")), params.get("noticeType", "")
        known = kind in self.types and params.get("outputType", "0") in ("0", "1")
        if self.locales:
            known = known and params.get("locale", "2057") in self.locales
        if not month or not known:
            return JSONResponse({"message": "The request is invalid."}, 400)
        if kind in self.failing:
            return JSONResponse({"message": "An error has occurred."}, 500)
        releases = [
            release
            for release in self.releases()
            if release["date"].startswith(f"{month[2]}-{month[1]}")
            and BY_TAG.get(release["tag"][0]) == kind
        ]
        package = {
            "uri": str(request.url),
            "version": "1.1",
            "publishedDate": "2026-11-13T00:00:00Z",
            "publisher": {"name": self.name},
        }
        return JSONResponse({**package, "releases": releases} if releases else package)


def numbers(*spans: tuple[int, int]) -> frozenset[str]:
    return frozenset(str(n) for first, last in spans for n in range(first, last + 1))


class PublicContractsScotland(Proactis):
    name = "public_contracts_scotland"
    types = numbers((1, 25), (101, 104))


class Sell2Wales(Proactis):
    name = "sell2wales"
    types = numbers((1, 25), (51, 56))
    locales = frozenset({"2057", "1106", "0"})
