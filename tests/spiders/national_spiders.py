"""Spiders of national portals with smaller answers, so that a few rows fill several."""

from __future__ import annotations

from dataclasses import replace

import spiders.bzp
import spiders.secop2
import spiders.tenderned
from spiders.south_africa_etenders import SouthAfricaEtendersSpider


class SmallBzp(spiders.bzp.BzpSpider):
    size = 2


class SmallSecop2(spiders.secop2.Secop2Spider):
    paging = replace(spiders.secop2.Secop2Spider.paging, size=1)


class SmallSouthAfrica(SouthAfricaEtendersSpider):
    """As patient as the spider, with a second for each minute."""

    paging = replace(SouthAfricaEtendersSpider.paging, size=2)
    custom_settings = {  # noqa: RUF012
        name: seconds / 60 for name, seconds in SouthAfricaEtendersSpider.custom_settings.items()
    }


class ShortTenderNed(spiders.tenderned.TendernedSpider):
    pages = 1
