"""List the files of the last ``vigie export`` for the site.

Files of before an objection was granted are not offered: they may name whom it hides.  The next
export makes them anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.web.read_only_pool import ReadSession

PACKAGE = "datapackage.json"
ABOUT = (PACKAGE, "README.txt")


@dataclass(frozen=True)
class LastExport:
    """``told``: datapackage.json; ``resources`` by path."""

    folder: Path
    package: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]

    def file(self, path: str) -> Path | None:
        """A file of the export, None for any other path."""
        is_exported = path in self.resources or path in ABOUT
        return self.folder / path if is_exported else None


def find_last_export(db: ReadSession, folder: Path | None) -> LastExport | None:
    """None: there is no export, or it was made before an objection that is granted now."""
    if folder is None:
        return None
    try:
        package = json.loads((folder / PACKAGE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    objections = db.value("SELECT value FROM meta WHERE key = 'objections'")
    if package.get("x-objections") != objections:
        return None
    return LastExport(
        folder, package, {resource["path"]: resource for resource in package["resources"]}
    )
