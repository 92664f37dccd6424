"""Define subscription filters and match many filters with many events.

A filter is a set of fields that must all match; within a field one of its values is enough, and
an empty field matches everything.  Sets of events are integers with one bit for each event,
which makes ten thousand filters against a thousand events a matter of milliseconds.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

from monitor.alerts.contract_and_notice_facts import Facts
from pipelines.errors import VigieError
from pipelines.model import CLAIM_TAGS, MAX_ORGANIZATION_ID_LENGTH
from pipelines.reference.regions import find_regions, regions
from pipelines.text_folding import fold

KINDS = ("award", "direct_award", "award_intention", "tender", "amendment", "ends", "bulletin")
MONTHS_BEFORE_END = (12, 6, 3)
MAX_VALUES = 40  # values of one field
# "FR-SIREN-216201939 Commune de Calais": an id, and words for those who read it
_BUYER_ID = re.compile(
    r"(?P<id>[A-Z]{2}-[A-Z0-9_]+-[^\s,]*\d[^\s,]*|name:[A-Z]{2}:[^\s,]+)(?:\s.*)?"
)
MAX_VALUE_LENGTH = MAX_ORGANIZATION_ID_LENGTH  # ids are the longest values
MAX_FILTER_LENGTH = 10_000  # characters of the values of these fields together
FREE_FIELDS = ("groups", "buyers", "words")  # all others have values of a list


class InvalidFilter(VigieError):
    """An unknown field or a value that a field cannot have; raised by ``build_filter``.

    ``field`` and ``value`` are for those who say it in the reader's language.
    """

    def __init__(self, message: str, field: str = "", value: str = "") -> None:
        super().__init__(message)
        self.field, self.value = field, value


@dataclass(frozen=True)
class Filter:
    """Conditions of a subscription.

    ``regions``  codes; of a country that has a region here, these alone count.
    ``verified`` ("yes"): only if a person read one of ``tags`` (without tags: any claim) and it
    stands.
    ``least_value`` in euros: contracts without a published amount pass, so that hiding it does
    not help.
    """

    kinds: tuple[str, ...] = ("award",)
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    buyers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    least_value: int = 0
    months: tuple[int, ...] = ()
    verified: tuple[str, ...] = ()

    @property
    def is_bulletin(self) -> bool:
        """Whether it asks for the bulletin of the week and nothing else."""
        return self.kinds == ("bulletin",)

    @property
    def whole_countries(self) -> tuple[str, ...]:
        """The countries of which no region is chosen."""
        return tuple(sorted({*self.countries} - self._countries_of_regions()))

    @property
    def all_countries(self) -> tuple[str, ...]:
        """The countries chosen, and those of the regions."""
        return tuple(sorted({*self.countries} | self._countries_of_regions()))

    def _countries_of_regions(self) -> set[str]:
        return {regions()[code].country for code in self.regions}

    def text(self) -> str:
        """Return the filter as one line of JSON without empty fields, equal for equal filters."""
        values = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


DEFAULT_FILTER = Filter(tags=("big_tech",))


def build_filter(values: Mapping[str, Any]) -> Filter:
    """Build a filter from fields as JSON, a form or the command line give them.

    Raises  InvalidFilter naming the field, what it was and what it may be.
    """
    names = {field.name for field in fields(Filter)}
    if unknown := set(values) - names:
        message = f"{min(unknown)} is no field of a filter: {', '.join(sorted(names))}"
        raise InvalidFilter(message, value=min(unknown))
    values_by_field: dict[str, Any] = {}
    for name, value in values.items():
        if name == "least_value":
            values_by_field[name] = _parse_euros(value)
            continue
        listed = [value] if isinstance(value, str | int) else list(value)
        cleaned = sorted({str(each).strip() for each in listed if str(each).strip()})
        if len(cleaned) > MAX_VALUES:
            message = f"{name}: {len(cleaned)} values, at most {MAX_VALUES} are possible"
            raise InvalidFilter(message, value=f"{name} ({len(cleaned)} > {MAX_VALUES})")
        values_by_field[name] = tuple(cleaned)
    _check_lengths(values_by_field)
    for name, allowed in (
        ("kinds", KINDS),
        ("tags", CLAIM_TAGS),
        ("months", tuple(map(str, MONTHS_BEFORE_END))),
        ("verified", ("yes",)),
    ):
        for value in values_by_field.get(name, ()):
            if value not in allowed:
                message = f"{name}: {value!r} is none of {', '.join(allowed)}"
                raise InvalidFilter(message, value=value)
    for country in values_by_field.get("countries", ()):
        if not is_country_code(country):
            message = f"countries: {country!r} is no code of two letters such as FR"
            raise InvalidFilter(message, "countries", country)
    values_by_field["countries"] = tuple(
        sorted({c.upper() for c in values_by_field.get("countries", ())})
    )
    values_by_field["regions"] = _region_codes(values_by_field.get("regions", ()))
    values_by_field["months"] = tuple(
        sorted({int(m) for m in values_by_field.get("months", ())}, reverse=True)
    )
    if not values_by_field.get("kinds"):
        values_by_field["kinds"] = Filter.kinds
    if "ends" in values_by_field["kinds"] and not values_by_field["months"]:
        values_by_field["months"] = MONTHS_BEFORE_END
    return Filter(**values_by_field)


def _region_codes(names: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of regions given by code or name.  Raises  InvalidFilter."""
    codes: set[str] = set()
    for name in names:
        found = find_regions(name)
        if not found:
            message = f"regions: {name!r} is no region of data/reference/regions.csv"
            raise InvalidFilter(message, "regions", name)
        codes.update(found)
    return tuple(sorted(codes))


def _check_lengths(values_by_field: Mapping[str, Any]) -> None:
    """Refuse what is too long: a value that is cut, such as an id, never matches."""
    values = [value for name in FREE_FIELDS for value in values_by_field.get(name, ())]
    for value in values:
        if len(value) > MAX_VALUE_LENGTH:
            message = (
                f"{value[:60]}…: {len(value)} characters, at most {MAX_VALUE_LENGTH} are possible"
            )
            raise InvalidFilter(message, value=f"{value[:60]}…")
    if (length := sum(map(len, values))) > MAX_FILTER_LENGTH:
        message = f"{length} characters in all, at most {MAX_FILTER_LENGTH} are possible"
        raise InvalidFilter(message, value=f"{length} > {MAX_FILTER_LENGTH}")


def is_country_code(text: str) -> bool:
    """Whether a text can be the code of a country: two letters."""
    return len(text) == 2 and text.isalpha() and text.isascii()


def _parse_euros(value: Any) -> int:
    """Parse euros as people write them: 40000, 40 000, 40.000, 40,000 or 1 250,50."""
    plain = re.sub(r"[\s\u202f\u00a0'€]", "", str(value))
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    try:
        euros = int(float(plain or 0))
    except (ValueError, OverflowError):
        message = f"least_value: {value!r} is no amount in euros"
        raise InvalidFilter(message, "least_value", str(value)) from None
    if euros < 0:
        raise InvalidFilter(
            f"least_value: {value!r} is less than nothing", "least_value", str(value)
        )
    return min(euros, 10**12)


@lru_cache(maxsize=20_000)
def parse_filter(text: str) -> Filter:
    """Parse the JSON of a filter.  Raises  InvalidFilter."""
    try:
        values = json.loads(text)
    except ValueError:
        raise InvalidFilter(f"{text[:60]!r} is no filter") from None
    if not isinstance(values, dict):
        raise InvalidFilter(f"{text[:60]!r} is no filter")
    return build_filter(values)


def buyer_id(text: str) -> str | None:
    """Return the id in a buyer condition, or None when it is a part of a name."""
    match = _BUYER_ID.fullmatch(text)
    return match["id"] if match else None


class EventIndex:
    """Index of events by the facts of all their rows; answers which events a filter matches.

    ``events`` holds (kinds, facts of each row) of each event; an event without facts never matches.
    """

    def __init__(self, events: Sequence[tuple[frozenset[str], Sequence[Facts]]]) -> None:
        self.all = (1 << len(events)) - 1
        self._sets: dict[tuple[str, str], int] = {}
        self._texts: list[tuple[str, str]] = []
        self._bits: list[int] = []
        self._without_value = 0
        values: list[tuple[float, int]] = []
        for index, (kinds, rows) in enumerate(events):
            bit = 1 << index
            for kind in kinds if rows else ():
                self._add("kinds", kind, bit)
            amounts = [row["value_eur"] for row in rows if row.get("value_eur") is not None]
            if amounts:
                values.append((max(amounts), bit))
            else:
                self._without_value |= bit
            for row in rows:
                self._add_facts(row, bit)
        values.sort()
        self._amounts = [amount for amount, _ in values]
        self._above = [0] * (len(values) + 1)
        for index in range(len(values) - 1, -1, -1):
            self._above[index] = self._above[index + 1] | values[index][1]
        self._words = lru_cache(maxsize=None)(self._containing_text)

    def _add(self, field: str, value: str, bit: int) -> None:
        self._sets[field, value] = self._sets.get((field, value), 0) | bit

    def _add_facts(self, row: Facts, bit: int) -> None:
        for claim in CLAIM_TAGS:
            if row.get(claim) == "yes":
                self._add("tags", claim, bit)
        for claim in row.get("verified") or ():
            self._add("verified", claim, bit)
        for group in row.get("groups", ()):
            self._add("groups", group["id"], bit)
            if group.get("tier"):
                self._add("tiers", group["tier"], bit)
        if row.get("country"):
            self._add("countries", row["country"], bit)
        if row.get("region"):
            self._add("regions", row["region"], bit)
        bodies: Mapping[str, Sequence[str]] = row.get("bodies") or {}
        for body in {row.get("buyer_id"), *bodies} - {None}:
            self._add("buyers", str(body), bit)
        texts = [row.get(name) or "" for name in ("title", "notice_title", "suppliers")]
        names = [row.get("buyer") or "", *(name for all_ in bodies.values() for name in all_)]
        # no text reaches from one name over the line into the next
        buyer = f" {' | '.join(dict.fromkeys(map(fold, names)))} "
        self._texts.append((buyer, f"{buyer}{fold(' '.join(texts))} "))
        self._bits.append(bit)

    def _containing_text(self, which: int, text: str) -> int:
        """Return events whose buyer (0) or words (1) contain a text at the start of a word."""
        needle = " " + fold(text)
        if needle == " ":
            return 0
        matched = 0
        for texts, bit in zip(self._texts, self._bits, strict=True):
            if needle in texts[which]:
                matched |= bit
        return matched

    def _having_any(self, field: str, values: Sequence[str]) -> int:
        matched = 0
        for value in values:
            matched |= self._sets.get((field, value), 0)
        return matched

    def match(self, filter_: Filter) -> int:
        """Return the bits of the events that a filter matches."""
        kinds = [kind for kind in filter_.kinds if kind != "ends"]
        if "ends" in filter_.kinds:
            kinds += [f"ends:{months}" for months in filter_.months]
        matched = self._having_any("kinds", kinds)
        if matched and (filter_.groups or filter_.tiers):
            matched &= self._having_any("groups", filter_.groups) | self._having_any(
                "tiers", filter_.tiers
            )
        if matched and filter_.tags:
            matched &= self._having_any("tags", filter_.tags)
        if matched and (filter_.countries or filter_.regions):
            matched &= self._having_any("countries", filter_.whole_countries) | self._having_any(
                "regions", filter_.regions
            )
        if matched and filter_.verified:
            matched &= self._having_any("verified", filter_.tags or CLAIM_TAGS)
        if matched and filter_.buyers:
            ids = [buyer_id(buyer) for buyer in filter_.buyers]
            names = [name for name, id_ in zip(filter_.buyers, ids, strict=True) if id_ is None]
            matched &= self._having_any("buyers", list(filter(None, ids))) | self._containing_any(
                0, names
            )
        if matched and filter_.words:
            matched &= self._containing_any(1, filter_.words)
        if matched and filter_.least_value:
            index = bisect_left(self._amounts, filter_.least_value)
            matched &= self._above[index] | self._without_value
        return matched

    def _containing_any(self, which: int, texts: Sequence[str]) -> int:
        words: Callable[[int, str], int] = self._words
        matched = 0
        for text in texts:
            matched |= words(which, text)
        return matched


def bit_positions(bits: int) -> list[int]:
    """Return the positions of the set bits, lowest first."""
    positions = []
    while bits:
        lowest = bits & -bits
        positions.append(lowest.bit_length() - 1)
        bits ^= lowest
    return positions
