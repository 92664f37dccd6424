"""Regions by NUTS code, of one level a country: that of its Länder, régions, voivodeships."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from pipelines.reference.data_folder import REFERENCE

FILE = REFERENCE / "regions.csv"
_LONGEST, _SHORTEST = 4, 3  # characters of the codes in the table


class Region(NamedTuple):
    """A region: its code, and its name in a language of its own."""

    code: str
    name: str


@lru_cache(maxsize=1)
def regions() -> Mapping[str, Region]:
    """Return the regions by code; an older code stands for the region as it is now."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Region(row["now"] or row["code"], row["name"])
            for row in csv.DictReader(file)
        }


def region_of(nuts: str | None) -> str | None:
    """Return the code of the region in which a NUTS code lies; None for anything else.

    >>> region_of("FRE11"), region_of("fr301"), region_of("FR"), region_of("Ontario")
    ('FRE', 'FRE', None, None)
    """
    code = (nuts or "").strip().upper()
    if not code.isalnum() or len(code) > _LONGEST + 1:
        return None
    for length in (_LONGEST, _SHORTEST):
        found = regions().get(code[:length])
        if found is not None and len(code) >= length:
            return found.code
    return None
