"""Mount Datasette below our pages: tables, rows, canned queries and SQL of visitors."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.plugins import pm
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from monitor.i18n.datasette_metadata import DATABASE_NAME, metadata
from monitor.web import datasette_hooks
from monitor.web.errors import HttpError
from monitor.web.query_timeout import WALL_CLOCK_FACTOR
from monitor.web.read_only_pool import LIMIT_MS
from monitor.web.site_state import ASKED, Site, path_of
from monitor.web.table_pages import cells, facets_from_counts
from monitor.web.table_pages.sort_tiebreaker import first_page
from monitor.web.templating import MAX_ROWS
from monitor.web.visitor_sql_pool import SqlPool, VisitorsDatabase, asking, is_visitor_sql
from pipelines.store.read_only import read_only_uri

TEMPLATES = Path(__file__).parent / "templates"
# rows of a page, which stays under 60 kB
ROWS = 30
ROWS_WITH_ALL_COLUMNS = 5  # of 46 columns each
# docs/decisions and the table of latencies behind these: one million contracts, two cores
SETTINGS = {
    "default_page_size": ROWS,
    "max_returned_rows": MAX_ROWS,
    "num_sql_threads": 4,
    "sql_time_limit_ms": round(LIMIT_MS * WALL_CLOCK_FACTOR),  # on the wall
    "facet_time_limit_ms": 250,
    "default_facet_size": 12,
    "suggest_facets": False,
    "allow_download": False,
    "default_allow_sql": False,
    "truncate_cells_html": 160,
    "max_csv_mb": 50,
}
SMALL = 100_000  # rows of a table
# a visitor can only lower it, and a word instead of a number is an error
_TIME = "_timelimit"
_FACET = "_facet"  # our own class counts these
# headers: nobody signs in, and a cookie or header of others that Datasette cannot read is a 500
_READ = (b"host", b"accept")


class DatasetteMount:
    """ASGI application of what our routes do not answer."""

    def __init__(self, site: Site) -> None:
        self.site, self.sql = site, SqlPool(read_only_uri(site.pool.path))
        self.datasette = create_datasette(site, self.sql)
        site.urls = self.datasette.urls
        self._app = self.datasette.app()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (target := _elsewhere(scope)) is not None:
            answer = Response("", 302, {"location": self.site.link(target)}, "text/html")
            await answer(scope, receive, send)
            return
        with self._question(scope):
            await self._app(await self._asked(scope), receive, send)

    @contextmanager
    def _question(self, scope: Scope) -> Iterator[None]:
        """What one request hides is shown to the next, whoever serves both; SQL of one is no SQL of
        the next.  Raises  HttpError."""
        if (sql := is_visitor_sql(scope)) and not self.site.visitors_sql:
            raise HttpError("", 403)
        columns_token, sql_token = cells.not_shown.set(frozenset()), asking.set(sql)
        try:
            yield
        finally:
            cells.not_shown.reset(columns_token)
            asking.reset(sql_token)

    async def _asked(self, scope: Scope, whole: bool = False) -> Scope:
        """The request as Datasette reads it: below the prefix, with facets that we count, and equal
        rows in the order of their key, whatever it takes where a choice is read ``whole``."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        own_facet = facets_from_counts.ARGUMENT
        pairs = [(own_facet if n == _FACET else n, v) for n, v in query if n != _TIME]
        table, following, quick = first_page(scope["path"], dict(pairs))
        if following and (whole or quick or await self._is_small(table)):
            pairs.append(("_next", following))
        if not whole and "." not in scope["path"]:  # files keep their bounds
            pairs = _bounded(pairs)
        base = self.site.base_url.rstrip("/")
        return {
            **scope,
            "headers": [header for header in scope["headers"] if header[0] in _READ],
            "path": base + scope["path"],
            "raw_path": base.encode() + scope["raw_path"],
            "query_string": urlencode(pairs).encode() if pairs != query else scope["query_string"],
            ASKED: path_of(scope),
        }

    async def json(self, scope: Scope, path: str, query: str) -> dict[str, Any]:
        """Datasette's JSON of a table or an answer.  Raises  HttpError, as Datasette refuses it."""
        inner_scope = {**scope, "path": path, "query_string": query.encode("latin-1")}
        scope = await self._asked(inner_scope, whole=True)
        address = f"{path}.json?{scope['query_string'].decode()}"
        with self._question(inner_scope):
            answer = await self.datasette.client.get(address, follow_redirects=not asking.get())
        data: dict[str, Any] = answer.json()
        if answer.status_code != 200 or data.get("error"):
            status = answer.status_code if answer.status_code != 200 else 400
            raise HttpError(str(data.get("error")), status, data.get("title"))
        return data

    async def _is_small(self, table: str) -> bool:
        """SQLite sorts all rows for a page that begins after one of them; of many it takes
        seconds."""
        last = await self.site.pool.run(lambda db: db.value(f"SELECT max(rowid) FROM [{table}]"))
        return (last or 0) <= SMALL


def _bounded(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parameters of a page with at most as many rows as a slow line loads in seconds."""
    values = dict(pairs)
    if not values.keys() & {"_all", "_size"}:
        return pairs
    most = ROWS_WITH_ALL_COLUMNS if "_all" in values else ROWS
    requested = values.get("_size", "")
    size = min(int(requested), most) if requested.isdecimal() else most
    return [*(pair for pair in pairs if pair[0] != "_size"), ("_size", str(size))]


def _elsewhere(scope: Scope) -> str | None:
    """Return the redirect of an address with a slash too many, or with % where Datasette has ~."""
    raw = scope["raw_path"].decode("latin-1")
    if "%" in raw:
        path = raw.replace("~", "~7E").replace("%", "~").replace(".", "~2E")
    elif raw.endswith("/") and raw != "/":
        path = raw.rstrip("/")
    else:
        return None
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def create_datasette(site: Site, sql: SqlPool) -> Datasette:
    """Datasette on the site's file, with our plugin."""
    if not pm.is_registered(datasette_hooks):
        pm.register(datasette_hooks)
    site_metadata = metadata()
    for table in site_metadata["databases"][DATABASE_NAME]["tables"].values():
        columns = [f if isinstance(f, str) else f["group"] for f in table.get("facets", ())]
        table["facets"] = [{facets_from_counts.TYPE: column} for column in columns]
    result = Datasette(
        metadata=site_metadata,
        template_dir=str(TEMPLATES),
        settings={**SETTINGS, "base_url": site.base_url},
    )
    result.vigie = site
    result.remove_database("_memory")
    database = VisitorsDatabase(result, path=_plain(site.pool.path), pool=sql, today=site.today)
    result.add_database(database, name=DATABASE_NAME)
    return result


def _plain(path: Path) -> str:
    """A path that can stand in Datasette's URI: by another name if its own has signs of a URI."""
    if not set(str(path)) & set("?#%"):
        return str(path)
    folder = Path(tempfile.mkdtemp(prefix="vigie-site-"))
    link = folder / f"{DATABASE_NAME}.db"
    link.symlink_to(path.absolute())
    return str(link)
