"""Base spider for APIs that answer a date window with pages of JSON records.

A portal declares ``endpoint``, ``window``, ``paging``, ``documents`` (JSON pointer to the records
of a page) and writes ``query``: window -> parameters.  One that cannot be asked by date has no
window, and several questions or none writes ``questions`` itself: each is walked to its end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import ClassVar

from scrapy import Request
from scrapy.settings import BaseSettings

from pipelines.errors import BrokenDocument, Misconfigured
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.paging import (
    PageEnvelope,
    Pager,
    Paging,
    Records,
    error_in_empty_answer,
    with_query,
)
from spiders.base.window_tally import Inconsistent, WindowTally
from spiders.base.windowed import WindowedSpider

MAX_PAGES = 5_000  # of one window: beyond it the next links do not end
# Windows that may have the same page of records: two, of what lies on the border of both.
MOST_ALIKE = 2
ROUND = 50  # services that cap their pages in silence do it at a multiple of it


class PagedJsonSpider(WindowedSpider):
    paging: ClassVar[Paging]
    documents: ClassVar[str]
    complaint: ClassVar[str | None] = None  # pointer to the words of an error that comes as a 200
    nothing_status: ClassVar[int | None] = None  # by which the portal says that it found nothing

    def _prepare(self, settings: BaseSettings) -> None:
        for name in ("paging", "documents"):
            if getattr(self, name, None) is None:
                raise Misconfigured(f"{self.name}: {name} is not set in spiders/{self.name}.py")
        super()._prepare(settings)
        self._windows_of_page: dict[str, dict[str, None]] = {}  # digest of records -> windows

    def query(self, span: Span) -> dict[str, str]:
        """Return the query parameters of a window (paging adds its own)."""
        raise NotImplementedError

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        if span is None:
            raise Misconfigured(f"{self.name}: no window and no questions in its file")
        yield self.page_request(self.query(span))

    def page_request(self, params: dict[str, str]) -> Request:
        """Build the request of the first page."""
        url = self.paging.first(with_query(self.endpoint, params))
        return Request(url, headers={"Accept": self.media_type})

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        for question in self.window_requests(span):
            async for parsed in self._walked(question, span, tally):
                yield parsed

    async def _walked(
        self,
        question: Request,
        span: Span | None,
        tally: WindowTally,
        counted: int | None = None,
    ) -> AsyncIterator[ParsedDocument]:
        """Walk one question to its end, or until as many records came as were ``counted``."""
        walk = Walk(self.paging, self.documents, tally)
        request: Request | None = question
        while request and (counted is None or walk.received < counted):
            if self.nothing_status:
                request.meta["awaited"] = self.nothing_status
            response = await self.fetch(request, "json")
            if response.status == self.nothing_status:
                return
            document = self.archive_response(response)
            yield self.page_of_records(document, response.body, tally.window, tally.pages + 1)
            try:
                page = PageEnvelope(response.body)
            except BrokenDocument as error:
                walk.broken(error)
                continue
            if self.complaint and (server_error := page.at(self.complaint)):
                raise Inconsistent(f"the portal answered with an error: {server_error}")
            if span and walk.is_new and (halves := self._halves(span, page, tally)):
                for half in halves:
                    async for reading in self.crawl_pages(half, tally):
                        yield reading
                return
            following = walk.step(page, request.url)
            self._note_same_answer(walk.last_page, tally)
            request = request.replace(url=self.address(following)) if following else None
        if walk.is_cut:
            async for reading in self._in_halves(walk, span, tally):
                yield reading

    def _note_same_answer(self, page: str, tally: WindowTally) -> None:
        """Note that windows have the same records: a cache that ignores what is asked.

        ``page``  digest of the records of a page; "" if there are none.
        """
        if not page:
            return
        windows = self._windows_of_page.setdefault(page, {})
        windows[tally.window] = None
        problem = (
            f"the records of {next(iter(windows))} came again: the portal, or a cache before it,"
            " answers alike whatever days are asked for"
        )
        if len(windows) > MOST_ALIKE and problem not in tally.problems:
            tally.problems.append(problem)

    async def _in_halves(
        self, walk: Walk, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        """Fetch a window in halves whose last page is full and does not say whether more follow,
        unless a half returns that same page.
        """
        halves = self.window.split(span) if self.window and span else None
        is_again = walk.last_page in tally.cut_pages
        tally.cut_pages.add(walk.last_page)
        if not halves or is_again:
            tally.problems.append(walk.cut_off())
            return
        tally.received -= walk.received
        for half in halves:
            async for reading in self.crawl_pages(half, tally):
                yield reading

    def _halves(
        self, span: Span, page: PageEnvelope, tally: WindowTally
    ) -> tuple[Span, Span] | None:
        """The two halves of a window fuller than the portal can page through; None if it is not.

        A window that cannot be halved is read up to the ceiling and reported as incomplete.
        """
        total, ceiling = self.paging.announced(page), self.paging.ceiling
        if not ceiling or not total or total <= ceiling:
            return None
        halves = self.window.split(span) if self.window else None
        if not halves:
            tally.problems.append(
                f"{span.id} holds {total} records and the portal gives only the first {ceiling}"
            )
        return halves


class Walk:
    """The pages of one question, watched: a total that changes, a page twice, links without end.

    ``is_cut``  the last page was full and did not say that it was the last: there may be more.
    """

    def __init__(self, paging: Pager, documents: str, tally: WindowTally) -> None:
        self.paging, self.documents, self.tally = paging, documents, tally
        self.total: int | None = None
        self.pages = self.received = 0
        self.is_cut = False
        self.last_page = ""
        self._seen: set[str] = set()
        self._tries = self._longest = 0
        self._is_guess = False  # the page was not led to: an empty one is the end

    @property
    def is_new(self) -> bool:
        return self.pages == 0

    def broken(self, error: BrokenDocument) -> None:
        """Retry a page that is no JSON once, then raise its error."""
        self._tries += 1
        if self._tries > 1:
            raise BrokenDocument(error.code, f"page {self.tally.pages + 1}: {error}")

    def step(self, page: PageEnvelope, url: str) -> str | None:
        """Count a page and return the address of the next one, None after the last.

        Raises  Inconsistent when this page contradicts the ones before, BrokenDocument.
        """
        total = self.paging.announced(page)
        if self.is_new:
            self.total = total
            self.tally.announce(total)
        elif total != self.total:
            raise Inconsistent(f"the total went from {self.total} to {total} between pages")
        records = self._records(page, total)
        may_end = self._is_guess or records.count
        if not may_end and self.paging.must_have_records(page, is_first=self.is_new):
            raise Inconsistent(
                f"page {self.pages + 1} is empty, though it should not be by "
                "what leads to it or what it says of the others"
            )
        following = self.paging.next_page_url(url, page, records)
        self._is_guess = False
        if following is None and self._is_full(records.count) and self.paging.is_silent(page):
            following = self.paging.guess_next_page_url(url)
            self._is_guess, self.is_cut = following is not None, following is None
        self.last_page = records.digest if records.count else ""
        self._longest = max(self._longest, records.count)
        self._once(
            records.digest if records.count else f"empty {url}",
            f"page {self.pages + 1} came before",
        )
        if following:
            self._once(following, f"page {self.pages + 1} leads back to an earlier page")
        if self.pages >= MAX_PAGES:
            raise Inconsistent(f"the pages do not end ({MAX_PAGES} were read)")
        self.pages, self._tries = self.pages + 1, 0
        self.tally.pages += 1
        self.tally.received += records.count
        self.received += records.count
        return following

    def _is_full(self, count: int) -> bool:
        """Whether a page has as many records as pages may have: as many as were asked for, as the
        longest one before it, or a round number."""
        longest = min(filter(None, (self._longest, self.paging.size)), default=count + 1)
        return count > 0 and (count % ROUND == 0 or count >= longest)

    def cut_off(self) -> str:
        return (
            f"page {self.pages} is full and leads to no other, after {self.received} records: "
            "there may be more"
        )

    def _records(self, page: PageEnvelope, total: int | None) -> Records:
        """Return the records of a page.

        On a day without notices, a portal that publishes a total publishes 0; an answer that is a
        bare list cannot.

        Raises  BrokenDocument when the first page has neither records nor a total.
        """
        may_be_bare = self.paging.ends_bare() or not self.is_new
        records = page.records(self.documents, may_be_bare=may_be_bare)
        if not records.count and (server_error := error_in_empty_answer(page.at)):
            raise Inconsistent(f"the answer has no records and complains: {server_error}")
        owes_total = self.is_new and self.paging.has_total() and isinstance(page.at("/"), dict)
        if owes_total and total is None and not records.count:
            message = "the answer has no records, and not the total that says so: a new design?"
            raise BrokenDocument("no_records", message)
        return records

    def _once(self, mark: str, complaint: str) -> None:
        if mark in self._seen:
            raise Inconsistent(complaint)
        self._seen.add(mark)
