"""Store the index of the search in the database at the end of each run, and load it.

Reading a million contracts takes half a minute, loading their columns a fraction of a second.  The
table ``search_index`` holds arrays as bytes, and words as JSON, in parts that no limit refuses.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from monitor.search.column_reading import read_columns
from monitor.search.contract_columns import ContractColumns, Numbers, Pairs, Words
from monitor.search.known_names import BodyNames, read_body_names

A_PART = 4_000_000  # bytes
STAMP = "search_index"  # key of meta: what the stored index was made of
_LAST = "SELECT coalesce(max(seq), 0) FROM changes"


def store_index(connection: sqlite3.Connection) -> None:
    """Read the index from contracts and names, and store it."""
    (stamp,) = connection.execute(_LAST).fetchone()
    columns, names = read_columns(connection), read_body_names(connection)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM search_index")
    connection.executemany(
        "INSERT INTO search_index (name, part, kind, content) VALUES (?, ?, ?, ?)",
        _rows(columns, names),
    )
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (STAMP, str(stamp))
    )
    connection.execute("COMMIT")


def load_index(connection: sqlite3.Connection) -> tuple[ContractColumns, BodyNames] | None:
    """Load what was stored; None when nothing was."""
    cursor = connection.cursor()
    cursor.row_factory = None
    found: dict[str, list[bytes]] = {}
    kinds: dict[str, str] = {}
    for name, kind, content in cursor.execute(
        "SELECT name, kind, content FROM search_index ORDER BY name, part"
    ):
        found.setdefault(name, []).append(content)
        kinds[name] = kind
    if not found:
        return None

    def array(name: str) -> Numbers:
        return np.frombuffer(b"".join(found[name]), dtype=kinds[name])

    def words(name: str) -> Words:
        return Words(array(name), _json(found[f"{name} values"]))

    def named(kind: str) -> Iterator[tuple[str, str]]:
        for name in found:
            first, _, rest = name.partition(" ")
            if first == kind and not rest.endswith(" values"):
                yield rest, name

    columns = ContractColumns(
        facets={facet: words(name) for facet, name in named("facet")},
        numbers={number: array(name) for number, name in named("number")},
        groups=Pairs(array("rows"), {part: words(name) for part, name in named("group")}),
        notice_size=_json(found["notice_size"]),
        **{name: array(name) for name in _ARRAYS},
    )
    return columns, BodyNames(**_json(found["names"]))


_ARRAYS = ("listed", "verified", "notices", "noticed", "bought", "signed")


def _rows(columns: ContractColumns, names: BodyNames) -> Iterator[tuple[str, int, str, bytes]]:
    for name in _ARRAYS:
        yield from _array(name, getattr(columns, name))
    for facet, words in columns.facets.items():
        yield from _words(f"facet {facet}", words)
    for number, values in columns.numbers.items():
        yield from _array(f"number {number}", values)
    yield from _array("rows", columns.groups.rows)
    for part, words in columns.groups.columns.items():
        yield from _words(f"group {part}", words)
    yield from _parts("notice_size", "json", json.dumps(columns.notice_size).encode())
    yield from _parts("names", "json", json.dumps(asdict(names)).encode())


def _words(name: str, words: Words) -> Iterator[tuple[str, int, str, bytes]]:
    yield from _array(name, words.numbers)
    yield from _parts(f"{name} values", "json", json.dumps(words.values).encode())


def _array(name: str, numbers: Numbers) -> Iterator[tuple[str, int, str, bytes]]:
    yield from _parts(name, numbers.dtype.str, numbers.tobytes())


def _parts(name: str, kind: str, content: bytes) -> Iterator[tuple[str, int, str, bytes]]:
    for number, start in enumerate(range(0, max(1, len(content)), A_PART)):
        yield name, number, kind, content[start : start + A_PART]


def _json(parts: list[bytes]) -> Any:
    return json.loads(b"".join(parts))
