"""Base class of mock portals: counted violations of rules.

A mock portal is a small web application on this machine that speaks one real portal's protocol,
with its limits and its refusals, over documents from a folder.  It imports nothing of the spiders
or the formats: it is the other side of the wire.

``GET /-/mock-portal/crossings``, which is never counted or limited, tells what was asked and which
limits were crossed.
"""

from __future__ import annotations

import math
import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import ClassVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from monitor.demo.portals.rate_limits import Clock, Limit, Meter, SystemClock

Endpoint = Callable[[Request], Awaitable[Response]]

# How a crawler names itself and says where its operator can be reached.
TRUTHFUL_AGENT = re.compile(
    r"^Mozilla/5\.0 \(compatible; [\w.-]+/[\w.+-]+; \+?(?:https?://|mailto:)[^)]+\)"
)
CROSSINGS = "/-/mock-portal/crossings"


class MockPortal:
    """One mock portal: its documents, its limits and its web application."""

    name: ClassVar[str]
    limits: ClassVar[tuple[Limit, ...]] = ()
    disallow: ClassVar[tuple[str, ...]] = ()
    agent_paths: ClassVar[str | None] = None  # paths refused to clients without a truthful agent

    def __init__(self, folder: Path, clock: Clock | None = None, pace: float = 1.0) -> None:
        self.folder = folder
        self.clock: Clock = clock or SystemClock()
        self.pace = pace
        self.requests = 0
        self.crossed: Counter[str] = Counter()
        self.last: deque[dict[str, object]] = deque(maxlen=50)
        self.meters = [Meter(limit, self.clock, pace) for limit in self.limits]

    def routes(self) -> Sequence[Route]:
        """The portal's own pages; each is wrapped by ``guarded``."""
        raise NotImplementedError

    def too_many(self, limit: Limit, wait_s: float) -> Response:
        """The portal's own words when a limit is crossed."""
        return PlainTextResponse(
            "Too Many Requests",
            limit.status,
            {"Retry-After": str(max(1, math.ceil(wait_s)))},
        )

    def page_headers(self) -> dict[str, str]:
        """Headers that the portal adds to every answer."""
        return {}

    def app(self) -> Starlette:
        """The ASGI application: robots.txt, crossings, and the portal's own pages, guarded."""
        routes = [
            Route(route.path, self.guarded(route.endpoint), methods=route.methods)
            for route in self.routes()
        ]
        return Starlette(
            routes=[
                Route("/robots.txt", self._robots),
                Route(CROSSINGS, self._crossings),
                *routes,
                Route("/{path:path}", self.guarded(self._other), methods=["GET", "POST"]),
            ]
        )

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """Wrap an endpoint so that rate limits apply to it."""

        async def answer(request: Request) -> Response:
            self.requests += 1
            response = self.refusal(request) or await endpoint(request)
            response.headers.update(self.page_headers())
            return response

        return answer

    def refusal(self, request: Request) -> Response | None:
        """Count a violation of the portal's rules and return its error response, or None."""
        path = request.url.path
        if any(path.startswith(prefix) for prefix in self.disallow):
            self.cross("robots", path)
        for meter in self.meters:
            if re.match(meter.limit.paths, path) and (wait := meter.wait_s()):
                self.cross(meter.limit.name, path)
                return self.too_many(meter.limit, wait)
        agent = request.headers.get("user-agent", "")
        if (
            self.agent_paths
            and re.match(self.agent_paths, path)
            and not TRUTHFUL_AGENT.match(agent)
        ):
            self.cross("agent", path)
            return challenge()
        return None

    def cross(self, rule: str, path: str) -> None:
        self.crossed[rule] += 1
        self.last.append({"rule": rule, "path": path, "at_s": round(self.clock.seconds(), 3)})

    def robots_txt(self) -> str:
        """For all clients: paths that must not be asked; an empty one is none."""
        disallowed = "".join(f"Disallow: {prefix}\n" for prefix in self.disallow or ("",))
        return f"User-agent: *\n{disallowed}"

    async def _robots(self, request: Request) -> Response:
        return PlainTextResponse(self.robots_txt())

    async def _crossings(self, request: Request) -> Response:
        return JSONResponse(
            {
                "portal": self.name,
                "requests": self.requests,
                "crossings": sum(self.crossed.values()),
                "by_rule": dict(self.crossed),
                "last": list(self.last),
            }
        )

    async def _other(self, request: Request) -> Response:
        return self.not_found()

    def not_found(self) -> Response:
        """The portal's answer for an address that it does not have."""
        return HTMLResponse("<!DOCTYPE html><html><body><h1>404</h1></body></html>", 404)


def challenge() -> Response:
    """The robot check of a web firewall: no error, no body, nothing served."""
    return Response(b"", 202, {"x-amzn-waf-action": "challenge"})


def base_url(request: Request) -> str:
    """Scheme, host and port that the client used, without a closing slash."""
    return str(request.base_url).rstrip("/")
