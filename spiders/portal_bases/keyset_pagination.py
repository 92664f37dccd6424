"""Spider base for JSON search APIs with keyset pagination (``usaspending``)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import JsonRequest, Response

from pipelines.errors import BrokenDocument
from spiders.base.date_windows import Span
from spiders.base.json_listing import resolve_pointer
from spiders.base.listed_documents import ListingPage, ListingSpider
from spiders.base.window_tally import Inconsistent, WindowTally
from spiders.parsers import decoding


class KeysetSpider(ListingSpider):
    """Crawl a JSON search that continues behind the last record of a page, then one document each.

    Declared  ``records_pointer`` to the records of a page; ``has_next_pointer`` to whether there is
              a further page; ``cursor_fields`` ({name in the request: pointer in the answer});
              ``count_url``, asked with the same filter for the number of records
    Written   ``request_bodies`` of a window, ``parse_count`` of the count's answer, and
              ``document``, the address of a record
    Pages by number end at some ceiling; a cursor does not.
    """

    lists_as = "json"
    serves_as = "json"

    records_pointer: ClassVar[str]
    has_next_pointer: ClassVar[str]
    cursor_fields: ClassVar[Mapping[str, str]]
    count_url: ClassVar[str]

    def request_bodies(self, span: Span) -> Iterator[dict[str, Any]]:
        raise NotImplementedError

    def parse_count(self, answer: Any) -> Any:
        raise NotImplementedError

    def document(self, record: Any, span: Span) -> str:
        """Return the address of a listed record's document. Raises BrokenDocument when it is not
        wanted: the filter was not applied."""
        raise NotImplementedError

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        assert span
        for body in self.request_bodies(span):
            yield self._page(body, {"span": span, "asked": body})

    def _page(self, body: dict[str, Any], meta: dict[str, Any]) -> Request:
        headers = {"Accept": "application/json"}
        return JsonRequest(self.endpoint, data=body, meta=meta, headers=headers)

    async def _walk(self, question: Request, tally: WindowTally) -> AsyncIterator[ListingPage]:
        body = {"filters": question.meta["asked"]["filters"]}
        request = JsonRequest(self.count_url, data=body)
        response = await self.fetch(request, "json")
        self.archive_response(response, "listing")
        total = self.parse_count(self._answer(response))
        if not isinstance(total, int):
            raise BrokenDocument("no_records", f"{response.url} tells no number of records")
        question.meta["total"] = total
        if total:
            async for page in super()._walk(question, tally):
                yield page

    def parse_listing(self, response: Response) -> ListingPage:
        answer, meta = self._answer(response), response.meta
        records = resolve_pointer(answer, self.records_pointer)
        if not isinstance(records, list):
            raise BrokenDocument("no_records", f"{response.url}: {self.records_pointer} is no list")
        following = None
        if records and resolve_pointer(answer, self.has_next_pointer):
            cursor = {
                name: resolve_pointer(answer, pointer)
                for name, pointer in self.cursor_fields.items()
            }
            if None in cursor.values():
                raise Inconsistent(f"there is more, and no cursor to ask for it: {cursor}")
            copied = {name: meta[name] for name in ("span", "asked", "total")}
            following = self._page({**meta["asked"], **cursor}, copied)
        return ListingPage(
            addresses=tuple(self.document(record, meta["span"]) for record in records),
            total=meta["total"],
            following=following,
        )

    @staticmethod
    def _answer(response: Response) -> Any:
        try:
            return decoding.json_value(response.body)
        except BrokenDocument as error:
            raise Inconsistent(str(error)) from None
