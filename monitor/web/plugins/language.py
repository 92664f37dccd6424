"""Which language an answer is in, what templates say it with, and the switch between languages.

Our pages say it in their address (``/fr/…``, ``/en/…``); Datasette's own pages keep theirs and
take the cookie of the switch, then the browser's wish.  Every answer varies with both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Response

from monitor.i18n import translation

COOKIE = "vigie_lang"
YEAR_S = 365 * 24 * 3600
VARY = b"Cookie, Accept-Language"

App = Callable[[Any, Any, Any], Awaitable[None]]


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """``_()``, ``{% trans %}`` and the words, numbers and dates of Babel in every template."""
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        lang=translation.language,
        languages=translation.LANGUAGES,
        language_names=translation.NAMES,
        said=translation.said,
        column_word=translation.column_word,
        value_word=translation.value_word,
        has_word=translation.has_word,
        licence=translation.licence,
        terms=translation.terms,
        number=translation.number,
        money=translation.money,
        percent=translation.percent,
        day=translation.day,
        instant=translation.instant,
        country_name=translation.country,
        month_word=translation.month,
        portal_title=translation.portal_title,
        spelled=translation.spelled,
        grouped=translation.grouped,
        why_listed=translation.why_listed,
        euros_short=translation.euros_short,
    )


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    def wrap(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            wished = _wished(scope)
            lang = of_path(scope["path"]) or wished

            async def with_vary(message: Any) -> None:
                if message["type"] == "http.response.start":
                    headers = [*message.get("headers", ()), (b"vary", VARY)]
                    if lang != wished:
                        headers.append((b"set-cookie", cookie(datasette, lang).encode()))
                    message = {**message, "headers": _one_vary(headers)}
                await send(message)

            with translation.speaking(lang):
                await app(scope, receive, with_vary)

        return answer

    return wrap


def of_path(path: str) -> str | None:
    """/fr/… -> fr; None for every other address."""
    first = path[1:].partition("/")[0]
    return first if first in translation.LANGUAGES else None


def cookie(datasette: Any, lang: str) -> str:
    """No id, no secret: the two letters of a language."""
    path = datasette.setting("base_url")
    return f"{COOKIE}={lang}; Path={path}; Max-Age={YEAR_S}; SameSite=Lax"


def _wished(scope: Any) -> str:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
    cookies: SimpleCookie = SimpleCookie(readable_cookies(headers.get(b"cookie", "")))
    found = cookies[COOKIE].value if COOKIE in cookies else None
    return translation.chosen(found, headers.get(b"accept-language"))


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


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [(r"^/-/language/(?P<lang>fr|en)$", switch)]


async def switch(request: Any, datasette: Any) -> Response:
    """/-/language/en?next=/vigie/contracts -> that page, with the cookie."""
    lang = request.url_vars["lang"]
    target = datasette.urls.path(local(request.args.get("next")) or f"/{lang}/")
    headers = {"set-cookie": cookie(datasette, lang), "location": target}
    return Response("", status=302, headers=headers)


def local(address: str | None) -> str | None:
    """An address on this site, or None: a switch must lead nowhere else."""
    if not address or len(address) > 2000 or not address.isprintable() or not address.isascii():
        return None
    return address if address[0] == "/" and address[1:2] not in ("/", "\\") else None
