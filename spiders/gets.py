"""GETS: New Zealand's Government Electronic Tenders Service (Ministry of Business, MBIE).

Covers    Calls of New Zealand's agencies, councils and schools that are open, and awards and
          completions as far back as the site lists them.
Access    Off until the operator has read the terms of use and says so (``terms_read`` in
          vigie.toml): one developer holds that they bar automated collection; an older page on
          copyright licenses nothing that buyers post.  Web pages, no login:
          https://www.gets.govt.nz/ExternalIndex.htm (open) and /ExternalAwardedTenderList.htm, 25
          rows a page, then a page each.  Five seconds between requests; robots.txt is obeyed.
Identity  The RFx id; an award is ``ID/award``.  A page is fetched again when its row in a list
          (type, closing date) has changed.
Traps     Awards are prose: "{supplier} - {address} Value $ …"; what cannot be parted is told, not
          guessed.  Suppliers may be persons with their home addresses: no address is read.  No
          periods, no number of bids.  An exemption's reason means a direct award.  Verified: two
          rows of a list.  Unverified here: pages of tenders (labels by public clients of 2026), the
          prose of awards, the order of the lists, the live service.
"""

from __future__ import annotations

import re

from bs4 import Tag

from spiders.base.html_listing import HtmlListingSpider
from spiders.base.portal import whole_html
from spiders.parsers import gets
from spiders.portal_bases.terms_of_use_opt_in import TermsOfUseSpider

SITE = "https://www.gets.govt.nz"


class GetsSpider(TermsOfUseSpider, HtmlListingSpider):
    name = "gets"
    title = "GETS"
    endpoint = f"{SITE}/ExternalIndex.htm?orderBy=date"
    lists = (f"{SITE}/ExternalAwardedTenderList.htm?orderBy=date",)
    terms_page = SITE
    links = "#treetbl tr[id^=tender-] td:first-child a[href]"
    page_links = "#next-active[href], #next-active a[href]"
    proof = "GETS"
    total = re.compile(r"\d[\d,]*\s*-\s*\d[\d,]*\s+of\s+(\d[\d,]*)")
    newest_first = re.compile("Awarded")
    is_final = True  # as long as its row in the list says the same
    pace_s = 5.0
    reads = staticmethod(whole_html)
    parser = gets

    def state(self, link: Tag) -> str:
        """Type and date of the row."""
        return gets.state(link)
