"""Select the vendor names to send to portals that can be searched by winner.

The vendor tables hold some thousand names; a search by words finds "Google Cloud France" by
"Google", so only the shortest names that still cover the others are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.table_classes import Alias, ReferenceTables, VendorGroup
from pipelines.text_folding import fold_uncached

WATCHED_TIERS = (
    "gafam",
    "big_tech",
    "software_vendor",
    "office_equipment",
    "surveillance_vendor",
)
DEALER_TIERS = ("big_it_services", "reseller")  # work for public bodies under any code
BRANDS = ("brand", "acronym")
_PARTS = re.compile(r"\s+/\s+|\s*[(),]\s*")  # "NTT / NTT Data", "SCC (Specialist Computer Centres)"


def watched_names() -> tuple[str, ...]:
    """Return the names to search for, in alphabetical order.

    Every brand of the watched groups, and the names under which service firms and resellers are
    listed.
    """
    return watched_names_of(load_tables())


def watched_names_of(tables: ReferenceTables) -> tuple[str, ...]:
    """Return the names to search for, from these tables.

    A group without a brand is searched by all its names.
    """
    aliases: dict[str, list[Alias]] = {}
    for alias in tables.aliases:
        aliases.setdefault(alias.group, []).append(alias)
    names = [
        name
        for group in tables.groups.values()
        for name in _names_of_group(group, aliases.get(group.id, []))
    ]
    return tuple(sorted(shortest_names(names), key=str.casefold))


def _names_of_group(group: VendorGroup, aliases: list[Alias]) -> Iterator[str]:
    if group.tier in WATCHED_TIERS:
        brands = [alias.alias for alias in aliases if alias.kind in BRANDS]
        yield from brands or [alias.alias for alias in aliases]
    elif group.tier in DEALER_TIERS:
        yield from filter(None, _PARTS.split(group.name))


def shortest_names(names: Iterable[str]) -> list[str]:
    """Keep the names that contain no other of them as whole words, each in one spelling."""
    shortest: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (len(fold_uncached(name)), name)):
        words = fold_uncached(name).split()
        runs = (
            " ".join(words[start:end])
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
        )
        if words and not any(run in shortest for run in runs):
            shortest[" ".join(words)] = name
    return list(shortest.values())
