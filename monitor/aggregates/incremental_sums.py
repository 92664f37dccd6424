"""SQL that adds to sums what changed contracts add now, less what they added before.

Amounts are added in cents, as whole numbers: their sum does not depend on the order, so figures
kept this way equal figures made of everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.aggregates.dossier_figures import GROWN_KINDS
from pipelines.store.schema import TABLES

# table -> columns that hold euros
MONEY = {
    "aggregates": ("total_eur",),
    "spendings": ("spread_eur", "whole_eur"),
    "shares": ("total_eur",),
}
_NOT_SUMS = ("buyers",)  # different buyers: update_buyers
_GROWN = ", ".join(f"'{kind}'" for kind in GROWN_KINDS)


def _sums(table: str) -> list[str]:
    spec = TABLES[table]
    return [name for name in spec.names if name not in (*spec.pk, *_NOT_SUMS)]


def _same_key(table: str, a: str, b: str) -> str:
    return " AND ".join(f"{a}.[{name}] IS {b}.[{name}]" for name in TABLES[table].pk)


def _cents(value: str) -> str:
    return f"CAST(round(coalesce({value}, 0) * 100) AS INTEGER)"


def _euros(table: str, name: str, cents: str, valued: str) -> str:
    """Return SQL of an amount; no amount where no contract is valued."""
    if name != "total_eur":
        return f"({cents}) / 100.0"
    none = f"({valued}) = 0" + (f" AND m.kind NOT IN ({_GROWN})" if table == "shares" else "")
    return f"CASE WHEN {none} THEN NULL ELSE ({cents}) / 100.0 END"


def merge(table: str) -> Iterator[str]:
    """Yield SQL that adds ``temp.fresh_…`` and takes away ``temp.gone_…``.

    What moved stays in ``temp.moved_…``.
    """
    keys = ", ".join(f"[{name}]" for name in TABLES[table].pk)
    sums, money = _sums(table), MONEY[table]
    values = {name: _cents(f"[{name}]") if name in money else f"[{name}]" for name in sums}
    added = ", ".join(f"{value} AS [{name}]" for name, value in values.items())
    taken = ", ".join(f"-{value}" for value in values.values())
    totals = ", ".join(f"sum([{name}]) AS [{name}]" for name in sums)
    yield (
        f"CREATE TEMP TABLE moved_{table} AS SELECT {keys}, {totals} FROM"
        f" (SELECT {keys}, {added} FROM temp.fresh_{table}"
        f" UNION ALL SELECT {keys}, {taken} FROM temp.gone_{table}) GROUP BY {keys}"
        f" HAVING {' OR '.join(f'sum([{name}]) <> 0' for name in sums)}"
    )
    settings = ", ".join(
        f"[{name}] = "
        + (
            _euros(table, name, f"{_cents(f't.[{name}]')} + m.[{name}]", "t.valued + m.valued")
            if name in money
            else f"t.[{name}] + m.[{name}]"
        )
        for name in sums
    )
    same = _same_key(table, "t", "m")
    yield f"UPDATE main.{table} AS t SET {settings} FROM temp.moved_{table} m WHERE {same}"
    inserted = ", ".join(
        _euros(table, name, f"m.[{name}]", "m.valued")
        if name in money
        else ("0" if name in _NOT_SUMS else f"m.[{name}]")
        for name in TABLES[table].names
    )
    yield (
        f"INSERT INTO main.{table} SELECT {inserted} FROM temp.moved_{table} m"
        f" WHERE NOT EXISTS (SELECT 1 FROM main.{table} t WHERE {same})"
    )
    yield (
        f"DELETE FROM main.{table} WHERE rowid IN (SELECT t.rowid FROM temp.moved_{table} m"
        f" CROSS JOIN main.{table} t ON {same} WHERE t.contracts = 0 AND t.kind <> 'borderline')"
    )


def moved_buyers() -> Iterator[str]:
    """Yield SQL that finds which figures count a buyer more or less, by the changed contracts."""
    yield (
        "CREATE TEMP TABLE moved_buyers AS SELECT kind, key, year, buyer_id, sum(more) AS more FROM"
        " (SELECT *, 1 AS more FROM temp.buyers_now"
        " UNION ALL SELECT *, -1 FROM temp.buyers_before)"
        " GROUP BY kind, key, year, buyer_id HAVING sum(more) <> 0"
    )
    yield "CREATE TEMP TABLE moving AS SELECT DISTINCT buyer_id AS id FROM temp.moved_buyers"


def update_buyers() -> Iterator[str]:
    """Yield SQL that counts them, but for buyers that the figure counts for another contract."""
    yield "CREATE INDEX temp.buyers_besides_key ON buyers_besides (kind, key, year, buyer_id)"
    yield (
        "UPDATE main.aggregates AS t SET buyers = t.buyers + m.more FROM"
        " (SELECT kind, key, year, sum(more) AS more FROM temp.moved_buyers b"
        " WHERE NOT EXISTS (SELECT 1 FROM temp.buyers_besides o WHERE o.kind = b.kind"
        " AND o.key = b.key AND o.year = b.year AND o.buyer_id = b.buyer_id)"
        f" GROUP BY kind, key, year) m WHERE {_same_key('aggregates', 't', 'm')}"
    )
