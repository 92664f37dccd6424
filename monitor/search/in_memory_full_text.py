"""Full text of the rows that came since the search index was stored, in memory.

SQLite takes nearly as long for these few rows as for all: it reads every row of the words that
begin as asked before it leaves out the earlier ones.  The words for one subject in all languages,
asked anew each time a crawl has stored a batch, took half a second of processor.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from typing import Any

from pipelines.store.schema import TABLES, TOKENIZER

MAX_ROWS = 40_000  # of a table; the first reader after a renewal waits for them to be read
_SEARCHED = ("contracts", "notices", "organizations")


class RecentFullText:
    """Full-text tables by the names that they have in the database, of its last rows."""

    def __init__(self, connection: sqlite3.Connection, last: Mapping[str, int]) -> None:
        """``last``  by table, the last rowid of the rows that are left out."""
        self._last, self._lock = last, threading.Lock()
        self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        cursor = connection.cursor()
        cursor.row_factory = None
        for table in _SEARCHED:
            columns = TABLES[table].full_text
            listed = ", ".join(f"[{column}]" for column in columns)
            self._memory.execute(
                f"CREATE VIRTUAL TABLE {table}_fts USING fts5({listed}, content='',"
                f" tokenize='{TOKENIZER}')"
            )
            read = f"SELECT rowid, {listed} FROM {table} WHERE rowid > ?"
            marks = ", ".join("?" * (1 + len(columns)))
            self._memory.execute("BEGIN")
            self._memory.executemany(
                f"INSERT INTO {table}_fts (rowid, {listed}) VALUES ({marks})",
                cursor.execute(read, (last[table],)),
            )
            self._memory.execute("COMMIT")

    @classmethod
    def since(
        cls, connection: sqlite3.Connection, last: Mapping[str, int]
    ) -> RecentFullText | None:
        """Return the full text of what came since; None: these are too many rows."""
        newest = " UNION ALL ".join(
            f"SELECT '{table}', coalesce(max(rowid), 0) FROM {table}" for table in _SEARCHED
        )
        cursor = connection.cursor()
        cursor.row_factory = None
        many = any(end - last[table] > MAX_ROWS for table, end in cursor.execute(newest))
        return None if many else cls(connection, last)

    def has(self, table: str, low: int) -> bool:
        """Return whether all rows of a table from ``low`` on are here."""
        return low > self._last[table]

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """Return rows as dicts."""
        with self._lock:
            cursor = self._memory.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
