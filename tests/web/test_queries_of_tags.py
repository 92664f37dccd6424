"""What is asked about one contract costs the same however many calls there are beside it.

Tags of a call belong to no contract: by the index of contracts, SQLite would read those of all.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts.contract_and_notice_facts import CONTRACT_EVIDENCE_SQL
from monitor.i18n.load_canned_queries import canned_queries
from monitor.web.pages.contract import TAGS

CONTRACT = "ted:990118-2026/459/2013"
CALLS = 3_000
QUERIES: dict[str, tuple[str, Any]] = {
    "page": (TAGS, {"id": CONTRACT}),
    "alert": (CONTRACT_EVIDENCE_SQL, (CONTRACT,)),
    "question": (canned_queries()["why"].sql, {"contract": CONTRACT}),
}


def steps(connection: sqlite3.Connection, sql: str, values: Any) -> tuple[int, int]:
    """How many steps of SQLite's machine a query takes, and how many rows it gives."""
    seen = count()
    connection.set_progress_handler(lambda: next(seen) < 0, 1)
    rows = len(connection.execute(sql, values).fetchall())
    connection.set_progress_handler(None, 1)
    return next(seen), rows


@pytest.mark.parametrize("name", list(QUERIES))
def test_tags_of_calls_are_not_read_for_one_contract(
    demo_db: Path, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "vigie.db"
    with closing(sqlite3.connect(demo_db)) as source, closing(sqlite3.connect(target)) as db:
        source.backup(db)
        before, rows = steps(db, *QUERIES[name])
        db.execute("PRAGMA foreign_keys = OFF")
        db.executemany(
            "INSERT INTO tags (id, notice_id, tag, value, confidence, evidence)"
            " VALUES (?, ?, 'digital', 'yes', 'high', 'words')",
            [(f"call {number}", f"boamp:{number}") for number in range(CALLS)],
        )
        after, same_rows = steps(db, *QUERIES[name])
    assert same_rows == rows > 0
    assert after < before + CALLS / 10
