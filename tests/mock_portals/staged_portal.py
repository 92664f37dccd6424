"""Mock portals of tests: faults that are staged for a request or for all that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from monitor.demo.portals.mock_portal import Endpoint, MockPortal, challenge
from monitor.demo.portals.rate_limits import Clock


@dataclass
class Switches:
    """Faults; numbers count down with each request that meets them.

    ``only``  part of the path that a request must hold to meet a fault ("" for all).
    ``expire_tokens``, ``repeat_page``, ``total_off_by``  mean what the portal makes of them.
    """

    only: str = ""
    fail_next: int = 0
    fail_status: int = 503
    retry_after: int | None = None
    truncate_next: int = 0
    html_next: int = 0
    empty_next: int = 0
    challenge_next: int = 0
    expire_tokens: bool = False
    repeat_page: bool = False
    total_off_by: int = 0

    def take(self, name: str, path: str) -> bool:
        """Whether this request meets the named fault; uses one of its turns up."""
        turns: int = getattr(self, name)
        if turns <= 0 or self.only not in path:
            return False
        setattr(self, name, turns - 1)
        return True

    def change(self, values: Mapping[str, Any]) -> None:
        known = {each.name for each in fields(self)}
        if unknown := sorted(set(values) - known):
            raise ValueError(f"no such switch: {', '.join(unknown)}; known: {sorted(known)}")
        for name, value in values.items():
            setattr(self, name, value)


class StagedPortal(MockPortal):
    def __init__(self, folder: Path, clock: Clock | None = None, pace: float = 1.0) -> None:
        super().__init__(folder, clock, pace)
        self.switches = Switches()

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        async def answer(request: Request) -> Response:
            path = request.url.path
            if (fault := self._staged(path)) is not None:
                return fault
            response = await endpoint(request)
            return _truncated(response) if self.switches.take("truncate_next", path) else response

        return super().guarded(answer)

    def _staged(self, path: str) -> Response | None:
        take = self.switches.take
        if take("fail_next", path):
            wait = self.switches.retry_after
            headers = None if wait is None else {"Retry-After": str(wait)}
            return PlainTextResponse("staged failure", self.switches.fail_status, headers)
        if take("challenge_next", path):
            return challenge()
        if take("html_next", path):
            return HTMLResponse("<!DOCTYPE html><html><body><h1>Maintenance</h1></body></html>")
        if take("empty_next", path):
            return Response(b"", 200)
        return None


def _truncated(response: Response) -> Response:
    body = bytes(response.body)
    return Response(body[: len(body) // 2], response.status_code, media_type=response.media_type)


@cache
def staged(kind: type[MockPortal]) -> Any:
    """The portal with switches; one of the demonstration has none of its own."""
    return kind if issubclass(kind, StagedPortal) else type(kind.__name__, (StagedPortal, kind), {})
