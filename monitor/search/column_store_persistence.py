"""Store the index of the search in the database at the end of each run, and load it.

Reading a million contracts takes half a minute, loading their columns a fraction of a second.  The
table ``search_index`` holds arrays as bytes, and words as JSON, in parts that no limit refuses.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from monitor.search.column_store import CategoricalColumn, ContractColumns, Numbers, Pairs
from monitor.search.compound_words import find_compounds, read_title_words
from monitor.search.known_names_and_spellings import (
    BodyNames,
    read_body_names,
    title_letters,
)
from monitor.search.load_contract_columns import read_columns
from pipelines.store.database import get_meta, set_meta

A_PART = 256_000  # bytes: what new contracts add at the end of an array is written, not all of it
STAMP = "search_index"  # key of meta: what the stored index was made of
COMPOUNDS_STAMP = "search_compounds"  # key of meta: the last change when titles were read
COMPOUNDS_SHARE = 100  # they are read again when one contract in so many has changed since
FORMAT = 10  # of what is stored; another one is not read
_STORED = "SELECT name, part, content FROM search_index"
_CHANGED = (
    "SELECT DISTINCT contract_id FROM changes WHERE seq > ? AND contract_id IS NOT NULL LIMIT ?"
)
_TAKEN_DOWN = "SELECT 1 FROM changes WHERE seq > ? AND cause = 'takedown' LIMIT 1"
MAX_CHANGED = 50_000  # contracts; more are read sooner with all others
# keys of meta: when they change, rows may differ without a change in the log
_RULES = (
    "generation",
    "rules_version",
    "reviews_version",
    "objections",
    "schema_version",
    "rows_version",
)


def store_index(connection: sqlite3.Connection) -> None:
    """Bring the stored index up to date: what changed since is read, or all when much did."""
    stamp, since = _now(connection), _since(connection)
    if get_meta(connection, STAMP) == stamp:
        return
    changed = _changed(connection, since) if since is not None else None
    loaded = load_index(connection) if changed is not None else None
    old_columns, names = loaded or (None, None)
    columns = read_columns(connection, old_columns, changed=changed if old_columns else None)
    many = columns.size // COMPOUNDS_SHARE
    reusable = names if names and not _many_changed(connection, many) else None
    bodies = read_body_names(connection, names)
    if reusable is None:
        written = read_title_words(connection)
        bodies = replace(
            bodies, compounds=find_compounds(written), title_letters=title_letters(written)
        )
    connection.execute("BEGIN IMMEDIATE")
    stored = {(name, part): content for name, part, content in connection.execute(_STORED)}
    rows = list(_rows(columns, bodies))
    connection.executemany(
        "INSERT OR REPLACE INTO search_index (name, part, kind, content) VALUES (?, ?, ?, ?)",
        [row for row in rows if stored.pop(row[:2], None) != row[3]],
    )
    connection.executemany("DELETE FROM search_index WHERE name = ? AND part = ?", list(stored))
    set_meta(connection, STAMP, stamp)
    if reusable is None:
        set_meta(connection, COMPOUNDS_STAMP, stamp.rpartition(" ")[2])
    connection.execute("COMMIT")


def _now(connection: sqlite3.Connection) -> str:
    """Return what an index is made of: its format, the rules of all rows, the last change."""
    rules = "|".join(get_meta(connection, key) or "" for key in _RULES)
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()
    return f"{FORMAT} {hashlib.sha256(rules.encode()).hexdigest()[:12]} {last}"


def _since(connection: sqlite3.Connection) -> int | None:
    """Return the last change that the stored index knows; None: it must be made anew."""
    stored, now = get_meta(connection, STAMP), _now(connection)
    if stored is None or stored.rpartition(" ")[0] != now.rpartition(" ")[0]:
        return None
    return int(stored.rpartition(" ")[2])


def _changed(connection: sqlite3.Connection, since: int) -> list[str] | None:
    """Return the contracts that changed; None when all must be read: they are too many, or a
    granted objection took names away, of which no word may stay."""
    if connection.execute(_TAKEN_DOWN, (since,)).fetchone():
        return None
    rows = connection.execute(_CHANGED, (since, MAX_CHANGED + 1)).fetchall()
    return [id_ for (id_,) in rows] if len(rows) <= MAX_CHANGED else None


def _many_changed(connection: sqlite3.Connection, many: int) -> bool:
    """Return whether so many contracts changed since words of titles were read.

    Reading them takes as long as there are titles, and a night brings few words that no title had.
    """
    since = int(get_meta(connection, COMPOUNDS_STAMP) or 0)
    (changed,) = connection.execute(f"SELECT count(*) FROM ({_CHANGED})", (since, many)).fetchone()
    return bool(changed >= many)


def load_index(connection: sqlite3.Connection) -> tuple[ContractColumns, BodyNames] | None:
    """Load what was stored; None when nothing was."""
    cursor = connection.cursor()
    cursor.row_factory = None
    blobs: dict[str, list[bytes]] = {}
    kinds: dict[str, str] = {}
    for name, kind, content in cursor.execute(
        "SELECT name, kind, content FROM search_index ORDER BY name, part"
    ):
        blobs.setdefault(name, []).append(content)
        kinds[name] = kind
    if not blobs:
        return None

    def array(name: str) -> Numbers:
        return np.frombuffer(b"".join(blobs[name]), dtype=kinds[name])

    def words(name: str) -> CategoricalColumn:
        return CategoricalColumn(array(name), _json(blobs[f"{name} values"]))

    def named(kind: str) -> Iterator[tuple[str, str]]:
        for name in blobs:
            first, _, rest = name.partition(" ")
            if first == kind and not rest.endswith(" values"):
                yield rest, name

    columns = ContractColumns(
        facets={facet: words(name) for facet, name in named("facet")},
        numbers={number: array(name) for number, name in named("number")},
        groups=Pairs(array("rows"), {part: words(name) for part, name in named("group")}),
        listed=array("listed"),
        verified=array("verified"),
        notices=array("notices"),
        noticed=array("noticed"),
        signers=array("signers"),
        signing=array("signing"),
        notice_size=_json(blobs["notice_size"]),
        body_size=_json(blobs["body_size"]),
    )
    return columns, BodyNames(**_json(blobs["names"]))


_ARRAYS = ("listed", "verified", "notices", "noticed", "signers", "signing")
_SIZES = ("notice_size", "body_size")


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
    for name in _SIZES:
        yield from _parts(name, "json", json.dumps(getattr(columns, name)).encode())
    yield from _parts("names", "json", json.dumps(vars(names)).encode())


def _words(name: str, words: CategoricalColumn) -> Iterator[tuple[str, int, str, bytes]]:
    yield from _array(name, words.numbers)
    yield from _parts(f"{name} values", "json", json.dumps(words.values).encode())


def _array(name: str, numbers: Numbers) -> Iterator[tuple[str, int, str, bytes]]:
    yield from _parts(name, numbers.dtype.str, numbers.tobytes())


def _parts(name: str, kind: str, content: bytes) -> Iterator[tuple[str, int, str, bytes]]:
    for number, start in enumerate(range(0, max(1, len(content)), A_PART)):
        yield name, number, kind, content[start : start + A_PART]


def _json(parts: list[bytes]) -> Any:
    return json.loads(b"".join(parts))
