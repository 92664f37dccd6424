"""Spider base for numbered pages of JSON records, several requests to a window (``pncp``)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from scrapy import Request

from pipelines.errors import BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.paged_json import Walk
from spiders.base.paging import PageEnvelope, Pager, Records, with_query
from spiders.base.windowed import WindowedSpider, WindowTally


@dataclass(frozen=True, kw_only=True)
class Numbered(Pager):
    """Pages from ``start`` on, as many as ``pages`` (pointer) says; ``total`` counts records.

    Where the answer tells no number of pages, they are asked for until one is empty.
    """

    pages: str
    total: str
    param: str = "page"
    start: int = 1
    size = 0

    def following(self, url: str, page: PageEnvelope, records: Records) -> str | None:
        here = int(dict(parse_qsl(urlsplit(url).query)).get(self.param, self.start))
        number = page.number(self.pages)
        is_last = not records.count or (number is not None and here - self.start + 1 >= number)
        return None if is_last else with_query(url, {self.param: str(here + 1)})

    def announced(self, page: PageEnvelope) -> int | None:
        return page.number(self.total)

    def must_have_records(self, page: PageEnvelope, *, is_first: bool) -> bool:
        return not is_first and page.number(self.pages) is not None


class NumberedPagesSpider(WindowedSpider):
    """Crawl numbered pages of JSON records, several requests to a window.

    ``documents`` (JSON pointer to the records of a page) and ``paging`` (``Numbered``) are
    declared, ``window_requests`` is written: window -> the first request of each.  A 204 is a
    request without answer: nothing was found.
    """

    paging: ClassVar[Numbered]
    documents: ClassVar[str]

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        for question in self.window_requests(span):
            walk = Walk(self.paging, self.documents, tally)
            request: Request | None = question
            while request:
                request.meta["awaited"] = 204
                response = await self.fetch(request, "json")
                if response.status == 204:
                    break
                document = self.archive_response(response)
                yield self.parse_document(document, response.body, tally.window, tally.pages + 1)
                try:
                    page = PageEnvelope(response.body)
                except BrokenDocument as error:
                    walk.broken(error)
                    request = request.replace(dont_filter=True)
                    continue
                following = walk.step(page, request.url)
                request = request.replace(url=self.address(following)) if following else None
