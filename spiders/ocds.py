"""Any OCDS file that a person already has: ``vigie ingest ocds FILE…``.

Covers    Release and record packages, search pages, releases and JSON lines of any publisher of the
          Open Contracting Data Standard 1.1 or 1.0.
Access    Files only; nothing is crawled under this name.
Identity  Portal ``ocds:PREFIX``, the prefix registered for the ocid (``ocds-03ad3f-155220`` is
          of ``ocds:03ad3f``), also where that publisher has a portal of its own here: rows of
          different portals are linked, never merged.  Notice ``ocid/release id``.
Traps     The publisher's zone and currency are unknown: dates are as written, amounts without
          currency have none.  A record gives its embedded releases, else its compiled release,
          which is the state of the process at that time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.errors import UnexpectedDocument
from pipelines.model import Notice, Trouble
from spiders.base.portal import PortalSpider
from spiders.parsers import ocds


def portal_of_release(release: dict[str, Any]) -> str:
    """Return the portal of an ocid: ``ocds:03ad3f`` by its registered prefix, else by its start."""
    parts = str(release.get("ocid") or "").strip().lower().split("-")
    prefix = parts[1] if parts[0] == "ocds" and len(parts) > 2 else parts[0]
    if not prefix.isalnum():
        raise UnexpectedDocument(
            f"release {release.get('id')!r} has ocid {release.get('ocid')!r}:"
            " nothing tells its publisher"
        )
    return f"ocds:{prefix}"


class OcdsSpider(PortalSpider):
    name = "ocds"
    title = "OCDS"
    reads = staticmethod(ocds.from_lines)

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse an OCDS release, under the portal that its ocid names."""
        portal = portal_of_release(record) if isinstance(record, dict) else "ocds"
        yield from ocds.notices(record, portal)
