"""Mock Contracts Finder: the OCDS search by date of publication, with a cursor.

Source  the portal's API help page and recorded answers.  Too many requests give 403, and then the
        portal asks for five minutes of silence.  How many are too many is not published: two a
        second over ten seconds is our guess, on the safe side of what public crawlers do.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.mock_portal import MockPortal, base_url
from monitor.demo.portals.ocds_release_store import (
    STAGES,
    build_package,
    in_stages,
    json_response,
    load_releases,
    page_size,
    parse_instant,
)
from monitor.demo.portals.rate_limits import Limit

SEARCH = "/Published/Notices/OCDS/Search"
DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?)?")
NUMBER = re.compile(r"-(\d+)$")
_GITHUB = "https://raw.githubusercontent.com/"
EXTENSIONS = [
    "https://standard.open-contracting.org/profiles/eu/master/en/extension.json",
    f"{_GITHUB}portaledcahn/ocds_tenderDatePublished_extension/master/extension.json",
    f"{_GITHUB}open-contracting-extensions/ocds_budget_breakdown_extension/master/extension.json",
    f"{_GITHUB}Crown-Commercial-Service/ocds_awards_datePublished_extension/main/extension.json",
    f"{_GITHUB}Crown-Commercial-Service/ocds_partyDetails_vcse_extension/main/extension.json",
    f"{_GITHUB}Crown-Commercial-Service/ocds_tender_suitability_extension/main/extension.json",
    f"{_GITHUB}open-contracting-extensions/ocds_pagination_extension/master/extension.json",
]


class ContractsFinder(MockPortal):
    name = "contracts_finder"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit(
            "20 in 10 seconds",
            20,
            10,
            "help page: 403, wait five minutes",
            403,
            silence_s=300,
            paths="/Published/.*",
        ),
    )

    def routes(self) -> Sequence[Route]:
        return (
            Route(SEARCH, self.search),
            Route("/Published/OCDS/Release/{id}", self.one),
            Route("/Published/Notice/OCDS/{id}", self.one),
        )

    def too_many(self, limit: Limit, wait_s: float) -> Response:
        return HTMLResponse("<html><body><h1>403 Forbidden</h1></body></html>", limit.status)

    async def search(self, request: Request) -> Response:
        params = dict(request.query_params)
        try:
            since, until = (
                parse_datetime(params, "publishedFrom"),
                parse_datetime(params, "publishedTo", True),
            )
            size, start = page_size(params.get("limit", "100")), decode_cursor(params.get("cursor"))
            stages = [stage for stage in params.get("stages", "").split(",") if stage]
            if wrong := [stage for stage in stages if stage not in STAGES]:
                raise ValueError(f"Unknown stages: {', '.join(wrong)}")
        except ValueError as error:
            return JSONResponse({"message": str(error)}, 400)
        stock = load_releases(self.folder)
        releases = stock.within(since, until)
        if stages:
            releases = [release for release in releases if in_stages(release, stages)]
        page = releases[start : start + size]
        body = build_package(str(request.url), stock.envelope, EXTENSIONS, page)
        if start + size < len(releases):
            search_params = {name: value for name, value in params.items() if name != "cursor"}
            more = {**search_params, "cursor": encode_cursor(search_params, start + size)}
            address = f"{base_url(request)}{SEARCH}?{urlencode(more, safe=':')}"
            body["links"] = {"next": address}
        return json_response(body)

    async def one(self, request: Request) -> Response:
        """Serve the release package of a release id or notice guid."""
        id_ = request.path_params["id"]
        stock = load_releases(self.folder)
        releases = [
            each for each in stock.releases if id_ in (each["id"], NUMBER.sub("", each["id"]))
        ]
        if not releases:
            return JSONResponse({"message": "Not found"}, 404)
        return json_response(build_package(str(request.url), stock.envelope, EXTENSIONS, releases))


def parse_datetime(params: dict[str, str], name: str, is_end: bool = False) -> datetime | None:
    """Date or moment of a parameter; a bare date at the end of a span means its last second."""
    text = params.get(name)
    if text is None:
        return None
    if not DAY.fullmatch(text):
        raise ValueError(f"{name} is not a date")
    return parse_instant(f"{text}T23:59:59" if is_end and len(text) == 10 else text)


def encode_cursor(params: dict[str, str], start: int) -> str:
    parts = [f"{name}={value}" for name, value in params.items()]
    return base64.b64encode("|".join([*parts, f"nextCursor={start}"]).encode()).decode()


def decode_cursor(text: str | None) -> int:
    if text is None:
        return 0
    try:
        number = base64.b64decode(text, validate=True).decode().rpartition("nextCursor=")[2]
    except (binascii.Error, UnicodeDecodeError):
        number = ""
    if not number.isdigit():
        raise ValueError("The cursor is not valid")
    return int(number)
