"""The rhythms of digests, and the check whether one is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

RHYTHMS = ("at_once", "daily", "weekly")
MAX_CLOCK_DRIFT = timedelta(days=1)  # a day further ahead was written by a wrong clock


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
