"""Convert dates, amounts and durations of eForms; invalid values are noted.

Units   amounts as published, in the currency of their attribute; months may have two decimals
        where the notice counts days or weeks.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from pipelines.model import Money, Period, Renewal, Vat
from spiders.parsers import decoding
from spiders.parsers.common.build_period import stated_period
from spiders.parsers.eforms import xml_paths
from spiders.parsers.eforms.parse_state import ParseState
from spiders.parsers.eforms.xml_paths import Element, compile_path

FILLERS = frozenset({date(1970, 1, 1), date(2000, 1, 1)})
"""Dates that fill a form when none is known (UBL requires one); 0001 and 9999 are others."""

MAX_AMOUNT = Decimal(10) ** 24  # no amount of money; 10^15 is one, and implausible
_AMOUNT = re.compile(r"[+-]?\d+(?:\.\d*)?")
# of a count: a long row of digits takes the square of its length, and no database holds the number
_MAX_DIGITS = 15
_WHOLE = re.compile(r"[+-]?\d+(?:\.0*)?")

MONTHS = {"MONTH": Decimal(1), "YEAR": Decimal(12)}
DAYS = {"DAY": Decimal(1), "CALENDAR_DAY": Decimal(1), "WEEK": Decimal(7)}
NO_LENGTH = frozenset({"WORKING_DAY"})
"""Known units that are no length of time without a calendar of holidays."""
_DAYS_A_MONTH = Decimal("30.4375")

START, END = compile_path("cbc:StartDate"), compile_path("cbc:EndDate")
DURATION = compile_path("cbc:DurationMeasure")
NO_DURATION = compile_path("cbc:DescriptionCode")
# "automatically by twelve (12) calendar months": some buyers enter the months of one renewal where
# the number of renewals belongs.  A few renewals of as many months may be meant.
_MONTHS_IN_WORDS = re.compile(
    r"(?<!\d)(\d{1,3})(?!\d)[\s)-]*(?:kalender|calendar )?"
    r"(?:mon|mois\b|mes|maand|mies|měs|mj|lun|hónap|kuu|mån|mēn|mėn|мес|μήν|μην|mí)",
    re.IGNORECASE,
)
_MIN_DOUBTED_RENEWALS = 6

RENEWALS = compile_path("cbc:MaximumNumberNumeric")
RENEWAL_TEXT = compile_path("cac:Renewal/cac:Period/cbc:Description")


def parse_date(text: str | None, doc: ParseState, field: str) -> date | None:
    """Parse a civil date with offset (``2023-11-07+02:00``), which the offset does not move."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        doc.add_trouble("date", f"{field} is {text!r}, expected a date as yyyy-mm-dd")
        return None
    return None if day in FILLERS or not 1900 <= day.year < 2200 else day


def amount(
    element: Element | None, doc: ParseState, field: str, vat: Vat = "unknown"
) -> Money | None:
    """Parse an amount element; a negative one means withheld in eForms, and is noted as such."""
    text = xml_paths.element_text(element)
    if element is None or text is None:
        return None
    if not _AMOUNT.fullmatch(text) or abs(Decimal(text)) >= MAX_AMOUNT:
        doc.add_trouble("amount", f"{field} is {text[:40]!r}, expected a number below 10^24")
        return None
    number = Decimal(text)
    if number < 0:
        doc.withhold(field)
        return None
    return Money(number, element.get("currencyID") or None, vat)  # "" in 187172-2024


def positive_amount(
    element: Element | None, doc: ParseState, field: str, vat: Vat = "unknown"
) -> Money | None:
    """Maximum of a framework or estimated value, where 0 says that none is set (458454-2024)."""
    money = amount(element, doc, field, vat)
    return money if money and money.amount else None


def total(amounts: list[Money]) -> Money | None:
    """Their sum; None when there is none, or in several currencies."""
    if not amounts or len({(money.currency, money.vat) for money in amounts}) != 1:
        return None
    if len(amounts) == 1:
        return amounts[0]
    return Money(sum((m.amount for m in amounts), Decimal(0)), amounts[0].currency, amounts[0].vat)


def integer(text: str | None, doc: ParseState, field: str) -> int | None:
    """A count; negative is withheld."""
    if not text:
        return None
    if len(text) > _MAX_DIGITS or not _WHOLE.fullmatch(text):
        seen = decoding.excerpt(text)
        doc.add_trouble("number", f"{field} is {seen}, expected a whole number")
        return None
    number = int(Decimal(text))
    if number < 0:
        doc.withhold(field)
        return None
    return number


def period(element: Element | None, doc: ParseState) -> Period | None:
    """Parse ``cac:PlannedPeriod``."""
    if element is None:
        return None
    start = parse_date(xml_paths.text_at(element, START), doc, "start")
    end = parse_date(xml_paths.text_at(element, END), doc, "end")
    period = stated_period(start, end, _months(xml_paths.find_first(element, DURATION), doc))
    is_unlimited = xml_paths.text_at(element, NO_DURATION) == "UNLIMITED"  # BT-538
    if is_unlimited and end is None and (period is None or period.months is None):
        return Period(start=start, end_basis="unlimited")
    return period


def _months(element: Element | None, doc: ParseState) -> Decimal | None:
    """Convert a duration to months."""
    text = xml_paths.element_text(element)
    if element is None or text is None:
        return None
    unit = (element.get("unitCode") or "").upper()
    unit = unit.removesuffix("S")
    if unit in NO_LENGTH:
        return None
    if not _AMOUNT.fullmatch(text) or unit not in MONTHS.keys() | DAYS.keys():
        doc.add_trouble("duration", f"duration is {text!r} {unit or 'without unit'}")
        return None
    number = Decimal(text)
    if not 0 < number < 10_000:
        return None
    if unit in MONTHS:
        return number * MONTHS[unit]
    return (number * DAYS[unit] / _DAYS_A_MONTH).quantize(Decimal("0.01"))


def renewal(element: Element | None, doc: ParseState) -> Renewal | None:
    """Parse ``cac:ContractExtension``; a published 0 means no renewal and is kept.

    A number that the text gives as the months of a renewal is not how often it is renewed.
    """
    if element is None:
        return None
    maximum = integer(xml_paths.text_at(element, RENEWALS), doc, "renewals")
    description = xml_paths.in_language(xml_paths.find_all(element, RENEWAL_TEXT), doc.language)
    if maximum is None and description is None:
        return None
    if maximum is not None and maximum in _months_named(description or ""):
        maximum = None
    return Renewal(maximum=maximum, description=description)


def _months_named(text: str) -> set[int]:
    """Return the numbers of months in a text, without those that may count renewals, too."""
    numbers = {int(number) for number in _MONTHS_IN_WORDS.findall(text)}
    return {number for number in numbers if number >= _MIN_DOUBTED_RENEWALS}
