"""Spider base that also fetches the earlier documents that a document names (``simap``)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.settings import BaseSettings

from pipelines.errors import BrokenDocument
from pipelines.model import Document, ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.listed_documents import ListingSpider
from spiders.base.window_tally import WindowTally


class PreviousDocumentsSpider(ListingSpider):
    """Follow each document to the one before it, which no list names (mixed into a listing spider).

    ``previous_document_urls``: record -> addresses of the documents that it follows.  They are
    fetched after those listed, one leading to the next.  No list has promised them: one that is not
    served is counted, and keeps no window open.
    """

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self._before: dict[str, None] = {}  # addresses named so far, in their order
        self._asked = 0  # how many of them have been asked for

    def previous_document_urls(self, record: Any) -> Iterator[str]:
        """Return the addresses of the documents before one that was read."""
        raise NotImplementedError

    def parse_document(
        self, document: Document, body: bytes, window: str | None, page: int
    ) -> ParsedDocument:
        parsed = super().parse_document(document, body, window, page)
        if parsed.notices:
            for record in type(self).reads(body):
                self._before.update(dict.fromkeys(self.previous_document_urls(record)))
        return parsed

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        async for reading in super().crawl_pages(span, tally):
            yield reading
        while self._asked < len(self._before):
            url = list(self._before)[self._asked]
            self._asked += 1
            if url not in self._served and (parsed := await self._one_before(url, tally.window)):
                yield parsed

    async def _one_before(self, url: str, window: str) -> ParsedDocument | None:
        self._served.add(url)
        try:
            response = await self.fetch(Request(url), self.serves_as, may_miss=True)
        except BrokenDocument as error:
            self.logger.warning("%s", error)
            self.count("earlier_missing")
            return None
        if response.status != 200:
            self.count("earlier_missing")
            return None
        self.count("earlier")
        return self.parse_document(
            self.archive_response(response), response.body, window, self._asked
        )
