"""Validate form requests: the site they come from, content type, length and encoding.

Forms of this site are short and of one kind; only a mail program that unsubscribes may send its
form in parts (RFC 8058): it has no cookie, and its link is the secret.

A browser says where a form was sent from (Sec-Fetch-Site, on plain HTTP Origin).  What says neither
is no browser, and has nobody's cookies.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.i18n.value_formatting import _, number
from monitor.web.errors import HttpError
from monitor.web.middleware.base_url import ASKED_HOST

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
BODY_S = 10.0  # for all of a form
MAX_BODY_BYTES = 20_000  # bytes


class FormValidation:
    """Raises  HttpError.  The fields of a form are in ``scope["form"]``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            scope = {**scope, "form": await _fields(scope, receive)}
        await self.app(scope, receive, send)


async def _fields(scope: Scope, receive: Receive) -> dict[str, list[str]]:
    """Raises  HttpError."""
    headers = Headers(scope=scope)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    leaving = "/alerts/unsubscribe/" in scope["path"]
    if kind not in ("", FORM) and not (leaving and kind == PARTS):
        raise HttpError(_("This site takes forms of its own pages only."), 415)
    if not leaving and _is_cross_site(headers, scope.get(ASKED_HOST)):
        raise HttpError(_("This form was sent by another site. Fill it in here."), 403)
    body, errors = await _body(receive), "replace" if leaving else "strict"
    try:
        return parse_qs(body.decode(errors=errors), keep_blank_values=True, errors=errors)
    except UnicodeDecodeError:
        raise HttpError(_("The form cannot be read: it is not UTF-8.")) from None


def _is_cross_site(headers: Headers, asked_host: str | None) -> bool:
    sent_from = headers.get("sec-fetch-site")
    if sent_from is not None:
        return sent_from not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc not in (headers.get("host"), asked_host)


async def _body(receive: Receive) -> bytes:
    """Raises  HttpError: it takes too long, or is too long."""
    body, more = b"", True
    try:
        async with asyncio.timeout(BODY_S):
            while more:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > MAX_BODY_BYTES:
                    text = _("That is too long: at most %(most)s bytes can be read.")
                    raise HttpError(text % {"most": number(MAX_BODY_BYTES)}, 413)
                more = message.get("more_body", False)  # none either when who asked has gone
    except TimeoutError:
        raise HttpError(_("That takes too long"), 408) from None
    return body
