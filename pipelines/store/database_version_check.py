"""Check whether a file is a database that the site can show, and of this version."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from pipelines.errors import Misconfigured
from pipelines.store.read_only import connect_read_only
from pipelines.store.schema import TABLES, TRANSLATED_TABLES, VERSION


def check(db: Path) -> None:
    """Raises  Misconfigured when this file cannot be shown, with what to do."""
    if not db.exists():
        raise Misconfigured(
            f"{db}: there is no database yet.\n"
            "  Try it without the internet: vigie demo.  With real notices: vigie crawl."
        )
    try:
        connection = connect_read_only(db)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (figures,) = connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'aggregates'"
            ).fetchone()
            is_older = version < VERSION or (version == VERSION and lacks_languages(connection))
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        raise Misconfigured(
            f"{db}: the database cannot be read ({error}).\n"
            "  Check that the disk has room, and that you may read the file and write in its"
            " folder: SQLite keeps its -shm file there."
        ) from None
    except sqlite3.DatabaseError as error:
        raise Misconfigured(
            f"{db}: this file is not a database, or it is damaged ({error}).\n"
            "  Move it aside and run vigie replay: it is rebuilt from the archive."
        ) from None
    if version == 0:
        raise Misconfigured(f"{db}: this is not a database of Vigie.  Name another: --db FILE.")
    if version == VERSION and not figures:
        raise Misconfigured(
            f"{db}: this file was made to be taken away, without the figures that pages show.\n"
            "  Read it with datasette, sqlite3 or any program for SQLite; the site needs the"
            " database that crawls write."
        )
    if is_older:
        has = f"its schema is {version}, this program needs {VERSION}"
        raise Misconfigured(
            f"{db}: {has if version < VERSION else 'it lacks a language of this program'}.\n"
            "  Run vigie portals on it: every command that writes brings it up to date."
        )
    if version > VERSION:
        raise Misconfigured(
            f"{db}: its schema is {version}, this program knows up to {VERSION}.\n"
            "  It was written by a newer Vigie: update this one, or name another file with --db."
        )


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether a file has the schema of this version, with all languages of the interface."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return version == VERSION and not lacks_languages(connection)


def is_current_file(path: Path) -> bool:
    """Whether a file is there and can be read as a database of this version."""
    try:
        with closing(connect_read_only(path, may_be_immutable=True)) as connection:
            return is_current(connection)
    except sqlite3.Error:
        return False


def lacks_languages(connection: sqlite3.Connection) -> bool:
    """Whether a file of this version is older than a language of the interface."""
    for name in TRANSLATED_TABLES:
        there = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
        if not there.issuperset(TABLES[name].names):
            return True
    return False
