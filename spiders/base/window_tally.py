"""Count what a window announced and gave, and say whether it is complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pipelines.model import WindowReport
from spiders.base.date_windows import WHOLE, Span

MONTH_DAYS = 28  # no portal of a country publishes nothing for so long


class Inconsistent(Exception):
    """The portal's answers contradict each other (a total that changes, a page twice).

    Raised by base spiders; the window is asked once more, then reported as incomplete.
    """


@dataclass
class WindowTally:
    """Counts of one window: announced, received, missing, already known."""

    window: str
    announced: int | None = None
    received: int = 0
    pages: int = 0
    missing: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)
    cut_pages: set[str] = field(default_factory=set)  # full ones that led to no other

    def announce(self, total: int | None) -> None:
        """Adds the portal's total of a window or of one of its parts."""
        if total is not None:
            self.announced = (self.announced or 0) + total

    def check(self) -> None:
        """Raises  Inconsistent when the portal announced another number than came."""
        if self.announced is not None and not self.problems:
            came = self.received + self.missing
            if came != self.announced:
                raise Inconsistent(f"the portal announced {self.announced}, {came} came")

    def check_plausible(self, before: int, *, is_long_over: bool) -> None:
        """Note results that no total contradicts and that are implausible all the same: less than
        a first try gave, nothing at all in a whole portal or in a month that is over."""
        if self.announced is None and self.received + self.missing < before:
            self.problems.append(
                f"asked again, it gave {self.received} records after {before}, and no total tells"
            )
        if self.window == WHOLE and not self.received and not self.problems:
            self.problems.append("the portal as a whole came back empty: a new design?")
        elif is_long_over and not self.received and not self.problems:
            self.problems.append("a month or more that is over is empty: not there yet?")

    def report(self) -> WindowReport:
        problems = list(self.problems)
        if self.missing:
            problems.append(f"{self.missing} listed documents were not served")
        return WindowReport(
            window=self.window,
            announced=self.announced,
            received=self.received,
            pages=self.pages,
            complete=not problems,
            problem="; ".join(problems) or None,
            known=self.known,
        )


def is_long_over(span: Span | None) -> bool:
    """Whether a window of a month or more ended before today."""
    if span is None:
        return False
    start, end = (date(x.year, x.month, x.day) for x in (span.start, span.end))
    return (end - start).days >= MONTH_DAYS and end <= datetime.now(UTC).date()
