"""Doffin: Norway's national database for public procurement (DFØ).

Covers    Norwegian notices above and below the EEA thresholds, as eForms XML; older ones were
          converted by the portal.  Corrections, modifications and direct awards included.
Access    GET https://api.doffin.no/public/v2/search (issueDateTo included, page 1 to 10: fuller
          windows are halved), then ``/v2/download/{id}``.  Off without a free key: VIGIE_DOFFIN_KEY
          in the environment.  429 after some 30 quick calls, Retry-After 10.  CPV is asked in full
          only: all 50 to 75 notices a day are taken.  Licence: NLOD (from general knowledge).
Identity  The Doffin number (2024-113575) stands in the file name or address, not in the document.
          Its TED publication number is not in the document either.
Traps     Converted notices give as their own publication number that of an earlier notice.  Many
          have no publication date: then it is the day of dispatch.  NOB and NOR are one language.
          The search may name one id twice, and test notices.  Unverified here: the live service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from lxml import etree

from pipelines.errors import UnexpectedDocument
from pipelines.model import Notice, Trouble, replace
from spiders.base.api_key import ApiKeySpider
from spiders.base.date_windows import DateWindow, Span
from spiders.base.json_listing import JsonListingSpider, resolve_pointer
from spiders.base.portal import whole_xml
from spiders.parsers import eforms

API = "https://api.doffin.no/public/v2"
_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d\d-\d{4,7})(?!\d)")


class DoffinSpider(ApiKeySpider, JsonListingSpider):
    name = "doffin"
    title = "Doffin"
    endpoint = f"{API}/search"
    window = DateWindow(
        field="issueDate",
        first="2017-01-01",
        step_days=7,
        zone="Europe/Oslo",
        overlap_days=7,
    )
    items, total, most = "/hits", "/numHitsTotal", 1000  # page 11 is refused
    serves_as = "xml"
    is_final = True
    key_variable = "VIGIE_DOFFIN_KEY"
    key_header = "Ocp-Apim-Subscription-Key"
    key_page = "https://dof-notices-prod-api.developer.azure-api.net/"
    pace_s = 1.0
    robots_exemption = "documented API, https://dof-notices-prod-api.developer.azure-api.net/"
    reads = staticmethod(whole_xml)
    media_type = "application/xml"

    def first_page_url(self, span: Span, page: int = 1) -> str:
        params = {
            "issueDateFrom": span.start,
            "issueDateTo": span.last_day,
            "sortBy": "PUBLICATION_DATE_ASC",
            "numHitsPerPage": 100,
            "page": page,
        }
        return f"{self.endpoint}?{urlencode(params)}"

    def document_urls(self, items: list[Any], span: Span) -> Iterator[str]:
        return (f"{API}/download/{hit['id']}" for hit in items)

    def next_page_url(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        page = int(parse_qs(urlsplit(url).query)["page"][0])
        more = items and page * 100 < min(resolve_pointer(answer, "/numHitsTotal") or 0, self.most)
        return self.first_page_url(span, page + 1) if more else None

    @staticmethod
    def notices(root: etree._Element, source: str) -> Iterator[Notice | Trouble]:
        """Parse the root element of an eForms notice, numbered as its file or address is."""
        numbers = _NUMBER.findall(source)
        if not numbers:
            raise UnexpectedDocument(
                f"no Doffin number in {source!r}: name the file like 2024-113575.xml"
            )
        notice, troubles = eforms.read(root, "doffin", numbers[-1])
        yield replace(notice, url=f"https://doffin.no/notices/{notice.number}")
        yield from troubles
