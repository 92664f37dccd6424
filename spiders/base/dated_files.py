"""Base spider for portals with one file per day or month, at an address built from the date.

A portal writes ``file_of``: window -> address, or ``files_of`` where there are several.  A file
that is not there (404) leaves its window open and says so: it is asked again, and the others are
asked all the same.  A file that several windows of a crawl share is read once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.streamed_files import StreamedFilesSpider
from spiders.base.window_tally import WindowTally
from spiders.http.streaming import META


class DatedFilesSpider(StreamedFilesSpider):
    serves_as = "zip"

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self._whole_files: dict[str, int] = {}  # read to their end: address, records

    def file_of(self, span: Span) -> str:
        raise NotImplementedError

    def files_of(self, span: Span) -> Iterator[str]:
        yield self.file_of(span)

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        assert span
        yield from (Request(url) for url in self.files_of(span))

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        for question in self.window_requests(span):
            async for reading in self.stream_file_once(question.url, tally):
                yield reading

    async def stream_file_once(self, url: str, tally: WindowTally) -> AsyncIterator[ParsedDocument]:
        """The file; where another window of this crawl has read it to its end, its records count
        as known."""
        if url in self._whole_files:
            tally.received += self._whole_files[url]
            tally.known += self._whole_files[url]
            return
        before, problems = tally.received, len(tally.problems)
        async for reading in self.stream_file(url, tally):
            yield reading
        if len(tally.problems) == problems:
            self._whole_files[url] = tally.received - before

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        """Raises  BrokenDocument for a file that is not there (yet)."""
        is_file = META in request.meta
        response = await super().fetch(request, expects, may_miss or is_file)
        if is_file and response.status in (404, 410):
            raise BrokenDocument(
                "not_there", f"{response.url} is not there (HTTP {response.status}): not yet?"
            )
        return response
