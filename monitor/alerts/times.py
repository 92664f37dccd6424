"""Instants as UTC text, months added to a day, and when a rhythm is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime

RHYTHMS = ("at_once", "daily", "weekly")


def instant(moment: datetime) -> str:
    """Moment -> UTC text with Z, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def months_on(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where there is none.

    Never decreases as ``day`` grows, so that spans of days map to spans without gap or overlap.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def due(rhythm: str, last: str | None, today: date) -> bool:
    """Is a digest due?  ``last`` is the day of the last one, or of the confirmation.

    daily   on the first run of another day.
    weekly  on the first run of another week (Monday to Sunday).
    """
    if rhythm == "at_once" or last is None:
        return True
    before = date.fromisoformat(last)
    if rhythm == "daily":
        return today > before
    return today.isocalendar()[:2] > before.isocalendar()[:2]
