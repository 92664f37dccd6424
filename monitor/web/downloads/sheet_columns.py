"""Choose titled, typed columns for rows of a page or a table, as a spreadsheet shows them.

A reader gets words for codes, names for groups, and one value in a cell: what is a list is joined,
what is an object has a column for each of its parts, and what is neither is left to the JSON.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from monitor.i18n.control_characters import strip_control_characters
from monitor.i18n.labels import labels
from monitor.i18n.table_labels import column_title, display_value
from monitor.i18n.untrusted_text import BETWEEN
from monitor.i18n.value_formatting import LANGUAGES, _, number, translated, value_label
from monitor.web.read_only_pool import Row
from pipelines.interface_languages import SOURCE
from pipelines.store.schema import DAY_COLUMNS, INSTANT_COLUMNS, TABLES

AMOUNTS = frozenset({"value", "minimum", "maximum", "initial_value_eur"})
YES_OR_NO = frozenset({"value_shared", "value_plausible"})
# a list or object in the text of a column that is no column of a table
COMPUTED_JSON = ("group_roles",)
PAIRS = "counts"  # of each share: [part, whole]
_IF_FILLED = frozenset({"via"})  # "" in rankings whose rows go through nobody
_FOR_PROGRAMS = frozenset({"group_id", "other", "proof_group_id", "content_sha256", "rowid"})


@dataclass(frozen=True)
class Column:
    """``kind``: text, integer, number, money, percent, date or instant; ``table``: of the database,
    where its words for a value may be others."""

    name: str
    title: str
    kind: str
    table: str | None = None


@cache
def _json_columns() -> frozenset[str]:
    declared = {column for table in TABLES.values() for column in table.array_columns}
    return frozenset(declared - {"key"} | set(COMPUTED_JSON))


def flatten_row(row: Row, in_words: bool = True) -> dict[str, Any]:
    """Return the row with one value for each name; parts of an object are named ``whole.part``.

    ``in_words``: values of a list as a reader sees them, else as the data have them.
    """
    result: dict[str, Any] = {}
    for name, value in row.items():
        if name in _FOR_PROGRAMS:
            continue
        if name in _json_columns() and isinstance(value, str):
            value = _read(value)
        if isinstance(value, Mapping):
            result |= _parts(name, value, in_words)
        elif not isinstance(value, list | tuple):
            result[name] = value
        elif all(_is_single(item) for item in value):
            result[name] = _joined(name, value, in_words)
    return result


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _parts(name: str, value: Mapping[str, Any], in_words: bool) -> dict[str, Any]:
    if SOURCE in value and set(value) <= set(LANGUAGES):
        return {name: translated({lang: _in_one(words) for lang, words in value.items()})}
    if name in COMPUTED_JSON:
        return {name: BETWEEN.join(_role(*item, in_words) for item in value.items())}
    result = {}
    for part, item in value.items():
        if not part.isdigit() and part not in labels()["columns"]:  # neither a year nor a column
            continue
        if name == PAIRS and not _is_single(item):
            of = dict(zip(("part", "whole"), map(number, item), strict=True))
            result[f"{name}.{part}"] = _("%(part)s of %(whole)s") % of
        elif _is_single(item):
            result[f"{name}.{part}"] = item
    return result


def _role(group: str, role: str, in_words: bool) -> str:
    return (
        f"{display_value('vendor_group', group)} ({value_label(role)})"
        if in_words
        else f"{group}={role}"
    )


def _in_one(words: str | Iterable[str]) -> str:
    """Words of a table in one language: one text, or several (those that a rule looks for)."""
    return words if isinstance(words, str) else BETWEEN.join(words)


def _is_single(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _joined(name: str, values: Iterable[Any], in_words: bool) -> str:
    known_values = (value for value in values if value is not None)
    return BETWEEN.join(_words(name, value) if in_words else str(value) for value in known_values)


def columns_of(rows: Iterable[Row], table: str | None = None) -> list[Column]:
    """Return the columns that flattened rows have, each once: what names a row, then the others in
    the order of the first row.

    Left out is what no row has and has no words: an object where there is one, empty in all rows.
    No two have the same title: a program that reads the file goes by it.
    """
    values: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            if values.get(name) is None:
                values[name] = value
    counts: Counter[str] = Counter()
    result = []
    for name, value in sorted(values.items(), key=lambda item: item[0] != "name"):
        if value or (name not in _IF_FILLED and (value is not None or name in labels()["columns"])):
            title = _title(table, name)
            if counts[title] and name.startswith(f"{PAIRS}."):
                title = _("%(title)s, in numbers") % {"title": title}
            counts[title] += 1
            title = f"{title} ({counts[title]})" if counts[title] > 1 else title
            result.append(Column(name, title, _kind(name, value), table))
    return result


def _title(table: str | None, name: str) -> str:
    whole, dot, part = name.partition(".")
    if table is None and name == "key":  # of a page's row, beside its name
        return column_title(None, "id")
    if dot and part in labels()["columns"]:
        return column_title(table, part)
    return f"{column_title(table, whole)} {part}" if dot else column_title(table, name)


def _kind(name: str, value: Any) -> str:
    bare = name.rpartition(".")[2]
    if bare in DAY_COLUMNS:
        return "date"
    if bare in INSTANT_COLUMNS:
        return "instant"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "text"
    if bare.endswith("_eur") or bare.startswith("eur_") or bare in AMOUNTS or "years." in name:
        return "money"
    if bare == "share" or bare.endswith("_share"):
        return "percent"
    return "number" if isinstance(value, float) else "integer"


def cell_of(column: Column, value: Any) -> Any:
    """Return a value as a reader sees it; numbers, days and instants stay what they are."""
    if isinstance(value, bool):
        return value_label("yes" if value else "no")
    if column.name in YES_OR_NO and value in (0, 1):
        return value_label("yes" if value else "no")
    if not isinstance(value, str) or column.kind in ("date", "instant"):
        return value
    return _words(column.name, value, column.table)


def _words(name: str, value: Any, table: str | None = None) -> str:
    bare = name.rpartition(".")[2]
    if not isinstance(value, str) or bare in ("main_code", "codes", "rule"):
        return strip_control_characters(str(value))
    return strip_control_characters(
        display_value("vendor_group" if bare == "via" else bare, value, table)
    )
