"""Validate form requests: content type, length, encoding and the visitor's CSRF token.

Forms of this site are short and of one kind; only a mail program that unsubscribes may send its
form in parts (RFC 8058), and needs no token: it has no cookie, and its link is the secret.

A token is of the start of this server: after a restart, a form that was open is refused.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from asgi_csrf import asgi_csrf
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.i18n.value_formatting import _
from monitor.web.errors import Refused
from monitor.web.middleware.base_url import ASKED_HOST
from monitor.web.middleware.request_limits import LONGEST_BODY, again, body_of

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
TOKEN = "csrftoken"  # is compared with ours, which only ASCII can be


class FormValidation:
    """Raises  Refused.  The fields of a form are in ``scope["form"]``.

    ``cookie``  name of the token's cookie: programs of one host share their cookies.
    """

    def __init__(self, app: ASGIApp, cookie: str = "ds_csrftoken") -> None:
        self.app = asgi_csrf(
            app,
            signing_secret=secrets.token_hex(32),
            cookie_name=cookie,
            skip_if_scope=lambda scope: _is_leaving(scope["path"]),
            send_csrf_failed=_mismatch,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            body = await _checked(scope, receive)
            fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
            scope = {**scope, "headers": _readable(scope["headers"]), "form": fields}
            receive = again(body, receive)
        await self.app(scope, receive, send)


def is_cross_site(request: Request) -> bool:
    """Return whether the request came from another site's page, by Sec-Fetch-Site or Origin."""
    message = request.headers.get("sec-fetch-site")
    if message is not None:
        return message not in ("same-origin", "none")
    origin = request.headers.get("origin")
    here = (request.headers.get("host"), request.scope.get(ASKED_HOST))
    return origin is not None and urlsplit(origin).netloc not in here


async def _mismatch(*_ignored: Any) -> None:
    raise Refused(
        _(
            "This form was opened too long ago, or elsewhere.  Open its page"
            " again and send it from there."
        ),
        403,
    )


def _is_leaving(path: str) -> bool:
    return "/alerts/unsubscribe/" in path


async def _checked(scope: Scope, receive: Receive) -> bytes:
    """The body.  Raises  Refused."""
    kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
    kind = kind.partition(";")[0].strip().lower()
    leaving = _is_leaving(scope["path"])
    if kind not in ("", FORM) and not (leaving and kind == PARTS):
        raise Refused(_("This site takes forms of its own pages only."), 415)
    body = await body_of(receive)
    if len(body) > LONGEST_BODY:
        words = _("That is too long: at most %(most)s bytes can be read.") % {"most": LONGEST_BODY}
        raise Refused(words, 413)
    if not leaving and not _is_text(body):
        raise Refused(_("The form cannot be read: it is not UTF-8."))
    return body


def _is_text(body: bytes) -> bool:
    """UTF-8, and a token that can be compared."""
    try:
        given = parse_qs(body.decode())
    except (UnicodeDecodeError, ValueError):
        return False
    return all(token.isascii() for token in given.get(TOKEN, ()))


def _readable(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    named = f"x-{TOKEN}".encode()
    return [one for one in headers if one[0].lower() != named or one[1].isascii()]
