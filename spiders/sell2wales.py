"""Sell2Wales: notices of Welsh public bodies (the software of Public Contracts Scotland).

Covers    Since January 2019, above and below the threshold, English and Welsh.  Open Government
          Licence v3 (from general knowledge).
Access    GET https://api.sell2wales.gov.wales/v1/Notices with dateFrom=MM-YYYY, noticeType (one a
          request), outputType=0, locale (2057 English, 1106 Welsh); types 1 to 25 and 51 to 56.
          No paging: current and previous month each night, type by type, in English.  Default
          library agents get 403.  In May 2026 most types answered 500: a type that fails does not
          stop the others, is counted, and its month stays open.
Identity  Release id (``ocds-kuma6s-148381-release-148381``) is the notice, ocid the process.
Traps     As Public Contracts Scotland: no ``releases`` in an empty month, local party ids,
          durations in 30-day months.  One notice may hold hundreds of codes.  "2024/S 000-…" is a
          number of Find a Tender.  Unverified here: awards and changes (no sample has any), the
          live service.
"""

from __future__ import annotations

from spiders.base.date_windows import Span
from spiders.base.unpaged_ocds_api import UnpagedJsonSpider


class Sell2WalesSpider(UnpagedJsonSpider):
    name = "sell2wales"
    title = "Sell2Wales"
    endpoint = "https://api.sell2wales.gov.wales/v1/Notices"
    # calls, awards, corrigenda, direct awards, changes, social services, the portal's own forms
    notice_types = ("2", "3", "5", "6", "14", "15", "20", "21", "51", "52", "53", "54", "55", "56")
    robots_exemption = "documented API, https://api.sell2wales.gov.wales/v1"

    def query(self, span: Span, subject: str) -> dict[str, str]:
        return {**super().query(span, subject), "locale": "2057"}
