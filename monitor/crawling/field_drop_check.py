"""Fields that a portal has stopped filling, or goes by other names for: told in the first night.

A reader that finds no title where there is one complains of nothing: every notice may lack one.  So
what a whole crawl gave is held against the documents that the reader was written from
(docs/coverage.json).  Later nights are compared with each other by ``monitor.health``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

NEVER_EMPTY = ("title", "buyer", "published", "supplier")
ENOUGH = 5  # notices that can have a field, before its absence says something
ALWAYS, HARDLY = 0.8, 0.2  # share of notices that have it


def emptied(
    portal: str, fields: Mapping[str, Sequence[int]], known: Mapping[str, tuple[int, int]]
) -> Iterator[str]:
    """{field: [filled, seen]} of a crawl, the same of known documents -> a sentence for each."""
    for name in NEVER_EMPTY:
        filled, seen = fields.get(name, (0, 0))
        before, of = known.get(name, (0, 0))
        if seen >= ENOUGH and of and before >= ALWAYS * of and filled < HARDLY * seen:
            yield (
                f"{portal}: {name} is filled in {filled} of {seen} notices. Has the portal renamed "
                f"it? The documents are kept: mend the reader, then run vigie replay {portal}"
            )
