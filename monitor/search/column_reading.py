"""Read columns of contracts from the database, all or those that came since."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import numpy as np

from monitor.search.contract_columns import (
    BANDS,
    CLAIMS,
    FACETS,
    NUMBERS,
    ContractColumns,
    Numbers,
    Pairs,
    Words,
)

_DAY = "CAST(replace(substr(coalesce({}, ''), 1, 10), '-', '') AS INTEGER)"
# of a contract c, its latest notice n and its first buyer o
_SQL = {
    "country": "c.country",
    "year": "nullif(substr(coalesce(c.signed, c.decided, c.published), 1, 4), '')",
    "portal": "c.portal",
    "language": "n.language",
    "method": "c.method",
    "status": "c.status",
    "code": "c.main_code",
    **{claim: f"c.{claim}" for claim in CLAIMS},
    "value": "c.value_eur",
    "published": _DAY.format("c.published"),
    "end": _DAY.format('c."end"'),
    "buyer": "coalesce(o.rowid, 0)",
}
_PART = "WHERE c.rowid >= :start AND c.rowid < :end"
_READ = f"""
SELECT c.rowid, c.same_as IS NULL, c.verified IS NOT NULL,
       {", ".join(_SQL[name] for name in (*FACETS, *NUMBERS))}
FROM contracts c LEFT JOIN notices n ON n.id = c.notice_id
LEFT JOIN organizations o ON o.id = c.buyer_id {_PART}
"""
_GROUPS = f"""
SELECT c.rowid, g.vendor_group, g.role
FROM contracts c CROSS JOIN contract_groups g ON g.contract_id = c.id {_PART}
"""
_NOTICES = f"""
SELECT n.rowid, c.rowid FROM contracts c CROSS JOIN contract_notices k ON k.contract_id = c.id
CROSS JOIN notices n ON n.id = k.notice_id {_PART}
"""
_SIGNED = f"""
SELECT o.rowid FROM contracts c CROSS JOIN suppliers s ON s.contract_id = c.id
CROSS JOIN organizations o ON o.id = s.organization_id {_PART} AND c.same_as IS NULL
GROUP BY c.id, o.rowid
"""
_SIZE = "SELECT coalesce(max(rowid), 0) + 1 FROM {}"
A_PART = 50_000  # rows read at once, so that a large database needs little memory


def read_columns(
    connection: sqlite3.Connection, known: ContractColumns | None = None, most: int | None = None
) -> ContractColumns:
    """Return the columns of all contracts, or ``known`` with those that came since.

    ``most``  contracts that are read; later ones are left for the next time.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    columns = known or ContractColumns.empty()
    (size,) = cursor.execute(_SIZE.format("contracts")).fetchone()
    if most is not None:
        size = min(size, columns.size + most)
    while columns.size < size:
        columns = _extended(cursor, columns, min(size, columns.size + A_PART))
    (notices,) = cursor.execute(_SIZE.format("notices")).fetchone()
    (bodies,) = cursor.execute(_SIZE.format("organizations")).fetchone()
    return replace(
        columns,
        notice_size=notices,
        bought=_grown(columns.bought, bodies),
        signed=_grown(columns.signed, bodies),
    )


def _extended(cursor: sqlite3.Cursor, columns: ContractColumns, end: int) -> ContractColumns:
    """Return the columns with the contracts up to the rowid before ``end``."""
    start, part = columns.size, {"start": columns.size, "end": end}
    read = list(zip(*cursor.execute(_READ, part).fetchall(), strict=True))
    if not read:
        read = [()] * (3 + len(FACETS) + len(NUMBERS))
    rows = np.array(read[0], dtype=np.int64) - start

    def more(values: Any, kind: Any) -> Numbers:
        found = np.zeros(end - start, dtype=kind)
        found[rows] = np.array(values, dtype=kind)
        return found

    facets = {
        name: columns.facets[name].extended(rows, values, end - start)
        for name, values in zip(FACETS, read[3:], strict=False)
    }
    numbers = {
        name: more([np.nan if one is None else one for one in values], NUMBERS[name])
        for name, values in zip(NUMBERS, read[3 + len(FACETS) :], strict=True)
    }
    bands = np.where(np.isnan(numbers["value"]), 0, np.digitize(numbers["value"], BANDS))
    facets["band"] = Words(
        np.concatenate([columns.facets["band"].numbers, bands.astype(np.uint16)]),
        [None, *map(str, BANDS)],
    )
    listed = more(read[1], bool)
    signed = np.array([row[0] for row in cursor.execute(_SIGNED, part)], dtype=np.int64)
    bought = numbers["buyer"][listed]
    pairs = cursor.execute(_NOTICES, part).fetchall()
    return replace(
        columns,
        listed=np.concatenate([columns.listed, listed]),
        verified=np.concatenate([columns.verified, more(read[2], bool)]),
        facets=facets,
        numbers={name: np.concatenate([columns.numbers[name], numbers[name]]) for name in NUMBERS},
        groups=_more_groups(columns.groups, cursor.execute(_GROUPS, part).fetchall()),
        notices=_appended(columns.notices, [notice for notice, _ in pairs]),
        noticed=_appended(columns.noticed, [contract for _, contract in pairs]),
        bought=_counted(columns.bought, bought[bought > 0]),
        signed=_counted(columns.signed, signed),
    )


def _more_groups(groups: Pairs, found: list[tuple[int, str, str]]) -> Pairs:
    every = np.arange(len(found))
    named = {
        "group": groups.columns["group"].extended(every, [one[1] for one in found], len(found)),
        "role": groups.columns["role"].extended(every, [one[2] for one in found], len(found)),
    }
    return Pairs(_appended(groups.rows, [one[0] for one in found]), named)


def _appended(numbers: Numbers, more: list[int]) -> Numbers:
    return np.concatenate([numbers, np.array(more, dtype=np.int32)])


def _counted(counts: Numbers, rows: Numbers) -> Numbers:
    """Return the counts with one more for each of these rows."""
    found = _grown(counts, int(rows.max(initial=-1)) + 1)
    found += np.bincount(rows, minlength=len(found)).astype(np.int32)
    return found


def _grown(counts: Numbers, size: int) -> Numbers:
    """Return a copy with at least this many rows."""
    return np.concatenate([counts, np.zeros(max(0, size - len(counts)), dtype=np.int32)])
