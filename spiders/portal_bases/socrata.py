"""Spider base for data sets of a Socrata site (``secop2``)."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import OffsetPaging
from spiders.base.window_tally import WindowTally
from spiders.parsers import decoding


class SocrataSpider(PagedJsonSpider):
    """Crawl data sets of a Socrata site: a count, then rows page by page, as a bare list each.

    ``resources`` (addresses of the data sets) and ``row_order`` are declared, ``where`` is written:
    window, address -> SoQL.  An application token of the operator's own (``token_variable`` in the
    environment, never logged, never archived) raises the limits; without it the site is asked all
    the same.
    """

    resources: ClassVar[tuple[str, ...]]
    row_order: ClassVar[str] = ":id"
    paging = OffsetPaging(size=1_000, total="/total", param="$offset", size_param="$limit")
    documents = "/"
    token_variable: ClassVar[str]

    def where(self, span: Span, resource: str) -> str:
        raise NotImplementedError

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        if token := os.environ.get(self.token_variable, "").strip():
            request.headers["X-App-Token"] = token
        return await super().fetch(request, expects, may_miss)

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        assert span
        for resource in self.resources:
            params = {"$select": ":*,*", "$where": self.where(span, resource)}
            url = f"{resource}?{urlencode(params | {'$order': self.row_order})}"
            yield Request(self.paging.first(url))

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        for question in self.window_requests(span):
            total = await self._count(question.url)
            tally.announce(total)
            # by what came: a site may cap its pages in silence
            async for parsed in self._walked(question, span, tally, counted=total):
                yield parsed

    async def _count(self, url: str) -> int:
        """Request the number of rows of a query.  Raises  BrokenDocument when the answer is no
        count."""
        where = dict(parse_qsl(urlsplit(url).query))["$where"]
        params = urlencode({"$select": "count(*)", "$where": where})
        url = urlsplit(url)._replace(query=params).geturl()
        response = await self.fetch(Request(url), "json")
        self.archive_response(response, "listing")
        value = decoding.json_value(response.body)
        try:
            return int(next(iter(value[0].values())))
        except (LookupError, TypeError, ValueError, AttributeError, StopIteration):
            message = f"{url} answered {value!r:.80}, expected a count"
            raise BrokenDocument("no_records", message) from None
