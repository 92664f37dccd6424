"""Columns of all contracts in memory, by rowid, to filter, count and order a million of them.

SQLite reads whole rows; counting a choice of them by eleven columns takes seconds.  Arrays of small
numbers answer in milliseconds.  A column of words holds numbers into a list of its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
FACETS = ("country", "year", "portal", "language", "method", "status", "code", *CLAIMS)
# dates as numbers (20261128), 0 for none; the buyer by rowid in organizations
NUMBERS = {"value": np.float32, "published": np.int32, "end": np.int32, "buyer": np.int32}


@dataclass
class Words:
    """A column of few different values: ``numbers`` into ``values``; value 0 is None."""

    numbers: Numbers
    values: list[str | None]

    @classmethod
    def empty(cls) -> Words:
        """Return a column without rows."""
        return cls(np.zeros(0, dtype=np.uint16), [None])

    def extended(self, rows: Numbers, found: Iterable[str | None], size: int) -> Words:
        """Return the column with ``size`` more rows, of which ``rows`` have these values."""
        places = {value: number for number, value in enumerate(self.values)}
        numbers = [places.setdefault(value, len(places)) for value in found]
        kind = np.uint16 if len(places) < 2**16 else np.uint32
        more = np.zeros(size, dtype=kind)
        more[rows] = numbers
        return Words(np.concatenate([self.numbers.astype(kind, copy=False), more]), list(places))

    def number(self, value: str) -> int | None:
        """Return the number of a value; None: no row has it."""
        return self.values.index(value) if value in self.values else None


@dataclass
class Pairs:
    """Rows of another table: ``rows`` the contract of each, and its own columns."""

    rows: Numbers
    columns: dict[str, Words]


@dataclass
class ContractColumns:
    """All contracts: ``size`` is one more than the largest rowid; arrays have that length.

    ``listed``   the contract is there and is no duplicate of another one.
    ``groups``   vendor groups with their role, one row per contract and group.
    ``bought``, ``signed``  how many of them each organisation (by rowid) bought first, and signed.
    ``notices``  rowid of each notice that speaks of a contract, and ``noticed``: that contract.
    """

    listed: Numbers
    verified: Numbers
    facets: dict[str, Words]
    numbers: dict[str, Numbers]
    groups: Pairs
    notices: Numbers
    noticed: Numbers
    notice_size: int
    bought: Numbers
    signed: Numbers

    @classmethod
    def empty(cls) -> ContractColumns:
        """Return the columns of no contract."""
        none, no_rows = np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int32)
        return cls(
            listed=none,
            verified=none,
            facets={name: Words.empty() for name in (*FACETS, "band")},
            numbers={name: np.zeros(0, dtype=kind) for name, kind in NUMBERS.items()},
            groups=Pairs(no_rows, {"group": Words.empty(), "role": Words.empty()}),
            notices=no_rows,
            noticed=no_rows,
            notice_size=0,
            bought=no_rows,
            signed=no_rows,
        )

    @property
    def size(self) -> int:
        return len(self.listed)

    def mask_of(self, rowids: Numbers) -> Numbers:
        """Return which contracts have these rowids."""
        mask = np.zeros(self.size, dtype=bool)
        mask[rowids[rowids < self.size]] = True
        return mask

    def of_notices(self, mask: Numbers) -> Numbers:
        """Return which contracts the notices of a mask speak of."""
        found = np.zeros(self.size, dtype=bool)
        found[self.noticed[mask[self.notices]]] = True
        return found

    def bought_by(self, bodies: Numbers) -> Numbers:
        """Return the contracts whose first buyer is one of these organisations (by rowid)."""
        chosen = np.zeros(len(self.bought), dtype=bool)
        chosen[bodies[bodies < len(chosen)]] = True
        found: Numbers = chosen[self.numbers["buyer"]]
        return found

    def of_groups(self, groups: Iterable[str], roles: Sequence[str] = ()) -> Numbers:
        """Return the contracts in which one of the groups has a role (one of ``roles``, or any)."""
        names, found = self.groups.columns["group"], np.zeros(self.size, dtype=bool)
        numbers = [n for n in map(names.number, groups) if n is not None]
        here = np.isin(names.numbers, numbers)
        if roles:
            said = self.groups.columns["role"]
            here &= np.isin(said.numbers, [n for n in map(said.number, roles) if n is not None])
        found[self.groups.rows[here]] = True
        return found
