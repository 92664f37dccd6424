"""Export all public data as files: CSV, Parquet, SQLite, OCDS packages and FollowTheMoney.

    FOLDER/datapackage.json          what each file is, its columns, its hash; sources and licences
    FOLDER/README.txt                the same for people, in every language
    FOLDER/vigie.db                  public tables with indexes and full text
    FOLDER/csv/TABLE.csv.zip         FOLDER/parquet/TABLE.parquet
    FOLDER/csv/cpv.csv.zip           labels of the codes in every language
    FOLDER/ocds/PORTAL.zip           packages of some hundred releases each
    FOLDER/ocds/PORTAL-records.zip   the same by contracting process, with compiled releases
    FOLDER/ftm/entities.ftm.json.gz  buyers, suppliers, groups, contracts for FollowTheMoney
    FOLDER/ocds/extension/           what our tags are, as an extension of OCDS

All files are read in one transaction, while others may write the database.  They are written to a
folder beside FOLDER that is renamed once complete: a kill leaves the previous export.
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
from monitor.export.ftm_entities import write_entities
from monitor.export.ocds_packages import write_packages
from monitor.export.sqlite_file import write_database
from pipelines.errors import Misconfigured, VigieError
from pipelines.store.database import get_meta
from pipelines.store.read_only import connect_read_only
from pipelines.store.schema import TABLES

PACKAGE_FILE = "datapackage.json"
FORMATS = ("csv", "parquet", "sqlite", "ocds", "ftm")
FREE_SPACE_RATIO = (
    1.3  # of the database's size: the file of all public tables, and the compressed files
)


class ExportError(VigieError):
    """The export failed; the previous one is still there.  Raised by ``export``."""


@dataclass
class ExportResult:
    """The files written, in order, and the problems met, as sentences."""

    folder: Path
    files: list[ExportedFile] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def export(
    database: Path,
    folder: Path,
    formats: Iterable[str] = FORMATS,
    *,
    address: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> ExportResult:
    """Write the files to ``folder``.

    ``address``   of the public site, for links in OCDS.
    ``progress``  is told how many more of the rows (``count_rows_to_write``) are done.

    Raises  Misconfigured: the folder holds something else.  NotExported: no room.
    """
    _require_own_folder(folder)
    _require_free_space(database, folder, formats)
    new_folder, old_folder = (
        folder.with_name(f".{folder.name}.{name}") for name in ("making", "before")
    )
    for leftover in (new_folder, old_folder):  # by a process that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    new_folder.mkdir(parents=True)
    try:
        result = _write_all(database, new_folder, tuple(formats), address, progress)
        if folder.exists():
            folder.rename(old_folder)
        new_folder.rename(folder)
    finally:
        for leftover in (new_folder, old_folder):
            shutil.rmtree(leftover, ignore_errors=True)
    result.folder = folder
    return result


def count_rows_to_write(connection: sqlite3.Connection, formats: Iterable[str] = FORMATS) -> int:
    """Return how many rows and releases an export of these formats writes."""
    wanted = set(formats)
    counts: dict[str, int] = {
        name: connection.execute(f"SELECT count(*) FROM main.[{name}]").fetchone()[0]
        for name, table in TABLES.items()
        if table.public
    }
    passes = bool(wanted & {"csv", "parquet"}) + ("sqlite" in wanted)
    return passes * sum(counts.values()) + ("ocds" in wanted) * counts["notices"]


def _require_own_folder(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Misconfigured(f"{folder} is a file, expected a folder")
    names = {path.name for path in folder.iterdir()}
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
    database: Path,
    folder: Path,
    formats: tuple[str, ...],
    address: str,
    progress: Callable[[int], None],
) -> ExportResult:
    result = ExportResult(folder)
    with closing(connect_read_only(database, isolation_level=None)) as connection:
        if "sqlite" in formats:  # a database cannot be attached within a transaction
            database_uri = (folder / "vigie.db").absolute().as_uri()
            connection.execute("ATTACH ? AS made", (f"{database_uri}?mode=rwc",))
            connection.execute("PRAGMA made.journal_mode = OFF")
            connection.execute("PRAGMA made.synchronous = OFF")
        connection.execute("BEGIN")
        created = datetime.now(UTC)
        objections_version = get_meta(connection, "objections")
        for name in (name for name, table in TABLES.items() if table.public):
            result.files += write_table(connection, name, folder, formats, progress)
        result.files += write_cpv_labels(folder, formats)
        if "ocds" in formats:
            result.files += write_packages(connection, folder, address, result.problems, progress)
        if "ftm" in formats:
            result.files += write_entities(connection, folder)
        rows = write_database(connection, progress) if "sqlite" in formats else None
        sources = read_sources(connection)
        connection.execute("COMMIT")
    if rows is not None:
        result.files.append(describe_file(folder, "vigie.db", "sqlite", None, rows))
    description = build_package(result.files, sources, created, objections_version)
    (folder / "README.txt").write_text(readme_text(description), encoding="utf-8")
    text = json.dumps(description, ensure_ascii=False, indent=1)
    (folder / PACKAGE_FILE).write_text(text + "\n", encoding="utf-8")
    return result
