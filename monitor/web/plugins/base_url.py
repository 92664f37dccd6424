"""The site under a path of a proxy, ``base_url``: it is taken away before anyone reads the address,
and put before every address that is given out.

A proxy may pass the path on as it is or without the prefix; /vigie/contracts behind /vigie/ is the
table in both cases.  Datasette takes the prefix away for its routes only, so that its links to the
page itself carry it twice, and its redirects of what is not found not at all; and where the prefix
is the name of the database, it takes that away, too.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import datasette.app
from datasette import hookimpl

from monitor.i18n.metadata import NAME
from monitor.i18n.translation import LANGUAGES

App = Callable[[Any, Any, Any], Awaitable[None]]
# what an address begins with below the prefix
_OURS = re.compile(
    rf"(?:(?:{'|'.join(LANGUAGES)}|-|static|{NAME})(?![^/.?])|robots\.txt|favicon\.ico|$)"
)


def below(base: str, path: str) -> str:
    """Path of a request -> the same below ``base``; what is nowhere below it stays as it is."""
    if base == "/":
        return path
    if path == base.rstrip("/") and path != f"/{NAME}":
        return "/"
    rest = path.removeprefix(base)
    return "/" + rest if rest != path and _OURS.match(rest) else path


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    base: str = datasette.setting("base_url")

    def wrap(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http" and base != "/":
                raw = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
                cut = below(base, raw.decode("latin-1")).encode("latin-1")
                scope = {**scope, "path": below(base, scope["path"]), "raw_path": cut}
            await app(scope, receive, send)

        return answer

    return wrap


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    env.globals["here"] = lambda request: here(datasette, request)


def here(datasette: Any, request: Any) -> str:
    """Address of the page that was asked for, as the reader sees it."""
    return str(datasette.absolute_url(request, datasette.urls.path(request.full_path)))


class _Below(str):
    """A path from which nothing is to be taken away any more."""

    def startswith(self, *_: Any) -> bool:
        return False


class Router(datasette.app.DatasetteRouter):  # type: ignore[misc]
    """Datasette's, for paths that are below the prefix already."""

    async def route_path(self, scope: Any, receive: Any, send: Any, path: str) -> Any:
        return await super().route_path(scope, receive, send, _Below(path))

    async def handle_404(self, request: Any, send: Any, exception: Any = None) -> Any:
        async def with_prefix(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [self._led(*one) for one in message["headers"]]}
            await send(message)

        return await super().handle_404(request, with_prefix, exception)

    def _led(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        if name.lower() != b"location":
            return name, value
        return name, str(self.ds.urls.path(value.decode("latin-1"))).encode("latin-1")


datasette.app.DatasetteRouter = Router
