"""PNCP: Brazil's national portal of public contracts (law 14.133 of 2021).

Covers    Contracts and calls (direct awards are calls of their own kind) of federal, state and
          municipal bodies under the new law, since 2021.  No licence was found stated.
Access    GET https://pncp.gov.br/api/consulta/v1/contratos by day of publication and
          ``/contratos/atualizacao`` by day of change; ``/contratacoes/publicacao`` and
          ``/atualizacao`` once for each way of buying (``codigoModalidadeContratacao``; not for
          auctions at which the body sells).  ``pagina`` from 1, 50 a page (the manual says 500, a
          client saw 50); at most 365 days; 204 when there is none.  No key.  Slow, 5xx are common.
Identity  ``numeroControlePNCP``: ``CNPJ-2-seq/year`` for a contract, ``CNPJ-1-…`` for its call, the
          procedure of both.  A corrected record comes again under its number.
Traps     Winners of a call stand in its contracts only.  An estimate of 0 is a secret one.  A
          contract may be income (``receita``): its value is not spending.  No codes at all.  ``PF``
          is a person: the CPF is not read.  Verified: three calls cut to some fields.
          Unverified here: contracts and what changed (by the official manual
          and clients), the live service.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import Request

from pipelines.errors import BrokenDocument
from pipelines.model import Notice, ParsedDocument, Trouble
from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import Walk
from spiders.base.paging import PageEnvelope, Records, with_query
from spiders.base.windowed import WindowedSpider, WindowTally
from spiders.parsers import pncp


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """Pages from ``start`` on, as many as ``pages`` (pointer) says; ``total`` counts records."""

    pages: str
    total: str
    param: str = "page"
    start: int = 1
    tells_total, ends_bare = True, False

    def following(self, url: str, page: PageEnvelope, records: Records) -> str | None:
        here = int(dict(parse_qsl(urlsplit(url).query)).get(self.param, self.start))
        number = page.number(self.pages) or 0
        is_last = not records.count or here - self.start + 1 >= number
        return None if is_last else with_query(url, {self.param: str(here + 1)})

    def announced(self, page: PageEnvelope) -> int | None:
        return page.number(self.total)

    def owes(self, page: PageEnvelope, *, is_first: bool) -> bool:
        return not is_first


class NumberedPagesSpider(WindowedSpider):
    """Crawl numbered pages of JSON records, several requests to a window.

    ``documents`` (JSON pointer to the records of a page) and ``paging`` (``NumberedPages``) are
    declared, ``window_requests`` is written: window -> the first request of each.  A 204 is a
    request without answer: nothing was found.
    """

    paging: ClassVar[Numbered]
    documents: ClassVar[str]

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        for question in self.window_requests(span):
            paging: Any = self.paging
            walk = Walk(paging, self.documents, tally)
            request: Request | None = question
            while request:
                request.meta["awaited"] = 204
                response = await self.fetch(request, "json")
                if response.status == 204:
                    break
                document = self.archive_response(response)
                yield self.parse_document(document, response.body, tally.window, tally.pages + 1)
                try:
                    page = PageEnvelope(response.body)
                except BrokenDocument as error:
                    walk.broken(error)
                    request = request.replace(dont_filter=True)
                    continue
                following = walk.step(page, request.url)
                request = request.replace(url=self.address(following)) if following else None


API = "https://pncp.gov.br/api/consulta/v1"


class PncpSpider(NumberedPagesSpider):
    name = "pncp"
    title = "PNCP"
    endpoint = f"{API}/contratos"
    window = DateWindow(
        field="dataPublicacaoPncp", first="2021-08-01", step_days=1, zone="America/Sao_Paulo"
    )
    paging = Numbered(param="pagina", pages="/totalPaginas", total="/totalRegistros")
    documents = "/data"
    pace_s = 1.0
    robots_exemption = "documented API, https://pncp.gov.br/api/consulta/swagger-ui/index.html"
    reads = staticmethod(pncp.records)

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        assert span
        asked = {"dataInicial": f"{span.start:%Y%m%d}", "dataFinal": f"{span.last_day:%Y%m%d}"}
        asked |= {"pagina": "1", "tamanhoPagina": "50"}
        for path in ("contratos", "contratos/atualizacao"):
            yield Request(f"{API}/{path}?{urlencode(asked)}")
        for path in ("contratacoes/publicacao", "contratacoes/atualizacao"):
            for way in pncp.METHODS:
                if way not in (1, 13):  # leilões: the body sells
                    kind = {"codigoModalidadeContratacao": str(way)}
                    yield Request(f"{API}/{path}?{urlencode(asked | kind)}")

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Contract or call -> its notice."""
        yield from pncp.notices(record, "pncp")
