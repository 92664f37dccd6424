"""ECB: reference exchange rates of the euro (European Central Bank), not notices.

Covers    Some thirty currencies for one euro, each working day of the ECB since 1999.
Access    Two files without a key: https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml
          (ninety days, asked each night), and ``eurofxref-hist.zip`` (all days, asked the first
          time and after a gap of months).  New about 16:00 in Frankfurt.  Reuse free with the
          source.
Identity  The day and the currency.  A rate is not changed once published; if one were, the later
          file holds.
Traps     No rates at weekends and on days when the banks' system is closed.  A currency that ends
          (HRK, BGN) stays in the ZIP as ``N/A``.  Unverified here: the live service, and whether
          its robots.txt, which is obeyed, allows the files to be asked for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from typing import Any

from scrapy import Request

from pipelines.model import Notice, ParsedDocument, Trouble
from spiders.base.date_windows import DateWindow, Span
from spiders.base.window_tally import WindowTally
from spiders.base.windowed import WindowedSpider
from spiders.parsers import ecb_exchange_rates

FILES = "https://www.ecb.europa.eu/stats/eurofxref"
HELD = timedelta(days=80)  # of the file of ninety days, with room for holidays


class EcbSpider(WindowedSpider):
    name = "ecb"
    title = "ECB"
    endpoint = f"{FILES}/eurofxref-hist-90d.xml"
    window = DateWindow(
        field="time", first="1999-01-04", step_days=1, zone="Europe/Berlin", overlap_days=4
    )
    first_days = 100  # the first time all days are asked for: whatever the packaged table lacks
    pace_s = 1.0
    gives_rates = True
    reads = staticmethod(lambda body: iter([body]))
    rates = staticmethod(ecb_exchange_rates.rates)
    problem: str | None = None
    is_fetched = False

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        """One file for all windows of a crawl: the small one where it holds them."""
        spans = [span.start for span in getattr(self, "spans", [span]) if span is not None]
        newest = max([span.end for span in getattr(self, "spans", [span]) if span is not None])
        is_small = date.fromisoformat(str(min(spans))[:10]) > newest - HELD
        yield Request(self.endpoint if is_small else f"{FILES}/eurofxref-hist.zip")

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        if not self.is_fetched:
            (question,) = self.window_requests(span)
            response = await self.fetch(question, "xml")
            self.is_fetched = True
            tally.pages += 1
            reading = self.parse_document(
                self.archive_response(response), response.body, tally.window, 1
            )
            self.problem = next((trouble.message for trouble in reading.troubles), None)
            tally.received = len(reading.troubles)
            yield reading
        if self.problem is not None:
            tally.problems.append(self.problem)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """The file is read to its end, so that one that is none is named; it holds no notice."""
        for _day in ecb_exchange_rates.rates(record):
            pass
        yield from ()
