"""Detect test publications, which real portals publish too."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SAID = re.compile(
    r"\[test\]|\btest ?notice\b|this is a test|_DEFAULT_VALUE_CHANGE_ME_"
    r"|^\s*test(?:ing)?\s*\d*\s*$",
    re.I,
)
_BUYERS = frozenset({"test org", "communauté xyz"})


def is_test(titles: Iterable[str], buyers: Iterable[str]) -> bool:
    """Return whether a title or buyer's name says that the notice is a test."""
    return any(map(_says_test, titles)) or any(name.casefold() in _BUYERS for name in buyers)


def _says_test(title: str) -> bool:
    folded = title.casefold()  # the expression takes its time and finds nothing without these
    return ("test" in folded or "_default_value" in folded) and bool(_SAID.search(title))
