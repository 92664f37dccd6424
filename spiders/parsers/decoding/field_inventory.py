"""List the field names of a JSON object or XML element, to the second level.

What a portal begins or ceases to write shows here first, also where our reader does not look:
health compares the names of a night with those of the nights before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

MAX_NAMES = 300  # names of one record: one with more is a table keyed by data
# a name is a word; keys that are data (numbers, addresses, dates) are none
_NAME = re.compile(r"[A-Za-z_][A-Za-z_:.-]*[0-9]{0,2}[A-Za-z_]*")


def names(record: Any) -> set[str]:
    """List field names as ``a``, ``a/b``; nothing for what is neither JSON object nor XML.

    >>> sorted(names({"id": 1, "lots": [{"title": "x"}], "2026-11-24": {}}))
    ['id', 'lots', 'lots/title']
    """
    result: set[str] = set()
    for path in _paths(record):
        result.add(path)
        if len(result) >= MAX_NAMES:
            break
    return result


def _paths(record: Any) -> Iterator[str]:
    for name, value in _inside(record):
        yield name
        for each in value[:20] if isinstance(value, list) else [value]:
            yield from (f"{name}/{inner}" for inner, _ in _inside(each))


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    """Named parts of an object or element."""
    if isinstance(value, Mapping):
        parts: Iterator[tuple[Any, Any]] = iter(value.items())
    elif isinstance(value, etree._Element):
        parts = ((child.tag, child) for child in value.iterchildren())
    else:
        return
    for key, part in parts:
        name = str(key).rpartition("}")[2] if isinstance(key, str) else ""
        if len(name) <= 60 and _NAME.fullmatch(name):
            yield name, part
