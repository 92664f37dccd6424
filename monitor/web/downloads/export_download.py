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
        export = find_last_export(db, site.exports)
    file = export.file(path) if export else None
    if export is None or file is None or not file.is_file():
        raise HttpError("", 404)
    tag = {"etag": f'"{_hash(export, path)}"'}
    if request.headers.get("if-none-match") == tag["etag"]:
        return Response("", 304, tag)
    return FileResponse(file, 200, tag, _type(export, path), filename=file.name)


def _hash(export: LastExport, path: str) -> str:
    return str(
        export.resources[path]["hash"] if path in export.resources else export.package["created"]
    )


def _type(export: LastExport, path: str) -> str:
    if path in ABOUT:
        return MEDIA[path]
    if path.endswith(".zip"):
        return "application/zip"
    if path.endswith(".gz"):
        return "application/gzip"
    return str(export.resources[path]["mediatype"])
