"""Mock Find a Tender: OCDS release packages by time of update, with a cursor.

Source  the portal's API help page and the observed behaviour of its limit: five parameters and no
        other, 12 requests in two minutes, then 429 in plain text with Retry-After.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
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

ROOT = "/api/1.0/"
PARAMETERS = ("updatedFrom", "updatedTo", "stages", "limit", "cursor")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")
_OCDS = "https://raw.githubusercontent.com/open-contracting-extensions/"
EXTENSIONS = [
    "https://standard.open-contracting.org/profiles/eu/latest/en/extension.json",
    f"{_OCDS}ocds_amendment_rationale_classifications_extension/master/extension.json",
    f"{_OCDS}ocds_budget_breakdown_extension/master/extension.json",
    f"{_OCDS}ocds_contract_completion_extension/master/extension.json",
    f"{_OCDS}ocds_documentation_extension/master/extension.json",
    f"{_OCDS}ocds_pagination_extension/master/extension.json",
    f"{_OCDS}ocds_suitability_extension/master/extension.json",
    "https://raw.githubusercontent.com/portaledcahn/ocds_Links_extension/main/extension.json",
    "https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json",
]


class FindATender(MockPortal):
    name = "find_a_tender"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("12 in 2 minutes", 12, 120, "text of the observed 429", paths=f"{ROOT}.*"),
    )

    def routes(self) -> Sequence[Route]:
        return (
            Route(f"{ROOT}ocdsReleasePackages", self.search),
            Route(f"{ROOT}ocdsReleasePackages/{{id}}", self.one),
            Route(f"{ROOT}ocdsRecordPackages/{{ocid}}", self.record),
            Route("/Notice/{id}", self.human),
        )

    async def search(self, request: Request) -> Response:
        params = dict(request.query_params)
        if unknown := [name for name in params if name not in PARAMETERS]:
            return error_response(f"Request parameters unknown: {', '.join(unknown)}")
        try:
            since, until = (
                parse_datetime(params, "updatedFrom"),
                parse_datetime(params, "updatedTo"),
            )
            size, start = page_size(params.get("limit", "100")), decode_cursor(params.get("cursor"))
            stages = wanted_stages(params.get("stages"))
        except ValueError as error:
            return error_response(str(error))
        stock = load_releases(self.folder)
        releases = stock.within(since, until)
        if stages:
            releases = [release for release in releases if in_stages(release, stages)]
        page = releases[start : start + size]
        body = build_package(str(request.url), stock.envelope, EXTENSIONS, page)
        if start + size < len(releases):
            more = {**params, "cursor": encode_cursor(start + size)}
            address = f"{base_url(request)}{ROOT}ocdsReleasePackages?{urlencode(more)}"
            body["links"] = {"next": address}
        return json_response(body)

    async def one(self, request: Request) -> Response:
        """Serve the release package of a notice number or ocid, or 404 as JSON."""
        id_ = request.path_params["id"]
        stock = load_releases(self.folder)
        releases = [each for each in stock.releases if id_ in (each["id"], each["ocid"])]
        if not releases:
            return JSONResponse({"message": "Not found"}, 404)
        return json_response(build_package(str(request.url), stock.envelope, EXTENSIONS, releases))

    async def record(self, request: Request) -> Response:
        ocid = request.path_params["ocid"]
        stock = load_releases(self.folder)
        releases = [release for release in reversed(stock.releases) if release["ocid"] == ocid]
        if not releases:
            return JSONResponse({"message": "Not found"}, 404)
        body = build_package(str(request.url), stock.envelope, EXTENSIONS, releases)
        del body["releases"]
        body["records"] = [
            {"ocid": ocid, "releases": releases, "compiledRelease": compiled_release(releases)}
        ]
        return json_response(body)

    async def human(self, request: Request) -> Response:
        return Response("<!DOCTYPE html><title>Notice</title>", media_type="text/html")


def compiled_release(releases: list[dict[str, Any]]) -> dict[str, Any]:
    """Merge releases, oldest first, keeping the latest value of every top-level key."""
    merged: dict[str, Any] = {}
    for release in releases:
        merged |= release
    return merged | {"tag": ["compiled"]}


def error_response(message: str) -> Response:
    return JSONResponse({"message": message}, 400)


def parse_datetime(params: dict[str, str], name: str) -> datetime | None:
    text = params.get(name)
    if text is None:
        return None
    if not MOMENT.fullmatch(text):
        raise ValueError(f"{name} must be in the format YYYY-MM-DDTHH:MM:SS")
    return parse_instant(text)


def wanted_stages(text: str | None) -> list[str]:
    stages = text.split(",") if text else []
    if wrong := [stage for stage in stages if stage not in STAGES]:
        raise ValueError(f"stages unknown: {', '.join(wrong)}")
    return stages


def encode_cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"fts:{start}".encode()).decode()


def decode_cursor(text: str | None) -> int:
    if text is None:
        return 0
    try:
        word, _, number = base64.urlsafe_b64decode(text.encode()).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        word, number = "", ""
    if word != "fts" or not number.isdigit():
        raise ValueError("cursor is not valid")
    return int(number)
