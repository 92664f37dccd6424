"""Copies in strange places, with strange names among them, or with a manifest made up."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import Config
from monitor.operations.backup import (
    MANIFEST,
    BackupSources,
    VerificationFailed,
    backup_name,
    copies_in,
    make_backup,
    verify_backup,
)
from pipelines.errors import Misconfigured
from spiders.archive.reader import archive_files
from spiders.archive.writer import Archive
from tests.operations.test_backup import NOW
from tests.operations.test_backup import config as config
from tests.operations.test_backup import sources as sources


@pytest.mark.parametrize("place", [".", "link", "archive", "archive/ted/copies"])
def test_the_archive_is_never_its_own_copy(
    tmp_path: Path, config: Config, sources: BackupSources, place: str
) -> None:
    assert sources.archive is not None
    home = sources.archive.parent
    (home / "link").symlink_to(home)
    with pytest.raises(Misconfigured, match="would lie in the archive"):
        make_backup(home / place, sources, config, NOW)
    assert not list(home.rglob("20*"))
    if not place.startswith("archive"):  # without the archive a folder is as good as another
        make_backup(home / place, sources, config, NOW, archive=False)


FILES = {"vigie.db": {"sha256": "0", "bytes": 1}}


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (b"[1]", "cannot be read"),
        (b"[" * 200_000, "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        ({"files": [1]}, "cannot be read"),
        ({"files": {"vigie.db": None}}, "cannot be read"),
        ({"files": {"vigie.db": {}}}, "cannot be read"),
        ({"files": {"vigie.db": {"sha256": "0", "bytes": "many"}}}, "cannot be read"),
        ({"files": {}}, "names no database"),
        ({"files": FILES | {"../../etc/passwd": FILES["vigie.db"]}}, "no file of a copy"),
        ({"files": FILES | {"/proc/self/mem": FILES["vigie.db"]}}, "no file of a copy"),
        ({"files": FILES | {".": FILES["vigie.db"]}}, "no file of a copy"),
        ({"files": FILES | {"\x1b[2J": FILES["vigie.db"]}}, "no file of a copy"),
    ],
)
def test_a_manifest_that_somebody_made_up_is_a_sentence_and_leads_nowhere(
    tmp_path: Path, manifest: object, words: str
) -> None:
    (tmp_path / "vigie.db").write_bytes(b"-")
    raw = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    (tmp_path / MANIFEST).write_bytes(raw)
    with pytest.raises(VerificationFailed, match=words) as refused:
        verify_backup(tmp_path)
    assert "\x1b" not in str(refused.value)


def test_a_link_to_a_database_is_no_copy(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    (copy,) = make_backup(tmp_path / "b", sources, config, NOW).folders
    shutil.move(copy / "vigie.db", tmp_path / "elsewhere.db")
    (copy / "vigie.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(VerificationFailed, match="a link"):
        verify_backup(copy)


def test_what_others_put_among_the_copies_is_not_followed_and_stops_no_copy(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    (kept := tmp_path / "kept").mkdir()
    (kept / "vigie.db").write_bytes(b"-")
    (folder := tmp_path / "b").mkdir()
    for name in (backup_name(NOW - timedelta(days=900)), ".dropping-x", ".making-y"):
        (folder / name).symlink_to(kept)
    (folder / "2018-99-99T999999Z").mkdir()
    (folder / "2018-1-1T111111Z").mkdir()
    made = make_backup(folder, sources, config, NOW)
    assert (made.problems, made.dropped_copies) == ([], 1)
    assert [path.name for path in copies_in(folder)] == [backup_name(NOW)]
    assert (kept / "vigie.db").exists()


def test_the_archive_of_a_portal_on_another_disk_is_read_and_copied(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    assert sources.archive is not None
    archive = Archive(sources.archive, "ted")
    archive.append(b"<a/>", file="a.xml", fetched_at=NOW, media_type="text/xml")
    archive.close()
    (before,) = archive_files(sources.archive)
    shutil.move(sources.archive / "ted", tmp_path / "other disk")
    (sources.archive / "ted").symlink_to(tmp_path / "other disk")
    (tmp_path / "other disk" / "again").symlink_to(sources.archive)
    assert archive_files(sources.archive) == [before]
    assert make_backup(tmp_path / "b", sources, config, NOW).archived_files == 1
    assert (tmp_path / "b" / "archive" / before).is_file()
