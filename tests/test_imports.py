"""Every module can be imported first, as the process of a crawl or a command does."""

from __future__ import annotations

import subprocess
import sys

from monitor.config import ROOT

PACKAGES = ("spiders", "pipelines", "monitor")
# other packages stay loaded: they are the same for all, and take the time
EACH_ALONE = """
import importlib, sys
ours = tuple(sys.argv[1].split())
for name in sys.argv[2].split():
    for loaded in [one for one in sys.modules if one.partition(".")[0] in ours]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(name, error)
"""


def test_every_spider_and_parser_can_be_imported_first() -> None:
    """A circle of imports fails or not by which of its modules comes first."""
    names = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / "spiders").rglob("*.py")
    )
    assert len(names) > 100
    done = subprocess.run(
        [sys.executable, "-c", EACH_ALONE, " ".join(PACKAGES), " ".join(names)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
