"""Convert single values of a JSON record: texts, numbers, dates.

Everything here takes any JSON value and answers ``None`` (or an empty list) for what it cannot
read: a field that came in another shape must not cost the notice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from spiders.parsers.common.list_of_objects import list_of_objects

_STAMP = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|z|[+-]\d\d(?::?\d\d)?)?)?\s*"
)
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_FIRST_YEAR, _LAST_YEAR = 1980, 2200  # below and above stand fillers: 0001-01-01, 1970-01-01, 9999
_MAX_AMOUNT = Decimal(10) ** 24  # 1e9999 and the like are no amounts; 10^15 is one, and implausible
_MAX_DAYS = 36_600


def as_list(value: Any) -> list[Any]:
    """Return a list for a child that may be absent, one object or several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def map_objects(value: Any, convert: Callable[[dict[str, Any]], Any]) -> list[Any]:
    """Convert the objects of a list; what is no object stays as it is, for its reader to name."""
    many = list_of_objects(value) if isinstance(value, dict) else value
    items = many if isinstance(many, list) else [many]
    return [convert(item) if isinstance(item, dict) else item for item in items if item]


def clean_text(value: Any) -> str | None:
    """Return a text or number as text without blanks around it; None when nothing is left."""
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if value != value or abs(value) > 1e300:
        return None
    return str(int(value)) if float(value).is_integer() else str(value)


def strings(value: Any) -> tuple[str, ...]:
    """Return the strings of ``[" award"]`` or ``"tender, award"``, without blanks around them."""
    if isinstance(value, str):
        value = re.split(r"[;,]", value)
    if not isinstance(value, list):
        return ()
    return tuple([text for text in map(clean_text, value) if text])


def parse_number(value: Any) -> Decimal | None:
    """Parse a JSON number, or a number in a string in any common spelling, exactly.

    A float is read by its shortest spelling, so 33721.1 stays 33721.1.  ``1 000``, ``1.234,56``
    and ``1,234.56`` are understood; NaN, infinity and numbers of 25 digits or more are None.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        value = _plain(value)
    try:
        amount = Decimal(_shortest(value) if isinstance(value, float) else value)
    except (InvalidOperation, TypeError, ValueError):
        return None
    return amount if amount.is_finite() and abs(amount) < _MAX_AMOUNT else None


def _shortest(value: float) -> str:
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def _plain(text: str) -> str:
    """Normalise the spelling of a number (``"1.234,56 €"``); what is none stays none."""
    text = _SPACES.sub("", text).strip("€£$")
    comma, point = text.rfind(","), text.rfind(".")
    if comma > -1 and point > -1:
        thousands = "." if comma > point else ","
        text = text.replace(thousands, "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3}){2,}", text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    return text if re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", text) else ""


def integer(value: Any, below: int = 100_000) -> int | None:
    """A count; None for fillers such as 2147483647 and for what is no count."""
    amount = parse_number(value)
    if amount is None or not 0 <= amount < below or amount != int(amount):
        return None
    return int(amount)


@lru_cache(maxsize=4096)
def _day(text: str, zone: str | None) -> date | None:
    match = _STAMP.fullmatch(text)
    if not match:
        return None
    year, month, dom, hour, minute, second, offset = match.groups()
    try:
        written = date(int(year), int(month), int(dom))
    except ValueError:
        return None
    try:
        # Find a Tender closes periods with T23:59:59Z in summer too (028961-2025 runs to
        # 18 May 2028): the last second of a day names that day, whatever the offset.
        if offset and zone and (hour, minute) != ("23", "59"):
            clock = time(int(hour), int(minute), int(second or 0), tzinfo=_offset(offset))
            instant = datetime.combine(written, clock)
            written = instant.astimezone(ZoneInfo(zone)).date()
    except (ValueError, OverflowError):  # 24:00 and 23:59:60 end the day that is written
        pass
    return day_or_filler(written)


def day_or_filler(day: date) -> date | None:
    """Return a day, None for one that fills a form where none is known (0001-01-01, 9999-12-31)."""
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def civil_date(value: Any, zone: str | None) -> date | None:
    """Convert an instant or date to the civil date in the portal's zone.

    Units   Without an offset the clock is the portal's own.  ``zone`` None: the date as written.
            31 February, 0001-01-01, 1970-01-01 and 9999-12-31 are None.
    """
    return _day(value, zone) if isinstance(value, str) else None


def is_day(value: Any) -> bool:
    """Whether it is a date that a calendar has, be it a filler: 0001-01-01 is, 31/02/2024 not."""
    match = _STAMP.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return False
    try:
        return bool(date(*map(int, match.groups()[:3])))
    except ValueError:
        return match[1] == "0000"


def months_of(days: Any) -> Decimal | None:
    """Convert days to months.

    Whole years (365, 730, …) and whole months of 30 days come back as what they were: the OCDS
    profile for the EU turns months into days by 30.  Other spans are divided by 30.4375 and
    rounded to hundredths.
    """
    span = parse_number(days)
    if span is None or not 0 < span <= _MAX_DAYS:
        return None
    if span % 365 == 0:
        return span / 365 * 12
    if span % 30 == 0:
        return span / 30
    return (span / Decimal("30.4375")).quantize(Decimal("0.01"), ROUND_HALF_UP)


@lru_cache(maxsize=2048)
def folded(text: str) -> str:
    """Lower case, no accents, single spaces."""
    bare = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).lower().split())
