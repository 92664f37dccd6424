"""Mirror the raw archive file by file without ever losing a good copy, and verify the mirror.

A changed file is read record by record before it replaces its older copy.  The older copy stays
when the newer file is damaged, or is only the beginning of it.  A file cut off in its last record
is what a kill leaves, or a crawl that is writing: it is copied as long as no record is lost by it.
A redaction makes files shorter, too; its files begin with a record of their own, so that none is
the beginning of what was there before.
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from spiders.archive.reader import records
from spiders.archive.records import Damage
from spiders.archive.storage import files_below

_SUFFIX = ".warc.gz"
_BLOCK = 1024 * 1024


@dataclass
class ArchiveCheck:
    """Result of reading an archive: counts, and ``problems`` as sentences."""

    files: int = 0
    records: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass
class MirrorResult:
    """Number of files copied; ``problems`` are sentences on files whose older copy stays."""

    copied: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Reading:
    """Contents of one archive file: readable records, their bytes, and damaged places."""

    records: int
    sound_bytes: int
    damaged: tuple[str, ...]
    is_cut_off: bool


def mirror_archive(
    source: Path, target: Path, progress: Callable[[int], None] = lambda _: None
) -> MirrorResult:
    """Copy new and changed files of the archive; a damaged one never replaces its older copy.

    A file is copied when its size or time differ, which a redaction changes, too.  A file that is
    gone from the archive stays in the copy: an emptied disk must not empty its backup.
    A folder that cannot be read is a problem, and the others are copied.
    ``progress`` is told the bytes of each file that is looked at.
    """
    result = MirrorResult()

    def unreadable(error: OSError) -> None:
        result.problems.append(
            f"{error.filename} was not copied ({error.strerror}): check who owns it"
        )

    if not source.exists():
        return result
    for file in sorted(files_below(source, unreadable)):
        if file.name.endswith((".new", ".part")):
            continue
        there = target / file.relative_to(source)
        progress(file.stat().st_size)
        if there.exists() and _size_and_time(there) == _size_and_time(file):
            continue
        problem, is_copied = _mirror_file(file, there)
        result.problems += [problem] if problem else []
        result.copied += is_copied
    return result


def _mirror_file(file: Path, there: Path) -> tuple[str | None, bool]:
    """Copy one file; return what is wrong with it and whether it was copied."""
    there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = there.with_name(there.name + ".part")
    try:
        shutil.copy2(file, part)
        part.chmod(0o600)
        fsync_path(part)
        fault = _fault(part, there) if file.name.endswith(_SUFFIX) else None
        if fault and there.exists():
            return f"{file} {fault}: its older copy {there} stays; compare them", False
        os.replace(part, there)
        fsync_path(there.parent)
        return (
            f"{file} {fault}: it has no older copy, and was copied as it is" if fault else None
        ), True
    finally:
        part.unlink(missing_ok=True)


def _fault(newer: Path, older: Path) -> str | None:
    """Return why a file must not replace its older copy; None when it may."""
    reading = _read(newer)
    if reading.damaged:
        return f"is damaged ({reading.damaged[0]})"
    if not older.exists() or (
        not reading.is_cut_off and newer.stat().st_size >= older.stat().st_size
    ):
        return None
    is_rewritten = not reading.is_cut_off and not _is_beginning(newer, older)
    if is_rewritten or reading.sound_bytes >= _read(older).sound_bytes:
        return None
    return f"lacks the end ({newer.stat().st_size:,} of {older.stat().st_size:,} bytes)"


def _is_beginning(newer: Path, older: Path) -> bool:
    with newer.open("rb") as reader, older.open("rb") as other:
        while block := reader.read(_BLOCK):
            if other.read(len(block)) != block:
                return False
    return True


def verify_archive(folder: Path) -> ArchiveCheck:
    """Read every record of an archive; a last record that is cut off is no damage."""
    check = ArchiveCheck()
    for file in sorted(folder.rglob(f"*{_SUFFIX}")):
        reading = _read(file)
        check.files += 1
        check.records += reading.records
        check.problems += [f"{file} is damaged ({reason})" for reason in reading.damaged]
    return check


def _read(file: Path) -> _Reading:
    """Read every record of one file against its digest."""
    damages: list[Damage] = []
    count = sound_bytes = 0
    folder, name = file.parent.parent, f"{file.parent.name}/{file.name}"
    for record in records(folder, role=None, damaged=damages.append, files=[name]):
        count += 1
        sound_bytes += record.length
    torn = [damage for damage in damages if damage.tail and _is_cut_off(file, damage.offset)]
    damaged = tuple(
        f"at {damage.offset}: {damage.reason}" for damage in damages if damage not in torn
    )
    return _Reading(count, sound_bytes, damaged, bool(torn))


def _is_cut_off(file: Path, offset: int) -> bool:
    """Return whether the file ends within the gzip member at an offset, sound as far as it goes."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    with file.open("rb") as source:
        source.seek(offset)
        while block := source.read(_BLOCK):
            try:
                unpacker.decompress(block)
            except zlib.error:
                return False
            if unpacker.eof:
                return False
    return True


def fsync_path(path: Path) -> None:
    """Ask the disk to keep a file, or the names in a folder, before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _size_and_time(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns
