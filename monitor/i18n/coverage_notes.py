"""Load what each source holds and lacks, as people wrote it in data/reference/coverage.yml.

Raises  Misconfigured naming portal or country and what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from monitor.i18n.multilingual_yaml import (
    read_yaml,
    required_key,
    required_text,
    texts_in_languages,
)
from pipelines.interface_languages import Texts
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER


@dataclass(frozen=True)
class PortalCoverage:
    """Coverage and gaps of a source; ``unsure``: nobody could check it on the live service."""

    holds: Texts
    lacks: Texts
    unsure: bool


@dataclass(frozen=True)
class CoverageNotes:
    """Notes by portal, and further sentences by country."""

    portals: Mapping[str, PortalCoverage]
    countries: Mapping[str, tuple[Texts, ...]]


@lru_cache(maxsize=4)
def load_coverage_notes(folder: Path = REFERENCE_FOLDER) -> CoverageNotes:
    """Load coverage.yml."""
    name = "coverage.yml"
    read = read_yaml(folder, name)
    portals = {
        str(portal): PortalCoverage(
            required_text(row, "holds", f"{name}, {portal}"),
            required_text(row, "lacks", f"{name}, {portal}"),
            bool(row.get("unsure", False)),
        )
        for portal, row in required_key(read, "portals", name).items()
    }
    countries = {
        str(code): tuple(texts_in_languages(row, f"{name}, {code}") for row in rows)
        for code, rows in required_key(read, "countries", name).items()
    }
    return CoverageNotes(portals, countries)


def portal_coverage(portal: str) -> PortalCoverage | None:
    """Return what a source holds and lacks; None when nobody has written it down."""
    return load_coverage_notes().portals.get(portal)
