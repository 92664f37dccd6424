"""Portals that pack what they published in a day or month in one file, at an address of its own.

A portal writes ``file_of``: window -> address.  A file that is not there (404) leaves its window
open and says so: it is asked again, and the others are asked all the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import BrokenDocument
from pipelines.model import Reading
from spiders.shapes.crawling import Tally
from spiders.shapes.streams import StreamingSpider
from spiders.shapes.windows import Span
from spiders.streaming import META


class NamedFilesSpider(StreamingSpider):
    serves_as = "zip"

    def file_of(self, span: Span) -> str:
        raise NotImplementedError

    def questions(self, span: Span | None) -> Iterator[Request]:
        assert span
        yield Request(self.file_of(span), dont_filter=True)

    async def pages(self, span: Span | None, tally: Tally) -> AsyncIterator[Reading]:
        for question in self.questions(span):
            async for reading in self.file(question.url, tally):
                yield reading

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        """Raises  BrokenDocument for a file that is not there (yet)."""
        is_file = META in request.meta
        response = await super().fetch(request, expects, may_miss or is_file)
        if is_file and response.status in (404, 410):
            raise BrokenDocument(
                "not_there", f"{response.url} is not there (HTTP {response.status}): not yet?"
            )
        return response
