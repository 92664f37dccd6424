"""Weeks as ISO 8601 writes them (``2026-W47``), from Monday to Sunday."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Week:
    """``first``: its Monday."""

    first: date

    @classmethod
    def of(cls, day: date) -> Week:
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> Week | None:
        """None: it is no week of the calendar."""
        match = re.fullmatch(r"(20\d\d)-W(\d\d)", text)
        if match is None:
            return None
        try:
            return cls(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError:
            return None

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    @property
    def number(self) -> int:
        return self.first.isocalendar().week

    def later(self, weeks: int) -> Week:
        return Week(self.first + timedelta(weeks=weeks))

    def __str__(self) -> str:
        year, week, _day = self.first.isocalendar()
        return f"{year}-W{week:02}"
