"""Show an archived document as it was received: as plain text, or as a file to keep."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.i18n.value_formatting import _
from monitor.review.desk_state import Desk
from monitor.web.errors import HttpError
from spiders.archive.reader import read as read_archive
from spiders.archive.records import ArchiveDamaged

_TEXT = ("text/", "json", "xml", "csv")


def routes() -> list[Route]:
    return [Route("/document/{sha256}", document)]


def document(request: Request) -> Response:
    """The bytes; nothing in them runs, whatever they say they are."""
    desk: Desk = request.app.state.desk
    with desk.public() as db:
        row = db.execute(
            "SELECT archive_file, archive_offset, media_type FROM documents WHERE sha256 = ?",
            (request.path_params["sha256"],),
        ).fetchone()
    if row is None or row[0] is None:
        raise HttpError(_("The document is not in the archive."), 404)
    try:
        body = read_archive(desk.archive, row[0], row[1]).body
    except (ArchiveDamaged, OSError) as error:
        raise HttpError(
            _("The archive cannot be read there: %(why)s") % {"why": error}, 404
        ) from None
    headers = {"content-security-policy": "sandbox; default-src 'none'"}
    if any(mark in (row[2] or "") for mark in _TEXT):
        return Response(body, media_type="text/plain; charset=utf-8", headers=headers)
    headers["content-disposition"] = "attachment"
    return Response(body, media_type="application/octet-stream", headers=headers)
