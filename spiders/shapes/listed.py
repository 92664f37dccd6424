"""Portals that list documents on some pages and serve each at its own address.

The listing pages of a window are walked to their end, archived as listings; then each document
named is fetched once.  Documents known already (setting VIGIE_KNOWN, a file with one address a
line) are counted and not fetched again, where the portal never changes one (``is_final``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import Blocked, BrokenDocument, Misconfigured
from pipelines.model import Reading
from spiders.shapes.crawling import MISSING_IN_A_ROW, CrawlingSpider, Inconsistent, Tally
from spiders.shapes.windows import Span

MOST_PAGES = 5_000


@dataclass(frozen=True)
class Listing:
    """What one listing page says: document addresses, the portal's total, the next page."""

    addresses: tuple[str, ...]
    total: int | None
    following: Request | None


class ListedSpider(CrawlingSpider):
    """Further attributes: ``lists_as`` and ``serves_as`` (json, xml or html)."""

    lists_as: ClassVar[str] = "json"
    serves_as: ClassVar[str] = "xml"
    is_final: ClassVar[bool] = False

    known: frozenset[str] = frozenset()

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        path = settings.get("VIGIE_KNOWN")
        if path and self.is_final:
            try:
                self.known = frozenset(Path(path).read_text(encoding="utf-8").split())
            except OSError as error:
                raise Misconfigured(f"VIGIE_KNOWN: {error}") from None

    def questions(self, span: Span | None) -> Iterable[Request]:
        """Window -> the first request of each listing to walk; listings may overlap."""
        raise NotImplementedError

    def listed(self, response: Response) -> Listing:
        """Listing page -> what it says.

        Raises  Inconsistent (ask the window again), BrokenDocument, Blocked.
        """
        raise NotImplementedError

    async def pages(self, span: Span | None, tally: Tally) -> AsyncIterator[Reading]:
        addresses: dict[str, None] = {}
        for question in self.questions(span):
            addresses |= await self._walk(question, tally)
        tally.announce(len(addresses))
        in_a_row = 0
        for page, url in enumerate(addresses, 1):
            if self.address(url) in self.known:
                tally.received += 1
                self.count("known")
                continue
            reading = await self._document(url, tally, page)
            if reading:
                yield reading
            in_a_row = 0 if reading else in_a_row + 1
            if in_a_row >= MISSING_IN_A_ROW:
                raise Blocked(f"{self.name}: {in_a_row} listed documents in a row are not there")

    async def _walk(self, question: Request, tally: Tally) -> dict[str, None]:
        """One listing to its end -> its addresses, in order and once each.

        Raises  Inconsistent when it gives another number than it announced, or goes in circles.
        """
        found: dict[str, None] = {}
        total, count, pages = None, 0, 0
        request: Request | None = question
        while request:
            response = await self.fetch(request, self.lists_as)
            self.archived(response, "listing")
            page = self.listed(response)
            pages, count, before = pages + 1, count + len(page.addresses), len(found)
            if pages > 1 and page.total != total:
                raise Inconsistent(f"the total went from {total} to {page.total} between pages")
            total = page.total
            found |= dict.fromkeys(page.addresses)
            if page.following and (len(found) == before or pages >= MOST_PAGES):
                raise Inconsistent(f"page {pages} of the listing names nothing new and goes on")
            tally.pages += 1
            request = self.next_listing(page, found)
        if total is not None and count != total:
            raise Inconsistent(f"the portal announced {total}, {count} were listed")
        return found

    def next_listing(self, page: Listing, found: dict[str, None]) -> Request | None:
        """The listing's next page; None ends the walk."""
        return page.following

    async def _document(self, url: str, tally: Tally, page: int) -> Reading | None:
        """One document, archived and read; None when the portal lists it and does not serve it."""
        try:
            response = await self.fetch(Request(url), self.serves_as, may_miss=True)
        except BrokenDocument as error:
            tally.missing += 1
            tally.problems.append(str(error))
            return None
        if response.status != 200:
            tally.missing += 1
            self.logger.warning("%s: listed, but answered %s: %s", self.name, response.status, url)
            return None
        tally.received += 1
        return self.reading(self.archived(response), response.body, tally.window, page)
