"""DNCP: Paraguay's national directorate of public contracts.

Covers    Calls, awards and contracts of Paraguay's public bodies since 2010.  CC BY 4.0 (by the
          register of the Open Contracting Partnership).  Spanish.
Access    GET https://www.contrataciones.gov.py/datos/api/v3/doc/search/processes by date of release
          (page 1 on, ``pagination.total_pages``; at most 10,000 processes a query, so one day a
          window), then ``/ocds/record/{ocid}``.  Off without a free request token of the
          operator's (VIGIE_DNCP_KEY), which is exchanged for one of fifteen minutes, renewed after
          thirteen.  One request at a time.
Identity  ``ocid/release id``; ocid ``ocds-03ad3f-{call}-{n}``.  A record gives its releases where
          they are embedded, else its compiled release, which is the state of that day; published
          is then the day of the latest release that the record links.
Traps     Releases before 2019 are OCDS 1.0 in places: no parties, ``contracts[].suppliers`` an
          object, amounts null; the contract's number is ``dncpContractCode``.  A RUC that does not
          begin with 80 is that of a person: it is not read, the supplier is marked as one.
          Verified: one record of 2019.  Unverified here: search and token (by a public client of
          2026), records of today, the time zone of ``fecha_desde``, the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from pipelines.errors import BrokenDocument
from spiders.base.date_windows import DateWindow, Span
from spiders.base.json_listing import JsonListingSpider, resolve_pointer
from spiders.parsers import dncp, ocds
from spiders.parsers.common.json_values import clean_text, mapping
from spiders.portal_bases.access_token import AccessTokenSpider

API = "https://www.contrataciones.gov.py/datos/api/v3/doc"


class DncpSpider(AccessTokenSpider, JsonListingSpider):
    name = "dncp"
    title = "DNCP"
    endpoint = f"{API}/search/processes"
    window = DateWindow(
        field="fecha_release", first="2010-01-01", step_days=1, zone="America/Asuncion"
    )
    items, item_id, page_count = "/records", "/ocid", "/pagination/total_pages"
    key_variable = "VIGIE_DNCP_KEY"
    key_header = "Authorization"
    key_page = "https://contrataciones.gov.py/datos/adm/login"
    token_url = f"{API}/oauth/token"
    token_s = 13 * 60.0
    pace_s = 1.0
    robots_exemption = "documented API, CC BY 4.0, https://www.contrataciones.gov.py/datos/api/v3/"
    reads = staticmethod(ocds.from_json)
    parser = dncp

    def first_page_url(self, span: Span, page: int = 1) -> str:
        since, until = (moment.isoformat() for moment in self.window.bounds(span))
        params = {
            "fecha_desde": since,
            "fecha_hasta": until,
            "tipo_fecha": "fecha_release",
            "items_per_page": 100,
            "page": page,
        }
        return f"{self.endpoint}?{urlencode(params)}"

    def document_urls(self, items: list[Any], span: Span) -> Iterator[str]:
        for item in items:
            if not (ocid := clean_text(mapping(item).get("ocid"))):
                raise BrokenDocument("no_address", f"a listed process has no ocid: {item!r:.80}")
            yield f"{API}/ocds/record/{quote(ocid)}"

    def next_page_url(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        page = int(parse_qs(urlsplit(url).query)["page"][0])
        more = items and page < (resolve_pointer(answer, "/pagination/total_pages") or 0)
        return self.first_page_url(span, page + 1) if more else None
