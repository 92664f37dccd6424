"""oeffentlichevergabe.de: Germany's joint notice service (Datenservice Öffentlicher Einkauf).

Covers    Notices of the federation, most states and many municipalities since December 2022, above
          the EU's thresholds and below, as eForms-DE.  CC0 1.0 (by a public client).  German.
Access    GET https://oeffentlichevergabe.de/api/notice-exports?pubDay=2025-12-06&format=eforms.zip:
          one ZIP a day with an XML file a notice (some 500), named by the notice's identifier.  No
          key, no paging, nothing can be searched for.  Streamed; asked again only when it has
          changed.  ``csv.zip`` and ``ocds.zip`` hold the same; the tables do not tell which winner
          made which tender, so they are refused by name.
Identity  Notice identifier and version, which are those on TED: the same notice there is found by
          them, its contracts by BT-04.  Numbers of service.bund.de have eight digits, no BT-04.
Traps     A buy may have twenty award notices.  National ones are thin: no value, often no winner.
          ``de-…`` procedures are national law.  ``publicationDate`` 23:00Z is the next day.
          Verified: 26 notices of a day, as tables.  Unverified here: the XML inside the ZIP (by
          two public clients), what a day without notices gives, the address of the page, the
          live service.
"""

from __future__ import annotations

import re

from spiders.base.date_windows import DateWindow, Span
from spiders.base.dated_files import DatedFilesSpider
from spiders.parsers import eforms_de
from spiders.parsers.decoding.record_splitter import whole_file


class OeffentlichevergabeSpider(DatedFilesSpider):
    name = "oeffentlichevergabe"
    title = "oeffentlichevergabe.de"
    endpoint = "https://oeffentlichevergabe.de/api/notice-exports"
    hosts = ("www.oeffentlichevergabe.de",)
    window = DateWindow(
        field="pubDay", first="2022-12-01", step_days=1, zone="Europe/Berlin", overlap_days=3
    )
    cuts = staticmethod(whole_file)
    members = re.compile(r"\.xml$", re.I)
    may_be_empty = True  # a Sunday
    pace_s = 2.0
    robots_exemption = (
        "documented API, "
        "https://www.oeffentlichevergabe.de/documentation/swagger-ui/opendata/index.html"
    )
    reads = staticmethod(eforms_de.documents)
    parser = eforms_de
    media_type = "application/xml"

    def file_of(self, span: Span) -> str:
        return f"{self.endpoint}?pubDay={span.start}&format=eforms.zip"
