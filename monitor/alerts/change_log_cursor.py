"""The place in the change log up to which alerts have read: number, database and row.

The number alone does not tell a copy that was restored and crawled on: it may have as many rows,
others among them.  So the row itself is remembered, too.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pipelines.store.database import get_meta, set_meta

_ROW_SQL = (
    "SELECT json_array(at, run_id, kind, cause, notice_id, contract_id, field)"
    " FROM changes WHERE seq = ?"
)


@dataclass(frozen=True)
class UnreadChanges:
    """The rows above ``low`` up to ``top``; ``is_reread``: of a log that was read before, or of
    another one.
    """

    low: int
    top: int
    is_reread: bool


def unread_changes(public: sqlite3.Connection, private: sqlite3.Connection) -> UnreadChanges:
    """Return what is to be read: all of it, where the log is not the one that was read last."""
    (top,) = public.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()
    last = int(get_meta(private, "seq") or 0)
    row = get_meta(private, "seq_row")  # None of an older version, which remembered none
    is_reread = (
        get_meta(private, "generation") != get_meta(public, "generation")
        or top < last
        or (row is not None and row != _row_at(public, last))
    )
    return UnreadChanges(0 if is_reread else last, top, is_reread)


def record_cursor(public: sqlite3.Connection, private: sqlite3.Connection, top: int) -> None:
    """Record that all rows up to ``top`` were read."""
    set_meta(private, "generation", get_meta(public, "generation"))
    set_meta(private, "seq", str(top))
    set_meta(private, "seq_row", _row_at(public, top))


def _row_at(public: sqlite3.Connection, seq: int) -> str:
    row = public.execute(_ROW_SQL, (seq,)).fetchone()
    return row[0] if row is not None else ""
