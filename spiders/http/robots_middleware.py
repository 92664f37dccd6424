"""Obey robots.txt.

An exemption is named on the spider with its reason and covers the host of its endpoint alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler

from pipelines.errors import BrokenDocument
from spiders.http.response_checks import why_unreachable
from spiders.http.user_agent import TOKEN

# RFC 9309, 2.5, asks for 500 kB at least; 40 MB of rules are a gigabyte when they are read
MAX_BYTES = 1_000_000
MAX_CRAWL_DELAY_S = 900  # more than this between two requests is no crawl any more


def _drop_traceback(record: logging.LogRecord) -> bool:
    """Replace Scrapy's fifty lines on a robots.txt that cannot be fetched by one sentence."""
    record.exc_info = None
    return True


logging.getLogger(RobotsTxtMiddleware.__module__).addFilter(_drop_traceback)


class RobotsForbidden(IgnoreRequest):
    """robots.txt does not allow it, or could not be read."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """robots.txt, obeyed also by requests made while it is being fetched.

    Scrapy 2.14 to 2.19 lets the third and later of several waiting requests through (they share one
    Deferred, whose result the first waiter consumes); hence one lock for each host.  It also takes
    a server error for permission and does not apply ``Crawl-delay``.
    Source  RFC 9309, 2.3.1.3 and 2.3.1.4: 4xx allows everything, unreachable allows nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._deny = build_from_crawler(self._parserimpl, crawler, b"User-agent: *\nDisallow: /\n")
        self._unread: dict[str, str] = {}

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        spider: Any = self.crawler.spider
        if is_robots_request(request):
            request.meta["download_maxsize"] = MAX_BYTES
        if urlsplit(request.url).netloc in getattr(spider, "exempted", ()):
            self._stats.set_value("vigie/robots_exemption", spider.robots_exemption)
            if self.crawler.settings.getbool("VIGIE_ASK_ROBOTS") and not is_robots_request(request):
                await self._look(request)
            return
        try:
            await super().process_request(request)
        except IgnoreRequest:
            netloc = urlsplit(request.url).netloc
            why = self._unread.get(netloc, "forbids it")
            message = f"{spider.name}: robots.txt of {netloc} {why}: {request.url}"
            raise RobotsForbidden(message) from None

    async def _look(self, request: Request) -> None:
        """Record what robots.txt says where an exemption overrides it: allows, forbids, unread."""
        parser = await self.robot_parser(request)
        netloc = urlsplit(request.url).netloc
        says = "allows" if parser is None or parser.allowed(request.url, TOKEN) else "forbids"
        earlier = self._stats.get_value("vigie/robots_says")
        if earlier in (None, "allows"):
            self._stats.set_value("vigie/robots_says", self._unread.get(netloc, says))

    async def robot_parser(self, request: Request) -> RobotParser | None:
        netloc = urlsplit(request.url).netloc
        async with self._locks[netloc]:
            is_cached = netloc in self._parsers
            parser: RobotParser | None = await super().robot_parser(request)
        if parser is None or is_cached:
            return parser
        delay_s = parser.crawl_delay(TOKEN)
        if delay_s is not None and delay_s > MAX_CRAWL_DELAY_S:
            self._unread[netloc] = f"wants {delay_s:,.0f} seconds between two requests"
            self._parsers[netloc] = self._deny
            return self._deny
        self._slow_down(request, delay_s)
        return parser

    def _slow_down(self, request: Request, delay_s: float | None) -> None:
        """Raise the pause of the host's slot, now and if Scrapy makes that slot again."""
        pause = (delay_s or 0) * self.crawler.settings.getfloat("VIGIE_PACE", 1.0)
        engine = self.crawler.engine
        assert engine
        key, slot = engine.downloader._get_slot(request)
        if pause > slot.delay:
            slot.delay, slot.concurrency = pause, 1
            lasting = {"delay": pause, "concurrency": 1, "jitter": 0}
            engine.downloader.per_slot_settings[key] = lasting
            self._stats.set_value("vigie/crawl_delay_s", pause)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if 400 <= response.status < 500 and response.status != 429:
            response = response.replace(body=b"")
        elif response.status != 200:
            self._unread[netloc] = f"cannot be read (HTTP {response.status}), so nothing is allowed"
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
        elif b"\0" in response.body:  # UTF-16, or no text: what it forbids would not be seen
            self._unread[netloc] = "cannot be read (it is no text in UTF-8), so nothing is allowed"
            response = response.replace(body=b"User-agent: *\nDisallow: /\n")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        waiting = self._parsers[netloc]
        why = why_unreachable(netloc, exc)
        if isinstance(exc, BrokenDocument) and exc.code == "too_large":
            why = f"it has more than {MAX_BYTES // 1_000_000} MB"
        self._unread[netloc] = f"cannot be read ({why}), so nothing is allowed"
        self._parsers[netloc] = self._deny
        waiting.callback(self._deny)  # type: ignore[union-attr]


def is_robots_request(request: Request) -> bool:
    """Return whether RobotsMiddleware itself made a request."""
    return bool(request.meta.get("dont_obey_robotstxt")) and request.url.endswith("/robots.txt")
