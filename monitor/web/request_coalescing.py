"""Readers who ask for the same page at the same moment are given one answer, made once.

A link in a newsletter brings many at once.  Nothing is kept: who comes after the answer gets a new
one.  Only visitors without a cookie share: what they see hangs on nothing but the address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from copy import copy
from typing import Any

from datasette.utils.asgi import Response

Key = tuple[str, ...]


class Shared:
    """Answers that are being made, by what was asked."""

    def __init__(self) -> None:
        self._making: dict[Key, asyncio.Task[Response]] = {}

    async def answer(self, key: Key, make: Callable[[], Coroutine[Any, Any, Response]]) -> Response:
        """Whatever ``make`` raises is raised for all who wait.  One who leaves disturbs nobody."""
        task = self._making.get(key)
        if task is None:
            task = asyncio.create_task(make())
            self._making[key] = task
            task.add_done_callback(lambda _: self._making.pop(key, None))
        found = copy(await asyncio.shield(task))
        found.headers = dict(found.headers)
        return found


def key_of(request: Any) -> Key | None:
    """What an answer hangs on; None: it is this visitor's own."""
    headers = request.headers
    if request.method != "GET" or "cookie" in headers or "authorization" in headers:
        return None
    told = ("host", "x-forwarded-host", "x-forwarded-proto", "accept-language")
    return (request.scheme, request.full_path, *(headers.get(name, "") for name in told))
