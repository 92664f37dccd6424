"""Spiders of national portals with smaller answers, so that a few rows fill several."""

from __future__ import annotations

from dataclasses import replace

import spiders.bzp
import spiders.secop2
import spiders.south_africa_etenders
import spiders.tenderned


class SmallBzp(spiders.bzp.BzpSpider):
    size = 2


class SmallSecop2(spiders.secop2.Secop2Spider):
    paging = replace(spiders.secop2.Secop2Spider.paging, size=1)


class SmallSouthAfrica(spiders.south_africa_etenders.SouthAfricaEtendersSpider):
    paging = replace(spiders.south_africa_etenders.SouthAfricaEtendersSpider.paging, size=2)


class ShortTenderNed(spiders.tenderned.TendernedSpider):
    pages = 1
