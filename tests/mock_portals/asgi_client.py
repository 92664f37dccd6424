"""A client that speaks to a mock portal's application without a socket."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from monitor.demo.portals.mock_portal import MockPortal

AGENT = "Mozilla/5.0 (compatible; Vigie/0.1; +https://vigie.example)"


class Web:
    """Synchronous requests to one application, with a truthful agent unless told otherwise."""

    def __init__(self, portal: MockPortal) -> None:
        self.app = portal.app()

    def __call__(self, method: str, url: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._ask(method, url, **more))

    async def _ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        headers = {"User-Agent": AGENT, **more.pop("headers", {})}
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as web:
            return await web.request(method, url, headers=headers, **more)

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self("GET", url, **more)

    def post(self, url: str, **more: Any) -> httpx.Response:
        return self("POST", url, **more)

    def delete(self, url: str) -> httpx.Response:
        return self("DELETE", url)
