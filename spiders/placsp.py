"""PLACSP: Spain's platform of public sector procurement (Hacienda).

Covers    Calls, awards and contracts of the buyers' profiles it hosts, and those that the regional
          platforms (Catalonia, Madrid, the Basque Country, …) pass on to it; since 2012.  Without
          minor contracts, in-house assignments and market consultations, which have feeds of their
          own.  Reuse of public sector information, source to be named (from general knowledge).
Access    https://contrataciondelsectorpublico.gob.es/sindicacion/sindicacion_643/…Completo3.atom
          and sindicacion_1044: Atom with CODICE, the newest first, ``next`` leads to older pages
          of some 500 entries; a ZIP of pages a month for what is older than 31 days.  No key.
Identity  An entry is the present state of one file: the number at the end of its id and its state
          (``8048260/RES``).  The file's number in the title is unique for its buyer only;
          regional platforms give it as the number of each lot's contract: those that share a number
          are told apart by lot, winner, amount, whatever the order of the results.
Traps     The same entry comes again with each change.  ``deleted-entry``: annulled, or put away in
          the archive years later; only the former ends it.  Each winner of a framework has all of
          its value.  Some buyers write one amount with and without tax: which it is, is not
          known.  The first day is the one on which the contract enters into force.  A person's
          NIF is not read.  The host's certificate has failed in clients:
          then the crawl stops and says so.  Texts may be Catalan, Galician, Basque.  The tables
          that OpenPLACSP makes are read beside the feed, not instead of it: they say less.
          Verified: two tables of a week of 2021, 51 files.  Unverified here: the XML itself (by
          three public parsers), the second feed's name, tombstones, modifications, the service.
"""

from __future__ import annotations

import re

from spiders.base.date_windows import DateWindow
from spiders.parsers import codice
from spiders.parsers.decoding.record_splitter import whole_file
from spiders.portal_bases.atom_archive import AtomArchiveSpider

ROOT = "https://contrataciondelsectorpublico.gob.es/sindicacion"
OWN = f"{ROOT}/sindicacion_643/licitacionesPerfilesContratanteCompleto3"
REGIONAL = f"{ROOT}/sindicacion_1044/PlataformasAgregadasSinMenores"


class PlacspSpider(AtomArchiveSpider):
    name = "placsp"
    title = "PLACSP"
    endpoint = f"{OWN}.atom"
    hosts = ("contrataciondelestado.es",)
    window = DateWindow(
        field="updated", first="2012-01-01", step_days=1, zone="Europe/Madrid", overlap_days=2
    )
    feeds = tuple((f"{feed}.atom", feed + "_{month}.zip") for feed in (OWN, REGIONAL))
    cuts = staticmethod(whole_file)
    members = re.compile(r"\.atom$", re.I)
    pace_s = 2.0
    robots_exemption = (
        "open data, https://contrataciondelsectorpublico.gob.es/wps/portal/DatosAbiertos"
    )
    reads = staticmethod(codice.documents)
    parser = codice
    parser_version = "2"
    media_type = "application/atom+xml"
