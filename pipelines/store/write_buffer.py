"""Rows on their way into their tables: gathered over a batch, written together, in their order.

At the start of each statement that writes a table with full text, FTS5 puts on disk what it holds
in memory.  A statement a batch instead of one a row halves what such tables cost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from pipelines.store.database import INSERT, UPSERT, insert_sql, upsert_sql, values_sql
from pipelines.store.schema import TABLES
from pipelines.store.serializers import SqlRow

# Their row may be there already, and then the latest one holds; of all others the first one stays.
_LAST_ROW_WINS = frozenset({"procedures", "notices", "contracts", "snapshots"})


class WriteBuffer:
    """Rows that a transaction will write; who reads or changes their tables calls ``write``
    before."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection
        self.rows: dict[str, list[SqlRow]] = {}

    def add(self, table: str, rows: Iterable[SqlRow]) -> None:
        self.rows.setdefault(table, []).extend(rows)

    def flush(self) -> None:
        """Gathered rows -> their tables, in the transaction that is open."""
        for table, rows in self.rows.items():
            if rows and TABLES[table].full_text:
                self._write_full_text(table, rows)
            elif rows:
                statements = UPSERT if table in _LAST_ROW_WINS else INSERT
                self.db.executemany(statements[table], rows)
        self.rows.clear()

    def discard(self) -> None:
        """The transaction was rolled back: what was gathered for it is not to be written."""
        self.rows.clear()

    def _write_full_text(self, table: str, rows: list[SqlRow]) -> None:
        """One statement for all rows, by way of a table in memory without key and index: with the
        rows in its text it would be another statement each time."""
        stage = f"temp.[gathered_{table}]"
        self.db.execute(
            f"CREATE TABLE IF NOT EXISTS {stage} AS SELECT * FROM main.[{table}] WHERE false"
        )
        self.db.executemany(f"INSERT INTO {stage} {values_sql(table)}", rows)
        statement = upsert_sql if table in _LAST_ROW_WINS else insert_sql
        self.db.execute(statement(table, f"SELECT * FROM {stage} WHERE true"))
        self.db.execute(f"DELETE FROM {stage}")
