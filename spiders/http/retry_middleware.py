"""Retry when a portal asks to wait, as late as it says; stop when it refuses."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from pipelines.errors import Blocked
from spiders.http.decompression_middleware import too_large
from spiders.http.redirect_middleware import REDIRECTS
from spiders.http.response_checks import (
    challenge,
    clock_of,
    lowercase_headers,
    nothing_served,
    retry_after_s,
    why_unreachable,
)
from spiders.http.robots_middleware import is_robots_request

TRIES = 5  # of one request, the first included
MAX_WAIT_S = 900  # a portal that asks for more is left alone until the next crawl
BACKOFF_S = 2  # first pause after a server error; doubles each time
TOO_MANY_REQUESTS_S = 120  # pause after a 429 that names none (Find a Tender asks for 120)
WAITING = {
    408: None,
    429: TOO_MANY_REQUESTS_S,
    500: None,
    502: None,
    503: None,
    504: None,
    522: None,
    524: None,
}

logger = logging.getLogger(__name__)


class Stopping(IgnoreRequest):
    """The crawl was told to end while it was waiting."""


class PatientRetryMiddleware(RetryMiddleware):
    """Asks again when the portal says later, as late as it says; stops when it says no.

    Scrapy's RetryMiddleware asks again at once, whatever Retry-After says, and hands a last 503 to
    the spider as if it were an answer.
    Meta    ``expects``: json, xml, html; ``may_miss``: a 404 or 410 is handed to the caller;
            ``may_fail``: so is a second 500, of a question that the portal cannot answer;
            ``awaited``: so is this status, which the portal documents (204: nothing found).
            A 304 is an answer to a request that asked whether something had changed.
    Raises  Blocked with the sentence that the run shows.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self.pace = crawler.settings.getfloat("VIGIE_PACE", 1.0)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PatientRetryMiddleware:
        return cls(crawler)

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        headers = lowercase_headers(response)
        if response.status in REDIRECTS and headers.get("location"):
            return response
        if is_robots_request(request):
            return await self._robots(request, response, headers)
        wall = challenge(response.status, headers, response.body)
        if wall:
            raise Blocked(self._sentence(request, f"answered with {wall}"))
        empty = nothing_served(response.status, response.body, request.meta.get("expects"))
        wait_s = self._wait_s(request, response.status, headers)
        if empty:
            return await self._again(request, f"answered with {empty}", self._backoff_s(request), 3)
        if response.status == 500 and request.meta.get("may_fail") and _is_repeated(request):
            return response
        if wait_s is not None:
            return await self._again(request, f"answered {response.status}", wait_s)
        if response.status == 200:
            return response
        if response.status in (404, 410) and request.meta.get("may_miss"):
            return response
        if response.status == request.meta.get("awaited"):
            return response
        if response.status == 304 and _is_conditional(request):
            return response
        text = " ".join(response.body[:300].decode("utf-8", "replace").split())
        raise Blocked(self._sentence(request, f"answered {response.status}: {text}"))

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | None:
        if isinstance(exception, DownloadCancelledError):
            raise too_large(request.url, self.crawler.settings.getint("DOWNLOAD_MAXSIZE"))
        if not isinstance(exception, self.exceptions_to_retry):
            return None
        if is_robots_request(request) and request.meta.get("retry_times", 0) >= 2:
            return None
        why = f"could not be reached ({why_unreachable(urlsplit(request.url).hostname, exception)})"
        return await self._again(request, why, self._backoff_s(request))

    async def _robots(
        self, request: Request, response: Response, headers: dict[str, str]
    ) -> Request | Response:
        wait_s = self._wait_s(request, response.status, headers)
        if response.status not in WAITING or request.meta.get("retry_times", 0) >= 2:
            return response
        return await self._again(request, f"answered {response.status}", wait_s or 0)

    def _wait_s(self, request: Request, status: int, headers: dict[str, str]) -> float | None:
        """Seconds to wait before asking again; None when the status does not mean "later"."""
        spider: Any = self.crawler.spider
        documented: float | None = getattr(spider, "wait_on", {}).get(status)
        if status not in WAITING and documented is None:
            return None
        retry_after = retry_after_s(headers.get("retry-after"), clock_of(headers.get("date")))
        if retry_after is not None:
            return max(retry_after, documented or 0)
        return documented or WAITING.get(status) or self._backoff_s(request)

    @staticmethod
    def _backoff_s(request: Request) -> float:
        return float(BACKOFF_S * 2 ** request.meta.get("retry_times", 0))

    async def _again(
        self, request: Request, why: str, wait_s: float, tries: int = TRIES
    ) -> Request:
        """The same request after the pause; Blocked after the last try or before a long pause."""
        retries = request.meta.get("retry_times", 0) + 1
        if wait_s > MAX_WAIT_S:
            reason = f"{why} and asks us to wait {wait_s / 60:.0f} minutes"
            raise Blocked(self._sentence(request, reason))
        spider = self.crawler.spider
        assert spider
        retry = None
        if retries < tries:
            retry = get_retry_request(request, spider=spider, reason=why, max_retry_times=tries)
        if retry is None:
            raise Blocked(self._sentence(request, f"{why}, {retries} times"))
        await self._sleep(wait_s * self.pace)
        return retry

    async def _sleep(self, seconds: float) -> None:
        """Wait in short steps, so that a crawl told to stop stops."""
        assert self.crawler.stats
        self.crawler.stats.inc_value("vigie/waited_s", round(seconds))
        if seconds >= 60:
            logger.info("%s: waiting %.0f s, as asked", self.crawler.spider, seconds)
        left = seconds
        while left > 0:
            await asyncio.sleep(min(left, 1.0))
            left -= 1.0
            if self.crawler.engine is None or not self.crawler.engine.running:
                raise Stopping("the crawl is being stopped")

    def _sentence(self, request: Request, what: str) -> str:
        spider: Any = self.crawler.spider
        return (
            f"{spider.name}: {request.method} {request.url} {what}. Nothing was deleted; windows "
            "not closed are asked again by the next crawl."
        )


def _is_repeated(request: Request) -> bool:
    return bool(request.meta.get("retry_times", 0) >= 1)


def _is_conditional(request: Request) -> bool:
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
