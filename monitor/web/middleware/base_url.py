"""Strip the path prefix of a reverse proxy (``base_url``) from request paths, and put the host of
``public_url`` in the place of ``Host``, so that every link is made by it.

A proxy may pass the path on as it is or without the prefix; /vigie/contracts behind /vigie/ is the
table in both cases.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.value_formatting import LANGUAGES

ASKED_HOST = "vigie.asked_host"  # Host of the request, where links are made by another
# what an address begins with below the prefix
_OURS = re.compile(
    rf"(?:(?:{'|'.join(LANGUAGES)}|-|static|{DATABASE_NAME})(?![^/.?])|robots\.txt|favicon\.ico|sitemap[a-z0-9-]*\.xml|$)"
)


def strip_base_url(base: str, path: str) -> str:
    """Remove ``base`` from a path; a path that is not below it stays as it is."""
    if base == "/":
        return path
    if path == base.rstrip("/") and path != f"/{DATABASE_NAME}":
        return "/"
    rest = path.removeprefix(base)
    return "/" + rest if rest != path and _OURS.match(rest) else path


class BaseUrl:
    def __init__(self, app: ASGIApp, base: str, public_url: str = "") -> None:
        self.app, self.base, self.public = app, base, urlsplit(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
        cut = strip_base_url(self.base, raw.decode("latin-1")).encode("latin-1")
        # from here on every request has a raw path, without its query
        scope = {**scope, "path": strip_base_url(self.base, scope["path"]), "raw_path": cut}
        if self.public.netloc:
            host = (b"host", self.public.netloc.encode("ascii"))
            others = [header for header in scope["headers"] if header[0].lower() != b"host"]
            scope[ASKED_HOST] = Headers(scope=scope).get("host", "")
            scope |= {"scheme": self.public.scheme, "headers": [host, *others]}
        await self.app(scope, receive, send)
