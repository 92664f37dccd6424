"""Convert the objects ``Value`` and ``Period`` of an OCDS release.

They answer ``None`` for what they cannot read: a field that came in another shape must not cost
the notice.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pipelines.model import Money, Period, Vat
from spiders.parsers.common.build_period import stated_period
from spiders.parsers.common.json_values import (
    civil_date,
    clean_text,
    mapping,
    months_of,
    parse_number,
)

_MAX_MONTHS = 1_220
_CURRENCY = re.compile("[A-Z]{3}")


def money(value: Any, currency: str | None, vat: Vat) -> Money | None:
    """Parse an OCDS ``Value`` into Money as published.

    Units   ``amount`` has the portal's meaning (``vat``); ``amountNet`` (OCDS 1.2) is read where it
            is missing, ``amountGross`` (Find a Tender) where both are; they say what they are.
    """
    if not value:  # of most amounts nothing is stated
        return None
    value = mapping(value)
    amount, included = parse_number(value.get("amount")), value.get("valueAddedTaxIncluded")
    if amount is None:
        amount, included = parse_number(value.get("amountNet")), False
    if amount is None:
        amount, included = parse_number(value.get("amountGross")), True
    if amount is None:
        return None
    if isinstance(included, bool):
        vat = "included" if included else "excluded"
    code = (clean_text(value.get("currency")) or currency or "").upper()
    return Money(amount, code if _CURRENCY.fullmatch(code) else None, vat)


def period(value: Any, zone: str | None) -> Period | None:
    """Parse an OCDS ``Period``; None when it says nothing."""
    if not value:
        return None
    value = mapping(value)
    start, end = civil_date(value.get("startDate"), zone), civil_date(value.get("endDate"), zone)
    return stated_period(start, end, _months(value))


def _months(value: dict[str, Any]) -> Decimal | None:
    months = parse_number(value.get("durationInMonths"))
    if months is not None and 0 < months <= _MAX_MONTHS:
        return months
    return months_of(value.get("durationInDays"))
