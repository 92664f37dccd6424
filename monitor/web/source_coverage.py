"""What a source holds and lacks, as data/reference/coverage.yml says it."""

from __future__ import annotations

from monitor.i18n.reference_texts import Held, coverage


def held(portal: str) -> Held | None:
    """What a source holds and lacks; None: nobody has written it down yet."""
    return coverage().portals.get(portal)
