"""Find days of which a portal gave far less than is usual, to ask for them again.

A search index that lags, or that was rebuilt in part, answers for some days with a few of their
notices and no sign of the others.  By the time it is whole, such a day lies before the overlap.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from monitor.health.portal_checks import THRESHOLDS

ASKED_AGAIN = timedelta(days=14)  # for so long after its end
COMPARED = timedelta(days=70)  # before that
MIN_ALIKE = 3  # windows of the same weekday and hour without which nothing is usual
LONGEST = timedelta(days=1)  # longer windows hold quiet and busy days


@dataclass(frozen=True)
class _Window:
    id: str
    start: datetime
    end: datetime
    received: int

    @property
    def kind(self) -> tuple[object, ...]:
        """What windows have in common that hold about as many notices."""
        return self.start.weekday(), self.start.time(), self.end - self.start


def thin_windows(
    connection: sqlite3.Connection, portal: str, now: datetime, overlap: timedelta
) -> list[str]:
    """Return the closed windows of the last two weeks that are much thinner than those alike.

    Those that lie in the ``overlap`` are asked again anyway.
    """
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    recent = []
    for window in _closed_windows(connection, portal, now):
        if window.end < now - ASKED_AGAIN:
            alike[window.kind].append(window.received)
        elif window.end <= now - overlap:
            recent.append(window)
    return [window.id for window in recent if _is_thin(window.received, alike[window.kind])]


def _is_thin(received: int, alike: list[int]) -> bool:
    if len(alike) < MIN_ALIKE:
        return False
    usual = median(alike)
    return usual >= THRESHOLDS.min_expected and received < THRESHOLDS.low_share * usual


def _closed_windows(
    connection: sqlite3.Connection, portal: str, now: datetime
) -> Iterator[_Window]:
    """Yield the windows that are over and were read, oldest first."""
    rows = connection.execute(
        "SELECT start, [end], received FROM windows WHERE portal = ? AND state = 'closed'"
        " AND received IS NOT NULL AND [end] <> '' AND start >= ? ORDER BY start",
        (portal, (now - ASKED_AGAIN - COMPARED).date().isoformat()),
    )
    for start, end, received in rows:
        window = _Window(f"{start}/{end}", _instant(start), _instant(end), received)
        if window.end <= now and window.end - window.start <= LONGEST:
            yield window


def _instant(bound: str) -> datetime:
    moment = datetime.fromisoformat(bound)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
