"""Tell the country of an address in one piece, as those of suppliers are on Contracts Finder.

It is named in full (``…, Dublin 2, Ireland``), or a British postcode ends the address.  Codes
of two letters name no country, but for GB: they are also those of states and provinces
(``Boston, MA 02109``).
"""

from __future__ import annotations

import re
from typing import Any

from spiders.parsers.common.country_names import named_country
from spiders.parsers.common.json_values import mapping
from spiders.parsers.common.list_of_objects import list_of_objects

_SHORT = {"gb": "GB", "uk": "GB", "u.k": "GB", "u.k.": "GB", "usa": "US", "u.s.a": "US"}
_ALSO_A_STATE = frozenset(("georgia",))
_LAST_WORD = re.compile(r"\s(UK|USA)$")
# the country is named last, or before the postcode
_PARTS = 2
_AREA = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE"
    "|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?"
    "|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
_POSTCODE = re.compile(rf"(?:^|[\s,])({_AREA})\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{{2}}$", re.I)
# areas of postcodes that are no part of the United Kingdom
_CROWN = {"JE": "JE", "GY": "GG", "IM": "IM"}


def with_countries(release: Any) -> Any:
    """Add to the parties of a release the country that their address names in its one line."""
    parties = release.get("parties") if isinstance(release, dict) else None
    for party in list_of_objects(parties):
        address = mapping(party.get("address"))
        line = address.get("streetAddress")
        if isinstance(line, str) and not address.get("countryName"):
            address["countryName"] = address_country(line)
    return release


def address_country(line: str) -> str | None:
    """Return the ISO code of the only country that an address names, else of its postcode."""
    parts = [part for text in re.split(r"[,\r\n]+", line) if (part := text.strip(" .\t"))]
    named = {code for part in parts[-_PARTS:] if (code := _named(part))}
    if named:
        return named.pop() if len(named) == 1 else None
    postcode = _POSTCODE.search(parts[-1]) if parts else None
    return _CROWN.get(postcode[1].upper(), "GB") if postcode else None


def _named(part: str) -> str | None:
    if ending := _LAST_WORD.search(part):
        part = ending[1]
    folded = part.lower()
    if folded in _SHORT or folded in _ALSO_A_STATE or len(part) < len("Chad"):
        return _SHORT.get(folded)
    return named_country(part)
