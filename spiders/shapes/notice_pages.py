"""Web pages: numbered list pages with links, one page a notice.

A portal declares CSS selectors: ``links`` (addresses of notices on a list page), ``page_links``
(addresses of other list pages) and ``proof``, words that every true page of the portal has: without
them a page is a login, a wall or an empty shell, and the crawl stops.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from urllib.parse import parse_qsl, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import Blocked, BrokenDocument
from spiders.formats import reading
from spiders.shapes.listed import ListedSpider, Listing
from spiders.shapes.paging import with_query
from spiders.shapes.windows import Span


class NoticePagesSpider(ListedSpider):
    """``newest_first``: the walk ends at a page whose notices are all known."""

    lists_as = "html"
    serves_as = "html"
    media_type = "text/html"

    links: ClassVar[str]
    page_links: ClassVar[str]
    page_param: ClassVar[str] = "page"
    proof: ClassVar[str]
    newest_first: ClassVar[bool] = False

    def questions(self, span: Span | None) -> Iterable[Request]:
        yield Request(with_query(self.endpoint, {self.page_param: "1"}))

    def listed(self, response: Response) -> Listing:
        soup = reading.html_soup(response.body)
        links = [str(link["href"]) for link in soup.select(self.links) if link.get("href")]
        here = self._page_number(response.url)
        if not links and here == 1:
            raise BrokenDocument(
                "no_links", f"{response.url}: no notice is linked by {self.links!r}: a new design?"
            )
        others = [str(link["href"]) for link in soup.select(self.page_links) if link.get("href")]
        last = max(map(self._page_number, others), default=here)
        following = with_query(response.url, {self.page_param: str(here + 1)})
        return Listing(
            addresses=tuple(self.address(urljoin(response.url, link)) for link in links),
            total=None,
            following=Request(following) if last > here else None,
        )

    def next_listing(self, page: Listing) -> Request | None:
        if self.newest_first and page.addresses and self.known.issuperset(page.addresses):
            return None
        return page.following

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        words = self.proof
        for _ in range(2):  # a maintenance page may be gone in a moment
            response = await super().fetch(request, expects, may_miss)
            is_other = response.status == 200 and words.encode() not in response.body
            if not is_other:
                break
            request = request.replace(dont_filter=True)
        if is_other:
            raise Blocked(
                f"{self.name}: {response.url} answered with a page that lacks "
                f"{words!r}, which all pages of this portal have: a login, a wall, a new design."
            )
        return response

    def _page_number(self, url: str) -> int:
        text = dict(parse_qsl(urlsplit(url).query)).get(self.page_param, "1")
        return int(text) if text.isdigit() else 1
