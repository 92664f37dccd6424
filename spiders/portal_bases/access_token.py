"""Spider base that exchanges an API key for a short-lived access token (``dncp``)."""

from __future__ import annotations

import json
import time
from typing import ClassVar

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import Blocked, BrokenDocument
from spiders.base.api_key import ApiKeySpider, is_home
from spiders.base.json_listing import resolve_pointer
from spiders.base.windowed import WindowedSpider
from spiders.parsers import decoding


class AccessTokenSpider(ApiKeySpider):
    """Exchange an API key for an access token that lives some minutes, and renew it.

    ``token_url`` (asked by POST with ``{token_param: key}``), ``token_at`` (JSON pointer to the
    token in the answer) and ``token_s`` (seconds after which a new one is asked for) are declared.
    A token that the portal refuses before is renewed once.  Like the key, a token is neither logged
    nor archived, and goes to the endpoint's host alone.
    """

    token_url: ClassVar[str]
    token_param: ClassVar[str] = "request_token"
    token_at: ClassVar[str] = "/access_token"
    token_s: ClassVar[float]

    _token: str | None = None
    _until: float = 0.0

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        request.meta["awaited"] = 401
        await self._renew_if_expired(request)
        response = await super().fetch(request, expects, may_miss)
        if response.status == 401:
            self._token = None
            request.meta["awaited"] = None
            await self._renew_if_expired(request)
            response = await super().fetch(request, expects, may_miss)
        return response

    def credential(self) -> str:
        return self._token or ""

    async def _renew_if_expired(self, request: Request) -> None:
        """Request a new token before a request to the endpoint's host, when the last one is old."""
        if is_home(self, request) and (self._token is None or time.monotonic() >= self._until):
            self._token = await self._request_token()
            self._until = time.monotonic() + self.token_s
            self.count("tokens")

    async def _request_token(self) -> str:
        """Request a new token.  Raises  Blocked when the portal gives none for this key."""
        request = Request(
            self.token_url,
            method="POST",
            body=json.dumps({self.token_param: self._key}),
            headers={"Content-Type": "application/json"},
        )
        # not by way of ``ApiKeySpider``, which would ask for a token to get one
        response = await WindowedSpider.fetch(self, request, "json")
        try:
            token = resolve_pointer(decoding.json_value(response.body), self.token_at)
        except BrokenDocument:
            token = None
        if not isinstance(token, str) or not token:
            raise Blocked(
                f"{self.name}: {self.token_url} gave no token at {self.token_at} for the key in "
                f"{self.key_variable}: has it expired? Get one at {self.key_page}."
            )
        return token
