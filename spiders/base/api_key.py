"""Base spider for APIs that ask for the operator's key.

Both are secrets: they come from the environment, stand in no file of ours, no log, no archive (no
request is archived), and go to the endpoint's host alone.  Without its key a portal is off; without
a login it is asked for what it gives to everybody.
"""

from __future__ import annotations

import os
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import Misconfigured
from spiders.base.windowed import WindowedSpider


class ApiKeySpider(WindowedSpider):
    """``key_variable`` in the environment, ``key_header`` as sent with every request, ``key_page``
    to get one."""

    key_variable: ClassVar[str]
    key_header: ClassVar[str]
    key_page: ClassVar[str]

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self._key = os.environ.get(self.key_variable, "").strip()
        if not self._key:
            raise Misconfigured(
                f"{self.name}: its API needs a key and {self.key_variable} is not set in the "
                f"environment. Get one at {self.key_page}, or leave this portal off."
            )

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        if is_home(self, request):
            request.headers[self.key_header] = self.credential()
        return await super().fetch(request, expects, may_miss)

    def credential(self) -> str:
        """Return the value of the header: the key, or the token that it was exchanged for."""
        return self._key


def is_home(spider: WindowedSpider, request: Request) -> bool:
    """Whether a request goes to the host of the portal's endpoint."""
    target, home = (urlsplit(spider.address(url)) for url in (request.url, spider.endpoint))
    return target.netloc == home.netloc
