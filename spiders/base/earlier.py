"""Lists that name the latest document of a case alone, while each document names the one before.

A portal writes ``earlier`` (record -> addresses of the documents that it follows).  They are
fetched after those listed, one leading to the next.  No list has promised them: one that is not
served is counted, and keeps no window open.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.settings import BaseSettings

from pipelines.errors import BrokenDocument
from pipelines.model import Document, ParsedDocument
from spiders.base.crawling import Tally
from spiders.base.listed import ListedSpider
from spiders.base.windows import Span


class EarlierSpider(ListedSpider):
    """Mixed into a shape of lists."""

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self._before: dict[str, None] = {}  # addresses named so far, in their order
        self._asked = 0  # how many of them have been asked for

    def earlier(self, record: Any) -> Iterator[str]:
        """What was read of a document -> addresses of those before it."""
        raise NotImplementedError

    def reading(
        self, document: Document, body: bytes, window: str | None, page: int
    ) -> ParsedDocument:
        found = super().reading(document, body, window, page)
        if found.notices:
            for record in type(self).reads(body):
                self._before.update(dict.fromkeys(self.earlier(record)))
        return found

    async def pages(self, span: Span | None, tally: Tally) -> AsyncIterator[ParsedDocument]:
        async for reading in super().pages(span, tally):
            yield reading
        while self._asked < len(self._before):
            url = list(self._before)[self._asked]
            self._asked += 1
            if url not in self._served and (found := await self._one_before(url, tally.window)):
                yield found

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
        return self.reading(self.archived(response), response.body, window, self._asked)
