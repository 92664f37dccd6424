"""Read the numbered fields of a notice's HTML: ``8.2.) Wartość umowy: 443107,50 PLN``.

Shape   ``h2`` begins a section, ``h3`` a field, whose value stands in a span or in what follows;
        ``Część 1`` or ``(dla części 1)`` in a heading says which lot the next fields are about.
Source  seven real bodies in tests and notes of public clients (template version 1.0.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from pipelines.model import Money, Period
from spiders.parsers.common.json_values import civil_date, months_of, parse_number
from spiders.parsers.decoding import web_pages

_FIELD = re.compile(r"(\d+(?:\.\d+)*)\.?\)\s*([^:]*):?\s*(.*)", re.S)
_LOT = re.compile(r"\bczęś(?:ć|ci)\s*(?:nr\s*)?(\d+)", re.I)
_WHOLE = re.compile(r"\bSEKCJA\b", re.I)
_MONEY = re.compile(r"([\d\s.]+(?:,\d+)?)\s*([A-Z]{3})?")
_SPAN = re.compile(r"(\d+)\s*(dni|dzień|tygod\w*|miesi\w*|rok|lat\w*)", re.I)
_DAYS = re.compile(r"\d{4}-\d\d-\d\d")
_UNITS = {"m": Decimal(1), "r": Decimal(12), "l": Decimal(12)}


class Field(NamedTuple):
    """``code`` "8.2", its label and value as text, and the lot that it is about."""

    code: str
    label: str
    value: str
    lot: str | None


class Form(list[Field]):
    """The fields of one notice, in their order."""

    def of(self, lot: str | None) -> Form:
        return Form(field for field in self if field.lot == lot)

    def lots(self) -> list[str]:
        return list(dict.fromkeys(field.lot for field in self if field.lot))

    def all(self, section: str, label: str) -> list[str]:
        """Values of fields of a section ("7") whose label begins so; blank ones left out."""
        return [
            field.value
            for field in self
            if field.code.split(".")[0] == section
            and field.label.casefold().startswith(label)
            and field.value
        ]

    def first(self, section: str, label: str) -> str | None:
        return next(iter(self.all(section, label)), None)


def form(html: str | None) -> Form:
    """Read the fields of a notice's HTML; none where the body is missing or was cut."""
    if not html:
        return Form()
    soup = BeautifulSoup(web_pages.check_tag_count(html), "lxml")
    return Form(_fields(soup.select_one("main") or soup.body or soup))


def _fields(root: Tag) -> Iterator[Field]:
    lot: str | None = None
    head, tail = "", [""]
    for node in root.children:
        if isinstance(node, Tag) and node.name in ("h1", "h2", "h3"):
            yield from _field(head, tail, lot)
            head, tail = _text(node), []
            match = _LOT.search(head)
            if not _FIELD.match(head) and (match or (node.name == "h2" and _WHOLE.search(head))):
                lot = match[1] if match else None
        elif isinstance(node, Tag) and node.name != "style":
            tail.append(_text(node))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            tail.append(str(node))
    yield from _field(head, tail, lot)


def _field(head: str, tail: list[str], lot: str | None) -> Iterator[Field]:
    match = _FIELD.match(head)
    if match:
        parts = [match[3], *tail]
        lines = (" ".join(line.split()) for part in parts for line in part.splitlines())
        value = "\n".join(line for line in lines if line)
        yield Field(match[1], " ".join(match[2].split()), value, lot)


def _text(node: Tag) -> str:
    return web_pages.html_text(node).strip()


def money(text: str | None) -> Money | None:
    """Parse an amount (``443107,50 PLN``); without a currency it is PLN.  None when it is none."""
    match = _MONEY.match(" ".join((text or "").split()))
    amount = parse_number(match[1].replace(" ", "")) if match else None
    return Money(amount, (match[2] if match else None) or "PLN") if amount else None


def period(text: str | None, signed: date | None) -> Period | None:
    """``od 2023-04-01 do 2024-12-31``, ``do 2023-12-15`` or ``12 miesięcy`` from there."""
    days = [day for element in _DAYS.findall(text or "") if (day := civil_date(element, None))]
    if days:
        start = days[0] if len(days) > 1 else signed
        return Period(start, days[-1], None, "stated")
    span = _SPAN.search(text or "")
    if not span:
        return None
    count, unit = Decimal(span[1]), span[2][0].lower()
    weeks = months_of(count * (7 if unit == "t" else 1))
    months = count * _UNITS[unit] if unit in _UNITS else weeks
    return Period(signed, None, months)
