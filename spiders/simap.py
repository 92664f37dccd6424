"""simap: Switzerland's public procurement, of Confederation, cantons and communes.

Covers    Calls, direct awards, awards, corrections, abandonments and revocations since July 2024,
          above the thresholds of the law.  Its terms allow what is published to be passed
          on, with a notice that names simap.ch, and nothing before 08:00 in Zurich on the day of
          publication: a day is not asked for before.  Its general conditions (1 July 2024) say that
          use of the API may be charged for: the operator reads both before the first crawl.
Access    GET https://www.simap.ch/api/publications/v2/project/project-search, then
          ``/publications/v1/project/{project}/publication-details/{publication}``.  No key.  20
          projects a page; ``lastItem`` of an answer asks for the next; a page without projects is
          the last.  A search needs a text or a quick filter, hence ``projectSubTypes``.  No limit
          is documented: one request a second; after some fifteen quick ones it checks by a redirect
          whether its cookie comes back, so cookies are kept for the length of a crawl.
Identity  ``publicationNumber`` (19474-03) is the notice, the project's UUID the procedure; a
          correction names the UUID of the publication it replaces.
Traps     The search gives a project's (or lot's) latest publication only; each names the one that
          it follows, corrects or takes back, which is fetched, too.  Texts in de, fr, it, en, most
          null; descriptions are HTML.  No national identifiers.  Each winner has a price of its
          own, or all share a range, or none is told.  ``vatType`` names a rate, not whether the
          price holds it.  Unverified here: calls, lots, abandonments and revocations (from the
          OpenAPI file, no sample), whether dates need a quick filter beside them, the address of
          the page, everything about the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any
from urllib.parse import urlencode

from spiders.base.date_windows import DateWindow, Span
from spiders.base.json_listing import JsonListingSpider, resolve_pointer
from spiders.parsers import simap
from spiders.parsers.common.json_values import clean_text, mapping
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.portal_bases.embargo import EmbargoSpider
from spiders.portal_bases.follow_previous_documents import PreviousDocumentsSpider

API = "https://www.simap.ch/api/publications"
SUBTYPES = ("service", "supply", "request_for_information")  # digital services are not built


class SimapSpider(EmbargoSpider, PreviousDocumentsSpider, JsonListingSpider):
    name = "simap"
    title = "simap"
    endpoint = f"{API}/v2/project/project-search"
    window = DateWindow(
        field="newestPublication",
        first="2024-07-01",
        step_days=1,
        zone="Europe/Zurich",
        overlap_days=3,
    )
    items, ends_empty, mark = "/projects", True, "/pagination/lastItem"
    allowed_from = time(8)  # terms of use: nothing before, on the day of publication
    pace_s = 1.0
    custom_settings = {"COOKIES_ENABLED": True}  # noqa: RUF012
    robots_exemption = "documented API, https://www.simap.ch/api/specifications/simap.yaml"
    parser = simap

    def first_page_url(self, span: Span) -> str:
        params = [("projectSubTypes", subtype) for subtype in SUBTYPES]
        params += [("newestPublicationFrom", f"{span.start}")]
        params += [("newestPublicationUntil", f"{span.last_day}")]
        return f"{self.endpoint}?{urlencode(params)}"

    def document_urls(self, items: list[Any], span: Span) -> Iterator[str]:
        """The latest publication of each project, and of each of its lots."""
        for project in items:
            for item in (project, *list_of_objects(mapping(project).get("lots"))):
                if publication := clean_text(item.get("publicationId")):
                    yield f"{API}/v1/project/{project['id']}/publication-details/{publication}"

    def next_page_url(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        last = clean_text(resolve_pointer(answer, "/pagination/lastItem"))
        return (
            f"{self.first_page_url(span)}&{urlencode({'lastItem': last})}"
            if items and last
            else None
        )

    def previous_document_urls(self, record: Any) -> Iterator[str]:
        """The publication that one follows, corrects or takes back."""
        project = clean_text(mapping(mapping(record).get("base")).get("projectId"))
        for before in simap.before(mapping(record)) if project else ():
            yield f"{API}/v1/project/{project}/publication-details/{before}"
