"""Pool of read-only SQLite connections: each page reads one instant, within a limit of time.

A session is one transaction on one connection, so that the numbers of a page agree whatever a crawl
writes meanwhile.  It is used from one thread, by plain functions.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

from monitor.runtime.fair_lock import FairLock
from monitor.web.errors import QueryTimeoutError
from monitor.web.query_timeout import query_time_limit
from pipelines.store.read_only import read_only_uri

Row = dict[str, Any]
T = TypeVar("T")
SIZE = 4  # sessions at once
LIMIT_MS = 1000.0  # of processor time, for one statement
SESSION_MS = 12_000.0  # from the first to the last statement of a page
MAX_CACHED_ANSWERS = 500  # answers on one connection
CACHE_WAIT_S = 0.1  # that a page waits for the one before it
MAX_VALUE_BYTES = 10_000_000  # bytes; nothing interrupts one call that makes more


class CachingConnection(sqlite3.Connection):
    """A connection with answers that hold until somebody else writes to the file."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.version: tuple[int, str] | None = None
        self.answers: dict[str, Any] = {}

    def cached(self) -> dict[str, Any]:
        """Answers that hold until the day ends.  SQLite's number differs after any write, and never
        within a transaction of ours, however much is written meanwhile."""
        (number,) = self.execute("PRAGMA data_version").fetchone()
        version = (number, *self.execute("SELECT today()").fetchone())
        if version != self.version or len(self.answers) > MAX_CACHED_ANSWERS:
            self.version, self.answers = version, {}
        return self.answers


def prepare(connection: sqlite3.Connection, today: Callable[[], date]) -> None:
    """What every connection of the site has: nothing is written, no value is endless, and SQL knows
    the site's day."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA query_only = 1")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    connection.create_function("today", 0, lambda: today().isoformat())


class ReadSession:
    """Questions to the database within the transaction of one page."""

    def __init__(self, connection: CachingConnection) -> None:
        self.connection = connection
        self._end = time.monotonic() + SESSION_MS / 1000
        self._cached: dict[str, Any] | None = None

    def rows(self, sql: str, **values: Any) -> list[Row]:
        """Rows as dicts.  Raises  QueryTimeoutError."""
        left_ms = (self._end - time.monotonic()) * 1000
        if left_ms <= 0:
            raise QueryTimeoutError
        with query_time_limit(self.connection, LIMIT_MS, left_ms):
            try:
                cursor = self.connection.execute(sql, values)
                rows = cursor.fetchall()
            except sqlite3.OperationalError as error:
                if error.args == ("interrupted",):
                    raise QueryTimeoutError from None
                raise
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def row(self, sql: str, **values: Any) -> Row | None:
        """First row, or None.  Raises  QueryTimeoutError."""
        rows = self.rows(sql, **values)
        return rows[0] if rows else None

    def value(self, sql: str, **values: Any) -> Any:
        """First column of the first row, or None.  Raises  QueryTimeoutError."""
        row = self.row(sql, **values)
        return next(iter(row.values())) if row else None

    def find_redirect(self, old_id: str | None) -> str | None:
        """The id that a row of old has now, if it is another one.  Raises  QueryTimeoutError."""
        newer: str | None = self.value("SELECT new_id FROM redirects WHERE old_id = :id", id=old_id)
        return newer

    def get_cached(self, key: str, ask: Callable[[ReadSession], T]) -> T:
        """Return an answer that many pages share; it is cached, and nobody may change it."""
        if self._cached is None:  # asked once: within a session it stays
            self._cached = self.connection.cached()
        if key not in self._cached:
            self._cached[key] = ask(self)
        result: T = self._cached[key]
        return result


class ReadPool:
    """Connections for reading one database, and turns to use them."""

    def __init__(self, path: Path, today: Callable[[], date]) -> None:
        self.path, self.today = path, today
        self._places = threading.BoundedSemaphore(SIZE)
        self._turns = FairLock()
        self._idle: list[CachingConnection] = []
        self._all: list[CachingConnection] = []

    @contextmanager
    def session(self) -> Iterator[ReadSession]:
        """The database at one instant."""
        with self._places:
            connection = self._idle.pop() if self._idle else self._opened()
            try:
                connection.execute("BEGIN")
                yield ReadSession(connection)
            finally:
                connection.rollback()  # nothing was written: it only lets go
                self._idle.append(connection)

    def turn(self) -> AbstractContextManager[None]:
        """One page after the other: side by side their Python only waits for each other.  Behind a
        slow one nobody waits longer than ``CACHE_WAIT_S``."""
        return self._turns.turn(CACHE_WAIT_S)

    async def run(self, ask: Callable[[ReadSession], T]) -> T:
        """Ask from a coroutine: a session on a thread of its own."""

        def asked() -> T:
            with self.session() as db:
                return ask(db)

        return await run_in_threadpool(asked)

    def close(self) -> None:
        for connection in self._all:
            connection.interrupt()  # who still reads ends now
            connection.close()

    def _opened(self) -> CachingConnection:
        connection = sqlite3.connect(
            read_only_uri(self.path),
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            factory=CachingConnection,
        )
        prepare(connection, self.today)
        self._all.append(connection)
        return connection
