"""Convert names of countries, as portals publish them, to ISO 3166-1 alpha-2.

Source  ISO 3166-1 (pycountry) for English names; data/reference/country_names.csv for others.
"""

from __future__ import annotations

from functools import lru_cache

import pycountry

from pipelines.reference.data_folder import REFERENCE, read_csv
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import folded


@lru_cache(maxsize=1024)
def named_country(name: str) -> str | None:
    """Convert a country's code, English name or a name of the table; None when unknown."""
    if code := country(name) or _names().get(folded(name).replace("ł", "l")):
        return code
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        return None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {row["name"]: row["country"] for row in read_csv(REFERENCE / "country_names.csv")}
