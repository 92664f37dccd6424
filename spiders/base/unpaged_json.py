"""Base spider for JSON services without pages, asked by notice type in each window.

A portal declares ``notice_types`` (what else is asked for in each window: notice types),
``documents`` (JSON pointer to the records of an answer, which an answer without records may leave
out if it is known by one of ``empty_has``) and writes ``query``: window, subject -> parameters.
A subject that the portal fails on (HTTP 500, twice) is counted as ``vigie/failed/SUBJECT`` and
named in the window's report; the others are asked all the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import ClassVar

from scrapy import Request

from pipelines.errors import Blocked, BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.paging import PageEnvelope, with_query
from spiders.base.windowed import WindowedSpider, WindowTally


class UnpagedJsonSpider(WindowedSpider):
    notice_types: ClassVar[tuple[str, ...]]
    documents: ClassVar[str]
    empty_has: ClassVar[tuple[str, ...]] = ("/uri", "/version", "/publishedDate")

    def query(self, span: Span, subject: str) -> dict[str, str]:
        raise NotImplementedError

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        assert span
        for subject in self.notice_types:
            url = with_query(self.endpoint, self.query(span, subject))
            meta = {"subject": subject, "may_fail": True}
            yield Request(url, headers={"Accept": self.media_type}, meta=meta)

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        failed = 0
        for question in self.window_requests(span):
            subject = question.meta["subject"]
            response = await self.fetch(question, "json")
            if response.status != 200:
                failed += 1
                self.count(f"failed/{subject}")
                tally.problems.append(f"type {subject} answered {response.status}, twice")
                continue
            tally.pages += 1
            document = self.archive_response(response)
            yield self.parse_document(document, response.body, tally.window, tally.pages)
            try:
                page = PageEnvelope(response.body)
                is_empty = page.at(self.documents) is None and any(map(page.at, self.empty_has))
                tally.received += 0 if is_empty else page.records(self.documents).count
            except BrokenDocument as error:
                tally.problems.append(f"type {subject}: {error}")
        if failed == len(self.notice_types):
            raise Blocked(f"{self.name}: the portal fails on all {failed} types of {tally.window}")
