"""Make a key for each award that is unique inside the notice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from pipelines.model import Award, Supplier, replace


def with_unique_keys(awards: list[Award]) -> list[Award]:
    """Awards whose keys differ whatever their order: a key met twice takes its lots, then more."""
    for longer in (by_lots, by_winners):
        met = Counter(award.key for award in awards)
        awards = [replace(a, key=longer(a)) if met[a.key] > 1 else a for a in awards]
    met = Counter(award.key for award in awards)
    seen: Counter[str] = Counter()
    alike = sorted((a for a in awards if met[a.key] > 1), key=repr)
    numbers = {}
    for award in alike:
        seen[award.key] += 1
        numbers[id(award)] = f"{award.key}/{seen[award.key]}"
    return [replace(a, key=numbers.get(id(a), a.key)) for a in awards]


def by_lots(award: Award) -> str:
    return "/".join((award.key, "+".join(award.lots)))


def by_winners(award: Award) -> str:
    return "/".join((award.key, digest(award.suppliers)))


def digest(suppliers: Iterable[Supplier]) -> str:
    """Hash the winners: a supplier may be a person, and a key becomes part of an address."""
    names = sorted(s.organization.name.casefold() for s in suppliers)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:10] if names else "none"
