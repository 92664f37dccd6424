"""PNCP: Brazil's national portal of public contracts (law 14.133 of 2021).

Covers    Contracts and calls (direct awards are calls of their own kind) of federal, state and
          municipal bodies under the new law, since 2021.  No licence was found stated.
Access    GET https://pncp.gov.br/api/consulta/v1/contratos by day of publication and
          ``/contratos/atualizacao`` by day of change; ``/contratacoes/publicacao`` and
          ``/atualizacao`` once for each way of buying (``codigoModalidadeContratacao``; not for
          auctions at which the body sells).  ``pagina`` from 1; contracts 500 a page, calls 50; at
          most 365 days; 204 when there is none.  No key.  429 came after 6 to 25 requests a minute
          and was over 60 seconds later: six a minute.  Slow, 5xx are common.
Identity  ``numeroControlePNCP``: ``CNPJ-2-seq/year`` for a contract, ``CNPJ-1-…`` for its call, the
          procedure of both.  A corrected record comes again under its number.
Traps     Winners of a call stand in its contracts only.  An estimate of 0 is a secret one.  A
          contract may be income (``receita``): its value is not spending.  No codes at all.  ``PF``
          is a person: the CPF is not read.  Verified: three calls cut to some fields.
          Unverified here: contracts and what changed (by the official manual
          and clients), the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar
from urllib.parse import urlencode

from scrapy import Request

from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import NumberedPaging
from spiders.parsers import decoding, pncp

API = "https://pncp.gov.br/api/consulta/v1"


class PncpSpider(PagedJsonSpider):
    name = "pncp"
    title = "PNCP"
    endpoint = f"{API}/contratos"
    window = DateWindow(
        field="dataPublicacaoPncp", first="2021-08-01", step_days=1, zone="America/Sao_Paulo"
    )
    paging = NumberedPaging(param="pagina", pages="/totalPaginas", total="/totalRegistros")
    documents = "/data"
    nothing_status = 204
    pace_s = 10.5  # 429 came after six requests in a minute
    wait_on: ClassVar[dict[int, float]] = {429: 60.0}
    robots_exemption = "documented API, https://pncp.gov.br/api/consulta/swagger-ui/index.html"
    reads = staticmethod(partial(decoding.json_records, name="data"))
    parser = pncp

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        assert span
        params = {"dataInicial": f"{span.start:%Y%m%d}", "dataFinal": f"{span.last_day:%Y%m%d}"}
        params |= {"pagina": "1"}
        for path in ("contratos", "contratos/atualizacao"):
            yield Request(f"{API}/{path}?{urlencode(params | {'tamanhoPagina': '500'})}")
        params |= {"tamanhoPagina": "50"}
        for path in ("contratacoes/publicacao", "contratacoes/atualizacao"):
            for way in pncp.METHODS:
                if way not in (1, 13):  # leilões: the body sells
                    kind = {"codigoModalidadeContratacao": str(way)}
                    yield Request(f"{API}/{path}?{urlencode(params | kind)}")
