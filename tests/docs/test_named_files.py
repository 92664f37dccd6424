"""Files that a page of the documentation names are there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.md")]
    if "decisions" not in path.parts and path.name != "CHANGELOG.md"  # these tell of their day
)
_NAMED = re.compile(r"`((?:[\w.-]+/)*[\w-]+\.(?:py|yml|toml|cfg))`")
# of an operator or of an example, not of the project
ELSEWHERE = {"vigie.toml", "compose.yml"}


@pytest.fixture(scope="module")
def files() -> str:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    return listed.stdout or "\n".join(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.*"))


def is_there(name: str, files: str) -> bool:
    """Whether a file ends with this path; ``NAME`` in it stands for any name."""
    pattern = re.escape(name).replace("NAME", "[^/\n]+")
    return re.search(f"(?:^|/){pattern}$", files, re.MULTILINE) is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_names_files_that_are_there(page: Path, files: str) -> None:
    named = set(_NAMED.findall(page.read_text())) - ELSEWHERE
    assert [element for element in sorted(named) if not is_there(element, files)] == []
