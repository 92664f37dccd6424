"""Spider base that fetches session cookies when a file request answers 403 (``canadabuys``)."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from spiders.base.windowed import WindowedSpider


class SessionCookieSpider(WindowedSpider):
    """Open a page of the portal for its session cookies when a file is refused without them.

    ``page`` is declared.  A 403 leads there once, as any browser would have been; the cookies that
    it sets go to the endpoint's host with what is asked after.  A second 403 is a refusal.
    Cookies are neither archived nor logged, and end with the crawl.
    """

    page: ClassVar[str]

    _cookies: str | None = None  # "" once the page was opened and set none

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        request.meta["awaited"] = 403 if self._cookies is None else None
        if self._cookies and urlsplit(self.address(request.url)).netloc in self.netlocs:
            request.headers["Cookie"] = self._cookies
        response = await super().fetch(request, expects, may_miss)
        if response.status != 403:
            return response
        seen = await super().fetch(Request(self.page), "html")
        cookies = (
            header.decode("latin-1").partition(";")[0]
            for header in seen.headers.getlist("Set-Cookie")
        )
        self._cookies = "; ".join(cookies)
        self.count("visits")
        return await self.fetch(request, expects, may_miss)
