"""Base spider for OCDS services without pages, asked by month and notice type.

It is the software of Public Contracts Scotland and Sell2Wales.  A portal declares
``notice_types``.  An answer without records may leave out ``documents`` (JSON pointer to them) if
it is known by one of ``empty_has``.  A subject that the portal fails on (HTTP 500, twice) is
counted as ``vigie/failed/SUBJECT`` and named in the window's report; the others are asked all the
same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

from scrapy import Request

from pipelines.errors import Blocked, BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.date_windows import DateWindow, Span
from spiders.base.paging import PageEnvelope, with_query
from spiders.base.window_tally import WindowTally
from spiders.base.windowed import WindowedSpider
from spiders.parsers import ocds


class UnpagedJsonSpider(WindowedSpider):
    window = DateWindow(
        field="dateFrom", first="2019-01-01", step_months=1, zone="Europe/London", overlap_days=31
    )
    notice_types: ClassVar[tuple[str, ...]]
    documents = "/releases"
    empty_has = ("/uri", "/version", "/publishedDate")
    pace_s = 1.0
    reads = staticmethod(ocds.from_json)
    parser = ocds
    profile: ClassVar[dict[str, Any]] = {
        "zone": "Europe/London",
        "country": "GB",
        "language": "en",
        "number": ocds.own_or_page_number,
        "page": ocds.listed_page,
    }

    def query(self, span: Span, subject: str) -> dict[str, str]:
        return {"dateFrom": f"{span.start:%m-%Y}", "noticeType": subject, "outputType": "0"}

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
            yield self.page_of_records(document, response.body, tally.window, tally.pages)
            try:
                page = PageEnvelope(response.body)
                is_empty = page.at(self.documents) is None and any(map(page.at, self.empty_has))
                tally.received += 0 if is_empty else page.records(self.documents).count
            except BrokenDocument as error:
                tally.problems.append(f"type {subject}: {error}")
        if failed == len(self.notice_types):
            raise Blocked(f"{self.name}: the portal fails on all {failed} types of {tally.window}")
