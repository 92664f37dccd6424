"""What of the archive cannot be read is said: it is not taken for a folder without a file."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config import read_config
from monitor.operations.backup import BackupSources, bytes_to_copy, make_backup
from pipelines.store.database import connect
from spiders.archive.storage import Folder
from spiders.archive.writer import Archive
from tests.cli.bad_input_support import vigie
from tests.operations.support import settings

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)


def test_a_folder_of_the_archive_that_cannot_be_read_is_named_and_the_rest_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = read_config(settings(tmp_path, ["ted"]))
    private = config.path("paths.private")
    database, objections = config.path("paths.database"), config.path("paths.objections")
    connect(database).close()
    objections.write_text("who,what,decided,reason\n")
    archive = config.path("paths.archive")
    sources = BackupSources(database, archive, objections, private, config.file)
    for portal in ("boamp", "ted"):
        Archive(archive, portal).append(b"<notice/>", file="a.xml", fetched_at=NOW)
    scandir, foreign = os.scandir, archive / "ted"

    def denied(path: str) -> object:  # the owner is another; root, who runs tests, may read all
        if Path(path) == foreign:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    assert bytes_to_copy(sources, archive=True) > 0
    made = make_backup(tmp_path / "b", sources, config, NOW)
    assert made.problems == [f"{foreign} was not copied (Permission denied): check who owns it"]
    assert made.archived_files == 1
    ran = vigie(tmp_path, "--config", config.file, "backup", tmp_path / "usb")
    assert ran.status == 1
    assert "the copy is not whole: what it lacks is named below" in ran.output
    assert "whole and checked" not in ran.output
    with pytest.raises(PermissionError):  # a replay of what looks empty would lose a portal
        Folder(archive).names()
    assert Folder(archive / "gone").names() == set()
