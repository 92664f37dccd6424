"""Columns of all contracts in memory, by rowid, to filter, count and order a million of them.

SQLite reads whole rows; counting a choice of them by eleven columns takes seconds.  Arrays of small
numbers answer in milliseconds.  A column of words holds numbers into a list of its values.
"""

from __future__ import annotations

import sqlite3
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
# facet -> SQL of its value, of a contract c and its latest notice n
FACETS = {
    "country": "c.country",
    "year": "nullif(substr(coalesce(c.signed, c.decided, c.published), 1, 4), '')",
    "portal": "c.portal",
    "language": "n.language",
    "method": "c.method",
    "status": "c.status",
    "code": "c.main_code",
    **{claim: f"c.{claim}" for claim in CLAIMS},
}
_VALUE = "CAST(replace(substr(coalesce({}, ''), 1, 10), '-', '') AS INTEGER)"
NUMBERS = {
    "value": "c.value_eur",
    "published": _VALUE.format("c.published"),
    "end": _VALUE.format('c."end"'),
    "buyer": "coalesce(o.rowid, 0)",  # rowid of the first buyer
}
_READ = f"""
SELECT c.rowid, c.same_as IS NULL, c.verified IS NOT NULL,
       {", ".join((*FACETS.values(), *NUMBERS.values()))}
FROM contracts c LEFT JOIN notices n ON n.id = c.notice_id
LEFT JOIN organizations o ON o.id = c.buyer_id
"""
_GROUPS = """
SELECT c.rowid, g.vendor_group, g.role
FROM contract_groups g JOIN contracts c ON c.id = g.contract_id
"""
_SIGNED = """
SELECT o.rowid, count(DISTINCT s.contract_id) FROM suppliers s
JOIN contracts c ON c.id = s.contract_id AND c.same_as IS NULL
JOIN organizations o ON o.id = s.organization_id GROUP BY o.rowid
"""
_NOTICES = """
SELECT n.rowid, c.rowid FROM contract_notices k
JOIN notices n ON n.id = k.notice_id JOIN contracts c ON c.id = k.contract_id
"""


@dataclass
class Words:
    """A column of few different values: ``numbers`` into ``values``; value 0 is None."""

    numbers: Numbers
    values: list[str | None]

    @classmethod
    def of(cls, found: Iterable[str | None]) -> Words:
        """Build from one value per row."""
        places: dict[str | None, int] = {None: 0}
        numbers = [places.setdefault(value, len(places)) for value in found]
        kind = np.uint16 if len(places) < 2**16 else np.uint32
        return cls(np.array(numbers, dtype=kind), list(places))

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


def read_columns(connection: sqlite3.Connection) -> ContractColumns:
    """Read the columns of all contracts."""
    cursor = connection.cursor()
    cursor.row_factory = None
    rows = cursor.execute(_READ).fetchall()
    (size,) = cursor.execute("SELECT coalesce(max(rowid), 0) + 1 FROM contracts").fetchone()
    (notices,) = cursor.execute("SELECT coalesce(max(rowid), 0) + 1 FROM notices").fetchone()
    columns = list(zip(*rows, strict=True)) or [()] * (3 + len(FACETS) + len(NUMBERS))
    places = np.array(columns[0], dtype=np.int64)

    def spread(values: Any, kind: Any) -> Numbers:
        whole = np.zeros(size, dtype=kind)
        whole[places] = np.array(values, dtype=kind)
        return whole

    facets = {}
    for name, values in zip(FACETS, columns[3:], strict=False):
        words = Words.of(values)
        facets[name] = Words(spread(words.numbers, words.numbers.dtype), words.values)
    numbers = {
        name: spread(
            [float("nan") if one is None else one for one in values],
            np.float64 if name == "value" else np.int32,
        )
        for name, values in zip(NUMBERS, columns[3 + len(FACETS) :], strict=True)
    }
    value = numbers["value"]
    facets["band"] = Words(
        np.where(np.isnan(value), 0, np.digitize(value, BANDS)).astype(np.uint16),
        [None, *map(str, BANDS)],
    )
    groups = list(zip(*cursor.execute(_GROUPS).fetchall(), strict=True)) or [(), (), ()]
    pairs = list(zip(*cursor.execute(_NOTICES).fetchall(), strict=True)) or [(), ()]
    (bodies,) = cursor.execute("SELECT coalesce(max(rowid), 0) + 1 FROM organizations").fetchone()
    listed = spread(columns[1], bool)
    signed = np.zeros(bodies, dtype=np.int32)
    for rowid, count in cursor.execute(_SIGNED):
        signed[rowid] = count
    bought = np.bincount(numbers["buyer"][listed], minlength=bodies)
    bought[0] = 0  # a contract without a buyer
    return ContractColumns(
        bought=bought,
        signed=signed,
        listed=listed,
        verified=spread(columns[2], bool),
        facets=facets,
        numbers=numbers,
        groups=Pairs(
            np.array(groups[0], dtype=np.int64),
            {"group": Words.of(groups[1]), "role": Words.of(groups[2])},
        ),
        notices=np.array(pairs[0], dtype=np.int64),
        noticed=np.array(pairs[1], dtype=np.int64),
        notice_size=notices,
    )
