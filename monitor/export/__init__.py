"""Everything that is public, as files: CSV, Parquet, one SQLite file, OCDS release packages.

    FOLDER/datapackage.json          what each file is, its columns, its hash; sources and licences
    FOLDER/README.txt                the same for people, in French and English
    FOLDER/vigie.db                  public tables with indexes and full text
    FOLDER/csv/TABLE.csv.zip         FOLDER/parquet/TABLE.parquet
    FOLDER/csv/cpv.csv.zip           labels of the codes in French and English
    FOLDER/ocds/PORTAL.zip           packages of some hundred releases each
    FOLDER/ocds/extension/           what our tags are, as an extension of OCDS

All of it is read in one transaction: others may write the database meanwhile.  It is made in a
folder beside FOLDER, which takes its name once it is whole: a kill leaves the files of before.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.export.datapackage import package, read_sources, readme
from monitor.export.files import File, told
from monitor.export.publicfile import write_database
from monitor.export.releases import write_packages
from monitor.export.tablefiles import write_codes, write_table
from pipelines.errors import Misconfigured, VigieError
from pipelines.store.database import get_meta
from pipelines.store.schema import TABLES

PACKAGE = "datapackage.json"
FORMATS = ("csv", "parquet", "sqlite", "ocds")
ROOM = 1.3  # of the database: the file of all public tables, and the others, which are compressed
Say = Callable[[str], None]


class NotExported(VigieError):
    """The files could not be made.  Raised by ``export``; those of before are still there."""


@dataclass
class Made:
    """``files`` in the order in which they were made; ``problems``: sentences."""

    folder: Path
    files: list[File] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def export(
    database: Path,
    folder: Path,
    formats: Iterable[str] = FORMATS,
    *,
    address: str = "",
    echo: Say = lambda _: None,
) -> Made:
    """Database -> files in ``folder``.  ``address``: of the public site, for links in OCDS.

    Raises  Misconfigured: the folder holds something else.  NotExported: no room.
    """
    _own(folder)
    _room(database, folder, formats)
    making, before = (folder.with_name(f".{folder.name}.{name}") for name in ("making", "before"))
    for left in (making, before):  # of a process that was killed
        shutil.rmtree(left, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        made = _fill(database, making, tuple(formats), address, echo)
        if folder.exists():
            folder.rename(before)
        making.rename(folder)
    finally:
        for left in (making, before):
            shutil.rmtree(left, ignore_errors=True)
    made.folder = folder
    return made


def _own(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Misconfigured(f"{folder} is a file, expected a folder")
    names = {one.name for one in folder.iterdir()}
    if names and PACKAGE not in names:
        raise Misconfigured(
            f"{folder}: it holds other files ({', '.join(sorted(names)[:3])}).\n"
            "  An export replaces its folder as a whole: name a new one, or an export of before."
        )


def _room(database: Path, folder: Path, formats: Iterable[str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    needed = database.stat().st_size * (ROOM if "sqlite" in formats else ROOM / 2)
    free = shutil.disk_usage(folder.parent).free
    if free < needed:
        raise NotExported(
            f"{folder.parent}: {free // 2**20:,} MB are free, the files may need"
            f" {int(needed) // 2**20 + 1:,} MB.  Free space, name another folder, or leave out"
            " sqlite: vigie export --only csv."
        )


def _fill(database: Path, folder: Path, formats: tuple[str, ...], address: str, echo: Say) -> Made:
    made = Made(folder)
    uri = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        if "sqlite" in formats:  # a file cannot be attached within the transaction
            connection.execute("ATTACH ? AS made", (f"{(folder / 'vigie.db').as_uri()}?mode=rwc",))
            connection.execute("PRAGMA made.journal_mode = OFF")
            connection.execute("PRAGMA made.synchronous = OFF")
        connection.execute("BEGIN")
        created = datetime.now(UTC)
        seen = get_meta(connection, "objections")
        for name in (name for name, table in TABLES.items() if table.public):
            made.files += write_table(connection, name, folder, formats)
            echo(f"  {name}")
        made.files += write_codes(folder, formats)
        if "ocds" in formats:
            made.files += write_packages(connection, folder, address, echo, made.problems)
        rows = write_database(connection, echo) if "sqlite" in formats else None
        sources = read_sources(connection)
        connection.execute("COMMIT")
    if rows is not None:
        made.files.append(told(folder, "vigie.db", "sqlite", None, rows))
    description = package(made.files, sources, created, seen)
    (folder / "README.txt").write_text(readme(description), encoding="utf-8")
    text = json.dumps(description, ensure_ascii=False, indent=1)
    (folder / PACKAGE).write_text(text + "\n", encoding="utf-8")
    return made
