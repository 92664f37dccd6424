"""Write amounts, periods and days as OCDS has them.

dates    a civil day is its first instant in UTC, an end its last: OCDS has no days.
lengths  of a period without an end, in days: OCDS has no months.
amounts  as published; a ceiling is ``maximumValue``, an estimate ``estimatedValue``.  A currency
         that the standard's list lacks is left out.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pycountry

from pipelines.contracts.compiled_contract import stated_value
from pipelines.model import Award, Money, Period

Json = dict[str, Any]
_NEWER_CURRENCIES = {"SLE", "VED", "XAD", "XCG", "ZWG"}  # than the standard's list of currencies
# withdrawn since 2005: notices of their day still bear them, and the standard lists them
_BEFORE_THE_EURO = {"BGN", "CYP", "EEK", "HRK", "LTL", "LVL", "MTL", "SIT", "SKK"}
_REDENOMINATED = {"ANG", "BYR", "CUC", "GHC", "MRO", "MZM", "ROL", "SLL", "STD", "VEF", "ZMK"}
CURRENCIES = (
    {currency.alpha_3 for currency in pycountry.currencies} | _BEFORE_THE_EURO | _REDENOMINATED
) - _NEWER_CURRENCIES
_DAYS_A_MONTH = Decimal("30.4375")


def amounts_of(award: Award, kind: str | None) -> Json:
    """Return the amounts of an award, each in the field of what it is."""
    name = {"ceiling": "maximumValue", "estimate": "estimatedValue"}.get(kind or "", "value")
    return {
        "minimumValue": value_object(award.minimum),
        "maximumValue": value_object(award.maximum),
        name: value_object(stated_value(award) or (award.maximum if kind == "ceiling" else None)),
    }


def value_object(money: Money | None) -> Json | None:
    if money is None:
        return None
    amount = _number(money.amount)
    net = {"excluded": "amountNet", "included": "amountGross"}.get(money.vat)
    return json_object(
        amount=amount,
        **{net: amount} if net else {},
        currency=money.currency if money.currency in CURRENCIES else None,
    )


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def period_object(period: Period | None) -> Json | None:
    if period is None:
        return None
    days = None
    if period.months is not None and period.end is None:
        days = round(period.months * _DAYS_A_MONTH)
    return json_object(
        startDate=instant(period.start),
        endDate=instant(period.end, end=True),
        durationInDays=days or None,
    )


def instant(day: date | None, *, end: bool = False) -> str | None:
    return f"{day.isoformat()}T{'23:59:59' if end else '00:00:00'}Z" if day else None


def json_object(**values: Any) -> Json:
    """Build an object without nulls, empty texts, lists and objects, as OCDS recommends."""
    return {name: value for name, value in values.items() if value not in (None, [], {}, "")}
