"""Limit how many requests are answered at once, for how long and how large.

Whoever comes beyond is told when to come back.

Equal requests at one moment are given one answer, made once: a link in a newsletter brings many.
Nothing is kept: who comes after the answer gets a new one.  Only visitors without a cookie share:
what they see hangs on nothing but the address.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.value_formatting import _, language
from monitor.web.errors import HttpError
from monitor.web.etag import add_etag
from monitor.web.site_state import path_of
from monitor.web.visitor_sql_pool import PROCESSES, is_visitor_sql

RequestKey = tuple[str, ...]
QUEUE_TIMEOUT_S = 5.0  # that a request waits for its turn
ANSWER_S = 60.0  # for an answer, on a machine where others have most of the processor
PIECE = 1 << 16  # bytes that are handed to the connection at once; it takes more when they are gone
MAX_ANSWER_BYTES = 16_000_000  # bytes of an answer that is not streamed
_OWN = ("cookie", "authorization", "range", "if-none-match", "if-range")
_SMALL = ("/static/", "/-/static", "/-/health", "/-/metrics", "/robots.txt")


def _later(status: int, after_s: int, text: str) -> HttpError:
    return HttpError(text, status, headers={"retry-after": str(after_s)})


class Lane:
    """Lets ``at_once`` in, ``of_one`` of each visitor; the next ``waiting`` wait their turn.
    ``limit_s`` is for the answer."""

    def __init__(self, at_once: int, waiting: int, of_one: int, limit_s: float) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most, self._of_one, self._limit_s = at_once + waiting, of_one, limit_s
        self._inside: Counter[str] = Counter()  # those who wait, too

    @asynccontextmanager
    async def place(self, visitor: str) -> AsyncIterator[None]:
        """Raises  HttpError: at once, after ``QUEUE_TIMEOUT_S``, or when an answer is too slow."""
        if self._inside[visitor] >= self._of_one == 1:
            text = _("Your last question is still being answered.  Wait for it, then ask again.")
            raise _later(429, 1, text)
        if self._inside[visitor] >= self._of_one:
            raise _later(429, 1, _("That is too much at once.  Try again in a few seconds."))
        others = _later(503, 5, _("Others are asking right now.  Try again in a few seconds."))
        if self._inside.total() >= self._most:
            raise others
        self._inside[visitor] += 1
        try:
            try:
                await asyncio.wait_for(self._free.acquire(), QUEUE_TIMEOUT_S)
            except TimeoutError:
                raise others from None
            try:
                async with asyncio.timeout(self._limit_s):
                    yield
            except TimeoutError:
                raise _later(503, 10, _("That takes too long")) from None
            finally:
                self._free.release()
        finally:
            self._inside[visitor] -= 1
            self._inside += Counter()  # without those who are gone


class RequestLimits:
    """``large``: where answers wait that a connection does not take in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.lanes = {
            "pages": Lane(at_once=12, waiting=52, of_one=32, limit_s=ANSWER_S),
            "sql": Lane(at_once=PROCESSES, waiting=6, of_one=1, limit_s=ANSWER_S),
            "files": Lane(at_once=8, waiting=8, of_one=4, limit_s=1800),
            "small": Lane(at_once=16, waiting=200, of_one=100, limit_s=ANSWER_S),
        }
        self.large = Lane(at_once=12, waiting=12, of_one=12, limit_s=60)
        self._making: dict[RequestKey, asyncio.Task[list[Message]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises  HttpError."""
        visitor, kind = visitor_of(scope.get("client")), lane_of(scope)
        if kind == "files":
            async with self.lanes[kind].place(visitor):
                await self.app(scope, receive, send)
            return
        messages = await self._answer(scope, receive, kind, visitor)
        async with self.large.place(visitor) if _size(messages) > PIECE else nullcontext():
            await _sent(messages, send)

    async def _answer(
        self, scope: Scope, receive: Receive, kind: str, visitor: str
    ) -> list[Message]:
        key = key_of(scope) if kind in ("pages", "small") else None
        task = self._making.get(key) if key is not None else None
        if task is None:
            messages = self._made(scope, receive, kind, visitor)
            if key is None:
                return await messages
            task = self._making[key] = asyncio.create_task(messages)
            task.add_done_callback(lambda _: self._making.pop(key, None))
        return await asyncio.shield(task)  # one who leaves disturbs nobody

    async def _made(self, scope: Scope, receive: Receive, kind: str, visitor: str) -> list[Message]:
        """The messages of an answer; what is raised is raised for all who wait."""
        messages: list[Message] = []
        is_too_long = False

        async def keep(message: Message) -> None:
            nonlocal is_too_long
            messages.append(message)
            if _size(messages) > MAX_ANSWER_BYTES:
                is_too_long = True
                messages.clear()

        async with self.lanes[kind].place(visitor):
            await self.app(scope, receive, keep)
        if is_too_long:  # raised in ``keep`` it would be an error of an answer that has begun
            raise HttpError(_("The answer is too long for one page: ask for fewer rows."), 400)
        return add_etag(scope, messages)  # once for all who share it: who sends a tag shares none


def _size(messages: list[Message]) -> int:
    return sum(len(mapping.get("body", b"")) for mapping in messages)


async def _sent(messages: list[Message], send: Send) -> None:
    """Send a body in pieces, so that no copy of it waits for a slow client."""
    for message in messages:
        body, more = memoryview(message.get("body", b"")), message.get("more_body", False)
        for start in range(0, max(len(body), 1), PIECE):
            left = more or start + PIECE < len(body)
            piece = bytes(body[start : start + PIECE])
            await send({**message, "body": piece, "more_body": left} if body else message)


def lane_of(scope: Scope) -> str:
    """Name of the lane of a request."""
    path = scope.get("path", "")
    if path.startswith(_SMALL):
        return "small"
    if is_visitor_sql(scope):
        return "sql"
    streamed = path.endswith((".csv", ".xlsx")) and path.startswith(f"/{DATABASE_NAME}/")
    return "files" if streamed or path.startswith("/-/export/") else "pages"


def key_of(scope: Scope) -> RequestKey | None:
    """Return the key of requests with the same answer; None: the answer is this visitor's own."""
    headers = Headers(scope=scope)
    if scope["method"] != "GET" or any(name in headers for name in _OWN):
        return None
    address = (scope["scheme"], headers.get("host", ""), path_of(scope))
    return (*address, headers.get("accept", ""), language())


def visitor_of(client: tuple[str, int] | None) -> str:
    """Tell who is behind the address of a connection; of IPv6 the part that one household has."""
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
