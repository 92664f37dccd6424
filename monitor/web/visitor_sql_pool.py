"""Execute SQL that visitors wrote in processes of their own (``visitor_sql_worker``).

What it takes of memory and of time, ordinary pages never feel.
"""

from __future__ import annotations

import queue
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from contextvars import ContextVar
from datetime import date
from multiprocessing import Pipe
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from datasette.database import Database, QueryInterrupted, Results
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.runtime.process_deadline import killed_after
from monitor.web import visitor_sql_worker
from monitor.web.query_timeout import WALL_CLOCK_FACTOR, query_time_limit
from monitor.web.read_only_pool import LIMIT_MS
from monitor.web.visitor_sql_worker import SqlQuery, SqlResult

PROCESSES = 2
GRACE_S = 1.0  # beyond the time of a question, for one step that nothing interrupts
START_S = 20.0  # until a new process answers on a busy machine
INTERRUPTED = "interrupted"
# executes what this request brought
asking: ContextVar[bool] = ContextVar("asking", default=False)
_limit_ms: ContextVar[float] = ContextVar("limit", default=LIMIT_MS)  # of processor time


class _Worker:
    """One process; it is started by its first question, and again after its end."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: SqlQuery) -> SqlResult:
        """An answer, be it that the process did not live to give one."""
        patience_s = question.limit_ms / 1000 * WALL_CLOCK_FACTOR + GRACE_S
        if self._process is None or self._process.poll() is not None:
            self._start()
            patience_s += START_S
        assert self._process is not None
        with killed_after(self._process, patience_s) as is_overdue:
            try:
                self._pipe.send_bytes(msgspec.msgpack.encode(question))
                return msgspec.msgpack.decode(self._pipe.recv_bytes(), type=SqlResult)
            except ValueError as error:  # half a character
                return SqlResult(error=str(error))
            except (EOFError, OSError):  # its memory was at an end, or its time
                self.stop()
                return SqlResult(error=INTERRUPTED if is_overdue.is_set() else "out of memory")

    def _start(self) -> None:
        self.stop()
        self._pipe, theirs = Pipe()
        pipe, program = theirs.fileno(), (sys.executable, "-m", visitor_sql_worker.__name__)
        self._process = subprocess.Popen(
            [*program, str(pipe), self._uri, DATABASE_NAME],
            stdin=subprocess.DEVNULL,
            pass_fds=[pipe],
            process_group=0,
        )
        theirs.close()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._pipe.close()
            self._process = None


class SqlPool:
    """``PROCESSES`` that answer one question each."""

    def __init__(self, uri: str) -> None:
        self._workers = [_Worker(uri) for _ in range(PROCESSES)]
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def ask(self, question: SqlQuery) -> SqlResult:
        worker = self._idle.get()
        try:
            return worker.ask(question)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        for worker in self._workers:
            worker.stop()


class VisitorsDatabase(Database):  # type: ignore[misc]
    """Datasette's database; what it executes for a request with ``asking`` goes to the pool.

    The rest has Datasette's own limits as processor time, and ``WALL_CLOCK_FACTOR`` times as much
    by the wall clock, which Datasette looks at: a busy machine makes a table late, not empty.
    """

    def __init__(self, *given: Any, pool: SqlPool, today: Callable[[], date], **more: Any) -> None:
        super().__init__(*given, **more)
        self._pool, self._today = pool, today

    async def execute(
        self,
        sql: str,
        params: Mapping[str, Any] | Sequence[Any] | None = None,
        truncate: bool = False,
        custom_time_limit: float | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        limit_ms = min(custom_time_limit or LIMIT_MS, LIMIT_MS)
        if not asking.get():
            before = _limit_ms.set(limit_ms)
            try:
                return await super().execute(
                    sql, params, truncate, limit_ms * WALL_CLOCK_FACTOR, page_size, log_sql_errors
                )
            finally:
                _limit_ms.reset(before)
        parameters = dict(params) if isinstance(params, Mapping) else list(params or ())
        most = self.ds.setting("max_returned_rows") if truncate else None
        question = SqlQuery(sql, parameters, limit_ms, most, self._today().isoformat())
        answer = await run_in_threadpool(self._pool.ask, question)
        if answer.error == INTERRUPTED:
            raise QueryInterrupted(sqlite3.OperationalError(INTERRUPTED), sql, params)
        if answer.error is not None:
            raise sqlite3.OperationalError(answer.error)
        names = ", ".join('1 AS "{}"'.format(name.replace('"', '""')) for name in answer.columns)
        with closing(sqlite3.connect(":memory:")) as blank:  # for rows that are read by name, too
            cursor = blank.execute(f"SELECT {names}" if names else "SELECT 1 WHERE 0")
            rows = [sqlite3.Row(cursor, tuple(row)) for row in answer.rows]
        return Results(rows, answer.truncated, [(name,) + (None,) * 6 for name in answer.columns])

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        limit_ms = _limit_ms.get()

        def limited(connection: sqlite3.Connection) -> Any:
            with query_time_limit(connection, limit_ms):
                return fn(connection)

        return await super().execute_fn(limited)


def is_visitor_sql(scope: Scope) -> bool:
    """Does this request carry SQL of a visitor?"""
    path, _, format = scope["path"].partition(".")
    if path != f"/{DATABASE_NAME}" or "/" in format:
        return False
    pairs = parse_qsl(scope["query_string"].decode("latin-1"))
    return any(name == "sql" and value.strip() for name, value in pairs)
