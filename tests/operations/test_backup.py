"""A copy made while Vigie writes is whole, restores to the same rows, and old ones go."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import monitor.operations.backup as backups
from monitor.alerts.run import queue_operator_mail
from monitor.config import Config, read_config
from monitor.operations.backup import (
    BackupSources,
    VerificationFailed,
    backup_name,
    expired_backups,
    make_backup,
    rotate_backups,
    verify_backup,
)
from monitor.operations.backup_encryption import decrypt_folder
from monitor.runtime.confirmed_clock import ClockDoubt, clock_doubt, confirm_clock
from monitor.runtime.runs import public_message
from pipelines.errors import Misconfigured
from pipelines.reference.apply_reviews_to_tags import Review
from pipelines.store import database_copy, reviews_db
from pipelines.store.database import connect, get_meta
from pipelines.store.writer import Writer
from spiders.archive.writer import Archive
from tests.operations.support import ROOT, settings
from tests.pipelines.store.store_support import (
    RANK,
    award,
    dump,
    fetch_value,
    notice,
    reading,
    sound,
    stored,
)

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return read_config(settings(tmp_path, ["ted"]))


@pytest.fixture
def sources(config: Config) -> BackupSources:
    stored(config.path("paths.database"), [notice("100001-2026", awards=(award(),))]).close()
    objections = config.path("paths.objections")
    objections.write_text("who,what,decided,reason\n")
    return BackupSources(
        config.path("paths.database"),
        config.path("paths.archive"),
        objections,
        config.path("paths.private"),
        config.file,
    )


def test_a_restored_copy_is_the_database_under_a_new_generation(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    (copy,) = make_backup(tmp_path / "b", sources, config, NOW).folders
    with closing(connect(sources.database)) as db:
        before, generation = dump(db), get_meta(db, "generation")
    for file in tmp_path.glob("vigie.db*"):
        file.unlink()  # the disk died
    verify_backup(copy)
    shutil.copy(copy / "vigie.db", sources.database)  # as docs/deploy/restore.md says
    with closing(connect(sources.database)) as db:
        sound(db)
        assert dump(db) == before
        assert get_meta(db, "generation") not in (None, generation)
        Writer(db, rank=RANK).save([reading(notice("100002-2026"))])
        assert fetch_value(db, "SELECT count(*) FROM notices") == 2
    assert (copy / "objections.csv").read_text() == "who,what,decided,reason\n"
    assert (copy / "vigie.toml").exists()
    assert [oct(f.stat().st_mode & 0o77) for f in copy.glob("*.db")] == ["0o0"]


def test_a_copy_is_checked_once(
    tmp_path: Path, config: Config, sources: BackupSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's check takes ten times as long as the copy."""
    checked: list[str] = []
    for module in (backups, database_copy):
        monkeypatch.setattr(module, "check_integrity", lambda _, file: checked.append(file.name))
    make_backup(tmp_path / "b", sources, config, NOW)
    assert checked == ["vigie.db"]


def test_the_key_of_citations_is_copied(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    """Without it no figure that was cited before could be shown."""
    sources.database.with_name("citations.key").write_text("k" * 64)
    (copy,) = make_backup(tmp_path / "b", sources, config, NOW).folders
    assert (copy / "citations.key").read_text() == "k" * 64


def test_the_answers_of_reviewers_are_copied_and_read_from_the_copy(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    given = Review("ted:1", "1", "big_tech", "w", "stands", "", "lea", "2026-11-20T09:00:00Z")
    with closing(reviews_db.connect(reviews_db.reviews_path(sources.objections))) as db:
        reviews_db.add_reviews(db, [given])
    (copy,) = make_backup(tmp_path / "b", sources, config, NOW).folders
    verify_backup(copy)
    assert reviews_db.read_reviews(copy / "reviews.db") == [given]
    assert (copy / "reviews.db").stat().st_mode & 0o77 == 0


def test_a_copy_made_while_others_write_is_of_one_moment(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    """Two rows are always written together: no copy holds one without the other."""
    stop = threading.Event()

    def write() -> None:
        with closing(connect(sources.database)) as db:
            number = 0
            while not stop.is_set():
                number += 1
                db.execute("BEGIN IMMEDIATE")
                for key in ("left", "right"):
                    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(number)))
                db.execute("COMMIT")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for minute in range(5):
            made = make_backup(tmp_path / "b", sources, config, NOW + timedelta(minutes=minute))
            with closing(sqlite3.connect(made.folders[0] / "vigie.db")) as copy:
                both = [
                    fetch_value(copy, "SELECT max(value) FROM meta WHERE key = ?", k)
                    for k in ("left", "right")
                ]
            assert both[0] == both[1]
    finally:
        stop.set()
        writer.join()


def test_a_backup_that_fails_leaves_the_older_ones_and_no_half_one(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    folder = tmp_path / "b"
    make_backup(folder, sources, config, NOW)
    sources.database.write_bytes(sources.database.read_bytes()[:9000])
    for file in tmp_path.glob("vigie.db-*"):
        file.unlink()
    with pytest.raises(Exception, match=r"malformed|check says|not a database"):
        make_backup(folder, sources, config, NOW + timedelta(days=30))
    assert [p.name for p in folder.iterdir() if p.name != "archive"] == [backup_name(NOW)]
    verify_backup(folder / backup_name(NOW))


def test_a_copy_that_was_touched_is_not_verified(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    (copy,) = make_backup(tmp_path / "b", sources, config, NOW).folders
    with (copy / "vigie.db").open("r+b") as file:
        file.seek(5000)
        file.write(b"?")
    with pytest.raises(VerificationFailed, match=r"not the .* bytes that were kept"):
        verify_backup(copy)
    (copy / "vigie.db").unlink()
    with pytest.raises(VerificationFailed, match="missing"):
        verify_backup(copy)


def test_subscribers_are_copied_apart_and_sealed(
    tmp_path: Path, config: Config, sources: BackupSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_operator_mail(config, "subject", "someone@example.org", "a-key")
    sources.private.with_suffix(".key").write_text("f0" * 32)
    monkeypatch.setenv("VIGIE_BACKUP_KEY", "douze mots que personne ne devine")
    apart = tmp_path / "apart"
    values = {**config.values, "backup.private_folder": str(apart)}
    made = make_backup(tmp_path / "b", sources, Config(values, config.file), NOW)
    public, private = made.folders
    assert private.parent == apart
    assert not list(public.glob("private*"))
    sealed = b"".join(file.read_bytes() for file in private.iterdir())
    assert b"someone@example.org" not in sealed
    with pytest.raises(Misconfigured, match="is not the key that this copy was sealed with"):
        decrypt_folder(private, tmp_path, "another")
    out = tmp_path / "out"
    out.mkdir()
    for left in ("private.db-wal", "private.db-shm"):  # of a run that was killed there
        (out / left).write_bytes(b"of another database")
    files = decrypt_folder(private, out, os.environ["VIGIE_BACKUP_KEY"])
    assert sorted(out.iterdir()) == sorted(files)
    assert [file.name for file in files] == ["private.db", "private.key"]
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    with closing(sqlite3.connect(out / "private.db")) as db:
        assert fetch_value(db, "SELECT body FROM messages") == "someone@example.org"


def test_without_the_key_no_copy_in_clear_lies_beside_sealed_ones(
    tmp_path: Path, config: Config, sources: BackupSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_operator_mail(config, "subject", "someone@example.org", "a-key")
    apart = tmp_path / "apart"
    settings = Config({**config.values, "backup.private_folder": str(apart)}, config.file)
    monkeypatch.setenv("VIGIE_BACKUP_KEY", "douze mots que personne ne devine")
    make_backup(tmp_path / "b", sources, settings, NOW)
    monkeypatch.delenv("VIGIE_BACKUP_KEY")  # a shell that was not told
    made = make_backup(tmp_path / "b", sources, settings, NOW + timedelta(days=1))
    assert len(made.folders) == 1
    assert "VIGIE_BACKUP_KEY is not set" in made.problems[0]
    assert [path.name for path in apart.iterdir()] == [backup_name(NOW)]
    assert not list(tmp_path.glob(".sealing-*"))


def test_what_is_sealed_is_never_in_clear_among_the_copies(
    tmp_path: Path, config: Config, sources: BackupSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_operator_mail(config, "subject", "someone@example.org", "a-key")
    apart, seen = tmp_path / "apart", []
    real = backups.verify_backup

    def verify(folder: Path) -> None:
        seen.append(sorted(file.name for file in folder.iterdir()))
        real(folder)

    def copied(connection: sqlite3.Connection, target: Path, **options: bool) -> None:
        assert target.name != "private.db" or apart not in target.parents
        real_copy(connection, target, **options)

    real_copy = backups.copy_database
    monkeypatch.setattr(backups, "verify_backup", verify)
    monkeypatch.setattr(backups, "copy_database", copied)
    monkeypatch.setenv("VIGIE_BACKUP_KEY", "douze mots que personne ne devine")
    values = {**config.values, "backup.private_folder": str(apart)}
    make_backup(tmp_path / "b", sources, Config(values, config.file), NOW)
    assert seen[-1] == ["MANIFEST.json", "private.db.sealed"]


@pytest.mark.parametrize(
    ("command", "message", "public"),
    [
        (
            "backup",
            "[Errno 13] Permission denied: '/srv/backup/ann/2026'",
            "[Errno 13] Permission denied: '…/2026'",
        ),
        (
            "ingest",
            "/home/ann/a.zip: see https://example.org/a/b.html and data/var/x",
            "…/a.zip: see https://example.org/a/b.html and data/var/x",
        ),
        (
            "crawl",
            f"GET /api/1.0/search: 503; {ROOT}/data/var/vigie.db is full",
            "GET /api/1.0/search: 503; data/var/vigie.db is full",
        ),
    ],
)
def test_what_a_run_says_in_public_names_no_folder_of_the_machine(
    command: str, message: str, public: str
) -> None:
    assert public_message(command, message) == public


def test_an_old_copy_that_cannot_go_is_named_and_the_new_one_stands(
    tmp_path: Path, config: Config, sources: BackupSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(path: Path, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied", str(path))

    folder = tmp_path / "b"
    make_backup(folder, sources, config, NOW)
    monkeypatch.setattr(backups.shutil, "rmtree", kept)
    made = make_backup(folder, sources, config, NOW + timedelta(days=90))
    assert [path.name for path in made.folders] == [backup_name(NOW + timedelta(days=90))]
    assert "Permission denied" in made.problems[0]


def test_the_private_copy_never_lies_with_the_public_one(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    queue_operator_mail(config, "subject", "text", "a-key")
    values = {**config.values, "backup.private_folder": str(tmp_path / "b")}
    with pytest.raises(Misconfigured, match="kept apart: name another folder"):
        make_backup(tmp_path / "b", sources, Config(values), NOW)


def test_a_deletion_that_is_killed_leaves_no_copy_without_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(path: Path) -> None:
        (path / "vigie.db").unlink()
        raise Killed

    for name in names(0, 400):
        (tmp_path / name).mkdir()
        (tmp_path / name / "vigie.db").write_bytes(b"-")
    with monkeypatch.context() as patch:
        patch.setattr(backups.shutil, "rmtree", killed)
        with pytest.raises(Killed):
            rotate_backups(tmp_path, NOW, 7, 4)
    assert all((copy / "vigie.db").exists() for copy in tmp_path.glob("20*"))
    rotate_backups(tmp_path, NOW, 7, 4)
    assert [path.name for path in tmp_path.iterdir()] == names(0)


def test_a_copy_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, config: Config, sources: BackupSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    unsynced: list[str] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        real_sync(handle)

    def replace(source: Path, target: Path) -> None:
        if Path(target).name == backup_name(NOW):
            inside = [Path(source), *Path(source).iterdir()]
            unsynced.extend(path.name for path in inside if path.stat().st_ino not in synced)
            assert (Path(source) / "MANIFEST.json") in inside
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    (copy,) = make_backup(tmp_path / "b", sources, config, NOW).folders
    assert unsynced == []
    assert copy.parent.stat().st_ino in synced


def names(*days_ago: float) -> list[str]:
    return [backup_name(NOW - timedelta(days=days)) for days in days_ago]


def test_one_copy_a_day_is_kept_then_one_a_week() -> None:
    daily = names(*range(60))
    gone = expired_backups(daily, NOW, keep_days=7, keep_weeks=4)
    kept = [name for name in daily if name not in gone]
    assert kept[:8] == daily[:8]
    assert 3 <= len(kept[8:]) <= 4
    assert all(name >= backup_name(NOW - timedelta(weeks=4)) for name in kept)
    assert expired_backups(kept, NOW, 7, 4) == []


def test_a_clock_that_jumped_drops_no_copy_and_it_is_made_up_for(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    folder = tmp_path / "b"
    for days in (60, 2, 1):
        (folder / backup_name(NOW - timedelta(days=days))).mkdir(parents=True)
    with closing(connect(sources.database)) as db:
        confirm_clock(db, NOW - timedelta(days=1))
        jumped = NOW + timedelta(days=730)
        doubt = clock_doubt(db, jumped)
    result = make_backup(folder, sources, config, jumped, clock_doubt=doubt)
    assert result.dropped_copies == 0
    assert "old copies are kept: the clock of this machine says 2028-11-24" in result.problems[0]
    assert len(list(folder.glob("20*"))) == 4
    assert make_backup(folder, sources, config, NOW).dropped_copies == 1
    assert (folder / backup_name(NOW - timedelta(days=2))).is_dir()


def test_a_clock_that_jumped_drops_no_copy_of_the_subscribers(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    queue_operator_mail(config, "subject", "text", "a-key")
    apart, jumped = tmp_path / "apart", NOW + timedelta(days=730)
    for days in (60, 1):
        (apart / backup_name(NOW - timedelta(days=days))).mkdir(parents=True)
    kept_apart = Config({**config.values, "backup.private_folder": str(apart)}, config.file)
    doubt = ClockDoubt(jumped, NOW)
    make_backup(tmp_path / "b", sources, kept_apart, jumped, clock_doubt=doubt)
    assert len(list(apart.glob("20*"))) == 3
    assert make_backup(tmp_path / "b", sources, kept_apart, NOW).dropped_copies == 1


def test_the_newest_copy_stays_however_old_it_is(tmp_path: Path) -> None:
    old = names(400, 401)
    assert expired_backups(old, NOW, 7, 4) == old[1:]
    for name in [*old, "archive", "photos"]:
        (tmp_path / name).mkdir()
    assert rotate_backups(tmp_path, NOW, 7, 4) == 1
    left = {path.name for path in tmp_path.iterdir()}
    assert left >= {old[0], "archive", "photos"}


def test_the_command_makes_and_checks_a_copy(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    def vigie(*arguments: object) -> str:
        command = [sys.executable, "-m", "monitor.cli.main", "--config", str(config.file)]
        done = subprocess.run(
            [*command, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "whole and checked" in vigie("backup", tmp_path / "usb")
    (copy,) = (tmp_path / "usb").glob("20*")
    assert "is whole" in vigie("backup", "--verify", copy)
    with pytest.raises(
        AssertionError, match=rf"is no copy, it holds 1: .* newest is .*{copy.name}"
    ):
        vigie("backup", "--verify", tmp_path / "usb")
    assert "backup " in vigie("schedule")
    folder = sources.archive / "ted"
    folder.mkdir(parents=True)
    with closing(connect(sources.database)) as db:
        kept = Archive(sources.archive, "ted").append(b"<notice/>", file="a.xml", fetched_at=NOW)
        db.execute(
            "UPDATE documents SET sha256 = ?1, archive_file = ?2, archive_offset = ?3",
            (kept.sha256, kept.archive_file, kept.offset),
        )
        db.execute("UPDATE notices SET document_sha256 = ?", (kept.sha256,))
        for table, column in (("register", "document_sha256"), ("receipts", "sha256")):
            db.execute(f"UPDATE {table} SET {column} = ?", (kept.sha256,))
    output = vigie("integrity")
    assert "1 documents in 1 files of the archive were read" in output
    assert "database and archive are whole" in output
    vigie("backup", tmp_path / "usb")
    (copy,) = (tmp_path / "usb").glob("20*")  # one a day is kept
    assert "archive is whole: 1 files, 1 records read" in vigie("backup", "--verify", copy)
    (kept_copy,) = (tmp_path / "usb" / "archive").rglob("*.warc.gz")
    kept_copy.write_bytes(kept_copy.read_bytes()[:-3] + b"???")
    verify = [sys.executable, "-m", "monitor.cli.main", "backup", "--verify", str(copy)]
    done = subprocess.run(verify, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{kept_copy} is damaged" in done.stderr


def test_the_command_fails_when_subscribers_were_left_out(
    tmp_path: Path, config: Config, sources: BackupSources
) -> None:
    queue_operator_mail(config, "subject", "text", "a-key")
    assert config.file is not None
    apart = f'[backup]\nprivate_folder = "{tmp_path}/apart"\n'
    config.file.write_text(config.file.read_text().replace("[backup]\n", apart))
    (tmp_path / "apart" / backup_name(NOW)).mkdir(parents=True)
    (tmp_path / "apart" / backup_name(NOW) / "private.db.sealed").write_bytes(b"-")
    command = [sys.executable, "-m", "monitor.cli.main", "--config", str(config.file), "backup"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "! subscribers were not copied" in done.stderr
    with closing(connect(sources.database)) as db:
        actual = fetch_value(db, "SELECT message FROM runs WHERE command = 'backup'")
    assert str(tmp_path) not in actual
