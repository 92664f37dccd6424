"""Spider base that sends HTTP Basic authentication with some requests (``tenderned``)."""

from __future__ import annotations

import base64
import os
from typing import ClassVar

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from spiders.base.api_key import is_home
from spiders.base.windowed import WindowedSpider


class BasicAuthSpider(WindowedSpider):
    """Send user and password of the operator (HTTP Basic) with the requests that need them.

    ``login_variables``: names of user and password in the environment; ``login`` is None when
    either is missing.  ``needs_login``: address -> whether it is one that asks for them.  Both are
    secrets: they stand in no file, no log, no archive, and go to the endpoint's host alone.
    """

    login_variables: ClassVar[tuple[str, str]]
    login: str | None = None

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        user, password = (os.environ.get(name, "").strip() for name in self.login_variables)
        if user and password:
            self.login = base64.b64encode(f"{user}:{password}".encode()).decode()

    def needs_login(self, url: str) -> bool:
        raise NotImplementedError

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        if self.login and is_home(self, request) and self.needs_login(request.url):
            request.headers["Authorization"] = f"Basic {self.login}"
        return await super().fetch(request, expects, may_miss)
