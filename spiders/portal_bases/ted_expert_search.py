"""Spider base for TED's expert search with iteration tokens, then one XML document per notice."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import JsonRequest, Response
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from pipelines.errors import BrokenDocument, Misconfigured
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.listed_documents import ListingPage, ListingSpider
from spiders.base.window_tally import Inconsistent, WindowTally
from spiders.parsers import decoding
from spiders.parsers.common.json_values import mapping

CELLS = 10_000  # the service's ceiling of limit x fields
MAX_PAGE_SIZE = 250
# No limit of an expert query's length is documented; public clients ask some hundred characters.
MAX_QUERY_LENGTH = 2_000


class ExpertSearchSpider(ListingSpider):
    """Crawl a search service by expert query and iteration token, then one XML document per notice.

    ``fields``, ``limit``, ``number_field``, ``document_url`` are declared; ``queries`` turns a
    window into expert queries.  The token stands for a frozen result, so a walk either gives what
    was announced or is asked again.
    """

    fields: ClassVar[tuple[str, ...]]
    ends_empty = True  # the token is left out after an empty page only
    limit: ClassVar[int] = MAX_PAGE_SIZE
    number_field: ClassVar[str]
    document_url: ClassVar[str]
    winners: tuple[str, ...] = ()  # names of watched vendors, from VIGIE_WATCHED_NAMES

    def _prepare(self, settings: BaseSettings) -> None:
        if self.limit > MAX_PAGE_SIZE or self.limit * len(self.fields) > CELLS:
            raise Misconfigured(
                f"{self.name}: limit {self.limit} x {len(self.fields)} fields is more than the "
                f"service allows ({MAX_PAGE_SIZE} a page, {CELLS} values)"
            )
        super()._prepare(settings)
        watched_names = settings.get("VIGIE_WATCHED_NAMES")
        if not watched_names:
            raise Misconfigured(f"{self.name}: VIGIE_WATCHED_NAMES is not set, expected a function")
        self.winners = tuple(load_object(watched_names)())

    def winner_queries(self, condition: str) -> Iterator[str]:
        """Build queries for the watched winners, as few as hold them all within the length."""
        tests = [f'winner-name ~ "{_words(name)}"' for name in self.winners]
        for part in _joined(tests, " OR ", MAX_QUERY_LENGTH - len(f"() AND {condition}")):
            yield f"({part}) AND {condition}"

    def queries(self, span: Span) -> Iterable[str]:
        """Build the expert queries of a window; their results may overlap."""
        raise NotImplementedError

    def compared_queries(self, span: Span) -> Iterable[str]:
        """Return queries whose totals ``vigie check`` compares; none by default."""
        return ()

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        assert span
        assert self.crawler.stats
        for query in self.compared_queries(span) if self.settings.get("VIGIE_CHECK") else ():
            body = {**self._body(query), "limit": 1}
            response = await self.fetch(JsonRequest(self.endpoint, data=body), "json")
            self.archive_response(response, "listing")
            total = mapping(decoding.json_value(response.body)).get("totalNoticeCount")
            self.crawler.stats.set_value(f"vigie/compared/{query.partition(' AND ')[0]}", total)
        async for reading in super().crawl_pages(span, tally):
            yield reading

    def window_requests(self, span: Span | None) -> Iterable[Request]:
        assert span
        for query in self.queries(span):
            yield JsonRequest(
                self.endpoint, data=self._body(query), headers={"Accept": "application/json"}
            )

    def _body(self, query: str) -> dict[str, Any]:
        return {
            "query": query,
            "fields": list(self.fields),
            "limit": self.limit,
            "scope": "ALL",
            "paginationMode": "ITERATION",
            "onlyLatestVersions": False,
        }

    def parse_listing(self, response: Response) -> ListingPage:
        try:
            answer = decoding.json_value(response.body)
        except BrokenDocument as error:
            raise Inconsistent(str(error)) from None
        if not isinstance(answer, dict) or not isinstance(answer.get("notices"), list):
            raise BrokenDocument("no_records", f"{response.url}: the answer holds no notices")
        if answer.get("timedOut"):
            raise Inconsistent("the service says that its answer is not whole (timedOut)")
        notices = answer["notices"]
        token = answer.get("iterationNextToken") if notices else None
        return ListingPage(
            addresses=tuple(
                self.document_url.format(number=self._number(notice)) for notice in notices
            ),
            total=answer.get("totalNoticeCount"),
            following=self._next(response, token) if token else None,
        )

    def _number(self, notice: dict[str, Any]) -> str:
        number = notice.get(self.number_field)
        if not isinstance(number, str) or not number:
            raise BrokenDocument("no_number", f"a listed notice has no {self.number_field}")
        return number.lstrip("0")

    @staticmethod
    def _next(response: Response, token: str) -> Request:
        assert response.request
        body = decoding.json_value(response.request.body)
        return JsonRequest(
            response.request.url,
            data={**body, "iterationNextToken": token},
            headers={"Accept": "application/json"},
        )


def either_reading(field: str, codes: Sequence[str]) -> str:
    """Build a test for codes with their subtrees, whether a code stands for its subtree or not."""
    # a division keeps its two digits
    prefixes = (f"{code[:2]}{code[2:].rstrip('0')}*" for code in codes)
    tests = (f"{field}={prefix}" for prefix in prefixes)
    return f"({field} IN ({' '.join(codes)}) OR {' OR '.join(tests)})"


def _words(name: str) -> str:
    """Return the part of a name that may stand between the quotation marks of a query."""
    return " ".join(re.sub(r'["\\*?]', " ", name).split())


def _joined(parts: Iterable[str], by: str, longest: int) -> Iterator[str]:
    """Join parts into as few texts as hold them all, each within the length."""
    text = ""
    for part in parts:
        if text and len(text) + len(by) + len(part) > longest:
            yield text
            text = ""
        text = f"{text}{by}{part}" if text else part
    if text:
        yield text
