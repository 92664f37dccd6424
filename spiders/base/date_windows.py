"""Date windows: the half-open time spans, in the portal's zone, that a crawl asks for.

A window is asked whole and closed when what was stored equals what the portal announced.  Windows
are cut at fixed places (counted from 1970-01-01), so two crawls that overlap name them alike.

Units   day windows: civil dates of the portal's zone, id ``2026-11-24/2026-11-25``.
        hour windows: UTC instants, id ``2026-11-24T06:00:00Z/2026-11-24T12:00:00Z``.
        The end is never included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.errors import Misconfigured

EPOCH = date(1970, 1, 1)
MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC)
MIN_WINDOW = timedelta(minutes=1)


@dataclass(frozen=True, order=True)
class Span:
    """From ``start`` to ``end``, the end not included: two dates, or two instants in UTC."""

    start: date
    end: date

    @property
    def id(self) -> str:
        return f"{_written(self.start)}/{_written(self.end)}"

    @property
    def last_day(self) -> date:
        """The last civil date of a span of dates, for portals whose filter includes its end."""
        return self.end - timedelta(days=1)


WHOLE = "all"  # id of the one window of a portal that cannot be asked by date


def _written(moment: date) -> str:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


@dataclass(frozen=True, kw_only=True)
class DateWindow:
    """Declaration of how a portal is queried by date.

    ``field``         the portal's own name for the date that is asked for.
    ``first``         the first date that the portal has, ISO; None when unknown.
    ``overlap_days``  how far a crawl goes back behind the last closed window (late publication).
    ``step_months``   calendar months, for portals that are asked by month; never split.
    Raises            Misconfigured unless exactly one of the three steps is set.
    """

    field: str
    first: str | None = None
    step_days: int = 0
    step_hours: int = 0
    step_months: int = 0
    zone: str = "UTC"
    overlap_days: int = 2

    def __post_init__(self) -> None:
        if sum(step > 0 for step in (self.step_days, self.step_hours, self.step_months)) != 1:
            raise Misconfigured("a window is step_days, step_hours or step_months long")

    def cut(self, start: date, end: date) -> list[Span]:
        """Cut a half-open span into consecutive windows that cover exactly it."""
        here, stop = self._moment(start), self._moment(end)
        spans = []
        while here < stop:
            after = min(self._next_cut(here), stop)
            spans.append(Span(here, after))
            here = after
        return spans

    def split(self, span: Span) -> tuple[Span, Span] | None:
        """Split a window into halves; None when it cannot be requested in smaller parts."""
        if self.step_months:
            return None
        if self.step_days:
            middle = span.start + timedelta(days=(span.end - span.start).days // 2)
        else:
            middle = span.start + (span.end - span.start) / 2
            assert isinstance(middle, datetime)
            middle = middle.replace(microsecond=0)
        smallest = timedelta(days=1) if self.step_days else MIN_WINDOW
        if span.end - span.start < 2 * smallest:
            return None
        return Span(span.start, middle), Span(middle, span.end)

    def span(self, text: str) -> Span:
        """Parse the id of a window.  Raises Misconfigured when it is none, empty, or goes
        backwards."""
        start, _, end = text.partition("/")
        try:
            result = Span(self._moment(self._read(start)), self._moment(self._read(end)))
        except ValueError:
            result = None
        if result is None or not result.start < result.end:
            form = (
                "2026-11-24T06:00:00Z/…T12:00:00Z" if self.step_hours else "2026-11-24/2026-11-25"
            )
            raise Misconfigured(f"window {text!r} cannot be read, expected START/END as {form}")
        return result

    def bounds(self, span: Span) -> tuple[datetime, datetime]:
        """Return a window's first instant and the instant after its last, in the portal's zone."""
        return self._instant(span.start), self._instant(span.end)

    def since(self, closed_until: date) -> date:
        """Return the start of the next crawl: the last closed window's end minus the overlap."""
        back = self._moment(closed_until) - timedelta(days=self.overlap_days)
        return max(back, self._moment(date.fromisoformat(self.first))) if self.first else back

    def now_end(self, now: datetime) -> date:
        """End of the window that is running at ``now`` (an aware instant).

        That window may be asked already: the overlap asks it again when it is over.
        """
        if self.step_hours:
            return self._next_cut(now.astimezone(UTC))
        today = now.astimezone(ZoneInfo(self.zone)).date()
        return self._next_cut(today) if self.step_months else today + timedelta(days=1)

    def _next_cut(self, here: date) -> date:
        if isinstance(here, datetime):
            step = timedelta(hours=self.step_hours)
            return MIDNIGHT + ((here - MIDNIGHT) // step + 1) * step
        if self.step_months:
            months = ((here.year * 12 + here.month - 1) // self.step_months + 1) * self.step_months
            return date(months // 12, months % 12 + 1, 1)
        days = (here - EPOCH).days // self.step_days + 1
        return EPOCH + timedelta(days=days * self.step_days)

    def _moment(self, day: date) -> date:
        """Convert a date or instant to the kind that this portal's windows are made of."""
        if self.step_hours:
            return self._instant(day).astimezone(UTC)
        if isinstance(day, datetime):
            return day.astimezone(ZoneInfo(self.zone)).date()
        return day

    def _instant(self, day: date) -> datetime:
        if isinstance(day, datetime):
            return day
        return datetime.combine(day, time(), ZoneInfo(self.zone))

    @staticmethod
    def _read(text: str) -> date:
        if "T" not in text:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        if moment.tzinfo is None:
            raise ValueError(f"{text} has no zone")
        return moment
