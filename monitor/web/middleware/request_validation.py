"""Refuse requests that no page can answer: other methods than those of a read-only site (405),
addresses that are too long (414), lead to another host (``//host/``) or are the operator's.
Datasette would answer many of them with 500.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.routes import ALERT_SLUGS
from monitor.i18n.value_formatting import LANGUAGES, _
from monitor.web.errors import HttpError, NotFoundError
from monitor.web.table_pages.parameters import check_address

MAX_PATH_BYTES = 4_000  # bytes
MAX_FILE_NAME_LENGTH = 200  # of a file
MAX_QUERY_BYTES = 40_000  # bytes: a question in SQL, written with %
_HOST = re.compile(r"(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?")
_FORMS = re.compile(rf"/(?:{'|'.join(LANGUAGES)})/(?:{'|'.join({*ALERT_SLUGS.values()})})(?:/|$)")
# pages about the machine are the operator's: they say which known hole fits
_OPERATOR = re.compile(
    r"/-/(?:databases|threads|actor|allow-debug|permissions|messages|patterns|auth-token|logout"
    r"|versions|plugins|settings|config)(?:\.json)?(?:/|$)"
)


class RequestValidation:
    """Raises  HttpError."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        check(scope)
        await self.app(scope, receive, send)


def check(scope: Scope) -> None:
    """Raises  HttpError."""
    if not _is_known(scope["method"], scope["path"]):
        message = _("This address can only be read (%(methods)s).") % {"methods": "GET"}
        raise HttpError(message, 405, headers={"allow": "GET, HEAD"})
    if not _is_host(Headers(scope=scope).get("host", "")):
        raise HttpError(_("The name of the site in this request cannot be read."))
    raw = scope["raw_path"]
    if len(raw) > MAX_PATH_BYTES or len(scope.get("query_string", b"")) > MAX_QUERY_BYTES:
        raise HttpError(_("The address is too long.  Use fewer or shorter filters."), 414)
    if raw.startswith((b"//", b"/\\")) or re.search(rb"[\x00-\x1f\x7f-\xff\\]|%0[0ad]", raw, re.I):
        raise NotFoundError
    path = raw.decode("latin-1")
    if _OPERATOR.search(path):
        raise NotFoundError
    if path.startswith(("/static/", "/-/static")) and len(path) > MAX_FILE_NAME_LENGTH:
        raise NotFoundError
    check_address(path, scope.get("query_string", b"").decode("latin-1"))


def _is_known(method: str, path: str) -> bool:
    """Forms are those of alerts; what Datasette says of its options is said of its pages alone."""
    if method == "POST":
        return _FORMS.match(path) is not None
    is_data = path.startswith(f"/{DATABASE_NAME}")
    return method in ("GET", "HEAD") or (method == "OPTIONS" and is_data)


def _is_host(text: str) -> bool:
    """Can addresses begin with it?"""
    try:
        urlsplit(f"http://{text}").port  # noqa: B018  # it raises
    except ValueError:
        return False
    return _HOST.fullmatch(text) is not None
