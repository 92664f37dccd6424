"""Make keys of awards, and find the lots that each is about.

A contract number names a contract, unless it is a dash or a zero; where several awards of a notice
share one (52 of 4,214 notices, lots of frameworks mostly), lot, then suppliers, then place tell
them apart.  Suppliers enter a key as a digest: a key is public, a person's name may not be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from pipelines.model import Award, replace

_EMPTY_NUMBER = re.compile(r"(?:[\W_0]*|n\W?[/.]?\W?a\W?|none|n[ée]ant|brak|nav|nil)", re.I)
_SEPARATORS = re.compile(r"\s*(?:[,;/&+]|\s(?:et|and|und|e|y|i|en|og|och|ja)\s)\s*", re.I)
# "Lot 2", "Część nr 2", "02", "2 / first in the cascade": one number, its words apart from it
_ONE_NUMBER = re.compile(r"\D*?0*(\d+)\.?(?:(?:\s*[-–:/]|\s)\D*)?")


def contract_number(text: str | None) -> str | None:
    """The number of a contract; None where the field holds a dash, a zero or "n/a"."""
    return None if not text or _EMPTY_NUMBER.fullmatch(text) else text


def with_unique_keys(awards: Iterable[Award]) -> tuple[Award, ...]:
    """Give each award without a key one that is unique in the notice."""
    with_candidates = [(award, *_candidates(award)) for award in awards]
    if not with_candidates:
        return ()
    counts = [Counter(row[1 + level] for row in with_candidates) for level in range(3)]
    used: Counter[str] = Counter()
    result = []
    for award, *candidates in with_candidates:
        key = next(
            (k for k, n in zip(candidates, counts, strict=True) if n[k] == 1), candidates[-1]
        )
        used[key] += 1
        if used[key] > 1:
            key = f"{key}#{used[key]}"
        basis = "contract_number" if award.contract_number else "lot_suppliers"
        result.append(replace(award, key=key, key_basis=basis))
    return tuple(result)


def _candidates(award: Award) -> tuple[str, str, str]:
    """From the shortest name to the longest."""
    lots, names = "+".join(award.lots), _digest(award)
    full = f"{lots or '-'}/{names or '-'}"
    number = award.contract_number
    if number is None:
        return full, full, full
    with_lots = f"{number}/{lots}" if lots else number
    return number, with_lots, f"{with_lots}/{names}" if names else with_lots


def _digest(award: Award) -> str:
    names = sorted(" ".join(s.organization.name.casefold().split()) for s in award.suppliers)
    return sha256("\n".join(names).encode()).hexdigest()[:8] if names else ""


def lots_named(text: str | None, lot_ids: dict[str, str]) -> tuple[str, ...]:
    """Resolve an award's LOT_NO to ids of the notice's lots; unknown numbers are kept as written.

    ``lot_ids``: lot number as written -> id.  One lot only: an award without number is about it.
    """
    if not text:
        return tuple(lot_ids.values()) if len(lot_ids) == 1 else ()
    if text in lot_ids:
        return (lot_ids[text],)
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) > 1 and all(part in lot_ids for part in parts):
        return tuple(dict.fromkeys(lot_ids[part] for part in parts))
    number = _number(text)
    alike = [id_ for lot, id_ in lot_ids.items() if number and _number(lot) == number]
    return (alike[0],) if len(alike) == 1 else (text,)


@lru_cache(maxsize=4096)  # each lot of a notice is compared with each award that names none of them
def _number(text: str) -> str | None:
    match = _ONE_NUMBER.fullmatch(text)
    return match[1] if match else None
