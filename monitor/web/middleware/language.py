"""Choose the language of each answer, and switch it by cookie.

Our pages say it in their address (``/fr/…``, ``/en/…``); Datasette's own pages keep theirs and
take the cookie of the switch, then the browser's wish.  Every answer varies with both.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.i18n import value_formatting
from monitor.web.site_state import site_of

COOKIE = "vigie_lang"
YEAR_S = 365 * 24 * 3600
VARY = b"Cookie, Accept-Language"


class Language:
    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app, self.base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wished = _wished(scope)
        lang = of_path(scope["path"]) or wished
        own = any(name.lower() == b"cookie" for name, _ in scope["headers"])

        async def with_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"vary", VARY)]
                if own and not any(name.lower() == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"private, no-store"))
                if lang != wished:
                    headers.append((b"set-cookie", cookie(self.base, lang).encode()))
                message = {**message, "headers": _one_vary(headers)}
            await send(message)

        with value_formatting.speaking(lang):
            await self.app(scope, receive, with_vary)


def of_path(path: str) -> str | None:
    """Return the language of a path such as ``/fr/…``; None for every other address."""
    first = path[1:].partition("/")[0]
    return first if first in value_formatting.LANGUAGES else None


def cookie(base: str, lang: str) -> str:
    """No id, no secret: the two letters of a language."""
    return f"{COOKIE}={lang}; Path={base}; Max-Age={YEAR_S}; SameSite=Lax"


def _wished(scope: Scope) -> str:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
    cookies: SimpleCookie = SimpleCookie(readable_cookies(headers.get(b"cookie", "")))
    found = cookies[COOKIE].value if COOKIE in cookies else None
    return value_formatting.chosen(found, headers.get(b"accept-language"))


def readable_cookies(text: str) -> str:
    """Without those whose names are none.  Other programs of the same host set what they like."""
    if _are_cookies(text):
        return text
    kept = ";".join(part for part in text.split(";") if _are_cookies(part))
    return kept if _are_cookies(kept) else ""


def _are_cookies(text: str) -> bool:
    try:
        SimpleCookie(text)
    except CookieError:
        return False
    return True


def _one_vary(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    names: dict[bytes, bytes] = {}
    for name, value in headers:
        if name.lower() == b"vary":
            names |= {part.strip().lower(): part.strip() for part in value.split(b",")}
    kept = [one for one in headers if one[0].lower() != b"vary"]
    return [*kept, (b"vary", b", ".join(names.values()))]


def switch(request: Request) -> Response:
    """Set the language cookie and redirect to ``next``
    (``/-/language/en?next=/vigie/contracts``)."""
    site, lang = site_of(request.scope), request.path_params["lang"]
    target = site.link(local(request.query_params.get("next")) or f"/{lang}/")
    headers = {"set-cookie": cookie(site.base_url, lang), "location": target}
    return Response("", 302, {**headers, "content-type": "text/plain"})


def local(address: str | None) -> str | None:
    """An address on this site, or None: a switch must lead nowhere else."""
    if not address or len(address) > 2000 or not address.isprintable() or not address.isascii():
        return None
    return address if address[0] == "/" and address[1:2] not in ("/", "\\") else None
