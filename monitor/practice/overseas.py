"""Practice services of national portals outside Europe that answer questions in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.practice.base import Practice, base_url
from monitor.practice.limits import Limit
from monitor.practice.listings import DAY, stock


class SouthAfrica(Practice):
    """ocds-api.etenders.gov.za: releases between two days, numbered pages, a link to the next.

    Source  kingfisher-collect south_africa_national_treasury_api.py (parameters, links.next) and
            two public clients of 2026 (429, answers that are no JSON).
    """

    name = "south_africa_etenders"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("6 in 10 seconds", 6, 10, "our own measure", paths="/api/.*"),
    )
    page_size = 50
    root = "/api/OCDSReleases"

    def routes(self) -> Sequence[Route]:
        return (Route(self.root, self.search),)

    def releases(self) -> list[dict[str, Any]]:
        bodies = [json.loads(path.read_bytes()) for path in stock(self.folder).values()]
        found = [release for body in bodies for release in body.get("releases", [])]
        return sorted(found, key=lambda one: (one["date"], one["ocid"]))

    async def search(self, request: Request) -> Response:
        asked = request.query_params
        since, until = asked.get("dateFrom", ""), asked.get("dateTo", "")
        number, size = asked.get("PageNumber", ""), asked.get("PageSize", "")
        if not (DAY.fullmatch(since) and DAY.fullmatch(until) and (number + size).isdigit()):
            return JSONResponse({"title": "Bad Request", "status": 400}, 400)
        found = [one for one in self.releases() if since <= one["date"][:10] <= until]
        page = min(int(size), self.page_size)
        start = 0 if self.switches.repeat_page else (int(number) - 1) * page
        links = {}
        if start + page < len(found):
            after = request.url.include_query_params(PageNumber=int(number) + 1)
            links["next"] = f"{base_url(request)}{self.root}?{after.query}"
        return JSONResponse(
            {
                "uri": f"{base_url(request)}{self.root}?{request.url.query}", "version": "1.1",
                "publisher": {"name": "National Treasury"},
                "releases": found[start : start + page], "links": links,
            }
        )  # fmt: skip
