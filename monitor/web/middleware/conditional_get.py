"""Answer 304 to who has it already, of everything that is no page for people."""

from __future__ import annotations

import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# whole in memory before they are sent; files and tables that are streamed have tags of their own
TAGGED = (
    "application/json",
    "application/atom+xml",
    "application/vnd.openxmlformats",
    "text/calendar",
    "image/svg+xml",
    "image/png",
)
_TIMING = re.compile(rb'"query_ms": ?[0-9.e-]+')  # in Datasette's JSON: another one each time
_OF_A_BODY = ("content-type", "content-length", "content-disposition")


class ConditionalGet:
    """Adds ETag to answers of ``TAGGED`` types, which it holds back until they are whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            if not held and not _is_tagged(message):
                await send(message)
                return
            held.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                for one in _tagged(Headers(scope=scope).get("if-none-match", ""), *held):
                    await send(one)

        is_get = scope["type"] == "http" and scope["method"] == "GET"
        await self.app(scope, receive, hold if is_get else send)


def _tagged(given: str, start: Message, *parts: Message) -> tuple[Message, Message]:
    """The answer with its tag; without its body for who has it already."""
    body = b"".join(part.get("body", b"") for part in parts)
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["etag"] = tag = f'W/"{hashlib.sha256(_TIMING.sub(b"", body)).hexdigest()[:32]}"'
    if _has(given, tag):
        start, body = {**start, "status": 304}, b""
        for name in _OF_A_BODY:
            del headers[name]
    return {**start, "headers": headers.raw}, {"type": "http.response.body", "body": body}


def _is_tagged(start: Message) -> bool:
    if start["type"] != "http.response.start":
        return False
    headers = Headers(raw=start["headers"])
    known = headers.get("content-type", "").startswith(TAGGED)
    return known and start["status"] == 200 and "etag" not in headers


def _has(given: str, tag: str) -> bool:
    """Return whether If-None-Match names the tag."""
    tags = [one.strip().removeprefix("W/") for one in given.split(",")]
    return tag.removeprefix("W/") in tags or "*" in tags
