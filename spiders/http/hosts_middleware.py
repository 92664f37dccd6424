"""Let requests through to declared hosts only, and not without the operator's contact."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from pipelines.errors import Blocked, Misconfigured
from spiders.http.mock_endpoints import is_loopback
from spiders.http.user_agent import NO_CONTACT, user_agent


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
