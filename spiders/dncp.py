"""DNCP: Paraguay's national directorate of public contracts.

Covers    Calls, awards and contracts of Paraguay's public bodies since 2010.  CC BY 4.0 (by the
          register of the Open Contracting Partnership).  Spanish.
Access    GET https://www.contrataciones.gov.py/datos/api/v3/doc/search/processes by date of release
          (page 1 on, ``pagination.total_pages``; at most 10,000 processes a query, so one day a
          window), then ``/ocds/record/{ocid}``.  Off without a free request token of the
          operator's (VIGIE_DNCP_KEY), which is exchanged for one of fifteen minutes, renewed after
          thirteen.  One request at a time.
Identity  ``ocid/release id``; ocid ``ocds-03ad3f-{call}-{n}``.  A record gives its releases where
          they are embedded, else its compiled release, which is the state of that day.
Traps     Releases before 2019 are OCDS 1.0 in places: no parties, ``contracts[].suppliers`` an
          object, amounts null; the contract's number is ``dncpContractCode``.  A RUC that does not
          begin with 80 is that of a person: it is not read, the supplier is marked as one.
          Verified: one record of 2019.  Unverified here: search and token (by a public client of
          2026), records of today, the time zone of ``fecha_desde``, the live service.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import Blocked, BrokenDocument
from pipelines.model import Notice, Trouble
from spiders.base.api_key import ApiKeySpider
from spiders.base.date_windows import DateWindow, Span
from spiders.base.json_listing import JsonListingSpider, at
from spiders.base.windowed import WindowedSpider
from spiders.parsers import decoding, dncp, ocds
from spiders.parsers.ocds.values import mapping, words


class AccessTokenSpider(ApiKeySpider):
    """Exchange an API key for an access token that lives some minutes, and renew it.

    ``token_url`` (asked by POST with ``{token_param: key}``), ``token_at`` (JSON pointer to the
    token in the answer) and ``token_s`` (seconds after which a new one is asked for) are declared.
     A token that the portal refuses before is renewed once.  Like the key, a token is neither
     logged nor archived,
    and goes to the endpoint's host alone.
    """

    token_url: ClassVar[str]
    token_param: ClassVar[str] = "request_token"
    token_at: ClassVar[str] = "/access_token"
    token_s: ClassVar[float]

    _token: str | None = None
    _until: float = 0.0

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        request.meta["awaited"] = 401
        response = await super().fetch(request, expects, may_miss)
        if response.status == 401:
            self._token = None
            again = request.replace(dont_filter=True)
            again.meta["awaited"] = None
            response = await super().fetch(again, expects, may_miss)
        return response

    async def credential(self) -> str:
        if self._token is None or time.monotonic() >= self._until:
            self._token = await self._renewed()
            self._until = time.monotonic() + self.token_s
            self.count("tokens")
        return self._token

    async def _renewed(self) -> str:
        """A new token.  Raises  Blocked when the portal gives none for this key."""
        request = Request(
            self.token_url,
            method="POST",
            body=json.dumps({self.token_param: self._key}),
            headers={"Content-Type": "application/json"},
            dont_filter=True,
        )
        # not by way of ``ApiKeySpider``, which would ask for a token to get one
        response = await WindowedSpider.fetch(self, request, "json")
        try:
            token = at(decoding.json_value(response.body), self.token_at)
        except BrokenDocument:
            token = None
        if not isinstance(token, str) or not token:
            raise Blocked(
                f"{self.name}: {self.token_url} gave no token at {self.token_at} for the key in "
                f"{self.key_variable}: has it expired? Get one at {self.key_page}."
            )
        return token


API = "https://www.contrataciones.gov.py/datos/api/v3/doc"


class DncpSpider(AccessTokenSpider, JsonListingSpider):
    name = "dncp"
    title = "DNCP"
    endpoint = f"{API}/search/processes"
    window = DateWindow(
        field="fecha_release", first="2010-01-01", step_days=1, zone="America/Asuncion"
    )
    items, item_id, pages_told = "/records", "/ocid", "/pagination/total_pages"
    key_variable = "VIGIE_DNCP_KEY"
    key_header = "Authorization"
    key_page = "https://contrataciones.gov.py/datos/adm/login"
    token_url = f"{API}/oauth/token"
    token_s = 13 * 60.0
    pace_s = 1.0
    robots_exemption = "documented API, CC BY 4.0, https://www.contrataciones.gov.py/datos/api/v3/"
    reads = staticmethod(ocds.from_json)

    def first(self, span: Span, page: int = 1) -> str:
        since, until = (moment.isoformat() for moment in self.window.bounds(span))
        asked = {
            "fecha_desde": since,
            "fecha_hasta": until,
            "tipo_fecha": "fecha_release",
            "items_per_page": 100,
            "page": page,
        }
        return f"{self.endpoint}?{urlencode(asked)}"

    def addresses(self, items: list[Any], span: Span) -> Iterator[str]:
        for item in items:
            if not (ocid := words(mapping(item).get("ocid"))):
                raise BrokenDocument("no_address", f"a listed process has no ocid: {item!r:.80}")
            yield f"{API}/ocds/record/{quote(ocid)}"

    def following(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        page = int(parse_qs(urlsplit(url).query)["page"][0])
        more = items and page < (at(answer, "/pagination/total_pages") or 0)
        return self.first(span, page + 1) if more else None

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """OCDS release -> its Notice."""
        yield from dncp.notices(record, "dncp")
