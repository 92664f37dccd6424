"""Regions of one level a country: Länder, régions, voivodeships, provinces, states.

Those of Europe have NUTS codes, those elsewhere codes of ISO 3166-2; codes of départements, cantons
and voivodeships lead to the region in which they lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from pipelines.interface_languages import language_columns
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.text_folding import fold_uncached

FILE = REFERENCE / "regions.csv"
_MAX_LENGTH, _MIN_LENGTH = 4, 3  # characters of the NUTS codes in the table
NUTS_COUNTRIES = {"EL": "GR", "UK": "GB"}  # whose letters are not those of ISO 3166


class Region(NamedTuple):
    """A region: its code, its country (ISO 3166-1), and its name, by language where it differs."""

    code: str
    country: str
    name: str
    translated: Mapping[str, str]

    def name_in(self, language: str) -> str:
        """Return what readers of a language call it."""
        return self.translated.get(language) or self.name


@lru_cache(maxsize=1)
def regions() -> Mapping[str, Region]:
    """Return the regions by code; another code of it leads to the region as it is now."""
    columns = language_columns("name")
    rows = {row["code"]: row for row in read_csv(FILE)}
    result = {
        code: Region(
            code,
            NUTS_COUNTRIES.get(code[:2], code[:2]),
            row["name"],
            {language: row[column] for language, column in columns.items() if row.get(column)},
        )
        for code, row in rows.items()
        if not row["canonical_code"]
    }
    return result | {
        code: result[row["canonical_code"]] for code, row in rows.items() if row["canonical_code"]
    }


@lru_cache(maxsize=1)
def _by_name() -> Mapping[tuple[str, str], str]:
    """Return the codes by country and folded name."""
    return {
        (region.country, fold_uncached(name)): region.code
        for region in regions().values()
        for name in (region.name, *region.translated.values())
    }


def find_regions(text: str) -> tuple[str, ...]:
    """Return the codes of the regions that a code or a name in any language may mean.

    >>> find_regions("hauts de france"), find_regions("fre"), find_regions("Bavière")
    (('FRE',), ('FRE',), ('DE2',))
    >>> find_regions("France"), find_regions("")
    ((), ())
    """
    if (region := regions().get(text.strip().upper())) is not None:
        return (region.code,)
    name = fold_uncached(text)
    found = (code for (_country, words), code in _by_name().items() if words == name)
    return tuple(sorted(set(found)))


@lru_cache(maxsize=4096)
def region_of(place: str | None, country: str | None = None) -> str | None:
    """Return the code of the region that a code or a name says; None for anything else.

    ``place``    NUTS code, ISO 3166-2 code, its part after the country, or the region's name.
    ``country``  ISO 3166-1 alpha-2, of names and of codes without it.

    >>> region_of("FRE11"), region_of("fr301"), region_of("FR-35"), region_of("FR")
    ('FRE', 'FRE', 'FRH', None)
    >>> region_of("QC", "CA"), region_of("East of England", "GB"), region_of("Ontario")
    ('CA-QC', 'UKH', None)
    """
    code = (place or "").strip().upper()
    for key in (f"{country}-{code}", code):
        if "-" in key and key in regions():
            return regions()[key].code
    if code.isalnum() and len(code) <= _MAX_LENGTH + 1:
        for length in (_MAX_LENGTH, _MIN_LENGTH):
            region = regions().get(code[:length])
            if region is not None and len(code) >= length:
                return region.code
    return _by_name().get((country or "", fold_uncached(code))) if code else None
