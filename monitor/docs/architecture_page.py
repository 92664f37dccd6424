"""Write the table of folders in docs/architecture.md from the docstrings of the packages.

Each row is a package and the first sentence of its ``__init__.py``, so that the page and the code
cannot say different things.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from monitor.config import ROOT
from pipelines.errors import Misconfigured

BEGIN, END = "<!-- folders: made by make docs -->", "<!-- /folders -->"
PACKAGES = ("spiders", "pipelines", "monitor")
PAGE = "architecture.md"


def folders(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Each top-level package and the packages directly in it, with the first line of its docstring.

    Raises  Misconfigured when a package has no docstring.
    """
    for package in PACKAGES:
        places = [root / package, *sorted(path.parent for path in (root / package).glob("*/*.py"))]
        for path in dict.fromkeys(places):
            init = path / "__init__.py"
            if not init.exists():
                continue
            text = ast.get_docstring(ast.parse(init.read_text("utf-8")))
            name = f"{path.relative_to(root).as_posix()}/"
            if not text:
                raise Misconfigured(f"{name}__init__.py: it needs a docstring of one sentence")
            yield name, text.splitlines()[0]


def table(root: Path = ROOT) -> str:
    """The table of folders as Markdown."""
    rows = [f"| `{name}` | {sentence} |" for name, sentence in folders(root)]
    return "\n".join(["| folder | what it is for |", "|---|---|", *rows])


def architecture_page(folder: Path = ROOT / "docs") -> str:
    """docs/architecture.md with its table of folders made anew.

    Raises  Misconfigured when the two marks are not there.
    """
    text = (folder / PAGE).read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise Misconfigured(f"docs/{PAGE}: the marks {BEGIN} and {END} are expected there")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"
