"""How much work a call is, told without a clock: a busy machine changes no count.

For work that is done inside one call of C (a pattern, a copy of a list, a number of 400,000
digits) there is the part ``texts`` of ``make bench``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def count_steps(work: Callable[[], object]) -> int:
    """Lines of Python that run, and functions of C that are called, in this thread."""
    lines = calls = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> object:
        nonlocal lines
        lines += event == "line"
        return trace

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "c_call"

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return lines + calls
