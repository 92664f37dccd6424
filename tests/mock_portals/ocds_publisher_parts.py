"""What mock OCDS publishers are made of: pages, lists, links and files over a fixture.

``Answer`` is a page of releases or of list items, ``Detail`` one process, ``Links`` a page that
names addresses, ``Files`` a file of a month, a year or all.  ``publishers`` says who has which.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.mock_portal import Endpoint, base_url
from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.staged_portal import StagedPortal

Release = dict[str, Any]
Span = tuple[str, str]  # first day and the day after the last, ISO


@dataclass(frozen=True)
class RequestParams:
    """A request: its parameters from path, query and posted JSON together."""

    values: Mapping[str, Any]
    base: str
    path: str
    zone: ZoneInfo

    def number(self, name: str | None, default: int) -> int:
        return int(self.values.get(name or "", default) or default)


def _all(params: RequestParams) -> Span:
    return "0000", "9999"


def month(params: RequestParams) -> Span:
    """``year`` and ``month``, or ``dataSegmentationID``."""
    text = params.values.get("dataSegmentationID")
    year, number = map(int, text.split("-")) if text else _year_month(params)
    after = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1).isoformat(), after.isoformat()


def _year_month(params: RequestParams) -> tuple[int, int]:
    return int(params.values["year"]), int(params.values["month"])


def year(params: RequestParams) -> Span:
    """``year``; ``fy`` (2024-2025) is told by its first one; ``buddhist`` counts 543 more."""
    text = str(params.values.get("year") or params.values.get("fy") or "")[:4]
    number = int(text) if text else int(params.values["buddhist"]) - 543
    return f"{number}-01-01", f"{number + 1}-01-01"


def days(first: str, last: str, is_included: bool) -> Callable[[RequestParams], Span]:
    def span(params: RequestParams) -> Span:
        end = date.fromisoformat(params.values[last])
        return params.values[first], (end + timedelta(days=int(is_included))).isoformat()

    return span


def since(name: str) -> Callable[[RequestParams], Span]:
    """From an instant on: ISO text, or milliseconds."""

    def span(params: RequestParams) -> Span:
        text = str(params.values.get(name) or 0)
        if text.isdigit():
            text = datetime.fromtimestamp(int(text) / 1000, UTC).astimezone(params.zone).isoformat()
        return text, "9999"

    return span


def put(into: dict[str, Any], path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        into = into.setdefault(step, {})
    into[last] = value


@dataclass(frozen=True)
class Answer:
    """A page.  ``page`` (from ``first``) or ``offset`` name its parameter; ``size`` as the service
    caps it, ``takes`` the parameter that may ask for less.

    ``at``     where the records stand; ``total``, ``pages``, ``next`` where those are told.
    ``item``   release -> line of a list; None for the release itself.
    ``ends``   what stands behind the last page: "empty", "null" or "404".
    """

    path: str
    at: str = "releases"
    method: str = "GET"
    page: str | None = None
    first: int = 1
    offset: str | None = None
    size: int = 2
    takes: str | None = None
    total: str | None = None
    pages: str | None = None
    next: str | None = None
    cursor: str | None = None
    dates: Callable[[RequestParams], Span] = _all
    item: Callable[[Release, RequestParams], Any] | None = None
    shell: Mapping[str, Any] = field(default_factory=dict)
    ends: str = "empty"
    twice: bool = False

    def answer(
        self, releases: list[Release], params: RequestParams, is_repeated: bool, off: int
    ) -> Response:
        low, high = self.dates(params)
        matches = [x for x in releases if low <= _day(x, params, len(low)) < high]
        if self.item:
            # a list names each process once, with its latest release
            matches = list({x["ocid"]: x for x in matches}.values())
        size = min(self.size, params.number(self.takes, self.size))
        start = 0 if is_repeated else self._start(params, size, matches)
        shown = matches[start : start + size]
        if not shown and self.ends == "404" and start:
            return JSONResponse({"error": "not found"}, 404)
        if not shown and self.cursor and not self.next:
            return JSONResponse({})
        body: dict[str, Any] = {**self.shell}
        records = [self.item(x, params) for x in shown] if self.item else shown
        if self.twice:
            records = [*records, *records[:1]]
        if self.at == "":
            return JSONResponse(records)
        put(body, self.at, None if self.ends == "null" and not shown else records)
        if self.total:
            put(body, self.total, len(matches) + off)
        if self.pages:
            put(body, self.pages, -(-len(matches) // size) if matches else 0)
        if self.next or self.cursor:
            self._lead_on(body, params, matches, start + size, shown)
        return JSONResponse(body)

    def _start(self, params: RequestParams, size: int, matches: list[Release]) -> int:
        if self.page:
            return (params.number(self.page, self.first) - self.first) * size
        if self.offset:
            return params.number(self.offset, 0)
        if self.cursor:
            mark = str(params.values.get(self.cursor) or "")
            return int(mark[1:]) if mark.startswith("c") else 0
        return params.number("_start", 0)

    def _lead_on(
        self,
        body: dict[str, Any],
        params: RequestParams,
        matches: list[Release],
        after: int,
        shown: list[Release],
    ) -> None:
        values = {k: v for k, v in params.values.items() if not k.startswith("_")}
        if self.cursor and not self.next:
            put(body, self.cursor, _next_instant(shown[-1]))
        elif after < len(matches):
            name = self.page or self.offset or self.cursor or "_start"
            here = params.number(self.page, self.first) + 1 if self.page else after
            mark = f"c{after}" if self.cursor else here
            query = "&".join(f"{k}={quote(str(v))}" for k, v in {**values, name: mark}.items())
            put(body, self.next or "", f"{params.base}{params.path}?{query}")
        elif self.cursor and matches:
            put(body, self.next or "", f"{params.base}{params.path}")  # Tanzania's last page


def _day(release: Release, params: RequestParams, length: int) -> str:
    moment = datetime.fromisoformat(release["date"].replace("Z", "+00:00")).astimezone(params.zone)
    return moment.date().isoformat() if length <= 10 else moment.isoformat()[: max(length, 19)]


def _next_instant(release: Release) -> str:
    moment = datetime.fromisoformat(release["date"].replace("Z", "+00:00"))
    return (moment + timedelta(seconds=1)).replace(tzinfo=None).isoformat()


def package(releases: list[Release]) -> Any:
    return {
        "uri": "https://example.org/package",
        "version": "1.1",
        "publishedDate": "2025-03-03T00:00:00Z",
        "extensions": [],
        "releases": releases,
    }


def records(releases: list[Release]) -> Any:
    """Record package: the releases of a process in its record, or its compiled release."""
    matches: dict[str, list[Release]] = {}
    for release in releases:
        matches.setdefault(release["ocid"], []).append(release)
    return {
        "uri": "https://example.org/records",
        "version": "1.1",
        "records": [{"ocid": ocid, "releases": several} for ocid, several in matches.items()],
    }


def wrapped_package(releases: list[Release]) -> Any:
    """The transparency platform of Mexico: an array of packages under a name of its own."""
    return {"arrayReleasePackage": [package([release]) for release in releases]}


def listed_packages(releases: list[Release]) -> Any:
    return [package([release]) for release in releases]


def stages(releases: list[Release]) -> Any:
    """Moldova: each record has an ocid of its own, and a compiled release."""
    named = [(f"{release['ocid']}-EV-{n}", release) for n, release in enumerate(releases)]
    return {
        "records": [{"ocid": x, "compiledRelease": {**release, "ocid": x}} for x, release in named]
    }


@dataclass(frozen=True)
class Detail:
    """One process at an address of its own; ``key`` of a release -> what the address holds."""

    path: str
    key: Callable[[Release], str] = lambda release: str(release["ocid"])
    form: Callable[[list[Release]], Any] = package
    param: str = "key"

    def answer(self, releases: list[Release], params: RequestParams) -> Response:
        wanted = str(params.values.get(self.param))
        matches = [release for release in releases if self.key(release) == wanted]
        return JSONResponse(self.form(matches)) if matches else JSONResponse({"error": "none"}, 404)


@dataclass(frozen=True)
class Files:
    """Files of releases; ``packed`` the names of the ZIP's members, or None for plain JSON."""

    path: str
    dates: Callable[[RequestParams], Span] = _all
    form: Callable[[list[Release]], Any] = package
    packed: str | None = None
    lines: bool = False
    decoys: tuple[str, ...] = ()
    odd: bool | None = None

    def answer(self, releases: list[Release], params: RequestParams) -> Response:
        low, high = self.dates(params)
        matches = [x for x in releases if low <= _day(x, params, 10) < high]
        if self.odd is not None:
            matches = [x for n, x in enumerate(releases) if x in matches and n % 2 == int(self.odd)]
        text = json.dumps(self.form(matches), ensure_ascii=False)
        if self.lines:
            text = "\n".join(json.dumps(match, ensure_ascii=False) for match in matches)
        if self.packed is None:
            return Response(text.encode(), media_type="application/json")
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self.decoys:
                archive.writestr(name, b"\x00 not for readers")
            archive.writestr(self.packed, text)
        return Response(into.getvalue(), media_type="application/zip")


@dataclass(frozen=True)
class Links:
    """A page of links: ``link`` of a release -> address, ``form`` of all links -> the page."""

    path: str
    link: Callable[[Release, str], str]
    form: Callable[[list[str]], Any]
    dates: Callable[[RequestParams], Span] = _all
    page: str | None = None
    size: int = 100
    total: None = None

    def answer(self, releases: list[Release], params: RequestParams) -> Response:
        low, high = self.dates(params)
        matches = [x for x in releases if low <= _day(x, params, 10) < high]
        links = list(dict.fromkeys(self.link(x, params.base) for x in matches))
        start = (params.number(self.page, 1) - 1) * self.size if self.page else 0
        answer = self.form(links[start : start + self.size])
        return HTMLResponse(answer) if isinstance(answer, str) else JSONResponse(answer)


def anchors(links: list[str]) -> str:
    rows = "\n".join(f'<li><a title="OCDS" href="{link}">fichier</a></li>' for link in links)
    return (
        "<!DOCTYPE html><html><body><h1>Open data</h1>"
        f'<div class="main"><article><ul>{rows}</ul></article></div></body></html>'
    )


def rss(links: list[str]) -> str:
    items = "".join(f"<item><title>llamado</title><link>{link}</link></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def ckan(links: list[str]) -> Any:
    matches = [
        {"id": str(n), "format": link.rsplit(".", 1)[-1].upper(), "url": link}
        for n, link in enumerate(links)
    ]
    return {"success": True, "result": {"resources": matches}}


Part = Answer | Detail | Files | Links


class Publisher(StagedPortal):
    """One publisher: ``parts`` of its protocol over the releases of a file ``NAME.json``."""

    parts: ClassVar[tuple[Part, ...]]
    zone: ClassVar[ZoneInfo] = ZoneInfo("UTC")
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("30 in 10 seconds", 30, 10, "our own measure", paths="/.*"),
    )

    def releases(self) -> list[Release]:
        """Releases of the fixture, oldest first."""
        name = self.name.removeprefix("ocds:")
        data = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        return sorted(data["releases"], key=lambda release: (release["date"], release["id"]))

    def routes(self) -> Sequence[Route]:
        return [
            Route(part.path, self._endpoint(part), methods=["POST" if _posts(part) else "GET"])
            for part in self.parts
        ]

    def _endpoint(self, part: Part) -> Endpoint:
        async def answer(request: Request) -> Response:
            posted = await request.json() if request.method == "POST" else {}
            values = {**request.query_params, **request.path_params, **posted}
            params = RequestParams(values, base_url(request), request.url.path, self.zone)
            if isinstance(part, Answer):
                switches = self.switches
                return part.answer(
                    self.releases(), params, switches.repeat_page, switches.total_off_by
                )
            return part.answer(self.releases(), params)

        return answer


def _posts(part: Part) -> bool:
    return isinstance(part, Answer) and part.method == "POST"
