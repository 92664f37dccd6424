"""Contracts Finder: England's notices of lower value, and those of procedures under the old law.

Covers    Since 26 February 2015: central government above 12,000 and others above 30,000 pounds
          (thresholds from general knowledge); shrinking since February 2025.  Open Government
          Licence v3.
Access    GET https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search with
          publishedFrom, publishedTo (UK time), limit (100 at most), stages, cursor; follow
          ``links.next``.  No key.  One request at a time; **403 means too fast**: wait five
          minutes and ask again.  Windows of 15 days at most.  One release:
          ``/Published/OCDS/Release/{id}``.
Identity  Release id is the notice's GUID, a dash and a serial number; ocid (``ocds-b5fd17-…``) the
          process.  An update has a serial of its own; it replaces the same award.
Traps     Texts went through Windows-1252 and back (``AcusorbÂ®``): mended.  Bodies may be Latin-1.
          One award for all suppliers of a notice: its value is theirs together; the form asks for
          one, and 0 stands for none (an insurance estimated at two million).  Supplier names
          can be wrong (the title, the Cabinet Office); their address is one line, whose country
          is read where it is named or has a British postcode.  Planning means early engagement
          or future opportunity.  Method is missing in a quarter; "Other - Direct Award" then tells.
          Times are local, with Z in winter.  Unverified here: everything about the live service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import NextLinkPaging
from spiders.parsers import decoding, ocds
from spiders.parsers.common.json_values import mapping
from spiders.parsers.decoding import malformed_json_repair
from spiders.parsers.ocds.undivided_addresses import with_countries

SITE = "https://www.contractsfinder.service.gov.uk"
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def notice_url(release: dict[str, Any]) -> str | None:
    match = _GUID.match(str(release.get("id")))
    return f"{SITE}/Notice/{match[0]}" if match else None


def without_blank_values(release: Any) -> Any:
    """A release whose awards have no value where it is 0."""
    if not isinstance(release, dict) or not isinstance(release.get("awards"), list):
        return release
    awards = [
        {**award, "value": None}
        if isinstance(award, dict) and mapping(award.get("value")).get("amount") == 0
        else award
        for award in release["awards"]
    ]
    return {**release, "awards": awards}


class ContractsFinderSpider(PagedJsonSpider):
    name = "contracts_finder"
    title = "Contracts Finder"
    endpoint = f"{SITE}/Published/Notices/OCDS/Search"
    window = DateWindow(
        field="published", first="2015-02-26", step_days=15, zone="Europe/London", overlap_days=2
    )
    paging = NextLinkPaging(size=100)
    documents = "/releases"
    pace_s = 1.0  # the limit is not published; five a second was refused to others
    # the help page: too many requests give 403, then five minutes of silence
    wait_on: ClassVar[dict[int, float]] = {403: 300}
    robots_exemption = f"documented API, Open Government Licence v3, {SITE}/apidocumentation"
    parser = ocds
    profile: ClassVar[dict[str, Any]] = {
        "zone": "Europe/London",
        "country": "GB",
        "language": "en",
        "number": ocds.release_number,
        "page": notice_url,
    }

    def query(self, span: Span) -> dict[str, str]:
        start, end = self.window.bounds(span)
        return {
            "publishedFrom": f"{start:%Y-%m-%dT%H:%M:%S}",
            "publishedTo": f"{end:%Y-%m-%dT%H:%M:%S}",
        }

    @staticmethod
    def reads(body: bytes) -> Iterator[Any]:
        """Split a search page, record or single release into releases, and repair their texts."""
        releases = ocds.releases(malformed_json_repair.repair_strings(decoding.json_value(body)))
        yield from map(without_blank_values, map(with_countries, releases))
