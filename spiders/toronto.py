"""Toronto Bids: calls, awards and non-competitive contracts of the City of Toronto.

Covers    Calls (some since 2008), awards since about 2010, contracts without competition since
          about 2013; refreshed daily.  Open Government Licence - Toronto.
Access    CKAN datastore of https://ckan0.cf.opendata.inter.prod-toronto.ca: ``datastore_search``
          by table, 30,000 rows an answer (some 8,000, 3,000 and 900 there are), no key.  No
          questions by date (SQL is switched off): each table is asked whole, each night.
Identity  "Document Number" is the call, and the procedure of its awards (``NUMBER/award``: a row a
          supplier); "Workspace Number" the contract without competition; a row without either is
          what it says.  ``_id`` is a place in the table, new each day: it identifies nothing.
Traps     What was bought is told of calls alone, seldom of awards: else division, supplier and
          amount.  No day of publication but the issue of a call.  0 and blank are not told; an
          amount above a thousand million was a telephone number.  Names, mail and telephone of
          buyers are read by nobody.  Verified: 600 rows of 2010 to 2026.  Unverified here: the live
          service, that its tables keep their ids, that one answer holds 30,000 rows, taxes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from scrapy import Request

from pipelines.model import Document, ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import OffsetPaging
from spiders.base.window_tally import WindowTally
from spiders.parsers import toronto

TABLES = (
    "f676f46c-de76-4e94-bba7-0a3951aa0603",  # calls
    "e211f003-5909-4bea-bd96-d75899d8e612",  # awards
    "a11b18b4-72e6-47e3-a4e9-05dcc8abd697",  # contracts without competition
)


class TorontoSpider(PagedJsonSpider):
    name = "toronto"
    title = "Toronto Bids"
    endpoint = "https://ckan0.cf.opendata.inter.prod-toronto.ca/api/3/action/datastore_search"
    paging = OffsetPaging(size=30_000, total="/result/total")  # rows of one document stay together
    documents = "/result/records"
    complaint = "/error/message"
    pace_s = 5.0
    robots_exemption = (
        "documented API, data under the Open Government Licence - Toronto, "
        "https://open.toronto.ca/open-data-licence/"
    )
    reads = staticmethod(toronto.records)
    parser = toronto
    parser_version = "2"

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        for table in TABLES:
            yield self.page_request({"resource_id": table})

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        """Rows that share a notice with another were received and are stored: in that notice."""
        async for reading in super().crawl_pages(span, tally):
            yield reading
            tally.known += self.joined

    def parse_document(
        self, document: Document, body: bytes, window: str | None, page: int
    ) -> ParsedDocument:
        parsed = super().parse_document(document, body, window, page)
        self.joined = toronto.joined(body) if parsed.notices else 0
        return parsed
