"""What a subscription asks for, and which of many things that happened it matches.

A filter is fields that must all hold; in a field, one of its values is enough.  An empty field asks
nothing.  Matching works on sets written as whole numbers, one bit a thing that happened, so that
ten thousand filters are compared with a thousand things in a moment.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

from pipelines.errors import VigieError
from pipelines.text_folding import fold

KINDS = ("award", "direct_award", "award_intention", "tender", "amendment", "ends")
CLAIMS = (
    "big_tech",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)
MONTHS_BEFORE_END = (12, 6, 3)
MAX_VALUES = 40  # values of one field
# "FR-SIREN-216201939 Commune de Calais": an id, and words for those who read it
_BUYER_ID = re.compile(
    r"(?P<id>[A-Z]{2}-[A-Z0-9_]+-[^\s,]*\d[^\s,]*|name:[A-Z]{2}:[^\s,]+)(?:\s.*)?"
)
MAX_VALUE_LENGTH = 100  # characters of a value

Facts = Mapping[str, Any]


class InvalidFilter(VigieError):
    """A field that is none, or a value that it cannot have; raised by ``filter_of``.

    ``field`` and ``value`` are for those who say it in the reader's language.
    """

    def __init__(self, told: str, field: str = "", value: str = "") -> None:
        super().__init__(told)
        self.field, self.value = field, value


@dataclass(frozen=True)
class Filter:
    """``least_value`` in euros: what has no published amount passes, hiding it must not help."""

    kinds: tuple[str, ...] = ("award",)
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    buyers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    least_value: int = 0
    months: tuple[int, ...] = ()

    def text(self) -> str:
        """As one line of JSON, without empty fields; the same for equal filters."""
        found = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


DEFAULT_FILTER = Filter(tags=("big_tech",))


def build_filter(values: Mapping[str, Any]) -> Filter:
    """Field -> value or values, as JSON, a form or the command line give them.

    Raises  BadFilter naming the field, what it was and what it may be.
    """
    known = {field.name for field in fields(Filter)}
    if unknown := set(values) - known:
        raise InvalidFilter(f"{min(unknown)} is no field of a filter: {', '.join(sorted(known))}")
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name == "least_value":
            found[name] = _parse_euros(value)
            continue
        listed = [value] if isinstance(value, str | int) else list(value)
        cleaned = sorted(
            {str(each).strip()[:MAX_VALUE_LENGTH] for each in listed if str(each).strip()}
        )
        if len(cleaned) > MAX_VALUES:
            raise InvalidFilter(f"{name}: {len(cleaned)} values, at most {MAX_VALUES} are possible")
        found[name] = tuple(cleaned)
    for name, allowed in (
        ("kinds", KINDS),
        ("tags", CLAIMS),
        ("months", tuple(map(str, MONTHS_BEFORE_END))),
    ):
        for value in found.get(name, ()):
            if value not in allowed:
                raise InvalidFilter(f"{name}: {value!r} is none of {', '.join(allowed)}")
    for country in found.get("countries", ()):
        if not (len(country) == 2 and country.isalpha() and country.isascii()):
            told = f"countries: {country!r} is no code of two letters such as FR"
            raise InvalidFilter(told, "countries", country)
    found["countries"] = tuple(sorted({c.upper() for c in found.get("countries", ())}))
    found["months"] = tuple(sorted({int(m) for m in found.get("months", ())}, reverse=True))
    if not found.get("kinds"):
        found["kinds"] = Filter.kinds
    if "ends" in found["kinds"] and not found["months"]:
        found["months"] = MONTHS_BEFORE_END
    return Filter(**found)


def _parse_euros(value: Any) -> int:
    """Euros as people write them: 40000, 40 000, 40.000, 40,000 or 1 250,50."""
    plain = re.sub(r"[\s\u202f\u00a0'€]", "", str(value))
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    try:
        found = int(float(plain or 0))
    except (ValueError, OverflowError):
        told = f"least_value: {value!r} is no amount in euros"
        raise InvalidFilter(told, "least_value", str(value)) from None
    if found < 0:
        raise InvalidFilter(
            f"least_value: {value!r} is less than nothing", "least_value", str(value)
        )
    return min(found, 10**12)


@lru_cache(maxsize=20_000)
def parse_filter(text: str) -> Filter:
    """JSON of a filter -> the filter.  Raises  BadFilter."""
    try:
        values = json.loads(text)
    except ValueError:
        raise InvalidFilter(f"{text[:60]!r} is no filter") from None
    if not isinstance(values, dict):
        raise InvalidFilter(f"{text[:60]!r} is no filter")
    return build_filter(values)


def buyer_id(text: str) -> str | None:
    """A buyer as asked for -> its id; None when it is a part of a name."""
    found = _BUYER_ID.fullmatch(text)
    return found["id"] if found else None


class EventIndex:
    """Things that happened, each with the facts of every row that tells of it -> who matches.

    ``things`` holds (kinds, facts, …) a thing; no facts match nothing.
    """

    def __init__(self, things: Sequence[tuple[frozenset[str], Sequence[Facts]]]) -> None:
        self.all = (1 << len(things)) - 1
        self._sets: dict[tuple[str, str], int] = {}
        self._texts: list[tuple[str, str]] = []
        self._bits: list[int] = []
        self._without_value = 0
        values: list[tuple[float, int]] = []
        for place, (kinds, rows) in enumerate(things):
            bit = 1 << place
            for kind in kinds if rows else ():
                self._add("kinds", kind, bit)
            amounts = [row["value_eur"] for row in rows if row.get("value_eur") is not None]
            if amounts:
                values.append((max(amounts), bit))
            else:
                self._without_value |= bit
            for row in rows:
                self._row(row, bit)
        values.sort()
        self._amounts = [amount for amount, _ in values]
        self._above = [0] * (len(values) + 1)
        for place in range(len(values) - 1, -1, -1):
            self._above[place] = self._above[place + 1] | values[place][1]
        self._words = lru_cache(maxsize=None)(self._containing)

    def _add(self, field: str, value: str, bit: int) -> None:
        self._sets[field, value] = self._sets.get((field, value), 0) | bit

    def _row(self, row: Facts, bit: int) -> None:
        for claim in CLAIMS:
            if row.get(claim) == "yes":
                self._add("tags", claim, bit)
        for group in row.get("groups", ()):
            self._add("groups", group["id"], bit)
            if group.get("tier"):
                self._add("tiers", group["tier"], bit)
        if row.get("country"):
            self._add("countries", row["country"], bit)
        if row.get("buyer_id"):
            self._add("buyers", row["buyer_id"], bit)
        shown = [row.get(name) or "" for name in ("title", "notice_title", "suppliers")]
        buyer = f" {fold(row.get('buyer') or '')} "
        self._texts.append((buyer, f"{buyer}{fold(' '.join(shown))} "))
        self._bits.append(bit)

    def _containing(self, which: int, text: str) -> int:
        """Things whose buyer (0) or words (1) hold this text at the start of a word."""
        wanted = " " + fold(text)
        if wanted == " ":
            return 0
        found = 0
        for texts, bit in zip(self._texts, self._bits, strict=True):
            if wanted in texts[which]:
                found |= bit
        return found

    def _any(self, field: str, values: Sequence[str]) -> int:
        found = 0
        for value in values:
            found |= self._sets.get((field, value), 0)
        return found

    def match(self, wanted: Filter) -> int:
        """Filter -> the bits of the things that it matches."""
        kinds = [kind for kind in wanted.kinds if kind != "ends"]
        if "ends" in wanted.kinds:
            kinds += [f"ends:{months}" for months in wanted.months]
        found = self._any("kinds", kinds)
        if found and (wanted.groups or wanted.tiers):
            found &= self._any("groups", wanted.groups) | self._any("tiers", wanted.tiers)
        for field, values in (("tags", wanted.tags), ("countries", wanted.countries)):
            if found and values:
                found &= self._any(field, values)
        if found and wanted.buyers:
            ids = [buyer_id(one) for one in wanted.buyers]
            names = [name for name, id_ in zip(wanted.buyers, ids, strict=True) if id_ is None]
            found &= self._any("buyers", list(filter(None, ids))) | self._text(0, names)
        if found and wanted.words:
            found &= self._text(1, wanted.words)
        if found and wanted.least_value:
            place = bisect_left(self._amounts, wanted.least_value)
            found &= self._above[place] | self._without_value
        return found

    def _text(self, which: int, texts: Sequence[str]) -> int:
        words: Callable[[int, str], int] = self._words
        found = 0
        for text in texts:
            found |= words(which, text)
        return found


def bit_positions(bits: int) -> list[int]:
    """Bits of a set -> their places, lowest first."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
