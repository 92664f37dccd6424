"""AusTender: contracts of the Australian Commonwealth (Department of Finance).

Covers    Contract notices and their amendments from 10,000 dollars (400,000 for some bodies), since
          2013 or before.  CC BY 3.0 AU, "Department of Finance".  Calls are not in it.
Access    GET https://api.tenders.gov.au/ocds/findByDates/contractLastModified/{from}/{to}, instants
          in UTC; 100 releases a page, ``links.next`` holds a cursor.  No key.  An error may come as
          HTTP 200 with ``errorCode``; an empty cursor gives 502.  Some 50 to 400 releases a day; no
          limit is published, careful clients ask once a second.
Identity  The release id is the notice, ocid (``prod-`` and 32 digits) the contract with all its
          amendments; CN4026155 and CN4026155-A1 are one contract, CN4026155.
Traps     No ``buyer``: the procuring entity buys.  No title: ``contracts[].description`` is what is
          bought, ``title`` often a file number.  ``dateSigned`` is the day of publication.  Amounts
          are text, GST included, options not.  An amendment restates the new total.  One ABN may
          have several names, foreign suppliers have none.  ``limited`` holds direct awards.
          Unverified here: a whole release (fields by the schema and two probe notes of 2026), ids
          of amendments, everything about the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request

from pipelines.model import Notice, Trouble
from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import NextLinkPaging
from spiders.parsers import austender, ocds

PROFILE: dict[str, Any] = {
    "zone": "Australia/Sydney",
    "country": "AU",
    "language": "en",
    "currency": "AUD",
    "vat": "included",
    "number": ocds.release_number,
}


class AustenderSpider(PagedJsonSpider):
    name = "austender"
    title = "AusTender"
    endpoint = "https://api.tenders.gov.au/ocds/findByDates/contractLastModified"
    window = DateWindow(field="contractLastModified", first="2013-01-01", step_days=1)
    paging = NextLinkPaging(size=100, size_param=None)
    documents = "/releases"
    complaint = "/errorCode"
    pace_s = 1.0
    robots_exemption = "documented API, https://github.com/austender/austender-ocds-api"
    reads = staticmethod(ocds.from_json)

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        assert span
        url = f"{self.endpoint}/{span.start}T00:00:00Z/{span.last_day}T23:59:59Z"
        yield Request(self.paging.first(url), headers={"Accept": self.media_type})

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse an OCDS release."""
        page = austender.notice_url(record)
        release = austender.normalise_release(record)
        yield from ocds.notices(release, "austender", **PROFILE, page=lambda _: page)
