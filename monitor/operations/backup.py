"""Back up everything that cannot be fetched again: copied while running, verified, rotated.

    FOLDER/2026-11-25T053000Z/   vigie.db, reviews.db, objections.csv, sirene.csv, ecb-rates.csv,
                                 vigie.toml, MANIFEST.json
    FOLDER/archive/              the raw archive, file by file; only what changed is copied again,
                                 and nothing damaged replaces an older copy (archive_mirror)
    PRIVATE/2026-11-25T053000Z/  private.db and its key, 0600; encrypted if VIGIE_BACKUP_KEY is set

A copy gets its name only when it is whole and passes SQLite's check.  Old ones go when a new one is
there: one a day is kept for ``keep_days``, one a week for ``keep_weeks``.  How to put one back is
in ``docs/deploy/restore.md``.  What is to be encrypted is never in clear in the folder of copies,
and where copies were encrypted once, none is made in clear because a shell lacked the key.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.config import Config
from monitor.operations.archive_mirror import fsync_path, mirror_archive
from monitor.operations.backup_encryption import KEY_VARIABLE, encrypt_folder, has_encrypted_copies
from monitor.runtime.confirmed_clock import ClockDoubt
from monitor.runtime.progress import report_growth
from pipelines.errors import Misconfigured, VigieError
from pipelines.store.database_copy import CopyFailed, check_integrity, copy_database
from pipelines.store.reviews_db import reviews_path
from spiders.archive.storage import files_below

MANIFEST = "MANIFEST.json"
SIDE_FILES = ("sirene.csv", "ecb-rates.csv")  # beside the objections: what was asked of others
_DROPPING = ".dropping-"
_NAME_FORMAT = "%Y-%m-%dT%H%M%SZ"


class VerificationFailed(VigieError):
    """A backup differs from its manifest; raised by ``verify_backup``."""


@dataclass
class BackupResult:
    """Result of a backup.  ``problems``: sentences; the databases in ``folders`` are complete.

    ``is_partial``: files of the archive or the subscribers are not in the copy as they are now.
    """

    folders: list[Path] = field(default_factory=list)
    archived_files: int = 0
    dropped_copies: int = 0
    problems: list[str] = field(default_factory=list)
    is_partial: bool = False


@dataclass(frozen=True)
class BackupSources:
    """Present location of what is copied; no archive when it lies in an object store."""

    database: Path
    archive: Path | None
    objections: Path
    private: Path
    settings: Path | None = None


def make_backup(
    folder: Path,
    sources: BackupSources,
    config: Config,
    now: datetime,
    *,
    archive: bool = True,
    clock_doubt: ClockDoubt | None = None,
    progress: Callable[[int], None] = lambda _: None,
    checking: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> BackupResult:
    """Copy everything but the private database to ``folder``, that one to its own folder when
    configured.

    With a ``clock_doubt`` no old copy is dropped.  ``progress`` is told of bytes that are copied;
    the database's copy is checked in the context ``checking``.
    Raises  VigieError (no room, not sound) or OSError; older copies are then still there.
    """
    _refuse_folder_of_originals(folder, sources.archive if archive else None)
    result, name = BackupResult(), backup_name(now)
    result.folders.append(_copy_public(folder, name, sources, progress, checking))
    if archive and sources.archive is not None:
        mirrored = mirror_archive(sources.archive, folder / "archive", progress)
        result.archived_files = mirrored.copied
        result.problems += mirrored.problems
        result.is_partial = bool(mirrored.problems)
    keep = (config["backup.keep_days"], config["backup.keep_weeks"])
    if clock_doubt is None:
        _rotate_folder(result, folder, now, keep)
    else:
        result.problems.append(f"old copies are kept: {clock_doubt}")
    if config["backup.private_folder"] and sources.private.exists():
        apart = config.path("backup.private_folder")
        if apart.resolve() == folder.resolve():
            raise Misconfigured(
                f"[backup] private_folder is {apart}, where the public copies go.\n"
                "  Addresses of subscribers are kept apart: name another folder."
            )
        secret = os.environ.get(KEY_VARIABLE)
        if not secret and has_encrypted_copies(apart):
            result.is_partial = True
            result.problems.append(
                f"subscribers were not copied: the copies in {apart} are encrypted and"
                f" {KEY_VARIABLE} is not set here. Set it (set -a; . /etc/vigie.env), or name"
                " another private_folder."
            )
            return result
        result.folders.append(_copy_private(apart, name, sources.private, secret))
        if clock_doubt is None:
            _rotate_folder(result, apart, now, keep)
    return result


def _refuse_folder_of_originals(folder: Path, archive: Path | None) -> None:
    """Raise Misconfigured for a folder in which the archive would be its own copy, or would be
    copied with all earlier copies in it.
    """
    if archive is None:
        return
    real, original = folder.resolve(), archive.resolve()
    if real / "archive" == original or real.is_relative_to(original):
        raise Misconfigured(
            f"{folder}: copies there would lie in the archive {archive} itself, or be it.\n"
            "  Name another folder, on another disk if there is one."
        )


def bytes_to_copy(sources: BackupSources, *, archive: bool) -> int:
    """Return the size of the database and of the archive, if that is copied."""
    folder = sources.archive if archive else None
    # what cannot be read is told by the copy
    files = files_below(folder, lambda _: None) if folder is not None else ()
    return sum(path.stat().st_size for path in (sources.database, *files) if path.is_file())


def _rotate_folder(
    result: BackupResult, folder: Path, now: datetime, keep: tuple[int, int]
) -> None:
    """Delete old copies; a failure is reported without failing the new copy."""
    try:
        result.dropped_copies += rotate_backups(folder, now, *keep)
    except OSError as error:
        result.problems.append(
            f"an old copy could not be dropped ({error}): give {folder} to the user that Vigie runs"
            " as, with all that is in it"
        )


def backup_name(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_NAME_FORMAT)


def _create_copy(
    folder: Path,
    name: str,
    fill: Callable[[Path], None],
    checking: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Path:
    """Create a folder under its name once ``fill`` has filled it, the disk keeps it and it is
    verified.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(".making-*"):  # of a backup that was killed
        shutil.rmtree(left, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    try:
        fill(making)
        _write_manifest(making)
        for file in making.iterdir():
            fsync_path(file)
        fsync_path(making)
        with checking():
            verify_backup(making)
        os.replace(making, folder / name)
        fsync_path(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder / name


def _copy_public(
    folder: Path,
    name: str,
    sources: BackupSources,
    progress: Callable[[int], None],
    checking: Callable[[], AbstractContextManager[None]],
) -> Path:
    def fill(making: Path) -> None:
        copy = making / "vigie.db"
        with (
            closing(sqlite3.connect(sources.database, timeout=30)) as connection,
            report_growth(copy.with_name(f"{copy.name}.part"), progress),
        ):
            copy_database(connection, copy, check=False)  # it is, by ``verify_backup``
        reviews = reviews_path(sources.objections)
        if reviews.exists():
            with closing(sqlite3.connect(reviews, timeout=30)) as connection:
                copy_database(connection, making / reviews.name, check=False)
        beside = {name: sources.objections.with_name(name) for name in SIDE_FILES}
        files = {"objections.csv": sources.objections, **beside, "vigie.toml": sources.settings}
        files["citations.key"] = sources.database.with_name("citations.key")
        for as_name, file in files.items():
            if file is not None and file.exists():
                _copy_file(file, making / as_name)

    return _create_copy(folder, name, fill, checking)


def _copy_private(folder: Path, name: str, private: Path, secret: str | None) -> Path:
    def fill(making: Path) -> None:
        with closing(sqlite3.connect(private, timeout=30)) as connection:
            copy_database(connection, making / "private.db")
        key = private.with_suffix(".key")
        if key.exists():
            _copy_file(key, making / "private.key")

    def sealed(making: Path) -> None:
        """In clear beside the original only, which is in clear, too."""
        for left in private.parent.glob(".sealing-*"):  # of a backup that was killed
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=".sealing-", dir=private.parent) as clear:
            fill(Path(clear))
            encrypt_folder(Path(clear), making, str(secret))

    return _create_copy(folder, name, sealed if secret else fill)


def _copy_file(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o600)


def _write_manifest(folder: Path) -> None:
    files = {
        file.name: {"sha256": _sha256(file), "bytes": file.stat().st_size}
        for file in sorted(folder.iterdir())
    }
    (folder / MANIFEST).write_text(json.dumps({"files": files}, indent=1), encoding="utf-8")


def verify_backup(folder: Path) -> None:
    """Check every file against the manifest and every database.  Raises  VerificationFailed."""
    for name, (sha256, size) in _read_manifest(folder).items():
        file = folder / name
        if file.is_symlink() or not file.is_file() or _sha256(file) != sha256:
            raise VerificationFailed(
                f"{file}: missing, a link, or not the {size:,} bytes that were kept"
            )
        if file.suffix == ".db":
            try:
                address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
                with closing(sqlite3.connect(address, uri=True)) as connection:
                    check_integrity(connection, file)
            except CopyFailed as error:
                raise VerificationFailed(str(error)) from None


def _read_manifest(folder: Path) -> dict[str, tuple[str, int]]:
    """Return digest and size of each file of a copy.  Raises  VerificationFailed."""
    try:
        listed = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        files = {name: (str(kept["sha256"]), int(kept["bytes"])) for name, kept in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VerificationFailed(f"{folder}: its {MANIFEST} cannot be read ({error})") from None
    if strange := [name for name in files if Path(name).name != name or not name.isprintable()]:
        raise VerificationFailed(
            f"{folder}: its {MANIFEST} names {strange[0]!r}, no file of a copy"
        )
    if not any(name.removesuffix(".sealed").endswith(".db") for name in files):
        raise VerificationFailed(f"{folder}: its {MANIFEST} names no database")
    return files


def _sha256(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def copies_in(folder: Path) -> list[Path]:
    """Return the copies that a folder of backups holds, the oldest first."""
    return sorted(path for path in folder.glob("*") if _moment_of(path.name))


def _moment_of(name: str) -> datetime | None:
    """Return when the copy of this name was made; None for a name that is none of a copy."""
    try:
        moment = datetime.strptime(name, _NAME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if backup_name(moment) == name else None


def rotate_backups(folder: Path, now: datetime, keep_days: int, keep_weeks: int) -> int:
    """Delete expired copies, only folders that a backup made, and return their number.

    A copy loses its name before its files: what is left of a deletion that was killed is no copy.
    """
    for left in folder.glob(f"{_DROPPING}*"):
        _remove(left)
    names = [path.name for path in copies_in(folder)]
    expired = expired_backups(names, now, keep_days, keep_weeks)
    for name in expired:
        with suppress(FileNotFoundError):
            unnamed = (folder / name).rename(folder / f"{_DROPPING}{name}")
            _remove(unnamed)
    return len(expired)


def expired_backups(
    names: Iterable[str], now: datetime, keep_days: int, keep_weeks: int
) -> list[str]:
    """Return the names of copies to delete; the newest always stays, whatever the clock says."""
    newest_first = sorted(names, reverse=True)
    kept: dict[str, str] = {}  # a day or a week -> the newest copy of it
    for name in newest_first:
        if (result := _moment_of(name)) is None:
            continue
        year, week, _ = result.isocalendar()
        if now - result <= timedelta(days=keep_days):
            kept.setdefault(f"day {result:%Y-%m-%d}", name)
        if now - result <= timedelta(weeks=keep_weeks):
            kept.setdefault(f"week {year}-{week}", name)
    stay = {*kept.values(), *newest_first[:1]}
    return [name for name in newest_first if name not in stay]


def _remove(path: Path) -> None:
    """Delete a folder, of a link the link alone."""
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path)
