"""Answer visitors' SQL in a process that does nothing else, within limits that hold.

time         each question brings its own, of processor time: a busy machine only makes it late;
             SQLite asks between two of its steps, and whoever asked kills this process when that
             does not help
values       one step may make one value, and nothing interrupts it: values are short enough for
             the slowest function (``instr`` of two halves) to end in a fraction of a second
memory       SQLite's heap has a ceiling and sorts in it, never on disk; so has the whole process
rows         those that were asked for, together no more than ``RESULT_BYTES``
expressions  depth, length of the text, tables and parts of a compound question
what         reading public tables and their search; attach and all else are refused by SQLite
             itself, whatever the text looks like
"""

from __future__ import annotations

import contextlib
import os
import resource
import sqlite3
import sys
import time
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import msgspec
from datasette.plugins import pm

from monitor.web.query_timeout import WALL_CLOCK_FACTOR
from pipelines.store.schema import TABLES

RESULT_BYTES = 5_000_000
HEAP_BYTES = 200_000_000  # of SQLite
PROCESS_BYTES = 700_000_000  # with Python and its libraries
STEPS = 1000  # of SQLite between two looks at the clock

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
_SEARCHED = tuple(f"{name}_fts" for name, table in TABLES.items() if table.full_text)
_READABLE = {name for name, table in TABLES.items() if table.public}
_READABLE |= {"sqlite_master", "sqlite_schema", "json_each", "json_tree"}
_REFUSED = frozenset({"load_extension", "fts3_tokenizer", "sqlite_log", "fts5"})
# of Datasette and of the search, which look whether the file has changed; no question can hold them
_PRAGMAS = ("schema_version", "data_version")
_MACHINERY = ("sqlite_", "pragma_")  # beginnings of names that SQLite keeps for itself


class SqlQuery(msgspec.Struct):
    """``most``: rows that are wanted, None for all; ``today``: the site's day."""

    sql: str
    values: dict[str, Any] | list[Any]
    limit_ms: float
    most: int | None
    today: str


class SqlResult(msgspec.Struct):
    """Rows, or the ``error`` in SQLite's words."""

    columns: list[str] = []
    rows: list[list[Any]] = []
    truncated: bool = False
    error: str | None = None


def run(pipe: Connection, uri: str, database: str) -> None:
    """Answer questions until the other end is closed."""
    _limit_process()
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    with contextlib.suppress(Exception):  # a plugin that needs more than a connection
        pm.hook.prepare_connection(conn=connection, database=database, datasette=None)
    harden(connection)
    day = [""]
    connection.create_function("today", 0, lambda: day[0])
    with contextlib.suppress(EOFError, OSError):
        while True:
            question = msgspec.msgpack.decode(pipe.recv_bytes(), type=SqlQuery)
            day[0] = question.today
            pipe.send_bytes(msgspec.msgpack.encode(execute_query(connection, question)))


def _limit_process() -> None:
    os.nice(5)  # pages go first
    for limit, most in ((resource.RLIMIT_AS, PROCESS_BYTES), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS has no limit of addresses
            resource.setrlimit(limit, (most, most))


def execute_query(connection: sqlite3.Connection, question: SqlQuery) -> SqlResult:
    """Ask SQLite, within the question's time."""
    end = time.process_time() + question.limit_ms / 1000
    last = time.monotonic() + question.limit_ms / 1000 * WALL_CLOCK_FACTOR
    connection.set_progress_handler(
        lambda: time.process_time() > end or time.monotonic() > last, STEPS
    )
    try:
        cursor = connection.execute(question.sql, question.values)
        rows = _read(cursor, question.most)
    # what Python's SQLite raises for a visitor's question, besides its own errors
    except (MemoryError, OverflowError, ValueError, sqlite3.Error, sqlite3.Warning) as error:
        return SqlResult(error=str(error) or "out of memory")
    finally:
        connection.set_progress_handler(None, 0)
    cut = question.most is not None and len(rows) > question.most
    columns = [column[0] for column in cursor.description or ()]
    return SqlResult(columns, rows[: question.most], cut)


def _read(cursor: sqlite3.Cursor, most: int | None) -> list[list[Any]]:
    """One row more than ``most``.  Raises  OperationalError when rows weigh too much together."""
    rows, weight = [], 0
    for row in cursor:
        rows.append(list(row))
        weight += sum(len(value) for value in row if isinstance(value, str | bytes))
        if weight > RESULT_BYTES:
            raise sqlite3.OperationalError(
                f"the answer holds more than {RESULT_BYTES // 1_000_000} MB: ask for fewer rows"
                " or shorter values"
            )
        if most is not None and len(rows) > most:
            break
    return rows


def harden(connection: sqlite3.Connection) -> None:
    """The limits above, on a connection that reads; nothing takes them back."""
    connection.execute("PRAGMA query_only = 1")
    connection.execute(f"PRAGMA hard_heap_limit = {HEAP_BYTES}")
    connection.execute("PRAGMA temp_store = MEMORY")
    cursor = connection.execute(
        "SELECT lower(name) FROM sqlite_master UNION SELECT lower(name) FROM pragma_module_list"
    )
    refused = frozenset(name for (name,) in cursor if not _is_readable(name))
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    connection.set_authorizer(partial(_allowed, refused))


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
    """Authorizer of SQLite: allow or deny each part of a statement, its full text included."""
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


if __name__ == "__main__":
    run(Connection(int(sys.argv[1])), *sys.argv[2:])
