"""Find a Tender: the United Kingdom's notices, all of the Procurement Act and larger older ones.

Covers    Since 2 January 2021; since 24 February 2025 also below the threshold, from pipeline
          (UK1) to termination (UK11).  Open Government Licence v3.
Access    GET https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages with updatedFrom,
          updatedTo (UK time, ``YYYY-MM-DDTHH:MM:SS``), limit (100 at most), cursor, stages; any
          other name is a 400.  ``/{nnnnnn-yyyy}`` or ``/{ocid}`` for one notice or process.  No
          key.  12 requests in 2 minutes, then 429 with Retry-After (120 s); 503 likewise.
          ``stages`` does not filter by tag: crawl without it.
Identity  Release id ``nnnnnn-yyyy`` is the notice (a change may lack it: then its document tells),
          ocid the process.  A process has several notices: ids are never folded by ocid.  Under
          the registers of utilities (ocds-h6vhtk-02874b, -02874c) many buyers share one ocid.
Traps     ``amount`` is net, ``amountGross`` with tax.  Periods end at ``T23:59:59Z`` in summer
          too.  Awards of a notice that only changes something hold ``id`` and ``amendments``.
          Advisers are procuring entities.  ``1e9999`` and ``000`` stand for numbers; lists come as
          ``{"1": …}``.  Following ``links.next`` is said to lose notices at page ends (measured by
          another project, 2026-10): ask short windows, and halve a window whose page is full.
          Unverified here: everything about the live service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble, replace
from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import NextLinkPaging
from spiders.parsers import ocds

SITE = "https://www.find-tender.service.gov.uk"


def notice_url(release: dict[str, Any]) -> str | None:
    id_ = str(release.get("id"))
    return f"{SITE}/Notice/{id_}" if re.fullmatch(r"\d{6}-\d{4}", id_) else None


PROFILE: dict[str, Any] = {
    "zone": "Europe/London",
    "country": "GB",
    "language": "en",
    "vat": "excluded",
    "number": ocds.release_number,
    "page": notice_url,
}


class FindATenderSpider(PagedJsonSpider):
    name = "find_a_tender"
    title = "Find a Tender"
    endpoint = f"{SITE}/api/1.0/ocdsReleasePackages"
    # longer windows silently miss releases (measured by a widely used OCDS crawler)
    window = DateWindow(
        field="updated", first="2021-01-02", step_hours=6, zone="Europe/London", overlap_days=1
    )
    paging = NextLinkPaging(size=100)
    documents = "/releases"
    pace_s = (
        10.5  # 12 requests in 2 minutes; at exactly 10 s the 13th falls into the same 2 minutes
    )
    robots_exemption = f"documented API, Open Government Licence v3, {SITE}/apidocumentation"
    reads = staticmethod(ocds.from_json)

    def query(self, span: Span) -> dict[str, str]:
        start, end = self.window.bounds(span)
        return {
            "updatedFrom": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "updatedTo": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        }

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse an OCDS release; those of the integration service are marked as tests."""
        release = ocds.add_missing_id(record) if isinstance(record, dict) else record
        for result in ocds.notices(release, "find_a_tender", **PROFILE):
            ocid = (result.procedure.id or "") if isinstance(result, Notice) else ""
            yield replace(result, test=True) if ocid.endswith("-integration") else result
