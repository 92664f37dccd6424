"""ANAC: Italy's national database of public contracts (BDNCP), and law 190 data turned to OCDS.

Covers    Contracts above 40,000 euros since January 2018, thinner below; call, award, contract.
          CC BY 4.0 (from general knowledge).
Access    Bulk: https://dati.anticorruzione.it/opendata/api/3/action/package_search?q=ocds&rows=1000
          lists monthly files ``…/bulk/YYYY/MM.json`` of hundreds of MB, refreshed on the second of
          the month; streamed.  Default agents get an HTML page "Request Rejected": ``Blocked``.
Identity  ``ocid/release id``; where the ocid is missing it is the first three parts of the id.
          The CIG (ten letters and digits) is the id of tender, award and contract.
Traps     Blanks in tags and roles (``" award"``).  Amounts without currency are euros.  A supplier
          without a name may be there as ``IT-CF-NAN``: then none is stated.  The method stands in
          words (``23-AFFIDAMENTO DIRETTO``).  ``date`` is that of the file.  Unverified here:
          ANAC's own files (the sample is onData's), the live service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.base.bulk_files import BulkFilesSpider
from spiders.base.date_windows import DateWindow
from spiders.parsers import ocds

SITE = "https://dati.anticorruzione.it"
PAGE = f"{SITE}/superset/dashboard/dettaglio_cig/?cig="


def notice_url(release: dict[str, Any]) -> str | None:
    tender = release.get("tender")
    cig = str(tender.get("id")) if isinstance(tender, dict) else ""
    return PAGE + cig if re.fullmatch("[0-9A-Z]{10}", cig) else None


PROFILE: dict[str, Any] = {
    "zone": "Europe/Rome",
    "country": "IT",
    "language": "it",
    "currency": "EUR",
    "page": notice_url,
}


class AnacSpider(BulkFilesSpider):
    name = "anac"
    title = "ANAC"
    endpoint = f"{SITE}/opendata/api/3/action/package_search?q=ocds&rows=1000"
    window = DateWindow(  # the month before comes on the second of a month, and changes for a while
        field="bulk", first="2018-01-01", step_months=1, zone="Europe/Rome", overlap_days=62
    )
    files = re.compile(r"/bulk/(?P<year>20\d\d)/(?P<month>\d\d)\.json(?:\.gz|\.zip)?$")
    counts, pace_s = ("/result/results", "/result/count"), 5.0
    robots_exemption = "open data under CC BY 4.0, https://dati.anticorruzione.it/opendata"
    reads = staticmethod(ocds.from_slice)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse an OCDS release."""
        if isinstance(record, dict) and not record.get("ocid") and record.get("id"):
            record = {**record, "ocid": "-".join(str(record["id"]).split("-")[:3])}
        yield from ocds.notices(record, "anac", **PROFILE)
