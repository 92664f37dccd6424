"""Limit how many connections the server has, and how long one may say or take nothing.

uvicorn waits for ever for the end of a request and for a reader who takes nothing.  Without a proxy
in front, a few hundred of either would keep everyone else out.
"""

from __future__ import annotations

import asyncio
import math
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 400  # connections; beyond, the one that has waited longest for its request goes
REQUEST_S = 10.0  # until a request is whole but for its form
UNREAD_S = 20.0  # that a reader may take less than uvicorn holds for her (64 KB)
LOOKED_S = 1.0  # between two looks at all of them


class LimitedHttpProtocol(H11Protocol):
    """``uvicorn.Config(http=LimitedHttpProtocol)``"""

    idle_since: float | None = None  # None: a request is being answered
    unread_since: float | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.idle_since = self.loop.time()
        if len(self.connections) > MAX_CONNECTIONS:
            others = [
                connection
                for connection in self.connections
                if isinstance(connection, LimitedHttpProtocol)
            ]
            min(others, key=lambda connection: connection.idle_since or math.inf).transport.abort()
        self._look()

    def handle_events(self) -> None:
        before = self.cycle
        super().handle_events()
        if self.cycle is not before and not self.cycle.response_complete:
            self.idle_since = None

    def on_response_complete(self) -> None:
        self.idle_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.unread_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.unread_since = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._next_look.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Ends this connection if it says, or takes, nothing for too long."""
        now = self.loop.time()
        silent = self.idle_since is not None and now - self.idle_since > REQUEST_S
        unread = self.unread_since is not None and now - self.unread_since > UNREAD_S
        if unread or (silent and self.unread_since is None):
            self.transport.abort()
        self._next_look: asyncio.TimerHandle = self.loop.call_later(LOOKED_S, self._look)
