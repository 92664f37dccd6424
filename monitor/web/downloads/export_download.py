"""Serve the files of the last export, whole or by byte ranges (``/-/export/PATH``)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from monitor.web.downloads.available_exports import ABOUT, LastExport, find_last_export
from monitor.web.errors import HttpError
from monitor.web.site_state import site_of

MEDIA = {"datapackage.json": "application/json", "README.txt": "text/plain; charset=utf-8"}


def send_file(request: Request) -> Response:
    """A file by its path in datapackage.json; no other is sent."""
    site, path = site_of(request.scope), request.path_params["path"]
    with site.pool.session() as db:
        found = find_last_export(db, site.exports)
    file = found.file(path) if found else None
    if found is None or file is None or not file.is_file():
        raise HttpError("", 404)
    tag = {"etag": f'"{_hash(found, path)}"'}
    if request.headers.get("if-none-match") == tag["etag"]:
        return Response("", 304, tag)
    return FileResponse(file, 200, tag, _type(found, path), filename=file.name)


def _hash(found: LastExport, path: str) -> str:
    return str(
        found.resources[path]["hash"] if path in found.resources else found.package["created"]
    )


def _type(found: LastExport, path: str) -> str:
    if path in ABOUT:
        return MEDIA[path]
    if path.endswith(".zip"):
        return "application/zip"
    if path.endswith(".gz"):
        return "application/gzip"
    return str(found.resources[path]["mediatype"])
