"""BASE: Portugal's public contracts (IMPIC).

Covers    Contracts signed since 2012, direct awards above all.  CC BY 4.0 (by public clients);
          programs may extract what is public (order 318-B/2023, article 6, as first published).
Access    https://dados.gov.pt/api/1/datasets/66d72d488ca4b7cb2de28712/ lists one file a year
          (``contratos2026.zip``: a JSON array), each put there again every week or so under another
          address: streamed, this year's and last year's each night.  No key.  The OCDS files of
          2008 to April 2020 can be ingested; they hold the same contracts under other numbers.
Identity  ``idcontrato`` is the contract and its page; ``idprocedimento`` the procedure.  OCDS:
          ``ocid/release id``, ocid ``ocds-px0z7d-{announcement}-{contract}-1``.
Traps     Parties are text: ``510000010 - Name``; ``- - Name`` is a person.  Days are 31/12/2024.
          0 is a price that is not told; what was paid in the end is not read.  A contract with a
          day of closing is over.  OCDS: ``date`` is the day of the export, no title, one firm has
          several ids.  Verified: nineteen OCDS records of 2008 and 2009.  Unverified here: the
          yearly files (by five public clients of 2026), the site's own JSON, the live service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.base.bulk_files import BulkFilesSpider
from spiders.base.date_windows import DateWindow
from spiders.parsers import base_pt, ocds
from spiders.parsers.base_pt import yearly_files

PROFILE: dict[str, Any] = {
    "zone": "Europe/Lisbon",
    "country": "PT",
    "language": "pt",
    "currency": "EUR",
    "published": base_pt.published,
}


class BasePtSpider(BulkFilesSpider):
    name = "base_pt"
    title = "BASE"
    endpoint = "https://dados.gov.pt/api/1/datasets/66d72d488ca4b7cb2de28712/"
    window = DateWindow(
        field="Ano", first="2012-01-01", step_months=12, zone="Europe/Lisbon", overlap_days=366
    )
    files = re.compile(r"/contratos(?P<year>20\d\d)\.zip$", re.I)
    members = re.compile(r"\.json$", re.I)
    pace_s = 5.0
    robots_exemption = "documented API, open data under CC BY 4.0, https://dados.gov.pt/pt/apidoc/"
    reads = staticmethod(base_pt.records)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse a contract of a yearly file, or an OCDS release."""
        if row := yearly_files.record(record):
            yield from yearly_files.notices(row, "base_pt")
        else:
            yield from ocds.notices(base_pt.add_missing_title(record), "base_pt", **PROFILE)
