"""Spiders of national portals with smaller answers, so that a few rows fill several."""

from __future__ import annotations

import spiders.bzp
import spiders.secop2


class SmallBzp(spiders.bzp.BzpSpider):
    size = 2


class SmallSecop2(spiders.secop2.Secop2Spider):
    size = 1
