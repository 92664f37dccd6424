"""What the search holds in memory, once a process, until the database has changed."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass

from monitor.search.contract_columns import ContractColumns, read_columns
from monitor.search.known_names import KnownNames, read_names

_STAMP = """
SELECT (SELECT coalesce(max(seq), 0) FROM changes) || ' ' || (SELECT count(*) FROM meta) || ' ' ||
       coalesce((SELECT value FROM meta WHERE key = 'generation'), '') || ' ' ||
       coalesce((SELECT value FROM meta WHERE key = 'aggregates_made_of'), '')
"""


@dataclass(frozen=True)
class SearchIndex:
    """Contracts by their columns, and the names that a word may mean."""

    columns: ContractColumns
    names: KnownNames


_lock = threading.Lock()
_held: dict[str, tuple[str, SearchIndex]] = {}


def search_index(connection: sqlite3.Connection) -> SearchIndex:
    """Return the index of a database as it is now."""
    cursor = connection.cursor()
    cursor.row_factory = None
    (stamp,) = cursor.execute(_STAMP).fetchone()
    file = str(cursor.execute("PRAGMA database_list").fetchone()[2])
    with _lock:
        held = _held.get(file)
        if held is None or held[0] != stamp:
            found = SearchIndex(read_columns(connection), read_names(connection))
            _held.clear()  # of one database at a time
            _held[file] = (stamp, found)
            return found
        return held[1]
