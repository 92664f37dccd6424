"""Base spider for JSON services that list documents page by page, one address each.

A portal declares ``items`` (JSON pointer to the list of a page) and writes ``first_page_url``
(window -> request), ``document_urls`` (items -> documents wanted) and ``next_page_url`` (page ->
next request).  ``page_count`` points to the number of pages, where no total is told, ``mark`` to
what asks for the next page: a page that lists something and lacks what is declared is no last one.
Where the service pages through its first ``most`` hits only, a fuller window is asked in halves.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import BrokenDocument
from spiders.base.date_windows import Span
from spiders.base.listed_documents import ListingPage, ListingSpider
from spiders.base.paging import error_in_empty_answer
from spiders.base.window_tally import Inconsistent, WindowTally
from spiders.parsers import decoding


def resolve_pointer(value: Any, pointer: str) -> Any:
    """Value at ``/a/b``; None when any step is missing."""
    for step in pointer.strip("/").split("/"):
        value = value.get(step) if isinstance(value, dict) else None
    return value


class JsonListingSpider(ListingSpider):
    lists_as = "json"
    serves_as = "json"

    items: ClassVar[str]
    item_id: ClassVar[str] = "/id"
    total: ClassVar[str | None] = None
    page_count: ClassVar[str | None] = None
    mark: ClassVar[str | None] = None
    most: ClassVar[int | None] = None

    def first_page_url(self, span: Span) -> str:
        """Return the address of a window's first page."""
        raise NotImplementedError

    def document_urls(self, items: list[Any], span: Span) -> Iterator[str]:
        """Return the addresses of wanted documents among listed items.  May raise
        BrokenDocument."""
        raise NotImplementedError

    def next_page_url(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        """Return the address of the next page; None after the last."""
        raise NotImplementedError

    def window_requests(self, span: Span | None) -> Iterable[Request]:
        assert span
        yield self._page(self.first_page_url(span), span)

    @staticmethod
    def _page(url: str, span: Span) -> Request:
        return Request(url, meta={"span": span}, headers={"Accept": "application/json"})

    def parse_listing(self, response: Response) -> ListingPage:
        try:
            answer = decoding.json_value(response.body)
        except BrokenDocument as error:
            raise Inconsistent(str(error)) from None
        items, span = resolve_pointer(answer, self.items), response.meta["span"]
        if not isinstance(items, list):
            raise BrokenDocument("no_records", f"{response.url}: {self.items} is no list")
        if not items and (server_error := error_in_empty_answer(answer.get)):
            raise Inconsistent(f"{response.url} lists nothing and complains: {server_error}")
        for required in filter(None, (self.total, self.page_count, self.mark)):
            if items and resolve_pointer(answer, required) is None:
                raise BrokenDocument(
                    "no_total", f"{response.url} lists {len(items)} and no {required}"
                )
        pages = resolve_pointer(answer, self.page_count) if self.page_count else 0
        if not items and isinstance(pages, int) and pages > 1:
            raise Inconsistent(f"{response.url} lists nothing, though there are {pages} pages")
        after = self.next_page_url(response.url, answer, items, span)
        return ListingPage(
            addresses=tuple(self.document_urls(items, span)),
            total=resolve_pointer(answer, self.total) if self.total else None,
            following=self._page(after, span) if after else None,
            named=tuple(str(resolve_pointer(item, self.item_id)) for item in items),
        )

    async def _walk(self, question: Request, tally: WindowTally) -> AsyncIterator[ListingPage]:
        """A listing to its end; one with more hits than can be paged through, half by half."""
        span: Span = question.meta["span"]
        pages = super()._walk(question, tally)
        async for page in pages:
            if self.most and page.total and page.total > self.most:
                halves = self.window.split(span) if self.window else None
                if halves:
                    await pages.aclose()  # type: ignore[attr-defined]
                    for half in halves:
                        async for response in self._walk(
                            self._page(self.first_page_url(half), half), tally
                        ):
                            yield response
                    return
                tally.problems.append(
                    f"{span.id} holds {page.total} and the portal gives only the first {self.most}"
                )
            yield page
