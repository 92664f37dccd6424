"""Find the packaged data: ``data/`` of a checkout, ``vigie_data`` beside an installed wheel.

It holds ``reference`` (tables and rules), ``measured``, ``gold`` and ``demo``; never what an
installation makes itself, which lies in its own home (``monitor.config``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

CODE = Path(__file__).parents[2]  # the checkout, or site-packages


def data_folder(code: Path = CODE) -> Path:
    """Return the folder of packaged data beside the packages in ``code``."""
    installed = code / "vigie_data"
    return installed if installed.is_dir() else code / "data"


DATA = data_folder()
REFERENCE = DATA / "reference"
MEASURED = DATA / "measured"  # what a command measures or writes, and the program reads


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a packaged table, by its columns."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
