"""Parse reference rates of the European Central Bank: XML of ninety days, ZIP of all days.

Units  currency units for one euro, as text; days are those of the ECB (Frankfurt).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from pipelines.errors import BrokenDocument, UnexpectedDocument
from spiders.parsers.decoding import xml_root
from spiders.parsers.decoding.zip_members import unbounded_packing

MAX_BYTES = 32 * 1024 * 1024  # unpacked; the file of thirty years has 2 MB
MIN_CURRENCIES = 20  # thirty are quoted: fewer is another file
NOT_QUOTED = ("", "N/A")  # a currency that was not quoted on that day
PLAUSIBLE_USD = (Decimal("0.3"), Decimal(3))  # where one euro in dollars can lie at all
# what zipfile raises for a file that is cut, damaged, encrypted or packed in a way it does not know
_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError)
_CURRENCY = re.compile(r"[A-Z]{3}")
Day = tuple[str, dict[str, str]]  # ISO day; currency -> units


def rates(body: bytes) -> Iterator[Day]:
    """Read the days of either file, each with the currencies quoted on it.

    Raises  BrokenDocument, or UnexpectedDocument when a day is none or a rate cannot be one.
    """
    table = _csv(_unzipped(body)) if body.startswith(b"PK") else _xml(body)
    is_empty = True
    for day, quoted in table:
        is_empty = False
        yield _checked(day, quoted)
    if is_empty:
        raise UnexpectedDocument("ecb: no day of rates is in this file; expected one a working day")


def _unzipped(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            (member,) = packed.infolist()
            if member.file_size > MAX_BYTES:
                size = member.file_size // 1024 // 1024
                raise BrokenDocument("too_large", f"ecb: {member.filename} unpacks to {size} MB")
            if packing := unbounded_packing(member):
                raise BrokenDocument("zip_broken", f"ecb: {member.filename} {packing}")
            return packed.read(member).decode("ascii")
    except _ZIP_FAULTS as error:
        raise BrokenDocument("zip_broken", f"ecb: the ZIP cannot be read ({error})") from None


def _csv(text: str) -> Iterator[Day]:
    head, *lines = text.split()
    names = head.split(",")
    if names[0] != "Date":
        raise UnexpectedDocument(f"ecb: the first column is {names[0]!r}, expected Date")
    for line in lines:
        day, *units = line.split(",")
        yield day, dict(zip(names[1:], units, strict=False))


def _xml(body: bytes) -> Iterator[Day]:
    for cube in xml_root(body).iter("{*}Cube"):
        if (day := cube.get("time")) is not None:
            yield (
                day,
                {element.get("currency") or "": element.get("rate") or "" for element in cube},
            )


def _checked(day: str, quoted: dict[str, str]) -> Day:
    """A day's rates, or a sentence: a wrong rate would make wrong euros of every contract."""
    try:
        date.fromisoformat(day)
    except ValueError:
        raise UnexpectedDocument(f"ecb: {day!r} is no day, expected YYYY-MM-DD") from None
    rates = {name: units for name, units in quoted.items() if name and units not in NOT_QUOTED}
    for name, units in rates.items():
        if not _CURRENCY.fullmatch(name) or not _is_positive(units):
            raise UnexpectedDocument(f"ecb, {day}: {name!r} is {units!r}, expected a rate above 0")
    if len(rates) < MIN_CURRENCIES or not _is_likely(rates.get("USD")):
        raise UnexpectedDocument(
            f"ecb, {day}: {len(rates)} currencies, one euro in dollars {rates.get('USD')}; expected"
            f" {MIN_CURRENCIES} or more, and {PLAUSIBLE_USD[0]} to {PLAUSIBLE_USD[1]} dollars"
        )
    return day, rates


def _is_positive(units: str) -> bool:
    try:
        return Decimal(units).is_finite() and Decimal(units) > 0
    except InvalidOperation:
        return False


def _is_likely(dollars: str | None) -> bool:
    return dollars is not None and PLAUSIBLE_USD[0] < Decimal(dollars) < PLAUSIBLE_USD[1]
