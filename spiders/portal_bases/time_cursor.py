"""Spider base for rows in order of time, paged by the time of the last row (``bzp``)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

from scrapy import Request

from pipelines.errors import BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.paged_json import ROUND
from spiders.base.window_tally import Inconsistent, WindowTally
from spiders.base.windowed import WindowedSpider
from spiders.parsers import decoding
from spiders.parsers.common.json_values import clean_text, mapping

ASTRAY = timedelta(hours=3)  # a portal may read instants as those of its own clock
MAX_ANSWERS = 1_000  # answers to one question


class TimeCursorSpider(WindowedSpider):
    """Crawl rows that come oldest first, with the time of the last row as the cursor.

    ``notice_types`` (asked for one by one), ``size`` (rows asked for at once), ``row_id`` and
    ``row_time`` are declared, ``question`` is written: type, first and last instant -> address.  An
    answer without a new row is the last: a short one may have been capped in silence.  Nothing is
    announced, so order and time of every row are checked instead.
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
        return Request(self.question(subject, since, until))

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        assert span
        assert self.window
        start, end = self.window.bounds(span)
        for subject in self.notice_types:
            async for parsed in self._walked(subject, start, end, tally):
                yield parsed

    async def _walked(
        self, subject: str, start: datetime, end: datetime, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        """One subject from ``start`` on, answer by answer.

        Raises  Inconsistent when rows are out of order, outside of what was asked, or do not end.
        """
        seen: set[str] = set()
        since = start
        for _ in range(MAX_ANSWERS):
            request = self._request(subject, since, end)
            request.meta["awaited"] = 400  # an unknown type: the others are asked all the same
            response = await self.fetch(request, "json")
            if response.status == 400:
                tally.problems.append(f"type {subject} is refused: {response.text[:120]}")
                return
            document = self.archive_response(response)
            tally.pages += 1
            yield self.page_of_records(document, response.body, tally.window, tally.pages)
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
            is_full = bool(rows) and (len(rows) >= self.size or len(rows) % ROUND == 0)
            if not fresh and not is_full:
                return
            after = times[-1].replace(microsecond=0)
            if after <= since and is_full:
                raise Inconsistent(f"{subject}: {len(rows)} rows or more in the second {after}")
            since = max(after, since)
        raise Inconsistent(f"{subject}: {MAX_ANSWERS} answers, and no end")

    def _rows(self, body: bytes) -> list[tuple[str, datetime]]:
        """Id and instant of each row.

        Raises  BrokenDocument for what is no list of rows, or a row without either.
        """
        value = decoding.json_value(body)
        if not isinstance(value, list):
            raise BrokenDocument(
                "no_records", f"expected a list, got {decoding.json_type_name(value)}"
            )
        return [self._row(mapping(row)) for row in value]

    def _row(self, row: dict[str, Any]) -> tuple[str, datetime]:
        id_, text = clean_text(row.get(self.row_id)), clean_text(row.get(self.row_time)) or ""
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            when = None
        if not id_ or when is None or when.tzinfo is None:
            raise BrokenDocument("no_instant", f"a row has no id or instant: {id_!r}, {text!r}")
        return id_, when
