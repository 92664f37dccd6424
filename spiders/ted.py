"""TED: Tenders Electronic Daily, the supplement to the Official Journal of the European Union.

Covers    Notices of public buyers of the EU, the EEA and some others above the EU thresholds, from
          2011 on: eForms (since November 2022) and the older TED_EXPORT.  Corrections,
          modifications and direct awards included.
Access    Search API v3, no key, then the XML of each notice; daily and monthly packages can be
          ingested.  Licence: free reuse (Decision 2011/833/EU), source named.
Identity  The publication number (675564-2023) never changes.  Notices of one procedure share a UUID
          (BT-04), which planning notices and TED_EXPORT do not have.
Traps     Result notices list losing tenders.  Later results are tranches unless they say that they
          change one.  -1 and "unpublished" are withheld values.  One schema per root element, not
          per date: both were published side by side in 2023 and 2024.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.errors import UnexpectedDocument
from pipelines.model import Notice, Trouble, replace
from spiders.formats import eforms
from spiders.shapes.portal import PortalSpider, whole_xml

# the file or address names the notice where nothing was stamped on it (352425-2021, SDK 0.1)
_NUMBER = re.compile(r"(?<![\d-])(\d{1,7}-(?:19|20)\d\d)(?!\d)")


class TedSpider(PortalSpider):
    name = "ted"
    title = "TED"
    reads = staticmethod(whole_xml)
    media_type = "application/xml"

    @staticmethod
    def notices(root: etree._Element, source: str) -> Iterator[Notice | Trouble]:
        """Root element -> its notice, by the schema of the root, with a link to its page."""
        if root.tag in eforms.ROOTS:
            number = eforms.number_of(root) or next(iter(_NUMBER.findall(source)), None)
            notice, troubles = eforms.read(root, "ted", number)
        else:
            raise UnexpectedDocument(f"the root element is {root.tag}, expected eForms")
        yield replace(notice, url=f"https://ted.europa.eu/en/notice/-/detail/{notice.number}")
        yield from troubles
