"""Doffin: Norway's national database for public procurement (DFØ).

Covers    Norwegian notices above and below the EEA thresholds, as eForms XML; older ones were
          converted by the portal.  Corrections, modifications and direct awards included.
Access    Documents at hand only; the portal's API wants a key of one's own.  Licence: NLOD.
Identity  The Doffin number (2024-113575) stands in the file name or address, not in the document.
          Its TED publication number is not in the document either.
Traps     Converted notices give as their own publication number that of an earlier notice.  Many
          have no publication date: then it is the day of dispatch.  NOB and NOR are one language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.errors import UnexpectedDocument
from pipelines.model import Notice, Trouble, replace
from spiders.formats import eforms
from spiders.shapes.portal import PortalSpider, whole_xml

_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d\d-\d{4,7})(?!\d)")


class DoffinSpider(PortalSpider):
    name = "doffin"
    title = "Doffin"
    reads = staticmethod(whole_xml)
    media_type = "application/xml"

    @staticmethod
    def notices(root: etree._Element, source: str) -> Iterator[Notice | Trouble]:
        """eForms root element -> its notice, numbered as its file or address is."""
        numbers = _NUMBER.findall(source)
        if not numbers:
            raise UnexpectedDocument(
                f"no Doffin number in {source!r}: name the file like 2024-113575.xml"
            )
        notice, troubles = eforms.read(root, "doffin", numbers[-1])
        yield replace(notice, url=f"https://doffin.no/notices/{notice.number}")
        yield from troubles
