"""Mock services whose pages follow each other by a cursor in a link."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.mock_portal import base_url
from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import stock
from tests.mock_portals.staged_portal import StagedPortal

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FIELDS = ("contractPublished", "contractLastModified", "contractStart", "contractEnd")


class Austender(StagedPortal):
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

    def not_found(self) -> Response:
        return JSONResponse({"message": "Missing Authentication Token"}, 403)

    def releases(self) -> list[dict[str, Any]]:
        bodies = [json.loads(path.read_bytes()) for path in stock(self.folder).values()]
        releases = [release for body in bodies for release in body.get("releases", [])]
        return sorted(releases, key=lambda release: (release["date"], release["id"]), reverse=True)

    async def search(self, request: Request) -> Response:
        path, cursor = request.path_params, request.query_params.get("cursor")
        if cursor == "":
            return JSONResponse({"message": "Internal server error"}, 502)
        since, until = path["since"], path["until"]
        wrong = not (MOMENT.fullmatch(since) and MOMENT.fullmatch(until))
        if wrong or path["field"] not in FIELDS or (cursor or "c0")[:1] != "c":
            return JSONResponse({"errorCode": 400, "message": "Invalid request"})
        releases = [release for release in self.releases() if since <= release["date"] <= until]
        start = 0 if self.switches.repeat_page else int((cursor or "c0")[1:])
        after = start + self.page_size
        here = f"{base_url(request)}{request.url.path}"
        body: dict[str, Any] = {
            "uri": here,
            "publisher": {"name": "Department of Finance"},
            "version": "1.1",
            "license": "https://creativecommons.org/licenses/by/3.0/au/",
            "releases": releases[start:after],
            "links": {},
        }
        if after < len(releases):
            body["links"]["next"] = f"{here}?cursor=c{after}"
        return JSONResponse(body)


class Prozorro(StagedPortal):
    """public-api.prozorro.gov.ua: the feed of tenders by time of change, and each tender.

    Source  ProzorroUKR/openprocurement.api docs/source (limit at most 1000; an empty page means
            "caught up"), recorded answers (``offset`` is ``seconds.ordinal``: the second, and which
            of its changes), and 412 for other agents.
    """

    name = "prozorro"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("20 in 10 seconds", 20, 10, "our own measure", paths="/api/.*"),
    )
    page_size = 100
    root = "/api/2.5/tenders"

    def routes(self) -> Sequence[Route]:
        return (Route(self.root, self.feed), Route(f"{self.root}/{{id}}", self.tender))

    def refusal(self, request: Request) -> Response | None:
        if not request.headers.get("user-agent", "").startswith("Mozilla/"):
            self.cross("agent", request.url.path)
            return JSONResponse({"status": "error"}, 412)
        return super().refusal(request)

    def tenders(self) -> list[tuple[float, dict[str, Any]]]:
        """Instant of change and tender, in the order of the feed."""
        bodies = (json.loads(path.read_bytes()) for path in stock(self.folder).values())
        matches = [body["data"] for body in bodies if "tenderID" in body.get("data", {})]
        timed = (
            (datetime.fromisoformat(match["dateModified"]).timestamp(), match) for match in matches
        )
        return sorted(timed, key=lambda pair: (pair[0], pair[1]["id"]))

    async def feed(self, request: Request) -> Response:
        params = request.query_params
        size, offset = int(params.get("limit", 100)), params.get("offset", "0")
        match = re.fullmatch(r"(\d+)\.(\d+)", offset)
        if not match:
            return JSONResponse({"status": "error", "errors": [{"name": "offset"}]}, 404)
        if not 1 <= size <= 1000:
            return JSONResponse({"status": "error", "errors": [{"name": "limit"}]}, 404)
        since = (int(match[1]), 0 if self.switches.repeat_page else int(match[2]))
        placed, last = [], (0, 0)
        for at, x in self.tenders():
            last = (int(at), last[1] + 1 if int(at) == last[0] else 1)
            placed.append((last, at, x))
        matches = [item for item in placed if item[0] > since]
        page = matches[: min(size, self.page_size)]
        fields = ["id", "dateModified", *params.get("opt_fields", "").split(",")]
        items = [
            {name: ({**x, "public_modified": at}).get(name) for name in fields if name}
            for _, at, x in page
        ]
        after = "{}.{}".format(*(page[-1][0] if page else since))
        uri = f"{base_url(request)}{self.root}?limit={size}&offset={after}"
        if "opt_fields" in params:
            uri += f"&opt_fields={params['opt_fields']}"
        return JSONResponse({"data": items, "next_page": {"offset": after, "uri": uri}})

    async def tender(self, request: Request) -> Response:
        for _, item in self.tenders():
            if item["id"] == request.path_params["id"]:
                return JSONResponse({"data": item})
        return JSONResponse({"status": "error", "errors": [{"name": "tender_id"}]}, 404)
