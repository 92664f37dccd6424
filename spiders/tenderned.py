"""TenderNed: the Netherlands' announcement platform (Ministry of Economic Affairs).

Covers    Dutch notices above and below the EU's thresholds since 2010.  CC0 (general knowledge).
Access    GET https://www.tenderned.nl/papi/tenderned-rs-tns/v2/publicaties by day of publication,
          page 0 to 99, 100 a page, then each notice.  Without a key that is JSON, which tells
          neither winner nor value; with VIGIE_TENDERNED_USER and _PASSWORD in the environment
          (free, by mail: functioneelbeheer@tenderned.nl, there is a waiting list) the eForms XML,
          which does.  503 happens.
Identity  ``publicatieId`` is the notice, BT-04 (in JSON ``kenmerk``, the dossier) the procedure.
Traps     Gaps between ids are normal.  The day's filter is second-hand: a list that holds other
          days leaves its window open and says so.  Keywords stand in quotes.  Verified: details
          and a search row as public tests hold them.  Unverified here: the filter, types other
          than AAO and AGO, the XML (by an official example), the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from scrapy.settings import BaseSettings

from pipelines.errors import BrokenDocument
from pipelines.model import Notice, Trouble
from spiders.base.date_windows import DateWindow, Span
from spiders.base.json_listing import JsonListingSpider, resolve_pointer
from spiders.parsers import tenderned
from spiders.parsers.common.json_values import clean_text, mapping
from spiders.portal_bases.basic_authentication import BasicAuthSpider

API = "https://www.tenderned.nl/papi/tenderned-rs-tns/v2/publicaties"


class TendernedSpider(BasicAuthSpider, JsonListingSpider):
    name = "tenderned"
    title = "TenderNed"
    endpoint = API
    window = DateWindow(
        field="publicatieDatum", first="2010-01-01", step_days=1, zone="Europe/Amsterdam"
    )
    items, item_id, total = "/content", "/publicatieId", "/totalElements"
    pages = 100  # the portal gives no more of a list: a fuller day stays open and says so
    is_final = True
    login_variables = ("VIGIE_TENDERNED_USER", "VIGIE_TENDERNED_PASSWORD")
    pace_s = 1.0
    robots_exemption = "documented API, https://www.tenderned.nl/info/swagger"
    reads = staticmethod(tenderned.documents)

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        self.serves_as = "xml" if self.login else "json"

    def needs_login(self, url: str) -> bool:
        return urlsplit(url).path.endswith("/public-xml")

    def first_page_url(self, span: Span, page: int = 0) -> str:
        days = {"publicatieDatumVanaf": span.start, "publicatieDatumTot": span.last_day}
        return f"{API}?{urlencode({**days, 'page': page, 'size': 100})}"

    def document_urls(self, items: list[Any], span: Span) -> Iterator[str]:
        """Raises  BrokenDocument when the list holds another day: the filter was not applied."""
        for item in map(mapping, items):
            id_, day = clean_text(item.get("publicatieId")), tenderned.published(item)
            if not id_ or not day or not span.start <= day < span.end:
                raise BrokenDocument("filter_ignored", f"asked for {span.id}, got {id_} of {day}")
            yield f"{API}/{id_}/public-xml" if self.login else f"{API}/{id_}"

    def next_page_url(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        page, pages = resolve_pointer(answer, "/number"), resolve_pointer(answer, "/totalPages")
        return (
            self.first_page_url(span, page + 1)
            if items and page + 1 < min(pages, self.pages)
            else None
        )

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse a detail (JSON) or an eForms document (XML)."""
        yield from tenderned.notices(record, source, "tenderned")
