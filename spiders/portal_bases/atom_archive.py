"""Spider base for Atom feeds with a monthly archive (``placsp``)."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import Blocked, BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.compressed_files import Member
from spiders.base.date_windows import Span
from spiders.base.dated_files import DatedFilesSpider
from spiders.base.window_tally import WindowTally
from spiders.parsers.decoding import atom_feed

MAX_PAGES = 500


@dataclass
class Walk:
    """Progress in one feed: ``oldest`` is the instant it is known back to."""

    following: str | None
    newest: datetime | None = None
    oldest: datetime | None = None
    seen: set[str] = field(default_factory=set)


class AtomArchiveSpider(DatedFilesSpider):
    """Crawl Atom feeds page by page into the past, with a monthly archive behind them.

    ``feeds``: address of the newest page -> template of a month's archive; ``reach``: how far back
    the chain of pages is walked; older windows take the month's archive.  A feed is walked once in
    a crawl: its pages serve all windows they span.
    Order     A contract file comes again in each new state.  Pages are archived and read from the
              oldest on, so that its last state is what stays.
    """

    feeds: ClassVar[tuple[tuple[str, str], ...]]
    reach: ClassVar[timedelta] = timedelta(days=31)

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self._walks = {head: Walk(self.address(head)) for head, _ in self.feeds}

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        return (Request(head) for head, _ in self.feeds)

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        assert span
        assert self.window
        start = self.window.bounds(span)[0]
        for head, template in self.feeds:
            walk = self._walks[head]
            async for reading in self._walked(walk, start, tally):
                yield reading
            month = f"{span.start:%Y%m}"
            if walk.oldest and walk.oldest > start:
                async for reading in self.stream_file_once(template.format(month=month), tally):
                    yield reading

    def _goes_on(self, walk: Walk, start: datetime) -> bool:
        """The newest page is always looked at: by it we know what the portal's clock says."""
        if walk.newest is None or walk.oldest is None:
            return True
        return walk.oldest > start and walk.newest - start <= self.reach

    async def _walked(
        self, walk: Walk, start: datetime, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        """Pages from where the walk was left back to ``start``, handed on from the oldest."""
        pages: list[tuple[Response, bytes]] = []
        failed: Exception | None = None
        while walk.following and self._goes_on(walk, start):
            try:
                pages.append(await self._page(walk, tally))
            except (BrokenDocument, Blocked) as error:
                failed = error
                break
        while pages:
            bare, packed = pages.pop()
            body = zlib.decompress(packed)
            document = self.archive_response(bare.replace(body=body))
            tally.pages += 1
            reading = self.parse_document(document, body, tally.window, tally.pages)
            tally.received += len(reading.notices) + len(reading.troubles)
            yield reading
        if failed:
            raise failed

    async def _page(self, walk: Walk, tally: WindowTally) -> tuple[Response, bytes]:
        """The next page, its body packed: a month of pages is too much to hold otherwise."""
        assert walk.following
        response = await self.fetch(Request(walk.following), "xml")
        page = atom_feed.parse_page(response.body)
        walk.seen.add(walk.following)
        walk.newest = walk.newest or page.newest
        walk.oldest = min(page.oldest, walk.oldest or page.oldest)
        after = page.following
        walk.following = self.address(urljoin(response.url, after)) if after else None
        if walk.following in walk.seen or len(walk.seen) >= MAX_PAGES:
            tally.problems.append(f"the feed does not end: {response.url} leads back to {after}")
            walk.following = None
        return response.replace(body=b""), zlib.compress(response.body, 1)

    def in_order(self, members: Iterator[Member]) -> list[Member]:
        """Members of a month's archive from the oldest page on."""
        return sorted(members, key=_first_instant)


def _first_instant(member: Member) -> str:
    if member.problem:
        return ""
    with member.open() as source:
        head = source.read(65536)
    start = head.find(b"<updated>")
    return head[start + 9 : start + 32].decode("latin-1") if start >= 0 else ""
