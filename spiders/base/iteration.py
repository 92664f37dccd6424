"""Search services asked by POST that hand out a token for the next page, then one XML a notice.

The token stands for a frozen result, so a walk either gives what was announced or is asked again.
A portal declares ``fields``, ``limit``, ``number_field``, ``document_url`` and writes ``queries``:
window -> questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import JsonRequest, Response
from scrapy.settings import BaseSettings

from pipelines.errors import BrokenDocument, Misconfigured
from spiders.base.crawling import Inconsistent
from spiders.base.listed import ListedSpider, Listing
from spiders.base.windows import Span
from spiders.parsers import decoding

CELLS = 10_000  # the service's ceiling of limit x fields
LARGEST_PAGE = 250


class IterationSpider(ListedSpider):
    fields: ClassVar[tuple[str, ...]]
    ends_empty = True  # the token is left out after an empty page only
    limit: ClassVar[int] = LARGEST_PAGE
    number_field: ClassVar[str]
    document_url: ClassVar[str]

    def _prepare(self, settings: BaseSettings) -> None:
        if self.limit > LARGEST_PAGE or self.limit * len(self.fields) > CELLS:
            raise Misconfigured(
                f"{self.name}: limit {self.limit} x {len(self.fields)} fields is more than the "
                f"service allows ({LARGEST_PAGE} a page, {CELLS} values)"
            )
        super()._prepare(settings)

    def queries(self, span: Span) -> Iterable[str]:
        """Window -> expert queries; their results may overlap."""
        raise NotImplementedError

    def questions(self, span: Span | None) -> Iterable[Request]:
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

    def listed(self, response: Response) -> Listing:
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
        return Listing(
            addresses=tuple(self.document_url.format(number=self._number(one)) for one in notices),
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
        asked = decoding.json_value(response.request.body)
        return JsonRequest(
            response.request.url,
            data={**asked, "iterationNextToken": token},
            headers={"Accept": "application/json"},
        )
