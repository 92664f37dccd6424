"""Convert cells of Canadian tables; placeholders become None."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipelines.model import Code, Method, Money, Vat
from spiders.parsers.common.json_values import clean_text, folded, parse_number

_EMPTY = {"na", "n/a", "null", "none", "-", "not applicable", "sans objet", "s/o"}


def non_empty_text(value: object) -> str | None:
    text = clean_text(value)
    return None if text is None or text.lower() in _EMPTY else text


def dollars(value: object, vat: Vat, currency: str = "CAD") -> Money | None:
    """0 and -1 stand for an amount that is not told."""
    amount = parse_number((non_empty_text(value) or "").lstrip("$"))
    return Money(amount, currency, vat) if amount not in (None, Decimal(0), Decimal(-1)) else None


def split_values(value: object) -> list[str]:
    """``*D121\\n*D302``: values parted by line breaks, each with an asterisk; a bare one is one."""
    parts = re.split(r"[\r\n]+\s*\*?|(?<!\S)\*", non_empty_text(value) or "")
    return [part.strip() for part in parts if part.strip()]


def codes(values: list[str], main: bool = True) -> Iterator[Code]:
    """Parse GSIN (D302A, N7030; goods often without their N) and UNSPSC codes (eight digits)."""
    for value in values:
        if re.fullmatch(r"\d{8}", value):
            yield Code("UNSPSC", value, None, main)
        elif re.fullmatch(r"N?\d{4,5}[A-Z]{0,2}", value):
            yield Code("GSIN", "N" + value.lstrip("N"), None, main)
        elif re.fullmatch(r"[A-Z]{1,2}\d{2,3}[A-Z]{0,3}", value):
            yield Code("GSIN", value, None, main)
        main = False


def method_of(words_: str | None) -> Method | None:
    """Convert "Competitive – Open Bidding" and the like to a method; "Traditional" and
    "competitively sourced" name none."""
    text = folded(words_ or "")
    if any(
        phrase in text for phrase in ("non-competitive", "advance contract award", "sole-sourced")
    ):
        return "direct"
    if "open bidding" in text:
        return "open"
    return "selective" if "selective" in text else None
