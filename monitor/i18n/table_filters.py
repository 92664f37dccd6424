"""Say the filters of a table's page: comparisons, and what its address narrows it down to."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

from monitor.i18n import value_formatting
from monitor.i18n.table_labels import column_title, display_value, group_label
from monitor.i18n.typography import colon
from monitor.i18n.value_formatting import _, column_label

# comparisons that the form offers; others may stand in an address
OFFERED = ("exact", "not", "contains", "startswith", "gte", "lte", "in", "isnull", "notnull")
# which no row without a value answers in SQL, against what their words say
_WITHOUT_NULL = ("not", "notin", "notlike")
_DAY = re.compile(r"[12]\d{3}-[01]\d-[0-3]\d")
_NUMBER = re.compile(r"-?\d{1,13}(?:\.\d{1,6})?")


def lookups() -> dict[str, str]:
    """Return the labels of comparison operators by key."""
    return {
        "exact": _("is"),
        "not": _("is not"),
        "contains": _("contains"),
        "startswith": _("begins with"),
        "endswith": _("ends with"),
        "gt": _("more than"),
        "gte": _("at least, or from"),
        "lt": _("less than"),
        "lte": _("at most, or until"),
        "in": _("is one of (a,b,c)"),
        "notin": _("is none of (a,b,c)"),
        "like": _("looks like"),
        "notlike": _("does not look like"),
        "glob": _("looks like"),
        "date": _("is on the day"),
        "isnull": _("is not published"),
        "notnull": _("is published"),
        "isblank": _("is not published"),
        "notblank": _("is published"),
        "arraycontains": _("contains"),
        "arraynotcontains": _("does not contain"),
    }


def active_filters(address: str, table: str) -> list[dict[str, str]]:
    """Return the filters in the address of a table's page: label, and the address without it."""
    path, _mark, query = address.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    result = []
    # values first, then groups, then words that are looked for
    for pair in sorted(
        pairs, key=lambda item: (item[0].startswith("_search"), item[0] == "_group")
    ):
        words_of = _chosen_words(table, *pair)
        if words_of:
            rest = urlencode([other for other in pairs if other != pair and other[0] != "_next"])
            result.append({"words": words_of, "without": f"{path}?{rest}" if rest else path})
    return result


def _chosen_words(table: str, key: str, value: str) -> str:
    """One parameter in words; "" for one that narrows nothing down."""
    if key == "_group":
        return f"{column_label('vendor_group')}{colon()}{group_label(value)}"
    if key == "_counted":
        return _("Without duplicates, cancelled, unsuccessful or borderline ones")
    if key.startswith("_search") and key != "_searchmode":
        return _("“%(words)s”") % {"words": value} if value else ""
    if key.startswith("_") and "__" not in key:
        return ""
    column, separator, lookup = key.rpartition("__")
    return _filter_words(
        table, column if separator else key, lookup if separator else "exact", value
    )


def _filter_words(table: str, column: str, lookup: str, value: str) -> str:
    if (column, lookup) == ("same_as", "isnull"):
        return _("Without duplicates")
    text = _given(table, column, lookup, value)
    day = bool(_DAY.fullmatch(value))
    compared = {
        "exact": "%(value)s",
        "gte": _("from %(value)s on") if day else _("at least %(value)s"),
        "lte": _("until %(value)s") if day else _("at most %(value)s"),
    }.get(lookup) or lookups().get(lookup, lookup) + " %(value)s"
    if lookup in ("isnull", "notnull", "isblank", "notblank"):
        compared = lookups()[lookup]
    elif lookup in ("in", "notin"):
        compared = _("one of: %(value)s") if lookup == "in" else _("none of: %(value)s")
    said_so = compared.replace("%(value)s", text)  # a visitor's text may hold a % of its own
    if lookup in _WITHOUT_NULL:
        said_so += _(" (where it is published)")
    return f"{column_title(table, column)}{colon()}{said_so}"


def _given(table: str, column: str, lookup: str, value: str) -> str:
    """Return the value of a filter as a cell of its column shows it."""
    if lookup in ("in", "notin"):
        return ", ".join(
            display_value(column, part.strip(' "'), table) for part in value.strip("[]").split(",")
        )
    if _DAY.fullmatch(value):
        return value_formatting.day(value, "medium") or value
    if column.endswith("_eur") and _NUMBER.fullmatch(value):
        return value_formatting.money(float(value), cents=False)
    return display_value(column, value, table)
