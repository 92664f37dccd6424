"""Practice services whose pages follow each other by a cursor in a link."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.practice.base import Practice, base_url
from monitor.practice.limits import Limit
from monitor.practice.listings import stock

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FIELDS = ("contractPublished", "contractLastModified", "contractStart", "contractEnd")


class Austender(Practice):
    """api.tenders.gov.au: releases between two instants in the path, with a cursor.

    Source  two public probe notes of 2026: an unknown path gives 403 with an API gateway's words,
            an empty cursor 502, wrong dates HTTP 200 with ``errorCode``.
    """

    name = "austender"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("20 in 10 seconds", 20, 10, "our own measure", paths="/ocds/.*"),
    )
    page_size = 100

    def routes(self) -> Sequence[Route]:
        return (Route("/ocds/findByDates/{field}/{since}/{until}", self.search),)

    async def _not_found(self, request: Request) -> Response:
        return JSONResponse({"message": "Missing Authentication Token"}, 403)

    def releases(self) -> list[dict[str, Any]]:
        bodies = [json.loads(path.read_bytes()) for path in stock(self.folder).values()]
        found = [release for body in bodies for release in body.get("releases", [])]
        return sorted(found, key=lambda release: (release["date"], release["id"]), reverse=True)

    async def search(self, request: Request) -> Response:
        path, cursor = request.path_params, request.query_params.get("cursor")
        if cursor == "":
            return JSONResponse({"message": "Internal server error"}, 502)
        since, until = path["since"], path["until"]
        wrong = not (MOMENT.fullmatch(since) and MOMENT.fullmatch(until))
        if wrong or path["field"] not in FIELDS or (cursor or "c0")[:1] != "c":
            return JSONResponse({"errorCode": 400, "message": "Invalid request"})
        found = [one for one in self.releases() if since <= one["date"] <= until]
        start = 0 if self.switches.repeat_page else int((cursor or "c0")[1:])
        after = start + self.page_size
        here = f"{base_url(request)}{request.url.path}"
        body: dict[str, Any] = {
            "uri": here, "publisher": {"name": "Department of Finance"}, "version": "1.1",
            "license": "https://creativecommons.org/licenses/by/3.0/au/",
            "releases": found[start:after], "links": {},
        }  # fmt: skip
        if after < len(found):
            body["links"]["next"] = f"{here}?cursor=c{after}"
        return JSONResponse(body)
