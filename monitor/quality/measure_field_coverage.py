"""Measure which fields each portal fills, over the fixtures and over real documents.

``python -m monitor.quality.measure_field_coverage`` measures both, and writes
``field_coverage.json``; without VIGIE_CORPUS the figures of the real documents stay as they are.
``vigie check`` compares a live portal with it, docs/coverage.md shows it
(``monitor.docs.field_coverage_page``).
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from monitor.config import ROOT
from monitor.quality.sample_folder_portals import SAMPLE_PORTALS
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.errors import VigieError
from pipelines.field_presence import field_presence
from pipelines.model import Notice, Trouble
from pipelines.reference.expected_field_coverage import COVERAGE_FILE, load_coverage

FIXTURES = ROOT / "tests" / "portals"
PUBLISHERS = ROOT / "tests" / "publishers"
NO_DOCUMENTS = (".expected.json", "MANIFEST.csv")
ParsedItems = Iterable[Notice | Trouble]


def count_fields(readings: ParsedItems) -> dict[str, Any]:
    """Count notices, troubles by code, and [filled, seen] for each field."""
    fields: dict[str, list[int]] = {}
    troubles: Counter[str] = Counter()
    notices = 0
    for reading in readings:
        if isinstance(reading, Trouble):
            troubles[reading.code] += 1
            continue
        notices += 1
        for name, filled in field_presence(reading):
            pair = fields.setdefault(name, [0, 0])
            pair[0] += filled
            pair[1] += 1
    return {"notices": notices, "troubles": dict(sorted(troubles.items())), "fields": fields}


def measure_fixtures() -> dict[str, Any]:
    """Measure each portal's fixtures; portals without any are left out."""
    measured = {name: count_fields(_read_fixtures(name)) for name in spider_names()}
    return {name: counts for name, counts in measured.items() if counts["notices"]}


def _read_fixtures(name: str) -> ParsedItems:
    if name.startswith("ocds:"):
        path = PUBLISHERS / f"{name.removeprefix('ocds:')}.json"
        return _read_releases(name, path) if path.is_file() else ()
    paths = sorted((FIXTURES / name).glob("*"))
    return _read_files(name, (path for path in paths if not path.name.endswith(NO_DOCUMENTS)))


def _read_releases(name: str, path: Path) -> Iterator[Notice | Trouble]:
    """A publisher's own wrapping is the business of its mock portal: releases alone."""
    for release in json.loads(path.read_text(encoding="utf-8"))["releases"]:
        yield from spider_class(name).notices(
            release, f"https://publisher.example/{release['ocid']}"
        )


def _read_files(name: str, paths: Iterable[Path]) -> Iterator[Notice | Trouble]:
    for path in paths:
        yield from spider_class(name).read(path.read_bytes(), path.name)


def measure_samples(corpus: Path) -> dict[str, Any]:
    """Measure each folder of samples: portal, files, files that gave nothing, and counts."""
    readable = set(spider_names())
    measured = {}
    for folder, name in SAMPLE_PORTALS.items():
        paths = [
            path
            for path in sorted((corpus / "samples" / folder).rglob("*"))
            if path.is_file() and path.name != "index.csv"
        ]
        if not paths or name not in readable:
            continue
        results = {path: list(_read_files(name, [path])) for path in paths}
        silent = [path.name for path, readings in results.items() if not readings]
        rates = count_fields(reading for readings in results.values() for reading in readings)
        measured[folder] = {"portal": name, "files": len(paths), "silent": silent, **rates}
    return measured


def to_json(measured: dict[str, Any]) -> str:
    """Serialize a measurement with one line for each portal or folder, so that diffs are
    readable.
    """
    parts = []
    for name, counts in measured.items():
        lines = [
            f"  {json.dumps(key)}: {json.dumps(counts[key], sort_keys=True)}"
            for key in sorted(counts)
        ]
        parts.append(f' "{name}": {{\n' + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    """Measure and write the file."""
    corpus = os.environ.get("VIGIE_CORPUS")
    try:
        real = measure_samples(Path(corpus)) if corpus else load_coverage()["samples"]
    except (OSError, VigieError) as error:
        sys.stderr.write(f"coverage: {error}\n")
        return 1
    COVERAGE_FILE.write_text(
        to_json({"fixtures": measure_fixtures(), "samples": real}), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
