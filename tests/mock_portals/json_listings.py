"""Mock services that list documents as JSON and serve each at an address of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.staged_portal import StagedPortal

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def stock(folder: Path, ending: str = "json") -> dict[str, Path]:
    """Documents of a folder by their names without ending; goldens are none."""
    return {
        path.stem: path
        for path in sorted(folder.glob(f"*.{ending}"))
        if not path.name.endswith(".expected.json")
    }


class Simap(StagedPortal):
    """simap.ch: latest publications by date, 20 a page, ``lastItem`` for the next.

    Source  https://www.simap.ch/api/specifications/simap.yaml: a search needs a text or a quick
            filter, and a text has three letters at least.  No limit is documented: two requests a
            second are what we allow ourselves.  Recorded answers: after some fifteen quick requests
            a redirect that gives a cookie and leads back, until the cookie is sent.
    """

    name = "simap"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("20 in 10 seconds", 20, 10, "our own measure", paths="/api/.*"),
    )
    page_size = 20
    checked = 0  # redirects that looked for the cookie
    free = 15  # requests without the cookie before it is asked for
    quick = ("projectSubTypes", "newestPubTypes", "processTypes", "issuedByOrganizations")

    def routes(self) -> Sequence[Route]:
        root = "/api/publications"
        return (
            Route(f"{root}/v2/project/project-search", self.search),
            Route(f"{root}/v1/project/{{project}}/publication-details/{{id}}", self.details),
        )

    def refusal(self, request: Request) -> Response | None:
        if self.requests > self.free and request.cookies.get("check") != "mock":
            self.checked += 1
            answer = RedirectResponse(str(request.url), 302)
            answer.set_cookie("check", "mock")
            return answer
        return super().refusal(request)

    def all(self) -> list[dict[str, Any]]:
        """All publications, oldest first."""
        matches = (json.loads(path.read_bytes()) for path in stock(self.folder).values())
        return sorted((match for match in matches if "base" in match), key=_order)

    def publications(self) -> list[dict[str, Any]]:
        """The latest publication of each project, newest first."""
        latest = {item["base"]["projectId"]: item for item in self.all()}
        return sorted(latest.values(), key=_order, reverse=True)

    async def search(self, request: Request) -> Response:
        params = request.query_params
        text = params.get("search", "")
        if (text and len(text) < 3) or not (text or any(params.get(name) for name in self.quick)):
            return JSONResponse({"errorCode": "E0001", "message": "Invalid search query"}, 400)
        since, until = params.get("newestPublicationFrom"), params.get("newestPublicationUntil")
        if any(day is not None and not DAY.fullmatch(day) for day in (since, until)):
            return JSONResponse({"errorCode": "E0002", "message": "Invalid date"}, 400)
        publications = [
            publication
            for publication in self.publications()
            if (since or "") <= publication["base"]["publicationDate"] <= (until or "9999")
        ]
        marks = [mark(publication) for publication in publications]
        last = params.get("lastItem")
        if last is not None and last not in marks:
            return JSONResponse({"errorCode": "E0003", "message": "Invalid lastItem"}, 400)
        start = 0 if last is None or self.switches.repeat_page else marks.index(last) + 1
        page = publications[start : start + self.page_size]
        pagination: dict[str, Any] = {"lastItem": None, "itemsPerPage": self.page_size}
        if page:
            pagination["lastItem"] = mark(page[-1])
        return JSONResponse({"projects": [entry(item) for item in page], "pagination": pagination})

    async def details(self, request: Request) -> Response:
        params = request.path_params
        for item in self.all():
            if (item["base"]["projectId"], item["id"]) == (params["project"], params["id"]):
                return JSONResponse(item)
        return JSONResponse({"errorCode": "E0404", "message": "Not found"}, 404)


# a contract has a date of issue, too, and no time
ISSUED = re.compile(rb"<cbc:IssueDate>(\d{4}-\d\d-\d\d)[^<]*</cbc:IssueDate>\s*<cbc:IssueTime>")


class Doffin(StagedPortal):
    """Doffin's public API: a key, search by date of issue, ten pages at most, XML downloads.

    Source  a public client's notes on 40 calls (March 2026): 429 with Retry-After 10 after some 30
            quick calls; an API gateway's 401 without a key.
    """

    name = "doffin"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("30 in 10 seconds", 30, 10, "measured by a public client", paths="/public/.*"),
    )
    key = "mock"

    def routes(self) -> Sequence[Route]:
        return (
            Route("/public/v2/search", self.search),
            Route("/public/v2/download/{id}", self.download),
        )

    def refusal(self, request: Request) -> Response | None:
        if request.headers.get("Ocp-Apim-Subscription-Key") != self.key:
            return JSONResponse({"statusCode": 401, "message": "Access denied"}, 401)
        return super().refusal(request)

    def documents(self) -> dict[str, tuple[str, bytes]]:
        """Doffin number -> day of issue and document."""
        result = {}
        for stem, path in stock(self.folder, "xml").items():
            number, body = re.search(r"(?:19|20)\d\d-\d{4,7}", stem), path.read_bytes()
            issued = ISSUED.search(body)
            if number and issued:
                result[number[0]] = (issued[1].decode(), body)
        return result

    async def search(self, request: Request) -> Response:
        params = request.query_params
        page, size = int(params.get("page", 1)), int(params.get("numHitsPerPage", 15))
        if not 1 <= page <= 10 or not 1 <= size <= 100:
            return JSONResponse({"message": "page must be between 1 and 10"}, 400)
        since, until = params.get("issueDateFrom", ""), params.get("issueDateTo", "9999")
        matches = [
            {"id": number, "issueDate": day, "heading": ""}
            for number, (day, _) in sorted(self.documents().items())
            if since <= day <= until
        ]
        start = 0 if self.switches.repeat_page else (page - 1) * size
        total = len(matches) + self.switches.total_off_by
        return JSONResponse({"numHitsTotal": total, "hits": matches[start : start + size]})

    async def download(self, request: Request) -> Response:
        documents = self.documents().get(request.path_params["id"])
        if documents is None:
            return JSONResponse({"message": "Not found"}, 404)
        return Response(documents[1], media_type="application/xml")


def _order(item: dict[str, Any]) -> tuple[str, str]:
    return item["base"]["publicationDate"], item["base"]["publicationNumber"]


def mark(item: dict[str, Any]) -> str:
    base = item["base"]
    return f"{base['publicationDate'].replace('-', '')}|{base['projectNumber']}"


def entry(item: dict[str, Any]) -> dict[str, Any]:
    """Publication -> its line in a search answer."""
    base = item["base"]
    same = (
        "title",
        "projectNumber",
        "projectType",
        "processType",
        "lotsType",
        "publicationDate",
        "publicationNumber",
    )
    line = {name: base[name] for name in same}
    office = item["project-info"]["procOfficeAddress"]["name"]
    return {
        "id": base["projectId"],
        "publicationId": item["id"],
        "pubType": item["type"],
        "corrected": "correction" in item,
        "procOfficeName": office,
        "lots": [],
        **line,
    }
