"""Add months to a date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the same day a number of months later, or that month's last day.

    Never decreases as ``day`` grows, so that spans of days map to spans without gap or overlap.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
