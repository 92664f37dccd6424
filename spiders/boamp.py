"""BOAMP: Bulletin officiel des annonces des marchés publics (France, DILA).

Covers    Calls, awards, corrections and cancellations of French public buyers since 2015: EU notices
          (eForms since late 2023), national forms (FNSimple), small contracts (MAPA), concessions.
Access    Opendatasoft Explore API v2.1, JSON, no key, 100 records a page, offset + limit at most 10,000.
          A few hundred notices a day.  Licence Ouverte / Etalab 2.0, attribution "DILA, BOAMP, date".
Identity  `idweb` (24-76932) never changes.  A correction or cancellation is a new notice that names the
          earlier one; `contractfolderid` is the eForms procedure, shared with TED.
Traps     `gestion` and `donnees` are JSON inside strings.  The closing time is Paris time stamped +00:00.
          `objet` is cut at 200 characters.  `titulaire` has names only, for the whole notice.  National
          awards are free text: what is not unmistakable stays text.  `start` is no parameter, use `offset`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.formats import boamp
from spiders.shapes.portal import PortalSpider


class BoampSpider(PortalSpider):
    name = "boamp"
    title = "BOAMP"
    reads = staticmethod(boamp.records)
    media_type = "application/json"

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """One API record, or one notice as XML -> its notice and what was not understood in it."""
        yield from boamp.notices(record)
