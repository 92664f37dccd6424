"""Answer equal concurrent requests with one response.

A link in a newsletter brings many at once.  Nothing is kept: who comes after the answer gets a new
one.  Only visitors without a cookie share: what they see hangs on nothing but the address.
"""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.i18n.value_formatting import language

Key = tuple[str, ...]


class Coalescing:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._making: dict[Key, asyncio.Task[list[Message]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = key_of(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        task = self._making.get(key)
        if task is None:
            task = asyncio.create_task(_made(self.app, scope))
            self._making[key] = task
            task.add_done_callback(lambda _: self._making.pop(key, None))
        for message in await asyncio.shield(task):  # one who leaves disturbs nobody
            await send(message)


async def _made(app: ASGIApp, scope: Scope) -> list[Message]:
    """The messages of an answer; what is raised is raised for all who wait."""
    found: list[Message] = []

    async def empty() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def keep(message: Message) -> None:
        found.append(message)

    await app(scope, empty, keep)
    return found


def key_of(scope: Scope) -> Key | None:
    """What an answer hangs on; None: it is this visitor's own."""
    headers = Headers(scope=scope)
    if scope["method"] != "GET" or "cookie" in headers or "authorization" in headers:
        return None
    raw = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope.get("query_string", b"").decode("latin-1")
    return (scope.get("scheme") or "http", raw, query, headers.get("host", ""), language())
