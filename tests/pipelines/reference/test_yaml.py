"""Our YAML files say one thing under a name: of two, YAML keeps the last and says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for folder in ("data/reference", "monitor", "spiders")
    for path in (ROOT / folder).rglob("*.yml")
)


def said_twice(node: yaml.Node | None) -> Iterator[str]:
    """Names that a mapping has more than once, with their lines, however deep."""
    if isinstance(node, yaml.MappingNode):
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in lines:
                yield f"{key.value}: lines {lines[key.value]} and {line}"
            lines[key.value] = line
            yield from said_twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from said_twice(item)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_says_one_thing_under_a_name(path: Path) -> None:
    assert list(said_twice(yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader))) == []


def test_what_is_said_twice_is_found() -> None:
    twice = yaml.compose("a: 1\nb:\n- {c: 1, d: 2, c: 3}\na: 4\n", Loader=yaml.SafeLoader)
    assert list(said_twice(twice)) == ["c: lines 3 and 3", "a: lines 1 and 4"]
