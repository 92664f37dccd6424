"""CanadaBuys: calls, awards and contracts of Canada's federal government (PSPC).

Covers    Calls and award notices since August 2022, and the history of contracts that PSPC awards
          for itself and others since 2009, amendments included.  Open Government Licence - Canada.
Access    CSV files of a fiscal year (April to March), of some 15 to 60 MB, at
          https://canadabuys.canada.ca/opendata/pub/, streamed, each again only when it has changed;
          replaced each day.  Calls that are still open stand in a file of their own alone (none of
          3,809 in that of the year): it is read, too, in each crawl.  No key.  robots.txt forbids
          all but two search engines (second-hand, 2026-09): the open-data files alone are asked
          for.  At a 403 we open the data's page once.
Identity  ``referenceNumber/amendmentNumber`` (cb-688-41884663); rows of the history have
          ``/contract``.  A call and its awards share ``solicitationNumber``; the contract is
          ``contractNumber``.
Traps     Values are cumulative, taxes included; 0 and -1 are not told.  PSPC often buys for others
          (``endUserEntities``).  Values of one cell stand on lines of their own, each with ``*``.
          An ACAN announces a direct award.  A missing column is refused by name.  Verified: the
          header of the calls.  Unverified here: rows (by clients of 2026), the live service.
"""

from __future__ import annotations

from collections.abc import Iterator

from spiders.base.date_windows import DateWindow, Span
from spiders.base.dated_files import DatedFilesSpider
from spiders.parsers.canada import canadabuys
from spiders.parsers.decoding.record_splitter import csv_slices
from spiders.portal_bases.session_cookies import SessionCookieSpider

FILES = "https://canadabuys.canada.ca/opendata/pub/"
FIRST_CALLS = 2022
SINCE = (  # the first fiscal year that has a table, and its file's name behind the year
    (2009, "contractHistory-contratsOctroyes.csv"),
    (2022, "awardNotice-avisAttribution.csv"),
    (FIRST_CALLS, "TenderNotice-AvisAppelOffres.csv"),
)
OPEN_CALLS = "openTenderNotice-ouvertAvisAppelOffres.csv"  # as they stand now, of whatever year


class CanadabuysSpider(SessionCookieSpider, DatedFilesSpider):
    name = "canadabuys"
    title = "CanadaBuys"
    endpoint = FILES
    window = DateWindow(
        field="year", first="2009-04-01", step_months=3, zone="America/Toronto", overlap_days=30
    )
    page = "https://canadabuys.canada.ca/en/procurement-and-contracting-data"
    cuts = staticmethod(csv_slices)
    serves_as = "csv"
    pace_s = 10.0
    robots_exemption = "open data under the Open Government Licence - Canada, https://open.canada.ca/data/en/dataset/a1acb126-9ce8-40a9-b889-5da2b1dd20cb"
    reads = staticmethod(canadabuys.rows)
    parser = canadabuys
    media_type = "text/csv"

    def files_of(self, span: Span) -> Iterator[str]:
        """The tables of the fiscal year that a quarter lies in, and the calls that are open."""
        year = span.start.year - (span.start.month < 4)
        yield from (f"{FILES}{year}-{year + 1}-{x}" for first, x in SINCE if year >= first)
        if year >= FIRST_CALLS:
            yield FILES + OPEN_CALLS
