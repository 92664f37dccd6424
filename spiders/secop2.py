"""SECOP II: Colombia's electronic contracting system (Colombia Compra Eficiente).

Covers    Contracts and calls of national and local bodies since about 2015, direct awards included.
          CC BY-SA 4.0 (from general knowledge).  Spanish.
Access    Socrata: https://www.datos.gov.co/resource/jbjy-vk9h.json (contracts) and p6dx-8zbt
          (calls), SoQL, 1,000 rows a page, counted first.  A window asks for what was signed or
          published in it, and for rows changed in it (``:updated_at``).  Contracts with persons
          (a million a year) are not asked for.  No key; VIGIE_SECOP2_TOKEN in the environment
          raises the limits, which are not published.
Identity  ``id_contrato`` (CO1.PCCNTR.…) and ``id_del_proceso`` (CO1.REQ.…); ``proceso_de_compra``
          (CO1.BDOS.…) is the procedure of both.  A changed row comes again under its id.
Traps     "No Definido" is empty.  Amounts are text.  UNSPSC begins with ``V1.``.  Names of legal
          representatives and supervisors stand in the rows.  "terminado" and "Cerrado" are over,
          not broken off.  Unverified here: names of columns (by clients), the words of
          ``tipodocproveedor``, whether a reload moves each ``:updated_at``, the live service.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import BrokenDocument
from pipelines.model import Notice, ParsedDocument, Trouble
from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import Walk
from spiders.base.paging import Offset, PageEnvelope
from spiders.base.windowed import WindowedSpider, WindowTally
from spiders.parsers import decoding, secop2


class SocrataSpider(WindowedSpider):
    """Crawl data sets of a Socrata site: a count, then rows page by page, as a bare list each.

    ``resources`` (addresses of the data sets) and ``row_order`` are declared, ``where`` is written:
    window, address -> SoQL.  An application token of the operator's own (``token_variable`` in the
    environment, never logged, never archived) raises the limits; without it the site is asked all
    the same.
    """

    resources: ClassVar[tuple[str, ...]]
    row_order: ClassVar[str] = ":id"
    size: ClassVar[int] = 1_000
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
            asked = {"$select": ":*,*", "$where": self.where(span, resource)}
            url = f"{resource}?{urlencode(asked | {'$order': self.row_order})}"
            yield Request(self.paging.first(url), dont_filter=True)

    @property
    def paging(self) -> Offset:
        return Offset(size=self.size, total="/total", param="$offset", size_param="$limit")

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        for question in self.window_requests(span):
            total = await self._count(question.url)
            tally.announce(total)
            async for one in self._rows(question.url, total, tally):
                yield one

    async def _count(self, url: str) -> int:
        """Question -> how many rows it has.  Raises  BrokenDocument when the answer is no count."""
        where = dict(parse_qsl(urlsplit(url).query))["$where"]
        asked = urlencode({"$select": "count(*)", "$where": where})
        url = urlsplit(url)._replace(query=asked).geturl()
        response = await self.fetch(Request(url, dont_filter=True), "json")
        self.archive_response(response, "listing")
        value = decoding.json_value(response.body)
        try:
            return int(next(iter(value[0].values())))
        except (LookupError, TypeError, ValueError, AttributeError, StopIteration):
            message = f"{url} answered {value!r:.80}, expected a count"
            raise BrokenDocument("no_records", message) from None

    async def _rows(
        self, url: str | None, total: int, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        walk = Walk(self.paging, "/", tally)
        while url and walk.pages * self.size < total:
            response = await self.fetch(Request(url, dont_filter=True), "json")
            document = self.archive_response(response)
            yield self.parse_document(document, response.body, tally.window, tally.pages + 1)
            try:
                page = PageEnvelope(response.body)
            except BrokenDocument as error:
                walk.broken(error)
                continue
            url = walk.step(page, url)


SITE = "https://www.datos.gov.co/resource"
CONTRACTS, CALLS = f"{SITE}/jbjy-vk9h.json", f"{SITE}/p6dx-8zbt.json"
DATED = {CONTRACTS: "fecha_de_firma", CALLS: "fecha_de_publicacion_del"}


class Secop2Spider(SocrataSpider):
    name = "secop2"
    title = "SECOP II"
    endpoint = CONTRACTS
    window = DateWindow(
        field=":updated_at", first="2015-01-01", step_days=1, zone="America/Bogota", overlap_days=5
    )
    resources = (CONTRACTS, CALLS)
    token_variable = "VIGIE_SECOP2_TOKEN"
    pace_s = 1.0
    robots_exemption = "documented API, https://dev.socrata.com/foundry/www.datos.gov.co/jbjy-vk9h"
    reads = staticmethod(secop2.records)

    def where(self, span: Span, resource: str) -> str:
        start, end = f"'{span.start}T00:00:00'", f"'{span.end}T00:00:00'"
        fields = (DATED[resource], self.window.field)
        found = " OR ".join(f"({x} >= {start} AND {x} < {end})" for x in fields)
        if resource == CALLS:
            return found
        persons = ", ".join(f"'{word}'" for word in secop2.PERSONS)
        return f"({found}) AND (tipodocproveedor IS NULL OR NOT tipodocproveedor IN ({persons}))"

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Row of either data set -> its notice."""
        yield from secop2.notices(record, "secop2")
