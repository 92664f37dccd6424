"""Read closed code lists of a document format from the table beside its parser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.reference.data_folder import read_csv


def read_code_lists(table: Path) -> dict[str, dict[str, Any]]:
    """Return the lists of a table by name: the meaning of each code, None where it is empty.

    Columns  list, code, meaning, note (what the code stands for; not read).
    """
    result: dict[str, dict[str, Any]] = {}
    for row in read_csv(table):
        result.setdefault(row["list"], {})[row["code"]] = row["meaning"] or None
    return result
