"""Read columns of contracts from the database, all or those that came since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from monitor.search.column_store import (
    BANDS,
    CLAIMS,
    FACETS,
    NUMBERS,
    PAIRS,
    CategoricalColumn,
    ContractColumns,
    Numbers,
    Pairs,
    mask_not_in,
    pad_to_size,
)

_DAY = "CAST(replace(substr(coalesce({}, ''), 1, 10), '-', '') AS INTEGER)"
# of a contract c, its latest notice n and its first buyer o
_SQL = {
    "country": "c.country",
    "region": "c.region",
    "year": "nullif(substr(coalesce(c.signed, c.decided, c.published), 1, 4), '')",
    "portal": "c.portal",
    "language": "n.language",
    "method": "c.method",
    "status": "c.status",
    "code": "c.main_code",
    "law": "c.data_law_exposure",
    "amended": "CASE WHEN c.amendments > 0 THEN 'yes' END",
    **{claim: f"c.{claim}" for claim in CLAIMS},
    "value": "c.value_eur",
    "published": _DAY.format("c.published"),
    "end": _DAY.format('c."end"'),
    "buyer": "coalesce(o.rowid, 0)",
}
_NEW = "c.rowid >= :start AND c.rowid < :end"
_CHANGED = "c.id IN (SELECT value FROM json_each(:ids)) AND c.rowid < :start"
_READ = f"""
SELECT c.rowid, c.same_as IS NULL, c.verified IS NOT NULL,
       {", ".join(_SQL[name] for name in (*FACETS, *NUMBERS))}
FROM contracts c LEFT JOIN notices n ON n.id = c.notice_id
LEFT JOIN organizations o ON o.id = c.buyer_id WHERE {{}}
"""
_GROUPS = """
SELECT c.rowid, g.vendor_group, g.role, v.hq_country
FROM contracts c CROSS JOIN contract_groups g ON g.contract_id = c.id
LEFT JOIN vendor_groups v ON v.id = g.vendor_group WHERE {}
"""
_NOTICES = """
SELECT c.rowid, n.rowid FROM contracts c CROSS JOIN contract_notices k ON k.contract_id = c.id
CROSS JOIN notices n ON n.id = k.notice_id WHERE {}
"""
_SIGNERS = """
SELECT DISTINCT c.rowid, o.rowid FROM contracts c CROSS JOIN suppliers s ON s.contract_id = c.id
CROSS JOIN organizations o ON o.id = s.organization_id WHERE {}
"""
_SIZE = "SELECT coalesce(max(rowid), 0) + 1 FROM {}"
A_PART = 50_000  # rows read at once, so that a large database needs little memory


def read_columns(
    connection: sqlite3.Connection,
    old_columns: ContractColumns | None = None,
    most: int | None = None,
    changed: Sequence[str] | None = None,
) -> ContractColumns:
    """Return the columns of all contracts, or ``old_columns`` with those that came since.

    ``most``     contracts that are read; later ones are left for the next time.
    ``changed``  ids of known contracts that may differ or be gone; None: none does.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    columns = old_columns or ContractColumns.empty()
    (size,) = cursor.execute(_SIZE.format("contracts")).fetchone()
    if most is not None:
        size = min(size, columns.size + most)
    if changed:
        columns = _with(
            cursor,
            columns,
            columns.size,
            _CHANGED,
            {"ids": json.dumps(changed), "start": columns.size},
        )
    while columns.size < size:
        end = min(size, columns.size + A_PART)
        columns = _with(cursor, columns, end, _NEW, {"start": columns.size, "end": end})
    if changed is not None:
        columns = replace(columns, listed=columns.listed & _present(cursor, columns.size))
    (notices,) = cursor.execute(_SIZE.format("notices")).fetchone()
    (bodies,) = cursor.execute(_SIZE.format("organizations")).fetchone()
    return replace(columns, notice_size=notices, body_size=bodies)


def _with(
    cursor: sqlite3.Cursor,
    columns: ContractColumns,
    size: int,
    which: str,
    parameters: dict[str, Any],
) -> ContractColumns:
    """Return the columns with at least ``size`` rows, some of them read from the database."""
    read = list(zip(*cursor.execute(_READ.format(which), parameters).fetchall(), strict=True))
    if not read:
        read = [()] * (3 + len(FACETS) + len(NUMBERS))
    rows = np.array(read[0], dtype=np.int64)

    def put(whole: Numbers, values: Any) -> Numbers:
        result = pad_to_size(whole, size)
        result[rows] = np.array(values, dtype=whole.dtype)
        return result

    facets = {
        name: columns.facets[name].with_rows(rows, values, size)
        for name, values in zip(FACETS, read[3:], strict=False)
    }
    numbers = {
        name: put(columns.numbers[name], [np.nan if value is None else value for value in values])
        for name, values in zip(NUMBERS, read[3 + len(FACETS) :], strict=True)
    }
    value = numbers["value"][rows]
    bands = np.where(np.isnan(value), 0, np.digitize(value, BANDS))
    facets["band"] = CategoricalColumn(
        put(columns.facets["band"].numbers, bands), [None, *map(str, BANDS)]
    )
    noticed, notices = _pairs(
        columns.noticed, columns.notices, rows, cursor.execute(_NOTICES.format(which), parameters)
    )
    signing, signers = _pairs(
        columns.signing, columns.signers, rows, cursor.execute(_SIGNERS.format(which), parameters)
    )
    return replace(
        columns,
        listed=put(columns.listed, read[1]),
        verified=put(columns.verified, read[2]),
        facets=facets,
        numbers=numbers,
        groups=_groups(columns.groups, rows, cursor.execute(_GROUPS.format(which), parameters)),
        noticed=noticed,
        notices=notices,
        signing=signing,
        signers=signers,
    )


def _pairs(
    contracts: Numbers, others: Numbers, rows: Numbers, pairs: Iterable[tuple[int, int]]
) -> tuple[Numbers, Numbers]:
    """Return pairs with those of some contracts read again."""
    more = np.array(list(pairs), dtype=np.int32).reshape(-1, 2)
    kept = mask_not_in(contracts, rows)
    return (
        np.concatenate([contracts[kept], more[:, 0]]),
        np.concatenate([others[kept], more[:, 1]]),
    )


def _groups(groups: Pairs, rows: Numbers, pairs: Iterable[tuple[Any, ...]]) -> Pairs:
    """Return groups with those of some contracts read again."""
    kept, more = groups.without(rows), list(pairs)
    end = len(kept.rows) + len(more)
    every = np.arange(len(kept.rows), end)
    contracts = np.array([item[0] for item in more], dtype=np.int32)
    return Pairs(
        np.concatenate([kept.rows, contracts]),
        {
            name: kept.columns[name].with_rows(every, [item[place] for item in more], end)
            for place, name in enumerate(PAIRS, 1)
        },
    )


def _present(cursor: sqlite3.Cursor, size: int) -> Numbers:
    """Return which rowids the database has."""
    (there,) = cursor.execute("SELECT group_concat(rowid) FROM contracts").fetchone()
    rows = np.fromstring(there or "", dtype=np.int64, sep=",")
    present = np.zeros(size, dtype=bool)
    present[rows[rows < size]] = True
    return present
