"""Portals whose API knows the operator: by a key, or by a user and a password.

Both are secrets: they come from the environment, stand in no file of ours, no log, no archive (no
request is archived), and go to the endpoint's host alone.  Without its key a portal is off; without
a login it is asked for what it gives to everybody.
"""

from __future__ import annotations

import base64
import os
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import Misconfigured
from spiders.base.crawling import CrawlingSpider


class KeyedSpider(CrawlingSpider):
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
                f"{self.name}: its API wants a key and {self.key_variable} is not set in the "
                f"environment. Get one at {self.key_page}, or leave this portal off."
            )

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        if is_home(self, request):
            request.headers[self.key_header] = await self.credential()
        return await super().fetch(request, expects, may_miss)

    async def credential(self) -> str:
        """What is sent: the key itself, or what a portal gives for it (``tokens``)."""
        return self._key


class LoginSpider(CrawlingSpider):
    """``login_variables``: names of user and password in the environment; ``login`` is None when
    either is missing.  ``wants_login``: address -> whether it is one that asks for them."""

    login_variables: ClassVar[tuple[str, str]]
    login: str | None = None

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        user, password = (os.environ.get(name, "").strip() for name in self.login_variables)
        if user and password:
            self.login = base64.b64encode(f"{user}:{password}".encode()).decode()

    def wants_login(self, url: str) -> bool:
        raise NotImplementedError

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        if self.login and is_home(self, request) and self.wants_login(request.url):
            request.headers["Authorization"] = f"Basic {self.login}"
        return await super().fetch(request, expects, may_miss)


def is_home(spider: CrawlingSpider, request: Request) -> bool:
    """Whether a request goes to the host of the portal's endpoint."""
    asked, home = (urlsplit(spider.address(url)) for url in (request.url, spider.endpoint))
    return asked.netloc == home.netloc
