"""The demo's database with a buyer and a group that have hundreds of contracts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from monitor.aggregates.refresh import refresh
from pipelines.store.database import connect

COPIES = 6


def crowded(demo_db: Path, folder: Path, buyer: str, group: str) -> Path:
    """Every contract of the demo six times over, all of one buyer and with one more group."""
    path = folder / "crowded.db"
    source, target = sqlite3.connect(demo_db), sqlite3.connect(path)
    source.backup(target)
    source.close()
    target.close()
    connection = connect(path)
    connection.execute("PRAGMA foreign_keys = 0")
    for copy in range(COPIES):
        _copied(
            connection,
            "contracts",
            "id",
            copy,
            {
                "buyer_id": buyer,
                "same_as": None,
                "status": "active",
                "amendments": copy % 3,
                "signed": f"{2021 + copy}-03-01",
                "end": f"{2027 + copy % 4}-02-28",
                "value_eur": 900_000 + 1000 * copy,
                "value_countable_eur": 900_000 + 1000 * copy,
                "initial_value_eur": 700_000,
            },
        )
        _copied(connection, "suppliers", "contract_id", copy, {})
        _copied(connection, "contract_notices", "contract_id", copy, {})
        _copied(connection, "contract_groups", "contract_id", copy, {})
        connection.execute(
            "INSERT OR IGNORE INTO contract_groups (contract_id, vendor_group, role)"
            " SELECT id, ?, 'named_product' FROM contracts WHERE id LIKE ?",
            (group, f"%+{copy}"),
        )
    connection.commit()
    connection.execute("DELETE FROM meta WHERE key = 'aggregates_made_of'")
    connection.commit()
    refresh(connection)
    connection.close()
    return path


def _copied(
    connection: sqlite3.Connection, table: str, key: str, copy: int, changed: dict[str, object]
) -> None:
    """Rows of the demo again, their key with "+N" behind it and these columns changed."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info([{table}])")]
    shown = [
        f"[{key}] || '+{copy}'" if name == key else "?" if name in changed else f"[{name}]"
        for name in columns
    ]
    given = [changed[name] for name in columns if name in changed]
    names = ", ".join(f"[{name}]" for name in columns)
    connection.execute(
        f"INSERT INTO [{table}] ({names}) SELECT {', '.join(shown)} FROM [{table}]"
        f" WHERE [{key}] NOT LIKE '%+%'",
        given,
    )
