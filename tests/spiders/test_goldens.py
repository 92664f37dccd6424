"""Every document under tests/portals/<portal>/ and the notices that we publish from it.

A missing golden is written, and the test fails: read it, then commit it.  A golden that changes in
review is the discussion of the data change.
"""

from __future__ import annotations

import csv
import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pipelines.model import Notice, Trouble
from spiders.base.portal import PortalSpider

FOLDER = Path(__file__).parents[1] / "portals"
PORTALS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and any(path.iterdir()))


def documents(portal: str) -> Iterator[Path]:
    """The documents of a portal: all that is neither a golden nor the manifest."""
    for path in sorted((FOLDER / portal).iterdir()):
        if not path.name.endswith(".expected.json") and path.name != "MANIFEST.csv":
            yield path


def spider_of(portal: str) -> type[PortalSpider]:
    """Folder = module = name of the spider."""
    module = importlib.import_module(f"spiders.{portal}")
    for result in vars(module).values():
        if (
            isinstance(result, type)
            and issubclass(result, PortalSpider)
            and result.__dict__.get("name") == portal
        ):
            return result
    raise AssertionError(f"spiders/{portal}.py holds no spider called {portal}")


def read(portal: str, path: Path) -> str:
    """What a document says, as it stands in its golden: troubles beside notices."""
    actual = [described(item) for item in spider_of(portal).read(path.read_bytes(), path.name)]
    return json.dumps(actual, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def described(result: Notice | Trouble) -> dict[str, object]:
    """Values as JSON holds them; a trouble is marked as one."""
    plain: dict[str, object] = msgspec.json.decode(msgspec.json.encode(result))
    return {"trouble": plain} if isinstance(result, Trouble) else plain


ALL = [
    pytest.param(portal, path, id=f"{portal}/{path.name}")
    for portal in PORTALS
    for path in documents(portal)
]


@pytest.mark.parametrize(("portal", "path"), ALL)
def test_a_document_says_what_its_golden_says(portal: str, path: Path) -> None:
    golden = path.with_name(path.name.rsplit(".", 1)[0] + ".expected.json")
    actual = read(portal, path)
    if not golden.exists():
        golden.write_text(actual, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and is now written: read it, then commit it")
    assert json.loads(actual) == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("portal", PORTALS)
def test_the_manifest_says_what_each_document_imitates(portal: str) -> None:
    manifest = FOLDER / portal / "MANIFEST.csv"
    with manifest.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["file"] for row in rows if not row["imitates"].strip()] == []
    assert sorted(row["file"] for row in rows) == [path.name for path in documents(portal)]
