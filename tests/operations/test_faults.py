"""Disk, lock, damage, clock, settings: the operator hears of it once, nothing is lost, it heals."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.config import Config, read_config
from monitor.crawling import crawl
from monitor.health import system_checks
from monitor.health.portal_checks import check_portal
from monitor.health.portal_facts import read_portal_facts
from monitor.operations.health_monitor import HealthMonitor
from monitor.operations.scheduler import Scheduler, SchedulerContext
from monitor.runtime.lease import hold_lease
from monitor.runtime.schedule import (
    JobHistory,
    RetryPolicy,
    build_jobs,
    crawl_sources,
    job_histories,
    next_due,
    plan,
    retry_policy,
)
from monitor.runtime.spider_registry import spider_class
from pipelines.reference.load_reference_tables import load_portals
from pipelines.store import database as store
from pipelines.store.database import connect
from tests.operations.support import settings
from tests.pipelines.store.store_support import fetch_value

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return read_config(settings(tmp_path, ["ted"]))


@pytest.fixture
def database(config: Config) -> Path:
    """A night went well: nothing is wrong but for what a test does."""
    path = config.path("paths.database")
    db = connect(path)
    for command, portal in (("crawl", "ted"), ("backup", None), ("integrity", None)):
        ran(db, command, portal, NOW - timedelta(hours=2))
    db.close()
    return path


def ran(
    db: sqlite3.Connection,
    command: str,
    portal: str | None,
    at: datetime,
    state: str = "ok",
    message: str | None = None,
) -> None:
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    failure = None if state in ("ok", "degraded") else "blocked"
    db.execute(
        "INSERT INTO runs (id, command, portal, started, finished, state, failure, notices,"
        " refused, message) VALUES (?, ?, ?, ?, ?, ?, ?, 400, 0, ?)",
        (f"{moment}-{command}-{portal}", command, portal, moment, moment, state, failure, message),
    )


def mails(config: Config) -> list[tuple[str, str]]:
    """Subject and text of the operator's mails in the outbox, oldest first."""
    path = config.path("paths.private")
    if not path.exists():
        return []
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            "SELECT subject, body FROM messages WHERE kind = 'operator' ORDER BY id"
        ).fetchall()


def watched(config: Config, database: Path, *moments: datetime, **faults: str) -> HealthMonitor:
    monitor = HealthMonitor(database)
    for now in moments:
        monitor.check(config, dict(faults), now, is_crawling=False)
    return monitor


def test_when_all_is_well_nobody_is_told(config: Config, database: Path) -> None:
    watched(config, database, NOW, LATER)
    assert mails(config) == []


def test_an_outage_is_one_mail_and_its_end_another(config: Config, database: Path) -> None:
    monitor = watched(config, database, NOW)
    with closing(connect(database)) as db:
        for minute in (1, 16):
            ran(db, "crawl", "ted", NOW + timedelta(minutes=minute), "failed", "ted: 403 on page 1")
    for minute in (17, 30, 60, 120):
        monitor.check(config, {}, NOW + timedelta(minutes=minute), is_crawling=False)
    ((subject, text),) = mails(config)
    assert subject == "Vigie : ted en difficulté / ted in trouble / ted con problemas"
    assert "2 lectures ont échoué depuis le 25 novembre 2026" in text
    assert "2 crawls have failed since 25 November 2026; last problem: 403 on page 1" in text
    with closing(connect(database)) as db:
        ran(db, "crawl", "ted", NOW + timedelta(hours=3))
    watched(config, database, NOW + timedelta(hours=4), NOW + timedelta(hours=5))
    assert [subject for subject, _ in mails(config)][1:] == [
        "Vigie : ted de retour à la normale / ted working again / ted de vuelta a la normalidad"
    ]


def test_a_backup_that_leaves_subscribers_out_is_told_once(config: Config, database: Path) -> None:
    problem = "subscribers were not copied: VIGIE_BACKUP_KEY is not set here"
    for hours, state in ((1, "degraded"), (25, "degraded"), (49, "ok"), (73, "ok"), (96, "ok")):
        at = NOW + timedelta(hours=hours)
        with closing(connect(database)) as db:
            ran(db, "backup", None, at, state, problem if state == "degraded" else None)
            ran(db, "crawl", "ted", at)
        watched(config, database, at + timedelta(minutes=5), at + timedelta(minutes=30))
    (subject, text), (healed, _) = mails(config)
    assert (
        subject
        == "Vigie : sauvegarde en difficulté / backup in trouble / copia de seguridad con problemas"
    )
    assert "subscribers were not copied" in text
    assert (
        healed == "Vigie : sauvegarde de retour à la normale / backup working again"
        " / copia de seguridad de vuelta a la normalidad"
    )


def test_what_fails_together_is_told_together_and_after_the_crawls(
    tmp_path: Path, database: Path
) -> None:
    config = read_config(settings(tmp_path, ["ted", "boamp", "find_a_tender", "simap"]))
    with closing(connect(database)) as db:
        for portal in ("ted", "boamp", "find_a_tender", "simap"):
            for minute in (1, 16):
                ran(db, "crawl", portal, NOW + timedelta(minutes=minute), "failed", "no route")
    monitor = watched(config, database, LATER)
    monitor.check(config, {}, LATER + timedelta(minutes=20), is_crawling=True)
    assert mails(config) == []
    monitor.check(config, {}, LATER + timedelta(minutes=21), is_crawling=False)
    ((subject, _),) = mails(config)
    assert subject.startswith("Vigie : ted, find_a_tender, boamp (+1) en difficulté / ")


def test_a_mail_that_was_sent_before_a_crash_is_not_sent_again(
    config: Config, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(connect(database)) as db:
        for minute in (1, 16):
            ran(db, "crawl", "ted", NOW + timedelta(minutes=minute), "failed", "no route")
    watched(config, database, LATER)
    with monkeypatch.context() as patch:
        patch.setattr("monitor.health.state_history.mark_notified", crash)
        with pytest.raises(KeyboardInterrupt):
            watched(config, database, LATER + timedelta(minutes=11))
    watched(config, database, LATER + timedelta(minutes=12), LATER + timedelta(minutes=13))
    assert len(mails(config)) == 1


def crash(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_damaged_database_is_told_once_and_so_is_its_repair(
    config: Config, database: Path
) -> None:
    good = database.read_bytes()
    for file in database.parent.glob("vigie.db-*"):
        file.unlink()
    database.write_bytes(b"\x00garbage" * 4096)
    monitor = watched(config, database, NOW, LATER, LATER + timedelta(hours=1))
    ((subject, text),) = mails(config)
    assert subject == "Vigie : base de données en panne / database broken / base de datos averiada"
    assert "is damaged" in text
    assert "restore.md" in text
    database.write_bytes(good)
    for hours in (2, 3):
        monitor.check(config, {}, NOW + timedelta(hours=hours), is_crawling=False)
    assert [s for s, _ in mails(config)][1:] == [
        "Vigie : base de données rétablie / database working again / base de datos recuperada"
    ]
    watched(config, database, NOW + timedelta(hours=9))
    assert len(mails(config)) == 2


def test_a_locked_database_is_told_and_nothing_is_lost(
    config: Config, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_MS", 100)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        monitor = watched(config, database, NOW)
        other.execute("ROLLBACK")
    ((_, text),) = mails(config)
    assert "locked by another process" in text
    monitor.check(config, {}, LATER, is_crawling=False)
    assert len(mails(config)) == 2


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_may_not_be_written_is_told(
    tmp_path: Path, config: Config, database: Path
) -> None:
    with small_disk(tmp_path, "size=8m") as disk:
        shutil.copy(database, disk / "vigie.db")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        monitor = watched(config, disk / "vigie.db", NOW, LATER)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        monitor.check(config, {}, LATER + timedelta(hours=1), is_crawling=False)
    (first, second) = mails(config)
    assert "Check that the folder is there and that you may write to it" in first[1]
    assert (
        second[0]
        == "Vigie : base de données rétablie / database working again / base de datos recuperada"
    )


def test_a_full_disk_is_told_when_it_has_room_again_at_the_latest(tmp_path: Path) -> None:
    """Neither database nor outbox can be written: the log has it, and the mail follows."""
    with small_disk(tmp_path, "size=3m") as disk:
        config = read_config(settings(disk, ["ted"]))
        connect(disk / "vigie.db").close()
        filler = disk / "filler"
        with suppress_full(), filler.open("wb", buffering=0) as out:
            while True:
                out.write(b"x" * 4096)
        monitor = watched(config, disk / "vigie.db", NOW, LATER)
        assert monitor.unusable_since == NOW
        filler.unlink()
        monitor.check(config, {}, LATER + timedelta(hours=1), is_crawling=False)
        subjects = [subject for subject, _ in mails(config)]
        assert (
            "Vigie : base de données rétablie / database working again / base de datos recuperada"
            in subjects
        )
        with closing(sqlite3.connect(disk / "vigie.db")) as db:
            assert fetch_value(db, "PRAGMA integrity_check") == "ok"


@contextmanager
def suppress_full() -> Iterator[None]:
    with pytest.raises(OSError, match="No space left"):
        yield


@pytest.mark.parametrize(("free_mb", "state"), [(5000, "ok"), (999, "degraded"), (199, "blind")])
def test_a_disk_is_said_to_fill_before_it_is_full(free_mb: int, state: str) -> None:
    assert system_checks.check_disk(Config(), free_mb * 2**20).state == state


@pytest.mark.parametrize(("files", "state"), [(999, "degraded"), (1_000, "ok"), (None, "ok")])
def test_a_disk_is_said_to_fill_with_files_before_it_is_full(files: int | None, state: str) -> None:
    result = system_checks.check_disk(Config(), 5000 * 2**20, files)
    assert result.state == state
    if state != "ok":
        assert result.reason_text("en") == (
            "999 more files fit on the disk of the data (df -i counts them); 1,000 are needed"
        )


@pytest.fixture
def scheduler(config: Config, database: Path) -> Iterator[Scheduler]:
    with hold_lease(database, "scheduler", "a test") as held:
        yield Scheduler(
            SchedulerContext(config, database, database.parent / "archive"), held, lambda: NOW
        )


def test_settings_broken_while_running_are_told_and_the_last_good_ones_hold(
    scheduler: Scheduler, config: Config
) -> None:
    assert config.file is not None
    good = config.file.read_text()
    config.file.write_text(good + "\n[schedule]\nparallel = 'two'\n")
    scheduler.clock = lambda: NOW
    scheduler.tick()
    scheduler.clock = lambda: LATER
    scheduler.tick()
    ((subject, text),) = mails(config)
    assert subject == "Vigie : réglages en difficulté / settings in trouble / ajustes con problemas"
    assert "parallel is 'two', expected a whole number" in text
    with closing(connect(config.path("paths.database"))) as db:  # public: no path, no setting
        actual = fetch_value(
            db, "SELECT reason_en FROM health WHERE subject = 'system:settings' AND notified"
        )
    assert actual == "a fault of this installation; its log and the mail to its operator say which"
    assert {job.job.name for job in scheduler.due_jobs()} == {
        "crawl ted",
        "backup",
        "export",
        "integrity",
    }
    assert Path(scheduler.settings.command_options()[-1]).read_text() == good
    config.file.write_text(good.replace('["ted"]', '["ted", "boamp"]'))
    scheduler.tick()
    assert "crawl boamp" in {job.job.name for job in scheduler.due_jobs()}
    assert scheduler.settings.command_options() == scheduler.config.command_options()


def test_crawls_that_end_together_make_alerts_one_after_the_other(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second one at the same time would be refused, and told to the operator as a trouble."""
    at_work, seen = threading.Semaphore(0), []

    def command(name: str, arguments: tuple[str, ...]) -> int:
        if name != "alerts":
            return 0
        at_work.release()
        time.sleep(0.2)
        seen.append(at_work.acquire(blocking=False) and not at_work.acquire(blocking=False))
        return 0 if seen[-1] else 1

    monkeypatch.setattr(scheduler, "_run_command", command)
    crawls = [
        job
        for job in build_jobs(
            scheduler.config, crawl_sources(scheduler.config, {}, spider_class)[0]
        )
        if job.command == "crawl"
    ]
    ends = [threading.Thread(target=scheduler.run_job, args=[crawls[0]]) for _ in range(3)]
    for one_end in ends:
        one_end.start()
    scheduler.alerted_at = NOW
    scheduler.mail_tick()  # meanwhile the outbox is left to who is at work
    for one_end in ends:
        one_end.join()
    assert seen == [True, True, True]
    assert scheduler.faults == {}


def test_alerts_that_failed_are_made_again_before_the_operator_is_told(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [1, 0]
    monkeypatch.setattr(scheduler, "_run_command", lambda *_: answers.pop(0))
    scheduler.run_alerts()
    assert "status 1" in scheduler.faults["alerts"]
    scheduler.clock = lambda: NOW + timedelta(minutes=5)
    scheduler.mail_tick()
    assert scheduler.faults == {}
    assert answers == []


def test_a_disk_that_is_nearly_full_begins_no_crawl(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(connect(scheduler.context.database)) as db:
        db.execute("DELETE FROM runs WHERE command = 'crawl'")
    monkeypatch.setitem(scheduler.config.values, "health.least_free_mb", 10**9)  # type: ignore
    scheduler._check_health()
    scheduler.tick()
    planned = {job.id for job in scheduler.timer.get_jobs()}
    assert "crawl ted" not in planned
    assert "backup" in planned


def test_a_clock_that_went_back_does_not_silence_a_portal(config: Config, database: Path) -> None:
    """Runs and windows of next year: the portal is due, is asked for today, and it is said."""
    with closing(connect(database)) as db:
        db.execute("DELETE FROM runs WHERE command = 'crawl'")
        ran(db, "crawl", "ted", NOW + timedelta(days=400))
        db.execute(
            "INSERT INTO windows (portal, start, [end], state)"
            " VALUES ('ted', '2027-12-29', '2027-12-30', 'closed')"
        )
        job = next(d.job for d in _planned(config, db) if d.job.portal == "ted")
        assert (
            next_due(
                job,
                job_histories(db, NOW).get(("crawl", "ted")) or JobHistory(),
                RetryPolicy(),
                NOW,
            ).at
            == NOW
        )
        order = crawl.CrawlOptions(database, database.parent / "archive")
        windows = crawl.windows_to_request(db, "ted", order, NOW)
    assert windows[-1] == "2026-11-25/2026-11-26"
    assert len(windows) > 1
    watched(config, database, NOW, LATER)
    ((subject, text),) = mails(config)
    assert subject == "Vigie : horloge en difficulté / clock in trouble / reloj con problemas"
    assert "un passage est daté du 30 décembre 2027" in text


def test_days_that_have_not_come_wait_open(config: Config, database: Path) -> None:
    """Opened by a clock that ran ahead, without a network; asked for now they would close empty."""
    gap, ahead = "2026-09-01/2026-09-02", "2026-12-21/2026-12-22"
    order = crawl.CrawlOptions(database, database.parent / "archive")
    with closing(connect(database)) as db:
        for window in (gap, ahead):
            start, _, end = window.partition("/")
            db.execute(
                "INSERT INTO windows (portal, start, [end], state, problem)"
                " VALUES ('ted', ?, ?, 'open', 'no network')",
                (start, end),
            )
        (ted, *_) = read_portal_facts(db, config, {"ted": load_portals()["ted"]}, spider_class, NOW)
        windows = crawl.windows_to_request(db, "ted", order, NOW)
        later = crawl.windows_to_request(db, "ted", order, NOW + timedelta(days=40))
    assert gap in windows
    assert ahead not in windows
    assert max(windows) == "2026-11-25/2026-11-26"
    assert ahead in later
    assert (ted.open_windows, ted.open_since) == (1, "2026-09-01")


def test_a_portal_of_which_named_days_were_crawled_is_not_called_never_crawled(
    config: Config, database: Path
) -> None:
    with closing(connect(database)) as db:
        db.execute("DELETE FROM runs WHERE portal = 'ted'")
        for hours in (30, 3):  # the second did not succeed
            ran(db, "crawl", "ted", NOW - timedelta(hours=hours), "ok" if hours == 30 else "failed")
        db.execute(
            "UPDATE runs SET figures = json_object('asked', ?) WHERE portal = 'ted'",
            (crawl.BACKFILL,),
        )
        (ted, *_) = read_portal_facts(db, config, {"ted": load_portals()["ted"]}, spider_class, NOW)
    health = check_portal(ted, NOW)
    assert ted.span_crawled_at == NOW - timedelta(hours=30)
    assert health.state == "degraded"
    assert "named were crawled so far, last on" in str(health.reason_text("en"))


def test_a_clock_that_jumped_ahead_is_the_only_thing_told_and_heals(
    config: Config, database: Path
) -> None:
    """Two years later every portal and the backup would be in trouble."""
    jumped = NOW + timedelta(days=730)
    watched(config, database, NOW, jumped, jumped + timedelta(hours=2))
    ((subject, text),) = mails(config)
    assert subject == "Vigie : horloge en difficulté / clock in trouble / reloj con problemas"
    assert "the clock says 24 November 2028, nothing confirms a time after" in text
    with closing(connect(database)) as db:
        ran(db, "retag", None, jumped)
    for hours in range(3, 60, 8):  # the clock is right again
        now = NOW + timedelta(hours=hours)
        with closing(connect(database)) as db:
            ran(db, "crawl", "ted", now)
            ran(db, "backup", None, now)
        watched(config, database, now)
    assert [subject for subject, _ in mails(config)][1:] == [
        "Vigie : horloge de retour à la normale / clock working again"
        " / reloj de vuelta a la normalidad"
    ]
    with closing(connect(database)) as db:
        state = "SELECT state FROM health WHERE subject = 'system:clock' AND until IS NULL"
        assert fetch_value(db, state) == "ok"


def _planned(config: Config, db: sqlite3.Connection) -> Any:
    crawled, _ = crawl_sources(config, {}, spider_class)
    return plan(build_jobs(config, crawled), job_histories(db, NOW), retry_policy(config), NOW)
