"""Which combinations of two dimensions a run tries: a share, or all (``make combinations``).

In a share, every value of either dimension is tried, each with others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

One = TypeVar("One")
Other = TypeVar("Other")
SETTING = "VIGIE_ALL_COMBINATIONS"


def is_whole() -> bool:
    """Whether all combinations are tried."""
    return os.environ.get(SETTING) == "1"


def share_of(
    ones: Iterable[One], others: Sequence[Other], part: int
) -> Iterator[tuple[One, Other]]:
    """Yield one in ``part`` combinations, or all.  Each of ``ones`` has others than the last."""
    for index, item in enumerate(ones):
        for position, other in enumerate(others):
            if is_whole() or (index + position) % part == 0:
                yield item, other
