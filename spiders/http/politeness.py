"""Downloader middlewares that keep a crawl polite: identity, hosts, robots.txt, waits, blocks.

One truthful agent for all.  Only declared hosts are asked.  robots.txt is obeyed; an exemption is
named on the spider with its reason and covers the host of its endpoint alone.  ``Crawl-delay``,
``Retry-After`` and the portal's documented pauses are honoured.  A challenge, a login page, an
empty answer, a refusal, or patience at its end is ``Blocked``: never "no news".

Settings  VIGIE_CONTACT, VIGIE_PACE (factor of every delay; other than 1 for loopback hosts only),
          VIGIE_ENDPOINTS ({portal: base address} of mock portals).
Spider    ``pace_s``, ``wait_on`` {status: seconds}, ``robots_exemption``, ``hosts``.
Source    the faults of Scrapy's own classes that these repair are named in each docstring.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.settings import BaseSettings
from scrapy.utils.misc import build_from_crawler

from pipelines.errors import Blocked, BrokenDocument, Misconfigured

TOKEN = "Vigie"
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
REDIRECTS = (301, 302, 303, 307, 308)

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.I | re.S)
_WALLS = re.compile(
    rb"_Incapsula_|awsWafCookieDomainList|cf-chl-|challenge-platform|Pardon Our Interruption"
    rb"|<title[^>]*>\s*(?:Just a moment|Attention Required|Access Denied|Human Verification)",
    re.I,
)

logger = logging.getLogger(__name__)


def _drop_traceback(record: logging.LogRecord) -> bool:
    """Replace Scrapy's fifty lines on a robots.txt that cannot be fetched by one sentence."""
    record.exc_info = None
    return True


logging.getLogger(RobotsTxtMiddleware.__module__).addFilter(_drop_traceback)


def version() -> str:
    try:
        return metadata.version("vigie")
    except metadata.PackageNotFoundError:
        return "0"


NO_CONTACT = (
    "nobody is named whom a portal could reach: [vigie] contact is not set. Set it in vigie.toml "
    "to a web page or an e-mail address (for a plain scrapy command: -s VIGIE_CONTACT=…)."
)


def user_agent(contact: str | None) -> str:
    """The one agent of all crawls; ``contact`` is the operator's address (URL or e-mail)."""
    address = f"mailto:{contact}" if contact and "@" in contact and ":" not in contact else contact
    named = f"; +{address}" if address else ""
    return f"Mozilla/5.0 (compatible; {TOKEN}/{version()}{named})"


def is_loopback(host: str | None) -> bool:
    """Return whether a host name without port can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def checked_pace(pace: float, addresses: Iterable[str]) -> float:
    """The factor of all delays, or Misconfigured when it would hurry a real portal."""
    away = sorted({urlsplit(address).hostname or "" for address in addresses})
    away = [host for host in away if not is_loopback(host)]
    if pace < 0:
        raise Misconfigured(f"VIGIE_PACE is {pace:g}, expected 0 or more")
    if pace != 1 and away:
        raise Misconfigured(
            f"VIGIE_PACE is {pace:g}, but {', '.join(away)} is not on this machine. "
            "Only mock portals may be hurried; leave it at 1."
        )
    return pace


def mock_portal_base(settings: BaseSettings, portal: str) -> str | None:
    """The address that stands in for a portal's hosts, from VIGIE_ENDPOINTS."""
    endpoints = settings.get("VIGIE_ENDPOINTS") or "{}"
    try:
        bases = json.loads(endpoints) if isinstance(endpoints, str) else endpoints
        base = bases.get(portal)
    except (ValueError, AttributeError):
        raise Misconfigured(
            f"VIGIE_ENDPOINTS is {endpoints!r}, expected {{portal: address}}"
        ) from None
    return str(base).rstrip("/") if base else None


def rebase_url(url: str, base: str | None, hosts: Iterable[str]) -> str:
    """Move a URL of a declared host to the same path below the mock portal's base URL."""
    if base is None or urlsplit(url).netloc not in hosts:
        return url
    parts, stand_in = urlsplit(url), urlsplit(base)
    path = stand_in.path + parts.path
    return urlunsplit((stand_in.scheme, stand_in.netloc, path, parts.query, ""))


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Parse Retry-After (seconds or an HTTP date) as seconds from now; None when unreadable."""
    text = (header or "").strip()
    if text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def clock_of(header: str | None) -> datetime:
    """Return the portal's own clock from the Date header, by which it tells instants; else ours."""
    try:
        at = parsedate_to_datetime(header or "")
    except (ValueError, TypeError):
        return datetime.now(UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def why_unreachable(host: str | None, exception: Exception) -> str:
    """Say why a portal does not answer at all."""
    if isinstance(exception, CannotResolveHostError):
        return f"the name {host} is not found: no network, no DNS, or the portal moved"
    return f"{type(exception).__name__}: {exception}"


def challenge(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Return the text of a robot check, or None.  The crawl stops: asking again would be rude.

    Source  TED answers 202, empty, with ``x-amzn-waf-action: challenge``.
    """
    if headers.get("x-amzn-waf-action"):
        return f"a robot check (x-amzn-waf-action: {headers['x-amzn-waf-action']})"
    if headers.get("cf-mitigated"):
        return f"a robot check (cf-mitigated: {headers['cf-mitigated']})"
    if _HTML.match(body[:2048]) and _WALLS.search(body[:65536]):
        return f"a robot check ({_title(body)})"
    if status == 202:
        return "'accepted, not served' (HTTP 202)"
    return None


def nothing_served(status: int, body: bytes, expects: str | None) -> str | None:
    """Return what came instead of data (nothing, a web page), or None.  Worth a second try."""
    if status != 200:
        return None
    if not body.strip():
        return "an empty answer (HTTP 200)"
    if expects not in (None, "html") and _HTML.match(body[:2048]):
        return f"a web page ({_title(body)}) where {(expects or '').upper()} was expected"
    return None


def _title(body: bytes) -> str:
    match = _TITLE.search(body[:65536])
    text = " ".join(match[1].decode("utf-8", "replace").split())[:80] if match else ""
    return repr(text) if text else "without a title"


def lowercase_headers(response: Response) -> dict[str, str]:
    """Response headers with lower-case names, the last value of each."""
    return {
        name.decode("latin-1").lower(): values[-1].decode("latin-1")
        for name, values in response.headers.items()
        if values
    }


class HostsMiddleware:
    """Lets requests through to declared hosts only.

    Scrapy's OffsiteMiddleware allows subdomains and is bypassed by ``dont_filter``, which retries
    set.  A redirect or link to another host means that the portal has moved or asks for a login.
    A loopback host is never asked through a proxy of the environment.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostsMiddleware:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider: Any = self.crawler.spider
        parts = urlsplit(request.url)
        if not hasattr(spider, "netlocs"):  # ``scrapy shell`` of an address that no portal has
            agent = user_agent(self.crawler.settings.get("VIGIE_CONTACT"))
            request.headers.setdefault("User-Agent", agent)
            return self._check_contact(request)
        if parts.netloc not in spider.netlocs:
            came = " by a redirect" if request.meta.get("redirect_urls") else ""
            raise Blocked(
                f"{spider.name}: its answer leads{came} to {parts.scheme}://{parts.netloc}, which "
                f"is not one of its hosts ({', '.join(sorted(spider.netlocs))}). If the portal has "
                f"moved, change endpoint or hosts in spiders/{spider.name}.py."
            )
        if parts.scheme != "https" and not is_loopback(parts.hostname) and spider.only_https:
            raise Blocked(f"{spider.name}: its answer leads from https to {request.url}")
        return self._check_contact(request)

    def _check_contact(self, request: Request) -> None:
        """Raise Misconfigured for a request that would not say who is asking."""
        if is_loopback(urlsplit(request.url).hostname):
            request.meta["proxy"] = None
        elif not self.crawler.settings.get("VIGIE_CONTACT"):
            raise Misconfigured(NO_CONTACT)


class RobotsForbidden(IgnoreRequest):
    """robots.txt does not allow it, or could not be read."""


class Stopping(IgnoreRequest):
    """The crawl was told to end while it was waiting."""


class InflateMiddleware(HttpCompressionMiddleware):
    """Undoes gzip, br, zstd within DOWNLOAD_MAXSIZE, and says so when a body does not fit.

    Scrapy stops inflating at the limit too, but only drops the answer, as if it had been filtered.
    """

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            raise too_large(request.url, self._max_size, "unpacked ") from None


def too_large(url: str, limit: int, how: str = "") -> BrokenDocument:
    megabytes = f"{limit / 1024 / 1024:g} MB"
    message = f"{url}: the {how}body is larger than {megabytes}, the limit (DOWNLOAD_MAXSIZE)"
    return BrokenDocument("too_large", message)


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
        if urlsplit(request.url).netloc in getattr(spider, "exempted", ()):
            self._stats.set_value("vigie/robots_exemption", spider.robots_exemption)
            if self.crawler.settings.getbool("VIGIE_ASK_ROBOTS") and not _is_robots(request):
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
        if parser is not None and not is_cached:
            self._slow_down(request, parser.crawl_delay(TOKEN))
        return parser

    def _slow_down(self, request: Request, delay_s: float | None) -> None:
        """Raises the pause of the host's slot, now and if Scrapy makes that slot again."""
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
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        waiting = self._parsers[netloc]
        why = why_unreachable(netloc, exc)
        self._unread[netloc] = f"cannot be read ({why}), so nothing is allowed"
        self._parsers[netloc] = self._deny
        waiting.callback(self._deny)  # type: ignore[union-attr]


class PatienceMiddleware(RetryMiddleware):
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
    def from_crawler(cls, crawler: Crawler) -> PatienceMiddleware:
        return cls(crawler)

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        headers = lowercase_headers(response)
        if response.status in REDIRECTS and headers.get("location"):
            return response
        if _is_robots(request):
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
        if _is_robots(request) and request.meta.get("retry_times", 0) >= 2:
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
        """Waits in short steps, so that a crawl told to stop stops."""
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


def _is_robots(request: Request) -> bool:
    """A request made by RobotsMiddleware itself."""
    return bool(request.meta.get("dont_obey_robotstxt")) and request.url.endswith("/robots.txt")
