"""CanadaBuys: calls, awards and contracts of Canada's federal government (PSPC).

Covers    Calls and award notices since August 2022, and the history of contracts that PSPC awards
          for itself and others since 2009, amendments included.  Open Government Licence - Canada.
Access    CSV files of a fiscal year (April to March), of some 15 to 60 MB, at
          https://canadabuys.canada.ca/opendata/pub/, streamed, each again only when it has changed;
          they are replaced each day.  No key.  robots.txt forbids all but two search engines (read
          by a third party, 2026-09): the open-data files alone are asked for.  A 403 sends us to
          the data's page once, as clients of 2026 had to.
Identity  ``referenceNumber/amendmentNumber`` (cb-688-41884663); rows of the history have
          ``/contract``.  A call and its awards share ``solicitationNumber``; the contract is
          ``contractNumber``.
Traps     Values are cumulative, taxes included; 0 and -1 are not told.  PSPC often buys for others
          (``endUserEntities``).  Several values stand in a cell, one a line, each with ``*``.  An
          ACAN announces a direct award.  Columns were added in 2026 and may be again; a missing one
          is refused by name.  Verified: the header of the calls.  Unverified here: any row (columns
          by clients that read them in 2026), the words of methods and states, the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.formats.canada import buys
from spiders.formats.slices import csv_slices
from spiders.shapes.named_files import NamedFilesSpider
from spiders.shapes.visited import VisitedSpider
from spiders.shapes.windows import DateWindow, Span

FILES = "https://canadabuys.canada.ca/opendata/pub/"
SINCE = {  # name of a table's file behind the year, and the first fiscal year that has one
    "contractHistory-contratsOctroyes.csv": 2009, "awardNotice-avisAttribution.csv": 2022,
    "TenderNotice-AvisAppelOffres.csv": 2022,
}  # fmt: skip


class CanadabuysSpider(VisitedSpider, NamedFilesSpider):
    name = "canadabuys"
    title = "CanadaBuys"
    endpoint = FILES
    window = DateWindow(
        field="fiscal year", first="2009-04-01", step_months=3, zone="America/Toronto",
        overlap_days=30,
    )  # fmt: skip
    page = "https://canadabuys.canada.ca/en/procurement-and-contracting-data"
    cuts = staticmethod(csv_slices)
    serves_as = "csv"
    pace_s = 10.0
    robots_exemption = "open data under the Open Government Licence - Canada, https://open.canada.ca/data/en/dataset/a1acb126-9ce8-40a9-b889-5da2b1dd20cb"
    reads = staticmethod(buys.rows)
    media_type = "text/csv"

    def files_of(self, span: Span) -> Iterator[str]:
        """The tables of the fiscal year that a quarter lies in."""
        year = span.start.year - (span.start.month < 4)
        yield from (f"{FILES}{year}-{year + 1}-{x}" for x, first in SINCE.items() if year >= first)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Row of any of the tables -> its notice."""
        yield from buys.notices(record, "canadabuys")
