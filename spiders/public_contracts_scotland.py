"""Public Contracts Scotland: notices of Scottish public bodies.

Covers    Since January 2019, above and below the threshold.  Open Government Licence v3 (from
          general knowledge).
Access    GET https://api.publiccontractsscotland.gov.uk/v1/Notices with dateFrom=MM-YYYY (month
          granularity), noticeType (one a request), outputType=0 (OCDS).  No paging: a month comes
          whole, each night current and previous month for types 2, 3, 5, 6, 15, 20, 21 and 101 to
          104.  ``/v1/Notice?id={ocid}`` for one process.  Default library agents get 403; a
          challenge is ``Blocked``.
Identity  Release id where there is one, else ocid and the notice's own id (``APR351785``) from the
          document whose page it is.  ocid ``ocds-r6ebe6-…``.
Traps     A month with nothing is a package without ``releases``.  Party ids (``org-24``) are local
          to a release.  Durations are months times 30 days.  Half of the buyers tick "central
          purchasing body" for contracts of their own.  Unverified here: awards (no sample has
          any), the meaning of types 101 and 102, everything about the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.formats import ocds
from spiders.shapes.portal import PortalSpider

PROFILE: dict[str, Any] = {
    "zone": "Europe/London", "country": "GB", "language": "en",
    "number": ocds.own_or_page_number, "page": ocds.listed_page,
}  # fmt: skip


class PublicContractsScotlandSpider(PortalSpider):
    name = "public_contracts_scotland"
    title = "Public Contracts Scotland"
    reads = staticmethod(ocds.from_json)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """OCDS release -> its Notice."""
        yield from ocds.notices(record, "public_contracts_scotland", **PROFILE)
