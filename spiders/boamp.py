"""BOAMP: Bulletin officiel des annonces des marchés publics (France, DILA).

Covers    Calls, awards, corrections and cancellations of French public buyers since 2015: EU
          notices (eForms since late 2023), national forms (FNSimple), small contracts (MAPA),
          concessions.
Access    Opendatasoft Explore API v2.1, JSON, no key, 100 records a page, offset + limit at most
          10,000, a few hundred notices a day.  Licence Ouverte / Etalab 2.0, attribution "DILA,
          BOAMP, date".
Identity  `idweb` (24-76932) never changes.  A correction or cancellation is a new notice that
          names the earlier one; `contractfolderid` is the eForms procedure, shared with TED.
Traps     `gestion` and `donnees` are JSON inside strings.  The closing time is Paris time stamped
          +00:00.  `objet` is cut at 200 characters.  `titulaire` has names only, for the whole
          notice.  National awards are free text: what is not unmistakable stays text.  `start` is
          no parameter, use `offset`.  Verified: two whole records, 54 of a few columns, ten XML
          notices of 2016 and 2017.  Unverified here: eForms inside a record, concessions,
          the live service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import OffsetPaging
from spiders.parsers import boamp


class BoampSpider(PagedJsonSpider):
    name = "boamp"
    title = "BOAMP"
    endpoint = (
        "https://boamp-datadila.opendatasoft.com/api/explore/v2.1/catalog/datasets/boamp/records"
    )
    window = DateWindow(
        field="dateparution", first="2015-01-01", step_days=1, zone="Europe/Paris", overlap_days=7
    )
    paging = OffsetPaging(size=100, total="/total_count", ceiling=10_000)
    documents = "/results"
    pace_s = 1.0  # the quota of this data set is not published
    robots_exemption = "documented API under Licence Ouverte 2.0, https://help.opendatasoft.com/apis/ods-explore-v2/"
    reads = staticmethod(boamp.records)
    media_type = "application/json"

    def query(self, span: Span) -> dict[str, str]:
        condition = (
            f"{self.window.field}>=date'{span.start}' and {self.window.field}<date'{span.end}'"
        )
        return {"where": condition, "order_by": "idweb", "timezone": self.window.zone}

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse an API record, or a notice as XML."""
        yield from boamp.notices(record)
