"""BASE: Portugal's public contracts (IMPIC).

Covers    Signed contracts since 2008, direct awards above all.  CC BY 4.0.
Access    https://dados.gov.pt/api/1/datasets/?q=ocds&organization=5ae97fa2c8d8c915d5faa3bf lists
          resources: compressed JSON lines of record packages in ISO-8859-1: streamed, each asked
          again only when it has changed (they have no dates: one window holds all).  The old
          ``http://www.base.gov.pt/api/Release/GetReleases?offset=1`` served release packages in
          2019.  One call a second; the server fails under load (answers ``null``).
Identity  ``ocid/release id``; ocid ``ocds-px0z7d-{announcement}-{contract}-1``.  The page is
          that of the award notice.
Traps     ``date`` is the day of the export: ``awards[].documents[].datePublished`` is published,
          and T23:00Z there is midnight in Lisbon.  No title: the contract's object is
          ``tender.description``.  Tax numbers may be blank or 0, one firm has several ids;
          award and contract are always ``award-1`` and ``contract-1``.  Duration in days, no
          start.  Unverified here: files after 2019, the site's own JSON, the live service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.formats import base_pt, ocds
from spiders.formats.slices import line_slices
from spiders.shapes.bulk_files import BulkFilesSpider

PROFILE: dict[str, Any] = {
    "zone": "Europe/Lisbon", "country": "PT", "language": "pt", "currency": "EUR",
    "published": base_pt.published,
}  # fmt: skip


class BasePtSpider(BulkFilesSpider):
    name = "base_pt"
    title = "BASE"
    endpoint = (
        "https://dados.gov.pt/api/1/datasets/"
        "?q=ocds&organization=5ae97fa2c8d8c915d5faa3bf&page_size=100"
    )
    hosts = ("dados.gov.pt", "www.base.gov.pt")
    files = re.compile(r"/[^/]*ocds[^/]*\.(?:jsonl?|json\.gz|jsonl\.gz|gz|zip)$", re.I)
    counts = ("/data", "/total")
    cuts = staticmethod(line_slices)
    members = re.compile(r"\.jsonl?$", re.I)
    pace_s = 5.0
    robots_exemption = "documented API, open data under CC BY 4.0, https://dados.gov.pt/pt/apidoc/"
    reads = staticmethod(ocds.from_lines)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """OCDS release -> its Notice."""
        yield from ocds.notices(base_pt.titled(record), "base_pt", **PROFILE)
