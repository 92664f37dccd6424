"""Find the packaged data: ``data/`` of a checkout, ``vigie_data`` beside an installed wheel.

It holds ``reference`` (tables and rules), ``measured``, ``gold`` and ``demo``; never what an
installation makes itself, which lies in its own home (``monitor.config``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.reference.csv_table_reader import TableFolder

CODE = Path(__file__).parents[2]  # the checkout, or site-packages


def data_folder(code: Path = CODE) -> Path:
    """Return the folder of packaged data beside the packages in ``code``."""
    installed = code / "vigie_data"
    return installed if installed.is_dir() else code / "data"


DATA = data_folder()
REFERENCE = DATA / "reference"
MEASURED = DATA / "measured"  # what a command measures or writes, and the program reads


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of ours, by its columns.  Raises  Misconfigured: broken rows."""
    files = TableFolder(path.parent)
    yield from files.dicts(path.name, may_be_empty=path.parent != REFERENCE)
    files.checked(None)
