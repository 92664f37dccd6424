"""What a page is asked and with what it answers: checked parameters, questions to the database.

A page declares its parameters as ``PARAMS = {"country": code("[A-Z]{2}"), …}``.  What a visitor
writes otherwise raises ``Unclear`` with a sentence: an answer 400 that says what to do.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import unicodedata
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from datasette.database import QueryInterrupted, Results

from monitor.i18n.translation import _
from monitor.web.query_timeout import within

Row = dict[str, Any]
Reader = Callable[[str], Any]
T = TypeVar("T")
LONGEST = 200  # characters of a parameter
MOST_KEPT = 500  # answers on one connection
PATIENCE_S = 0.1  # that a page waits for the one before it
# what social networks and newsletters append to a link; it says nothing to us
_APPENDED = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_\w+|mtm_\w+|pk_\w+")


class Unclear(Exception):
    """Raised by ``read`` and by pages: this cannot be asked; the words say what can (400)."""


class Missing(Exception):
    """Raised by pages: there is no such row; ``old_id`` may have moved (redirects), else 404."""

    def __init__(self, old_id: str | None = None) -> None:
        super().__init__(old_id or "")
        self.old_id = old_id


class TooLong(Exception):
    """Raised by ``Db``: the question took more time than one visitor may have (503)."""


def words(longest: int = LONGEST) -> Reader:
    """Free text: blanks as one, control characters out."""

    def read(value: str) -> str:
        if len(value) > longest:
            raise Unclear(
                _("It has %(seen)s characters; at most %(most)s can be read.")
                % {"seen": len(value), "most": longest}
            )
        kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in value)
        return " ".join(kept.split())

    return read


def code(pattern: str, example: str) -> Reader:
    """A short code, like a country (``[A-Z]{2}``) or a group."""
    whole = re.compile(pattern)

    def read(value: str) -> str:
        if len(value) > LONGEST or not whole.fullmatch(value):
            raise Unclear(_("It should look like %(example)s.") % {"example": example})
        return value

    return read


def choice(*options: str) -> Reader:
    """One of a few words."""

    def read(value: str) -> str:
        if value not in options:
            raise Unclear(_("It can be: %(options)s.") % {"options": ", ".join(options)})
        return value

    return read


def whole(least: int, most: int) -> Reader:
    """A whole number, ends included."""

    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise Unclear(
                _("It should be a whole number from %(least)s to %(most)s.")
                % {"least": least, "most": most}
            )
        return int(value)

    return read


# Readers that several pages share.
COUNTRY = code("[A-Z]{2}", "FR")
GROUP = code("[a-z0-9][a-z0-9_-]{0,60}", "microsoft")
PAGE = whole(1, 1000)


def read(params: Mapping[str, Reader], given: Mapping[str, list[str]]) -> dict[str, Any]:
    """Query string -> every declared parameter; None for those not given or left empty.

    Raises  Unclear: a parameter that the page does not have, one given twice, one not readable.
    """
    for name in given:
        if name not in params and not _APPENDED.fullmatch(name):
            known = ", ".join(params) or _("none")
            raise Unclear(
                _("This page knows no parameter “%(name)s”.  It knows: %(known)s.")
                % {"name": name[:40], "known": known}
            )
    found: dict[str, Any] = {}
    for name, reader in params.items():
        values = given.get(name) or [""]
        if len(values) > 1:
            raise Unclear(_("The parameter “%(name)s” is given more than once.") % {"name": name})
        try:
            found[name] = reader(values[0]) if values[0].strip() else None
        except Unclear as error:
            raise Unclear(
                _("The parameter “%(name)s” cannot be read.") % {"name": name} + f" {error}"
            ) from None
    return found


def match_query(text: str) -> str:
    """What a visitor types -> an FTS5 query for all its words, the last one as a beginning.

    Every word is quoted, so that no sign of FTS5's own language is obeyed.
    """
    found = re.findall(r"\w+", text)[:12]
    return " ".join(f'"{word}"' for word in found) + ("*" if found else "")


class Db:
    """Questions to ``vigie.db``, each within the site's limits of time and rows."""

    def __init__(self, database: Any) -> None:
        self._database = database

    async def rows(self, sql: str, **values: Any) -> list[Row]:
        """Rows as dicts.  Raises  TooLong."""
        try:
            found = await self._found(sql, values)
        except QueryInterrupted:
            raise TooLong from None
        return [dict(row) for row in found.rows]

    async def _found(self, sql: str, values: Row) -> Results:
        return await self._database.execute(sql, values)

    async def row(self, sql: str, **values: Any) -> Row | None:
        """First row, or None.  Raises  TooLong."""
        found = await self.rows(sql, **values)
        return found[0] if found else None

    async def value(self, sql: str, **values: Any) -> Any:
        """First column of the first row, or None.  Raises  TooLong."""
        row = await self.row(sql, **values)
        return next(iter(row.values())) if row else None

    async def kept(self, key: str, ask: Callable[[Db], Coroutine[Any, Any, T]]) -> T:
        """What many pages ask alike.  The answer is that of other pages, too: nobody changes it."""
        return await ask(self)

    async def at_once(self, page: Callable[[Db], Coroutine[Any, Any, T]]) -> T:
        """All questions of a page on one visit to a thread, of what the file holds at one instant.

        Its numbers agree, whatever a crawl writes meanwhile; and with many readers each visit
        waits for a turn, of which a page would need twenty.
        """
        context = copy_context()
        limit_ms = self._database.ds.sql_time_limit_ms

        def visit(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN")
            try:
                return context.run(_to_its_end, page(_Visit(connection, limit_ms)))
            finally:
                connection.rollback()  # nothing was written: it only lets go

        async with turn(self._database.turns):
            found: T = await self._database.execute_fn(visit)
        return found


@asynccontextmanager
async def turn(turns: asyncio.Semaphore) -> AsyncIterator[None]:
    """One page after the other: side by side they only wait for each other.  Behind a slow one
    nobody waits longer than ``PATIENCE_S``."""
    try:
        await asyncio.wait_for(turns.acquire(), PATIENCE_S)
    except TimeoutError:
        yield
        return
    try:
        yield
    finally:
        turns.release()


class Remembering(sqlite3.Connection):
    """A connection with answers that hold until somebody else writes to the file."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.version: int | None = None
        self.answers: dict[str, Any] = {}

    def known(self) -> dict[str, Any]:
        """Answers that hold.  SQLite's number differs after any write, and never within a
        transaction of ours, however much is written meanwhile."""
        (version,) = self.execute("PRAGMA data_version").fetchone()
        if version != self.version or len(self.answers) > MOST_KEPT:
            self.version, self.answers = version, {}
        return self.answers


class _Visit(Db):
    """The same questions, asked where the answers are: nothing is waited for."""

    def __init__(self, connection: sqlite3.Connection, limit_ms: float) -> None:
        self._connection, self._limit_ms = connection, limit_ms

    async def kept(self, key: str, ask: Callable[[Db], Coroutine[Any, Any, T]]) -> T:
        if not isinstance(self._connection, Remembering):
            return await ask(self)
        known = self._connection.known()
        if key not in known:
            known[key] = await ask(self)
        found: T = known[key]
        return found

    async def _found(self, sql: str, values: Row) -> Results:
        return fetched(self._connection, sql, values, None, self._limit_ms)


def _to_its_end(page: Coroutine[Any, Any, T]) -> T:
    """Raises  RuntimeError when a page waits for anything but its questions."""
    try:
        page.send(None)
    except StopIteration as end:
        found: T = end.value
        return found
    page.close()
    raise RuntimeError("a page waits for something else than its database")


def fetched(
    connection: sqlite3.Connection, sql: str, params: Any, most: int | None, limit_ms: float
) -> Results:
    """Question -> all rows, or at most so many of them.

    Raises  QueryInterrupted: too long.  sqlite3.DatabaseError: whatever else SQLite says.
    """
    with within(connection, limit_ms):
        try:
            cursor = connection.execute(sql, params if params is not None else {})
            rows = cursor.fetchall() if most is None else cursor.fetchmany(most + 1)
        except sqlite3.DatabaseError as error:
            if error.args == ("interrupted",):
                raise QueryInterrupted(error, sql, params) from None
            raise
    truncated = most is not None and len(rows) > most
    return Results(rows[:most], truncated, cursor.description)


@dataclass(frozen=True)
class Ask:
    """One request to a page: ``args`` holds parts of the path and every declared parameter.

    format  what is asked for: html, json, csv, ics, atom; a file may hold more rows than a page
    exports folder of the files that ``vigie export`` makes
    home    address of the site from outside, without a slash at its end: for feeds and calendars
    """

    db: Db
    args: Mapping[str, Any]
    lang: str
    today: date
    format: str = "html"
    home: str = ""
    exports: Path | None = None

    def place(self, path: str) -> str:
        """An address on this site, from its host on, for JSON and CSV."""
        return urlsplit(self.home).path + path
