"""Choose the language of each answer.

Our pages say it in their address (``/fr/…``, ``/en/…``); Datasette's own pages keep theirs and
take the cookie of the switch, then the browser's wish.  Every answer varies with both.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.i18n import value_formatting

COOKIE = "vigie_lang"
YEAR_S = 365 * 24 * 3600


class Language:
    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app, self.base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wished = _wished(scope)
        lang = of_path(scope["path"]) or wished
        has_cookie = "cookie" in Headers(scope=scope)

        async def with_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                headers.add_vary_header("Cookie, Accept-Language")
                if has_cookie:
                    headers.setdefault("cache-control", "private, no-store")
                if lang != wished:
                    headers.append("set-cookie", cookie(self.base, lang))
                message = {**message, "headers": headers.raw}
            await send(message)

        with value_formatting.use_language(lang):
            await self.app(scope, receive, with_vary)


def of_path(path: str) -> str | None:
    """Return the language of a path such as ``/fr/…``; None for every other address."""
    first = path[1:].partition("/")[0]
    return first if first in value_formatting.LANGUAGES else None


def cookie(base: str, lang: str) -> str:
    """No id, no secret: the two letters of a language."""
    return f"{COOKIE}={lang}; Path={base}; Max-Age={YEAR_S}; SameSite=Lax"


def _wished(scope: Scope) -> str:
    headers = Headers(scope=scope)
    cookies = cookie_parser(headers.get("cookie", ""))
    return value_formatting.negotiate_language(cookies.get(COOKIE), headers.get("accept-language"))
