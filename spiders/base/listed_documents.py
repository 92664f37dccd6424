"""Base spider for portals that list documents and serve each at its own address.

Listing pages are archived as listings; what a page names is fetched before the next page is asked,
so that a crawl that dies has kept what it had.  A document is fetched once.  Those known already
(setting VIGIE_KNOWN, a file with one address a line) are counted and not fetched again, where the
portal never changes one (``is_final``).
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
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.window_tally import Inconsistent, WindowTally
from spiders.base.windowed import MISSING_IN_A_ROW, WindowedSpider

MAX_PAGES = 5_000


@dataclass(frozen=True)
class ListingPage:
    """Content of one listing page: document addresses, the portal's total, the next page.

    ``named``     all that the page lists, where a portal leaves out what it does not want.
    ``is_guess``  nothing leads to the next page: where it names nothing new, the end was here.
    """

    addresses: tuple[str, ...]
    total: int | None
    following: Request | None
    named: tuple[str, ...] = ()
    is_guess: bool = False


class ListingSpider(WindowedSpider):
    """Crawl listing pages and the documents that they name, each once.

    Further attributes: ``lists_as`` and ``serves_as`` (json, xml or html), ``ends_empty``."""

    lists_as: ClassVar[str] = "json"
    serves_as: str = "xml"
    is_final: ClassVar[bool] = False
    ends_empty: ClassVar[bool] = False  # the last page is one that names nothing

    known: frozenset[str] = frozenset()

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self._served: set[str] = set()  # in this run: a window asked again fetches only the rest
        path = settings.get("VIGIE_KNOWN")
        if path and self.is_final:
            try:
                self.known = frozenset(Path(path).read_text(encoding="utf-8").split())
            except OSError as error:
                raise Misconfigured(f"VIGIE_KNOWN: {error}") from None

    def window_requests(self, span: Span | None) -> Iterable[Request]:
        """Yield the first request of each listing of a window; listings may overlap."""
        raise NotImplementedError

    def parse_listing(self, response: Response) -> ListingPage:
        """Parse a page of a listing.

        Raises  Inconsistent (ask the window again), BrokenDocument, Blocked.
        """
        raise NotImplementedError

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        listed: dict[str, None] = {}
        in_a_row = 0
        for question in self.window_requests(span):
            async for page in self._walk(question, tally):
                for url in dict.fromkeys(page.addresses):
                    if url in listed:
                        continue
                    listed[url] = None
                    reading = await self._document(url, tally, len(listed))
                    if isinstance(reading, ParsedDocument):
                        yield reading
                    in_a_row = 0 if reading else in_a_row + 1
                    if in_a_row >= MISSING_IN_A_ROW:
                        raise Blocked(
                            f"{self.name}: {in_a_row} listed documents are not there: {url}"
                        )
        tally.announce(len(listed))

    async def _walk(self, question: Request, tally: WindowTally) -> AsyncIterator[ListingPage]:
        """One listing, page by page to its end.

        Raises  Inconsistent when it gives another number than it announced, or goes in circles.
        """
        seen: set[str] = set()
        total, count, pages, is_guess = None, 0, 0, False
        request: Request | None = question
        while request:
            response = await self.fetch(request, self.lists_as)
            self.archive_response(response, "listing")
            page = self.parse_listing(response)
            pages, count, before = pages + 1, count + len(page.addresses), len(seen)
            if pages > 1 and page.total != total:
                raise Inconsistent(f"the total went from {total} to {page.total} between pages")
            total = page.total
            seen.update(page.named or page.addresses)
            is_old = len(seen) == before
            if is_old and is_guess:
                return
            if pages > 1 and not (page.named or page.addresses or self.ends_empty):
                raise Inconsistent(
                    f"page {pages} of the listing is empty, though the one before leads to it"
                )
            if page.following and (is_old or pages >= MAX_PAGES):
                raise Inconsistent(f"page {pages} of the listing names nothing new and goes on")
            if is_old and pages > 1 and (page.named or page.addresses):
                raise Inconsistent(f"page {pages} of the listing is an earlier one again")
            tally.pages += 1
            yield page
            request, is_guess = self.next_page(page), page.is_guess
        count = len(seen) if page.named else count  # an unstable order names one twice
        is_whole = page.following is None  # a portal may leave off where all is known
        if total is not None and count != total and is_whole:
            raise Inconsistent(f"the portal announced {total}, {count} were listed")

    def next_page(self, page: ListingPage) -> Request | None:
        """The listing's next page; None ends the walk."""
        return page.following

    async def _document(self, url: str, tally: WindowTally, page: int) -> ParsedDocument | bool:
        """One document, archived and read; True when it is known, False when it is not served."""
        if self.address(url) in self.known or url in self._served:
            tally.received += 1
            tally.known += 1
            self.count("known")
            return True
        try:
            response = await self.fetch(Request(url), self.serves_as, may_miss=True)
        except BrokenDocument as error:
            tally.missing += 1
            tally.problems.append(str(error))
            return False
        if response.status != 200:
            tally.missing += 1
            self.logger.warning("%s: listed, but answered %s: %s", self.name, response.status, url)
            return False
        tally.received += 1
        self._served.add(url)
        if "#" in url:  # what a list told of its state, by which it is known the next time
            response = response.replace(url=url)
        return self.parse_document(
            self.archive_response(response), response.body, tally.window, page
        )
