"""Spider base for a web page that links to files named by the days they cover (``seao``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import BrokenDocument
from spiders.base.date_windows import Span
from spiders.base.listed_documents import ListingPage, ListingSpider
from spiders.parsers.decoding import web_pages


class LinkedFilesSpider(ListingSpider):
    """Crawl the files that a web page links to, each named by the days that it covers.

    ``files``: pattern of the address of a file, whose group ``until`` is the last day that it
    covers (YYYYMMDD).  A window asks for the files that end in it.
    """

    lists_as = "html"
    serves_as = "json"

    files: ClassVar[re.Pattern[str]]

    def window_requests(self, span: Span | None) -> Iterable[Request]:
        yield Request(self.endpoint, meta={"span": span})

    def parse_listing(self, response: Response) -> ListingPage:
        """Return the window's files that a page links to.

        Raises  BrokenDocument when the page links to no such file at all, or to none of the
                window: not yet published is not empty.
        """
        soup = web_pages.html_soup(response.body)
        links = (urljoin(response.url, str(link["href"])) for link in soup.select("a[href]"))
        matches = {url: match for url in links if (match := self.files.search(url))}
        if not matches:
            raise BrokenDocument(
                "no_links",
                f"{response.url} links to no file like {self.files.pattern!r}: a new design?",
            )
        span: Span = response.meta["span"]
        wanted = [
            self.address(url)
            for url, match in matches.items()
            if span.start <= datetime.strptime(match["until"], "%Y%m%d").date() < span.end
        ]
        if not wanted:
            message = (
                f"{response.url} links to {len(matches)} files and none of {span.id}: not yet?"
            )
            raise BrokenDocument("not_there", message)
        return ListingPage(addresses=tuple(wanted), total=None, following=None)
