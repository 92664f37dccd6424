"""USAspending: awards of the United States' federal government (Department of the Treasury).

Covers    Contracts, orders and indefinite-delivery vehicles (IDV) of federal agencies since October
          2007: those with a PSC or NAICS code of information technology, and those of sixty names
          whatever their code.  No state or city.  Public domain (parts restricted).
Access    POST https://api.usaspending.gov/api/v2/search/spending_by_award/ by day of last change,
          once for contracts and once for IDVs (one group a call, else 422), counted first; 100
          rows, then behind the last one (pages by number end at 50,000).  Then GET
          ``/awards/{id}/``.  No key.  Some 1,000 calls in 300 seconds, then 429.
Identity  ``generated_unique_award_id`` (CONT_AWD_PIID_AGENCY_PARENT_…, CONT_IDV_…) is the award in
          its latest state.  Its changes (``/transactions/``) can be ingested; none is asked for.
Traps     No title: the description, in capitals, often cryptic.  What is obligated so far is no
          price; options are in ``base_and_all_options``.  Resellers hide the maker.  A termination
          may be partial.  Defence is 90 days late.  Officers' pay is not read.  Verified: rows, an
          award and changes of NASA.  Unverified here: several names in one question, PSC lists, the
          live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote

from spiders.base.date_windows import DateWindow, Span
from spiders.parsers import usaspending
from spiders.parsers.usaspending import search_requests
from spiders.portal_bases.keyset_pagination import KeysetSpider

API = "https://api.usaspending.gov/api/v2"


class UsaspendingSpider(KeysetSpider):
    name = "usaspending"
    title = "USAspending"
    endpoint = f"{API}/search/spending_by_award/"
    window = DateWindow(
        field="last_modified_date",
        first="2007-10-01",
        step_days=1,
        zone="America/New_York",
        overlap_days=5,
    )
    records_pointer, has_next_pointer = "/results", "/page_metadata/hasNext"
    cursor_fields: ClassVar = {x: f"/page_metadata/{x}" for x in search_requests.MARKS}
    count_url = f"{API}/search/spending_by_award_count/"
    pace_s = 0.5
    robots_exemption = "documented API, https://api.usaspending.gov/docs/endpoints"
    reads = staticmethod(usaspending.records)
    parser = usaspending

    def request_bodies(self, span: Span) -> Iterator[dict[str, Any]]:
        yield from search_requests.questions(span.start, span.last_day)

    def parse_count(self, answer: Any) -> Any:
        return search_requests.total(answer)

    def document(self, record: Any, span: Span) -> str:
        return f"{API}/awards/{quote(search_requests.award_id(record, span.start, span.end))}/"
