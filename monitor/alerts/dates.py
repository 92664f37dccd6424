"""Format timestamps, add months to a date and decide when a digest is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

RHYTHMS = ("at_once", "daily", "weekly")
MAX_CLOCK_DRIFT = timedelta(days=1)  # a day further ahead was written by a wrong clock


def utc_text(moment: datetime) -> str:
    """Format a moment as UTC text with Z, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add_months(day: date, months: int) -> date:
    """Return the same day a number of months later, or that month's last day.

    Never decreases as ``day`` grows, so that spans of days map to spans without gap or overlap.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def digest_day(now: datetime, hour: int) -> date:
    """Return the day whose digests are due at a local moment: before ``hour`` it is the day
    before.
    """
    return (now.replace(tzinfo=None) - timedelta(hours=hour)).date()


def is_digest_due(rhythm: str, last: str | None, today: date) -> bool:
    """Return whether a digest is due.  ``last`` is the day of the digest before, ``today`` a
    digest day.

    daily   once on each day.
    weekly  once in each week (Monday to Sunday).
    A day that lies ahead was written by a wrong clock: nobody waits until it comes.
    """
    if rhythm == "at_once":
        return True
    if last is None:
        return False
    before = date.fromisoformat(last)
    if before - today > MAX_CLOCK_DRIFT:
        return True
    if rhythm == "daily":
        return today > before
    return today.isocalendar()[:2] > before.isocalendar()[:2]
