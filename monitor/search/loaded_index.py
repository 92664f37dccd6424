"""The search index in memory: one a process, renewed when the database has changed."""

from __future__ import annotations

import sqlite3
import threading
import time
from dataclasses import dataclass

from monitor.search.column_store import ContractColumns
from monitor.search.column_store_persistence import FORMAT, STAMP, load_index
from monitor.search.in_memory_full_text import RecentFullText
from monitor.search.known_names_and_spellings import KnownNames, read_body_names, read_names
from monitor.search.load_contract_columns import read_columns
from monitor.search.rowid_cache import IncrementalRowidCache

MAX_NEW_CONTRACTS = 20_000  # contracts since the index was stored, read when they are asked for
LARGE = 100_000  # contracts; an index of more is kept 20 times as long as it took to read
KEPT_TIMES = 20
_STAMP = f"""
SELECT coalesce((SELECT value FROM meta WHERE key = '{STAMP}' AND value LIKE '{FORMAT} %'), '')
"""
_NEWEST = """
SELECT (SELECT coalesce(max(rowid), 0) FROM contracts),
       (SELECT coalesce(max(seq), 0) FROM changes)
"""
# what was found by a row that is gone, or by a name that was taken out, is no answer any more
_GONE = """
SELECT 1 FROM changes WHERE seq > :seq AND (kind = 'withdrawn' OR cause = 'takedown') LIMIT 1
"""


@dataclass(frozen=True)
class SearchIndex:
    """Contracts by their columns, and the names that a word may mean.

    ``stamp``   of the index that was stored; ``newest``: the last contract and change.
    ``stored``  as it was stored; ``columns`` have the contracts since, too.
    ``answers`` what full text answered.
    ``recent``  full text of the rows since, of a large database where they are few.
    ``kept``    until then, by ``time.monotonic``, contracts that come are not read.
    """

    stamp: str
    newest: tuple[int, int]
    stored: ContractColumns | None
    columns: ContractColumns
    names: KnownNames
    answers: IncrementalRowidCache
    recent: RecentFullText | None
    kept: float

    def serves(self, stamp: str, newest: tuple[int, int]) -> bool:
        """Whether readers get it while the database is in this state."""
        return self.stamp == stamp and (self.newest == newest or time.monotonic() < self.kept)


_renewing = threading.Lock()
_held: dict[str, SearchIndex] = {}


def search_index(connection: sqlite3.Connection) -> SearchIndex:
    """Return the index of a database as it is now, of a large one as it was some seconds ago.

    While a crawl stores batch after batch, the index of a million contracts would be read again for
    each reader.  Whoever comes while one reader waits for it gets the index before.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    (stamp,) = cursor.execute(_STAMP).fetchone()
    newest = cursor.execute(_NEWEST).fetchone()
    file = str(cursor.execute("PRAGMA database_list").fetchone()[2])
    current = _held.get(file)
    if current is not None and (current.serves(stamp, newest) or _renewing.locked()):
        return current
    with _renewing:
        current = _held.get(file)
        if current is None or not current.serves(stamp, newest):
            current = _renewed(connection, current, stamp, newest)
            _held.clear()  # of one database at a time
            _held[file] = current
        return current


def _renewed(
    connection: sqlite3.Connection, current: SearchIndex | None, stamp: str, newest: tuple[int, int]
) -> SearchIndex:
    """Load the stored index again only if it is another one, then add what came since."""
    start = time.monotonic()
    if current is not None and stamp and current.stamp == stamp:
        stored, names = current.stored, current.names
    else:
        loaded = load_index(connection) if stamp else None
        stored, bodies = loaded or (None, read_body_names(connection, most=MAX_NEW_CONTRACTS))
        names = read_names(connection, bodies)
    columns = read_columns(connection, stored, MAX_NEW_CONTRACTS)
    is_large = columns.size > LARGE
    if (
        current is not None
        and current.stored is stored
        and is_large
        and not _is_gone(connection, current)
    ):
        answers = current.answers.renewed()
    else:
        answers = IncrementalRowidCache.until(stored if is_large else None)
    recent = RecentFullText.since(connection, answers.last) if answers.last else None
    end = time.monotonic()
    valid_until = end + KEPT_TIMES * (end - start) if is_large else end
    return SearchIndex(stamp, newest, stored, columns, names, answers, recent, valid_until)


def _is_gone(connection: sqlite3.Connection, current: SearchIndex) -> bool:
    """Whether something was withdrawn or taken down since an index was read."""
    cursor = connection.cursor()
    return cursor.execute(_GONE, {"seq": current.newest[1]}).fetchone() is not None
