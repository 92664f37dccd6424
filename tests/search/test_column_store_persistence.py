"""The index in memory is the same however it came about: read, stored, or brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.search import column_store_persistence, in_memory_full_text, loaded_index
from monitor.search.column_store import ContractColumns
from monitor.search.column_store_persistence import load_index, store_index
from monitor.search.fts5_word_queries import word_query
from monitor.search.known_names_and_spellings import read_body_names
from monitor.search.load_contract_columns import read_columns
from monitor.search.loaded_index import search_index
from monitor.search.matching_rowids import RowidLookup
from monitor.search.query_words import query_words
from monitor.search.rowid_cache import IncrementalRowidCache, RowidCache
from monitor.search.word_endings import stem
from pipelines.store.database import set_meta
from pipelines.store.writer import Writer
from tests.pipelines.store.store_support import (
    RANK,
    award,
    euros,
    notice,
    reading,
    stored,
    supplier,
    tag,
)


def awarded(number: str, title: str, **facts: Any) -> Any:
    """A notice of a procedure of its own, with one contract."""
    return notice(number, title=title, procedure=f"procedure {number}", **facts)


FIRST = [
    awarded(f"{number}-2026", f"Logiciel {number}", awards=(award(),)) for number in range(100, 130)
]


def as_values(columns: ContractColumns) -> dict[str, Any]:
    """What columns say of each contract, whatever numbers stand for its words."""
    values: dict[str, Any] = {
        name: [words.values[number] for number in words.numbers]
        for name, words in columns.facets.items()
    }
    values |= {name: values.tolist() for name, values in columns.numbers.items() if name != "value"}
    values["value"] = [None if np.isnan(text) else float(text) for text in columns.numbers["value"]]
    values |= {"listed": columns.listed.tolist(), "verified": columns.verified.tolist()}
    pairs = columns.groups
    values["groups"] = sorted(
        (
            int(row),
            *(str(column.values[column.numbers[index]]) for column in pairs.columns.values()),
        )
        for index, row in enumerate(pairs.rows)
        if columns.listed[row]
    )
    values["notices"] = sorted(
        pair
        for pair in zip(columns.noticed.tolist(), columns.notices.tolist(), strict=True)
        if columns.listed[pair[0]]
    )
    values |= {"bought": columns.bought.tolist(), "signed": columns.signed.tolist()}
    return values


def same(db: sqlite3.Connection) -> bool:
    """Whether the stored index says what the database says, row by row."""
    loaded = load_index(db)
    assert loaded is not None
    held, read = as_values(loaded[0]), as_values(read_columns(db))
    listed = read["listed"]
    for name in held:
        if len(held[name]) == len(listed):  # rows that are gone keep what they were
            held[name] = [item for item, there in zip(held[name], listed, strict=True) if there]
            read[name] = [item for item, there in zip(read[name], listed, strict=True) if there]
    assert held == read
    return True


@pytest.fixture
def db(tmp_path: Path) -> sqlite3.Connection:
    connection = stored(tmp_path / "v.db", FIRST)
    store_index(connection)
    return connection


def save(db: sqlite3.Connection, *notices: Any) -> None:
    Writer(db, rank=RANK).save([reading(*notices, name=f"later {notices[0].number}")])


def test_what_is_stored_is_what_was_read(db: sqlite3.Connection) -> None:
    assert same(db)
    loaded = load_index(db)
    assert loaded is not None
    assert loaded[1] == read_body_names(db)


def test_new_and_changed_contracts_are_read_and_no_others(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rennes = supplier("Rennes Logiciels", "213502388")
    save(db, awarded("500-2026", "Nouveau", awards=(award(who=(rennes,), value=euros(900)),)))
    save(
        db,
        awarded("105-2026", "Logiciel changé", awards=(award(value=euros(7)),), tags=(tag(),)),
    )
    requests: list[list[str]] = []
    real = column_store_persistence._changed

    def noted(connection: sqlite3.Connection, since: int) -> list[str] | None:
        result = real(connection, since)
        requests.append(result or [])
        return result

    monkeypatch.setattr(column_store_persistence, "_changed", noted)
    store_index(db)
    assert len(requests) == 1
    assert 0 < len(requests[0]) < len(FIRST)
    assert same(db)


def test_a_contract_that_is_gone_is_not_listed(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA foreign_keys = OFF")
    (gone,) = db.execute("SELECT id FROM contracts ORDER BY rowid LIMIT 1 OFFSET 3").fetchone()
    db.execute(
        "INSERT INTO changes (at, kind, cause, contract_id) VALUES ('', 'withdrawn', 'link', ?)",
        (gone,),
    )
    db.execute("DELETE FROM contracts WHERE id = ?", (gone,))
    store_index(db)
    assert same(db)


def test_everything_is_read_again_when_the_rules_change(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.execute("UPDATE contracts SET big_tech = 'unclear'")  # as a retag does, of many rows
    db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('rules_version', 'other')")
    monkeypatch.setattr(
        column_store_persistence, "_changed", lambda *_: pytest.fail("not all was read")
    )
    store_index(db)
    assert same(db)


def test_what_came_since_the_index_was_stored_is_found_at_once(db: sqlite3.Connection) -> None:
    before = search_index(db)
    assert search_index(db) is before
    save(db, awarded("600-2026", "Après", awards=(award(),)))
    after = search_index(db)
    assert as_values(after.columns) == as_values(read_columns(db))
    assert after.columns.size > before.columns.size


def test_a_large_index_is_kept_while_a_crawl_writes_and_nobody_waits_for_the_next(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded_index, "LARGE", 0)
    monkeypatch.setattr(loaded_index, "KEPT_TIMES", 1_000_000)
    loaded_index._held.clear()
    before = search_index(db)
    save(db, awarded("610-2026", "Pendant", awards=(award(),)))
    assert search_index(db) is before
    store_index(db)  # at the end of the crawl
    with loaded_index._renewing:  # by another reader
        assert search_index(db) is before
    assert as_values(search_index(db).columns) == as_values(read_columns(db))


def test_while_a_crawl_writes_only_the_rows_that_came_are_looked_up_again(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded_index, "LARGE", 0)
    monkeypatch.setattr(loaded_index, "KEPT_TIMES", 0)
    loaded_index._held.clear()
    ranges: list[tuple[int, int]] = []

    def rows(sql: str, **values: Any) -> list[dict[str, Any]]:
        ranges.append((values["low"], values["high"]))
        cursor = db.execute(sql, values)
        names = [item[0] for item in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def found(word: str) -> set[int]:
        ranges.clear()
        index = search_index(db)
        return set(RowidLookup(rows, index.columns, index.answers).rowids("contracts", word))

    def written(word: str) -> set[int]:
        query = "SELECT rowid FROM contracts_fts WHERE contracts_fts MATCH ?"
        return {rowid for (rowid,) in db.execute(query, (word,))}

    last = search_index(db).columns.size - 1
    assert found("logiciel") == written("logiciel") != set()
    assert ranges == [(0, last)]
    save(db, awarded("620-2026", "Logiciel nouveau", awards=(award(),)))
    assert found("logiciel") == written("logiciel")
    assert ranges == [(last + 1, last + 1)]
    assert found("logiciel") == written("logiciel")
    assert not ranges
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("DELETE FROM contracts WHERE rowid = 3")
    db.execute("INSERT INTO changes (at, kind, cause) VALUES ('', 'withdrawn', 'notice')")
    assert found("logiciel") == written("logiciel")
    assert ranges[0][0] == 0


def test_rows_that_came_since_are_searched_in_memory(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database reads all rows of words that begin as asked, however few came."""
    monkeypatch.setattr(loaded_index, "LARGE", 0)
    monkeypatch.setattr(loaded_index, "KEPT_TIMES", 0)
    loaded_index._held.clear()
    requests: list[str] = []

    def rows(sql: str, **values: Any) -> list[dict[str, Any]]:
        requests.append(sql)
        cursor = db.execute(sql, values)
        names = [item[0] for item in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def found(table: str, query: str) -> set[int]:
        index = search_index(db)
        lookup = RowidLookup(rows, index.columns, index.answers, recent=index.recent)
        return set(lookup.rowids(table, query))

    words = {
        "contracts": ("logic*", 'title : ("logiciel" AND "heberg"*)', "buyer : commune"),
        "notices": ('{title description} : "heberg"*', "logiciel"),
        "organizations": ("conseil*", "zyxwvut"),
    }
    before = {(table, word): found(table, word) for table in words for word in words[table]}
    signed = award(who=(supplier("Zyxwvut Conseil"),))
    save(db, awarded("630-2026", "Logiciel hébergé", awards=(signed,)))
    requests.clear()
    for table, query in before:
        sql = f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?"
        assert found(table, query) == {rowid for (rowid,) in db.execute(sql, (query,))}
        assert not requests, "the database was asked"
    assert found("organizations", "zyxwvut") > before["organizations", "zyxwvut"]
    assert found("notices", "logiciel") > before["notices", "logiciel"]
    monkeypatch.setattr(in_memory_full_text, "MAX_ROWS", 0)
    save(db, awarded("640-2026", "Logiciel", awards=(award(),)))
    assert len(found("contracts", "logic*")) == len(before["contracts", "logic*"]) + 2
    assert requests, "too many came"


@pytest.mark.parametrize("cause", ["takedown", "correction"])
def test_no_word_of_a_name_that_was_taken_away_stays(db: sqlite3.Connection, cause: str) -> None:
    private = supplier("Zyxwvut Consulting")
    save(db, awarded("700-2026", "Conseil", awards=(award(who=(private,)),)))
    store_index(db)
    assert (
        b"zyxwvut"
        in db.execute("SELECT content FROM search_index WHERE name='names'").fetchone()[0]
    )
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("DELETE FROM organization_names WHERE name LIKE 'Zyx%'")
    if cause == "takedown":
        db.execute("UPDATE organizations SET name = 'withheld' WHERE name LIKE 'Zyx%'")
    else:
        db.execute("DELETE FROM organizations WHERE name LIKE 'Zyx%'")
    db.execute("INSERT INTO changes (at, kind, cause) VALUES ('', 'changed', ?)", (cause,))
    store_index(db)
    assert b"zyxwvut" not in b"".join(
        item for (item,) in db.execute("SELECT content FROM search_index")
    )


def compounds(connection: sqlite3.Connection) -> list[str]:
    """The words of titles in which a reader's "kamera" is found."""
    loaded = load_index(connection)
    assert loaded is not None
    return loaded[1].compounds.get(stem("kamera") or "kamera", [])


def test_compounds_of_titles_are_read_again_when_enough_contracts_changed(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_store_persistence, "COMPOUNDS_SHARE", 10)  # of 30 contracts
    save(db, awarded("800-2026", "Videokamera, Video und Kamera", awards=(award(),)))
    store_index(db)
    assert compounds(db) == []
    for number in (801, 802):
        save(db, awarded(f"{number}-2026", "Videokamera", awards=(award(),)))
    store_index(db)
    assert compounds(db) == ["videokamera"]
    monkeypatch.setattr(
        column_store_persistence, "read_title_words", lambda _: pytest.fail("read again")
    )
    save(db, awarded("803-2026", "Videokamera", awards=(award(),)))
    store_index(db)
    assert compounds(db) == ["videokamera"]


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Αποθηκευτικός χώρος", "χωρος"),
        ("Αποθηκευτικός χώρος", "ΧΩΡΟΣ"),
        ("ΧΏΡΟΣ", "χώρος"),
        ("Innføring av system", "innforing"),
        ("Szczegółowy opis", "szczegolowy"),
        ("Доставка на кафеен автомат за Йордановци", "иордановци"),
    ],
)
def test_a_word_of_a_title_is_found_without_its_accents(
    db: sqlite3.Connection, title: str, typed: str
) -> None:
    number = "820-2026"
    save(db, awarded(number, title, awards=(award(),)))
    set_meta(db, "search_index", "")  # one contract of so many would wait for others
    store_index(db)
    (word,) = query_words(typed)
    cursor = db.execute(
        "SELECT c.notice_id FROM contracts c JOIN contracts_fts f ON f.rowid = c.rowid"
        " WHERE contracts_fts MATCH ?",
        (word_query(word, search_index(db).names),),
    )
    assert [id_ for (id_,) in cursor] == [f"ted:{number}"]


def test_only_the_end_of_an_array_is_written_when_a_contract_comes(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(column_store_persistence, "A_PART", 16)
    save(db, awarded("810-2026", "Autre", awards=(award(),)))
    store_index(db)
    written: list[str] = []
    save(db, awarded("811-2026", "Autre", awards=(award(),)))
    db.set_trace_callback(written.append)
    store_index(db)
    db.set_trace_callback(None)
    parts = [text for text in written if "INSERT OR REPLACE INTO search_index" in text]
    (kept,) = db.execute("SELECT count(*) FROM search_index").fetchone()
    assert 0 < len(parts) < kept / 3
    assert same(db)


def test_an_index_of_another_format_is_not_read(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.execute("UPDATE meta SET value = '1 99' WHERE key = 'search_index'")
    db.execute("UPDATE search_index SET content = x'00'")
    assert as_values(search_index(db).columns) == as_values(read_columns(db))


def test_the_cache_forgets_what_was_asked_longest_ago() -> None:
    cache = RowidCache(most_bytes=800)
    requests: list[str] = []

    def answer(name: str) -> Any:
        requests.append(name)
        return np.zeros(100, dtype=np.int32)

    for name in ("a", "b", "a", "c", "a", "b"):
        cache.get([(name,)], lambda _, name=name: [answer(name)])
    assert requests == ["a", "b", "c", "b"]


def test_rowids_that_are_too_long_for_one_value_are_read_in_parts(db: sqlite3.Connection) -> None:
    result = {rowid for (rowid,) in db.execute("SELECT rowid FROM contracts")}
    refused: list[dict[str, Any]] = []

    def rows(sql: str, **values: Any) -> list[dict[str, Any]]:
        cursor = db.execute(sql, values)
        names = [item[0] for item in cursor.description]
        result = [dict(zip(names, row, strict=True)) for row in cursor]
        if any(len(str(row.get("found"))) > 20 for row in result):
            refused.append(values)
            raise sqlite3.DataError("string or blob too big")
        return result

    index = search_index(db)
    lookup = RowidLookup(rows, index.columns, IncrementalRowidCache())
    assert set(lookup.rowids("contracts", "logiciel")) == result
    assert len(refused) > 1
