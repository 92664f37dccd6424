"""First lines of docstrings, and the names of modules that docstrings and docs mention."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

import pytest

from monitor.config import ROOT

ROOMS = ("monitor", "pipelines", "spiders")
ARROW = re.compile(r"(?<!-)->|→")
DOTTED = re.compile(r"(?<![\w./-])(?:monitor|pipelines|spiders)(?:\.[A-Za-z_]\w*)+(?![\w/])")
FILE = re.compile(r"(?<![\w./-])(?:monitor|pipelines|spiders)/[\w/.-]+\.(?:py|yml|sql)(?!\w)")


def _sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def _docstrings() -> Iterator[tuple[str, str]]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, kinds) and (text := ast.get_docstring(node)):
                yield f"{path.relative_to(ROOT)}: {getattr(node, 'name', 'module')}", text


def _pages() -> Iterator[tuple[str, str]]:
    own = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    for path in own + sorted((ROOT / "docs").rglob("*.md")):
        yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def test_first_lines_say_with_a_verb_what_a_function_does() -> None:
    """An arrow in place of a verb ("rows -> page") leaves open what is done."""
    assert [place for place, text in _docstrings() if ARROW.search(text.split("\n")[0])] == []


def test_names_of_modules_in_docstrings_and_docs_exist() -> None:
    missing = []
    for place, text in [*_docstrings(), *_pages()]:
        for name in sorted(set(DOTTED.findall(text))):
            try:
                resolve_name(name)
            except (ImportError, AttributeError):
                missing.append(f"{place} names {name}")
        missing += [
            f"{place} names {file}"
            for file in FILE.findall(text)
            if "NAME" not in file and not (ROOT / file).exists()
        ]
    assert missing == [], "\n".join(missing)


@pytest.mark.parametrize(("package", "most"), [("monitor", 15), ("pipelines", 12)])
def test_rooms_are_few_enough_to_be_learned(package: str, most: int) -> None:
    rooms = [folder.parent.name for folder in (ROOT / package).glob("*/__init__.py")]
    assert len(rooms) <= most, f"{package}/ has {len(rooms)}: {', '.join(sorted(rooms))}"


def test_the_machinery_of_the_site_stays_as_small_as_docs_say() -> None:
    assert "under 2,200 lines, which a test holds" in (ROOT / "docs/site.md").read_text("utf-8")
    web = ROOT / "monitor/web"
    files = [*web.glob("*.py"), *web.glob("middleware/*.py")]
    assert sum(len(file.read_text("utf-8").splitlines()) for file in files) < 2200
