"""Keys of awards that share a number or a lot, whatever the order of the results.

Regional platforms give the number of the file as that of each lot's contract, and a framework has
several winners of one lot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.model import Award, replace
from spiders.parsers.common.json_values import folded


def with_unique_keys(awards: Sequence[Award]) -> list[Award]:
    """Return the awards, those of one key told apart by lot, then winner, then amount and day.

    What is alike in all of them is numbered: any order gives the same keys.
    """
    keys = [award.key for award in awards]
    for tell in (_lots, _winners, _amount):
        times = Counter(keys)
        keys = [
            f"{key}+{part}" if times[key] > 1 and (part := tell(award)) and part != key else key
            for key, award in zip(keys, awards, strict=True)
        ]
    seen: Counter[str] = Counter()
    result = []
    for key, award in zip(keys, awards, strict=True):
        seen[key] += 1
        unique_key = key if seen[key] == 1 else f"{key}+{seen[key]}"
        result.append(award if unique_key == award.key else replace(award, key=unique_key))
    return result


def _lots(award: Award) -> str:
    return "+".join(award.lots)


def _winners(award: Award) -> str:
    ids = (
        next((identifier.id for identifier in who.identifiers if identifier.id), folded(who.name))
        for who in (supplier.organization for supplier in award.suppliers)
    )
    return "+".join(sorted(ids))


def _amount(award: Award) -> str:
    parts = (award.value.amount if award.value else None, award.signed or award.decided)
    return "/".join(str(part) for part in parts if part is not None)
