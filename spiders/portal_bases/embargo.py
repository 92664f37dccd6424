"""A portal whose publications may be passed on from some hour of their day on, as ``simap``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo

from pipelines.errors import BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.window_tally import WindowTally
from spiders.base.windowed import WindowedSpider


class EmbargoSpider(WindowedSpider):
    """Ask for a day only from ``allowed_from`` on, in the portal's zone (mixed into its spider).

    The day's window stays open until then and says so.
    """

    allowed_from: ClassVar[time]

    def opens(self, span: Span) -> datetime:
        """Return from when on the last day of a window may be asked for."""
        assert self.window
        return datetime.combine(span.last_day, self.allowed_from, ZoneInfo(self.window.zone))

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        """Raises  BrokenDocument before the hour from which what the day has may be passed on."""
        assert span
        opens = self.opens(span)
        if datetime.now(UTC) < opens:
            hour = f"{opens:%H:%M} {str(opens.tzinfo).rpartition('/')[2]}"
            raise BrokenDocument("not_yet", f"{span.last_day} may be passed on from {hour} time on")
        async for reading in super().crawl_pages(span, tally):
            yield reading
