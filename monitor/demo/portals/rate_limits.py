"""Rate limits of mock portals, on a clock that tests can stop."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """Seconds that only grow, and the civil date; injected so that tests need not wait."""

    def seconds(self) -> float: ...
    def today(self) -> date: ...


class SystemClock:
    def seconds(self) -> float:
        return time.monotonic()

    def today(self) -> date:
        return datetime.now(UTC).date()


@dataclass(frozen=True)
class Limit:
    """At most ``requests`` in any ``seconds``; more is a crossing, answered with ``status``.

    ``silence_s``  after a crossing everything is refused until so many seconds without a request.
    ``paths``      pattern of the paths that count.  ``why``: who documented or measured it.
    """

    name: str
    requests: int
    seconds: float
    why: str
    status: int = 429
    silence_s: float = 0.0
    paths: str = ".*"


@dataclass
class Meter:
    """One limit on one clock; ``pace`` scales its seconds, 0 switches it off."""

    limit: Limit
    clock: Clock
    pace: float
    seen: deque[float] = field(default_factory=deque)
    refused_at: float | None = None

    def wait_s(self) -> float:
        """Count a request and return 0 if it is within the limit, else the seconds to wait."""
        if self.pace == 0:
            return 0.0
        now, window = self.clock.seconds(), self.limit.seconds * self.pace
        silence = self.limit.silence_s * self.pace
        if self.refused_at is not None and silence:
            if now - self.refused_at < silence:
                self.refused_at = now
                return silence
            self.refused_at = None
            self.seen.clear()
        while self.seen and now - self.seen[0] >= window:
            self.seen.popleft()
        if len(self.seen) < self.limit.requests:
            self.seen.append(now)
            return 0.0
        self.refused_at = now
        return silence or self.seen[0] + window - now
