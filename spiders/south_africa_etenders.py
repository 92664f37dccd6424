"""eTenders: South Africa's tender portal (National Treasury).

Covers    Calls of national and provincial departments, state firms and municipalities, and awards
          where the body publishes them; since 2017.  CC BY 4.0 (by a public client).
Access    GET https://ocds-api.etenders.gov.za/api/OCDSReleases with dateFrom, dateTo, PageNumber
          (from 1), PageSize, silently capped at 50; ``links.next`` leads on where it is there: a
          full page without it is asked further by number.  No key.  One request at a time, or calls
          fail; a page may take 75 s.  429, and answers that are no JSON, happen.  Whether dateTo is
          included is not known: the day after the last is asked for, too.  The site's own list
          (DataTables JSON) can be ingested.
Identity  ``ocid/release id``; ocid ``ocds-9t57fa-{number of the tender}``, the ``id`` of a
          row in the site's list.
Traps     ``tender.title`` is the body's reference, ``description`` what is bought.  0 stands for a
          value that is not told.  Parties and awards are mostly empty.  Closing times are local.
          SITA buys IT for others.  ``category`` is the portal's own list.  Verified: forty rows of
          the site's list.  Unverified here: a whole release (fields by public clients of 2026),
          awards, cancellations, everything about the live service.
"""

from __future__ import annotations

from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import NextLinkPaging
from spiders.parsers import south_africa_etenders


class SouthAfricaEtendersSpider(PagedJsonSpider):
    name = "south_africa_etenders"
    title = "eTenders"
    endpoint = "https://ocds-api.etenders.gov.za/api/OCDSReleases"
    window = DateWindow(
        field="date", first="2017-01-01", step_days=1, zone="Africa/Johannesburg", overlap_days=7
    )
    paging = NextLinkPaging(size=50, size_param="PageSize", number_param="PageNumber")
    custom_settings = {"DOWNLOAD_TIMEOUT": 180}  # noqa: RUF012  # a page has taken 75 seconds
    documents = "/releases"
    pace_s = 2.0
    robots_exemption = "documented API, https://ocds-api.etenders.gov.za/swagger/index.html"
    reads = staticmethod(south_africa_etenders.records)
    parser = south_africa_etenders

    def query(self, span: Span) -> dict[str, str]:
        return {"PageNumber": "1", "dateFrom": f"{span.start}", "dateTo": f"{span.end}"}
