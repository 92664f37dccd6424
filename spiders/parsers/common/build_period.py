"""Build the period of a contract from what a document says of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipelines.model import Period


def stated_period(start: date | None, end: date | None, months: Decimal | None) -> Period | None:
    """Return the period as published; None when the document says nothing of it.

    A last day that only follows from start and length is left out: ``pipelines.normalise`` counts
    it for every notice alike.
    """
    period = Period(start, end, months, "stated" if end else "unknown")
    return period if start or end or months else None
