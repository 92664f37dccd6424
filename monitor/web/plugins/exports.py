"""/-/export/PATH: the files of the last export, whole or from a byte on."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Response

from monitor.i18n.metadata import NAME
from monitor.web.export_files import ABOUT, Exported, exported
from monitor.web.request_context import Db

A_PIECE = 1 << 18
MEDIA = {"datapackage.json": "application/json", "README.txt": "text/plain; charset=utf-8"}
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [(r"^/-/export/(?P<path>[\w./-]+)$", send_file)]


async def send_file(request: Any, datasette: Any) -> Any:
    """A file by its path in datapackage.json; no other is sent."""
    path = request.url_vars["path"]
    found = await exported(Db(datasette.get_database(NAME)), datasette.vigie_exports)
    file = found.file(path) if found else None
    if found is None or file is None or not file.is_file():
        raise NotFound(path)
    tag = f'"{_hash(found, path)}"'
    if request.headers.get("if-none-match") == tag:
        return Response("", status=304, headers={"etag": tag})
    whole = request.method != "HEAD"
    return Sent(file, path, tag, _type(found, path), _start(request, tag), whole)


def _hash(found: Exported, path: str) -> str:
    return str(found.resources[path]["hash"] if path in found.resources else found.told["created"])


def _type(found: Exported, path: str) -> str:
    if path in ABOUT:
        return MEDIA[path]
    if path.endswith(".zip"):
        return "application/zip"
    return str(found.resources[path]["mediatype"])


def _start(request: Any, tag: str) -> int:
    """First byte that is wanted; 0 where a part of another state of the file is asked for."""
    match = _RANGE.fullmatch(request.headers.get("range") or "")
    same = request.headers.get("if-range") in (None, tag)
    return int(match[1]) if match and same and not match[2] else 0


class Sent:
    """An answer that reads its file a piece at a time; the file that is open stays what it was
    when the folder is replaced meanwhile."""

    def __init__(
        self, file: Path, name: str, tag: str, media_type: str, start: int, whole: bool = True
    ) -> None:
        self.file, self.name, self.tag, self.type, self.start = file, name, tag, media_type, start
        self.whole = whole  # not the head alone
        self.headers: dict[str, str] = {}  # Datasette may add to them

    async def asgi_send(self, send: Any) -> None:
        with self.file.open("rb") as body:
            size = os.fstat(body.fileno()).st_size  # of this file, whatever has its name now
            start = self.start if self.start < size else 0
            body.seek(start)
            await send(
                {
                    "type": "http.response.start",
                    "status": 206 if start else 200,
                    "headers": self._head(start, size),
                }
            )
            while self.whole and (piece := await asyncio.to_thread(body.read, A_PIECE)):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    def _head(self, start: int, size: int) -> list[tuple[bytes, bytes]]:
        name = self.name.rpartition("/")[2]
        found = {
            **self.headers,
            "content-type": self.type,
            "content-length": str(size - start),
            "accept-ranges": "bytes",
            "etag": self.tag,
            "content-disposition": f'attachment; filename="{name}"',
        }
        if start:
            found["content-range"] = f"bytes {start}-{size - 1}/{size}"
        return [(key.encode(), value.encode()) for key, value in found.items()]
