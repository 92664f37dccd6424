"""What every answer says to the browser: load nothing from elsewhere, tell nobody where from.

Pages about the machine (paths, threads) are the operator's and answer 404.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

HEADERS = (
    (b"content-security-policy",
     b"default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'self';"
     b" base-uri 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)  # fmt: skip
OURS = frozenset(name for name, _ in HEADERS)  # Datasette sets one of them on some pages
OPERATOR = frozenset({
    "databases", "threads", "actor", "allow-debug", "permissions", "messages", "patterns",
    "auth-token", "logout",
})  # fmt: skip

App = Callable[[Any, Any, Any], Awaitable[None]]


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    def wrap(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            async def with_headers(message: Any) -> None:
                if message["type"] == "http.response.start":
                    kept = [one for one in message.get("headers", ()) if one[0].lower() not in OURS]
                    message = {**message, "headers": [*kept, *HEADERS]}
                await send(message)

            if scope["type"] == "http" and _operators(scope["path"]):
                scope = {**scope, "path": "/-/nothing", "raw_path": b"/-/nothing"}
            await app(scope, receive, with_headers)

        return answer

    return wrap


def _operators(path: str) -> bool:
    _, found, page = path.partition("/-/")
    return bool(found) and page.split("/")[0].removesuffix(".json") in OPERATOR
