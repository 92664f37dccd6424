"""Ghana, Public Procurement Authority: contracts awarded, as web pages.

Covers    Contracts that Ghana's public agencies reported, about 2012 to 2024 (page numbers run from
          10 to 12,000 and above); newer ones are on GHANEPS.
Access    List pages https://tenders.ppa.gov.gh/contracts?page=1, then one page a contract;
          `type=1` open, `type=2` restricted, `type=3` single sourced.  No key, no API.
          Licence not stated.  List pages were not seen, only the selectors that scrapers use.
Identity  The number in the address (/contracts/10066) is the portal's only id; the page does not
          repeat it.  A tender package number is shared by lots, and by unrelated contracts.
Traps     No publication date.  No title: the first line of the description that says more
          than "LOT 1" stands in.  Dates such
          as 22nd June, 0020 are slips.  Some texts went through Windows-1252.  The same contract
          may stand on several pages.  `-`, `0` and `n/a` mean blank.  Verified: sixteen pages of
          contracts.  Unverified here: list pages, the live service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.base.html_listing import HtmlListingSpider
from spiders.base.portal import whole_html
from spiders.parsers import ghana_ppa


class GhanaPpaSpider(HtmlListingSpider):
    name = "ghana_ppa"
    title = "PPA Ghana"
    endpoint = "https://tenders.ppa.gov.gh/contracts"
    links = ".list-title a[href]"
    page_links = ".page-item a.page-link[href]"
    proof = "PPA Ghana"
    newest_first = re.compile("/contracts")
    is_final = True  # a small site with twelve thousand pages: each is asked for once
    pace_s = 2.0
    reads = staticmethod(whole_html)
    parser_version = "2"
    media_type = "text/html"

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse a contract page; the number comes from the address or file name."""
        yield from ghana_ppa.notices(record, source)
