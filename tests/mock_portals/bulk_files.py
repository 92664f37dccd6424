"""Mock open-data sites of large files: a JSON list of addresses, and the files, streamed.

A file is what lies in the folder, or what a maker gives block by block, so that gigabytes need
neither disk nor memory here.
"""

from __future__ import annotations

import email.utils
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from monitor.demo.portals.mock_portal import TRUTHFUL_AGENT, base_url
from monitor.demo.portals.rate_limits import Clock, Limit
from tests.mock_portals.staged_portal import StagedPortal

Maker = Callable[[], Iterator[bytes]]
BLOCK = 256 * 1024
REJECTED = (  # a firewall's page, with status 200
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
    "Please consult with your administrator.</body></html>"
)


class Bulk(StagedPortal):
    """``listing`` path of the list, ``download`` prefix of the files; ``made`` by their names."""

    listing: ClassVar[str]
    download: ClassVar[str]
    media_type: ClassVar[str] = "application/json"
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("30 in 60 seconds", 30, 60, "our own measure", paths="/.*"),
    )

    def __init__(self, folder: Path, clock: Clock | None = None, pace: float = 1.0) -> None:
        super().__init__(folder, clock, pace)
        self.made: dict[str, Maker] = {}
        self.sent = 0  # files whose bytes went out, 304 not counted

    def routes(self) -> Sequence[Route]:
        return (
            Route(self.listing, self.resources),
            Route(f"{self.download}{{name:path}}", self.file),
        )

    def path_of(self, name: str) -> str:
        """File in the folder -> its path below ``download``."""
        return name

    def files(self) -> dict[str, Maker]:
        """Path below ``download`` -> what gives its bytes."""
        matches = {
            self.path_of(path.name): _reader(path)
            for path in sorted(self.folder.glob("*"))
            if path.is_file() and not path.name.endswith((".expected.json", "MANIFEST.csv", ".md"))
        }
        return {**matches, **self.made}

    def listed(self, urls: list[str]) -> Any:
        """Addresses -> the list as this kind of site gives it."""
        resources = [{"id": str(n), "format": "JSON", "url": url} for n, url in enumerate(urls)]
        return {"success": True, "result": {"count": 1, "results": [{"resources": resources}]}}

    async def resources(self, request: Request) -> Response:
        urls = [f"{base_url(request)}{self.download}{name}" for name in self.files()]
        return JSONResponse(self.listed(urls))

    async def file(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        maker = self.files().get(name)
        if maker is None:
            return self.not_found()
        headers = self.validators(name, maker)
        if headers.get("ETag") in (request.headers.get("if-none-match"), "-"):
            return Response(status_code=304, headers=headers)
        self.sent += 1
        if name in self.made:
            return StreamingResponse(maker(), headers=headers, media_type=self.media_type)
        return Response(b"".join(maker()), headers=headers, media_type=self.media_type)

    def validators(self, name: str, maker: Maker) -> dict[str, str]:
        if name in self.made:
            return {"ETag": f'"{sha256(name.encode()).hexdigest()[:16]}"'}
        digest = sha256(b"".join(maker())).hexdigest()[:16]
        return {"ETag": f'"{digest}"', "Last-Modified": email.utils.formatdate(0, usegmt=True)}


def _reader(path: Path) -> Maker:
    def read() -> Iterator[bytes]:
        with path.open("rb") as source:
            while block := source.read(BLOCK):
                yield block

    return read


class Anac(Bulk):
    """dati.anticorruzione.it: CKAN's package_search, and one OCDS package a month.

    Source  kingfisher-collect italy_anac.py (addresses; HTML "Request Rejected" for other agents).
    """

    name = "anac"
    listing = "/opendata/api/3/action/package_search"
    download = "/opendata/download/dataset/ocds/filesystem/bulk/"
    rejects = False  # True: it takes our agent for a library's, too

    def refusal(self, request: Request) -> Response | None:
        if self.rejects or not TRUTHFUL_AGENT.match(request.headers.get("user-agent", "")):
            self.cross("agent", request.url.path)
            return HTMLResponse(REJECTED)
        return super().refusal(request)

    def path_of(self, name: str) -> str:
        """Fixtures have no months: they stand in March 2024, one a month on."""
        names = sorted(x.name for x in self.folder.glob("*.json") if ".expected." not in x.name)
        return f"2024/{names.index(name) + 3:02d}.json"


class BasePt(Bulk):
    """dados.gov.pt (udata): a data set with a ZIP of JSON for each year, and tables beside them.

    Source  five public clients of 2026 (names of files, addresses that change with each week).
    """

    name = "base_pt"
    listing = "/api/1/datasets/66d72d488ca4b7cb2de28712/"
    download = "/s/resources/contratos-publicos-portal-base-impic/"
    media_type = "application/octet-stream"

    def files(self) -> dict[str, Maker]:
        paths = sorted(self.folder.glob("contratos20*.json"))
        years = {path: path.stem[:13] for path in paths if ".expected." not in path.name}
        made = {
            f"20260823-090400/{name}.zip": _zipped(path, f"C{name[1:]}.json")
            for path, name in years.items()
        }
        return {**made, **self.made}

    def listed(self, urls: list[str]) -> Any:
        """Each file also as a table, which nobody asks for."""
        zips = [{"title": url.rsplit("/", 1)[-1], "format": "zip", "url": url} for url in urls]
        tables = [{**item, "format": "xlsx", "url": f"{item['url'][:-4]}.xlsx"} for item in zips]
        return {"id": "66d72d488ca4b7cb2de28712", "resources": [*zips, *tables]}


def _zipped(path: Path, member: str) -> Maker:
    def read() -> Iterator[bytes]:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            info = zipfile.ZipInfo(member)  # of 1980: the same bytes each time
            file.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED)
        yield packed.getvalue()

    return read
