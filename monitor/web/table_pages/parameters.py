"""Check the query string of a table, a row or a canned query, as ``PARAMS`` does of our pages.

Datasette answers many mistakes with 500, and some with silence: a filter on a column that is not
there finds nothing, a comparison that it does not know filters nothing.  Here both are refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

from datasette.utils import tilde_decode

from monitor.i18n.datasette_metadata import DATABASE_NAME
from monitor.i18n.load_canned_queries import canned_queries
from monitor.i18n.table_filters import lookups
from monitor.i18n.value_formatting import LANGUAGES, _
from monitor.web.errors import BadRequest, HttpError, NotFoundError
from monitor.web.page_data.aggregate_queries import COUNTED
from monitor.web.page_request import APPENDED, Reader, choice, code, free_text, naming, unknown
from pipelines.store.schema import TABLES

MAX_SQL_LENGTH = 20_000  # characters; SQLite has a limit of its own below it
MAX_VALUE_LENGTH = 1_000
MAX_PARAMETERS = 60  # parameters
FORMATS = ("", "json", "jsono", "csv", "xlsx", "atom", "blob")
_DATA = re.compile(rf"/{DATABASE_NAME}(?:[./]|$)")
_NUMBER = code("max|[0-9]{0,6}", "50")
_SWITCH = code("(?i:on|off|true|false|1|0)", "on")
# parameters of Datasette's that it reads without looking, on every page
_OF_ANY: Mapping[str, Reader] = {
    **dict.fromkeys(("_ttl", "_facet_size", "_size"), _NUMBER),
    "_page": code("[0-9]{0,4}", "2"),  # of an answer to a question
    **dict.fromkeys(("_labels", "_json_infinity", "_nl", "_header", "_stream"), _SWITCH),
    "_language": choice(*LANGUAGES),
    "_shape": choice("arrays", "objects", "array", "arrayfirst", "object"),
}
# those of its table pages that name a column, and those that it reads well
_COLUMNS = ("_sort", "_sort_desc", "_facet", "_facet_counted", "_col", "_nocol", "_label")
_LEFT = (
    *("_searchmode", "_sort_by_desc", "_group", "_all", "_json", "_nocount", "_nofacet", "_dl"),
    *("_nosuggest", "_blob_column", "_blob_hash", "_show_sql", "_hide_sql", "_where", "_timelimit"),
)
_ONCE = ("_sort", "_sort_desc", "_size", "_next", "_facet_size", "_ttl")
_FORM = re.compile(r"_filter_(?:column|op|value)(?:_\d{1,3})?")


def check_address(path: str, query: str) -> None:
    """Raises  HttpError: no table or row has this address, or a parameter that cannot be read."""
    if not _DATA.match(path):
        return
    format = path.rpartition("/")[2].partition(".")[2]
    table, *keys = path.split("/")[2:] or [""]
    table = tilde_decode(unquote(table)).partition(".")[0]
    is_table = table in TABLES
    if format not in FORMATS or (path.endswith(".") and not format):
        raise NotFoundError
    if table and not is_table and table not in canned_queries():
        raise NotFoundError  # tables of the search, too
    key_count = len(re.sub(r"\.\w+$", "", keys[0]).split(",")) if len(keys) == 1 else None
    if key_count and (format == "atom" or (is_table and key_count != len(TABLES[table].pk))):
        raise NotFoundError  # a row is named by all parts of its key
    pairs = parse_qsl(query, keep_blank_values=True)
    if len(pairs) > MAX_PARAMETERS:
        raise HttpError(_("At most %(most)s parameters can be read.") % {"most": MAX_PARAMETERS})
    has_filters = is_table and not keys
    readers = _readers(table) if has_filters else _OF_ANY
    for name, value in pairs:
        is_ours = name in readers or APPENDED.fullmatch(name) or _FORM.fullmatch(name)
        if has_filters and not is_ours and name.startswith("_") and "__" not in name:
            raise unknown(name, sorted(readers))
        with naming(name):
            free_text(MAX_VALUE_LENGTH)(name)
            free_text(MAX_SQL_LENGTH if name == "sql" else MAX_VALUE_LENGTH)(value)
            if name in readers:
                readers[name](value)
            elif has_filters and not is_ours:
                _check_filter(table, name, value)
    if has_filters:
        _check_order(Counter(name for name, _value in pairs))


def _check_order(counts: Mapping[str, int]) -> None:
    """Raises  BadRequest: a parameter is given more than once, or two orders are."""
    for name in _ONCE:
        if counts[name] > 1:
            raise BadRequest(
                _("The parameter “%(name)s” is given more than once.") % {"name": name}
            )
    if counts["_sort"] and counts["_sort_desc"]:
        with naming("_sort"):
            raise BadRequest(_("Give one order only."))


def _readers(table: str) -> dict[str, Reader]:
    """Return the reader of each parameter of a table's page."""
    description = TABLES[table]

    def column(value: str) -> None:
        if value:
            choice(*sorted(description.names))(value)

    def search(value: str) -> None:
        if value and not value.replace('"', "").strip():
            raise BadRequest(_("Write a word to look for."))

    def following(value: str) -> None:
        if not 1 <= len(value.split(",")) <= 1 + len(description.pk):
            raise BadRequest(_("It is the address of no page."))

    return {
        **_OF_ANY,
        **dict.fromkeys(_LEFT, str),
        **({COUNTED: choice("1")} if table == "contracts" else {}),
        **dict.fromkeys(_COLUMNS, column),
        **{f"_search_{column}": str for column in description.full_text},
        "_search": search,
        "_next": following,
    }


def _check_filter(table: str, name: str, value: str) -> None:
    """Check a column, with or without a comparison.  Raises  BadRequest."""
    column, separator, lookup = name.rpartition("__")
    choice(*sorted(TABLES[table].names))(column if separator else name)
    if not separator:
        return
    choice(*sorted(lookups()))(lookup)
    is_digit = value.isdigit() and not value.isdecimal()  # ² is a digit
    if lookup in ("gt", "gte", "lt", "lte") and is_digit:
        raise BadRequest(_("It should be a whole number."))
    if lookup in ("in", "notin") and value.startswith("["):
        try:
            listed = json.loads(value)
        except (ValueError, RecursionError):
            listed = None
        if not isinstance(listed, list) or not all(isinstance(v, str | int) for v in listed):
            raise BadRequest(_("It should look like %(example)s.") % {"example": '["FR","BE"]'})
