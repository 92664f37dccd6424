"""What most mock portals are: records behind one address, page by page, or a list of web pages.

A new mock portal (``make portal``) declares where and how, and adds the refusals of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.mock_portals.json_listings import DAY, stock
from tests.mock_portals.staged_portal import StagedPortal


class JsonPages(StagedPortal):
    """Records of the folder's documents behind ``root``, by position.

    A document is an answer as the portal gives it: its records lie at ``records``, their number at
    ``total`` (None: none is told).  ``day``  field that holds the day of a record, asked for by
    ``since`` and ``until`` (included); None: records are asked for without dates.
    """

    root: ClassVar[str]
    records: ClassVar[str] = "/records"
    total: ClassVar[str | None] = "/total"
    day: ClassVar[str | None] = None
    since: ClassVar[str] = "from"
    until: ClassVar[str] = "to"
    offset: ClassVar[str] = "offset"
    size: ClassVar[str] = "limit"
    page_size = 100

    def routes(self) -> Sequence[Route]:
        return (Route(self.root, self.search),)

    def documents(self, params: Mapping[str, str]) -> list[dict[str, Any]]:
        """Documents that a question is answered from; all of them, unless a portal tells apart."""
        return [json.loads(path.read_bytes()) for path in stock(self.folder).values()]

    def refused(self, params: Mapping[str, str]) -> Response | None:
        """The portal's complaint about a question; None when it has none."""
        days = [params.get(name, "") for name in (self.since, self.until)] if self.day else []
        if all(DAY.fullmatch(text) for text in days):
            return None
        return JSONResponse({"error": f"{self.since} and {self.until}: YYYY-MM-DD"}, 400)

    async def search(self, request: Request) -> Response:
        params = request.query_params
        if refusal := self.refused(params):
            return refusal
        documents = self.documents(params)
        matches = [item for document in documents for item in at(document, self.records)]
        if self.day is not None:
            since, until = params[self.since], params[self.until]
            matches = [match for match in matches if since <= str(match[self.day])[:10] <= until]
        start = 0 if self.switches.repeat_page else int(params.get(self.offset, 0))
        size = min(int(params.get(self.size, self.page_size)), self.page_size)
        answer: dict[str, Any] = {}
        if self.total is not None:
            put(answer, self.total, len(matches) + self.switches.total_off_by)
        put(answer, self.records, matches[start : start + size])
        return JSONResponse(answer)


class WebPages(StagedPortal):
    """Documents of the folder as pages ``root/NAME``, linked from numbered lists at ``root``.

    ``page``  is the frame of every page of the portal: ``{content}`` stands for what differs.
    """

    root: ClassVar[str]
    page: ClassVar[str]
    row: ClassVar[str] = '<li class="notice"><a href="{address}">{title}</a></li>'
    more: ClassVar[str] = '<a class="page" href="?page={number}">{number}</a>'
    page_size = 20

    def routes(self) -> Sequence[Route]:
        return (Route(self.root, self.listing), Route(f"{self.root}/{{name}}", self.document))

    async def listing(self, request: Request) -> Response:
        names = sorted(stock(self.folder, "html"), reverse=True)
        text = request.query_params.get("page", "1")
        here = 1 if self.switches.repeat_page or not text.isdigit() else int(text)
        shown = names[(here - 1) * self.page_size : here * self.page_size]
        rows = [
            self.row.format(address=f"{self.root}/{name}", title=escape(name)) for name in shown
        ]
        last = max(1, -(-len(names) // self.page_size))
        links = [self.more.format(number=number) for number in range(1, last + 1)]
        return HTMLResponse(self.page.format(content="\n".join([*rows, *links])))

    async def document(self, request: Request) -> Response:
        path = stock(self.folder, "html").get(request.path_params["name"])
        return HTMLResponse(path.read_bytes()) if path else self.not_found()


def at(value: Any, pointer: str) -> list[Any]:
    """List at ``/a/b``; empty when a step is missing: such a document is none of these answers."""
    for step in pointer.strip("/").split("/"):
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def put(answer: dict[str, Any], pointer: str, value: Any) -> None:
    """Sets the value at ``/a/b``, making the steps on the way."""
    *steps, last = pointer.strip("/").split("/")
    for step in steps:
        answer = answer.setdefault(step, {})
    answer[last] = value
