"""Convert amounts, dates, numbers and durations of TED_EXPORT.

Units   amounts as published; months with two decimals where the notice counts days.
        What cannot be read is named through ``ParseState.add_trouble`` and left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pipelines.model import Money, Period, Reference, Relation, Vat
from spiders.parsers.common.build_period import stated_period
from spiders.parsers.eforms.amounts_dates_durations import FILLERS, MAX_AMOUNT
from spiders.parsers.ted_export.parse_state import ParseState
from spiders.parsers.ted_export.xml_tree import Node

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_GAPS = re.compile(r"[\s\u00a0\u202f']")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
_OJS_NUMBER = re.compile(r"(\d{4})/S\s*\d{1,3}-0*(\d+)")
_DOC_ID = re.compile(r"0*(\d+)-(\d{4})")
_DAYS_A_MONTH = Decimal("30.4375")
_FIRST_YEAR, _LAST_YEAR = 1980, 2150


def decimal(text: str | None) -> Decimal | None:
    """Parse ``1577882.0000``, ``3 083 333,33`` or ``12.345,67``; None when it is no number."""
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        text = _plain(text)
    number = Decimal(text) if _NUMBER.fullmatch(text) else None
    return number if number is not None and number < MAX_AMOUNT else None


def _plain(text: str) -> str:
    """Normalise a number written for people: decimal point, nothing between its digits."""
    text = _GAPS.sub("", text)
    comma, point = text.rfind(","), text.rfind(".")
    if comma > point:  # TED writes numbers for people with a decimal comma
        return text.replace(".", "").replace(",", ".")
    if comma >= 0 or text.count(".") > 1:
        return text.replace(",", "") if comma >= 0 else text.replace(".", "")
    return text


def money(
    node: Node | None, doc: ParseState, currency: str | None = None, vat: Vat = "excluded"
) -> Money | None:
    """Parse an amount element.  ``@FMTVAL`` is the machine form of an amount written for people."""
    if node is None or is_withheld(node):
        return None
    text = node.get("FMTVAL") or node.line()
    amount = decimal(text)
    if amount is None:
        if text:
            doc.add_trouble(
                "amount", f"{node.name} is {text[:40]!r}, expected a number below 10^24"
            )
        return None
    return Money(amount, node.get("CURRENCY") or currency, vat)


def is_withheld(node: Node | None) -> bool:
    """Whether the buyer did not agree to the publication of this element."""
    return node is not None and (node.get("PUBLICATION") or "").upper() == "NO"


def parse_date(text: str | None, doc: ParseState, field: str) -> date | None:
    """Parse ``20210512``, ``2021-05-12`` or ``20210315 10:00``; filler dates are None."""
    if not text:
        return None
    match = _DATE.match(text)
    if not match:
        doc.add_trouble("date", f"{field} is {text!r}, expected a date")
        return None
    year, month, number = map(int, match.groups())
    return _date(year, month, number, doc, field)


def date_of_parts(node: Node | None, doc: ParseState) -> date | None:
    """Parse the DAY, MONTH and YEAR elements of R2.0.8; a month alone is no date."""
    if node is None:
        return None
    parts = [node.line(name) for name in ("YEAR", "MONTH", "DAY")]
    if not all(part and part.isdigit() for part in parts):
        return None
    year, month, number = (int(part) for part in parts if part)
    return _date(year, month, number, doc, node.name)


def _date(year: int, month: int, number: int, doc: ParseState, field: str) -> date | None:
    try:
        day = date(year, month, number)
    except ValueError:
        doc.add_trouble("date", f"{field} is {year}-{month}-{number}, which is no day")
        return None
    return day if day not in FILLERS and _FIRST_YEAR <= year <= _LAST_YEAR else None


def count(text: str | None, doc: ParseState, field: str) -> int | None:
    """A number of tenders or participants."""
    if not text:
        return None
    number = decimal(text)
    if number is None or number != int(number):
        doc.add_trouble("number", f"{field} is {text!r}, expected a whole number")
        return None
    return int(number)


def period(
    start: date | None, end: date | None, months: Decimal | None, days: Decimal | None = None
) -> Period | None:
    """Build a period from a form's dates and duration."""
    if days and not end and not (start and months):
        months = (days / _DAYS_A_MONTH).quantize(Decimal("0.01"))
    return stated_period(start, end, months)


def duration(node: Node | None, doc: ParseState) -> tuple[Decimal | None, Decimal | None]:
    """Parse a DURATION of type MONTH, DAY or YEAR to months and days; over a century is an
    error."""
    text = node.line() if node else None
    number = decimal(text)
    if node is None or not number or number > 40_000:
        if text and not number:
            doc.add_trouble("duration", f"DURATION is {text!r}, expected a number")
        return None, None
    unit = node.get("TYPE") or "MONTH"
    if unit == "DAY":
        return None, number
    if unit in ("MONTH", "YEAR") and number <= 1_200:
        return (number if unit == "MONTH" else number * 12), None
    doc.add_trouble("duration", f"DURATION is {text!r} {unit}, expected months or days")
    return None, None


def period_in(node: Node, doc: ParseState) -> Period | None:
    """Build a period from DATE_START, DATE_END and DURATION of a block of R2.0.9, or from
    INDEFINITE_DURATION, which qualification systems have instead."""
    months, days = duration(node.first("DURATION"), doc)
    stated = period(
        parse_date(node.line("DATE_START"), doc, "DATE_START"),
        parse_date(node.line("DATE_END"), doc, "DATE_END"),
        months,
        days,
    )
    if stated is None and node.has("INDEFINITE_DURATION"):
        return Period(end_basis="unlimited")
    return stated


def notice_number(text: str | None) -> str | None:
    """Parse ``2021/S 026-063415`` or ``063415-2021`` to ``63415-2021``; None for anything else."""
    if not text:
        return None
    match = _OJS_NUMBER.search(text)
    if match:
        return f"{match[2]}-{match[1]}"
    match = _DOC_ID.fullmatch(text.strip())
    return f"{match[1]}-{match[2]}" if match else None


def references(texts: Iterable[str | None], relation: Relation, own_number: str) -> list[Reference]:
    """Convert numbers of other notices to references, each once, without the notice itself."""
    numbers = dict.fromkeys(filter(None, map(notice_number, texts)))
    return [Reference(relation, "number", number) for number in numbers if number != own_number]
