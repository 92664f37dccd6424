"""TED: Tenders Electronic Daily, the supplement to the Official Journal of the European Union.

Covers    Notices of public buyers of the EU, the EEA and some others above the EU thresholds, from
          2011 on: eForms (since November 2022) and the older TED_EXPORT.  Corrections,
          modifications and direct awards included.
Access    Search API v3, no key, then the XML of each notice; daily and monthly packages can be
          ingested.  Licence: free reuse (Decision 2011/833/EU), source named: so the page of the
          Publications Office on reuse, read in a copy.
Identity  The publication number (675564-2023) never changes.  Notices of one procedure share a UUID
          (BT-04), which planning notices and TED_EXPORT do not have.
Traps     Result notices list losing tenders.  Later results are tranches unless they say that they
          change one.  -1 and "unpublished" are withheld values.  One schema per root element, not
          per date: both were published side by side in 2023 and 2024.  Verified: 629 notices of
          2011 to 2025.  Unverified here: the live search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.errors import UnexpectedDocument
from pipelines.model import Notice, Trouble, replace
from spiders.base.date_windows import DateWindow, Span
from spiders.base.portal import whole_xml
from spiders.parsers import eforms, ted_export
from spiders.portal_bases.ted_expert_search import ExpertSearchSpider, either_reading

# the file or address names the notice where nothing was stamped on it (352425-2021, SDK 0.1)
_NUMBER = re.compile(r"(?<![\d-])(\d{1,7}-(?:19|20)\d\d)(?!\d)")


# CPV families asked of the server, each with its subtree (the digital ones of data/reference)
FAMILIES = (
    "30100000",
    "30200000",
    "31711300",
    "32000000",
    "34970000",
    "35120000",
    "35700000",
    "45314000",
    "48000000",
    "50312000",
    "50320000",
    "50330000",
    "51300000",
    "51610000",
    "64200000",
    "72000000",
    "79714100",
    "80420000",
    "92222000",
)


# A code was seen to stand for its subtree, and recorded queries write ``=72*``: asked in both ways,
# the answer is right whichever of them the service understands.
FAMILIES_QUERY = either_reading("classification-cpv", FAMILIES)


def _days(span: Span) -> str:
    return f"publication-date>={span.start:%Y%m%d} AND publication-date<={span.last_day:%Y%m%d}"


class TedSpider(ExpertSearchSpider):
    name = "ted"
    title = "TED"
    endpoint = "https://api.ted.europa.eu/v3/notices/search"
    hosts = ("ted.europa.eu",)
    window = DateWindow(
        field="publication-date",
        first="2016-01-01",
        step_days=1,
        zone="Europe/Brussels",
        overlap_days=4,
    )
    fields = ("publication-number", "publication-date", "notice-type")
    number_field = "publication-number"
    document_url = "https://ted.europa.eu/en/notice/{number}/xml"
    is_final = True  # a correction is a notice of its own
    pace_s = 1.0  # one client got 429 at two requests a second and none at one
    robots_exemption = "documented API, https://docs.ted.europa.eu/api/"
    reads = staticmethod(whole_xml)
    media_type = "application/xml"

    def queries(self, span: Span) -> Iterator[str]:
        """By CPV family, and by watched vendor among the winners: large contracts hide under
        other families.  A notice that several queries find is fetched and counted once."""
        yield f"{FAMILIES_QUERY} AND {_days(span)}"
        yield from self.winner_queries(_days(span))

    def compared_queries(self, span: Span) -> Iterator[str]:
        """In a check: whether a code finds what its beginning does."""
        for test in ("classification-cpv IN (72000000)", "classification-cpv=72*"):
            yield f"{test} AND {_days(span)}"

    @staticmethod
    def notices(root: etree._Element, source: str) -> Iterator[Notice | Trouble]:
        """Parse the root element of a notice by its schema, and link to its page."""
        if root.tag in eforms.ROOTS:
            number = eforms.number_of(root) or next(iter(_NUMBER.findall(source)), None)
            notice, troubles = eforms.read(root, "ted", number)
        elif etree.QName(root).localname == "TED_EXPORT":
            notice, troubles = ted_export.read(root, "ted")
        else:
            raise UnexpectedDocument(
                f"the root element is {root.tag}, expected an eForms notice or TED_EXPORT"
            )
        yield replace(notice, url=f"https://ted.europa.eu/en/notice/-/detail/{notice.number}")
        yield from troubles
