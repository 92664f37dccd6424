"""Follow redirects within the web only."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from pipelines.errors import Blocked

REDIRECTS = (301, 302, 303, 307, 308)


class WebRedirectMiddleware(RedirectMiddleware):
    """Follows redirects; which hosts they may lead to is looked at when they are asked.

    Scrapy takes what stands beside a redirect to ``file:``, ``data:`` or ``s3:`` for the answer,
    and ends the crawl with a traceback at ``javascript:`` and at what is no address.
    """

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        location = (response.headers.get("Location") or b"").decode("latin-1").strip()
        if response.status in REDIRECTS and location and not _is_web(response.url, location):
            spider: Any = self.crawler.spider
            raise Blocked(
                f"{spider.name}: {request.url} answered {response.status}, which leads to "
                f"{location[:200]!r}: no address of the web. Nothing was deleted."
            )
        return super().process_response(request, response)


def _is_web(url: str, location: str) -> bool:
    try:
        return urlsplit(urljoin(url, location)).scheme in ("http", "https")
    except ValueError:
        return False
