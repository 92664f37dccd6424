"""Detect fields that a crawl no longer fills although the portal's known documents have them.

A parser cannot complain about a missing title, since any single notice may lack one.  So the whole
crawl is compared with the documents that the parser was written from (field_coverage.json).  Later
crawls are compared with each other by ``monitor.health``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

CHECKED_FIELDS = ("title", "buyer", "published", "supplier")
MIN_NOTICES = 5  # that can have a field, before its absence is significant
USUALLY_FILLED, RARELY_FILLED = 0.8, 0.2  # share of notices that have it


def dropped_fields(
    portal: str, fields: Mapping[str, Sequence[int]], reference: Mapping[str, tuple[int, int]]
) -> Iterator[str]:
    """Yield a sentence for each dropped field; both mappings are {field: [filled, seen]}."""
    for name in CHECKED_FIELDS:
        filled, total = fields.get(name, (0, 0))
        filled_before, seen_before = reference.get(name, (0, 0))
        if (
            total >= MIN_NOTICES
            and seen_before
            and filled_before >= USUALLY_FILLED * seen_before
            and filled < RARELY_FILLED * total
        ):
            yield (
                f"{portal}: {name} is filled in {filled} of {total} notices. Has the portal"
                " renamed it? The documents are kept: mend the reader, then run vigie replay"
                f" {portal}"
            )
