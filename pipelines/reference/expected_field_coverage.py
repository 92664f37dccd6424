"""Read how often each portal fills each field, as measured over fixtures and real documents.

``monitor.quality.measure_field_coverage`` writes the figures; ``vigie check`` and every crawl
compare what they receive with them, docs/coverage.md shows them.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pipelines.reference.data_folder import MEASURED

COVERAGE_FILE = MEASURED / "field_coverage.json"


@cache
def load_coverage() -> dict[str, Any]:
    """Return the stored measurement.

    Shape  {fixtures: {portal: rates}, samples: {folder: portal, files, silent and rates}}.
    """
    if not COVERAGE_FILE.is_file():
        return {"fixtures": {}, "samples": {}}
    return dict(json.loads(COVERAGE_FILE.read_text(encoding="utf-8")))


def expected_coverage(portal: str) -> dict[str, tuple[int, int]]:
    """Return (filled, seen) for each field in a portal's fixtures and samples."""
    total: dict[str, tuple[int, int]] = {}
    parts = [load_coverage()["fixtures"].get(portal, {})]
    parts += [
        reading for reading in load_coverage()["samples"].values() if reading["portal"] == portal
    ]
    for part in parts:
        for name, (filled, seen) in part.get("fields", {}).items():
            before = total.get(name, (0, 0))
            total[name] = (before[0] + filled, before[1] + seen)
    return total
