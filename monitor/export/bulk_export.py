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

from monitor.export.csv_and_parquet import write_cpv_labels, write_table
from monitor.export.datapackage import build_package, read_sources, readme_text
from monitor.export.exported_files import ExportedFile, describe_file
from monitor.export.ocds_packages import write_packages
from monitor.export.sqlite_file import write_database
from pipelines.errors import Misconfigured, VigieError
from pipelines.store.database import get_meta
from pipelines.store.schema import TABLES

PACKAGE_FILE = "datapackage.json"
FORMATS = ("csv", "parquet", "sqlite", "ocds")
FREE_SPACE_RATIO = (
    1.3  # of the database: the file of all public tables, and the others, which are compressed
)
Echo = Callable[[str], None]


class ExportError(VigieError):
    """The files could not be made.  Raised by ``export``; those of before are still there."""


@dataclass
class ExportResult:
    """``files`` in the order in which they were made; ``problems``: sentences."""

    folder: Path
    files: list[ExportedFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def export(
    database: Path,
    folder: Path,
    formats: Iterable[str] = FORMATS,
    *,
    address: str = "",
    echo: Echo = lambda _: None,
) -> ExportResult:
    """Database -> files in ``folder``.  ``address``: of the public site, for links in OCDS.

    Raises  Misconfigured: the folder holds something else.  NotExported: no room.
    """
    _require_own_folder(folder)
    _require_free_space(database, folder, formats)
    making, before = (folder.with_name(f".{folder.name}.{name}") for name in ("making", "before"))
    for left in (making, before):  # of a process that was killed
        shutil.rmtree(left, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        made = _write_all(database, making, tuple(formats), address, echo)
        if folder.exists():
            folder.rename(before)
        making.rename(folder)
    finally:
        for left in (making, before):
            shutil.rmtree(left, ignore_errors=True)
    made.folder = folder
    return made


def _require_own_folder(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Misconfigured(f"{folder} is a file, expected a folder")
    names = {one.name for one in folder.iterdir()}
    if names and PACKAGE_FILE not in names:
        raise Misconfigured(
            f"{folder}: it holds other files ({', '.join(sorted(names)[:3])}).\n"
            "  An export replaces its folder as a whole: name a new one, or an export of before."
        )


def _require_free_space(database: Path, folder: Path, formats: Iterable[str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    needed = database.stat().st_size * (
        FREE_SPACE_RATIO if "sqlite" in formats else FREE_SPACE_RATIO / 2
    )
    free = shutil.disk_usage(folder.parent).free
    if free < needed:
        raise ExportError(
            f"{folder.parent}: {free // 2**20:,} MB are free, the files may need"
            f" {int(needed) // 2**20 + 1:,} MB.  Free space, name another folder, or leave out"
            " sqlite: vigie export --only csv."
        )


def _write_all(
    database: Path, folder: Path, formats: tuple[str, ...], address: str, echo: Echo
) -> ExportResult:
    made = ExportResult(folder)
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
        made.files += write_cpv_labels(folder, formats)
        if "ocds" in formats:
            made.files += write_packages(connection, folder, address, echo, made.problems)
        rows = write_database(connection, echo) if "sqlite" in formats else None
        sources = read_sources(connection)
        connection.execute("COMMIT")
    if rows is not None:
        made.files.append(describe_file(folder, "vigie.db", "sqlite", None, rows))
    description = build_package(made.files, sources, created, seen)
    (folder / "README.txt").write_text(readme_text(description), encoding="utf-8")
    text = json.dumps(description, ensure_ascii=False, indent=1)
    (folder / PACKAGE_FILE).write_text(text + "\n", encoding="utf-8")
    return made
