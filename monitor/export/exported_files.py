"""A file of an export: what it is, and its hash once it is written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ExportedFile:
    """``path`` within the folder; ``table``: of which it is a copy, None for several; ``format``:
    csv, parquet, sqlite, ocds, ocds-extension; ``rows``: rows or releases in it."""

    path: str
    format: str
    table: str | None
    rows: int | None
    bytes: int
    sha256: str


def describe_file(
    folder: Path, path: str, format: str, table: str | None, rows: int | None
) -> ExportedFile:
    """A file that was just written."""
    file = folder / path
    digest = hashlib.sha256()
    with file.open("rb") as body:
        while part := body.read(1 << 20):
            digest.update(part)
    return ExportedFile(path, format, table, rows, file.stat().st_size, digest.hexdigest())
