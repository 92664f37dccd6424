"""Determine which fields of a notice are filled.

Counted over all notices of a crawl; ``monitor.health`` compares the counts with earlier crawls,
since a change of a portal's documents shows here first.  A field is expected only where notices of
that kind have it: a tender has no supplier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipelines.model import Notice

AWARD_KINDS = frozenset({"award", "contract"})

COMMON_FIELDS: dict[str, Callable[[Notice], object]] = {
    "title": lambda notice: notice.title,
    "description": lambda notice: notice.description,
    "published": lambda notice: notice.published,
    "url": lambda notice: notice.url,
    "country": lambda notice: notice.country,
    "buyer": lambda notice: notice.buyers,
    "buyer_number": lambda notice: any(b.organization.identifiers for b in notice.buyers),
    "codes": lambda notice: notice.codes or any(lot.codes for lot in notice.lots),
}
AWARD_FIELDS: dict[str, Callable[[Notice], object]] = {
    "awards": lambda notice: notice.awards,
    "supplier": lambda notice: any(award.suppliers for award in notice.awards),
    "value": lambda notice: any(award.value or award.maximum for award in notice.awards),
    "decided": lambda notice: any(award.decided or award.signed for award in notice.awards),
}


def field_presence(notice: Notice) -> Iterator[tuple[str, bool]]:
    """Yield (field, is filled) for each field that a notice of this kind should have."""
    for name, read_field in COMMON_FIELDS.items():
        yield name, bool(read_field(notice))
    if notice.kind in AWARD_KINDS:
        for name, read_field in AWARD_FIELDS.items():
            yield name, bool(read_field(notice))
    if notice.kind == "tender":
        yield "deadline", notice.deadline is not None
