"""Mock services that pack notices in ZIP files: Germany's days, Spain's feeds and months."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from typing import ClassVar
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from monitor.demo.portals.mock_portal import base_url
from monitor.demo.portals.rate_limits import Limit
from tests.mock_portals.json_listings import DAY, stock
from tests.mock_portals.staged_portal import StagedPortal


def packed(request: Request, files: dict[str, bytes]) -> Response:
    """Files -> a ZIP of them, or 304 for who has it already."""
    mark = '"' + sha256(b"".join(files.values())).hexdigest()[:16] + '"'
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers={"ETag": mark})
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return Response(body.getvalue(), media_type="application/zip", headers={"ETag": mark})


class Oeffentlichevergabe(StagedPortal):
    """oeffentlichevergabe.de: the notices of a day in one ZIP, named by their identifiers.

    Source  public clients of 2025 and 2026 (names of members and formats); 400 without a day or
            with a format that it does not know; a day that is to come is not there.
    """

    name = "oeffentlichevergabe"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("10 in 10 seconds", 10, 10, "our own measure", paths="/api/.*"),
    )
    until = "2026-11-25"

    def routes(self) -> Sequence[Route]:
        return (Route("/api/notice-exports", self.export),)

    def published(self) -> dict[str, dict[str, bytes]]:
        """Day of publication -> name in the ZIP and document."""
        days: dict[str, dict[str, bytes]] = {}
        for stem, path in stock(self.folder, "xml").items():
            body = path.read_bytes()
            match = re.search(rb"<efbc:PublicationDate>(\d{4}-\d\d-\d\d)", body)
            if match:
                days.setdefault(match[1].decode(), {})[f"{stem}.xml"] = body
        return days

    async def export(self, request: Request) -> Response:
        day, kind = request.query_params.get("pubDay", ""), request.query_params.get("format")
        if not DAY.fullmatch(day) or kind not in ("eforms.zip", "ocds.zip", "csv.zip"):
            return JSONResponse({"status": 400, "title": "Bad Request"}, 400)
        if day >= self.until:
            return JSONResponse({"status": 404, "title": "Not Found"}, 404)
        return packed(request, self.published().get(day, {}))


class Placsp(StagedPortal):
    """contrataciondelsectorpublico.gob.es: chained Atom pages, and a ZIP of a month's pages.

    Source  three public parsers; the pages' own ``next`` links lead from one to the other.
    """

    name = "placsp"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("10 in 10 seconds", 10, 10, "our own measure", paths="/sindicacion/.*"),
    )
    real = b"https://contrataciondelsectorpublico.gob.es"
    feeds: ClassVar[dict[str, str]] = {
        "sindicacion_643": "licitacionesPerfilesContratanteCompleto3",
        "sindicacion_1044": "PlataformasAgregadasSinMenores",
    }

    def routes(self) -> Sequence[Route]:
        return (Route("/sindicacion/{feed}/{name}", self.file),)

    def pages(self, feed: str) -> dict[str, bytes]:
        """Pages of a feed by name."""
        start = self.feeds.get(feed, "-")
        pages = stock(self.folder, "atom")
        return {f"{stem}.atom": p.read_bytes() for stem, p in pages.items() if _is(stem, start)}

    async def file(self, request: Request) -> Response:
        feed, name = request.path_params["feed"], str(request.path_params["name"])
        pages = self.pages(feed)
        if month := re.fullmatch(r"\w+_(\d{4})(\d\d)\.zip", name):
            mark = f"<updated>{month[1]}-{month[2]}".encode()
            held = {name: body for name, body in pages.items() if mark in body}
            return packed(request, held) if held else self.not_found()
        if name not in pages:
            return self.not_found()
        body = pages[name].replace(self.real, base_url(request).encode())
        if self.switches.repeat_page:  # the chain bites its tail
            here = urlsplit(str(request.url)).path.encode()
            body = re.sub(rb'href="[^"]*" rel="next"', b'href="' + here + b'" rel="next"', body)
        return Response(body, media_type="application/atom+xml")


def _is(stem: str, feed: str) -> bool:
    return stem == feed or re.fullmatch(rf"{feed}_\d{{8}}_\d{{6}}", stem) is not None
