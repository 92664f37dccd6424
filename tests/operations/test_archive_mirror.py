"""The mirror of the archive follows it, but never loses a good copy to a bad file."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.operations.archive_mirror import mirror_archive, verify_archive
from spiders.archive.reader import read
from spiders.archive.records import Record, RecordLocation
from spiders.archive.redaction import redact
from spiders.archive.writer import Archive

NOW = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)


class Folders:
    """An archive of one file with three records, and its mirror."""

    def __init__(self, root: Path) -> None:
        self.archive, self.copy = root / "archive", root / "copy"
        self.kept = append(self.archive, b"one", b"two", b"three")
        self.name = self.kept[0].archive_file
        assert mirror_archive(self.archive, self.copy).copied == 1
        self.whole = self.read()

    def write(self, content: bytes) -> None:
        """Replace the file in the archive, with another time."""
        file = self.archive / self.name
        file.write_bytes(content)
        os.utime(file, (1, 1))

    def read(self) -> bytes:
        return (self.copy / self.name).read_bytes()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


def append(folder: Path, *bodies: bytes) -> list[RecordLocation]:
    with Archive(folder, "ted") as archive:
        return [archive.append(body, file="a.xml", fetched_at=NOW) for body in bodies]


def test_new_and_changed_files_are_copied_and_none_is_emptied(
    folders: Folders, tmp_path: Path
) -> None:
    assert mirror_archive(folders.archive, folders.copy).copied == 0
    append(folders.archive, b"four")
    (folders.archive / folders.name).unlink()
    assert mirror_archive(folders.archive, folders.copy).copied == 1
    assert folders.read() == folders.whole
    check = verify_archive(folders.copy)
    assert (check.files, check.records, check.problems) == (2, 4, [])
    assert mirror_archive(tmp_path / "nothing", folders.copy).copied == 0


def test_a_file_is_on_the_disk_before_it_replaces_its_older_copy(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    replaced: list[bool] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        real_sync(handle)

    def replace(source: Path, target: Path) -> None:
        replaced.append(source.stat().st_ino in synced)
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    append(folders.archive, b"four")
    assert mirror_archive(folders.archive, folders.copy).copied == 1
    assert replaced == [True]
    assert (folders.copy / folders.name).parent.stat().st_ino in synced


@pytest.mark.parametrize("record", [0, 1, 2])
def test_a_damaged_file_does_not_replace_its_older_copy(folders: Folders, record: int) -> None:
    end = folders.kept[record].offset + folders.kept[record].length
    folders.write(folders.whole[: end - 6] + b"??" + folders.whole[end - 4 :])  # of its checksum
    for _ in range(2):  # said each time, until somebody sees to it
        result = mirror_archive(folders.archive, folders.copy)
        assert result.copied == 0
        (problem,) = result.problems
        assert "is damaged" in problem
        assert f"its older copy {folders.copy / folders.name} stays" in problem
    assert folders.read() == folders.whole
    assert not list(folders.copy.rglob("*.part"))


@pytest.mark.parametrize("left", ["nothing", "records", "cut off"])
def test_a_shorter_file_does_not_replace_its_older_copy(folders: Folders, left: str) -> None:
    last = folders.kept[-1].offset
    length = {"nothing": 0, "records": last, "cut off": last + 20}[left]
    folders.write(folders.whole[:length])
    (problem,) = mirror_archive(folders.archive, folders.copy).problems
    assert f"lacks the end ({length:,} of {len(folders.whole):,} bytes)" in problem
    assert folders.read() == folders.whole


def test_a_file_that_grows_is_copied_though_its_last_record_is_not_whole_yet(
    folders: Folders,
) -> None:
    more = append(folders.archive, b"four")[0]
    source = folders.archive / more.archive_file
    member = source.read_bytes()[more.offset :]
    for content in (folders.whole + member[:20], folders.whole + member):
        folders.write(content)
        result = mirror_archive(folders.archive, folders.copy)
        assert result.problems == []
        assert folders.read() == content
        assert verify_archive(folders.copy).problems == []


def test_a_redaction_reaches_the_copy_though_the_file_is_shorter(folders: Folders) -> None:
    for gone in (b"three", b"one", b"two"):  # the last one first: a beginning is left
        redact(folders.archive, lambda record, gone=gone: without(record, gone))  # type: ignore[misc]
        result = mirror_archive(folders.archive, folders.copy)
        assert (result.copied, result.problems) == (1, [])
        assert folders.read() == (folders.archive / folders.name).read_bytes()
    assert verify_archive(folders.copy).records == 0


def without(record: Record, gone: bytes) -> bytes | None:
    return None if record.body == gone else record.body


def test_a_damaged_file_without_an_older_copy_is_copied_and_named(tmp_path: Path) -> None:
    kept = append(tmp_path / "archive", b"one", b"two")
    file = tmp_path / "archive" / kept[0].archive_file
    content = file.read_bytes()
    at = kept[0].offset + 30
    file.write_bytes(content[:at] + b"????" + content[at + 4 :])
    result = mirror_archive(tmp_path / "archive", tmp_path / "copy")
    assert result.copied == 1
    assert "it has no older copy" in result.problems[0]
    assert read(tmp_path / "copy", kept[1].archive_file, kept[1].offset).body == b"two"
    (problem,) = verify_archive(tmp_path / "copy").problems
    assert f"{tmp_path / 'copy' / kept[0].archive_file} is damaged" in problem
