"""Stages, formats and portals' readers give the same answer today, next year and elsewhere.

import-linter (``pyproject.toml``) sees which modules are imported; this sees what is asked of them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FACES = {"stage_pipeline.py"}  # the one module of pipelines/ that Scrapy sees
PURE = sorted(
    [
        path
        for path in (ROOT / "pipelines").rglob("*.py")
        if path.name not in FACES and path.parent.name != "store"
    ]
    + list((ROOT / "spiders" / "parsers").rglob("*.py"))
    + [path for path in (ROOT / "spiders").glob("*.py") if 'name = "' in path.read_text("utf-8")]
)

MODULES = {
    "time",
    "random",
    "secrets",
    "uuid",
    "socket",
    "subprocess",
    "tempfile",
    "urllib.request",
}
CALLS = {"now", "utcnow", "today", "localtime", "getenv", "cpu_count", "gethostname"}
ATTRIBUTES = {"os.environ", "sys.argv"}


def impure(source: str) -> Iterator[str]:
    """Python source -> what in it depends on the clock, the environment, chance or the network."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (a.name for a in names if a.name in MODULES)
            case ast.ImportFrom(module=str(module)) if module in MODULES:
                yield module
            case ast.ImportFrom(module="os", names=names):
                yield from (f"os.{a.name}" for a in names if a.name in {"environ", "getenv"})
            case ast.Call(func=ast.Attribute(attr=name)) if name in CALLS:
                yield f".{name}()"
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                yield from {f"{owner}.{name}"} & ATTRIBUTES


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pure_module_asks_neither_clock_nor_environment_nor_chance(path: Path) -> None:
    assert list(impure(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\ndate.today()",
        "import datetime as d\nd.datetime.now(d.UTC)",
        "import time",
        "from time import monotonic",
        "import os\nos.environ['X']",
        "import os\nos.getenv('X')",
        "from os import environ",
        "import random",
        "from urllib.request import urlopen",
    ],
)
def test_the_scan_finds_what_it_looks_for(source: str) -> None:
    assert list(impure(source))


def test_every_stage_and_every_portal_is_scanned() -> None:
    names = {str(path.relative_to(ROOT)) for path in PURE}
    assert {
        "pipelines/privacy/mask_notice.py",
        "pipelines/normalise/normalise_notice.py",
        "pipelines/classify/scope.py",
        "pipelines/classify/assign_tags.py",
        "spiders/parsers/eforms/results.py",
        "spiders/ted.py",
        "spiders/ghana_ppa.py",
    } <= names
    assert "spiders/archive/reader.py" not in names


MOCK_PORTALS = sorted((ROOT / "tests" / "mock_portals").glob("*.py"))


@pytest.mark.parametrize("path", MOCK_PORTALS, ids=lambda path: path.stem)
def test_a_mock_portal_shares_no_code_with_what_it_tests(path: Path) -> None:
    """It is the other side of the wire; import-linter holds the same for monitor.demo.portals."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    assert not {name.partition(".")[0] for name in names} & {"spiders", "pipelines", "scrapy"}
