"""Portals whose API wants a key of the operator's own, sent as a header with every request.

The key is a secret: it comes from the environment, stands in no file of ours, no log, no archive
(no request is archived), and goes to the endpoint's host alone.  Without it the portal is off.
"""

from __future__ import annotations

import os
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import Misconfigured
from spiders.shapes.crawling import CrawlingSpider


class KeyedSpider(CrawlingSpider):
    """``key_variable`` in the environment, ``key_header`` as sent, ``key_page`` to get one."""

    key_variable: ClassVar[str]
    key_header: ClassVar[str]
    key_page: ClassVar[str]

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self._key = os.environ.get(self.key_variable, "").strip()
        if not self._key:
            raise Misconfigured(
                f"{self.name}: its API wants a key and {self.key_variable} is not set in the "
                f"environment. Get one at {self.key_page}, or leave this portal off."
            )

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        if urlsplit(self.address(request.url)).netloc == self._home:
            request.headers[self.key_header] = await self.credential()
        return await super().fetch(request, expects, may_miss)

    async def credential(self) -> str:
        """What is sent: the key itself, or what a portal gives for it (``tokens``)."""
        return self._key

    @property
    def _home(self) -> str:
        return urlsplit(self.address(self.endpoint)).netloc
