"""A database of the schema before, with rows in it, is brought up to date; a copy stays."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlite_utils import Database

from pipelines.model import Scope, Tag, replace
from pipelines.store import database_copy
from pipelines.store.database import connect, get_meta
from pipelines.store.database_copy import CopyFailed, copy_database
from pipelines.store.database_version_check import lacks_languages
from pipelines.store.migrations import migrations
from pipelines.store.schema import TABLES, TOKENIZER, VERSION
from tests.pipelines.store.store_support import award, dump, fetch_value, lot, notice, sound, stored

FIRST = notice("100001-2026", awards=(award(),))


def aged(path: Path) -> None:
    """A database as schema 1 left it: without ``health`` and what runs tell since."""
    db = stored(path, [FIRST])
    db.execute("DROP TABLE health")
    db.execute("ALTER TABLE runs DROP COLUMN failure")
    db.execute("ALTER TABLE runs DROP COLUMN figures")
    db.execute("INSERT INTO runs (id, command, started, state) VALUES ('r', 'crawl', 'x', 'ok')")
    db.execute("DELETE FROM _sqlite_migrations WHERE name > 'm002'")
    db.execute("PRAGMA user_version = 1")
    db.close()


def test_a_database_of_schema_1_keeps_its_rows_and_a_copy_of_before(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    aged(path)
    db = connect(path)
    sound(db)
    assert fetch_value(db, "PRAGMA user_version") == VERSION
    assert fetch_value(db, "SELECT id, failure, figures FROM runs") == ("r", None, None)
    assert fetch_value(db, "SELECT count(*) FROM health") == 0
    fresh = stored(tmp_path / "fresh.db", [FIRST])
    assert dump(db, leave=("runs",)) == dump(fresh, leave=("runs",))
    before = sqlite3.connect(tmp_path / f"vigie.db.before-schema-{VERSION}")
    assert fetch_value(before, "PRAGMA user_version") == 1
    assert fetch_value(before, "SELECT count(*) FROM notices") == 1


def test_a_file_from_before_a_language_gets_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    db = connect(path)
    assert not lacks_languages(db)
    for table, column in (("portals", "title_es"), ("health", "reason_es")):
        db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    db.execute("INSERT INTO portals (name, title_fr) VALUES ('ted', 'Journal officiel')")
    assert lacks_languages(db)
    db.close()
    again = connect(path)
    assert not lacks_languages(again)
    assert fetch_value(again, "SELECT title_fr, title_es FROM portals") == (
        "Journal officiel",
        None,
    )
    assert not [file for file in tmp_path.iterdir() if "before-schema" in file.name]


def test_suppliers_out_of_scope_leave_the_register_of_an_older_database(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    left_out = replace(FIRST, scope=Scope("no", "no word of it"))
    db = stored(path, [left_out])
    fresh = dump(db)
    db.execute("UPDATE register SET suppliers = (SELECT suppliers FROM register_suppliers)")
    db.execute("DROP TABLE register_suppliers")
    db.execute("DELETE FROM _sqlite_migrations WHERE name > 'm011'")
    db.execute("PRAGMA user_version = 10")
    db.close()
    assert dump(connect(path)) == fresh


def test_claims_of_an_older_database_have_no_probability_until_a_retag(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    claim = Tag(
        tag="data_outsourcing",
        value="yes",
        rule="data_outsourcing/hosting",
        confidence="high",
        evidence="hosting",
        field="title",
    )
    tagged = replace(FIRST, tags=(replace(claim, probability=0.97),))
    db = stored(path, [tagged])
    assert fetch_value(db, "SELECT probability FROM tags") == 0.97
    same = fetch_value(
        stored(tmp_path / "other.db", [replace(FIRST, tags=(claim,))]), "SELECT id FROM tags"
    )
    assert fetch_value(db, "SELECT id FROM tags") == same
    db.execute("ALTER TABLE tags DROP COLUMN probability")
    db.execute("DELETE FROM _sqlite_migrations WHERE name > 'm012'")
    db.execute("PRAGMA user_version = 11")
    db.close()
    assert fetch_value(connect(path), "SELECT probability FROM tags") is None


def test_a_file_left_half_made_has_nothing_to_be_copied(tmp_path: Path) -> None:
    """By a disk that was full when the first command began, say."""
    path = tmp_path / "vigie.db"
    half = sqlite3.connect(path)
    migrations.ensure_migrations_table(Database(half))
    half.close()
    sound(connect(path))
    assert [file.name for file in tmp_path.iterdir() if "before-schema" in file.name] == []


def test_without_room_for_the_copy_nothing_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vigie.db"
    aged(path)
    usage = SimpleNamespace(free=1000)
    monkeypatch.setattr(database_copy.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(CopyFailed, match="0 MB are free, the copy needs"):
        connect(path)
    assert fetch_value(sqlite3.connect(path), "PRAGMA user_version") == 1


def test_a_new_database_is_not_copied(tmp_path: Path) -> None:
    connect(tmp_path / "vigie.db")
    assert list(tmp_path.glob("*before*")) == []


def test_a_copy_has_a_generation_of_its_own(tmp_path: Path) -> None:
    db = stored(tmp_path / "vigie.db", [FIRST])
    copy_database(db, tmp_path / "copy.db")
    again = connect(tmp_path / "copy.db")
    sound(again)
    assert dump(again) == dump(db)
    assert get_meta(again, "generation") != get_meta(db, "generation")


def test_a_damaged_copy_does_not_take_the_place_of_a_good_one(tmp_path: Path) -> None:
    db = stored(tmp_path / "vigie.db", [FIRST])
    copy_database(db, tmp_path / "copy.db")
    good = (tmp_path / "copy.db").read_bytes()
    shutil.copy(tmp_path / "vigie.db", tmp_path / "torn.db")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / "vigie.db").open("r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * 40 * 4096)
    torn = sqlite3.connect(tmp_path / "vigie.db")
    with pytest.raises((CopyFailed, sqlite3.DatabaseError)):
        copy_database(torn, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == good
    assert list(tmp_path.glob("*.part*")) == []


def test_descriptions_of_lots_are_found_after_the_retag_of_an_older_database(
    tmp_path: Path,
) -> None:
    path = tmp_path / "vigie.db"
    db = stored(path, [notice("100-2026", lots=(lot("1", "Un", "Des drones."),))])
    fresh = dump(db)
    older = TABLES["notices"].full_text[:-1]
    Database(db).table("notices").enable_fts(
        list(older), create_triggers=True, tokenize=TOKENIZER, replace=True
    )
    db.execute("ALTER TABLE notices DROP COLUMN lot_descriptions")
    db.execute("DELETE FROM _sqlite_migrations WHERE name > 'm020'")
    db.execute("PRAGMA user_version = 19")
    db.commit()
    db.close()
    again = connect(path)
    sql = "SELECT count(*) FROM notices_fts WHERE notices_fts MATCH ?"
    assert again.execute(sql, ("drones",)).fetchone() == (0,)
    title = again.execute("SELECT title FROM notices").fetchone()[0]
    assert again.execute(sql, (f'title : "{title}"',)).fetchone() == (1,)
    again.execute("UPDATE notices SET lot_descriptions = 'Des drones.'")  # as a retag does
    assert again.execute(sql, ("lot_descriptions : drones",)).fetchone() == (1,)
    assert dump(again) == fresh
    sound(again)


def test_windows_that_older_versions_closed_too_soon_are_open_again(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    db = stored(path, [FIRST])
    closed = (  # portal, start, end, announced, received, whether it is asked again
        ("anac", "2026-09-01", "2026-10-01", None, 0, True),  # the listing named other months
        ("anac", "2026-08-01", "2026-09-01", None, 812, False),
        ("ocds:chile", "2026-08-01", "2026-09-01", None, 0, True),
        ("ocds:moldova", "2026-08-01", "2026-08-02", None, 0, False),  # a day without a notice
        ("south_africa_etenders", "2026-09-01", "2026-09-02", None, 50, True),  # of 73
        ("south_africa_etenders", "2026-09-02", "2026-09-03", None, 73, False),
        ("ted", "2026-09-01", "2026-09-02", 250, 250, False),  # as many as were announced
    )
    db.executemany(
        "INSERT INTO windows (portal, start, [end], state, announced, received, stored)"
        " VALUES (?, ?, ?, 'closed', ?, ?, ?)",
        [(*row[:5], row[4]) for row in closed],
    )
    db.execute("DELETE FROM _sqlite_migrations WHERE name > 'm019'")
    db.execute("PRAGMA user_version = 18")
    db.close()
    again = connect(path).execute("SELECT portal, start FROM windows WHERE state = 'open'")
    assert set(again) == {row[:2] for row in closed if row[-1]}
