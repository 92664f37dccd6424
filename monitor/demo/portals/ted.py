"""Mock TED: the search of notices (API version 3) and the XML of one notice.

Source  OpenAPI text of the Search API and recorded answers: at most 250 notices a page, limit x
        fields at most 10,000, 15,000 notices in PAGE_NUMBER mode, tokens in ITERATION mode; the
        web site's robot check (202, empty) for clients that do not say who they are.  Pace: one
        client measured 429 at one request in half a second and none at one a second; 600 notices
        in six minutes is what the developers' corner allows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.boolean_query import QuerySyntax
from monitor.demo.portals.mock_portal import MockPortal, base_url
from monitor.demo.portals.rate_limits import Limit
from monitor.demo.portals.ted_index_entries import (
    LANGUAGES,
    Fields,
    index_entry,
    instant,
    published,
)
from monitor.demo.portals.ted_query import KNOWN, UnknownField, parse_query, resolve_field

SEARCH = "/v3/notices/search"
MAX_LIMIT, MAX_CELLS, MAX_WINDOW = 250, 10_000, 15_000
TOKEN_LIFE_S = 24 * 3600.0
SITE = "https://ted.europa.eu"


class Refusal(ValueError):
    """A 400 answer: its type and the rest of ``error``."""

    def __init__(self, kind: str, message: str, **more: object) -> None:
        super().__init__(message)
        self.body = {"message": message, "error": {"type": kind, **more}}


class Ted(MockPortal):
    name = "ted"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("15 in 10 seconds", 15, 10, "measured by a public client", paths="/v3/.*"),
        Limit("600 notices in 6 minutes", 600, 360, "developers' corner", paths="/../notice/.*"),
        Limit("700 in a minute", 700, 60, "developers' corner"),
    )
    disallow: ClassVar[tuple[str, ...]] = ("/packages/",)
    agent_paths = r"/packages/|/../notice/"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.tokens: dict[str, tuple[list[Fields], int, float]] = {}

    def routes(self) -> Sequence[Route]:
        return (
            Route(SEARCH, self.search, methods=["POST"]),
            Route("/{language}/notice/{number}/xml", self.xml),
        )

    async def search(self, request: Request) -> Response:
        try:
            return JSONResponse(self.answer(await request.json(), base_url(request)))
        except Refusal as refusal:
            return JSONResponse(refusal.body, 400)
        except ValueError:
            return JSONResponse({"message": "Request body is not readable JSON"}, 400)

    def answer(self, body: dict[str, Any], base: str) -> dict[str, Any]:
        """Answer a search request.  Raises Refusal."""
        fields, limit = validate_request(body)
        mode = one_of(body, "paginationMode", ("PAGE_NUMBER", "ITERATION"))
        notices = self.found(body)
        token = None
        if body.get("checkQuerySyntax"):
            return {"notices": [], "totalNoticeCount": None, "iterationNextToken": None}
        if mode == "ITERATION":
            page, token = self.iterated(body, notices, limit)
        else:
            number = body.get("page", 1)
            if number * limit > MAX_WINDOW:
                raise Refusal(
                    "SEARCH_WINDOW_TOO_WIDE", f"page x limit is above {MAX_WINDOW} notices"
                )
            page = notices[(number - 1) * limit : number * limit]
        return {
            "notices": [entry(notice, fields, base) for notice in page],
            "totalNoticeCount": len(notices),
            "iterationNextToken": token,
            "timedOut": False,
        }

    def found(self, body: dict[str, Any]) -> list[Fields]:
        """Notices that query and scope ask for, newest first unless sorted."""
        try:
            query = parse_query(body["query"], self.clock.today())
        except UnknownField as error:
            raise Refusal(
                "QUERY_UNKNOWN_FIELD", f"Unknown field {error} in query", field=str(error)
            ) from None
        except QuerySyntax as error:
            spot = {
                "beginLine": 1,
                "beginColumn": error.at + 1,
                "endLine": 1,
                "endColumn": error.at + 2,
            }
            raise Refusal("QUERY_SYNTAX_ERROR", f"Syntax error: {error}", location=spot) from None
        scope = one_of(body, "scope", ("ACTIVE", "LATEST", "ALL"))
        stock = [notice for notice in index(self.folder) if query.test(notice)]
        if scope == "LATEST":
            newest = max((published(each) for each in index(self.folder)), default=None)
            stock = [notice for notice in stock if published(notice) == newest]
        elif scope == "ACTIVE":
            stock = [notice for notice in stock if is_open(notice, self.clock.today())]
        if body.get("onlyLatestVersions"):
            stock = latest(stock)
        key = query.sort_by or "publication-date"
        return sorted(
            stock,
            key=lambda each: (str(each.get(key, "")), each["publication-number"]),
            reverse=query.descending,
        )

    def iterated(
        self, body: dict[str, Any], notices: list[Fields], limit: int
    ) -> tuple[list[Fields], str | None]:
        """Next page of a frozen result and the token after it; None after an empty page."""
        token = body.get("iterationNextToken")
        stock, start = notices, 0
        if token is not None:
            if token not in self.tokens:
                raise Refusal("INVALID_ITERATION_TOKEN", "The iteration token is not valid")
            stock, start, born = self.tokens[token]
            age = self.clock.seconds() - born
            if self.pace > 0 and age > TOKEN_LIFE_S * self.pace:
                raise Refusal("EXPIRED_ITERATION_TOKEN", "The iteration token has expired")
        page = stock[start : start + limit]
        if not page:
            return [], None
        following = f"{len(self.tokens) + 1:08x}"
        self.tokens[following] = (stock, start + len(page), self.clock.seconds())
        return page, following

    async def xml(self, request: Request) -> Response:
        path = self.folder / f"{request.path_params['number']}.xml"
        if path.parent != self.folder or not path.is_file():
            return self.not_found()
        return Response(path.read_bytes(), media_type="application/xml")

    def too_many(self, limit: Limit, wait_s: float) -> Response:
        headers = {"Retry-After": str(max(1, math.ceil(wait_s)))}
        return JSONResponse({"message": "Too many requests"}, limit.status, headers)


def validate_request(body: dict[str, Any]) -> tuple[list[str], int]:
    """Validate the fields and page size of a request against the documented limits.  Raises
    Refusal."""
    if not isinstance(body.get("query"), str) or not body["query"].strip():
        raise Refusal("VALIDATION", "publicExpertSearchRequestV1.query: must not be blank")
    fields = body.get("fields")
    if not isinstance(fields, list) or not fields:
        raise Refusal("VALIDATION", "publicExpertSearchRequestV1.fields: must not be empty")
    for field in fields:
        if field not in KNOWN:
            names = ", ".join(sorted(KNOWN))
            raise Refusal(
                "UNSUPPORTED_VALUE",
                f"Parameter 'fields' contains unsupported value ({field}). "
                f"Supported values: ({names})",
            )
    limit = body.get("limit", 10)
    if not isinstance(limit, int) or not 1 <= limit <= MAX_LIMIT:
        raise Refusal("SEARCH_EXCEEDS_MAX_LIMIT", f"limit must be between 1 and {MAX_LIMIT}")
    if limit * len(fields) > MAX_CELLS:
        raise Refusal(
            "SEARCH_EXCEEDS_MAX_LIMIT",
            f"limit x number of fields must be at most {MAX_CELLS}, found {limit * len(fields)}",
        )
    return fields, limit


def one_of(body: dict[str, Any], name: str, options: tuple[str, ...]) -> str:
    value = str(body.get(name, options[0]))
    if value not in options:
        raise Refusal("UNSUPPORTED_VALUE", f"Parameter '{name}' must be one of {options}")
    return value


def index(folder: Path) -> list[Fields]:
    """Every notice of the folder; files are read again only when they changed."""
    paths = sorted(folder.glob("*.xml"))
    return [_indexed(path, path.stat().st_mtime_ns) for path in paths]


@cache
def _indexed(path: Path, changed: int) -> Fields:
    return index_entry(path)


def is_open(notice: Fields, today: date) -> bool:
    dates = notice.get("deadline-receipt-tender-date-lot", [])
    return any(date.fromisoformat(each[:10]) >= today for each in dates)


def latest(notices: list[Fields]) -> list[Fields]:
    """Only the highest version of each notice identifier."""
    best: dict[str, Fields] = {}
    for notice in notices:
        key = str(notice.get("notice-identifier", notice["publication-number"]))
        latest_version = best.get(key)
        if latest_version is None or notice.get("notice-version", "") > latest_version.get(
            "notice-version", ""
        ):
            best[key] = notice
    return list(best.values())


def entry(notice: Fields, fields: list[str], base: str) -> dict[str, Any]:
    """Return an index entry as answers show it: the fields asked for, number and links."""
    shown = {
        field: notice[resolve_field(field)]
        for field in fields
        if field not in ("FT", "links") and resolve_field(field) in notice
    }
    if "PD" in shown:
        shown["PD"] = instant(shown["PD"])
    number = notice["publication-number"]
    return {**shown, "publication-number": number, "links": links(number, notice, base)}


def links(number: str, notice: Fields, base: str) -> dict[str, dict[str, str]]:
    """As on TED, but the XML that a crawler fetches lies here; pages for readers stay there."""

    def each(pattern: str) -> dict[str, str]:
        return {
            three: pattern.format(site=SITE, two=two.lower(), number=number)
            for two, three in LANGUAGES.items()
        }

    pdfs = each("{site}/{two}/notice/{number}/pdfs")
    return {
        "xml": {"MUL": f"{base}/en/notice/{number}/xml"},
        "pdf": each("{site}/{two}/notice/{number}/pdf"),
        "pdfs": {notice["language"]: pdfs[notice["language"]]},
        "html": each("{site}/{two}/notice/-/detail/{number}"),
        "htmlDirect": each("{site}/{two}/notice/{number}/html"),
    }
