"""Compile TED expert queries to predicates over index entries.

Knows what public clients are seen to ask: ``=``, comparisons, ``~``, ``IN (A B)``, AND OR NOT,
parentheses, ``today(-3)``, wildcards, the old two-letter names, and a final SORT BY.
CPV codes mean their whole subtree, as on the live search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from monitor.demo.portals.boolean_query import (
    QuerySyntax,
    Reader,
    Record,
    Test,
    compared,
    parse_expression,
)

TOKEN = re.compile(
    r"""today\(\s*-?\d*\s*\)|"(?:[^"\\]|\\.)*"|>=|<=|!=|[=<>~()]|[^\s()=<>~!"]+""", re.I
)
SORT = re.compile(r"\s+SORT\s+BY\s+([\w-]+)(?:\s+(ASC|DESC))?\s*$", re.I)
ALIASES = {
    "PD": "publication-date",
    "ND": "publication-number",
    "TD": "notice-type",
    "CY": "buyer-country",
    "PC": "classification-cpv",
    "TI": "notice-title",
    "OJ": "ojs-number",
    "AU": "buyer-name",
    "RN": "change-notice-version-identifier",
}
# Names that docs.ted.europa.eu lists and that a crawler of awards may ask; the index holds
# more than a thousand others, all refused here.  Personal data is left out on purpose.
_FIELDS = Path(__file__).with_name("ted_fields.txt").read_text("ascii").split()
KNOWN = frozenset((*ALIASES, *ALIASES.values(), *_FIELDS))


class UnknownField(ValueError):
    """The query names a field that the index does not have."""


@dataclass(frozen=True)
class Query:
    test: Test
    sort_by: str | None = None
    descending: bool = True


def parse_query(text: str, today: date) -> Query:
    """Parse an expert query into a predicate and a sort order.  Raises QuerySyntax,
    UnknownField."""
    body, sort_by, descending = text, None, True
    if match := SORT.search(text):
        body, sort_by = text[: match.start()], resolve_field(match.group(1))
        descending = (match.group(2) or "ASC").upper() == "DESC"
        if not descending:
            raise QuerySyntax("ascending order is not supported", match.start())
    reader = Reader(body, TOKEN)
    test = parse_expression(reader, lambda each: _comparison(each, today))
    if reader.peek():
        raise QuerySyntax(f"unexpected {reader.peek()!r}", reader.at())
    return Query(test, sort_by, descending)


def resolve_field(name: str) -> str:
    """Resolve a field name or its old alias.  Raises UnknownField."""
    if name not in KNOWN:
        raise UnknownField(name)
    return ALIASES.get(name, name)


def _comparison(reader: Reader, today: date) -> Test:
    name = resolve_field(reader.take())
    if reader.takes("IN"):
        reader.expect("(")
        wanted = []
        while not reader.takes(")"):
            wanted.append(_value(reader, today))
        return lambda record: any(_equal(name, v, w) for v in values(record, name) for w in wanted)
    at, operator = reader.at(), reader.take()
    if operator not in ("=", "!=", ">=", "<=", ">", "<", "~"):
        raise QuerySyntax(f"unknown operator {operator!r}", at)
    value = _value(reader, today)
    if operator == "~":
        return lambda record: _says(value, values(record, name))
    if operator in ("=", "!="):
        is_equal = operator == "="
        return lambda record: any(_equal(name, v, value) for v in values(record, name)) is is_equal
    return lambda record: any(
        compared(operator, v, plain(name, value)) for v in values(record, name)
    )


def _value(reader: Reader, today: date) -> str:
    token = reader.take()
    if token.lower().startswith("today("):
        days = token[6:-1].strip() or "0"
        return (today + timedelta(days=int(days))).strftime("%Y%m%d")
    return token[1:-1] if token.startswith('"') else token


def values(record: Record, name: str) -> Iterator[str]:
    """All values of a field, flat: of a list, and of every language of a text."""
    yield from (plain(name, each) for each in _flat(record.get(name)))


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    elif value is not None:
        yield str(value)


def plain(name: str, value: str) -> str:
    """Dates as yyyymmdd, whatever way they are written."""
    return value[:10].replace("-", "") if "date" in name else value


def subtree(code: str) -> str:
    """Return the prefix of a CPV code's subtree: a division keeps its two digits (30, 80)."""
    return code[: max(2, len(code.rstrip("0")))]


def _equal(name: str, value: str, wanted: str) -> bool:
    if name == "classification-cpv" and "*" not in wanted:
        return value.startswith(subtree(wanted))
    pattern = re.escape(folded(plain(name, wanted))).replace(r"\*", ".*")
    return re.fullmatch(pattern, folded(value)) is not None


def _says(wanted: str, values: Iterator[str]) -> bool:
    """Whether the words occur next to each other, without regard to case and accents."""
    pattern = r"\b" + re.escape(folded(wanted)).replace(r"\*", r"\w*") + r"\b"
    return any(re.search(pattern, folded(text)) for text in values)


def folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
