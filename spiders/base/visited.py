"""Portals that may serve a file to those alone who have opened a page of theirs before.

A portal declares ``page``.  A 403 sends us there once, as any browser would have been; the cookies
that it sets go to the endpoint's host with what is asked after.  A second 403 is a refusal.
Cookies are neither archived nor logged, and end with the crawl.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from spiders.base.crawling import CrawlingSpider


class VisitedSpider(CrawlingSpider):
    page: ClassVar[str]

    _cookies: str | None = None  # "" once the page was opened and set none

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        request.meta["awaited"] = 403 if self._cookies is None else None
        if self._cookies and urlsplit(self.address(request.url)).netloc in self.netlocs:
            request.headers["Cookie"] = self._cookies
        response = await super().fetch(request, expects, may_miss)
        if response.status != 403:
            return response
        seen = await super().fetch(Request(self.page, dont_filter=True), "html")
        given = (
            one.decode("latin-1").partition(";")[0] for one in seen.headers.getlist("Set-Cookie")
        )
        self._cookies = "; ".join(given)
        self.count("visits")
        return await self.fetch(request.replace(dont_filter=True), expects, may_miss)
