"""A clock for portals of the demonstration that moves only when it is told to."""

from __future__ import annotations

from datetime import date


class FrozenClock:
    """A clock that stands still until told to ``advance``."""

    def __init__(self, day: date = date(2026, 11, 13)) -> None:
        self._seconds = 0.0
        self._day = day

    def seconds(self) -> float:
        return self._seconds

    def today(self) -> date:
        return self._day

    def advance(self, seconds: float) -> None:
        self._seconds += seconds
