"""Mock services of national portals outside Europe that answer questions in JSON."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.boolean_query import QuerySyntax, Reader, Test, compared, parse_expression
from monitor.demo.portals.mock_portal import base_url
from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import DAY, stock
from tests.mock_portals.staged_portal import StagedPortal


class SouthAfrica(StagedPortal):
    """ocds-api.etenders.gov.za: releases between two days, numbered pages, a link to the next.

    Source  kingfisher-collect south_africa_national_treasury_api.py (parameters, links.next) and
            two public clients of 2026 (429, answers that are no JSON); recorded answers, in which
            ``PageSize`` is capped in silence, ``links.next`` is not always there and a page takes
            75 seconds.
    """

    name = "south_africa_etenders"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("6 in 10 seconds", 6, 10, "our own measure", paths="/api/.*"),
    )
    page_size = 50
    root = "/api/OCDSReleases"
    leads_on = True  # False: no page has a link to the next
    takes_s = 0.0  # of each page; 75 were seen

    def routes(self) -> Sequence[Route]:
        return (Route(self.root, self.search),)

    def releases(self) -> list[dict[str, Any]]:
        bodies = [json.loads(path.read_bytes()) for path in stock(self.folder).values()]
        releases = [release for body in bodies for release in body.get("releases", [])]
        return sorted(releases, key=lambda item: (item["date"], item["ocid"]))

    async def search(self, request: Request) -> Response:
        params = request.query_params
        since, until = params.get("dateFrom", ""), params.get("dateTo", "")
        number, size = params.get("PageNumber", ""), params.get("PageSize", "")
        if not (DAY.fullmatch(since) and DAY.fullmatch(until) and (number + size).isdigit()):
            return JSONResponse({"title": "Bad Request", "status": 400}, 400)
        await asyncio.sleep(self.takes_s)
        releases = [
            release for release in self.releases() if since <= release["date"][:10] <= until
        ]
        page = min(int(size), self.page_size)
        start = 0 if self.switches.repeat_page else (int(number) - 1) * page
        links = {}
        if start + page < len(releases) and self.leads_on:
            after = request.url.include_query_params(PageNumber=int(number) + 1)
            links["next"] = f"{base_url(request)}{self.root}?{after.query}"
        return JSONResponse(
            {
                "uri": f"{base_url(request)}{self.root}?{request.url.query}",
                "version": "1.1",
                "publisher": {"name": "National Treasury"},
                "releases": releases[start : start + page],
                "links": links,
            }
        )


class Secop2(StagedPortal):
    """datos.gov.co: two Socrata data sets, asked in SoQL; a bare list, no total but a count.

    Source  dev.socrata.com (``$limit`` at most 50,000, 1,000 by default; errors are objects with
            ``error``, ``code``, ``message``); no limit is published.
    """

    name = "secop2"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("20 in 10 seconds", 20, 10, "our own measure", paths="/resource/.*"),
    )
    page_size = 50_000
    sets: ClassVar[dict[str, str]] = {"jbjy-vk9h": "id_contrato", "p6dx-8zbt": "id_del_proceso"}

    def routes(self) -> Sequence[Route]:
        return (Route("/resource/{set}.json", self.rows),)

    def stored(self, name: str) -> list[dict[str, Any]]:
        """Rows of a data set in the folder, oldest first."""
        bodies = [json.loads(path.read_bytes()) for path in stock(self.folder).values()]
        rows = [row for body in bodies if isinstance(body, list) for row in body]
        return sorted((x for x in rows if self.sets[name] in x), key=lambda row: str(row[":id"]))

    async def rows(self, request: Request) -> Response:
        name, params = str(request.path_params["set"]), request.query_params
        if name not in self.sets:
            return JSONResponse({"code": "dataset.missing", "error": True}, 404)
        rows = self.stored(name)
        try:
            test = soql(params.get("$where", ""), {key for row in rows for key in row})
        except QuerySyntax as error:
            return JSONResponse(
                {
                    "code": "query.soql.parse-error",
                    "error": True,
                    "message": f"{error} at {error.at}",
                },
                400,
            )
        rows = [row for row in rows if test(row)]
        if params.get("$select") == "count(*)":
            return JSONResponse([{"count": str(len(rows) + self.switches.total_off_by)}])
        size = min(int(params.get("$limit", 1_000)), self.page_size)
        start = 0 if self.switches.repeat_page else int(params.get("$offset", 0))
        return JSONResponse(rows[start : start + size])


_SOQL = re.compile(r"'(?:[^']|'')*'|>=|<=|!=|<>|[=<>(),]|:?[\w.]+")


def soql(clause: str, names: set[str]) -> Test:
    """SoQL clause -> test of a row.  Raises QuerySyntax for a column that is not there."""
    reader = Reader(clause, _SOQL)

    def comparison(reader: Reader) -> Test:
        at, name = reader.at(), reader.take()
        if names and name not in names:
            raise QuerySyntax(f"No such column: {name}", at)
        if reader.takes("IS"):
            reader.expect("NULL")
            return lambda row: row.get(name) is None
        if reader.takes("IN"):
            reader.expect("(")
            options = {_literal(reader)}
            while reader.takes(","):
                options.add(_literal(reader))
            reader.expect(")")
            return lambda row: row.get(name) in options
        operator, wanted = reader.take(), _literal(reader)
        return lambda row: row.get(name) is not None and compared(operator, row[name], wanted)

    return parse_expression(reader, comparison)


def _literal(reader: Reader) -> str:
    return reader.take().strip("'").replace("''", "'")
