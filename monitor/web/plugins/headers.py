"""What every answer says to the browser: load nothing from elsewhere, tell nobody where from.

What people read is also freed of control characters and of marks that turn the direction of what
follows: a published name must not make an amount read backwards.  JSON and CSV keep them.

Pages about the machine (paths, threads, versions, settings) are the operator's and answer 404: they
say which known hole fits, and nothing of the data.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

from monitor.web.plugins.errors import wants_json

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; object-src 'none'; form-action 'self';"
        b" base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
OURS = frozenset(name for name, _ in HEADERS)  # Datasette sets one of them on some pages
READ_BY_PEOPLE = (b"text/html", b"text/calendar", b"application/atom+xml")
# U+200E-200F, 202A-202E, 2066-2069, 061C in UTF-8; control characters but tab and ends of lines
_TURNING = re.compile(
    rb"\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xd8\x9c|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
OPERATOR = frozenset(
    {
        "databases",
        "threads",
        "actor",
        "allow-debug",
        "permissions",
        "messages",
        "patterns",
        "auth-token",
        "logout",
        "versions",
        "plugins",
        "settings",
        "config",
    }
)

App = Callable[[Any, Any, Any], Awaitable[None]]


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    def wrap(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            is_read = False

            async def with_headers(message: Any) -> None:
                nonlocal is_read
                if message["type"] == "http.response.start":
                    kept = [one for one in message.get("headers", ()) if one[0].lower() not in OURS]
                    is_read = _is_read(kept)
                    if is_read:  # its length may change
                        kept = [one for one in kept if one[0].lower() != b"content-length"]
                    message = {**message, "headers": [*kept, *HEADERS]}
                elif is_read and message.get("body"):
                    message = {**message, "body": _TURNING.sub(b"", message["body"])}
                await send(message)

            if scope["type"] == "http" and _operators(scope["path"]):
                nothing = "/-/nothing.json" if wants_json(scope["path"]) else "/-/nothing"
                scope = {**scope, "path": nothing, "raw_path": nothing.encode()}
            await app(scope, receive, with_headers)

        return answer

    return wrap


def _is_read(headers: list[tuple[bytes, bytes]]) -> bool:
    kinds = [value for name, value in headers if name.lower() == b"content-type"]
    return any(kind.startswith(READ_BY_PEOPLE) for kind in kinds)


def _operators(path: str) -> bool:
    _, found, page = path.partition("/-/")
    return bool(found) and page.split("/")[0].removesuffix(".json") in OPERATOR
