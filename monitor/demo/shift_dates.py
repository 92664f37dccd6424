"""Copy the demonstration's documents with every date moved by the same number of days.

The documents in ``data/demo`` were written as if served on ``WRITTEN_FOR``; the newest of them were
published on the day before.  Served on another day they would be stale news, so the demonstration
serves a copy in which all dates lie as far from that day as those written lie from ``WRITTEN_FOR``.

Moved  ISO dates and timestamps (XML, JSON, JSON inside JSON), ``<…DATE…>20261102``, ``26/10/26``,
       ``01/12/2026``, ``04th November, 2026``.
Kept   numbers of notices, contracts and gazettes, years named in a title, and ``FILLERS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

WRITTEN_FOR = date(2026, 11, 14)
# first and last publication: data/demo/README.md
WRITTEN_SPAN = (date(2026, 11, 2), date(2026, 11, 13))
FILLERS = ("1970-01-01", "2000-01-01")  # what portals write for "no date"; moved, they would be one
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_ISO = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\d-])")
_COMPACT = re.compile(r"(?<=>)\d{8}(?=</\w*DATE)")
_SLASHED = re.compile(r"(?<![\w/])\d\d/\d\d/(?:\d{4}|\d\d)(?![\w/])")
_ENGLISH = re.compile(rf"\b(\d\d)(?:st|nd|rd|th) ({'|'.join(MONTHS)}), (\d{{4}})\b")


def days_shifted(day: date) -> int:
    """Days by which the documents' dates move when they are served on ``day``."""
    return (day - WRITTEN_FOR).days


def publication_span(day: date) -> tuple[date, date]:
    """First and last day of publication of the documents served on ``day``."""
    offset = timedelta(days=days_shifted(day))
    return WRITTEN_SPAN[0] + offset, WRITTEN_SPAN[1] + offset


def copy_shifted(day: date, source: Path, target: Path) -> Path:
    """Copy the portals' folders of ``source`` below ``target`` as served on ``day``; ``target``."""
    for path in sorted(source.glob("*/*")):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        # newlines as they are: of a page without dates the copy is the same, byte for byte
        text = path.read_bytes().decode("utf-8")
        copy.write_bytes(shift_dates(text, days_shifted(day)).encode("utf-8"))
    return target


def shift_dates(text: str, days: int) -> str:
    """Move every date of a document by ``days``, each in the way it is written."""
    offset = timedelta(days=days)
    for pattern, write in _FORMATS:
        text = pattern.sub(partial(write, offset), text)
    return text


def _iso(offset: timedelta, match: re.Match[str]) -> str:
    if match[0] in FILLERS:
        return match[0]
    return (date.fromisoformat(match[0]) + offset).isoformat()


def _compact(offset: timedelta, match: re.Match[str]) -> str:
    return f"{datetime.strptime(match[0], '%Y%m%d') + offset:%Y%m%d}"


def _slashed(offset: timedelta, match: re.Match[str]) -> str:
    form = "%d/%m/%Y" if len(match[0]) == 10 else "%d/%m/%y"
    return f"{datetime.strptime(match[0], form) + offset:{form}}"


def _english(offset: timedelta, match: re.Match[str]) -> str:
    day = date(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1])) + offset
    return f"{day.day:02}{_ordinal(day.day)} {MONTHS[day.month - 1]}, {day.year}"


def _ordinal(number: int) -> str:
    if number in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


_FORMATS: tuple[tuple[re.Pattern[str], Callable[[timedelta, re.Match[str]], str]], ...] = (
    (_ISO, _iso),
    (_COMPACT, _compact),
    (_SLASHED, _slashed),
    (_ENGLISH, _english),
)
