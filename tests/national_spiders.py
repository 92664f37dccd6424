"""Spiders of national portals with smaller answers, so that a few rows fill several."""

from __future__ import annotations

import spiders.bzp


class SmallBzp(spiders.bzp.BzpSpider):
    size = 2
