"""SQL that a visitor wrote: a Datasette of its own answers it, with limits that hold.

time         ``sql_time_limit_ms``, as everywhere; SQLite asks between two of its steps
values       one step may make one value, and nothing interrupts it: values are short enough for
             the slowest function (``instr`` of two halves) to end in a fraction of a second
memory       SQLite's heap has a ceiling and sorts in it, never on disk
rows         ``max_returned_rows``, and together no more than ``RESULT_BYTES``
expressions  depth, length of the text, tables and parts of a compound question
what         reading public tables and their search; attach and all else are refused by SQLite
             itself, whatever the text looks like
at once      one question a visitor, ``RUNNING`` in all, a short queue behind them
"""

from __future__ import annotations

import asyncio
import ipaddress
import sqlite3
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.i18n.value_formatting import _
from monitor.web.errors import Refused
from pipelines.store.schema import TABLES

RUNNING = 2  # questions at once
WAITING = 6
PATIENCE_S = 5.0
RESULT_BYTES = 5_000_000
HEAP_BYTES = 400_000_000

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 200_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 10_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 32,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_PUBLIC = frozenset(name for name, table in TABLES.items() if table.public)
_SEARCHED = tuple(f"{name}_fts" for name, table in TABLES.items() if table.full_text)
_READABLE = _PUBLIC | {"sqlite_master", "sqlite_schema", "json_each", "json_tree"}
_REFUSED = frozenset({"load_extension", "fts3_tokenizer", "sqlite_log", "fts5"})
_MACHINERY = ("sqlite_", "pragma_")  # beginnings of names that SQLite keeps for itself


# what Datasette reads of the schema; none of them can stand in a visitor's question
_PRAGMAS = frozenset(
    [
        "table_info",
        "table_xinfo",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "schema_version",
        "data_version",
    ]
)


def crowded(own: bool) -> Refused:
    """429 for one's own question that still runs, 503 for others'."""
    if own:
        words = _("Your last question is still being answered.  Wait for it, then ask again.")
        return Refused(words, 429, headers={"retry-after": "1"})
    words = _("Others are asking right now.  Try again in a few seconds.")
    return Refused(words, 503, headers={"retry-after": "5"})


class VisitorSql:
    """The Datasette of visitors' questions, behind a gate."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.gate = app, Gate()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self.gate.place(visitor_of(scope.get("client"))):
            await self.app(scope, receive, send)


def visitor_of(client: tuple[str, int] | None) -> str:
    """Return the key that identifies a visitor: the IPv4 address, or the IPv6 prefix of a
    household."""
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class Gate:
    """Lets ``RUNNING`` questions in, one of each visitor; the next ``WAITING`` wait their turn."""

    def __init__(
        self, running: int = RUNNING, waiting: int = WAITING, patience_s: float = PATIENCE_S
    ) -> None:
        self._free, self._waiting, self._patience_s = running, waiting, patience_s
        self._queue: deque[asyncio.Future[None]] = deque()
        self._inside: set[str] = set()

    @asynccontextmanager
    async def place(self, visitor: str) -> AsyncIterator[None]:
        """Raises  Refused, at once or after ``patience_s``."""
        if visitor in self._inside:
            raise crowded(own=True)
        self._inside.add(visitor)
        try:
            await self._enter()
            try:
                yield
            finally:
                self._leave()
        finally:
            self._inside.discard(visitor)

    async def _enter(self) -> None:
        if self._free > 0:
            self._free -= 1
            return
        if len(self._queue) >= self._waiting:
            raise crowded(own=False)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await asyncio.wait_for(asyncio.shield(turn), self._patience_s)
        except (TimeoutError, asyncio.CancelledError) as error:
            if turn.done():  # the turn came in the same moment: pass it on
                self._leave()
            else:
                self._queue.remove(turn)
                turn.cancel()
            if isinstance(error, asyncio.CancelledError):
                raise
            raise crowded(own=False) from None

    def _leave(self) -> None:
        if self._queue:
            self._queue.popleft().set_result(None)
        else:
            self._free += 1


def harden(connection: sqlite3.Connection) -> None:
    """The limits above, on a connection that reads; nothing takes them back."""
    connection.execute(f"PRAGMA hard_heap_limit = {HEAP_BYTES}")
    connection.execute("PRAGMA temp_store = MEMORY")
    refused = _unreadable(connection)  # reads the schema, too
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    connection.set_authorizer(partial(_allowed, refused))
    connection.row_factory = _Weighed()


def _unreadable(connection: sqlite3.Connection) -> frozenset[str]:
    """Names of this file's tables and of SQLite's modules that are not for visitors."""
    found = connection.execute(
        "SELECT lower(name) FROM sqlite_master UNION SELECT lower(name) FROM pragma_module_list"
    )
    return frozenset(name for (name,) in found if not _is_readable(name))


def _is_readable(name: str) -> bool:
    return name in _READABLE or name.startswith(_SEARCHED)


def _allowed(
    refused: frozenset[str],
    action: int,
    first: str | None,
    second: str | None,
    database: str | None,
    trigger: str | None,
) -> int:
    """What SQLite asks about each part of a statement, the ones of its search included."""
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and first is not None:
        fine = _may_be_read(refused, first.lower(), second)
        return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and second is not None:
        return sqlite3.SQLITE_DENY if second.lower() in _REFUSED else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _may_be_read(refused: frozenset[str], name: str, column: str | None) -> bool:
    """A table of which no column is named (``count(*)``) may be one of the question's own, of WITH.

    SQLite asks about these since 3.41, by a name that nothing but the question gives.
    """
    if _is_readable(name):
        return True
    return column == "" and name not in refused and not name.startswith(_MACHINERY)


class _Weighed:
    """Makes rows, until those of one answer weigh too much."""

    def __init__(self) -> None:
        self._cursor: sqlite3.Cursor | None = None
        self._weight = 0

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
        if cursor is not self._cursor:
            self._cursor, self._weight = cursor, 0
        self._weight += sum(len(value) for value in row if isinstance(value, str | bytes))
        if self._weight > RESULT_BYTES:
            raise sqlite3.OperationalError(
                f"the answer holds more than {RESULT_BYTES // 1_000_000} MB: ask for fewer rows"
                " or shorter values"
            )
        return sqlite3.Row(cursor, row)
