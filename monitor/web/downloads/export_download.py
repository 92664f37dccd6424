"""Serve the files of the last export, whole or by byte ranges (``/-/export/PATH``)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from monitor.web.downloads.available_exports import ABOUT, Exported, exported
from monitor.web.errors import Refused
from monitor.web.site_state import site_of

A_PIECE = 1 << 18
MEDIA = {"datapackage.json": "application/json", "README.txt": "text/plain; charset=utf-8"}
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


def send_file(request: Request) -> Response:
    """A file by its path in datapackage.json; no other is sent."""
    site, path = site_of(request.scope), request.path_params["path"]
    with site.pool.session() as db:
        found = exported(db, site.exports)
    file = found.file(path) if found else None
    if found is None or file is None or not file.is_file():
        raise Refused("", 404)
    tag = f'"{_hash(found, path)}"'
    if request.headers.get("if-none-match") == tag:
        return Response("", 304, {"etag": tag})
    whole = request.method != "HEAD"
    return sent(file, path, tag, _type(found, path), _start(request, tag), whole)


def _hash(found: Exported, path: str) -> str:
    return str(found.resources[path]["hash"] if path in found.resources else found.told["created"])


def _type(found: Exported, path: str) -> str:
    if path in ABOUT:
        return MEDIA[path]
    if path.endswith(".zip"):
        return "application/zip"
    if path.endswith(".gz"):
        return "application/gzip"
    return str(found.resources[path]["mediatype"])


def _start(request: Request, tag: str) -> int:
    """First byte that is wanted; 0 where a part of another state of the file is asked for."""
    match = _RANGE.fullmatch(request.headers.get("range") or "")
    same = request.headers.get("if-range") in (None, tag)
    return int(match[1]) if match and same and not match[2] else 0


def sent(
    file: Path, name: str, tag: str, media_type: str, start: int, whole: bool = True
) -> Response:
    """An answer that reads its file a piece at a time; the file that is open stays what it was when
    the folder is replaced meanwhile."""
    body = file.open("rb")
    size = os.fstat(body.fileno()).st_size  # of this file, whatever has its name now
    start = start if start < size else 0
    body.seek(start)
    headers = {
        "content-type": media_type,
        "content-length": str(size - start),
        "accept-ranges": "bytes",
        "etag": tag,
        "content-disposition": f'attachment; filename="{name.rpartition("/")[2]}"',
    }
    if start:
        headers["content-range"] = f"bytes {start}-{size - 1}/{size}"

    status = 206 if start else 200
    if not whole:
        body.close()
        return Response(b"", status, headers)
    return StreamingResponse(pieces(body), status, headers)


def pieces(body: BinaryIO) -> Iterator[bytes]:
    with body:
        while piece := body.read(A_PIECE):
            yield piece
