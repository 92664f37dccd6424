"""What cannot be here: sentences about the sources of a country, for pages that find little.

In a page: ``m.absence(freshness, country_lines(country))``.
"""

from __future__ import annotations

from monitor.site.i18n import _, said
from monitor.site.reading import Held, coverage


def country_lines(country: str | None) -> list[str]:
    """Country of a buyer -> what its sources lack, and which contracts one finds elsewhere."""
    found = coverage()
    lines = [said(words) for words in found.countries.get(country or "", ())]
    lines.append(
        _("What a central purchasing body buys for others stands in its own name: look there, too.")
    )
    return lines


def held(portal: str) -> Held | None:
    """What a source holds and lacks; None: nobody has written it down yet."""
    return coverage().portals.get(portal)
