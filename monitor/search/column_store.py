"""Columns of all contracts in memory, by rowid, to filter, count and order a million of them.

SQLite reads whole rows; counting a choice of them by eleven columns takes seconds.  Arrays of small
numbers answer in milliseconds.  A column of words holds numbers into a list of its values.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
CLAIMS = (
    "big_tech",
    "data_outsourcing",
    "worker_surveillance",
    "public_surveillance_ai",
    "public_alternative",
)
# from euros, to the next one
BANDS = (0, 40_000, 215_000, 1_000_000, 10_000_000)
FACETS = (
    *("country", "region", "year", "portal", "language", "method", "status", "code"),
    *("law", "amended", *CLAIMS),
)
PAIRS = ("group", "role", "seat")  # columns of vendor groups in a contract
# dates as numbers (20261128), 0 for none; the buyer by rowid in organizations
NUMBERS = {"value": np.float32, "published": np.int32, "end": np.int32, "buyer": np.int32}

_MAX_COMPARED_NUMBERS = 12  # numbers that are compared one by one
_AFTER_ALL = "\U0010ffff"  # comes after every letter


def pad_to_size(numbers: Numbers, size: int) -> Numbers:
    """Return a copy with at least this many rows."""
    more = np.zeros(max(0, size - len(numbers)), dtype=numbers.dtype)
    return np.concatenate([numbers, more])


def mask_not_in(numbers: Numbers, others: Numbers) -> Numbers:
    """Return which numbers are none of the others."""
    if not len(numbers) or not len(others) or others.min() > numbers.max():
        return np.ones(len(numbers), dtype=bool)
    return ~np.isin(numbers, others)


def mask_in(numbers: Numbers, chosen: Numbers) -> Numbers:
    """Return which numbers are among those that ``chosen`` marks.

    A few are compared one by one: that takes a twentieth of the time of looking up a million.
    """
    indexes = np.flatnonzero(chosen)
    if len(indexes) > _MAX_COMPARED_NUMBERS:
        result: Numbers = chosen.take(numbers)
        return result
    result = np.zeros(len(numbers), dtype=bool)
    for number in indexes:
        result |= numbers == numbers.dtype.type(number)
    return result


@dataclass
class CategoricalColumn:
    """A column of few different values: ``numbers`` into ``values``; value 0 is None."""

    numbers: Numbers
    values: list[str | None]

    @classmethod
    def empty(cls) -> CategoricalColumn:
        """Return a column without rows."""
        return cls(np.zeros(0, dtype=np.uint16), [None])

    def with_rows(
        self, rows: Numbers, values: Iterable[str | None], size: int
    ) -> CategoricalColumn:
        """Return the column with at least ``size`` rows, of which ``rows`` have these values."""
        places = {value: number for number, value in enumerate(self.values)}
        numbers = [places.setdefault(value, len(places)) for value in values]
        kind = np.uint16 if len(places) < 2**16 else np.uint32
        whole = pad_to_size(self.numbers.astype(kind, copy=False), size)
        whole[rows] = numbers
        return CategoricalColumn(whole, list(places))

    @cached_property
    def _in_order(self) -> tuple[list[str], list[int]]:
        """The values in order, and the number of each."""
        pairs = sorted((value, number) for number, value in enumerate(self.values) if value)
        return [value for value, _ in pairs], [number for _, number in pairs]

    def which_begin(self, beginnings: Iterable[str]) -> Numbers:
        """Return the rows whose value begins with one of these."""
        values, numbers = self._in_order
        begun = np.zeros(len(self.values), dtype=bool)
        for prefix in beginnings:
            last = bisect_left(values, prefix + _AFTER_ALL)
            begun[numbers[bisect_left(values, prefix) : last]] = True
        return mask_in(self.numbers, begun)

    def number(self, value: str) -> int | None:
        """Return the number of a value; None: no row has it."""
        return self.values.index(value) if value in self.values else None


@dataclass
class Pairs:
    """Rows of another table: ``rows`` the contract of each, and its own columns."""

    rows: Numbers
    columns: dict[str, CategoricalColumn]

    def which(self, name: str, values: Iterable[str]) -> Numbers:
        """Return the pairs that have one of the values in a column."""
        column = self.columns[name]
        numbers = [number for number in map(column.number, values) if number is not None]
        return np.isin(column.numbers, numbers)

    def without(self, rows: Numbers) -> Pairs:
        """Return the pairs of other contracts than these."""
        kept = mask_not_in(self.rows, rows)
        columns = {
            name: CategoricalColumn(column.numbers[kept], column.values)
            for name, column in self.columns.items()
        }
        return Pairs(self.rows[kept], columns)


@dataclass
class ContractColumns:
    """All contracts: ``size`` is one more than the largest rowid; arrays have that length.

    ``listed``   the contract is there and is no duplicate of another one.
    ``groups``   vendor groups with their role and the country of their head office (seat), one row
                 per contract and group.
    ``signers``  rowid in organizations of each that signed a contract, and ``signing``: that one.
    ``notices``  rowid of each notice that speaks of a contract, and ``noticed``: that contract.
    """

    listed: Numbers
    verified: Numbers
    facets: dict[str, CategoricalColumn]
    numbers: dict[str, Numbers]
    groups: Pairs
    notices: Numbers
    noticed: Numbers
    notice_size: int
    signers: Numbers
    signing: Numbers
    body_size: int

    @classmethod
    def empty(cls) -> ContractColumns:
        """Return the columns of no contract."""
        none, no_rows = np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int32)
        return cls(
            listed=none,
            verified=none,
            facets={name: CategoricalColumn.empty() for name in (*FACETS, "band")},
            numbers={name: np.zeros(0, dtype=kind) for name, kind in NUMBERS.items()},
            groups=Pairs(no_rows, {name: CategoricalColumn.empty() for name in PAIRS}),
            notices=no_rows,
            noticed=no_rows,
            notice_size=0,
            signers=no_rows,
            signing=no_rows,
            body_size=0,
        )

    @property
    def size(self) -> int:
        return len(self.listed)

    @cached_property
    def bought(self) -> Numbers:
        """Number of contracts that each organisation (by rowid) bought, as their first buyer."""
        counts = np.bincount(self.numbers["buyer"][self.listed], minlength=self.body_size)
        counts[:1] = 0  # contracts without a buyer
        return counts

    @cached_property
    def signed(self) -> Numbers:
        """Number of contracts that each organisation (by rowid) signed."""
        signer_rows = self.signers[self.listed[self.signing]]
        return np.bincount(signer_rows, minlength=len(self.bought))

    @cached_property
    def uncontracted(self) -> Numbers:
        """Mask of the notices (by rowid) that have no contract."""
        result = np.ones(self.notice_size, dtype=bool)
        result[self.notices] = False
        return result

    def of_notices(self, scores: Numbers, levels: Sequence[int]) -> Numbers:
        """Return the best score of the notices of each contract; ``levels``: all that there are,
        from the lowest."""
        result = np.zeros(self.size, dtype=np.int8)
        notice_scores = scores.take(self.notices)
        places = np.flatnonzero(notice_scores > 0)  # a few of a million
        notice_scores, noticed = notice_scores[places], self.noticed[places]
        result[noticed] = levels[0]
        for level in levels[1:]:
            result[noticed[notice_scores == level]] = level
        return result

    def of_codes(self, beginnings: Iterable[str]) -> Numbers:
        """Return the contracts whose main code, of the CPV, begins with one of these digits."""
        return self.facets["code"].which_begin(f"CPV {prefix}" for prefix in beginnings)

    def bought_by(self, bodies: Numbers) -> Numbers:
        """Return the contracts whose first buyer is one of these organisations (by rowid)."""
        chosen = np.zeros(len(self.bought), dtype=bool)
        chosen[bodies[bodies < len(chosen)]] = True
        return mask_in(self.numbers["buyer"], chosen)

    def of_groups(self, groups: Iterable[str]) -> Numbers:
        """Return the contracts in which one of the groups has a role."""
        return self.of_pairs(self.groups.which("group", groups))

    def of_pairs(self, pairs: Numbers) -> Numbers:
        """Return the contracts of which one of these pairs (a mask) is."""
        result = np.zeros(self.size, dtype=bool)
        result[self.groups.rows[pairs]] = True
        return result

    def foreign_groups(self) -> Numbers:
        """Return the pairs whose group has its head office in another country than the buyer."""
        seats, countries = self.groups.columns["seat"], self.facets["country"]
        same = [(countries.number(seat) or -1) if seat else -1 for seat in seats.values]
        of_buyer = countries.numbers[self.groups.rows]
        known = (seats.numbers > 0) & (of_buyer > 0)
        foreign: Numbers = known & (np.array(same).take(seats.numbers) != of_buyer)
        return foreign
