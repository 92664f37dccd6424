"""BZP: Poland's public procurement bulletin, on the e-Zamówienia platform.

Covers    Polish notices below the EU's thresholds since 2021: calls, results, intentions of direct
          award, changes of notices and contracts.  Those above are on TED.  Reports on contracts
          carried out (2,500 a day) are not asked for.  Free to reuse by the API's terms of 2023
          (second-hand); no licence is named.  Polish.
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

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy import Request

from pipelines.errors import BrokenDocument
from pipelines.model import Notice, ParsedDocument, Trouble
from spiders.base.date_windows import DateWindow, Span
from spiders.base.windowed import Inconsistent, WindowedSpider, WindowTally
from spiders.parsers import bzp, decoding
from spiders.parsers.ocds.values import mapping, words

ASTRAY = timedelta(hours=3)  # a portal may read instants as those of its own clock
MOST = 1_000  # answers to one question


class TimeCursorSpider(WindowedSpider):
    """Crawl rows that come oldest first, with the time of the last row as the cursor.

    ``notice_types`` (asked for one by one), ``size`` (rows asked for at once), ``row_id`` and
    ``row_time`` are declared, ``question`` is written: type, first and last instant -> address.  An
    answer with fewer rows than were asked for is the last.  Nothing is announced, so order and
    time of every row are checked instead.
    """

    notice_types: ClassVar[tuple[str, ...]]
    size: ClassVar[int]
    row_id: ClassVar[str]
    row_time: ClassVar[str]

    def question(self, subject: str, since: datetime, until: datetime) -> str:
        raise NotImplementedError

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        assert span
        assert self.window
        start, end = self.window.bounds(span)
        for subject in self.notice_types:
            yield self._request(subject, start, end)

    def _request(self, subject: str, since: datetime, until: datetime) -> Request:
        return Request(self.question(subject, since, until), dont_filter=True)

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        assert span
        assert self.window
        start, end = self.window.bounds(span)
        for subject in self.notice_types:
            async for one in self._walked(subject, start, end, tally):
                yield one

    async def _walked(
        self, subject: str, start: datetime, end: datetime, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        """One subject from ``start`` on, answer by answer.

        Raises  Inconsistent when rows are out of order, outside of what was asked, or do not end.
        """
        seen: set[str] = set()
        since = start
        for _ in range(MOST):
            response = await self.fetch(self._request(subject, since, end), "json")
            document = self.archive_response(response)
            tally.pages += 1
            yield self.parse_document(document, response.body, tally.window, tally.pages)
            rows = self._rows(response.body)
            times = [when for _, when in rows]
            if times != sorted(times):
                raise Inconsistent(f"{subject}: rows are not in the order of their time")
            astray = [x for x in times if not start - ASTRAY <= x <= end + ASTRAY]
            if astray:
                raise Inconsistent(f"{subject}: asked for {tally.window}, given {astray[0]}")
            fresh = {id_ for id_, _ in rows} - seen
            tally.received += len(fresh)
            seen |= fresh
            if len(rows) < self.size:
                return
            after = times[-1].replace(microsecond=0)
            if after <= since:
                raise Inconsistent(f"{subject}: more than {self.size} rows in the second {after}")
            since = after
        raise Inconsistent(f"{subject}: {MOST} answers, and no end")

    def _rows(self, body: bytes) -> list[tuple[str, datetime]]:
        """Id and instant of each row.

        Raises  BrokenDocument for what is no list of rows, or a row without either.
        """
        value = decoding.json_value(body)
        if not isinstance(value, list):
            raise BrokenDocument("no_records", f"expected a list, got {decoding.kind_of(value)}")
        return [self._row(mapping(row)) for row in value]

    def _row(self, row: dict[str, Any]) -> tuple[str, datetime]:
        id_, text = words(row.get(self.row_id)), words(row.get(self.row_time)) or ""
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            when = None
        if not id_ or when is None or when.tzinfo is None:
            raise BrokenDocument("no_instant", f"a row has no id or instant: {id_!r}, {text!r}")
        return id_, when


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
    )
    size = 200
    row_id, row_time = "objectId", "publicationDate"
    pace_s = 2.0
    wait_on: ClassVar = {403: 15.0}
    robots_exemption = "documented API, https://ezamowienia.gov.pl/pl/integracja/"
    reads = staticmethod(bzp.records)

    def question(self, subject: str, since: datetime, until: datetime) -> str:
        first, last = (x.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for x in (since, until))
        asked = {"PublicationDateFrom": first, "PublicationDateTo": last, "PageSize": self.size}
        return f"{self.endpoint}?{urlencode({'NoticeType': subject, **asked})}"

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Row of the API -> its notice."""
        yield from bzp.notices(record, "bzp")
