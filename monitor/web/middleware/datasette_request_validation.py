"""Validate requests to Datasette's pages before Datasette handles them.

Datasette answers many mistakes with 500, and some with silence: a filter on a column that is not
there finds nothing, a comparison that it does not know filters nothing.  Here both are refused with
a sentence (400), as on our own pages.  So are methods that a site which is only read does not have
(405), addresses that are too long (414) and those that lead elsewhere (``//host/``).
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from datasette.utils import tilde_decode
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.i18n.canned_queries import canned_queries
from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.routes import ALERT_SLUGS
from monitor.i18n.value_formatting import LANGUAGES, _
from monitor.web.errors import Refused
from monitor.web.middleware.language import readable_cookies
from monitor.web.page_request import APPENDED
from pipelines.store.schema import TABLES

LONGEST_PATH = 4_000  # bytes
LONGEST_NAME = 200  # of a file
LONGEST_QUERY = 40_000  # bytes: a question in SQL, written with %
LONGEST_SQL = 20_000  # characters; SQLite has a limit of its own below it
LONGEST_VALUE = 1_000
MOST = 60  # parameters
FORMATS = ("json", "jsono", "csv", "xlsx", "atom", "blob")
# what Datasette's table page knows, and we of it
_SPECIAL = frozenset(
    {
        "_search",
        "_searchmode",
        "_sort",
        "_sort_desc",
        "_sort_by_desc",
        "_size",
        "_next",
        "_facet",
        "_facet_counted",
        "_facet_size",
        "_group",
        "_col",
        "_nocol",
        "_shape",
        "_labels",
        "_language",
        "_label",
        "_all",
        "_nl",
        "_json",
        "_json_infinity",
        "_nocount",
        "_nofacet",
        "_nosuggest",
        "_ttl",
        "_stream",
        "_dl",
        "_header",
        "_blob_column",
        "_blob_hash",
        "_show_sql",
        "_hide_sql",
        "_where",
        "_timelimit",
    }
)
_COLUMNS = frozenset(
    {"_sort", "_sort_desc", "_facet", "_facet_counted", "_col", "_nocol", "_label"}
)
_ONCE = frozenset({"_sort", "_sort_desc", "_size", "_next", "_facet_size", "_ttl"})
_NUMBER = re.compile(r"[0-9]{1,6}")
_YES_OR_NO = frozenset({"_labels", "_json_infinity", "_nl", "_header", "_stream"})
_ANSWERS = ("on", "off", "true", "false", "1", "0")
_HOST = re.compile(r"(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?")
_FORMS = re.compile(rf"/(?:{'|'.join(LANGUAGES)})/(?:{'|'.join({*ALERT_SLUGS.values()})})(?:/|$)")
_FORM = re.compile(r"_filter_(?:column|op|value)(?:_\d{1,3})?")
_LOOKUPS = frozenset(
    [
        "exact",
        "not",
        "contains",
        "endswith",
        "startswith",
        "gt",
        "gte",
        "lt",
        "lte",
        "like",
        "notlike",
        "glob",
        "in",
        "notin",
        "arraycontains",
        "arraynotcontains",
        "date",
        "isnull",
        "notnull",
        "isblank",
        "notblank",
    ]
)
# pages about the machine are the operator's: they say which known hole fits
_OPERATOR = frozenset(
    [
        "databases",
        "threads",
        "actor",
        "allow-debug",
        "permissions",
        "messages",
        "patterns",
        "auth-token",
        "logout",
        "versions",
        "plugins",
        "settings",
        "config",
    ]
)
_NUMERIC = frozenset({"gt", "gte", "lt", "lte"})  # Datasette takes the number of a digit
_SHAPES = ("arrays", "objects", "array", "arrayfirst", "object")


class RequestValidation:
    """Raises  Refused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            check(scope)
            scope = {**scope, "headers": _readable(scope["headers"])}
        await self.app(scope, receive, send)


def _readable(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Without what Datasette cannot read and answers with 500."""
    found = []
    for name, value in headers:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            kept = readable_cookies(text).encode() if name.lower() == b"cookie" else value
            found.append((name, kept))
    return found


def check(scope: Scope) -> None:
    """Raises  Refused."""
    if not _is_known(scope["method"], scope["path"]):
        raise _only_read()
    if not _is_host(Headers(scope=scope).get("host", "")):
        raise Refused(_("The name of the site in this request cannot be read."))
    raw = scope.get("raw_path") or scope["path"].encode()
    if len(raw) > LONGEST_PATH or len(scope.get("query_string", b"")) > LONGEST_QUERY:
        raise Refused(_("The address is too long.  Use fewer or shorter filters."), 414)
    if raw.startswith((b"//", b"/\\")) or re.search(rb"[\x00-\x1f\x7f-\xff\\]|%0[0ad]", raw, re.I):
        raise _nothing()
    path = raw.partition(b"?")[0].decode("latin-1")
    if _is_operators(path):
        raise Refused("", 404)
    if path.startswith(("/static/", "/-/static")) and len(path) > LONGEST_NAME:
        raise _nothing()
    if path == f"/{DATABASE_NAME}" or path.startswith((f"/{DATABASE_NAME}.", f"/{DATABASE_NAME}/")):
        _look_at_data(path, scope)


def _is_host(text: str) -> bool:
    """Can addresses begin with it?"""
    try:
        urlsplit(f"http://{text}").port  # noqa: B018  # it raises
    except ValueError:
        return False
    return _HOST.fullmatch(text) is not None


def _look_at_data(path: str, scope: Any) -> None:
    _name, dot, format = path.rpartition("/")[2].partition(".")
    if dot and format not in FORMATS:
        raise _nothing()
    query = scope.get("query_string", b"").decode("latin-1")
    given = parse_qsl(query, keep_blank_values=True)
    if len(given) > MOST:
        raise Refused(_("At most %(most)s parameters can be read.") % {"most": MOST})
    for name, value in given:
        longest = LONGEST_SQL if name == "sql" else LONGEST_VALUE
        if len(value) > longest or len(name) > LONGEST_VALUE:
            raise _cannot(
                name,
                _("It has %(seen)s characters; at most %(most)s can be read.")
                % {"seen": max(len(value), len(name)), "most": longest},
            )
    parts = path.split("/")[2:]
    table = tilde_decode(unquote(parts[0])).partition(".")[0] if parts else ""
    if table and table not in TABLES and table not in canned_queries():
        raise _nothing()  # tables of the search, too
    if len(parts) == 2 and format == "atom":
        raise _nothing()
    if len(parts) == 2 and table in TABLES:
        _look_at_key(table, parts[1])
    elif len(parts) == 1 and table in TABLES:
        _look_at_filters(table, given)
    _look_at_special(given)


def _is_known(method: str, path: str) -> bool:
    """Forms are those of alerts; what Datasette says of its options is said of its pages alone."""
    if method == "POST":
        return _FORMS.match(path) is not None
    return method in ("GET", "HEAD") or (
        method == "OPTIONS" and path.startswith(f"/{DATABASE_NAME}")
    )


def _is_operators(path: str) -> bool:
    _, found, page = path.partition("/-/")
    return bool(found) and page.split("/")[0].removesuffix(".json") in _OPERATOR


def _nothing() -> Refused:
    return Refused(_("There is nothing at this address."), 404)


def _only_read() -> Refused:
    words = _("This site is only read: %(methods)s.") % {"methods": "GET"}
    return Refused(words, 405, headers={"allow": "GET, HEAD"})


def _cannot(name: str, why: str) -> Refused:
    return Refused(_("The parameter “%(name)s” cannot be read.") % {"name": name[:40]} + f" {why}")


def _look_at_key(table: str, key: str) -> None:
    """A row is named by all parts of its key."""
    bare = re.sub(r"\.\w+$", "", key)
    if len(_components(bare)) != len(TABLES[table].pk):
        raise _nothing()


def _look_at_filters(table: str, given: list[tuple[str, str]]) -> None:
    names = set(TABLES[table].names)
    for name, value in given:
        if name.startswith("_") and "__" not in name:
            _look_at_parameter(table, names, name, value)
        elif not APPENDED.fullmatch(name):
            _look_at_filter(names, name, value)
    seen = [name for name, _value in given]
    for name in _ONCE:
        if seen.count(name) > 1:
            raise _cannot(name, _("It is given more than once."))
    if "_sort" in seen and "_sort_desc" in seen:
        raise _cannot("_sort", _("Give one order only."))


def _look_at_parameter(table: str, names: set[str], name: str, value: str) -> None:
    if name.startswith("_search_"):
        searched = TABLES[table].full_text
        if name.removeprefix("_search_") not in searched:
            raise _cannot(name, _known(searched))
    elif name not in _SPECIAL and not _FORM.fullmatch(name):
        raise Refused(
            _("This page knows no parameter “%(name)s”.  It knows: %(known)s.")
            % {"name": name[:40], "known": ", ".join(sorted(_SPECIAL))}
        )
    elif name == "_search" and value and not value.replace('"', "").strip():
        raise _cannot(name, _("Write a word to look for."))
    elif name in _COLUMNS and value and value not in names:
        raise _cannot(name, _known(names))
    elif name == "_next" and not 1 <= len(_components(value)) <= 1 + len(TABLES[table].pk):
        raise _cannot(name, _("It is the address of no page."))


def _look_at_filter(names: set[str], name: str, value: str) -> None:
    column, found, lookup = name.rpartition("__")
    if not found:
        column, lookup = name, "exact"
    if column not in names:
        raise _cannot(name, _known(names))
    if lookup not in _LOOKUPS:
        raise _cannot(name, _known(_LOOKUPS))
    if lookup in _NUMERIC and value.isdigit() and not value.isdecimal():  # ² is a digit
        raise _cannot(name, _("It should be a whole number."))
    if lookup in ("in", "notin") and value.startswith("["):
        try:
            listed = json.loads(value)
        except (ValueError, RecursionError):
            listed = None
        if not isinstance(listed, list) or not all(isinstance(v, str | int) for v in listed):
            raise _cannot(name, _("It should look like %(example)s.") % {"example": '["FR","BE"]'})


def _look_at_special(given: list[tuple[str, str]]) -> None:
    """Numbers and words that Datasette reads without looking."""
    for name, value in given:
        if name in ("_ttl", "_facet_size", "_size") and value not in ("max", ""):
            if not _NUMBER.fullmatch(value):
                raise _cannot(name, _("It should be a whole number."))
        elif name in _YES_OR_NO and value.lower() not in _ANSWERS:
            raise _cannot(name, _known(_ANSWERS))
        elif name == "_language" and value not in LANGUAGES:
            raise _cannot(name, _known(LANGUAGES))
        elif name == "_shape" and value not in _SHAPES:
            raise _cannot(name, _known(_SHAPES))
        elif name.startswith(("_facet_", "_through", "_fts")) and name not in _SPECIAL:
            raise _cannot(name, _("It can be asked in SQL."))


def _components(key: str) -> list[str]:
    """Parts of a key in an address."""
    return [str(tilde_decode(part)) for part in key.split(",")]


def _known(names: Any) -> str:
    return _("It can be: %(options)s.") % {"options": ", ".join(sorted(names)[:60])}
