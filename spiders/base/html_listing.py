"""Base spider for web sites with numbered list pages and one page per notice.

A portal declares CSS selectors: ``links`` (addresses of notices on a list page), ``page_links``
(addresses of other list pages) and ``proof``, words that every true page of the portal has: without
them a page is a login, a wall or an empty shell, and the crawl stops.

Settings   VIGIE_WALKED: the lists were walked to their end by the last crawl, and all was stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from bs4 import Tag
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import Blocked, BrokenDocument
from spiders.base.date_windows import Span
from spiders.base.listed_documents import ListingPage, ListingSpider
from spiders.base.paging import with_query
from spiders.parsers.decoding import web_pages


class HtmlListingSpider(ListingSpider):
    """``lists`` further lists beside the endpoint; ``total`` pattern whose group is the number of
    notices of a list; ``newest_first``: patterns of lists whose walk ends at a page whose notices
    are all known, once it went to the end.
    """

    lists_as = "html"
    serves_as = "html"
    media_type = "text/html"

    links: ClassVar[str]
    page_links: ClassVar[str]
    page_param: ClassVar[str] = "page"
    proof: ClassVar[str]
    lists: ClassVar[tuple[str, ...]] = ()
    total: ClassVar[re.Pattern[str] | None] = None
    newest_first: ClassVar[re.Pattern[str] | None] = None

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self.is_walked = settings.getbool("VIGIE_WALKED")

    def window_requests(self, span: Span | None) -> Iterable[Request]:
        for url in (self.endpoint, *self.lists):
            yield Request(with_query(url, {self.page_param: "1"}))

    def state(self, link: Tag) -> str:
        """Return what a link's row tells of its state: when that changes, it is fetched again,
        though known. Part of the address that is not sent."""
        return ""

    def parse_listing(self, response: Response) -> ListingPage:
        soup = web_pages.html_soup(response.body)
        links = [self._address(response, link) for link in soup.select(self.links)]
        here = self._page_number(response.url)
        if not links and here == 1:
            raise BrokenDocument(
                "no_links", f"{response.url}: no notice is linked by {self.links!r}: a new design?"
            )
        others = [str(link["href"]) for link in soup.select(self.page_links) if link.get("href")]
        last = max(map(self._page_number, others), default=here)
        following = with_query(response.url, {self.page_param: str(here + 1)})
        match = self.total.search(soup.get_text(" ")) if self.total else None
        # it leads nowhere and tells no total: the only page, or a new design
        is_guess = bool(links) and not others and match is None
        return ListingPage(
            addresses=tuple(links),
            total=int(re.sub(r"\D", "", match[1])) if match else None,
            following=Request(following) if last > here or is_guess else None,
            is_guess=is_guess,
        )

    def _address(self, response: Response, link: Tag) -> str:
        url, state = self.address(urljoin(response.url, str(link["href"]))), self.state(link)
        return f"{url}#{quote(state)}" if state else url

    def next_page(self, page: ListingPage) -> Request | None:
        request = page.following
        may_end = self.is_walked and self.known.issuperset(page.addresses)
        if request and may_end and self.newest_first and self.newest_first.search(request.url):
            return None
        return request

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        text = self.proof
        for _ in range(2):  # a maintenance page may be gone in a moment
            response = await super().fetch(request, expects, may_miss)
            is_other = response.status == 200 and text.encode() not in response.body
            if not is_other:
                break
        if is_other:
            raise Blocked(
                f"{self.name}: {response.url} answered with a page that lacks "
                f"{text!r}, which all pages of this portal have: a login, a wall, a new design."
            )
        return response

    def _page_number(self, url: str) -> int:
        text = dict(parse_qsl(urlsplit(url).query)).get(self.page_param, "1")
        return int(text) if text.isdigit() else 1
