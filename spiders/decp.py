"""DECP: essential data of French public contracts ("données essentielles de la commande publique").

Covers    Contracts of 40,000 euros and above (some from 25,000) that buyers must publish within two
          months of notification; modifications, subcontracting, concessions.  Licence Ouverte 2.0.
Access    Opendatasoft Explore API v2.1 of the ministry, data set decp-2022-marches-valides (in
          force; ``decp-v3`` is the old regime and ends in February 2024), 100 rows a page, offset +
          limit at most 10,000: fuller windows are halved.  No key.  ``vigie crawl decp --whole``
          streams the consolidated JSON files of data.gouv.fr, both regimes since 2019 (1 GB in all,
          50 to 150 MB a month), each again only when changed.  Files at hand: up to 64 MB.
Identity  Ids of buyers collide and are cut off: the number is a hash of buyer, id, CPV, object,
          holders and date of notification; ``id`` stays as contract number.  A modification is
          ``HASH/M1``.
Traps     "CDL", "NC" and "Sans objet" mean empty.  Rows of 2022 name nobody, only SIRET; at most
          three holders.  One row a modification or subcontract, amounts repeated.  Amounts of
          frameworks are ceilings.  Some modifications state what they add, or the most of a year,
          for the new total: not used where it is smaller and the reason speaks of more; fewer
          months than before count only where the reason says shorter.  No day of decision, no page.
          "Procédure adaptée" does not tell who could tender.  CPV may be short.  Unverified here:
          rows of modifications, whether ``datepublicationdonnees`` can be asked for, everything
          about the live service.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

from scrapy import Request

from pipelines.model import ParsedDocument
from spiders.base.bulk_files import BulkFilesSpider
from spiders.base.date_windows import DateWindow, Span
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import OffsetPaging
from spiders.base.window_tally import WindowTally
from spiders.parsers import decp

FILES = (
    "https://www.data.gouv.fr/api/1/datasets/"
    "donnees-essentielles-de-la-commande-publique-fichiers-consolides/"
)
DATASETS = "https://data.economie.gouv.fr/api/explore/v2.1/catalog/datasets"


class DecpSpider(BulkFilesSpider, PagedJsonSpider):
    name = "decp"
    title = "DECP"
    endpoint = f"{DATASETS}/decp-2022-marches-valides/records"
    window = DateWindow(
        field="datepublicationdonnees",
        first="2024-01-01",
        step_days=1,
        zone="Europe/Paris",
        overlap_days=7,
    )
    paging = OffsetPaging(size=100, total="/total_count", ceiling=10_000)
    documents = "/results"
    has_whole = True
    hosts = ("www.data.gouv.fr", "static.data.gouv.fr", "files.data.gouv.fr")
    files = re.compile(r"/decp-20\d\d(?:-\d\d)?\.json$")  # decp-global.json repeats them
    pace_s = 1.0  # the quota of this data set is not published
    robots_exemption = "documented API under Licence Ouverte 2.0, https://help.opendatasoft.com/apis/ods-explore-v2/"
    reads = staticmethod(decp.records)
    parser = decp

    def query(self, span: Span) -> dict[str, str]:
        condition = (
            f"{self.window.field}>=date'{span.start}' and {self.window.field}<date'{span.end}'"
        )
        return {"where": condition, "order_by": "acheteur_id,id", "timezone": self.window.zone}

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        yield from PagedJsonSpider.window_requests(self, span) if span else [Request(FILES)]

    def crawl_pages(self, span: Span | None, tally: WindowTally) -> AsyncIterator[ParsedDocument]:
        way = PagedJsonSpider if span else BulkFilesSpider
        return way.crawl_pages(self, span, tally)
