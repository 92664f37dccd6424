"""Navigate BOAMP's JSON twins of XML, where one child is an object and several are a list.

An XML element without children becomes "" in these trees, so presence is tested, never truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.model import Money, Vat
from spiders.parsers.common.json_values import as_list, day_or_filler

PARIS = ZoneInfo("Europe/Paris")
_NUMBER = re.compile(r"^\d+(?:\.\d+)?$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_FRENCH_DAY = re.compile(r"^(\d{2})/(\d{2})/(\d{2}|\d{4})$")


def dig(node: Any, *path: str) -> Any:
    """Value at a path, through the first of several children; None where the path ends."""
    for key in path:
        if isinstance(node, list):
            node = node[0] if node else None
        if not isinstance(node, dict):
            return None
        node = node.get(key)
    return node


def text(node: Any, *path: str) -> str | None:
    """Words at a path, ends trimmed; None when absent or blank."""
    value = dig(node, *path)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("#text")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def person_name(node: Any) -> str | None:
    """Given name and surname of a person, or the words that stand in their place."""
    parts = (text(node, name) for name in ("prenom", "pren", "nom"))
    return " ".join(filter(None, parts)) or text(node)


def choice(node: Any, *path: str) -> str | None:
    """Return the name of the only child of a choice: ``services`` for ``{"services": ""}``."""
    value = dig(node, *path)
    if isinstance(value, str):
        return value.strip() or None
    names = [key for key in value if not key.startswith(("@", "#"))] if value else []
    return names[0] if names else None


def has(node: Any, *path: str) -> bool:
    """Whether a path is there at all, be it empty."""
    return dig(node, *path) is not None


def find_values(node: Any, *names: str) -> Iterator[Any]:
    """Every value under one of these names, at any depth, in document order."""
    if isinstance(node, list):
        for child in node:
            yield from find_values(child, *names)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in names:
                yield from as_list(value)
            else:
                yield from find_values(value, *names)


def amount(
    node: Any, *path: str, vat: Vat = "unknown", currency: str | None = None
) -> Money | None:
    """An amount as published, with its currency attribute; None when absent or not a number."""
    figures = decimal(text(node, *path))
    if figures is None:
        return None
    value = dig(node, *path)
    value = value[0] if isinstance(value, list) else value
    stated = value if isinstance(value, dict) else {}
    code = stated.get("@DEVISE") or stated.get("@devise") or currency
    return Money(figures, code, vat)


def decimal(text: str | None) -> Decimal | None:
    """Parse ``139 396.55``, ``935 220,00`` or ``1.234,50``; None when it is no number."""
    if not text:
        return None
    compact = re.sub(r"[\s\u00a0\u202f]", "", text)
    if "," in compact:
        compact = compact.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", compact):
        compact = compact.replace(".", "")
    if not _NUMBER.match(compact):
        return None
    try:
        return Decimal(compact)
    except InvalidOperation:
        return None


def integer(text: str | None) -> int | None:
    """Parse digits as an integer; anything else is no count."""
    return int(text) if text and text.isdecimal() else None


def civil_date(text: str | None) -> date | None:
    """Convert a date or instant of the portal to its civil day in Paris.

    A naive hour is Paris time.  An hour stamped with an offset is converted, never cut.
    """
    if not text:
        return None
    try:
        return day_or_filler(_read_day(text.strip()))
    except (ValueError, OverflowError):  # 9999-12-31T23:59:59Z is in no year of Paris
        return None


def _read_day(text: str) -> date:
    """Raises  ValueError or OverflowError where no calendar has it."""
    if french := _FRENCH_DAY.match(text):
        d, m, y = (int(part) for part in french.groups())
        return date(y + 2000 if y < 100 else y, m, d)
    if _DAY.match(text[:10]) and len(text) <= 16 and "T" not in text:
        return date.fromisoformat(text[:10])
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.date() if moment.tzinfo is None else moment.astimezone(PARIS).date()
