"""What is asked of Datasette's pages, looked at before Datasette reads it.

Datasette answers many mistakes with 500, and some with silence: a filter on a column that is not
there finds nothing, a comparison that it does not know filters nothing.  Here both are refused with
a sentence (400), as on our own pages.  So are methods that a site which is only read does not have
(405), addresses that are too long (414) and those that lead elsewhere (``//host/``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from datasette import hookimpl
from datasette.filters import Filters
from datasette.utils import tilde_decode, urlsafe_components

from monitor.i18n.metadata import NAME, questions
from monitor.i18n.translation import _
from monitor.web.plugins.errors import refusal
from monitor.web.plugins.language import readable_cookies
from pipelines.store.schema import TABLES

App = Callable[[Any, Any, Any], Awaitable[None]]
LONGEST_PATH = 4_000  # bytes
LONGEST_NAME = 200  # of a file
LONGEST_QUERY = 40_000  # bytes: a question in SQL, written with %
LONGEST_SQL = 20_000  # characters; SQLite has a limit of its own below it
LONGEST_VALUE = 1_000
MOST = 60  # parameters
FORMATS = ("json", "jsono", "csv", "atom", "blob")
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
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
        "_facet_size",
        "_group",
        "_col",
        "_nocol",
        "_shape",
        "_labels",
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
_COLUMNS = frozenset({"_sort", "_sort_desc", "_facet", "_col", "_nocol", "_label"})
_ONCE = frozenset({"_sort", "_sort_desc", "_size", "_next", "_facet_size", "_ttl"})
_NUMBER = re.compile(r"[0-9]{1,6}")
_APPENDED = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_\w+|mtm_\w+|pk_\w+")
_YES_OR_NO = frozenset({"_labels", "_json_infinity", "_nl", "_header", "_stream"})
_ANSWERS = ("on", "off", "true", "false", "1", "0")
_FORM = re.compile(r"_filter_(?:column|op|value)(?:_\d{1,3})?")
_LOOKUPS = {key for key, _display, _none in Filters([]).lookups()}
# Datasette would show a template of this folder to whoever asks for its name
WEB = Path(__file__).parents[1]
_TEMPLATES = {file.stem for file in (WEB / "templates" / "pages").iterdir()}
_NUMERIC = frozenset({"gt", "gte", "lt", "lte"})  # Datasette takes the number of a digit
_SHAPES = ("arrays", "objects", "array", "arrayfirst", "object")


class Refused(Exception):
    """Raised here: the words say what cannot be read; ``status`` 400 unless told."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    def wrap(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            try:
                look(datasette, scope)
            except Refused as refused:
                headers = {"allow": "GET, HEAD"} if refused.status == 405 else None
                answered = await refusal(
                    datasette, scope["path"], refused.status, str(refused), headers=headers
                )
                await answered.asgi_send(send)
                return
            await app({**scope, "headers": _readable(scope["headers"])}, receive, send)

        return answer

    return wrap


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


def look(datasette: Any, scope: Any) -> None:
    """Raises  Refused."""
    if scope["method"] not in METHODS:
        raise Refused(_("This site is only read: %(methods)s.") % {"methods": "GET"}, 405)
    raw = scope.get("raw_path") or scope["path"].encode()
    if len(raw) > LONGEST_PATH or len(scope.get("query_string", b"")) > LONGEST_QUERY:
        raise Refused(_("The address is too long.  Use fewer or shorter filters."), 414)
    if raw.startswith((b"//", b"/\\")) or re.search(rb"[\x00-\x1f\x7f-\xff\\]|%0[0ad]", raw, re.I):
        raise Refused(_("There is nothing at this address."), 404)
    path = raw.partition(b"?")[0].decode("latin-1")
    if "/".join(part for part in path.split("/") if part not in ("", ".")) in _TEMPLATES:
        raise Refused(_("There is nothing at this address."), 404)
    if path.startswith("/static/") and len(path) > LONGEST_NAME:
        raise Refused(_("There is nothing at this address."), 404)
    if path == f"/{NAME}" or path.startswith((f"/{NAME}.", f"/{NAME}/")):
        _look_at_data(path, scope)


def _look_at_data(path: str, scope: Any) -> None:
    if scope["method"] == "POST":
        raise Refused(_("This site is only read: %(methods)s.") % {"methods": "GET"}, 405)
    _name, dot, format = path.rpartition("/")[2].partition(".")
    if dot and format not in FORMATS:
        raise Refused(_("There is nothing at this address."), 404)
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
    if table and table not in TABLES and table not in questions():
        raise Refused(_("There is nothing at this address."), 404)  # tables of the search, too
    if len(parts) == 2 and table in TABLES:
        _look_at_key(table, parts[1])
    elif len(parts) == 1 and table in TABLES:
        _look_at_filters(table, given)
    _look_at_special(given)


def _cannot(name: str, why: str) -> Refused:
    return Refused(_("The parameter “%(name)s” cannot be read.") % {"name": name[:40]} + f" {why}")


def _look_at_key(table: str, key: str) -> None:
    """A row is named by all parts of its key."""
    bare = re.sub(r"\.\w+$", "", key)
    if len(urlsafe_components(bare)) != len(TABLES[table].pk):
        raise Refused(_("There is nothing at this address."), 404)


def _look_at_filters(table: str, given: list[tuple[str, str]]) -> None:
    names = set(TABLES[table].names)
    for name, value in given:
        if name.startswith("_") and "__" not in name:
            _look_at_parameter(table, names, name, value)
        elif not _APPENDED.fullmatch(name):
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
    elif name == "_next" and not 1 <= len(urlsafe_components(value)) <= 1 + len(TABLES[table].pk):
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
        elif name == "_shape" and value not in _SHAPES:
            raise _cannot(name, _known(_SHAPES))
        elif name.startswith(("_facet_", "_through", "_fts")) and name not in _SPECIAL:
            raise _cannot(name, _("It can be asked in SQL."))


def _known(names: Any) -> str:
    return _("It can be: %(options)s.") % {"options": ", ".join(sorted(names)[:60])}
