"""What can be read off the sources: first lines, names that docs mention, rooms, coroutines."""

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


def test_no_coroutine_is_awaited_that_never_waits() -> None:
    """It is a plain function; what a framework awaits (an endpoint, a hook) is another matter."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in _sources()}
    nodes = [(path, node) for path, tree in trees.items() for node in ast.walk(tree)]
    waits: dict[str, bool] = {}
    for _, node in nodes:
        if isinstance(node, ast.AsyncFunctionDef):
            inner = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield)
            does = any(isinstance(node, inner) for node in ast.walk(node))
            waits[node.name] = waits.get(node.name, False) or does
    awaited = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in nodes
        if isinstance(node, ast.Await)
        and isinstance(call := node.value, ast.Call)
        and isinstance(call.func, ast.Attribute | ast.Name)
        and not waits.get(getattr(call.func, "attr", getattr(call.func, "id", "")), True)
    ]
    assert awaited == []
