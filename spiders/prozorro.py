"""Prozorro: Ukraine's central database of public procurement.

Covers    All procedures since 2015, direct ones ("reporting") included.  Open data, CC BY (from
          general knowledge).  Ukrainian, some titles in English.
Access    GET https://public-api.prozorro.gov.ua/api/2.5/tenders?offset={seconds}.0&limit=1000,
          ordered by ``public_modified``; an offset is ``seconds.ordinal``, ``next_page.uri`` goes
          on; then ``/tenders/{id}`` for each that is awarded, complete or cancelled.  No key.
          Agents that do not look like a browser's get 412; 429 with Retry-After.  The last seconds
          are held back: windows overlap by a day.
Identity  ``tenderID`` (UA-2024-02-28-009286-a) and the stage it has reached; contracts of
          ``/contracts`` by ``contractID``, which begins with it.
Traps     Bids that were rejected or are being examined are "awards", too; they are not read.
          ДК021 is CPV with a check digit.  Sole traders (ФОП) are persons: their number, a tax
          number, is not read.  Cancelled contracts have the value 0.  A tender may go back to an
          earlier state.  Test objects are in the data.  Names may be hidden in war.  Unverified
          here: the feed, the form of ``public_modified``, everything about the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from pipelines.errors import BrokenDocument
from spiders.base.date_windows import DateWindow, Span
from spiders.base.json_listing import JsonListingSpider, resolve_pointer
from spiders.parsers import prozorro
from spiders.parsers.common.json_values import clean_text, mapping

API = "https://public-api.prozorro.gov.ua/api/2.5/tenders"
WANTED = ("active.awarded", "complete", "cancelled", "unsuccessful")  # what was decided


def modified(item: Any) -> float:
    """Return the second that orders an item of the feed; ISO text or ``seconds.ordinal``."""
    entry = mapping(item)
    text = clean_text(entry.get("public_modified")) or clean_text(entry.get("dateModified")) or ""
    try:
        # seconds.ordinal: what stands behind the point is a number of its own, no fraction
        is_text = "T" in text
        return datetime.fromisoformat(text).timestamp() if is_text else int(text.partition(".")[0])
    except ValueError:
        raise BrokenDocument(
            "no_instant", f"a listed tender has no instant: {entry!r:.80}"
        ) from None


class ProzorroSpider(JsonListingSpider):
    name = "prozorro"
    title = "Prozorro"
    endpoint = API
    window = DateWindow(field="public_modified", first="2015-02-12", step_hours=1, overlap_days=1)
    items, ends_empty, mark = (
        "/data",
        True,
        "/next_page/uri",
    )  # where the feed has come to the present
    pace_s = 1.0
    robots_exemption = "documented API, https://prozorro-api-docs.readthedocs.io/en/latest/"
    parser = prozorro

    def first_page_url(self, span: Span) -> str:
        since, fields = self.window.bounds(span)[0].timestamp(), "public_modified,status"
        params = {"limit": 1000, "opt_fields": fields, "offset": f"{since:.0f}.0"}
        return f"{API}?{urlencode(params)}"

    def document_urls(self, items: list[Any], span: Span) -> Iterator[str]:
        end = self.window.bounds(span)[1].timestamp()
        for item in items:
            if modified(item) < end and mapping(item).get("status") in WANTED:
                yield f"{API}/{item['id']}"

    def next_page_url(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        end = self.window.bounds(span)[1].timestamp()
        goes_on = items and modified(items[-1]) < end
        return clean_text(resolve_pointer(answer, "/next_page/uri")) if goes_on else None
