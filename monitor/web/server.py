"""The site: Datasette on ``vigie.db``, opened for reading only, and the server around it."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from datasette.app import Datasette
from datasette.database import Results
from datasette.plugins import pm
from datasette.utils.asgi import Forbidden

from monitor.alerts.subscription_forms import RequestSpooler
from monitor.i18n.metadata import NAME, metadata
from monitor.i18n.reference_texts import coverage, laws, questions
from monitor.i18n.rule_labels import clauses
from monitor.web import table_queries
from monitor.web.operator_contact import Operator
from monitor.web.plugins import base_url as prefix
from monitor.web.plugins import (
    cells,
    errors,
    explore,
    exports,
    facets,
    form_validation,
    group_filter,
    headers,
    health,
    hidden_cells,
    language,
    pages,
    request_validation,
    subscribe,
    table_export,
    template_globals,
)
from monitor.web.plugins import visitor_sql as sql
from monitor.web.request_coalescing import Shared
from monitor.web.request_context import Remembering, fetched
from monitor.web.schema_cache import NUMBER, Known
from monitor.web.visitor_sql import Visitors, visiting
from pipelines.errors import Misconfigured
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.store.schema import VERSION

HERE = Path(__file__).parent
# the later ones stand closer to Datasette
PLUGINS = (
    errors,
    prefix,
    cells,
    hidden_cells,
    facets,
    group_filter,
    headers,
    language,
    explore,
    exports,
    pages,
    subscribe,
    health,
    template_globals,
    sql,
    table_export,
    form_validation,
    request_validation,
)
# it would print every local variable at each address that is not found
pm.get_plugin("datasette.handle_exception").rich = None
# ours are in plugins.facets
if pm.has_plugin("datasette.facets"):
    pm.unregister(name="datasette.facets")
ZONE = "Europe/Paris"
# a page's thread waits so long after each question for the one that writes pages; Python's: 5 ms
SWITCH_S = 0.001
LONGEST_VALUE = 10_000_000  # bytes; SQLite's time limit cannot interrupt one call that makes more

# docs/decisions and the table of latencies behind these: one million contracts, two cores
SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "num_sql_threads": 4,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 250,
    "default_facet_size": 12,
    "suggest_facets": False,
    "allow_download": False,
    "truncate_cells_html": 160,
    "max_csv_mb": 50,
}


class ReadOnly(Known):
    """A file that others may be writing: never written, never locked, any character in its path."""

    today: Callable[[], date]
    turns: asyncio.Semaphore
    visitors: Visitors | None = None  # who answers SQL that a visitor wrote; None: nobody

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """A visitor's own SQL goes to its own threads and limits, all else where it always went."""
        visit = visiting.get()
        if visit is None or visit.sql.strip().rstrip(";") not in sql:
            found = await table_queries.answer(self.ask, sql, params, **options)
            if sql == NUMBER:
                self.is_schema(found.rows[0][0])
            return found
        if self.visitors is None:
            raise Forbidden("SQL is switched off")
        limit_ms = self.ds.sql_time_limit_ms
        return await self.visitors.ask(visit, sql, params, self.ds.max_returned_rows, limit_ms)

    async def ask(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: float | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        """As Datasette does it, with a limit of time that costs nothing.

        Raises  QueryInterrupted; sqlite3.DatabaseError.
        """
        limit_ms = min(custom_time_limit or self.ds.sql_time_limit_ms, self.ds.sql_time_limit_ms)
        most = self.ds.max_returned_rows + (page_size == self.ds.max_returned_rows)
        return await self.execute_fn(
            lambda connection: fetched(
                connection, sql, params, most if truncate else None, limit_ms
            )
        )

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Rows of each table, as many as when the figures were made: counting takes seconds."""
        rows = await self.ask("SELECT key, contracts FROM aggregates WHERE kind = 'table'")
        known = {row["key"]: row["contracts"] for row in rows.rows}
        return {name: known.get(name) for name in await self.table_names()}

    def reading(self) -> sqlite3.Connection:
        """A connection as Datasette prepares it, for whoever adds limits of their own."""
        connection = self.connect()
        self.ds._prepare_connection(connection, self.name)
        return connection

    def close(self) -> None:
        if self.visitors is not None:
            self.visitors.close()
        super().close()

    def connect(self, write: bool = False) -> sqlite3.Connection:
        if write:
            raise RuntimeError("the site never writes")
        connection = sqlite3.connect(
            _address(Path(self.path)), uri=True, check_same_thread=False, factory=Remembering
        )
        connection.execute("PRAGMA query_only = 1")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.create_function("today", 0, lambda: self.today().isoformat())
        self._all_file_connections.append(connection)
        return connection


def _address(path: Path) -> str:
    return path.absolute().as_uri() + "?mode=ro"


def site(
    db: Path,
    *,
    base_url: str = "/",
    timezone: str = ZONE,
    today: Callable[[], date] | None = None,
    desk: RequestSpooler | None = None,
    operator: Operator | None = None,
    visitors_sql: bool = True,
    export: Path | None = None,
) -> Datasette:
    """Database file -> the site.  ``today`` is the day of "this week" and "ends in"; ``desk`` takes
    what the form of alerts hands over, None where no mail is sent; ``operator`` answers for it;
    ``visitors_sql`` False refuses SQL that a visitor wrote; ``export`` is the folder of the files
    that are offered.

    Raises  Misconfigured: no file, not ours, of another version, or not readable.
    """
    check(db)
    for plugin in PLUGINS:
        if not pm.is_registered(plugin):
            pm.register(plugin)
    prefix = "/" + base_url.strip("/")
    found = Datasette(
        metadata=metadata(),
        template_dir=str(HERE / "templates"),
        static_mounts=[("static", str(HERE / "static"))],
        settings={
            **SETTINGS,
            "default_allow_sql": visitors_sql,
            "base_url": prefix if prefix == "/" else prefix + "/",
        },
    )
    found.remove_database("_memory")
    database = ReadOnly(found, str(db))
    zone = ZoneInfo(timezone)
    database.turns = asyncio.Semaphore(1)
    database.today = today or (lambda: datetime.now(zone).date())
    found.add_database(database, name=NAME)
    if visitors_sql:
        database.visitors = Visitors(database.reading)
    found.vigie_request_spooler = desk
    found.vigie_operator = operator or Operator()
    found.vigie_exports = export
    found.vigie_shared = Shared()
    return found


def check(db: Path) -> None:
    """Raises  Misconfigured when this file cannot be shown, with what to do."""
    if not db.exists():
        raise Misconfigured(
            f"{db}: there is no database yet.\n"
            "  Try it without the internet: vigie demo.  With real notices: vigie crawl."
        )
    try:
        connection = sqlite3.connect(_address(db), uri=True)
        try:
            (seen,) = connection.execute("PRAGMA user_version").fetchone()
            (figures,) = connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'aggregates'"
            ).fetchone()
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        raise Misconfigured(
            f"{db}: the database cannot be read ({error}).\n"
            "  Check that you may read the file and write in its folder: SQLite keeps its -shm file"
            " there."
        ) from None
    except sqlite3.DatabaseError as error:
        raise Misconfigured(
            f"{db}: this file is not a database, or it is damaged ({error}).\n"
            "  Move it aside and run vigie replay: it is rebuilt from the archive."
        ) from None
    if seen == 0:
        raise Misconfigured(f"{db}: this is not a database of Vigie.  Name another: --db FILE.")
    if seen == VERSION and not figures:
        raise Misconfigured(
            f"{db}: this file was made to be taken away, without the figures that pages show.\n"
            "  Read it with datasette, sqlite3 or any program for SQLite; the site wants the"
            " database that crawls write."
        )
    if seen < VERSION:
        raise Misconfigured(
            f"{db}: its schema is {seen}, this program needs {VERSION}.\n"
            "  Run vigie portals on it: every command that writes brings it up to date."
        )
    if seen > VERSION:
        raise Misconfigured(
            f"{db}: its schema is {seen}, this program knows up to {VERSION}.\n"
            "  It was written by a newer Vigie: update this one, or name another file with --db."
        )


class Server(uvicorn.Server):
    """uvicorn that leaves signals to us: it would raise SIGTERM again after its own end."""

    ready: Callable[[], None] | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and self.ready is not None:
            self.ready()


def serve(
    db: Path,
    host: str,
    port: int,
    base_url: str = "/",
    ready: Callable[[str], None] | None = None,
    timezone: str = ZONE,
    desk: RequestSpooler | None = None,
    operator: Operator | None = None,
    visitors_sql: bool = True,
    export: Path | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM; exit status 0.  ``ready`` gets the address once it answers.

    Port 0 takes any free one.
    Raises  Misconfigured: see ``site``; or the address is taken, refused or unknown.
    """
    found = site(
        db,
        base_url=base_url,
        timezone=timezone,
        desk=desk,
        operator=operator,
        visitors_sql=visitors_sql,
        export=export,
    )
    sys.setswitchinterval(SWITCH_S)
    settle()
    listening = listen(host, port)
    path = found.setting("base_url")
    address = f"http://{_bracketed(host)}:{listening.getsockname()[1]}{path}"
    config = uvicorn.Config(
        found.app(),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=5,
    )
    server = Server(config)
    server.ready = (lambda: ready(address)) if ready is not None else None
    try:
        asyncio.run(_until_told(server, listening))
    finally:
        listening.close()
        found.get_database(NAME).close()
    return 0


def settle() -> None:
    """Tables that all pages read are read before the first reader comes, and the collector leaves
    them out from then on: it would look through them for 50 ms every few hundred pages, and nobody
    is answered meanwhile."""
    for table in (load_normalisation_tables, laws, questions, coverage, clauses):
        table()
    gc.collect()
    gc.freeze()


async def _until_told(server: Server, listening: socket.socket) -> None:
    def stop() -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Address -> listening socket.

    Raises  Misconfigured when the port is taken, not allowed, or the host is none of ours.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        found = socket.create_server((host, port), family=family)
        # connections inherit it; asyncio sets it for sockets made with a named protocol only, and
        # then the end of each page waits 40 ms for the browser to confirm its beginning
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found
    except PermissionError:
        raise Misconfigured(
            f"no permission to listen on port {port}: ports below 1024 are for the administrator.\n"
            "  Choose a higher one (--port 8001) and let a web server in front of it pass requests."
        ) from None
    except socket.gaierror as error:
        raise Misconfigured(f"{host}: there is no such address ({error.strerror})") from None
    except OverflowError:
        raise Misconfigured(f"port {port}: ports go from 1 to 65535") from None
    except OSError as error:
        raise Misconfigured(
            f"port {port} of {host} cannot be used ({error.strerror}).\n"
            f"  Stop the program that uses it, or choose another: --port {port + 1}"
        ) from None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
