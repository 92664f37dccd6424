"""BZP: Poland's public procurement bulletin, on the e-Zamówienia platform.

Covers    Polish notices below the EU's thresholds since 2021: calls, results, intentions of direct
          award, concessions, contests, small contracts, changes of notices and contracts.  Those
          above are on TED.  Reports on contracts carried out (2,500 a day) are not asked for.  Free
          to reuse by the API's terms of 2023 (second-hand); no licence is named.  Polish.
Access    GET https://ezamowienia.gov.pl/mo-board/api/v1/notice once for each type, with instants.
          A bare list, oldest first, at most 500 rows, no total; ``PageNumber`` is ignored: the last
          row's time asks for the next.  No key.  Each row holds its notice as HTML (28 KB), which
          alone tells values, tenders and periods.  403 now and then, which a pause of 15 seconds
          mends; one request in two seconds.
Identity  ``noticeNumber`` (2026/BZP 00122714/01); ``tenderId`` (ocds-148610-…) is the procedure.
Traps     ``contractors`` and ``procedureResult`` have one entry a lot.  Commas stand inside the
          brackets of ``cpvCode``.  Seven digits of a second.  NIP or REGON, dashes or not; a PESEL
          is not read.  A change notice says what changes, not what then holds.  Verified: two rows
          without their HTML.  Unverified here: the HTML (by public notes on seven bodies), how
          instants without a zone are read, ``/notice/stats``, the live service.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlencode

from spiders.base.date_windows import DateWindow
from spiders.parsers import bzp, decoding
from spiders.portal_bases.time_cursor import TimeCursorSpider


class BzpSpider(TimeCursorSpider):
    name = "bzp"
    title = "BZP"
    endpoint = "https://ezamowienia.gov.pl/mo-board/api/v1/notice"
    window = DateWindow(
        field="publicationDate", first="2021-01-01", step_days=1, zone="Europe/Warsaw"
    )
    notice_types = (
        "ContractNotice",
        "TenderResultNotice",
        "AgreementIntentionNotice",
        "NoticeUpdateNotice",
        "AgreementUpdateNotice",
        "SmallContractNotice",
        "ConcessionNotice",
        "CompetitionNotice",
        "CompetitionResultNotice",
    )
    size = 200
    row_id, row_time = "objectId", "publicationDate"
    pace_s = 2.0
    wait_on: ClassVar = {403: 15.0}
    robots_exemption = "documented API, https://ezamowienia.gov.pl/pl/integracja/"
    reads = staticmethod(decoding.json_records)
    parser = bzp

    def question(self, subject: str, since: datetime, until: datetime) -> str:
        first, last = (x.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for x in (since, until))
        params = {"PublicationDateFrom": first, "PublicationDateTo": last, "PageSize": self.size}
        return f"{self.endpoint}?{urlencode({'NoticeType': subject, **params})}"
